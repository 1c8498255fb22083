"""Reads the shapes of a vector tile (Mapbox Vector Tile 2.1, protocol buffers): what a still picture of the map needs.

Only our own archive is read with it; a tile that is cut short raises IndexError.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator

Ring = list[tuple[int, int]]

#: Units along the side of a tile; our archive is cut with the usual one.
EXTENT = 4096

_MOVE, _CLOSE = 1, 7


def shapes(tile: bytes, layer: str) -> Iterator[Ring]:
    """Rings and lines of one layer in tile units (0 to 4096, y downwards); a closed ring ends where it began."""
    for number, message in _fields(gzip.decompress(tile)):
        if number == 3 and isinstance(message, bytes):
            parts = list(_fields(message))
            if (1, layer.encode()) not in parts:
                continue
            for kind, feature in parts:
                if kind == 2 and isinstance(feature, bytes):
                    for field, geometry in _fields(feature):
                        if field == 4 and isinstance(geometry, bytes):
                            yield from _drawn(geometry)


def _fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        if key & 7 == 0:
            value, at = _varint(data, at)
            yield key >> 3, value
        elif key & 7 == 2:
            size, at = _varint(data, at)
            yield key >> 3, data[at : at + size]
            at += size
        else:
            at += 8 if key & 7 == 1 else 4


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7


def _drawn(data: bytes) -> Iterator[Ring]:
    numbers = []
    at = 0
    while at < len(data):
        value, at = _varint(data, at)
        numbers.append(value)
    x = y = at = 0
    ring: Ring = []
    while at < len(numbers):
        command, count = numbers[at] & 7, numbers[at] >> 3
        at += 1
        if command == _CLOSE:
            ring.append(ring[0])
            continue
        for _ in range(count):
            x += (numbers[at] >> 1) ^ -(numbers[at] & 1)
            y += (numbers[at + 1] >> 1) ^ -(numbers[at + 1] & 1)
            at += 2
            if command == _MOVE:
                if len(ring) > 1:
                    yield ring
                ring = []
            ring.append((x, y))
    if len(ring) > 1:
        yield ring
