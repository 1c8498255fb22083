"""A question that costs too much ends with an answer that says so, and nobody else feels it."""

import threading
from uuid import uuid4

import pytest
from sqlalchemy import text

from app.events.index import points
from app.events.index import service as index_service
from app.events.index.service import Published
from app.events.properties import EVENT_PROPERTY
from app.events.repository import Filter
from app.ogc.parameters import ItemsQuery, understand

ITEMS = "/collections/events/items"
#: Many patterns over the longest text of every event.
EXPENSIVE = " OR ".join(f"CASEI(summary) LIKE '%zq{number:02}%x%'" for number in range(85))


@pytest.fixture
def poor(service):
    """The service with hardly any time for a question. A server's least is a millisecond, within which a fast one reads
    the whole catalogue: there what a filter reads is locked meanwhile, and waiting for them costs the time."""
    reader = service.database.reader
    before, reader.budget = reader.budget, 1e-6
    reader.close()  # connections are opened with the budget
    with service.database.engine.connect() as holding:
        if holding.dialect.name == "postgresql":
            holding.execute(text(f"LOCK TABLE {EVENT_PROPERTY.name} IN ACCESS EXCLUSIVE MODE"))
        yield service
    reader.budget = before
    reader.close()


@pytest.mark.parametrize("path", [ITEMS, "/statistics", "/collections/events/tiles/WebMercatorQuad/5/9/18"])
def test_a_filter_that_takes_too_long_is_given_up_with_advice(poor, path):
    # Nobody has asked this before: what has been answered once is at hand, whichever test this process ran first.
    unasked = f"{EXPENSIVE} OR title = '{uuid4()}'"
    with poor.client() as client:
        answer = client.get(path, params={"filter": unasked})
        assert answer.status_code == 503, answer.text
        assert answer.headers["content-type"] == "application/problem+json"
        assert "narrow it" in answer.json()["detail"]


def test_what_was_given_up_is_answered_when_there_is_time(service):
    with service.client() as client:
        assert client.get(ITEMS, params={"filter": EXPENSIVE}).status_code == 200


def test_others_are_answered_while_many_costly_questions_are_asked(service):
    """More of them than the service has threads; the other questions need none of those."""
    found = []

    def ask(number: int) -> None:
        with service.client() as client:
            filter = f"{EXPENSIVE} OR count = {1000 + number}"
            found.append(client.get(ITEMS, params={"filter": filter}).status_code)

    crowd = [threading.Thread(target=ask, args=(number,)) for number in range(60)]
    for each in crowd:
        each.start()
    with service.client() as client:
        others = [client.get(path).status_code for path in (f"{ITEMS}?limit=7", "/healthz", "/statistics?by=type") * 5]
    for each in crowd:
        each.join()
    assert set(others) == {200}
    assert len(found) == 60 and set(found) <= {200, 503}


def test_events_are_held_against_outlines_in_a_thread_and_within_the_same_time(service, monkeypatch):
    published = Published(service.database)
    outline = {"filter": "S_INTERSECTS(geometry, BBOX(9,53,31,66))"}
    published.follower.load()
    wanted = understand(ItemsQuery.model_validate(outline), default=10, maximum=10).wanted
    assert not published.quick(wanted, "-start") and published.quick(Filter(), "-start")
    monkeypatch.setattr(points, "QUERY_SECONDS", -1.0)
    with service.client() as client:
        answer = client.get(ITEMS, params={**outline, "limit": 3})
    assert answer.status_code == 503 and "narrow it" in answer.json()["detail"]


def test_tiles_and_counts_of_few_events_need_no_thread(service, monkeypatch):
    published = Published(service.database)
    assert not published.light(Filter()), "the index is not loaded yet"
    published.follower.load()
    assert published.light(Filter()) == published.at_once(), "a server is not waited for where requests are taken in"
    assert not published.light(Filter(words=("tanker",)))
    monkeypatch.setattr(index_service, "LIGHT", 0)
    assert not published.light(Filter())
