"""History: every change is a revision, every version can be seen and brought back, and nothing is ever lost."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from app.events import doctor
from app.events.models import Event, Mention, Revision
from tests.events.reports import ITEMS, add, decide, patch, read, source


@pytest.fixture
def analyst(writable):
    with writable.client("analyst") as client:
        yield client


def history(client, event_id):
    return client.get(f"/events/{event_id}/history").json()["revisions"]


def test_each_change_says_who_when_why_and_what_was_before(writable, analyst):
    event_id = add(writable, "reporter")
    patch(analyst, event_id, {"title": "New", "reason": "clearer"})
    decide(analyst, event_id, "publish", "read it")
    first, second, third = history(analyst, event_id)
    assert [first["revision"], second["revision"], third["revision"]] == [1, 2, 3]
    assert [first["by"], second["by"], third["by"]] == ["reporter", "analyst", "analyst"]
    assert second["changes"] == {"title": ["Boarding: Kiwala, off Naissaar", "New"]}
    assert (second["reason"], third["action"]) == ("clearer", "publish")
    assert third["changes"]["status"] == ["proposed", "published"]
    assert first["at"] <= second["at"] <= third["at"]


def test_the_public_is_not_told_who_reports_and_reviews(writable, analyst):
    event_id = add(writable, "reporter")
    analyst.post("/events/assign", json={"ids": [event_id], "to": "Aino"})
    decide(analyst, event_id, "publish")
    with writable.client() as public:
        answer = public.get(f"/events/{event_id}/history")
        assert [each["by"] for each in answer.json()["revisions"]] == ["a reporter", "a reviewer", "a reviewer"]
        assert "Aino" not in answer.text


def test_a_change_that_changes_nothing_is_no_revision(writable, analyst):
    event_id = add(writable)
    assert patch(analyst, event_id, {"type": "boarding"}).is_success
    assert len(history(analyst, event_id)) == 1


def test_an_event_is_shown_as_it_was(writable, analyst):
    event_id = add(writable)
    before = datetime.now(UTC).isoformat()
    then = read(analyst, event_id)
    patch(
        analyst,
        event_id,
        {
            "title": "Later",
            "vessels": [],
            "geometry": {"type": "Point", "coordinates": [20, 57]},
            "sources": [source("Courier")],
        },
    )
    assert read(analyst, event_id)["title"] == "Later"
    with writable.client() as public:
        assert read(public, event_id, as_of=before) == then
        assert read(public, event_id, as_of="2999-01-01T00:00:00Z") == read(public, event_id)
        assert public.get(f"{ITEMS}/{event_id}", params={"as_of": "2001-01-01"}).status_code == 404
        assert public.get(f"{ITEMS}/{event_id}", params={"as_of": "yesterday"}).status_code == 400


def test_what_was_not_public_then_or_is_not_now_is_not_shown_as_it_was(writable, analyst):
    event_id = add(writable, "reporter")
    proposed = datetime.now(UTC).isoformat()
    decide(analyst, event_id, "publish")
    published = datetime.now(UTC).isoformat()
    with writable.client() as public:
        assert public.get(f"{ITEMS}/{event_id}", params={"as_of": proposed}).status_code == 404
        assert public.get(f"{ITEMS}/{event_id}", params={"as_of": published}).status_code == 200
        decide(analyst, event_id, "reject")
        assert public.get(f"{ITEMS}/{event_id}", params={"as_of": published}).status_code == 404
        assert analyst.get(f"{ITEMS}/{event_id}", params={"as_of": published}).status_code == 200


def test_any_version_is_brought_back_whole_as_a_new_one(writable, analyst):
    event_id = add(writable)
    first = read(analyst, event_id)
    patch(
        analyst,
        event_id,
        {"title": "Two", "vessels": [{"name": "Jaguar"}], "start": None, "sources": [source("Courier")]},
    )
    second = read(analyst, event_id)
    tag = analyst.get(f"{ITEMS}/{event_id}").headers["etag"]
    analyst.delete(f"{ITEMS}/{event_id}", headers={"If-Match": tag})
    for revision, expected in ((1, first), (2, second)):
        answer = analyst.post(f"/events/{event_id}/restore", json={"revision": revision, "reason": "as it was"})
        assert answer.status_code == 200, answer.text
        found = read(analyst, event_id)
        changing = {"updated": 0, "revision": 0}
        assert found | changing == expected | changing
        assert found["revision"] == answer.json()["revision"]
    assert [each["action"] for each in history(analyst, event_id)] == [
        "create",
        "change",
        "delete",
        "restore",
        "restore",
    ]
    assert analyst.post(f"/events/{event_id}/restore", json={"revision": 9, "reason": "?"}).status_code == 400
    assert doctor.examine(writable.database).faults == []


def test_no_request_removes_a_row_of_an_event_a_mention_or_a_revision(writable, analyst):
    def rows():
        with writable.database.read() as session:
            return [session.scalar(select(func.count()).select_from(each)) for each in (Event, Mention, Revision)]

    one, other = add(writable), add(writable, sources=[source("Courier"), source("Herald")])
    before = rows()
    mention = read(analyst, other)["mentions"][0]["id"]
    for path, body in (
        (f"{one}/review", {"decision": "reject", "reason": "no"}),
        (f"{one}/review", {"decision": "reopen", "reason": "yes"}),
        (f"{one}/merge", {"into": other, "reason": "same"}),
        (f"{other}/split", {"mentions": [mention], "reason": "two"}),
        (f"{other}/restore", {"revision": 1, "reason": "as it was"}),
    ):
        assert analyst.post(f"/events/{path}", json=body).is_success
        after = rows()
        assert all(now >= then for now, then in zip(after, before, strict=True))
        before = after


def test_the_log_of_changes_is_followed_to_its_end_and_misses_nothing(writable, analyst):
    ids = [add(writable) for _ in range(3)]
    patch(analyst, ids[0], {"title": "Other"})
    decide(analyst, ids[1], "reject")
    add(writable, "reporter")
    analyst.post(f"/events/{ids[2]}/merge", json={"into": ids[0], "reason": "same"})
    with writable.client() as public:
        url, seen = "/changes?since=0&limit=2", []
        while url:
            body = public.get(url).json()
            seen += body["changes"]
            url = body["next"]
    assert [each["seq"] for each in seen] == sorted({each["seq"] for each in seen})
    actions = [(each["action"], ids.index(each["id"])) for each in seen]
    assert [each for each in actions if each[0] != "updated"] == [
        ("created", 0),
        ("created", 1),
        ("created", 2),
        ("deleted", 1),
        ("merged", 2),
    ]
    with writable.client() as public:
        assert public.get(f"/changes?since={seen[-1]['seq']}").json() == {"changes": [], "next": None}


def test_what_is_learned_of_a_ship_is_a_revision_of_the_ship(writable):
    add(writable, vessels=[{"name": "Kiwala", "imo": "9332810", "flag": "DJ"}])
    with writable.database.read() as session:
        learned = session.scalars(select(Revision).where(Revision.record == "vessel")).all()
    assert [(each.by, each.changes) for each in learned] == [
        ("analyst", {"name": [None, "Kiwala"], "flag": [None, "DJ"]})
    ]
