"""The service is killed (SIGKILL) in the middle of writing, again and again, and what it acknowledged must be there.

    python -m tests.events.crash [--kills 50]

runs the long variant on SQLite, and on PostgreSQL too where SKERRY_TEST_POSTGRES names one. A process that has all code
loaded forks a server for each round, so that a round takes tenths of a second.
"""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx
from sqlalchemy import text

from app.db.engine import Database
from app.events import doctor
from tests.events.reports import ITEMS, report


@dataclass
class Told:
    """What the service acknowledged before it was killed."""

    #: Key of the create → id of its event.
    created: dict[str, str] = field(default_factory=dict)
    #: Keys of creates of which no reply came.
    open: set[str] = field(default_factory=set)
    #: (event, revision) → summary.
    changed: dict[tuple[str, int], str] = field(default_factory=dict)
    #: Set when the server of this round has acknowledged its first change.
    answered: threading.Event = field(default_factory=threading.Event)


@contextmanager
def forker() -> Iterator["Forker"]:
    """The process that forks servers."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.events.crash", "--fork"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        yield Forker(process)
    finally:
        process.stdin.close()
        process.wait(10)


class Forker:
    """Starts servers over a store."""

    def __init__(self, process: subprocess.Popen) -> None:
        self._process = process

    def start(self, database_url: str) -> tuple[int, str]:
        """Process id and address of a new server."""
        self._process.stdin.write(database_url + "\n")
        self._process.stdin.flush()
        started = json.loads(self._process.stdout.readline())
        return started["pid"], started["url"]


def rounds(servers: Forker, database: Database, url: str, token: str, kills: int, seed: int = 1) -> Told:
    """Write with three clients until the server is killed, `kills` times; the store must be whole after each."""
    chance, told = random.Random(seed), Told()
    for number in range(kills):
        pid, address = servers.start(url)
        told.answered.clear()
        clients = [
            threading.Thread(target=_write, args=(address, token, f"{number}-{each}", told)) for each in range(3)
        ]
        for client in clients:
            client.start()
        assert told.answered.wait(60), "the server does not come up"
        time.sleep(chance.uniform(0.0, 0.15))
        os.kill(pid, signal.SIGKILL)
        for client in clients:
            client.join(90)
        if database.engine.dialect.name == "sqlite":
            with database.engine.connect() as connection:
                assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
    return told


def check(service, told: Told) -> None:
    """All that was acknowledged is there; a create of which no reply came is there once when it is sent again."""
    with service.client("analyst") as client:
        for key in told.open:
            answer = client.post(ITEMS, json=report(summary=key), headers={"Idempotency-Key": key})
            assert answer.status_code == 201, answer.text
            told.created[key] = answer.json()["id"]
        url, listed = f"{ITEMS}?limit=1000", []
        while url:
            body = client.get(url).json()
            listed += [each["id"] for each in body["features"]]
            url = next((link["href"] for link in body["links"] if link["rel"] == "next"), None)
        assert sorted(listed) == sorted(told.created.values()), "an event is missing, or there twice"
        for event_id in {event_id for event_id, _ in told.changed}:
            revisions = client.get(f"/events/{event_id}/history").json()["revisions"]
            assert [each["revision"] for each in revisions] == list(range(1, len(revisions) + 1))
            for each in revisions:
                summary = told.changed.get((event_id, each["revision"]))
                assert summary is None or each["changes"]["summary"][1] == summary
            assert max(r for e, r in told.changed if e == event_id) <= len(revisions)
    assert doctor.examine(service.database).faults == []


def _write(address: str, token: str, name: str, told: Told) -> None:
    """Create and change events until the server is gone."""
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=address, headers=headers, timeout=60) as client:
        for number in range(10_000):
            key = f"{name}-{number}"
            told.open.add(key)
            try:
                made = client.post(ITEMS, json=report(summary=key), headers={"Idempotency-Key": key})
                assert made.status_code == 201, made.text
                event_id = told.created[key] = made.json()["id"]
                told.open.discard(key)
                patch = {"If-Match": made.headers["etag"]}
                changed = client.patch(f"{ITEMS}/{event_id}", json={"summary": f"{key} changed"}, headers=patch)
                assert changed.status_code == 200, changed.text
                told.changed[event_id, changed.json()["properties"]["revision"]] = f"{key} changed"
                told.answered.set()
            except httpx.HTTPError:
                return


def _fork() -> None:
    """Read addresses of stores, and fork a server for each."""
    import uvicorn

    from app.main import create_app
    from app.settings import Settings
    from geo import regions

    regions.load()
    os.environ["SKERRY_WRITES_PER_MINUTE"] = "0"
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        listener = socket.socket()
        listener.bind(("127.0.0.1", 0))
        listener.listen(64)
        pid = os.fork()
        if not pid:
            sys.stdin.close()
            settings = Settings(database_url=line.strip())
            app = create_app(settings, Database(settings.database_url))
            uvicorn.Server(uvicorn.Config(app, log_level="critical")).run(sockets=[listener])
            os._exit(0)
        print(json.dumps({"pid": pid, "url": f"http://127.0.0.1:{listener.getsockname()[1]}"}), flush=True)
        listener.close()


def main() -> None:
    """The long variant."""
    import argparse
    import tempfile
    from pathlib import Path

    from tests.conftest import BACKENDS, running

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--fork", action="store_true", help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.fork:
        _fork()
        return
    for backend in BACKENDS:
        with tempfile.TemporaryDirectory() as folder, forker() as servers:
            for service in running(backend, Path(folder), "skerry_crash", starter=False):
                token = service.tokens["analyst"]
                told = rounds(servers, service.database, service.settings.database_url, token, wanted.kills)
                unanswered = len(told.open)
                check(service, told)
                print(
                    f"{backend}: {wanted.kills} kills, {len(told.created) - unanswered} creates and "
                    f"{len(told.changed)} changes acknowledged, {unanswered} cut off; nothing lost, nothing twice"
                )


if __name__ == "__main__":
    main()
