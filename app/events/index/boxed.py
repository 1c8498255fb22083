"""What lies in a box: blocks of a run in the order of longitude, so that what is to the west and to the east of the box
need not be looked at.

To hold every event against the box takes 0.7 ns each, and what is counted then pushes everything else out of a core's
caches, which costs as much again.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from app.db.indexes import Bounds
from app.events.readmodel import DEGREE

Array = npt.NDArray[Any]

#: Events of a block: as many as have a place in 16 bits.
BLOCK = 65_536
#: The newest events are looked for in so many times the share of a block that would hold them if hits lay evenly.
SLACK = 1.5


@dataclass(frozen=True, slots=True)
class Box:
    """A box in the index's integers, both ends included."""

    west: int
    south: int
    width: np.uint32
    height: np.uint32

    @classmethod
    def of(cls, part: Bounds) -> "Box":
        """The box of these bounds."""
        west, south = round(part.west * DEGREE), round(part.south * DEGREE)
        width, height = round(part.east * DEGREE) - west, round(part.north * DEGREE) - south
        return cls(west, south, np.uint32(width), np.uint32(height))

    @classmethod
    def around(cls, part: Bounds) -> "Box":
        """A box that is a step larger on each side."""
        box = cls.of(part)
        return cls(box.west - 1, box.south - 1, box.width + np.uint32(2), box.height + np.uint32(2))

    def holds(self, x: Array, y: Array) -> Array:
        """Which of these points lie in it, with one subtraction and one unsigned comparison an axis."""
        found: Array = (x - np.int32(self.west)).view(np.uint32) <= self.width
        found &= (y - np.int32(self.south)).view(np.uint32) <= self.height
        return found

    @property
    def sides(self) -> Array:
        """Its west, and the first longitude to the east of it."""
        return np.array((self.west, self.west + int(self.width) + 1), np.int32)


@dataclass(frozen=True, slots=True)
class _Block:
    """Events in the order of longitude."""

    #: Position of the block's first event in the run.
    start: int
    x: Array
    #: As unsigned numbers, a latitude below zero as one beyond all others.
    y: Array
    #: How far behind `start` each one is.
    place: Array

    @classmethod
    def of(cls, start: int, x: Array, y: Array) -> "_Block":
        order = np.argsort(x)
        return cls(start, x[order], y[order].view(np.uint32), order.astype(np.uint16))

    @property
    def stop(self) -> int:
        """Position behind the block's last event."""
        return self.start + len(self.x)

    def within(self, sides: Array, south: np.uint32, height: np.uint32, start: int, stop: int) -> tuple[Array, Array]:
        """Of the events between the sides their places, and which of them are in the box and at positions from `start`
        to `stop`."""
        west, beyond = self.x.searchsorted(sides)
        place, hits = self.place[west:beyond], self.y[west:beyond] - south <= height
        if start > self.start:
            hits &= place >= start - self.start
        if stop < self.stop:
            hits &= place < stop - self.start
        return place, hits


@dataclass(frozen=True, slots=True)
class Boxed:
    """A run in such blocks: ten bytes an event."""

    blocks: tuple[_Block, ...]

    @classmethod
    def of(cls, x: Array, y: Array) -> "Boxed":
        """Points in the order of the run."""
        starts = range(0, len(x), BLOCK)
        return cls(tuple(_Block.of(start, x[start : start + BLOCK], y[start : start + BLOCK]) for start in starts))

    def newest(self, box: Box, start: int, stop: int, limit: int) -> tuple[Array, int]:
        """The last `limit` positions from `start` to `stop` that are in the box, falling, and how many are in it."""
        found, number = [np.empty(0, np.int64)], 0
        missing, sides, south = limit, box.sides, np.int32(box.south).astype(np.uint32)
        for block in reversed(self.blocks):
            if block.start < stop and block.stop > start:
                place, hits = block.within(sides, south, box.height, start, stop)
                here = int(np.count_nonzero(hits))
                number += here
                if missing and here:
                    found.append(block.start + _last(place, hits, here, missing, block.stop - block.start))
                    missing -= len(found[-1])
        return np.concatenate(found), number


def _last(place: Array, hits: Array, number: int, limit: int, size: int) -> Array:
    """The largest `limit` of those places of `size` that `hits` holds of, which are `number`, falling."""
    share = SLACK * limit / number
    while share < 1:
        late = np.flatnonzero(hits & (place >= int(size * (1 - share))))
        if len(late) >= limit:
            return _falling(place[late])[:limit]
        share *= 4
    return _falling(place[hits])[:limit]


def _falling(place: Array) -> Array:
    rising: Array = np.sort(place.astype(np.int64))
    return rising[::-1]
