"""Content coding of large answers: which one the client likes best (RFC 9110, 12.5.3), and compressing quickly.

Levels are the lowest that still take off three quarters of our JSON: a higher one costs more time than it saves on a
network that is not a modem's.
"""

import zlib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Literal

import brotli
import zstandard
from isal import isal_zlib

Coding = Literal["zstd", "gzip", "br"]

#: Answers below this many bytes fit into a packet or two, whatever is done to them.
FLOOR = 1_400
#: What we prefer among codings that the client likes equally, by what they cost: measured on a page of events, zstd
#: takes 2 ms a megabyte, gzip by ISA-L 1.6 ms for a slightly larger result, and Brotli 3 ms.
PREFERENCE: tuple[Coding, ...] = ("zstd", "gzip", "br")
_GZIP_WINDOW = 16 + zlib.MAX_WBITS


def choose(accept_encoding: str | None, length: int) -> Coding | None:
    """The coding for an answer of `length` bytes; None where it is to be sent as it is."""
    return liked(accept_encoding) if length >= FLOOR else None


@lru_cache(maxsize=256)
def liked(accept_encoding: str | None) -> Coding | None:
    """The coding that the client likes best, or None for none at all."""
    if not accept_encoding:
        return None
    said = _qualities(accept_encoding)
    other = said.get("*", 0.0)
    best = max(PREFERENCE, key=lambda coding: (said.get(coding, other), -PREFERENCE.index(coding)))
    quality = said.get(best, other)
    return best if quality > 0 and quality >= said.get("identity", 0.0) else None


def _qualities(accept_encoding: str) -> dict[str, float]:
    """Coding → quality; what cannot be read is not liked."""
    found: dict[str, float] = {}
    for part in accept_encoding[:1_000].lower().split(","):
        coding, _, parameter = part.partition(";")
        name, _, value = parameter.partition("=")
        try:
            quality = float(value) if name.strip() == "q" else 1.0
        except ValueError:
            quality = 0.0
        found[{"x-gzip": "gzip"}.get(coding.strip(), coding.strip())] = quality if 0 <= quality <= 1 else 0.0
    return found


def compress(coding: Coding, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces in that coding; joined they are one stream."""
    match coding:
        case "gzip":
            packer = isal_zlib.compressobj(1, zlib.DEFLATED, _GZIP_WINDOW)
            yield from (packer.compress(piece) for piece in pieces)
            yield packer.flush()
        case "zstd":
            writer = zstandard.ZstdCompressor(level=1).compressobj()
            yield from (writer.compress(piece) for piece in pieces)
            yield writer.flush()
        case "br":
            brotlier = brotli.Compressor(quality=1)
            yield from (brotlier.process(piece) for piece in pieces)
            yield brotlier.finish()
