"""The point index finds what plain SQL finds, which is what the filters say, on every worker and at once."""

import subprocess
import sys
from collections import Counter
from functools import partial
from uuid import UUID

import mapbox_vector_tile
import numpy as np
import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.db.engine import Database
from app.db.indexes import Bounds
from app.db.reader import TooExpensive
from app.events import repository
from app.events.index import boxed, columns, counting, points, postings, recent, search
from app.events.index.bodies import Bodies
from app.events.index.service import Published
from app.events.repository import Filter, Order
from app.events.schemas import Draft
from tests.conftest import ROOT, new_database
from tests.events.published import Known, alter, cell, drafts, filters, publish, withdraw

PARTS = ("month", "type", "region", "flag")
#: The month of the earliest key: what began before counts in it.
FIRST = "1697-10"
ORDERS: tuple[Order, ...] = ("-start", "start", "-updated", "updated")


@pytest.fixture(scope="module")
def store(backend, tmp_path_factory):
    """A store, its address, and two workers that follow it."""
    url = new_database(backend, tmp_path_factory.mktemp("index"), "skerry_index")
    databases = [Database(url), Database(url)]
    databases[0].migrate()
    workers = [Published(each) for each in databases]
    for worker in workers:
        worker.follower.load()
    yield url, workers, {}
    for each in databases:
        each.close()


def through(page, limit: int) -> list[bytes]:
    """All pages of a search, joined."""
    found, after = [], None
    while True:
        part = page(limit=limit, after=after)
        found += part.bodies
        after = part.after
        if after is None:
            assert part.matched is None or part.matched == len(found)
            return found


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    written=st.lists(drafts(), max_size=4),
    changed=st.none() | drafts(),
    gone=st.booleans(),
    wanted=st.lists(filters(), min_size=3, max_size=3),
    order=st.sampled_from(ORDERS),
    limit=st.integers(1, 7),
    small=st.sampled_from((2, 4_096)),
    long=st.sampled_from((9, 20_000)),
    few=st.sampled_from((2, 2_000)),
    block=st.sampled_from((3, 65_536)),
)
def test_both_workers_and_plain_sql_find_just_what_the_filter_says_right_after_each_write(
    store, written, changed, gone, wanted, order, limit, small, long, few, block, monkeypatch_sizes
):
    _, workers, known = store
    monkeypatch_sizes(small, long, few, block)
    for each in wanted:
        workers[0].statistics(each, PARTS)  # so that what was counted before the changes is at hand
    for draft in written:
        event = publish(workers[0].database, draft)
        known[event.id] = event
    if known and changed is not None:
        event = alter(workers[1].database, known[max(known)], changed)
        known[event.id] = event
    if known and gone:
        withdraw(workers[0].database, known.pop(min(known)))
    for each in [*wanted, Filter()]:
        expected = {str(event.id) for event in known.values() if event.meets(each)}
        ways = [*(partial(worker.page, each, order) for worker in workers), partial(in_sql, workers[0], each, order)]
        answers = [through(way, limit) for way in ways]
        assert {orjson.loads(body)["id"] for body in answers[0]} == expected
        assert answers[0] == answers[1] == answers[2]
        counts = orjson.loads(workers[0].statistics(each, PARTS))
        assert counts["total"] == len(answers[0])
        rows = {(row["month"], row["type"], row["region"], row["flag"]): row["count"] for row in counts["counts"]}
        cells = (cell(orjson.loads(body)) for body in answers[0])
        assert rows == Counter((month and max(month, FIRST), *more) for month, *more in cells)


def test_counts_in_a_box_follow_an_outline_that_moves(store):
    _, (writer, _), known = store
    outlines = [{"type": "LineString", "coordinates": [[x, -50.0], [x + 1, -50.0]]} for x in (-100.0, -90.0)]
    away, within = (Draft(type="boarding", geometry=outline, location_precision="exact") for outline in outlines)
    wanted = Filter(bounds=Bounds(-91.0, -51.0, -88.0, -49.0))
    event = publish(writer.database, away)
    worker = Published(writer.database)
    worker.follower.load()
    for draft, total in ((None, 0), (within, 1), (away, 0), (within, 1)):
        if draft is not None:
            event = alter(writer.database, event, draft)
        assert orjson.loads(worker.statistics(wanted, ("type",)))["total"] == total
    known[event.id] = event


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    written=st.lists(st.lists(drafts(), max_size=3), min_size=1, max_size=3),
    changed=st.none() | drafts(),
    gone=st.booleans(),
    wanted=st.lists(filters(), min_size=4, max_size=4),
    place=st.none() | st.sampled_from(((0, 0, 0), (5, 9, 18), (7, 37, 72))),
    remembered=st.sampled_from((6, 512)),
)
def test_what_was_answered_and_is_said_to_hold_still_is_answered_again(
    store, written, changed, gone, wanted, place, remembered
):
    _, (worker, other), known = store

    def answer(each: Filter):
        if place is None:
            return worker.page(each, "-start", limit=100, after=None)
        # As a client reads it: in which order a tile has its events is open.
        layers = mapbox_vector_tile.decode(worker.tile(each, place))
        return sorted(map(repr, layers["events"]["features"])) if layers else []

    before = [(worker.version(), each, answer(each)) for each in wanted]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recent, "REMEMBERED", remembered)
        for batch in written:
            for draft in batch:
                event = publish(worker.database, draft)
                known[event.id] = event
            before += [(worker.version(), each, answer(each)) for each in wanted]
        if known and changed is not None:
            event = alter(other.database, known[max(known)], changed)
            known[event.id] = event
        if known and gone:
            withdraw(other.database, known.pop(min(known)))
        now = worker.version()
    for version, each, answered in before:
        assert worker.holds_still(now, now, each, place)
        assert not worker.holds_still(version, now + 1, each, place)
        if worker.holds_still(version, now, each, place):
            assert answer(each) == answered


@pytest.fixture(scope="module")
def monkeypatch_sizes():
    """Sizes at which the index merges its runs, at which lists are cut, up to which each candidate is looked at, and
    of the blocks for boxes: small enough to be met by a few events."""
    before = points.SMALL, postings.LONG, search.FEW, boxed.BLOCK

    def change(small: int, long: int, few: int, block: int) -> None:
        points.SMALL, postings.LONG, search.FEW, boxed.BLOCK = small, long, few, block

    yield change
    change(*before)


def in_sql(worker: Published, wanted: Filter, order: Order, *, limit: int, after):
    with worker.database.read() as session:
        return repository.page(session, worker.database.indexes, wanted, limit=limit, after=after, order=order)


WRITE = """
import sys
import app.db.tables
from app.db.engine import Database
from app.events.schemas import Draft
from tests.events.published import publish
publish(Database(sys.argv[1]), Draft(type="boarding", title="From another process"))
"""


def test_what_another_process_has_committed_is_found_at_once(store):
    url, (worker, _), known = store
    before = worker.page(Filter(), "-start", limit=10_000, after=None).matched
    subprocess.run([sys.executable, "-c", WRITE, url], check=True, cwd=ROOT)
    # `updated` sorts by the second, so several may share the first place.
    found = worker.page(Filter(), "-updated", limit=10_000, after=None)
    assert found.matched == before + 1
    documents = map(orjson.loads, found.bodies)
    document = next(each for each in documents if each["properties"]["title"] == "From another process")
    assert worker.item(UUID(document["id"])) is not None
    with worker.database.read() as session:
        event = repository.whole(session, UUID(document["id"]))
        known[event.id] = Known(event.id, Draft(type=event.type, title=event.title), ())


def test_a_worker_that_missed_more_changes_than_it_takes_in_loads_anew(store, monkeypatch):
    _, (worker, other), _ = store
    monkeypatch.setattr("app.events.index.follower.MANY", 2)
    for _ in range(3):
        withdraw(other.database, publish(other.database, Draft(type="boarding", title="gone at once")))
    every = worker.page(Filter(), "-start", limit=10_000, after=None)
    assert every.bodies == other.page(Filter(), "-start", limit=10_000, after=None).bodies
    assert worker.version() == other.version()


def test_a_body_that_was_read_before_it_changed_is_not_kept_after_it_did():
    class Reader:
        among = ""

        def rows(self, statement, **parameters):
            cache.forget([1])
            return [(1, b"old")]

    cache = Bodies(Reader(), 1_000)
    assert cache.of([1]) == [b"old"]
    Reader.rows = lambda self, statement, **parameters: [(1, b"new")]
    assert cache.of([1]) == [b"new"]


def test_the_cache_of_bodies_stays_within_its_bytes():
    class Reader:
        among = ""

        def rows(self, statement, keys):
            return [(key, bytes(100)) for key in keys]

    cache = Bodies(Reader(), 10_000)
    for first in range(0, 1_000, 10):
        assert len(cache.of(range(first, first + 10))) == 10
        assert sum(map(len, (*cache._young.values(), *cache._elder.values()))) <= 10_000 + 1_000


def test_a_statement_that_takes_too_long_is_given_up_and_the_next_one_answers(store, monkeypatch):
    _, (worker, _), _ = store
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    reader = worker.database.reader
    monkeypatch.setattr(reader, "budget", 0.2)
    reader.close()  # connections to PostgreSQL are opened with the budget
    with pytest.raises(TooExpensive):
        reader.rows(endless)
    assert reader.rows("SELECT 1") == [(1,)]


@given(st.lists(st.integers(-99, 99), unique=True).map(sorted), st.lists(st.integers(-99, 99)).map(sorted))
def test_months_are_told_by_their_bounds(bounds, keys):
    first, events = np.array(bounds, np.int64), np.array(keys, np.int64)
    assert counting.reached(first, events).tolist() == np.searchsorted(first, events, "right").tolist()


def test_codes_are_the_same_in_whatever_type_they_are_kept_and_merged():
    words = columns.Vocabularies()
    flags = [f"F{number % 300}" for number in range(400)]
    rows = [(key, f"{key:032x}", None, 0, 1, 1, None, "", "", "", "", "", flag) for key, flag in enumerate(flags)]
    runs = [columns.columns(part, words) for part in (rows[:10], rows[10:290], rows[290:])]
    assert len({run.flag.dtype for run in runs}) > 1
    merged = columns.merge(runs)
    assert [words.flag.values[number] for number in merged.flag] == flags


POINTS = np.random.default_rng(7).integers(-99, 100, (2, 3_000)).astype(np.int32)


@given(
    corners=st.tuples(*[st.integers(-100, 100)] * 4),
    ends=st.tuples(st.integers(0, 3_000), st.integers(0, 3_000)),
    limit=st.integers(0, 400),
    block=st.sampled_from((1, 700, 1_500, 65_536)),
)
def test_what_lies_in_a_box_is_found_by_blocks_as_it_is_by_looking_at_each(corners, ends, limit, block):
    (west, east), (south, north) = sorted(corners[:2]), sorted(corners[2:])
    start, stop = sorted(ends)
    x, y = POINTS
    box = boxed.Box(west, south, np.uint32(east - west), np.uint32(north - south))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(boxed, "BLOCK", block)
        at, number = boxed.Boxed.of(x, y).newest(box, start, stop, limit)
    inside = (x >= west) & (x <= east) & (y >= south) & (y <= north)
    expected = [place for place in range(start, stop) if inside[place]]
    assert number == len(expected)
    assert at.tolist() == expected[::-1][:limit]
