"""What the last changes touched: an answer that was given before them holds still where none of them concerns it."""

from dataclasses import dataclass

import numpy as np

from app.events.index.columns import Array, Columns, merge
from app.events.index.matching import Test, matches

#: Events that are remembered as they were and as they became. Answers from before them are given anew.
REMEMBERED = 512


@dataclass(frozen=True, slots=True)
class Recent:
    """Events as they were before and as they are after each change that is later than `since`."""

    #: Number of the last change that is not remembered.
    since: int
    #: An event is here as often as it changed, and more.
    run: Columns
    #: Number of the change that each of `run` belongs to.
    changes: Array

    @classmethod
    def nothing(cls, since: int, events: Columns) -> "Recent":
        """No change yet after `since`; what `events` are does not matter."""
        none = np.empty(0, np.int64)
        return cls(since, events.only(none), none)

    def later(self, change: int, before: Columns, after: Columns) -> "Recent":
        """With one more change, or several that are known by the number of their last."""
        runs = self.run, before, after
        if sum(map(len, runs)) > REMEMBERED:
            return self.nothing(change, after)
        changes = np.concatenate((self.changes, np.full(len(before) + len(after), change)))
        order = np.argsort(np.concatenate([run.k for run in runs]), kind="stable")  # as `merge` puts them
        return Recent(self.since, merge(runs), changes[order])

    def concern(self, test: Test, since: int) -> bool:
        """Whether an event that changed after `since` matches the test, or did. The test's outlines do not count: which
        of them an event met before is not known, so that lines and areas concern everybody."""
        if since < self.since:
            return True
        where = np.flatnonzero(self.changes > since)
        k = self.run.k[where]
        where = where[(k >= test.first) & (k <= test.last)]
        outlined = bool(len(self.run.shape_k)) and bool(np.isin(self.run.k[where], self.run.shape_k).any())
        return outlined or bool(matches(self.run, None, test, where).any())
