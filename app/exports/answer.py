"""An export as the answer to a request: an attachment that is sent while it is written."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import chain, islice
from threading import BoundedSemaphore

from starlette.responses import StreamingResponse

from app.compression import choose, compress
from app.errors import SkerryError
from app.exports.formats import Format
from app.exports.source import About, Selection

#: Events of one export over HTTP; `skerry export` has no bound.
MOST = 100_000
#: Exports that a worker prepares at once, and the seconds that another waits for its turn.
AT_ONCE, PATIENCE = 2, 20.0
_TURN = BoundedSemaphore(AT_ONCE)
#: Bytes that a text export is thought to have, when it is asked whether compressing pays.
_MUCH = 1_000_000


class Busy(SkerryError):
    """As many exports are being written as the service can bear."""

    status = 503
    title = "Busy"


def answer(
    kind: Format, selection: Selection, about: About, accept_encoding: str | None, headers: dict[str, str]
) -> StreamingResponse:
    """The export, begun: an error of the question is raised here, before anything is sent. Blocks.

    Raises TooMany, TooExpensive, Busy.
    """
    pieces = kind.write(selection.batches(), about)
    if not _TURN.acquire(timeout=PATIENCE):
        raise Busy("too many exports at once: try again in a minute")
    try:
        # Two pieces: the head of a text format comes before its first page is looked up.
        begun = list(islice(pieces, 2))
    finally:
        _TURN.release()
    whole: Iterator[bytes] = chain(begun, pieces)
    coding = choose(accept_encoding, _MUCH) if kind.text else None
    if coding is not None:
        headers = {**headers, "Content-Encoding": coding}
        whole = (piece for piece in compress(coding, whole) if piece)
    return attachment(kind, whole, headers)


def attachment(kind: Format, pieces: Iterable[bytes], headers: dict[str, str]) -> StreamingResponse:
    """A file of this format, to be saved under a name that says of which day it is (UTC)."""
    named = f'attachment; filename="skerry-events-{datetime.now(UTC):%Y-%m-%d}{kind.ending}"'
    return StreamingResponse(
        pieces,
        media_type=kind.media_type,
        headers={**headers, "Content-Disposition": named, "X-Content-Type-Options": "nosniff"},
    )
