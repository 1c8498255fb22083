"""Points a second of the offline geography: `python -m tests.benchmarks.geo_bench`.

Random points over the Baltic, land and sea alike, one process, no warm-up but the loading that is shown. The best of
five runs, since the machine may be shared.
"""

import time
from collections.abc import Callable

import numpy as np
import shapely
from numpy.typing import NDArray

from geo import basemap_archive, jurisdiction, landmask, regions

RUNS = 5
MANY = 500_000
FEW = 2_000

Points = NDArray[np.float64]


def points(count: int) -> tuple[Points, Points]:
    """Longitudes and latitudes, the same in every run."""
    random = np.random.default_rng(20261122)
    return random.uniform(9.0, 31.0, count), random.uniform(53.0, 66.3, count)


def seconds(work: Callable[[], object]) -> float:
    """The shortest of `RUNS` times."""
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def show(what: str, count: int, work: Callable[[], object]) -> None:
    """One line: how many a second, and how long one takes."""
    taken = seconds(work)
    print(f"{what:52}{count / taken:14,.0f} /s {taken / count * 1e6:10.2f} µs each")


def main() -> None:
    """Load, then measure."""
    start = time.perf_counter()
    seas = regions.load()
    print(f"{'regions loaded':52}{(time.perf_counter() - start) * 1e3:14.0f} ms")
    start = time.perf_counter()
    mask = landmask.load()
    mask.is_sea(25.0, 59.8)
    print(f"{'land mask loaded':52}{(time.perf_counter() - start) * 1e3:14.0f} ms")
    start = time.perf_counter()
    waters = jurisdiction.load()
    waters.at(25.0, 59.87)
    print(f"{'jurisdiction and coast loaded':52}{(time.perf_counter() - start) * 1e3:14.0f} ms")

    x, y = points(MANY)
    show("region of many points", MANY, lambda: seas.at_many(x, y))
    show("land mask of many points", MANY, lambda: mask.is_sea(x, y))
    some = slice(0, 50_000)
    show("distance to the coast, many points", 50_000, lambda: mask.distances_to_coast_m(x[some], y[some]))

    pairs = list(zip(*(axis.tolist() for axis in points(FEW)), strict=True))
    show("region of one point", FEW, lambda: [seas.at(*pair) for pair in pairs])
    show("jurisdiction of one point", FEW, lambda: [waters.at(*pair) for pair in pairs])
    show("one point snapped to the sea", FEW, lambda: [mask.snap_to_sea(*pair) for pair in pairs])
    circles = [shapely.Point(pair).buffer(0.3) for pair in pairs[:200]]
    show("regions of an area of 30 km", len(circles), lambda: [seas.of(circle) for circle in circles])
    archive = basemap_archive.load()
    show("one basemap tile", FEW, lambda: [archive.tile(8, 120 + n % 30, 60 + n % 20) for n in range(FEW)])


if __name__ == "__main__":
    main()
