"""Mapbox Vector Tiles (version 2.1): points by the thousand in one NumPy array, lines and areas one by one.

Every point feature of a layer is a record of the same length, so a layer is one matrix of bytes. The length is the same
because variable-length numbers are padded ("overlong" protobuf varints), which decoders must accept; tags never are.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

Array = npt.NDArray[Any]

#: Units of a tile's side, and how far beyond its edges features are kept, so that symbols there are not cut.
EXTENT = 4096
BUFFER = 64
#: Bits of a side.
BITS = 12

#: A part of a record: bytes that are the same in all, or numbers and how many bytes each takes.
_Part = bytes | tuple[Array, int]

_POINT, _LINE, _AREA = 1, 2, 3
_MOVE, _DRAW, _CLOSE = 1, 2, 7


class Coded(NamedTuple):
    """An attribute of few values: for each feature the number of its value."""

    numbers: Array
    values: Sequence[str]


class Shape(NamedTuple):
    """A line or an area in tile units, y growing to the south, and its attributes."""

    geometry: BaseGeometry
    attributes: Mapping[str, str]


def encode(
    name: str, x: Array, y: Array, coded: Mapping[str, Coded], texts: Mapping[str, Array], shapes: Iterable[Shape] = ()
) -> bytes:
    """A tile of one layer. `x` and `y` are in tile units from the north-west, from -BUFFER to EXTENT + BUFFER.

    `texts` are attributes that differ from feature to feature: a matrix of ASCII bytes, one row a feature.
    """
    keys = [*coded, *texts]
    values = [value for each in coded.values() for value in each.values]
    extra = _shape_features(shapes, keys, values)
    tags: list[_Part] = []
    base = 0
    for number, each in enumerate(coded.values()):
        tags += [bytes((number,)), (each.numbers.astype(np.uint32) + np.uint32(base), 2)]
        base += len(each.values)
    base = len(values)
    for number, matrix in enumerate(texts.values(), len(coded)):
        tags += [bytes((number,)), (np.arange(base, base + len(matrix), dtype=np.uint32), 3)]
        base += len(matrix)
    points: list[_Part] = [
        bytes((_tag(2, 2), _width(tags))),
        *tags,
        bytes((_tag(3, 0), _POINT, _tag(4, 2), 5, _command(_MOVE, 1))),
        (_zigzag(x), 2),
        (_zigzag(y), 2),
    ]
    layer = b"".join(
        (
            _field(1, name.encode()),
            _records(len(x), [bytes((_tag(2, 2), _width(points))), *points]),
            extra,
            *(_field(3, key.encode()) for key in keys),
            *(_value(value) for value in values),
            *(_values(matrix) for matrix in texts.values()),
            _varint(_tag(5, 0)) + _varint(EXTENT),
            _varint(_tag(15, 0)) + _varint(2),
        )
    )
    return _field(3, layer)


def _values(matrix: Array) -> bytes:
    """One string value for each row."""
    width = matrix.shape[1]
    head = np.frombuffer(bytes((_tag(4, 2), width + 2, _tag(1, 2), width)), np.uint8)
    return np.hstack([np.broadcast_to(head, (len(matrix), 4)), matrix]).tobytes()


def _shape_features(shapes: Iterable[Shape], keys: Sequence[str], values: list[str]) -> bytes:
    """The features of lines and areas; values that are new are put behind `values`."""
    known = {value: number for number, value in reversed(list(enumerate(values)))}
    features = []
    for shape in shapes:
        kind, commands = _commands(shape.geometry)
        if not commands:
            continue
        tags = []
        for key, value in shape.attributes.items():
            if value not in known:
                known[value] = len(values)
                values.append(value)
            tags += [keys.index(key), known[value]]
        features.append(_field(2, _field(2, _packed(tags)) + bytes((_tag(3, 0), kind)) + _field(4, _packed(commands))))
    return b"".join(features)


def _commands(geometry: BaseGeometry) -> tuple[int, list[int]]:
    """Geometry type and command integers; none where nothing is left of it on the tile's grid."""
    whole = shapely.clip_by_rect(geometry, -BUFFER, -BUFFER, EXTENT + BUFFER, EXTENT + BUFFER)
    parts = [part for part in shapely.get_parts(whole) if not part.is_empty]
    areas = [part for part in parts if part.geom_type == "Polygon"]
    lines = [part for part in parts if part.geom_type in ("LineString", "LinearRing")]
    commands: list[int] = []
    at = (0, 0)
    if areas:
        for area in areas:
            outer = _path(area.exterior, closed=True)
            if len(outer) < 3:
                continue
            for ring, sign in [(outer, 1), *((_path(inner, closed=True), -1) for inner in area.interiors)]:
                if len(ring) >= 3:
                    at = _draw(commands, ring if _area(ring) * sign > 0 else ring[::-1], at)
                    commands.append(_command(_CLOSE, 1))
        return _AREA, commands
    for line in lines:
        path = _path(line, closed=False)
        if len(path) >= 2:
            at = _draw(commands, path, at)
    return _LINE, commands


def _path(line: BaseGeometry, *, closed: bool) -> list[tuple[int, int]]:
    """Whole numbers without repeats; a ring without its last point and without those that lie on nothing."""
    points = [(int(x), int(y)) for x, y in np.rint(shapely.get_coordinates(line)).tolist()]
    path = [point for number, point in enumerate(points) if not number or point != points[number - 1]]
    if not closed:
        return path
    path = path[:-1] if len(path) > 1 and path[0] == path[-1] else path
    return path if _area(path) else []


def _area(ring: Sequence[tuple[int, int]]) -> int:
    """Twice the signed area by the surveyor's formula; positive for an exterior ring (MVT 4.3.4.4)."""
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(ring, [*ring[1:], *ring[:1]], strict=True))


def _draw(commands: list[int], path: Sequence[tuple[int, int]], at: tuple[int, int]) -> tuple[int, int]:
    """Append a move to the path's first point and lines through the others; returns where the pen stands."""
    commands.append(_command(_MOVE, 1))
    for number, (x, y) in enumerate(path):
        if number == 1:
            commands.append(_command(_DRAW, len(path) - 1))
        commands += [_zigzag_one(x - at[0]), _zigzag_one(y - at[1])]
        at = x, y
    return at


def _command(command: int, count: int) -> int:
    return command | count << 3


def _tag(field: int, wire: int) -> int:
    return field << 3 | wire


def _zigzag(values: Array) -> Array:
    signed = values.astype(np.int32)
    folded: Array = ((signed << 1) ^ (signed >> 31)).astype(np.uint32)
    return folded


def _zigzag_one(value: int) -> int:
    return value << 1 if value >= 0 else (-value << 1) - 1


def _width(parts: Sequence[_Part]) -> int:
    return sum(len(part) if isinstance(part, bytes) else part[1] for part in parts)


def _records(count: int, parts: Sequence[_Part]) -> bytes:
    """So many records of the same parts, one after the other; numbers of at most 7 bits a byte."""
    template = b"".join(part if isinstance(part, bytes) else b"\x80" * (part[1] - 1) + b"\0" for part in parts)
    out = np.empty((count, len(template)), np.uint8)
    out[:] = np.frombuffer(template, np.uint8)
    at = 0
    for part in parts:
        if isinstance(part, bytes):
            at += len(part)
            continue
        numbers, width = part
        for place in range(at, at + width):
            out[:, place] |= ((numbers >> np.uint32(7 * (place - at))) & np.uint32(0x7F)).astype(np.uint8)
        at += width
    return out.tobytes()


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _field(number: int, content: bytes) -> bytes:
    return _varint(_tag(number, 2)) + _varint(len(content)) + content


@lru_cache(maxsize=4_096)
def _value(text: str) -> bytes:
    return _field(4, _field(1, text.encode()))


def _packed(numbers: Sequence[int]) -> bytes:
    return b"".join(map(_varint, numbers))
