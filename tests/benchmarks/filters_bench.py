"""Filters that a user combines, beside a plain view: `python -m tests.benchmarks filters --count 100000`.

Every view is the Gulf of Finland of the last 30 days, moved a little each time so that no address is asked twice; what
is asked of it besides changes too. Prints p50 and p95 of one client and p50 as a multiple of the plain view's, on
SQLite and, with `--postgres URL`, on PostgreSQL/PostGIS. What is not in the point index (ships, words, CQL2) is asked
of the store, so this is also the price of that. Prints besides what statistics over all events take, in the index alone
and with their answer over HTTP.
"""

import argparse
import itertools
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

from app.db.engine import Database
from app.events.index.service import Published
from app.events.repository import Filter
from tests.benchmarks.client import Client, latencies, request
from tests.benchmarks.events_bench import bbox, interval, ours, quantile, stores
from tests.benchmarks.synthetic import SHIPS
from tests.benchmarks.works import views

SECONDS, TURNS = 1.0, 3
STATISTICS = ("month,type", "month,type,region,flag")
TYPES = ("boarding", "detention", "document_check", "naval_escort")


def ship(number: int) -> str:
    """The name of one of the synthetic ships."""
    return f"Synthia {number % SHIPS:04}"


#: What is asked besides the view; the number changes with every request.
FILTERS: dict[str, Callable[[int], str]] = {
    "the plain view": lambda n: "",
    "type": lambda n: f"&type={TYPES[n % 4]},{TYPES[(n + 1) % 4]}",
    "type, region, country": lambda n: f"&type={TYPES[n % 4]}&region=gulf-of-finland&country=EE,FI",
    "vessel": lambda n: f"&vessel={quote(ship(n))}",
    "vessel, all time": lambda n: f"&datetime=../..&vessel={quote(ship(n))}",
    "q, rare": lambda n: f"&q=synthia {n % SHIPS:04}".replace(" ", "%20"),
    "q, in every event": lambda n: f"&q={('patrol', 'papers', 'asked', 'synthetic')[n % 4]}",
    "CQL2 by type": lambda n: "&filter=" + quote(f"type = '{TYPES[n % 4]}' AND count < {2 + n}"),
    "CQL2 by text": lambda n: (
        "&filter=" + quote(f"title LIKE 'Boarding%' AND CASEI(vessel_names) = 'synthia {n % SHIPS:04}'")
    ),
    "CQL2 by place": lambda n: "&filter=" + quote(f"S_INTERSECTS(geometry, BBOX(23, 59, {26 + n % 100 / 1000}, 60))"),
    "all together": lambda n: (
        f"&type={TYPES[n % 4]},boarding&q=patrol&vessel={quote(ship(n))}&filter="
        + quote(f"verification = 'reported' AND count < {2 + n}")
    ),
}


def main() -> None:
    """Load, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument(
        "--postgres", default=os.environ.get("SKERRY_TEST_POSTGRES"), help="server to make databases on"
    )
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for name, url in stores(given.count, given.postgres).items():
            measure(name, url, given.count, Path(folder))


def measure(name: str, url: str, count: int, logs: Path) -> None:
    """One back end."""
    contestant = ours(name, url, logs, [])
    numbers = itertools.count()
    plain = views(count)["a"][0]
    found: dict[str, list[float]] = {label: [] for label in FILTERS}
    client = Client(contestant.server.port)
    for _, (label, extra) in itertools.product(range(TURNS), FILTERS.items()):
        asked = []
        for number in itertools.islice(numbers, 2_000):
            view, more = replace(plain, box=(plain.box[0] + number * 1e-7, *plain.box[1:])), extra(number)
            when = "" if "datetime" in more else interval(view.since)
            asked.append(request(f"/collections/events/items?{bbox(view)}{when}{more}"))
        answer = client.get(asked[0])
        assert answer.status == 200, answer.body
        found[label] += latencies(contestant.server.port, asked[1:], SECONDS)
    client.close()
    counted = {by: latencies(contestant.server.port, _counts(by), SECONDS) for by in STATISTICS}
    contestant.server.stop()
    print(f"\n{name + ', ms':28}{'p50':>9}{'p95':>9}{'times the plain view':>24}")
    base = statistics.median(found["the plain view"])
    for label, taken in found.items():
        p50 = statistics.median(taken)
        print(f"{label:28}{p50 * 1e3:9.2f}{quantile(taken, 0.95) * 1e3:9.2f}{p50 / base:24.1f}")
    index = Published(Database(url))
    for by, taken in counted.items():
        alone = [_seconds(lambda by=by: index.statistics(Filter(), tuple(by.split(",")))) for _ in range(20)]  # type: ignore[misc]
        median = statistics.median(alone[1:])
        print(f"statistics by {by}: {median * 1e3:.2f} ms, over HTTP {statistics.median(taken) * 1e3:.2f} ms")
    index.database.close()


def _counts(by: str) -> list[bytes]:
    """Statistics over all events, asked in ever other words so that none is kept."""
    return [request(f"/statistics?by={by}&bbox=-180,-90,180,{89 + number * 1e-6:.6f}") for number in range(2_000)]


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
