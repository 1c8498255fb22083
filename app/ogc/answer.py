"""Answers of the hot roads: bodies in pieces that are never copied whole, compressed where the client likes it, and
kept for who asks the same before the data change."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.types import Receive, Scope, Send

from app.compression import choose, compress, liked

#: Features a piece: about a quarter of a megabyte. Each is made when the client has taken most of the one before, so
#: that the same memory serves them all.
PIECE = 250


def digest(request: Request, *besides: object) -> str:
    """What tells the answers of one data version from each other: the address, and what else the caller says."""
    scope = request.scope
    asked = f"{scope['path']}?{scope['query_string']!r}{besides}"
    return sha256(asked.encode("utf-8", "replace")).hexdigest()[:16]


def weak_tag(version: int, asked: str) -> str:
    """A weak entity tag: the same data version and the same question (see `digest`) give the same answer."""
    return f'W/"{version:x}-{asked}"'


@dataclass(frozen=True, slots=True)
class Body:
    """What is to be sent; `pieces` can be gone through again and again."""

    pieces: Iterable[bytes]
    #: Bytes in all; 0 where there is nothing, which is answered with 204.
    length: int
    media_type: str
    headers: dict[str, str]


class Pieces(Response):
    """A response whose body comes in pieces. It may be sent any number of times."""

    def __init__(self, body: Body, status_code: int = 200) -> None:
        self.pieces = body.pieces
        self.status_code = status_code
        self.background = None
        self.body = b""
        about = {"content-length": str(body.length), "content-type": body.media_type} if body.length else {}
        self.init_headers({**body.headers, **about})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI 3.0."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        waiting = b""
        for piece in self.pieces:
            if waiting:
                await send({"type": "http.response.body", "body": waiting, "more_body": True})
            waiting = piece
        await send({"type": "http.response.body", "body": waiting})


class Features:
    """A GeoJSON feature collection of finished features, joined a piece at a time."""

    def __init__(self, bodies: Sequence[bytes], tail: bytes) -> None:
        """`tail` is what stands behind the features, without its braces."""
        self._head = b'{"type":"FeatureCollection","features":['
        self._bodies = bodies
        self._end = b"],%b}" % tail
        self.length = len(self._head) + sum(map(len, bodies)) + max(0, len(bodies) - 1) + len(self._end)

    def __iter__(self) -> Iterator[bytes]:
        last = max(0, (len(self._bodies) - 1) // PIECE * PIECE)
        for start in range(0, last + 1, PIECE):
            joined = b",".join(self._bodies[start : start + PIECE])
            before = b"," if start else self._head
            yield b"".join((before, joined, self._end)) if start == last else before + joined


async def answered(
    request: Request, asked: str, make: Callable[[], Body], *, vary: str = "Accept-Encoding", quick: bool = False
) -> Response:
    """The answer to a question: that nothing has changed, the one that was given before, or a new one.

    `asked` tells the question from others (see `digest`). `make` blocks unless the answer is `quick`.
    """
    published = request.app.state.published
    if not published.at_once():
        return await run_in_threadpool(_answered, request, published.version, asked, make, vary)
    version = published.version()
    known = _known(request, version, asked, vary)
    if known is not None:
        return known
    if quick:
        return _new(request, version, asked, make, vary)
    return await run_in_threadpool(_new, request, version, asked, make, vary)


def _answered(request: Request, now: Callable[[], int], asked: str, make: Callable[[], Body], vary: str) -> Response:
    version = now()
    return _known(request, version, asked, vary) or _new(request, version, asked, make, vary)


def _known(request: Request, version: int, asked: str, vary: str) -> Response | None:
    etag = weak_tag(version, asked)
    if etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=_about(etag, vary))
    known: Response | None = request.app.state.answers.get(version, (asked, liked(_accepted(request))))
    return known


def _new(request: Request, version: int, asked: str, make: Callable[[], Body], vary: str) -> Response:
    made = make()
    coding = choose(_accepted(request), made.length)
    headers = {**_about(weak_tag(version, asked), vary), **made.headers}
    body = Body(made.pieces, made.length, made.media_type, headers)
    if coding is not None:
        packed = list(filter(None, compress(coding, made.pieces)))
        body = Body(packed, sum(map(len, packed)), made.media_type, {**headers, "Content-Encoding": coding})
    response = Pieces(body, 200 if made.length else 204)
    request.app.state.answers.put(version, (asked, liked(_accepted(request))), response, body.length)
    return response


def _accepted(request: Request) -> str | None:
    return request.headers.get("accept-encoding")


def _about(etag: str, vary: str) -> dict[str, str]:
    return {"ETag": etag, "Vary": vary, "Cache-Control": "no-cache"}
