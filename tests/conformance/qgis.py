"""`python -m tests.conformance.qgis`: QGIS reads and edits a service of our own.

`SKERRY_TEST_QGIS` is the command that starts the Python of a QGIS (`.ci/qgis` makes one and prints it); without it,
the QGIS of this machine is looked for.
"""

import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from app.auth import service as auth
from tests.conftest import Service, running

SESSION = Path(__file__).with_name("qgis_session.py")
MISSING = "no QGIS here: apt-get install python3-qgis, or set SKERRY_TEST_QGIS to the command that starts its Python"
ENVIRONMENT = {
    "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/tmp",
    "LC_ALL": "C.UTF-8",
    "QT_QPA_PLATFORM": "offscreen",
}
#: What `qgis_session.py` asks for, in the words of the API.
EVERYTHING, IN_BOX = {}, {"bbox": "22,59,30,61"}
FILTERED = {"filter": "type = 'detention' AND start > TIMESTAMP('2025-01-01T00:00:00Z')"}


def command() -> list[str] | None:
    """How to start the Python that knows QGIS; None where there is none."""
    given = os.environ.get("SKERRY_TEST_QGIS")
    if given:
        return shlex.split(given)
    found = ["/usr/bin/python3"]
    try:
        subprocess.run([*found, "-c", "import qgis.core"], check=True, capture_output=True, timeout=60)
    except (OSError, subprocess.SubprocessError):
        return None
    return found


def session(started: list[str], service: Service) -> subprocess.CompletedProcess[str]:
    """Let QGIS work through its steps; what it saw is its output. Its token need not name the version it changes."""
    with service.database.write() as opened:
        token = auth.issue(opened, name="QGIS", role="analyst", must_match=False).secret
    with service.client() as client:
        counts = [
            client.get("/collections/events/items", params={"limit": 1, **asked}).json()["numberMatched"]
            for asked in (EVERYTHING, IN_BOX, FILTERED)
        ]
    return subprocess.run(
        [*started, "-", f"{service.url}/", token, *map(str, counts)],
        input=SESSION.read_text(),
        capture_output=True,
        text=True,
        timeout=300,
        env=ENVIRONMENT,
    )


def main() -> int:
    """Print what QGIS saw; 1 if it failed."""
    started = command()
    if started is None:
        print(MISSING)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        services = running("sqlite", Path(folder), "qgis")
        done = session(started, next(services))
        next(services, None)
    print(done.stdout, done.stderr if done.returncode else "", sep="", end="")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
