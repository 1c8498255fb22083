"""Which events match: a filter in the numbers of the point index, held against events in columns."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from app.db.engine import QUERY_SECONDS
from app.db.reader import TooExpensive
from app.events.index.boxed import Box
from app.events.index.columns import NOWHERE, Array, Columns
from app.events.keys import OFFSET, SEQUENCE_BITS, first_key
from app.events.readmodel import DEGREE

#: Above every key.
TOP = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Area:
    """A shape that events must meet."""

    #: Prepared, in degrees.
    shape: BaseGeometry
    #: The box around it in the index's integers, or a little larger.
    box: Box
    #: Keys, rising, of the lines and areas that meet it.
    shapes: Array

    def meets(self, run: Columns, where: slice | Array, mask: Array) -> Array:
        """Which of the events at `where` that `mask` holds of meet the shape itself."""
        x, y = run.x[where][mask], run.y[where][mask]
        met: Array = shapely.intersects_xy(self.shape, x / DEGREE, y / DEGREE)
        if len(self.shapes):
            met = np.where(x == NOWHERE, np.isin(run.k[where][mask], self.shapes, assume_unique=True), met)
        return met


@dataclass(frozen=True, slots=True)
class Window:
    """A part of the Web Mercator grid, both ends included (geo/mercator.py)."""

    west: np.uint32
    north: np.uint32
    width: np.uint32
    height: np.uint32

    @classmethod
    def of_tile(cls, zoom: int, row: int, column: int, margin: float) -> "Window":
        """A tile with a margin on each side, which is a share of the tile."""
        side = 2 ** (32 - zoom)
        more = int(side * margin)
        west, north = max(0, column * side - more), max(0, row * side - more)
        east, south = (min(2**32, (place + 1) * side + more) - 1 for place in (column, row))
        return cls(np.uint32(west), np.uint32(north), np.uint32(east - west), np.uint32(south - north))


@dataclass(frozen=True, slots=True)
class Test:
    """A filter as the index evaluates it: tables over the numbers of its vocabularies, and integers."""

    boxes: tuple[Box, ...] = ()
    #: Keys, rising, of the lines and areas that truly meet the boxes.
    shapes: Array | None = None
    areas: tuple[Area, ...] = ()
    window: Window | None = None
    tables: tuple[tuple[str, Array], ...] = ()
    updated: int | None = None
    #: Keys between which an event starts, both included, and second after which it ends.
    first: int = 0
    last: int = TOP
    ends_after: int | None = None
    #: Of the monotonic clock: when events are held against outlines no longer.
    end: float = float("inf")

    @property
    def only_box(self) -> Box | None:
        """The one box that events must be in, if nothing is asked but that and when they are."""
        more = self.areas or self.window or self.tables or self.updated is not None
        return self.boxes[0] if len(self.boxes) == 1 and not more else None


def matches(run: Columns, gone: Array | None, test: Test, where: slice | Array) -> Array:
    """Which of the events at `where` match, whose keys are between the test's first and last."""
    mask: Array | None = None
    for part in _conditions(run, gone, test, where):
        mask = part if mask is None else np.logical_and(mask, part, out=mask)
    if mask is None:
        return np.ones(len(run.k[where]), bool)
    for area in test.areas:
        if time.monotonic() > test.end:
            raise TooExpensive.after(QUERY_SECONDS)
        mask[mask] = area.meets(run, where, mask)
    return mask


def started(k: Array, test: Test) -> int:
    """How many of these keys, rising, are of events that start before the second after which they must end: of those
    behind them nothing more is asked."""
    return 0 if test.ends_after is None else int(np.searchsorted(k, first_key(test.ends_after)))


def _conditions(run: Columns, gone: Array | None, test: Test, where: slice | Array) -> Iterator[Array]:
    """What must all hold, one mask each, none of them anybody else's."""
    if test.boxes:
        yield _inside(run, test.boxes, test.shapes, where)
    for area in test.areas:
        yield _inside(run, (area.box,), area.shapes, where)
    if gone is not None:
        yield ~gone[where]
    for column, table in test.tables:
        yield table[getattr(run, column)[where]]
    if test.updated is not None:
        yield run.updated[where] >= test.updated
    if test.ends_after is not None:
        k = run.k[where]
        before = started(k, test)
        if before:
            lasting = np.ones(len(k), bool)
            lasting[:before] = (k[:before] >> SEQUENCE_BITS) + run.span[where][:before] > test.ends_after + OFFSET
            yield lasting
    if test.window is not None:
        yield run.x[where] != NOWHERE
        yield run.mx[where] - test.window.west <= test.window.width
        yield run.my[where] - test.window.north <= test.window.height


def _inside(run: Columns, boxes: tuple[Box, ...], shapes: Array | None, where: slice | Array) -> Array:
    """Points in a box; lines and areas as found before."""
    found: Array | None = None
    for box in boxes:
        within = box.holds(run.x[where], run.y[where])
        found = within if found is None else found | within
    assert found is not None
    if shapes is not None and len(shapes):
        found |= np.isin(run.k[where], shapes, assume_unique=True)
    return found
