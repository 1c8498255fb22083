"""What is asked of every contestant, and what the right answer is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from tests.benchmarks.synthetic import UNTIL, events

#: West, south, east, north in WGS 84 degrees.
GULF = (22.5, 59.2, 30.3, 60.8)
BALTIC = (9.0, 53.0, 31.0, 66.0)
MONTH = 30 * 86_400
TILES = {"e5": (5, 9, 18), "e8": (8, 74, 145)}
#: Views that differ from each other, as many users of a map ask for them, and how often each is asked for in a turn.
VIEWS, TIMES = 200, 20


@dataclass(frozen=True, slots=True)
class View:
    """A box, the first second that counts or None, and the page size."""

    box: tuple[float, float, float, float]
    since: int | None
    limit: int


@dataclass(frozen=True, slots=True)
class Truth:
    """All events, the newest first."""

    ids: list[str]
    lon: np.ndarray
    lat: np.ndarray
    t0: np.ndarray

    @classmethod
    def of(cls, count: int) -> "Truth":
        """Of so many events."""
        every = [(each.k, str(each.id), each.lon, each.lat, each.t0) for chunk in events(count) for each in chunk]
        every.sort(reverse=True)
        _, ids, lon, lat, t0 = zip(*every, strict=True)
        return cls(list(ids), np.array(lon), np.array(lat), np.array(t0))

    def ids_of(self, view: View) -> tuple[list[str], int]:
        """The ids of the view's first page, the newest first, and how many match in all."""
        west, south, east, north = view.box
        inside = (self.lon >= west) & (self.lon <= east) & (self.lat >= south) & (self.lat <= north)
        if view.since is not None:
            inside &= self.t0 + 60 > view.since
        found = np.flatnonzero(inside)
        return [self.ids[place] for place in found[: view.limit]], len(found)


def views(count: int) -> dict[str, Sequence[View]]:
    """The works over items."""
    random = np.random.default_rng(count)
    different = []
    for _ in range(VIEWS):
        width = float(random.uniform(0.5, 8))
        west, south = float(random.uniform(9, 31 - width)), float(random.uniform(53.5, 62))
        since = UNTIL - int(random.integers(10, 1_500)) * 86_400
        different.append(View((west, south, west + width, south + width / 2), since, 100))
    return {
        "a": [View(GULF, UNTIL - MONTH, 100)],
        "b": [View(GULF, None, 1_000)],
        "c": [View(BALTIC, None, 10_000)],
        "r": different,
    }


def moved(asked: Sequence[View], turn: int) -> list[View]:
    """The views TIMES over, each time moved by a tenth of a metre or two, so that no address is ever the same."""
    shifts = ((turn * TIMES + time) * 1e-6 for time in range(TIMES))
    return [replace(view, box=(view.box[0] + shift, *view.box[1:])) for shift in shifts for view in asked]
