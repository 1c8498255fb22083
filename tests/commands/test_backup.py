"""A backup is the store of one instant, taken while others write, and comes back as it was."""

import sqlite3
import threading

import pytest
from sqlalchemy import func, select
from typer.testing import CliRunner

from app.cli import cli
from app.db.engine import Database
from app.errors import SetupError
from app.events import doctor
from app.events.models import Event, EventFeature, Revision
from tests.conftest import POSTGRES, new_database
from tests.events.published import publish
from tests.events.test_readmodel import day


@pytest.fixture
def store(tmp_path, monkeypatch):
    """An embedded store with an event, and the commands' own."""
    url = new_database("sqlite", tmp_path, "skerry_kept")
    monkeypatch.setenv("SKERRY_DATABASE_URL", url)
    database = Database(url)
    database.migrate()
    publish(database, day("2025-05-13", "kept"))
    yield database
    database.close()


def run(*arguments) -> str:
    done = CliRunner().invoke(cli, list(map(str, arguments)), catch_exceptions=False)
    assert done.exit_code == 0
    return done.stderr


def faults(database) -> list[str]:
    """What the doctor finds; these events have no mentions, which is no matter here."""
    return [fault for fault in doctor.examine(database).faults if "rests on no mention" not in fault]


def titles(database) -> list[str]:
    with database.read() as session:
        return sorted(session.scalars(select(Event.title)))


def test_a_backup_taken_while_others_write_is_whole_and_comes_back(store, tmp_path, monkeypatch):
    stop, file = threading.Event(), tmp_path / "backup.sqlite3"

    def write() -> None:
        while not stop.is_set():
            publish(store, day("2025-05-14", "later"))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert "Wrote" in run("backup", file)
    finally:
        stop.set()
        writer.join()
    assert [each.name for each in tmp_path.glob("backup*")] == [file.name]
    monkeypatch.setenv("SKERRY_DATABASE_URL", f"sqlite:///{tmp_path / 'elsewhere' / 'new.sqlite3'}")
    run("restore", file)
    back = Database(f"sqlite:///{tmp_path / 'elsewhere' / 'new.sqlite3'}")
    assert faults(back) == []
    with back.read() as session:
        counts = {session.scalar(select(func.count()).select_from(each)) for each in (Event, EventFeature, Revision)}
    assert len(counts) == 1, "an event came without its feature or its revision"
    assert "kept" in titles(back)
    back.close()


def test_a_store_that_is_there_is_only_replaced_if_that_is_said(store, tmp_path):
    file = tmp_path / "backup.sqlite3"
    run("backup", file)
    publish(store, day("2025-05-14", "later"))
    with pytest.raises(SetupError, match="--replace"):
        run("restore", file)
    assert titles(store) == ["kept", "later"]
    run("restore", file, "--replace")
    assert titles(store) == ["kept"]
    assert faults(store) == []


def test_what_is_no_backup_changes_nothing(store, tmp_path):
    other, noise = tmp_path / "other.sqlite3", tmp_path / "noise"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE t (a)")
    noise.write_bytes(b"noise" * 5000)
    for file in (other, noise, tmp_path / "nothing"):
        with pytest.raises(SetupError, match=file.name):
            run("restore", file, "--replace")
    with pytest.raises(SetupError, match="overwrite"):
        run("backup", other)
    assert titles(store) == ["kept"]


@pytest.mark.skipif(not POSTGRES, reason="needs PostgreSQL")
def test_a_server_has_tools_of_its_own(monkeypatch, tmp_path):
    monkeypatch.setenv("SKERRY_DATABASE_URL", POSTGRES)
    for command in ("backup", "restore"):
        with pytest.raises(SetupError, match="pg_dump"):
            run(command, tmp_path / "file")
