"""Answering a request from the index: which events, in which order, how many."""

import time
from dataclasses import dataclass

import numpy as np

from app.db.engine import QUERY_SECONDS
from app.db.reader import TooExpensive
from app.events.index.columns import Array
from app.events.index.matching import TOP, Test
from app.events.index.points import PointIndex
from app.events.index.postings import Postings
from app.events.repository import Filter, Order, Place

#: Events that are few enough to look at each for what the index does not hold: 0.6 µs an event, where going through all
#: of a million, or through two long lists of words, takes 60 to 160 ms.
FEW = 10_000


@dataclass(frozen=True, slots=True)
class Found:
    """Keys of one page in the order that was asked for, where the next page begins, and how many match in all, where
    that is known."""

    keys: list[int]
    after: Place | None
    matched: int | None


def find(
    index: PointIndex, postings: Postings, wanted: Filter, order: Order, *, limit: int, after: Place | None
) -> Found:
    """One page. Raises TooExpensive where a search goes through too much for too little."""
    test = index.test(wanted)
    if order != "-start":
        return _sorted(index, test, wanted, postings, order, limit, after)
    only = _candidates(index, test, wanted)
    listing = postings.listing(wanted, index.version, only=only)
    below = after.key if after else TOP
    if listing is None:
        if after is None:
            return _page(*index.first_page(wanted, test, limit + 1), limit)
        return _page(index.newest(test, limit + 1, below), index.count(wanted, test), limit)
    if listing.horizon < 0:
        matching = index.among(test, listing.keys)
        return _page(matching[: np.searchsorted(matching, below)][: -limit - 2 : -1], len(matching), limit)
    return _page(_far(index, postings, wanted, test, only, limit + 1, below), None, limit)


def matching(index: PointIndex, postings: Postings, wanted: Filter, test: Test) -> Array | None:
    """All keys, rising, of the events that carry what the index does not hold; None where nothing such is asked for.

    Raises TooExpensive.
    """
    if not postings.needed(wanted):
        return None
    only = _candidates(index, test, wanted)
    return _far(index, postings, wanted, test, only, len(index) + 1, TOP)[::-1]


def _candidates(index: PointIndex, test: Test, wanted: Filter) -> Array | None:
    """Keys, rising, of all that match what the index holds, where it pays to know them and they are few."""
    if not wanted.words and wanted.expression is None:
        return None
    keys = index.newest(test, FEW + 1)
    return keys[::-1] if len(keys) <= FEW else None


def _far(
    index: PointIndex, postings: Postings, wanted: Filter, test: Test, only: Array | None, limit: int, below: int
) -> Array:
    """The newest `limit` of lists that are too long to be read whole: piece by piece, as far down as it takes."""
    end = time.monotonic() + QUERY_SECONDS
    found: list[Array] = []
    missing = limit
    while missing > 0 and below >= 0:
        listing = postings.listing(wanted, index.version, below, only)
        assert listing is not None
        hits = index.among(test, listing.keys)[::-1][:missing]
        found.append(hits)
        missing -= len(hits)
        below = listing.horizon
        if time.monotonic() > end:
            raise TooExpensive.after(QUERY_SECONDS)
    return np.concatenate(found)


def _sorted(
    index: PointIndex,
    test: Test,
    wanted: Filter,
    postings: Postings,
    order: Order,
    limit: int,
    after: Place | None,
) -> Found:
    """Any other order: all that match are put in it."""
    found = index.select(test, matching(index, postings, wanted, test))
    keys = np.concatenate([run.k[at] for run, at in found])
    ranks = np.zeros_like(keys)
    if order.endswith("updated"):
        ranks = np.concatenate([run.updated[at].astype(np.int64) for run, at in found])
    rows = np.lexsort((keys, ranks))
    if order.startswith("-"):
        rows = rows[::-1]
    matched = len(rows)
    if after is not None:
        rows = rows[_beyond(keys[rows], ranks[rows], after, order.startswith("-")) :]
    page = rows[:limit]
    place = Place(int(ranks[page[-1]]), int(keys[page[-1]])) if len(rows) > limit else None
    return Found(keys[page].tolist(), place, matched)


def _beyond(keys: Array, ranks: Array, after: Place, falling: bool) -> int:
    """How many of the ordered rows come up to `after`, itself included."""
    if falling:
        upto = (ranks > after.rank) | ((ranks == after.rank) & (keys >= after.key))
    else:
        upto = (ranks < after.rank) | ((ranks == after.rank) & (keys <= after.key))
    return int(np.count_nonzero(upto))


def _page(keys: Array, matched: int | None, limit: int) -> Found:
    return Found(keys[:limit].tolist(), Place(0, int(keys[limit - 1])) if len(keys) > limit else None, matched)
