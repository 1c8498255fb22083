"""`/statistics` says of the events that a filter finds what their own features say."""

from collections import Counter
from urllib.parse import quote

import pytest

from tests.events.published import cell

ITEMS = "/collections/events/items"
FILTERS = (
    "",
    "region=gulf-of-finland",
    "type=detention,boarding&datetime=2025-01-01/..",
    "q=tanker",
    "bbox=9,53,31,66",
)


def counted(service, query: str) -> dict:
    with service.client() as client:
        answer = client.get(f"/statistics?{query}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def features(service, query: str) -> list[dict]:
    with service.client() as client:
        return client.get(f"{ITEMS}?limit=1000&{query}").json()["features"]


@pytest.mark.parametrize("query", FILTERS)
def test_each_event_counts_once_in_its_month_type_smallest_region_and_flag(service, query):
    found = features(service, query)
    assert found
    answer = counted(service, query)
    rows = {(row["month"], row["type"], row["region"], row["flag"]): row["count"] for row in answer["counts"]}
    assert rows == Counter(map(cell, found))
    assert answer["total"] == len(found) == sum(rows.values())


def test_counts_by_some_of_the_parts_are_the_sums_over_the_others(service):
    by_type = {row["type"]: row["count"] for row in counted(service, "by=type")["counts"]}
    assert by_type == Counter(each["properties"]["type"] for each in features(service, ""))


def test_a_filter_that_finds_nothing_counts_nothing(service):
    assert counted(service, "datetime=1700-01-01") == {"counts": [], "total": 0}


@pytest.mark.parametrize("query", ["", "type=detention,boarding", "q=tanker"])
def test_each_publisher_is_counted_with_the_events_that_asking_for_it_finds(service, query):
    answer = counted(service, f"{query}&by=publisher")
    assert answer["total"] == len(features(service, query))
    counts = {row["publisher"]: row["count"] for row in answer["counts"]}
    assert len(counts) == len(answer["counts"]) > 10
    assert list(counts.values()) == sorted(counts.values(), reverse=True)
    for name in [*list(counts)[:5], list(counts)[-1], *(each for each in counts if "," in each)]:
        assert counts[name] == len(features(service, f"{query}&publisher={quote(name)}"))


def test_a_publisher_of_a_new_event_is_counted_under_its_own_spelling(writable):
    source = {"url": "https://example.org/a", "publisher": "Péti’s Gazette", "quote": "Guards went on board."}
    with writable.client("analyst") as client:
        for year in ("2024", "2025"):
            event = {"type": "boarding", "start": f"{year}-04-11", "place": "off Naissaar", "sources": [source]}
            assert client.post(ITEMS, json=event).status_code == 201
    assert counted(writable, "by=publisher") == {"counts": [{"publisher": "Péti’s Gazette", "count": 2}], "total": 2}
    with writable.client() as client:
        [known] = client.get("/publishers.json").json()
    assert known["name"] == "Péti’s Gazette"
    assert sorted(known["events"]) == sorted(each["id"] for each in features(writable, ""))


@pytest.mark.parametrize("query", ["by=colour", "by=publisher,type", "by=type,type", "limit=1", "type=piracy"])
def test_what_cannot_be_counted_is_refused(service, query):
    with service.client() as client:
        assert client.get(f"/statistics?{query}").status_code == 400
