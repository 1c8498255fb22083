"""Answers of the hot roads: bodies in pieces that are never copied whole, compressed where the client likes it."""

from collections.abc import Iterator, Sequence
from hashlib import sha256

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.types import Receive, Scope, Send

from app.compression import choose, compress

#: Features of an answer that is sent in one piece.
FEW = 500
#: Features a piece of a larger one: about a megabyte. Each waits until the client has taken most of the one before.
PIECE = 1_000
#: Bytes from which compressing is left to another thread, so that nobody waits for it.
LARGE = 200_000


def weak_tag(version: int, *asked: object) -> str:
    """A weak entity tag: the same data version and the same question give the same answer."""
    return f'W/"{version:x}-{sha256(repr(asked).encode()).hexdigest()[:16]}"'


class Pieces(Response):
    """A response whose body is a list of byte strings."""

    def __init__(self, pieces: Sequence[bytes], media_type: str, headers: dict[str, str]) -> None:
        self.pieces = pieces
        self.status_code = 200
        self.background = None
        self.body = b""
        self.init_headers({**headers, "content-length": str(sum(map(len, pieces))), "content-type": media_type})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI 3.0."""
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        last = len(self.pieces) - 1
        for number, piece in enumerate(self.pieces):
            await send({"type": "http.response.body", "body": piece, "more_body": number < last})


def collection(bodies: Sequence[bytes], tail: bytes) -> list[bytes]:
    """A GeoJSON feature collection of finished features; `tail` is what stands behind them, without its braces."""
    head = b'{"type":"FeatureCollection","features":['
    if len(bodies) <= FEW:
        return [b"".join((head, b",".join(bodies), b"],", tail, b"}"))]
    return [head, *_joined(bodies), b"],", tail, b"}"]


def _joined(bodies: Sequence[bytes]) -> Iterator[bytes]:
    for start in range(0, len(bodies), PIECE):
        piece = b",".join(bodies[start : start + PIECE])
        yield b"," + piece if start else piece


async def answer(request: Request, pieces: Sequence[bytes], media_type: str, headers: dict[str, str]) -> Response:
    """The body as this client likes it best."""
    length = sum(map(len, pieces))
    coding = choose(request.headers.get("accept-encoding"), length)
    if coding is not None:
        headers = {**headers, "Content-Encoding": coding}
        if length > LARGE:
            pieces = await run_in_threadpool(lambda: list(compress(coding, pieces)))
        else:
            pieces = [b"".join(compress(coding, pieces))]
    return Pieces(pieces, media_type, headers)
