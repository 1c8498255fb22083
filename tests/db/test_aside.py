"""Long statements of the embedded store are answered beside the service, within their time, whatever becomes of it."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.db import aside
from app.db.aside import Aside
from app.db.reader import TooExpensive
from app.db.sqlite_reader import LONG, SqliteReader

COUNT = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :last) SELECT max(i) FROM n"
FOREVER = {"last": 10**12}


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "store.sqlite3"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE ship (name, imo)")
        connection.executemany("INSERT INTO ship VALUES (?, ?)", [("ŁÓDŹ", 9176929), ("Åland", None), (b"\0", 0.5)])
    return str(path)


@pytest.fixture
def beside(path):
    beside = Aside(path)
    yield beside
    beside.close()


def test_rows_are_those_that_the_store_itself_gives(beside):
    asked = "SELECT skerry_without_case(name), imo FROM ship WHERE imo IS :imo OR name = :name"
    assert beside.rows(asked, {"imo": None, "name": "ŁÓDŹ"}, 30) == [("łódź", 9176929), ("åland", None)]
    assert beside.rows("SELECT * FROM ship WHERE imo < 1", {}, 30) == [(b"\0", 0.5)]


def test_what_sqlite_has_against_a_statement_is_raised_and_nothing_is_written(beside):
    with pytest.raises(sqlite3.OperationalError, match="no such table: boat"):
        beside.rows("SELECT * FROM boat", {}, 30)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        beside.rows("DELETE FROM ship", {}, 30)
    assert beside.rows("SELECT count(*) FROM ship", {}, 30) == [(3,)]


def test_a_statement_is_given_up_in_time_and_the_same_process_answers_the_next_one(beside, monkeypatch):
    monkeypatch.setattr(aside, "SHARE", 0.02)  # with time to spare: other tests may keep all cores busy
    beside.rows("SELECT 1", {}, 30)
    process = beside._idle[0]
    start = time.monotonic()
    with pytest.raises(TimeoutError):
        beside.rows(COUNT, FOREVER, 30)
    assert time.monotonic() - start < 30
    assert beside.rows("SELECT 1", {}, 30) == [(1,)] and beside._idle == [process]


def test_a_process_that_overruns_its_time_or_is_ended_by_others_is_replaced(beside, monkeypatch):
    monkeypatch.setattr(aside, "SHARE", 1_000.0)  # so that it does not give up by itself
    with pytest.raises(TimeoutError):
        beside.rows(COUNT, FOREVER, 0.3)
    assert beside.rows("SELECT 1", {}, 30) == [(1,)]
    os.kill(beside._idle[0]._process.pid, signal.SIGKILL)
    with pytest.raises(TimeoutError):
        beside.rows("SELECT 1", {}, 30)
    assert beside.rows("SELECT 2", {}, 30) == [(2,)]


def test_more_callers_than_processes_wait_for_their_turn(beside):
    with ThreadPoolExecutor(6) as callers:
        found = list(callers.map(lambda last: beside.rows(COUNT, {"last": last}, 60), range(100_000, 100_012)))
    assert found == [[(last,)] for last in range(100_000, 100_012)]
    assert len(beside._idle) <= aside.PROCESSES


def test_no_process_outlives_its_caller(path):
    program = (
        "from app.db.aside import Aside; import sys, time; beside = Aside(sys.argv[1]); "
        "print(beside.rows('SELECT 1', {}, 30), flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program, path], stdout=subprocess.PIPE, cwd=aside.ROOT) as caller:
        assert caller.stdout.readline() == b"[(1,)]\n"
        caller.kill()
        caller.communicate(timeout=30)  # until nobody holds the output any more, whom the caller began included


def test_only_what_takes_long_goes_aside_and_both_take_the_budget_at_most(path):
    reader = SqliteReader(path, 30.0)
    try:
        assert reader.rows("SELECT count(*) FROM ship") == [(3,)] and not reader._aside._idle
        start = time.monotonic()
        assert reader.rows(COUNT, last=1_000_000) == [(1_000_000,)] and time.monotonic() - start > LONG
        assert len(reader._aside._idle) == 1
        reader.budget = 0.5
        with pytest.raises(TooExpensive, match=r"0\.5 s"):
            reader.rows(COUNT, **FOREVER)
    finally:
        reader.close()
    assert not reader._aside._idle
