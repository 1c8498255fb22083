"""One run of events in columns, sorted by key: about 65 bytes an event, no Python object for any."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
import shapely

from app.events.index.boxed import Array, Boxed
from app.events.keys import OFFSET, SEQUENCE_BITS
from geo.mercator import to_grid

__all__ = ["Array", "Columns", "Vocabularies", "columns", "merge"]

#: What a row is loaded from, in this order.
ROW = "k, event_id, t1, updated, x, y, shape, type, modality, verification, regions, countries, flag"
#: `x` of an event that is no point: outside of every box.
NOWHERE = -(2**31)


class Vocabulary:
    """The values of one column, each as a small number. A value is words separated by spaces ("gulf-of-finland
    baltic-sea"), and is found by any of them. Numbers are given in the order of appearance and never change."""

    def __init__(self) -> None:
        self.values: list[str] = []
        self._numbers: dict[str, int] = {}
        self._holding: dict[str, list[int]] = {}

    def number(self, value: str | None) -> int:
        """The number of a value; None counts as the empty one."""
        value = value or ""
        known = self._numbers.get(value)
        if known is None:
            known = self._numbers[value] = len(self.values)
            self.values.append(value)
            for word in value.split():
                self._holding.setdefault(word, []).append(known)
        return known

    def having(self, words: Iterable[str]) -> Array:
        """A table over the numbers: whether the value has any of `words`."""
        holding = [np.array(self._holding.get(word, ()), np.int64) for word in words]
        # Sized last: a number that another thread adds meanwhile is in no run that the caller looks at, yet must fit.
        table = np.zeros(len(self.values), bool)
        for numbers in holding:
            table[numbers] = True
        return table


class Vocabularies:
    """Those of the coded columns; one set for all runs of an index."""

    def __init__(self) -> None:
        self.type, self.modality, self.verification = Vocabulary(), Vocabulary(), Vocabulary()
        self.regions, self.countries, self.flag = Vocabulary(), Vocabulary(), Vocabulary()


@dataclass(frozen=True)
class Columns:
    """Events in the order of their keys, the newest last; arrays of one length, never changed in place."""

    #: Key of the read model: time of the start and a sequence number (events/keys.py).
    k: Array
    #: Seconds that the event's time lasts at its precision; 0 if undated.
    span: Array
    #: Seconds of the Unix epoch.
    updated: Array
    #: Longitude and latitude in 1e-7 degrees; NOWHERE unless the geometry is a point.
    x: Array
    y: Array
    #: The same as steps to the east and to the south on the grid of Web Mercator (geo/mercator.py).
    mx: Array
    my: Array
    type: Array
    modality: Array
    verification: Array
    regions: Array
    countries: Array
    flag: Array
    #: The public id's 16 bytes.
    id: Array
    #: Keys of the events that are lines or areas, and their geometries in WGS 84.
    shape_k: Array
    shapes: Array

    def __len__(self) -> int:
        return len(self.k)

    @cached_property
    def longest(self) -> int:
        """Seconds of the longest event: how far before a moment one may start that lasts until then."""
        return int(self.span.max(initial=0))

    @cached_property
    def boxed(self) -> Boxed:
        """The points once more, for what lies in a box; a millisecond for each 10,000 events."""
        return Boxed.of(self.x, self.y)

    def at(self, keys: Array) -> Array:
        """Positions of those of `keys` that are here, in the order of `keys`."""
        found = np.searchsorted(self.k, keys)
        inside = found < len(self.k)
        found = found[inside]
        here: Array = found[self.k[found] == keys[inside]]
        return here

    def only(self, positions: Array) -> "Columns":
        """The events at these positions, rising."""
        return self._taken(positions, np.isin(self.shape_k, self.k[positions]))

    def without(self, positions: Array) -> "Columns":
        """All but the events at these positions."""
        keep = np.ones(len(self), bool)
        keep[positions] = False
        return self._taken(keep, ~np.isin(self.shape_k, self.k[positions]))

    def _taken(self, events: Array, shapes: Array) -> "Columns":
        return Columns(
            **{
                each.name: getattr(self, each.name)[shapes if each.name.startswith("shape") else events]
                for each in fields(self)
            }
        )


def merge(runs: Sequence[Columns]) -> Columns:
    """Several runs as one; no key may be in two of them."""
    whole = {each.name: np.concatenate([getattr(run, each.name) for run in runs]) for each in fields(Columns)}
    order = np.argsort(whole["k"], kind="stable")
    shape_order = np.argsort(whole["shape_k"], kind="stable")
    return Columns(**{name: array[shape_order if name.startswith("shape") else order] for name, array in whole.items()})


def columns(rows: Sequence[tuple[Any, ...]], words: Vocabularies) -> Columns:
    """Rows of `event_point` (see ROW), in any order, as a run."""
    rows = sorted(rows)
    k, ids, t1, updated, x, y, shapes, *codes = zip(*rows, strict=True) if rows else ((),) * len(ROW.split(","))
    keys = np.array(k, np.int64)
    t0 = (keys >> SEQUENCE_BITS) - OFFSET
    until = np.fromiter((-(2**62) if value is None else value for value in t1), np.int64, len(rows))
    lon = np.fromiter((NOWHERE if value is None else value for value in x), np.int32, len(rows))
    lat = np.fromiter((0 if value is None else value for value in y), np.int32, len(rows))
    mx, my = to_grid(lon * 1e-7, lat * 1e-7)
    shaped = [(key, shapely.from_wkb(shape)) for key, shape in zip(k, shapes, strict=True) if shape is not None]
    geometries = np.empty(len(shaped), object)
    geometries[:] = [shape for _, shape in shaped]
    return Columns(
        k=keys,
        span=np.clip(until - t0, 0, 2**32 - 1).astype(np.uint32),
        updated=np.clip(np.array(updated, np.int64), 0, 2**32 - 1).astype(np.uint32),
        x=lon,
        y=lat,
        mx=mx,
        my=my,
        **{
            name: _smallest(np.fromiter(map(getattr(words, name).number, values), np.uint32, len(rows)))
            for name, values in zip(CODED, codes, strict=True)
        },
        id=np.frombuffer(b"".join(_sixteen(each) for each in ids), "V16"),
        shape_k=np.array([key for key, _ in shaped], np.int64),
        shapes=geometries,
    )


#: Coded columns, in the order of ROW.
CODED = ("type", "modality", "verification", "regions", "countries", "flag")


def _smallest(numbers: Array) -> Array:
    """The same in the smallest type that holds them; runs that are merged take the larger one of theirs."""
    return numbers.astype(np.min_scalar_type(int(numbers.max(initial=0))))


def _sixteen(value: Any) -> bytes:
    """A UUID's bytes: SQLite hands out its 32 digits, PostgreSQL the UUID."""
    sixteen: bytes = bytes.fromhex(value) if isinstance(value, str) else value.bytes
    return sixteen
