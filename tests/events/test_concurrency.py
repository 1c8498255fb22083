"""Many writers at once: no update is lost, no version is skipped, and the read model ends where the records do."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.conftest import running
from tests.events.reports import ITEMS, add, report
from tests.events.storm import check, loosen, storm


@pytest.fixture
def unlimited(backend, tmp_path, monkeypatch):
    """A service whose tokens write as often as they like."""
    monkeypatch.setenv("SKERRY_WRITES_PER_MINUTE", "0")
    for service in running(backend, tmp_path, "skerry_many", starter=False):
        loosen(service)
        yield service


def test_no_acknowledged_change_is_lost_and_none_of_an_older_version_comes_through(unlimited):
    writes = storm(unlimited, clients=8, writes=12, events=4)
    assert any(write.before is None for write in writes) and any(write.before for write in writes)
    check(unlimited, writes)


def test_of_two_changes_of_one_version_one_is_refused(unlimited):
    event_id = add(unlimited)
    url = f"{ITEMS}/{event_id}"
    with unlimited.client("analyst") as client, ThreadPoolExecutor(6) as pool:
        tag = client.get(url).headers["etag"]
        answers = pool.map(lambda n: client.patch(url, json={"title": f"T{n}"}, headers={"If-Match": tag}), range(6))
        assert sorted(answer.status_code for answer in answers) == [200] + [412] * 5


def test_events_of_one_second_made_at_once_are_all_there(unlimited):
    with unlimited.client("analyst") as client, ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda n: client.post(ITEMS, json=report(title=f"T{n}")), range(24)))
        assert {answer.status_code for answer in answers} == {201}
        found = client.get(f"{ITEMS}?limit=100").json()["features"]
        assert {each["id"] for each in found} == {answer.json()["id"] for answer in answers}


def test_the_same_article_taken_in_at_once_is_one_article_and_proposes_once(unlimited):
    body = {
        "text": "Estonian officials detained the tanker Kiwala off Aegna on 11 April 2025.",
        "title": "Held",
        "url": "https://gazette.example/held",
        "language": "en",
        "published": "2025-04-12",
    }
    with unlimited.client("analyst") as client, ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: client.post("/articles", json=body), range(6)))
        assert sorted(answer.status_code for answer in answers) == [200] * 5 + [201]
        assert len({answer.json()["id"] for answer in answers}) == 1
        assert len({event["id"] for answer in answers for event in answer.json()["events"]}) <= 1
