"""Many clients that write at random on few events, and the check of what they were told against the history.

    python -m tests.events.storm [--clients 8] [--writes 500] [--events 20]

runs the long variant on SQLite, and on PostgreSQL too where SKERRY_TEST_POSTGRES names one.
"""

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from app.events import doctor
from tests.events.reports import ITEMS, report


@dataclass(frozen=True)
class Write:
    """One write that was acknowledged: what it set, the version it was made from (None: none was named), and after."""

    event_id: str
    before: int | None
    after: int
    summary: str


def storm(service, *, clients: int, writes: int, events: int, seed: int = 1) -> list[Write]:
    """Let loose the clients; returns every acknowledged change. Even ones name the version, odd ones do not."""
    with service.client("analyst") as client:
        ids = [client.post(ITEMS, json=report(summary="0")).json()["id"] for _ in range(events)]

    def one(number: int) -> list[Write]:
        chance, done = random.Random(seed * 1000 + number), []
        with service.client("admin" if number % 2 else "analyst") as client:
            for count in range(writes):
                event_id = chance.choice(ids)
                found = client.get(f"{ITEMS}/{event_id}")
                assert found.status_code == 200, found.text
                summary = f"{number}-{count}"
                headers = {} if number % 2 else {"If-Match": found.headers["etag"]}
                body = {"summary": summary, "title": f"Title {chance.randrange(5)}"}
                answer = client.patch(f"{ITEMS}/{event_id}", json=body, headers=headers)
                assert answer.status_code in ((200,) if number % 2 else (200, 412)), answer.text
                if answer.status_code == 200:
                    before = None if number % 2 else found.json()["properties"]["revision"]
                    done.append(Write(event_id, before, answer.json()["properties"]["revision"], summary))
        return done

    with ThreadPoolExecutor(clients) as pool:
        return [write for part in pool.map(one, range(clients)) for write in part]


def check(service, writes: list[Write]) -> None:
    """Every acknowledged write is a revision, in order and without a gap, and none with If-Match came too late."""
    by_event: dict[str, dict[int, Write]] = {}
    for write in writes:
        assert write.after not in by_event.setdefault(write.event_id, {}), "one revision for two writes"
        by_event[write.event_id][write.after] = write
    with service.client("analyst") as client:
        for event_id, made in by_event.items():
            revisions = client.get(f"/events/{event_id}/history").json()["revisions"]
            assert [each["revision"] for each in revisions] == list(range(1, len(revisions) + 1))
            assert set(made) == {each["revision"] for each in revisions[1:]}
            summary = "0"
            for each in revisions[1:]:
                write = made[each["revision"]]
                assert each["changes"]["summary"] == [summary, write.summary], "an update was lost"
                assert write.before in (None, each["revision"] - 1), "a change of an older version came through"
                summary = write.summary
            assert client.get(f"{ITEMS}/{event_id}").json()["properties"]["summary"] == summary
        followed, seen = "/changes?since=0", []
        while followed:
            body = client.get(followed).json()
            seen += body["changes"]
            followed = body["next"]
    assert [each["seq"] for each in seen] == sorted({each["seq"] for each in seen})
    assert len(seen) >= len(writes)
    assert doctor.examine(service.database).faults == []


def main() -> None:
    """The long variant."""
    import argparse
    import os
    import tempfile
    import time
    from pathlib import Path

    from tests.conftest import BACKENDS, running

    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (("clients", 8), ("writes", 500), ("events", 20)):
        parser.add_argument(f"--{name}", type=int, default=default)
    wanted = vars(parser.parse_args())
    os.environ["SKERRY_WRITES_PER_MINUTE"] = "0"
    for backend in BACKENDS:
        with tempfile.TemporaryDirectory() as folder:
            for service in running(backend, Path(folder), "skerry_storm", starter=False):
                loosen(service)
                began = time.monotonic()
                writes = storm(service, **wanted)
                took = time.monotonic() - began
                check(service, writes)
                print(f"{backend}: {len(writes)} writes acknowledged in {took:.1f} s, none lost, no gap")


def loosen(service) -> None:
    """Let the admin's token write without naming versions."""
    from sqlalchemy import update

    from app.auth.models import Token

    with service.database.write() as session:
        session.execute(update(Token).where(Token.name == "admin").values(must_match=False))


if __name__ == "__main__":
    main()
