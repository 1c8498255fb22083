"""Our service at four fifths of its peak while events are written: `python -m tests.benchmarks load --minutes 10`.

Requests are sent at set times, whether or not the answers before have come, and a latency counts from the time that was
set; so a server that stalls is seen to stall. Asked are different views, the same view again and again, events, tiles
and counts. Events are written from another process meanwhile, and now and then somebody asks what nobody should: while
the peak is measured, too, since that keeps a core busy for as long as a question may take.
Prints errors, p50, p99 and memory over time.
"""

import argparse
import gc
import itertools
import multiprocessing
import random
import shutil
import statistics
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from app.db.engine import Database
from app.events import service
from tests.benchmarks.client import Client, request
from tests.benchmarks.events_bench import CACHE, ours
from tests.benchmarks.loading import load
from tests.benchmarks.works import Truth, moved, views
from tests.benchmarks.writing_bench import AUTHOR, draft

CLIENTS = 8
#: Seconds between two lines of the report, and seconds that the peak is measured for.
LINE, PEAK = 10.0, 21.0
#: Seconds between two questions that cost too much.
RUDE = 5.0
#: Seconds after which a client of ours hands the interpreter to another one: what they wait for each other is not the
#: server's doing.
SWITCH = 0.000_1
#: Every property of every event with letters in any order: no index helps.
EXPENSIVE = " OR ".join(f"CASEI(summary) LIKE '%a%{letter}%e%met%by%x%'" for letter in "bcdefghijklm")


@dataclass
class Seen:
    """What was seen since the last line."""

    latencies: list[float] = field(default_factory=list)
    errors: int = 0


def asked(count: int, truth: Truth) -> list[bytes]:
    """Requests as they come in, mixed; as many as are sent in some minutes."""
    mix, root = random.Random(count), "/collections/events"
    known = views(count)

    def view(each: object) -> str:
        return f"{root}/items?bbox={','.join(map(str, each.box))}&limit={each.limit}"  # type: ignore[attr-defined]

    fresh = itertools.cycle(list(itertools.chain.from_iterable(moved(known["r"], turn) for turn in range(5))))
    kinds = {
        "different views": (8, lambda: view(next(fresh))),
        "the same view": (4, lambda: view(known["a"][0])),
        "an event": (4, lambda: f"{root}/items/{mix.choice(truth.ids)}"),
        "a tile": (2, lambda: f"{root}/tiles/WebMercatorQuad/8/{mix.randint(70, 78)}/{mix.randint(138, 150)}"),
        "a large page": (1, lambda: view(known["b"][0])),
        "counts": (1, lambda: "/statistics?by=month,type"),
    }
    makers = [make for weight, make in kinds.values() for _ in range(weight)]
    return [
        request(mix.choice(makers)(), "Accept-Encoding: gzip\r\n" if mix.random() < 0.5 else "") for _ in range(20_000)
    ]


def send(port: int, requests: list[bytes], number: int, every: float, until: float, seen: Seen) -> None:
    """One client: every so many seconds a request, at set times; one after the other if there is no time between."""
    client, due = Client(port), time.perf_counter() + every * number / CLIENTS
    for each in itertools.cycle(requests[number::CLIENTS]):
        now = time.perf_counter()
        if max(due, now) > until:
            return
        if due > now:  # even to sleep for no time hands the interpreter to another client
            time.sleep(due - now)
        try:
            if client.get(each).status not in (200, 204):
                seen.errors += 1
        except OSError:
            seen.errors += 1
            client = Client(port)
        seen.latencies.append(time.perf_counter() - due)
        due += every


def sending(port: int, requests: list[bytes], every: float, until: float, seen: Seen) -> list[threading.Thread]:
    """All clients, at work: no two ask the same, since an answer that was just given would be given again."""
    work = [threading.Thread(target=send, args=(port, requests, n, every, until, seen)) for n in range(CLIENTS)]
    for thread in work:
        thread.start()
    return work


def write(url: str, every: float, until: float) -> None:
    """Publish an event every so many seconds."""
    database = Database(url)
    for number in itertools.count(10_000_000):
        if time.perf_counter() > until:
            break
        with database.write() as session:
            service.create(session, draft(number % 400_000), [], author=AUTHOR, origin="person", status="published")
        time.sleep(every)
    database.close()


def annoy(port: int, until: float, found: list[tuple[int, float]]) -> None:
    """Ask what costs too much, again and again."""
    for number in itertools.count():
        if time.perf_counter() + RUDE > until:
            return
        client, start = Client(port), time.perf_counter()
        path = f"/collections/events/items?limit=1&filter={quote(EXPENSIVE)}%20OR%20count={number + 1000}"
        found.append((client.get(request(path)).status, time.perf_counter() - start))
        client.close()
        time.sleep(RUDE)


def main() -> None:
    """Measure the peak, keep below it, print what happens."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--minutes", type=float, default=1.0, help="ten show what grows")
    parser.add_argument("--share", type=float, default=0.8, help="of the peak; less where others use the machine too")
    parser.add_argument("--writes", type=float, default=2.0, help="events a second")
    given = parser.parse_args()
    CACHE.mkdir(parents=True, exist_ok=True)
    load(f"sqlite:///{CACHE / f'{given.count}.sqlite3'}", given.count)
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        store = Path(folder) / "load.sqlite3"
        shutil.copy(CACHE / f"{given.count}.sqlite3", store)
        run(f"sqlite:///{store}", given, Path(folder))


def run(url: str, given: argparse.Namespace, folder: Path) -> None:
    """One run over a store that may be written to."""
    sys.setswitchinterval(SWITCH)
    requests = asked(given.count, Truth.of(given.count))
    gc.collect()
    gc.freeze()  # nor is it when the clients' process goes through all that it knows of the events
    contestant = ours("load", url, folder, [])
    server = contestant.server
    until = time.perf_counter() + PEAK + 60 * given.minutes
    seen, rude, whole = Seen(), [], Seen()  # type: ignore[var-annotated]
    # By its module's name: this one may run as __main__, which another process does not know.
    from tests.benchmarks import load_bench

    spawn = multiprocessing.get_context("spawn")
    writer = spawn.Process(target=load_bench.write, args=(url, 1 / given.writes, until))
    writer.start()
    rudeness = threading.Thread(target=annoy, args=(server.port, until, rude))
    rudeness.start()
    for thread in sending(server.port, requests, 0.0, time.perf_counter() + PEAK, seen):
        thread.join()
    peak, seen.latencies = len(seen.latencies) / PEAK, []
    print(f"peak {peak:,.0f} requests/s; {given.share * peak:,.0f} are sent, and {given.writes:g} events/s written")
    work = [*sending(server.port, requests, CLIENTS / (given.share * peak), until, seen), rudeness]
    memory: list[float] = []
    print(f"{'s':>6}{'requests':>10}{'errors':>8}{'p50 ms':>9}{'p99 ms':>9}{'MB':>7}")
    start = time.perf_counter()
    while any(thread.is_alive() for thread in work):
        time.sleep(min(LINE, max(1.0, until - time.perf_counter())))
        latencies, seen.latencies = seen.latencies, []
        if len(latencies) > 100:
            memory.append(server.memory())
            whole.latencies += latencies
            p50, p99 = _quantiles(latencies)
            at = time.perf_counter() - start
            print(f"{at:6.0f}{len(latencies):10}{seen.errors:8}{p50:9.2f}{p99:9.2f}{memory[-1]:7.0f}", flush=True)
    p50, p99 = _quantiles(whole.latencies)
    print(f"{len(whole.latencies):,} requests, {seen.errors} errors")
    print(f"p50 {p50:.2f} ms, p99 {p99:.2f} ms: {p99 / p50:.1f} times")
    settled = memory[len(memory) // 5 :]
    print(f"memory from {min(settled):.0f} to {max(settled):.0f} MB after the first fifth of the time")
    codes = sorted({status for status, _ in rude})
    print(f"{len(rude)} questions that cost too much: answered {codes} within {max(taken for _, taken in rude):.2f} s")
    writer.join()
    server.stop()


def _quantiles(latencies: list[float]) -> tuple[float, float]:
    """p50 and p99 in milliseconds."""
    cuts = statistics.quantiles(latencies, n=100)
    return cuts[49] * 1e3, cuts[98] * 1e3


if __name__ == "__main__":
    main()
