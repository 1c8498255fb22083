"""`python -m tests.conformance.fuzz`: hostile boxes, times, cursors, filters and bodies against a service of our own.

No answer may be a server's error, the process must live, and what nests is refused with 400 at once.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import BadStatusLine, HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

from app.auth import service as auth
from app.db.engine import Database
from app.settings import Settings
from app.store import prepare
from tests.conformance.hostile import Input, bombs, inputs

#: Seconds in which a nesting bomb is to be refused.
AT_ONCE = 0.05


@dataclass
class Found:
    """What the answers were."""

    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    #: Inputs that the service could not bear.
    faults: list[tuple[int, Input]] = field(default_factory=list)


class Sender:
    """Sends inputs over one connection."""

    def __init__(self, url: str, token: str) -> None:
        self._connection = HTTPConnection(urlsplit(url).netloc, timeout=30)
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/geo+json"}

    def status(self, each: Input) -> int:
        """The status of the answer, which is read to its end. Raises OSError where there is none."""
        try:
            return self._sent(each)
        except (ConnectionError, BadStatusLine):  # the service closes connections that idled
            self._connection.close()
            return self._sent(each)

    def _sent(self, each: Input) -> int:
        self._connection.request("GET" if each.body is None else "POST", each.address, each.body, self._headers)
        answer = self._connection.getresponse()
        answer.read()
        return answer.status


def run(sender: Sender, sent: Iterable[Input]) -> Found:
    """Send them all; an answer of 500 or more is a fault, but not 503, which says that a budget was used up."""
    found = Found()
    for number, each in enumerate(sent):
        began = time.perf_counter()
        status = sender.status(each)
        found.seconds.append(time.perf_counter() - began)
        found.statuses[each.kind, status] += 1
        if status >= 500 and status != 503:
            found.faults.append((status, each))
        if sys.stderr.isatty() and number % 500 == 0:
            print(f"\r{number} sent", end="", file=sys.stderr)
    return found


@contextmanager
def service(role: str = "analyst") -> Iterator[tuple[str, str, subprocess.Popen[bytes]]]:
    """`skerry serve` in a process of its own over the catalogue: its address, a token, the process."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'fuzz.sqlite3'}"
        database = Database(url)
        prepare(Settings(database_url=url), database)
        with database.write() as session:
            token = auth.issue(session, name="fuzz", role=role).secret
        database.close()
        environment = {**os.environ, "SKERRY_DATABASE_URL": url, "SKERRY_WRITES_PER_MINUTE": "0"}
        log = Path(folder) / "log"
        command = [sys.executable, "-m", "app.cli", "serve", "--port", "0"]
        with log.open("w") as file, subprocess.Popen(command, env=environment, stdout=file, stderr=file) as process:
            try:
                yield _address(log, process), token, process
            finally:
                process.terminate()


def _address(log: Path, process: subprocess.Popen[bytes]) -> str:
    """Where the service listens, as it says itself once it does."""
    while process.poll() is None:
        found = re.search(r"http://[\w.:]+", log.read_text())
        if found:
            return found[0]
        time.sleep(0.05)
    raise RuntimeError(f"the service did not start:\n{log.read_text()}")


def memory(process: subprocess.Popen[bytes]) -> float:
    """Megabytes that the process holds; 0 where the system does not say."""
    try:
        held = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{process.pid}/status").read_text())
    except OSError:
        return 0.0
    return int(held[1]) / 1000 if held else 0.0


def main() -> int:
    """Print the figures; 1 if any of them is not as it has to be."""
    options = argparse.ArgumentParser(prog="python -m tests.conformance.fuzz", description=__doc__)
    options.add_argument("--inputs", type=int, default=100_000, help="how many (default: 100,000)")
    options.add_argument("--seed", type=int, default=1, help="the same seed makes the same inputs (default: 1)")
    given = options.parse_args()
    with service() as (url, token, process):
        sender = Sender(url, token)
        run(sender, inputs(3_000, given.seed + 1))  # what is loaded at first use is loaded
        before, began = memory(process), time.perf_counter()
        found = run(sender, inputs(given.inputs, given.seed))
        took, grown = time.perf_counter() - began, memory(process) - before
        refused = {name: min(_timed(sender, bomb) for _ in range(3)) for name, bomb in bombs().items()}
        alive = process.poll() is None
    for (kind, status), count in sorted(found.statuses.items()):
        print(f"{kind:12} {status} {count:8}")
    seconds = sorted(found.seconds)
    print(
        f"{given.inputs} inputs in {took:.0f} s: {len(found.faults)} server errors, "
        f"process {'alive' if alive else 'DEAD'}"
    )
    print(
        f"p50 {seconds[len(seconds) // 2] * 1e3:.1f} ms, p99 {seconds[len(seconds) * 99 // 100] * 1e3:.1f} ms, "
        f"longest {seconds[-1] * 1e3:.0f} ms; memory {before:.0f} MB, grown by {grown:.0f} MB"
    )
    late = {name: (took, status) for name, (took, status) in refused.items() if took > AT_ONCE or status not in REFUSED}
    for name, (took, status) in refused.items():
        print(f"{name}: {status} in {took * 1e3:.1f} ms")
    for status, each in found.faults[:20]:
        print(status, each.address, each.body)
    return 1 if found.faults or late or not alive else 0


#: Bad request, or too large a body or address for the server to look at.
REFUSED = (400, 413, 414, 431)


def _timed(sender: Sender, bomb: Input) -> tuple[float, int]:
    began = time.perf_counter()
    status = sender.status(bomb)
    return time.perf_counter() - began, status


if __name__ == "__main__":
    sys.exit(main())
