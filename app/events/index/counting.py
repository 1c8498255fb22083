"""Counts of events by month, type, region and flag: each event counts once."""

from typing import Any

import numpy as np
import orjson

from app.events.index.columns import Array, Columns
from app.events.index.matching import Test
from app.events.index.points import PointIndex
from app.events.keys import OFFSET, SEQUENCE_BITS, first_key, last_key

#: Two members are written as one where they have so many times fewer values together than there are rows.
FEWER = 8
#: Cells up to which they are counted in an array that stays in a core's cache; more are sorted.
MANY_CELLS = 65_536


def encoded(index: PointIndex, test: Test, among: Array | None, by: tuple[str, ...]) -> bytes:
    """The counts that are not zero, as JSON; "total" is how many events match. `among` are the keys, rising, that may
    count; None for any. `by` are some of "month" (UTC; null for the undated), "type", "region" (the smallest that
    holds it; null for none) and "flag" (of the first subject ship; null where it is not known)."""
    events = index.select(test, among)
    total = sum(len(at) for _, at in events)
    sides = _sides(index, events, by) if total else []
    if not sides:
        return orjson.dumps({"counts": [{"count": total}] if total and not by else [], "total": total})
    shape = tuple(len(labels) for labels, _ in sides)
    cells = sides[0][1].astype(np.int64)
    for labels, numbers in sides[1:]:
        cells = cells * len(labels) + numbers
    if np.prod(shape) <= MANY_CELLS:
        every = np.bincount(cells)
        found = np.flatnonzero(every)
        counts = every[found]
    else:
        # NumPy sorts numbers of 32 bits many times faster than those of 64.
        short = np.int32 if np.prod(shape) < 2**31 else np.int64
        found, counts = np.unique(cells.astype(short), return_counts=True)
    # As np.unique has it, without sorting: the counts are many, their values few.
    numbers = np.flatnonzero(np.bincount(counts))
    which = np.zeros(int(counts.max()) + 1, np.int64)
    which[numbers] = np.arange(len(numbers))
    places = np.unravel_index(found, shape)
    columns = [(part, labels, place) for part, (labels, _), place in zip(by, sides, places, strict=True)]
    return b'{"counts":[' + _rows([*columns, ("count", numbers.tolist(), which[counts])]) + b'],"total":%d}' % total


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


Side = tuple[list[str | None], Array]


def _sides(index: PointIndex, events: list[tuple[Columns, Array]], by: tuple[str, ...]) -> list[Side]:
    """What is counted by: labels, and for each event the number of its label."""
    return [_side(index, events, part) for part in by]


def _side(index: PointIndex, events: list[tuple[Columns, Array]], part: str) -> Side:
    def column(name: str) -> Array:
        return np.concatenate([getattr(run, name)[at] for run, at in events])

    match part:
        case "month":
            months = _months(events)
            seconds = months.astype("datetime64[s]").astype(np.int64).tolist()
            bounds = np.array([first_key(second) for second in seconds], np.int64)
            return [None, *map(str, months)], np.concatenate([reached(bounds, run.k[at]) for run, at in events])
        case "region":
            smallest = [value.partition(" ")[0] for value in index.words.regions.values]
            regions = list(dict.fromkeys(smallest))
            region_of = np.array([regions.index(region) for region in smallest], np.int64)
            return [region or None for region in regions], region_of[column("regions")]
        case "type":
            return list(index.words.type.values), column("type")
        case _:
            return [flag or None for flag in index.words.flag.values], column("flag")


def reached(bounds: Array, keys: Array) -> Array:
    """For each of `keys`, which rise as `bounds` do, how many bounds it has reached: found by bound, which are few."""
    ends = np.append(np.searchsorted(keys, bounds), len(keys))
    return np.repeat(np.arange(len(ends)), np.diff(ends, prepend=0))


def _months(events: list[tuple[Columns, Array]]) -> Array:
    """Every month from the first to the last in which one of the events begins; the undated begin in none."""
    dated = [keys[keys > last_key(None)] for keys in (run.k[at] for run, at in events)]
    ends = [(int(keys[place]) >> SEQUENCE_BITS) - OFFSET for keys in dated if len(keys) for place in (0, -1)]
    if not ends:
        return np.empty(0, "datetime64[M]")
    start, end = (np.datetime64(edge, "s").astype("datetime64[M]") for edge in (min(ends), max(ends)))
    months: Array = np.arange(start, end + 1)
    return months
