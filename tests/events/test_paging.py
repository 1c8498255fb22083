"""Paging over HTTP while others write: the pages joined are every event that nobody touched, and none comes twice."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.events.schemas import Draft
from tests.events.published import alter, drafts, publish, withdraw

ITEMS = "/collections/events/items"
ACTS = ("nothing", "new", "change", "withdraw", "move")


@pytest.mark.parametrize("order", ["-start", "start"])
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    kept=st.lists(drafts(), min_size=5, max_size=9),
    touched=st.lists(drafts(), min_size=2, max_size=4),
    acts=st.lists(st.tuples(st.sampled_from(ACTS), drafts()), min_size=4, max_size=8),
    limit=st.integers(1, 4),
)
def test_pages_joined_hold_every_untouched_event_once(writable, order, kept, touched, acts, limit):
    database = writable.database
    steady = {str(publish(database, draft).id) for draft in kept}
    others = [publish(database, draft) for draft in touched]
    seen: list[str] = []
    with writable.client() as client:
        url = f"{ITEMS}?limit={limit}&sortby={order}"
        while url:
            answer = client.get(url).json()
            seen += [each["id"] for each in answer["features"]]
            url = next((link["href"] for link in answer["links"] if link["rel"] == "next"), None)
            if acts:
                act, draft = acts.pop()
                _do(database, act, draft, others)
    mine = [each for each in seen if each in steady]
    assert len(mine) == len(set(mine))
    assert set(mine) == steady


def _do(database, act, draft: Draft, others) -> None:
    match act:
        case "new":
            others.append(publish(database, draft))
        case "change" if others:
            alter(database, others[0], others[0].draft.model_copy(update={"title": draft.title + " again"}))
        case "move" if others:
            others[-1] = alter(database, others[-1], draft)
        case "withdraw" if others:
            withdraw(database, others.pop())


def test_a_reader_sees_his_own_write_and_a_changed_tag_in_the_next_answer(writable):
    known = publish(writable.database, Draft(type="boarding", title="First"))
    with writable.client() as client:
        first = client.get(ITEMS)
        assert first.json()["features"][0]["properties"]["title"] == "First"
        assert client.get(ITEMS, headers={"If-None-Match": first.headers["etag"]}).status_code == 304
        alter(writable.database, known, Draft(type="boarding", title="Second"))
        second = client.get(ITEMS, headers={"If-None-Match": first.headers["etag"]})
        assert second.json()["features"][0]["properties"]["title"] == "Second"
        assert client.get(f"{ITEMS}/{known.id}").json()["properties"]["title"] == "Second"
        withdraw(writable.database, known)
        assert client.get(ITEMS).json()["numberMatched"] == 0
        assert client.get(f"{ITEMS}/{known.id}").status_code == 404
