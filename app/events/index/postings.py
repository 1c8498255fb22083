"""Posting lists of the store: the newest keys that carry a term or hold all words, for what the index does not hold."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock

import numpy as np

from app.db.indexes import Indexes
from app.db.reader import Reader
from app.events.conditions import Expression
from app.events.index.columns import Array
from app.events.index.matching import TOP
from app.events.index.points import HELD
from app.events.repository import Filter

#: Keys that are taken of a list at once.
LONG = 20_000
#: Lists of which the beginning is remembered; 160 kB each at most.
REMEMBERED = 64

#: What lists of words are remembered under, beside the kinds of terms.
WORDS = "words"
#: The newest keys that carry a term.
CARRYING = "SELECT k FROM event_term WHERE kind = :kind AND term = :term AND k < :below ORDER BY k DESC LIMIT :limit"


@dataclass(frozen=True, slots=True)
class Listing:
    """Keys, rising. Above `horizon` there are no others; -1 where there are none at all."""

    keys: Array
    horizon: int

    def both(self, other: "Listing") -> "Listing":
        """What is in both lists, as far down as both are known."""
        horizon = max(self.horizon, other.horizon)
        keys = np.intersect1d(self.keys, other.keys, assume_unique=True)
        return Listing(keys[keys >= horizon], horizon)

    def either(self, other: "Listing") -> "Listing":
        """What is in one of the lists, as far down as both are known."""
        horizon = max(self.horizon, other.horizon)
        keys = np.union1d(self.keys, other.keys)
        return Listing(keys[keys >= horizon], horizon)


class Postings:
    """Reads the lists, and remembers their beginnings as long as nothing changes."""

    def __init__(
        self, reader: Reader, indexes: Indexes, fitting: Callable[[Expression, list[int] | None], list[int]]
    ) -> None:
        """`fitting` gives the keys, rising, that an expression holds of; of those in a list, if one is given."""
        self._reader, self._indexes, self._fitting = reader, indexes, fitting
        self._version = -1
        self._known: dict[Hashable, Listing] = {}
        self._lock = Lock()

    @staticmethod
    def needed(wanted: Filter) -> bool:
        """Whether the filter asks for something that the point index does not hold."""
        return bool(wanted.words or wanted.expression) or any(kind not in HELD for kind, _ in wanted.terms)

    def listing(self, wanted: Filter, version: int, below: int = TOP, only: Array | None = None) -> Listing | None:
        """Keys less than `below` that carry what the point index does not hold; None where nothing such is asked for.

        `version` is the data version that the caller looks at. Of `only` (keys, rising), where it is given, all are
        found that carry it, and others may be. Raises TooExpensive.
        """
        parts = [[(kind, term) for term in terms] for kind, terms in wanted.terms if kind not in HELD]
        if wanted.words and only is None:
            parts.append([(WORDS, self._indexes.query(wanted.words))])
        found = None if not wanted.words or only is None else self._having(wanted.words, only)
        for alternatives in parts:
            part = self._one(*alternatives[0], version, below)
            for each in alternatives[1:]:
                part = part.either(self._one(*each, version, below))
            found = part if found is None else found.both(part)
        if wanted.expression is not None:
            part = self._expressed(wanted.expression, version, below, only)
            found = part if found is None else found.both(part)
        return found

    def _having(self, words: tuple[str, ...], only: Array) -> Listing:
        statement, parameters = self._indexes.having(words)
        rows = self._reader.rows(statement, keys=only.tolist(), **parameters)
        return Listing(np.sort(np.fromiter((key for (key,) in rows), np.int64, len(rows))), -1)

    def _expressed(self, expression: Expression, version: int, below: int, only: Array | None) -> Listing:
        lists = self._lists(version)
        known = lists.get(expression)
        if known is None and only is not None:
            return Listing(np.array(self._fitting(expression, only.tolist()) if len(only) else (), np.int64), -1)
        if known is None:
            known = Listing(np.array(self._fitting(expression, None), np.int64), -1)
            if len(lists) < REMEMBERED and len(known.keys) <= LONG:
                lists[expression] = known
        return known if below == TOP else Listing(known.keys[known.keys < below], -1)

    def _one(self, kind: str, term: str, version: int, below: int) -> Listing:
        lists = self._lists(version)
        known = lists.get((kind, term))
        if known is not None and below > known.horizon:
            return known if below == TOP else Listing(known.keys[known.keys < below], known.horizon)
        if kind == WORDS:
            rows = self._reader.rows(self._indexes.newest_with_words, words=term, below=below, limit=LONG + 1)
        else:
            rows = self._reader.rows(CARRYING, kind=kind, term=term, below=below, limit=LONG + 1)
        keys = np.fromiter((key for (key,) in rows), np.int64, len(rows))[::-1]
        listing = Listing(keys, int(keys[0]) if len(keys) > LONG else -1)
        if below == TOP and len(lists) < REMEMBERED:
            lists[kind, term] = listing
        return listing

    def _lists(self, version: int) -> dict[Hashable, Listing]:
        """What is remembered of this data version. Whoever still looks at an earlier one gets a place of his own, so
        that nothing that was read before a change is taken for what holds after it."""
        with self._lock:
            if version > self._version:
                self._version, self._known = version, {}
            return self._known if version == self._version else {}
