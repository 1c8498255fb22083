"""The point index: all published events of one data version, and how those that match a filter are found in it.

Two runs: a large one that is left as it is, and a small one with what came in since; events of the large one that have
changed are marked as gone. Nothing here changes once it is made, so a reader needs no lock.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from app.codes import category_of
from app.db.engine import QUERY_SECONDS
from app.db.indexes import Bounds
from app.events.index.boxed import Box
from app.events.index.columns import Array, Columns, Vocabularies, columns, merge
from app.events.index.matching import TOP, Area, Test, Window, matches, started
from app.events.index.recent import Recent
from app.events.keys import first_key, last_key
from app.events.readmodel import DEGREE
from app.events.repository import Filter
from app.events.shapes import bounds_in_world

#: Events that are looked at at once: what of their columns a core's own cache holds.
BLOCK = 65_536
#: Size at which the small run goes into the large one.
SMALL = 4_096
#: Kinds of terms that the index holds itself; the others are posting lists of the store (postings.py).
HELD = frozenset({"type", "category", "modality", "verification", "region", "country"})
#: Where no event is.
_NOBODY = Box(0, 91 * DEGREE, np.uint32(0), np.uint32(0))


@dataclass(frozen=True)
class PointIndex:
    """Published events as of one data version."""

    #: Number of the last change that it holds.
    version: int
    words: Vocabularies
    large: Columns
    small: Columns
    #: Marks of those in `large` that hold no longer; None if all do.
    gone: Array | None = None
    #: What has changed since it was loaded.
    recent: Recent | None = None
    #: What was counted in the large run as it is, whatever has gone from it since (counting.py).
    kept: dict[Any, Any] = field(default_factory=dict, compare=False)
    _counts: dict[Filter, int] = field(default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        """Put the large run's blocks in order now, not while somebody waits for an answer."""
        if len(self.large) > SMALL:
            _ = self.large.boxed

    def __len__(self) -> int:
        return len(self.large) + len(self.small) - (0 if self.gone is None else int(np.count_nonzero(self.gone)))

    def changed(self, version: int, touched: Sequence[int], rows: Sequence[tuple[object, ...]]) -> "PointIndex":
        """The index after changes: the events under the keys `touched` are as `rows` have them, or gone."""
        keys = np.array(sorted(set(touched)), np.int64)
        gone = np.zeros(len(self.large), bool) if self.gone is None else self.gone.copy()
        gone[self.large.at(keys)] = True
        fresh = columns(rows, self.words)
        small = merge((self.small.without(self.small.at(keys)), fresh))
        recent = self.recent or Recent.nothing(self.version, fresh)
        recent = recent.later(version, self._under(keys), fresh)
        if len(small) > SMALL:
            whole = merge((self.large.without(np.flatnonzero(gone)), small))
            return PointIndex(version, self.words, whole, columns((), self.words), recent=recent)
        return replace(self, version=version, small=small, gone=gone, recent=recent, _counts={})

    def _under(self, keys: Array) -> Columns:
        """The events under these keys, rising."""
        runs = ((run, run.at(keys), gone) for run, gone in self.runs())
        return merge([run.only(at if gone is None else at[~gone[at]]) for run, at, gone in runs])

    def holds_still(self, wanted: Filter, since: int, window: Window | None = None) -> bool:
        """Whether what was said of the events that match (in a window) as of data version `since` must be true now."""
        if self.recent is None:
            return since >= self.version
        return not self.recent.concern(replace(self._plain(wanted), window=window), since)

    def test(self, wanted: Filter) -> Test:
        """The filter's own terms; those of kinds that are not HELD, and its words, are left to the caller."""
        return replace(
            self._plain(wanted),
            shapes=self._shapes(wanted.bounds) if wanted.bounds else None,
            areas=tuple(map(self._area, wanted.areas)),
            end=time.monotonic() + QUERY_SECONDS,
        )

    def _plain(self, wanted: Filter) -> Test:
        """The same without outlines."""
        return Test(
            boxes=tuple(Box.of(part) for part in wanted.bounds.parts()) if wanted.bounds else (),
            tables=tuple(self._table(kind, terms) for kind, terms in wanted.terms if kind in HELD),
            updated=int(wanted.updated_since.timestamp()) if wanted.updated_since else None,
            first=last_key(None) + 1 if wanted.timed else 0,
            last=TOP if wanted.until is None else last_key(wanted.until - 1),
            ends_after=wanted.since,
        )

    def _shapes(self, bounds: Bounds) -> Array | None:
        if not any(len(run.shapes) for run, _ in self.runs()):
            return None
        return self._meeting(shapely.union_all([shapely.box(*_corners(part)) for part in bounds.parts()]))

    def _meeting(self, shape: BaseGeometry) -> Array:
        """Keys, rising, of the lines and areas that meet a shape."""
        return np.sort(np.concatenate([run.shape_k[shapely.intersects(shape, run.shapes)] for run, _ in self.runs()]))

    def _area(self, wkb: bytes) -> Area:
        shape = shapely.from_wkb(wkb)
        shapely.prepare(shape)
        bounds = bounds_in_world(shape)
        box = Box.around(bounds) if bounds else _NOBODY
        return Area(shape, box, self._meeting(shape))

    def _table(self, kind: str, terms: tuple[str, ...]) -> tuple[str, Array]:
        match kind:
            case "category":
                terms = tuple(code for code, category in category_of().items() if category in terms)
                return "type", self.words.type.having(terms)
            case "region":
                return "regions", self.words.regions.having(terms)
            case "country":
                return "countries", self.words.countries.having(terms)
            case _:
                return kind, getattr(self.words, kind).having(terms)

    def newest(self, test: Test, limit: int, below: int | None = None) -> Array:
        """Keys of the newest `limit` events that match and whose key is less than `below`, the newest first."""
        if below is not None and below <= test.last:
            test = replace(test, last=below - 1)
        return self._newest(test, limit, whole=False)[0]

    def first_page(self, wanted: Filter, test: Test, limit: int) -> tuple[Array, int]:
        """Keys of the newest `limit` events that match, and how many match in all: found in one go, and the number
        remembered, since pages of one search and the views of one map ask again."""
        known = self._counts.get(wanted)
        keys, found = self._newest(test, limit, whole=known is None)
        if known is None:
            known = found
            if len(self._counts) < 1_000:
                self._counts[wanted] = known
        return keys, known

    def count(self, wanted: Filter, test: Test) -> int:
        """How many match."""
        return self.first_page(wanted, test, 0)[1]

    def _newest(self, test: Test, limit: int, *, whole: bool) -> tuple[Array, int]:
        found = [_newest(run, gone, test, limit, whole) for run, gone in self.runs() if len(run)]
        if len(found) == 1:
            return found[0]
        merged: Array = np.sort(np.concatenate([self.small.k[:0], *(keys for keys, _ in found)]))
        return merged[::-1][:limit], sum(number for _, number in found)

    def among(self, test: Test, keys: Array) -> Array:
        """Those of `keys` (rising) that match, rising."""
        return np.sort(np.concatenate([run.k[at] for run, at in self.select(test, keys)]))

    def select(self, test: Test, among: Array | None = None) -> list[tuple[Columns, Array]]:
        """All that match, as runs and rising positions in them; of the keys `among` (rising) where they are given."""
        return [(run, matching(run, gone, test, among)) for run, gone in self.runs()]

    def blocks(self, test: Test) -> Iterator[tuple[Columns, slice, Array]]:
        """All events in blocks, the newest block of each run first, with a mask of those that match."""
        for run, gone in self.runs():
            for where in _blocks(run, test):
                yield run, where, matches(run, gone, test, where)

    def runs(self) -> tuple[tuple[Columns, Array | None], ...]:
        """The small run first, since it mostly holds what is new."""
        return (self.small, None), (self.large, self.gone)


def matching(run: Columns, gone: Array | None, test: Test, among: Array | None = None) -> Array:
    """Positions, rising, of those that match; of the keys `among` (rising) where they are given."""
    if among is not None:
        at = run.at(among[(among >= test.first) & (among <= test.last)])
        return at[matches(run, gone, test, at)]
    blocks = [where.start + np.flatnonzero(matches(run, gone, test, where)) for where in _blocks(run, test)]
    return np.concatenate(blocks[::-1]) if blocks else np.empty(0, np.int64)


def _corners(part: Bounds) -> tuple[float, float, float, float]:
    return part.west, part.south, part.east, part.north


def _range(run: Columns, test: Test) -> tuple[int, int]:
    """Where those may lie that start early enough and end late enough: as far back as the longest event lasts."""
    first = test.first
    if test.ends_after is not None and len(run):
        first = max(first, first_key(test.ends_after - int(run.longest)))
    return int(np.searchsorted(run.k, first, "left")), int(np.searchsorted(run.k, test.last, "right"))


def _blocks(run: Columns, test: Test) -> Iterator[slice]:
    return _slices(*_range(run, test), BLOCK)


def _newest(run: Columns, gone: Array | None, test: Test, limit: int, whole: bool) -> tuple[Array, int]:
    """Keys of the newest `limit` that match, and how many were found until then; if `whole`, how many there are."""
    found: list[Array] = []
    missing, number = limit, 0
    start, stop = _range(run, test)
    if whole and test.only_box and len(run) > SMALL:
        lasting = min(stop, max(start, started(run.k, test)))
        at, number = _newest_boxed(run, gone, test, limit, lasting, stop)
        found.append(run.k[at])
        missing, stop = missing - len(at), lasting
    for where in _slices(start, stop, BLOCK if whole else min(BLOCK, max(1_024, 4 * limit))):
        mask = matches(run, gone, test, where)
        number += int(np.count_nonzero(mask))
        if missing:
            hits = _last(mask, missing)
            found.append(run.k[where][hits])
            missing -= len(hits)
        elif not whole:
            break
    return np.concatenate(found) if len(found) > 1 else found[0] if found else run.k[:0], number


def _newest_boxed(run: Columns, gone: Array | None, test: Test, limit: int, start: int, stop: int) -> tuple[Array, int]:
    """The newest `limit` positions from `start` to `stop` that are in the test's box, falling, and how many are."""
    box = test.only_box
    assert box is not None
    dead = run.k[:0]
    if gone is not None:
        dead = start + np.flatnonzero(gone[start:stop])
        dead = dead[box.holds(run.x[dead], run.y[dead])]
    at, number = run.boxed.newest(box, start, stop, limit + len(dead))
    if gone is not None:
        at = at[~gone[at]]
    if test.shapes is not None and len(test.shapes):
        shapes = run.at(test.shapes)
        shapes = shapes[(shapes >= start) & (shapes < stop)]
        shapes = shapes if gone is None else shapes[~gone[shapes]]
        at, number = np.sort(np.concatenate((at, shapes)))[::-1], number + len(shapes)
    return at[:limit], number - len(dead)


def _last(mask: Array, number: int) -> Array:
    """Positions of the last `number` that are true, the last first. They mostly lie near the end, and to list all that
    are true takes longer than to find which are."""
    start = max(0, len(mask) - 16 * number)
    hits = np.flatnonzero(mask[start:])
    if start and len(hits) < number:
        start, hits = 0, np.flatnonzero(mask)
    return start + hits[: -number - 1 : -1]


def _slices(start: int, stop: int, step: int) -> Iterator[slice]:
    """Blocks from the end to the start, which grow up to BLOCK."""
    while stop > start:
        begin = max(start, stop - step)
        yield slice(begin, stop)
        stop, step = begin, min(BLOCK, step * 2)
