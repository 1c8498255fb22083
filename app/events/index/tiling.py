"""A tile's events from the point index: all of them where they are few, else the newest of each spot."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
import shapely

from app.events.index.columns import Array, Columns
from app.events.index.matching import Test, Window
from app.events.index.points import PointIndex
from app.events.keys import OFFSET, SEQUENCE_BITS
from geo.mercator import from_grid, to_grid
from geo.tiles import BITS, BUFFER, EXTENT, Coded, Shape, encode

LAYER = "events"
#: Deepest zoom level: one unit of its tiles is one step of the grid.
DEEPEST = 32 - BITS
#: Bytes that a tile has at most, uncompressed; those of a point feature with its id; and what codes and days take.
LARGEST, FEATURE, OVERHEAD = 500_000, 70, 40_000
#: Bytes that lines and areas may take of that.
SHAPES = 200_000
#: Spots on a tile's side where it is thinned: two pixels of a tile that is drawn 512 pixels wide.
SPOTS = 256
EPOCH = date(1970, 1, 1)
#: Coded attributes, as the features have them.
ATTRIBUTES = ("type", "modality", "verification")

#: The parts of a UUID between its hyphens: where they stand among its 36 characters, and among its 32 digits.
_PARTS = ((0, 0, 8), (9, 8, 12), (14, 12, 16), (19, 16, 20), (24, 20, 32))


def tile(index: PointIndex, test: Test, among: Array | None, zoom: int, row: int, column: int) -> bytes:
    """The tile, empty if nothing is there. `among` are the keys, rising, that it may show; None for any."""
    shapes = _shapes(index, test, among, zoom, row, column)
    most = (LARGEST - OVERHEAD - (SHAPES if shapes else 0)) // FEATURE
    found = list(_thinned(index, replace(test, window=window(zoom, row, column)), among, zoom, row, column, most))
    if not found and not shapes:
        return b""
    shift = DEEPEST - zoom
    x, y = (
        np.concatenate([getattr(run, name)[at].astype(np.int64) for run, at in found] or [np.empty(0, np.int64)])
        for name in ("mx", "my")
    )
    columns = {
        name: np.concatenate([getattr(run, name)[at] for run, at in found] or [np.empty(0, np.uint32)])
        for name in (*ATTRIBUTES, "k")
    }
    ids = np.concatenate([run.id[at] for run, at in found] or [np.empty(0, "V16")])
    coded = {name: Coded(columns[name], getattr(index.words, name).values) for name in ATTRIBUTES}
    coded["start"] = _days(columns["k"].astype(np.int64))
    return encode(
        LAYER,
        (x >> shift) - (column << BITS),
        (y >> shift) - (row << BITS),
        coded,
        {"id": _uuids(ids)},
        shapes,
    )


def window(zoom: int, row: int, column: int) -> Window:
    """Where events are that a tile shows: in it, and a little around it."""
    return Window.of_tile(zoom, row, column, BUFFER / EXTENT)


def _thinned(
    index: PointIndex, test: Test, among: Array | None, zoom: int, row: int, column: int, most: int
) -> Iterator[tuple[Columns, Array]]:
    """Runs and positions in them, the newest first; where there are more than `most`, one for each spot."""
    everything: list[tuple[Columns, Array]] = []
    number = 0
    for run, where, mask in index.blocks(test):
        hits = np.flatnonzero(mask)[::-1] + where.start
        if among is not None:
            hits = hits[np.isin(run.k[hits], among, assume_unique=True)]
        everything.append((run, hits))
        number += len(hits)
        if number > most:
            break
    else:
        yield from ((run, hits) for run, hits in everything if len(hits))
        return
    yield from _one_for_each_spot(index, test, among, zoom, row, column, most)


def _one_for_each_spot(
    index: PointIndex, test: Test, among: Array | None, zoom: int, row: int, column: int, most: int
) -> Iterator[tuple[Columns, Array]]:
    side = SPOTS + 4
    taken = np.zeros(side * side, bool)
    shift = np.int64(32 - zoom - 8)
    left, top = (column << 8) - 2, (row << 8) - 2
    for run, where, mask in index.blocks(test):
        hits = np.flatnonzero(mask)[::-1] + where.start
        if among is not None:
            hits = hits[np.isin(run.k[hits], among, assume_unique=True)]
        across = np.clip((run.mx[hits].astype(np.int64) >> shift) - left, 0, side - 1)
        down = np.clip((run.my[hits].astype(np.int64) >> shift) - top, 0, side - 1)
        spots = down * side + across
        free = np.flatnonzero(~taken[spots])
        first = np.sort(free[np.unique(spots[free], return_index=True)[1]])[:most]
        taken[spots[first]] = True
        if len(first):
            yield run, hits[first]
        most -= len(first)
        if most <= 0:
            return


def _shapes(index: PointIndex, test: Test, among: Array | None, zoom: int, row: int, column: int) -> list[Shape]:
    """Lines and areas that meet the tile, the newest first, as many as there is room for."""
    corners = np.array([column - BUFFER / EXTENT, row - BUFFER / EXTENT, column + 1 + BUFFER / EXTENT, row + 1])
    corners[3] += BUFFER / EXTENT
    west, south, east, north = from_grid(*np.clip(corners / 2**zoom, 0, 1))
    area = shapely.box(west, south, east, north)
    keys = np.unique(np.concatenate([run.shape_k[shapely.intersects(run.shapes, area)] for run, _ in index.runs()]))
    if among is not None:
        keys = np.intersect1d(keys, among, assume_unique=True)
    found: list[Shape] = []
    room = SHAPES
    for run, at in index.select(test, keys) if len(keys) else ():
        for position in at[::-1].tolist():
            whole = run.shapes[np.searchsorted(run.shape_k, run.k[position])]
            geometry = shapely.transform(whole, lambda points: _to_tile(points, zoom, row, column))
            room -= 10 * int(shapely.get_num_coordinates(geometry)) + 120
            if room < 0:
                return found
            found.append(Shape(geometry, _attributes(index, run, position)))
    return found


def _to_tile(points: Array, zoom: int, row: int, column: int) -> Array:
    x, y = to_grid(points[:, 0], points[:, 1])
    unit = 2.0 ** (DEEPEST - zoom)
    return np.column_stack((x / unit - column * EXTENT, y / unit - row * EXTENT))


def _attributes(index: PointIndex, run: Columns, position: int) -> dict[str, str]:
    found = {name: getattr(index.words, name).values[getattr(run, name)[position]] for name in ATTRIBUTES}
    days = _days(run.k[position : position + 1])
    return {
        **found,
        "start": days.values[days.numbers[0]],
        "id": _uuids(run.id[position : position + 1]).tobytes().decode(),
    }


def _days(keys: Array) -> Coded:
    """The days (UTC) on which events start; empty for the undated."""
    seconds = (keys >> SEQUENCE_BITS) - OFFSET
    days, numbers = np.unique(seconds // 86_400, return_inverse=True)
    undated = -OFFSET // 86_400
    values = ["" if day == undated else _day(day) for day in days.tolist()]
    return Coded(numbers.reshape(-1), values)


@lru_cache(maxsize=40_000)
def _day(number: int) -> str:
    """The date so many days after 1970-01-01. The same few thousand come again in every tile."""
    return str(EPOCH + timedelta(days=number))


def _uuids(ids: Array) -> Array:
    """Ids as text, one row of 36 characters each."""
    digits = np.frombuffer(ids.tobytes().hex().encode(), np.uint8).reshape(-1, 32)
    text = np.full((len(ids), 36), ord("-"), np.uint8)
    for place, start, stop in _PARTS:
        text[:, place : place + stop - start] = digits[:, start:stop]
    return text
