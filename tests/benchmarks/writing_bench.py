"""Writing events, each in a transaction of its own that survives a power cut, while somebody reads:
`python -m tests.benchmarks writing`.

Prints events a second by the service itself and by reports over HTTP, readers' p50 and p99 without and with a writer,
and how many of the annotated reports a second go from text to proposals in the store; on SQLite, and on PostgreSQL
where `--postgres` or SKERRY_TEST_POSTGRES names a server. The reader asks for the newest hundred, so that each answer
must hold what was just written.
"""

import argparse
import gc
import json
import os
import statistics
import tempfile
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from app.articles.service import Incoming
from app.auth import service as auth
from app.auth.author import SKERRY, Author
from app.db.engine import Database
from app.events import service
from app.events.ingest import ingest
from app.events.schemas import ActorDraft, Draft, VesselDraft
from app.extraction import extract
from geo.resources import DATA
from tests.benchmarks.client import Client, latencies, request
from tests.benchmarks.events_bench import ours
from tests.events.reports import ITEMS, report, source

AUTHOR = Author("benchmark", "analyst")
SECONDS = 10.0
#: Reports before the clock starts, which load what the service reads once.
WARM_UP = 20


def draft(number: int) -> Draft:
    """An event like a reported one, a minute after the last."""
    at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=number)
    return Draft(
        type="boarding",
        start=at.isoformat(),
        date_precision="minute",
        lon=24.0 + number % 400 / 100,
        lat=59.5 + number % 7 / 100,
        location_precision="exact",
        title=f"Boarding: Synthia {number % 500:04}",
        summary="Synthetic: a patrol ship boarded her.",
        vessels=[VesselDraft(name=f"Synthia {number % 500:04}", flag="CK")],
        actors=[ActorDraft(name="Coast guard", country="EE", role="authority")],
    )


def write(database: Database, first: int, until: float) -> list[float]:
    """Write events until then; seconds of each."""
    taken: list[float] = []
    while time.perf_counter() < until:
        start = time.perf_counter()
        with database.write() as session:
            service.create(session, draft(first + len(taken)), [], author=AUTHOR, origin="person", status="published")
        taken.append(time.perf_counter() - start)
    return taken


def post(database: Database, port: int) -> int:
    """Report events over HTTP with one client for a while, each with a source of its own; returns how many."""
    with database.write() as session:
        secret = auth.issue(session, name="benchmark", role="analyst").secret
    headers = f"Authorization: Bearer {secret}\r\nContent-Type: application/json\r\n"
    client, count, end = Client(port), 0, 0.0
    while not end or time.perf_counter() < end:
        given = report(title=f"Report {count}", sources=[source("Gazette", quote="Guards went on board.")])
        given["sources"][0]["url"] += f"/{count}"
        answer = client.get(request(ITEMS, headers, "POST", json.dumps(given).encode()))
        assert answer.status == 201, answer.body
        count += 1
        if count == WARM_UP:
            end = time.perf_counter() + SECONDS / 2
    client.close()
    return count - WARM_UP


def take_in(database: Database) -> float:
    """Take in every annotated report of `train`; returns how many a second."""
    reports = [json.loads(path.read_text(encoding="utf-8")) for path in sorted((DATA / "reports/train").glob("*.json"))]
    incoming = [
        Incoming(
            text=each["text"],
            title=each["title"],
            publisher=each["publisher"],
            published=datetime.fromisoformat(each["published"]),
            language=each["language"],
        )
        for each in reports
    ]
    for each in incoming:  # what the extractor reads once
        extract(each.text, language=each.language, published=each.told_on, title=each.title)
    # As `skerry serve` does.
    gc.collect()
    gc.freeze()
    start = time.perf_counter()
    for each in incoming:
        ingest(database, each, SKERRY)
    return len(incoming) / (time.perf_counter() - start)


def measure(name: str, url: str, logs: Path) -> None:
    """One back end."""
    database = Database(url)
    database.migrate()
    write(database, 0, time.perf_counter() + 2)
    contestant = ours(name, url, logs, [])
    newest = [request("/collections/events/items?limit=100")]
    quiet = latencies(contestant.server.port, newest, SECONDS / 2, most=100_000)
    read: list[float] = []
    reader = threading.Thread(
        target=lambda: read.extend(latencies(contestant.server.port, newest, SECONDS, most=1_000_000))
    )
    alone = write(database, 10_000, time.perf_counter() + SECONDS / 2)
    reader.start()
    beside = write(database, 100_000, time.perf_counter() + SECONDS)
    reader.join()
    print(f"{name}: {len(alone) / SECONDS * 2:.0f} events/s alone, {len(beside) / SECONDS:.0f} beside a reader")
    for label, found in (("nobody writes", quiet), ("beside the writer", read)):
        found.sort()
        p99 = found[int(len(found) * 0.99)]
        print(f"  reader, {label}: p50 {statistics.median(found) * 1e3:.2f} ms, p99 {p99 * 1e3:.2f} ms")
    print(f"  reports over HTTP, one client: {post(database, contestant.server.port) / SECONDS * 2:.0f}/s")
    print(f"  text to proposals: {take_in(database):.0f} articles/s")
    contestant.server.stop()
    database.close()


def main() -> None:
    """Both back ends, where they can be had."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--postgres", default=os.environ.get("SKERRY_TEST_POSTGRES"))
    given = parser.parse_args()
    os.environ["SKERRY_WRITES_PER_MINUTE"] = "0"
    with tempfile.TemporaryDirectory() as folder:
        measure("SQLite", f"sqlite:///{folder}/writing.sqlite3", Path(folder))
        if given.postgres:
            url, name = make_url(given.postgres), "skerry_bench_writing"
            engine = create_engine(url.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
            with engine.connect() as connection:
                connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
                connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'"))
            engine.dispose()
            measure("PostgreSQL", url.set(database=name).render_as_string(hide_password=False), Path(folder))


if __name__ == "__main__":
    main()
