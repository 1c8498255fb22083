"""Counts of events by month, type, region and flag: each event counts once."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import orjson

from app.events.index.columns import Array, Columns, Vocabularies
from app.events.index.matching import Test
from app.events.index.points import PointIndex, matching
from app.events.keys import OFFSET, SEQUENCE_BITS, first_key, last_key
from app.events.repository import Filter

#: Bits of a cell's number that are for the number of each label: more than there are of any.
BITS = {"month": 20, "type": 12, "region": 12, "flag": 16}
#: The month of 1970-01 has this number, those before it smaller ones, and the undated none.
EPOCH = 100_000
#: Two members are written as one where they have so many times fewer values together than there are rows.
FEWER = 8
#: Cells up to which they are counted in an array that stays in a core's cache; more are sorted.
MANY_CELLS = 65_536
#: Counts of the large run that an index keeps.
KEPT = 16


@dataclass(frozen=True, slots=True)
class Counts:
    """How many events there are in each cell that has any; the cells' numbers rise (see `BITS`)."""

    cells: Array
    counts: Array

    def plus(self, other: "Counts", sign: int = 1) -> "Counts":
        """Both together, or without the other's; the other has few."""
        at = np.searchsorted(self.cells, other.cells)
        known = at < len(self.cells)
        known[known] = self.cells[at[known]] == other.cells[known]
        counts = self.counts.copy()
        counts[at[known]] += sign * other.counts[known]
        cells = np.insert(self.cells, at[~known], other.cells[~known])
        counts = np.insert(counts, at[~known], sign * other.counts[~known])
        left = counts != 0
        return Counts(cells[left], counts[left])


def encoded(index: PointIndex, wanted: Filter, test: Test, among: Array | None, by: tuple[str, ...]) -> bytes:
    """The counts that are not zero, as JSON; "total" is how many events match. `test` is the index's for `wanted`;
    `among` are the keys, rising, that may count; None for any. `by` are some of "month" (UTC; null for the undated),
    "type", "region" (the smallest that holds it; null for none) and "flag" (of the first subject ship; null where it is
    not known)."""
    found = _counts(index, wanted, test, among, by)
    columns: list[tuple[str, list[Any], Array]] = []
    shift = sum(BITS[part] for part in by)
    for part in by:
        shift -= BITS[part]
        numbers, which = _distinct(found.cells >> shift & (1 << BITS[part]) - 1)
        columns.append((part, _labels(index.words, part, numbers), which))
    numbers, which = _distinct(found.counts)
    rows = _rows([*columns, ("count", numbers.tolist(), which)])
    return b'{"counts":[' + rows + b'],"total":%d}' % found.counts.sum()


def _counts(index: PointIndex, wanted: Filter, test: Test, among: Array | None, by: tuple[str, ...]) -> Counts:
    """Those of the large run are kept, with the events in it that are gone, so that a change costs next to nothing."""
    (small, _), (large, gone) = index.runs()
    recent = _counted(small, matching(small, None, test, among), by, index.words)
    # What the outlines of lines and areas met when it was counted may have changed since.
    if among is not None or test.shapes is not None or test.areas:
        return _counted(large, matching(large, gone, test, among), by, index.words).plus(recent)
    whole = index.kept.get((wanted, by))
    if whole is None:
        whole = _counted(large, matching(large, None, test), by, index.words)
        if len(index.kept) >= KEPT:
            index.kept.clear()
        index.kept[wanted, by] = whole
    if gone is not None:
        dead = matching(large, None, test, large.k[np.flatnonzero(gone)])
        whole = whole.plus(_counted(large, dead, by, index.words), -1)
    return whole.plus(recent)


def _counted(run: Columns, at: Array, by: tuple[str, ...], words: Vocabularies) -> Counts:
    """Counts of the events at these positions, rising."""
    sides = [_side(run, at, part, words) for part in by]
    shape = tuple(len(side.among_all) for side in sides)
    cells = np.zeros(len(at), np.int64)
    for side in sides:
        cells = cells * len(side.among_all) + side.numbers
    if np.prod(shape) <= MANY_CELLS:
        every = np.bincount(cells)
        found = np.flatnonzero(every)
        counts = every[found]
    else:
        # NumPy sorts numbers of 32 bits many times faster than those of 64.
        short = np.int32 if np.prod(shape) < 2**31 else np.int64
        found, counts = np.unique(cells.astype(short), return_counts=True)
    whole = np.zeros(len(found), np.int64)
    for part, side, place in zip(by, sides, np.unravel_index(found, shape) if shape else (), strict=True):
        whole = whole << BITS[part] | side.among_all[place]
    return Counts(whole, counts)


class _Side(NamedTuple):
    """What is counted by, in one run: for each event the number of its label, and that label's number among all."""

    numbers: Array
    among_all: Array


def _side(run: Columns, at: Array, part: str, words: Vocabularies) -> _Side:
    match part:
        case "month":
            months = _months(run.k[at])
            starts = months.astype("datetime64[s]").astype(np.int64).tolist()
            bounds = np.array([first_key(second) for second in starts], np.int64)
            return _Side(reached(bounds, run.k[at]), np.append(0, months.astype(np.int64) + EPOCH))
        case "region":
            regions, of = _regions(words)
            return _Side(of[run.regions[at]], np.arange(len(regions)))
        case "type":
            return _Side(run.type[at], np.arange(len(words.type.values)))
        case _:
            return _Side(run.flag[at], np.arange(len(words.flag.values)))


def _labels(words: Vocabularies, part: str, numbers: Array) -> list[str | None]:
    """What the cells of these numbers are called."""
    match part:
        case "month":
            return [str(np.datetime64(number - EPOCH, "M")) if number else None for number in numbers.tolist()]
        case "region":
            values = _regions(words)[0]
        case "type":
            values = words.type.values
        case _:
            values = words.flag.values
    return [values[number] or None for number in numbers.tolist()]


def _regions(words: Vocabularies) -> tuple[list[str], Array]:
    """The smallest regions that hold an event, and for each value of its column the number of the smallest."""
    smallest = [value.partition(" ")[0] for value in words.regions.values]
    regions = list(dict.fromkeys(smallest))
    return regions, np.array([regions.index(region) for region in smallest], np.int64)


def _distinct(numbers: Array) -> tuple[Array, Array]:
    """The distinct values, rising, and for each number the place of its value among them: as np.unique has it, without
    sorting, since the numbers are small."""
    values = np.flatnonzero(np.bincount(numbers))
    which = np.zeros(int(numbers.max(initial=0)) + 1, np.int64)
    which[values] = np.arange(len(values))
    return values, which[numbers]


def _rows(columns: list[tuple[str, list[Any], Array]]) -> bytes:
    """Objects in JSON, separated by commas. Of each member its name, its values, and for each row the number of its
    value: a value, or a pair of them, is written once, and the rows are put together of what is written."""
    parts: list[tuple[list[bytes], Array]] = []
    for column, (name, values, numbers) in enumerate(columns):
        before = b"{" if column == 0 else b""
        behind = b"}," if column == len(columns) - 1 else b","
        written = [before + orjson.dumps(name) + b":" + orjson.dumps(value) + behind for value in values]
        if parts and len(parts[-1][0]) * len(written) < len(numbers) / FEWER:
            earlier, at = parts.pop()
            written, numbers = [one + other for one in earlier for other in written], at * len(written) + numbers
        parts.append((written, numbers))
    rows = np.empty((len(columns[0][2]), len(parts)), object)
    for place, (written, numbers) in enumerate(parts):
        rows[:, place] = np.array(written, object)[numbers]
    return b"".join(rows.ravel().tolist())[:-1]


def reached(bounds: Array, keys: Array) -> Array:
    """For each of `keys`, which rise as `bounds` do, how many bounds it has reached: found by bound, which are few."""
    ends = np.append(np.searchsorted(keys, bounds), len(keys))
    return np.repeat(np.arange(len(ends)), np.diff(ends, prepend=0))


def _months(keys: Array) -> Array:
    """Every month from the first to the last in which one of the events begins; the undated begin in none."""
    dated = keys[keys > last_key(None)]
    if not len(dated):
        return np.empty(0, "datetime64[M]")
    first, last = ((int(dated[place]) >> SEQUENCE_BITS) - OFFSET for place in (0, -1))
    start, end = (np.datetime64(edge, "s").astype("datetime64[M]") for edge in (first, last))
    months: Array = np.arange(start, end + 1)
    return months
