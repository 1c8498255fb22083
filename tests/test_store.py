"""Getting a store ready, by several processes at once as when a service starts with several workers."""

import subprocess
import sys

import pytest
from sqlalchemy import func, select

from app.auth.models import Token
from app.db.engine import Database
from app.events import doctor
from app.events.models import Event, Revision
from tests.conftest import new_database

#: Says when all is imported, and prepares the store when it is told to.
STARTER = """
import sys
from app.db.engine import Database
from app.settings import Settings
from app.store import prepare

settings = Settings(database_url=sys.argv[1], bootstrap_token="a" * 40)
print("ready", flush=True)
sys.stdin.readline()
prepare(settings, Database(settings.database_url))
"""


@pytest.fixture
def url(backend, tmp_path):
    return new_database(backend, tmp_path, "skerry_started")


def test_processes_that_start_at_once_on_an_empty_store_load_everything_once(url):
    command = [sys.executable, "-c", STARTER, url]
    started = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    for process in started:
        assert process.stdout.readline() == "ready\n", process.communicate()
    for process in started:
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in started:
        _, faults = process.communicate(timeout=120)
        assert process.returncode == 0, faults
    database = Database(url)
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Token)) == 1
        events = session.scalar(select(func.count()).select_from(Event))
        created = select(func.count()).where(Revision.record == "event", Revision.action == "create")
        assert events == session.scalar(created) > 100
        assert session.scalar(select(func.max(Event.revision))) == 1, "what another process loaded was changed again"
    assert doctor.examine(database).faults == []
    database.close()
