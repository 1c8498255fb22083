"""Who tells of published events: each publisher's own spelling, and the keys of the events that it tells of."""

from dataclasses import dataclass
from itertools import groupby
from threading import Lock
from uuid import UUID

import numpy as np
import orjson

from app.db.reader import Reader
from app.events.index.columns import Array
from app.events.index.matching import Test
from app.events.index.points import PointIndex
from app.words import fold

#: One list of the read model's index, in its order; nothing else is looked at.
_TOLD = "SELECT term, k FROM event_term WHERE kind = 'publisher' ORDER BY term, k"
_NAMED = "SELECT item FROM event_feature WHERE k"


@dataclass(frozen=True, slots=True)
class Publisher:
    """One publisher of published events."""

    #: As the newest of its articles was seen to spell it.
    name: str
    #: Keys of the events, rising.
    keys: Array


class Publishers:
    """Reads them when they are first asked for, and remembers them as long as nothing changes."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._version = -1
        self._known: list[Publisher] = []
        #: Spelling by folded name; a name stays right when events come and go.
        self._names: dict[str, str] = {}
        self._lock = Lock()

    def of(self, version: int) -> list[Publisher]:
        """All publishers at a data version. Raises TooExpensive."""
        with self._lock:
            if self._version != version:
                rows = self._reader.rows(_TOLD)
                lists = {
                    term: np.array([key for _, key in of_term], np.int64)
                    for term, of_term in groupby(rows, key=lambda row: row[0])
                }
                self._name({term: int(keys[-1]) for term, keys in lists.items() if term not in self._names})
                self._known = [Publisher(self._names.get(term, term), keys) for term, keys in lists.items()]
                self._version = version
            return self._known

    def _name(self, newest: dict[str, int]) -> None:
        """Learn how these folded names are spelt, from an event of each."""
        if not newest:
            return
        keys = sorted(set(newest.values()))
        for (item,) in self._reader.rows(f"{_NAMED} {self._reader.among}", keys=keys):
            for mention in orjson.loads(item)["properties"]["mentions"]:
                name = mention["article"]["publisher"]
                if name and (folded := fold(name)[:255]) in newest:
                    self._names[folded] = name


def counted(index: PointIndex, test: Test, among: Array | None, publishers: list[Publisher]) -> bytes:
    """How many of the events that match each publisher tells of, the most first, as JSON; "total" is how many match.
    `among` are the keys, rising, that may count; None for any."""
    matching = np.sort(np.concatenate([run.k[at] for run, at in index.select(test, among)]))
    numbers = {
        each.name: int(np.count_nonzero(np.isin(each.keys, matching, assume_unique=True))) for each in publishers
    }
    ranked = sorted(numbers.items(), key=lambda pair: (-pair[1], pair[0]))
    counts = [{"publisher": name, "count": number} for name, number in ranked if number]
    return orjson.dumps({"counts": counts, "total": len(matching)})


def listed(index: PointIndex, publishers: list[Publisher]) -> bytes:
    """Each publisher with the ids of its events, as JSON."""
    return orjson.dumps([{"name": each.name, "events": _ids(index, each.keys)} for each in publishers])


def _ids(index: PointIndex, keys: Array) -> list[str]:
    found = index.select(Test(), keys)
    return [str(UUID(bytes=bytes(number))) for run, at in found for number in run.id[at].tolist()]
