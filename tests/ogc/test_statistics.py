"""`/statistics` says of the events that a filter finds what their own features say."""

from collections import Counter
from datetime import UTC, datetime

import pytest

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


def cell(feature: dict) -> tuple:
    properties = feature["properties"]
    start = properties["start"]
    if start and len(start) > 10:
        start = datetime.fromisoformat(start).astimezone(UTC).isoformat()
    flags = [part["flag"] for part in properties["vessels"] if part["role"] == "subject" and part["flag"]]
    return (
        start[:7] if start else None,
        properties["type"],
        next(iter(properties["regions"]), None),
        next(iter(flags), None),
    )


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


@pytest.mark.parametrize("query", ["by=colour", "by=type,type", "limit=1", "type=piracy"])
def test_what_cannot_be_counted_is_refused(service, query):
    with service.client() as client:
        assert client.get(f"/statistics?{query}").status_code == 400
