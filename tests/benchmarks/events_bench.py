"""Reading events over HTTP, side by side: `python -m tests.benchmarks events --count 100000`.

Loads the same synthetic events into SQLite and, with `--postgres URL`, into PostgreSQL/PostGIS, starts our service on
each, and on PostgreSQL tipg, pygeoapi and a plain service. Checks first that all give the same answers. Then, in each
round and for each work, all contestants in turn: one client for a second, then eight. Prints medians over the rounds.

Works: (a) Gulf of Finland, 30 days, 100 features; (b) the same, all time, 1,000; (c) the whole Baltic, 10,000; (d) one
event; (e5) (e8) a tile at zoom 5 and 8; (r) views of which no two are the same, so that nothing helps that was answered
before. The floor is one of our own answers to the work, body and headers, as a constant (ours.py).
"""

import argparse
import json
import os
import pickle
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from sys import executable

from sqlalchemy import create_engine, make_url, text

from tests.benchmarks import peers
from tests.benchmarks.client import Client, latencies, request, throughput
from tests.benchmarks.loading import load
from tests.benchmarks.servers import Server, free_port, start
from tests.benchmarks.works import TILES, Truth, View, moved, views

CACHE = Path(__file__).parent.parent.parent / ".cache" / "bench"
#: Seconds that one client asks one contestant in one round; half of that for eight clients.
SECONDS = 1.0
#: A contestant whose answer takes longer than this is asked three times only, and not by eight clients.
SLOW = 0.5


@dataclass
class Contestant:
    """A server and how it is asked for a view, an event and a tile; None where it has no such thing."""

    server: Server
    view: Callable[[View], str]
    item: Callable[[str], str]
    tile: Callable[[int, int, int], str] | None = None
    newest_first: bool = True
    counts: bool = True


def interval(since: int | None) -> str:
    """The `datetime` parameter, with its ampersand."""
    return f"&datetime={_stamp(since)}/.." if since is not None else ""


def _stamp(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def bbox(view: View) -> str:
    """The `bbox` and `limit` parameters."""
    return f"bbox={','.join(map(str, view.box))}&limit={view.limit}"


def ours(name: str, url: str, logs: Path, files: list[Path]) -> Contestant:
    """Our service, its index loaded."""
    port = free_port()
    command = [executable, "-m", "tests.benchmarks.ours", str(port), url, *map(str, files)]
    server = start(name, command, port, {}, "/healthz", logs / f"{name}.log")
    client = Client(port)
    while b'"total":0' in client.get(request("/statistics?by=type")).body:
        time.sleep(0.1)
    client.close()
    root = "/collections/events"
    return Contestant(
        server,
        lambda view: f"{root}/items?{bbox(view)}{interval(view.since)}",
        lambda id: f"{root}/items/{id}",
        lambda zoom, row, column: f"{root}/tiles/WebMercatorQuad/{zoom}/{row}/{column}",
    )


def others(url: str, logs: Path) -> list[Contestant]:
    """The peers over PostgreSQL."""
    binaries = peers.environment(CACHE)
    peers.make_table(url)
    table = "/collections/public.bench"
    found = [
        Contestant(
            peers.tipg(binaries, url, logs),
            lambda view: f"{table}/items?{bbox(view)}{interval(view.since)}",
            lambda id: f"{table}/items/{id}",
            lambda zoom, row, column: f"{table}/tiles/WebMercatorQuad/{zoom}/{column}/{row}",
            newest_first=False,
        ),
        Contestant(
            peers.plain(binaries, url, logs),
            lambda view: f"/items?{bbox(view)}" + (f"&since={_stamp(view.since)}" if view.since else ""),
            lambda id: f"/items/{id}",
        ),
    ]
    found += [
        Contestant(
            peers.pygeoapi(binaries, url, logs, count=count),
            lambda view: f"/collections/bench/items?f=json&{bbox(view)}{interval(view.since)}",
            lambda id: f"/collections/bench/items/{id}?f=json",
            newest_first=False,
            counts=count,
        )
        for count in (True, False)
    ]
    return found


def check(contestant: Contestant, truth: Truth, asked: list[View], wanted_tiles: bool) -> None:
    """Raises AssertionError where an answer is not the right one."""
    client, name = Client(contestant.server.port), contestant.server.name
    for view in asked:
        answer = client.get(request(contestant.view(view)))
        assert answer.status == 200, f"{name}: {contestant.view(view)} gives {answer.status}"
        document = json.loads(answer.body)
        got = [each["id"] for each in document["features"]]
        expected, matched = truth.ids_of(view)
        assert len(set(got)) == len(got) == len(expected), f"{name}: {len(got)} features, not {len(expected)}"
        if contestant.newest_first:
            assert _seconds(truth, got) == _seconds(truth, expected), f"{name}: not the newest first"
        if contestant.counts:
            assert document["numberMatched"] == matched, f"{name}: {document['numberMatched']} match, not {matched}"
    assert json.loads(client.get(request(contestant.item(truth.ids[0]))).body)["id"] == truth.ids[0]
    if wanted_tiles and contestant.tile:
        assert client.get(request(contestant.tile(*TILES["e8"]))).status == 200
    client.close()


def _seconds(truth: Truth, ids: list[str]) -> list[int]:
    """Starts of events; two of one second may stand in either order."""
    if not hasattr(_seconds, "known"):
        _seconds.known = dict(zip(truth.ids, truth.t0.tolist(), strict=True))  # type: ignore[attr-defined]
    return [_seconds.known[id] for id in ids]  # type: ignore[attr-defined]


def main() -> None:
    """Load, check, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(
        "--postgres", default=os.environ.get("SKERRY_TEST_POSTGRES"), help="server to make databases on"
    )
    parser.add_argument("--no-peers", action="store_true")
    given = parser.parse_args()
    sqlite, postgres = map(stores(given.count, given.postgres).get, ("SQLite", "PostgreSQL"))
    assert sqlite is not None
    truth = Truth.of(given.count)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        logs = Path(folder)
        files = _bodies(sqlite, truth, given.count, logs)
        contestants = [ours("ours SQLite", sqlite, logs, list(files.values()))]
        stack.callback(contestants[0].server.stop)
        more = [lambda: [ours("ours PostgreSQL", postgres, logs, [])]] if postgres else []
        more += [lambda: others(postgres, logs)] if postgres and not given.no_peers else []
        for each in more:
            found = each()
            contestants += found
            for one in found:
                stack.callback(one.server.stop)
        asked = views(given.count)
        for contestant in contestants:
            check(contestant, truth, [asked["a"][0], asked["b"][0], *asked["r"][:10]], True)
        floor = Contestant(contestants[0].server, lambda view: "", lambda id: "")
        report(contestants, floor, files, truth, asked, given.rounds)


def stores(count: int, server: str | None) -> dict[str, str]:
    """Address of a filled store on each back end; on PostgreSQL only where there is a server."""
    CACHE.mkdir(parents=True, exist_ok=True)
    found = {"SQLite": f"sqlite:///{CACHE / f'{count}.sqlite3'}"}
    load(found["SQLite"], count)
    return found | ({"PostgreSQL": _postgres(server, count)} if server else {})


def _postgres(server: str, count: int) -> str:
    url = make_url(server).set(database=f"skerry_bench_{count}")
    engine = create_engine(make_url(server).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        if not connection.scalar(text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": url.database}):
            connection.execute(text(f"CREATE DATABASE {url.database} TEMPLATE template0 ENCODING 'UTF8'"))
    engine.dispose()
    plain = url.render_as_string(hide_password=False)
    load(plain, count)
    return plain


def _requests(contestant: Contestant, work: str, truth: Truth, asked: dict, turn: int = 0) -> list[bytes] | None:
    """What is asked in one turn; None if the contestant has no such thing."""
    if work == "r":
        return [request(contestant.view(view)) for view in moved(asked["r"], turn)]
    if work in asked:
        return [request(contestant.view(view)) for view in asked[work]]
    if work == "d":
        return [request(contestant.item(id)) for id in truth.ids[:2_000:7]]
    return [request(contestant.tile(*TILES[work]))] if contestant.tile else None


def _bodies(url: str, truth: Truth, count: int, folder: Path) -> dict[str, Path]:
    """Our own answer to each work as a file, for the floor: the body of middling length, and its headers."""
    contestant = ours("bodies", url, folder, [])
    client, files = Client(contestant.server.port), {}
    asked = views(count)
    for work in (*asked, "d", *TILES):
        wanted = _requests(contestant, work, truth, asked)
        assert wanted is not None
        answers = sorted((client.get(each) for each in wanted[:40]), key=lambda answer: len(answer.body))
        middle = answers[len(answers) // 2]
        # What the server and the middleware add by themselves.
        fields = {name: value for name, value in middle.fields.items() if name not in ("date", "server", "vary")}
        files[work] = folder / f"{work}.answer"
        files[work].write_bytes(pickle.dumps((middle.body, {**fields, "vary": "Accept, Accept-Encoding"})))
    client.close()
    contestant.server.stop()
    return files


def report(
    contestants: list[Contestant], floor: Contestant, files: dict[str, Path], truth: Truth, asked: dict, rounds: int
) -> None:
    """Measure in interleaved rounds and print p50, p95 and requests a second, as figures and as ratios."""
    times: dict[tuple[str, str], list[list[float]]] = defaultdict(list)
    rates: dict[tuple[str, str], list[float]] = defaultdict(list)
    names = [*(each.server.name for each in contestants), "floor"]
    for number in range(rounds):
        for place, work in enumerate(files):
            constant = [request(f"/floor/{place}")]
            runners = [
                *(
                    (each, [_requests(each, work, truth, asked, turn) for turn in (2 * number, 2 * number + 1)])
                    for each in contestants
                ),
                (floor, [constant, constant]),
            ]
            for name, (contestant, (first, second)) in zip(names, runners, strict=True):
                if first is None or second is None:
                    continue
                port = contestant.server.port
                times[name, work].append(latencies(port, first, SECONDS))
                if statistics.median(times[name, work][-1]) < SLOW:
                    rates[name, work].append(throughput(port, second, 8, SECONDS / 2))
        print(f"round {number + 1} of {rounds}", flush=True)
    p50 = {key: statistics.median(statistics.median(part) for part in found) for key, found in times.items()}
    p95 = {key: statistics.median(quantile(part, 0.95) for part in found) for key, found in times.items()}
    _table("p50 / p95, ms, one client", names, files, lambda key: f"{p50[key] * 1e3:.2f} / {p95[key] * 1e3:.2f}", p50)
    _table("requests a second, eight clients", names, files, lambda key: f"{statistics.median(rates[key]):,.0f}", rates)
    first = contestants[0].server.name
    _table(f"p50 as a multiple of {first}", names, files, lambda key: f"{p50[key] / p50[first, key[1]]:.1f}", p50)
    _table("p50 as a multiple of the floor", names, files, lambda key: f"{p50[key] / p50['floor', key[1]]:.2f}", p50)
    for each in contestants:
        print(f"{each.server.name:20} {each.server.memory():8.0f} MB anonymous")


def quantile(found: list[float], share: float) -> float:
    """The value below which this share lies."""
    return sorted(found)[min(len(found) - 1, int(len(found) * share))]


def _table(title: str, names: list[str], works: dict, cell: Callable, known: dict) -> None:
    print(f"\n{title}\n{'':20}" + "".join(f"{work:>18}" for work in works))
    for name in names:
        print(f"{name:20}" + "".join(f"{cell((name, work)) if known.get((name, work)) else '–':>18}" for work in works))


if __name__ == "__main__":
    main()
