"""Answers of the hot roads: bodies in pieces that are never copied whole, compressed where the client likes it, and
kept for who asks the same while they are true."""

import re
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

#: What `weak_tag` makes: a data version and a digest.
_TAG = re.compile(r'W/"([0-9a-f]{1,16})-([0-9a-f]{16})"')


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


@dataclass(frozen=True, slots=True)
class Asked:
    """A question whose answer depends on its address and on the data."""

    #: See `digest`.
    digest: str
    #: Makes the answer.
    make: Callable[[], Body]
    #: Whether an answer of a data version is true of a later one.
    holds_still: Callable[[int, int], bool]
    vary: str = "Accept-Encoding"
    #: Whether `make` does not block.
    quick: bool = False


async def answered(request: Request, asked: Asked) -> Response:
    """The answer to a question: that nothing has changed, the one that was given before, or a new one."""
    published = request.app.state.published
    if not published.at_once():
        return await run_in_threadpool(_answered, request, published.version, asked)
    version = published.version()
    known = _known(request, version, asked)
    if known is not None:
        return known
    if asked.quick:
        return _new(request, version, asked)
    return await run_in_threadpool(_new, request, version, asked)


def _answered(request: Request, now: Callable[[], int], asked: Asked) -> Response:
    version = now()
    return _known(request, version, asked) or _new(request, version, asked)


def _known(request: Request, version: int, asked: Asked) -> Response | None:
    has = request.headers.get("if-none-match")
    if has is not None and any(
        known == version or (known < version and asked.holds_still(known, version))
        for known in _versions(has, asked.digest)
    ):
        return Response(status_code=304, headers=_about(weak_tag(version, asked.digest), asked.vary))
    known: Response | None = request.app.state.answers.get(_key(request, asked), version, asked.holds_still)
    return known


def _versions(tags: str, digest: str) -> Iterator[int]:
    """Data versions of those of the tags that are of this question (see `weak_tag`)."""
    for tag in _TAG.finditer(tags):
        if tag[2] == digest:
            yield int(tag[1], 16)


def _new(request: Request, version: int, asked: Asked) -> Response:
    made = asked.make()
    coding = choose(_accepted(request), made.length)
    headers = {**_about(weak_tag(version, asked.digest), asked.vary), **made.headers}
    body = Body(made.pieces, made.length, made.media_type, headers)
    if coding is not None:
        packed = list(filter(None, compress(coding, made.pieces)))
        body = Body(packed, sum(map(len, packed)), made.media_type, {**headers, "Content-Encoding": coding})
    response = Pieces(body, 200 if made.length else 204)
    request.app.state.answers.put(_key(request, asked), version, response, body.length)
    return response


def _key(request: Request, asked: Asked) -> tuple[str, str | None]:
    return asked.digest, liked(_accepted(request))


def _accepted(request: Request) -> str | None:
    return request.headers.get("accept-encoding")


def _about(etag: str, vary: str) -> dict[str, str]:
    return {"ETag": etag, "Vary": vary, "Cache-Control": "no-cache"}
