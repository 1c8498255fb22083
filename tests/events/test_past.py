"""The list as it stood at an instant: what the service answered then, less what is no longer public."""

import random
import time
from datetime import UTC, datetime

import pytest

from tests.events.reports import ITEMS, add, decide, patch

SHIPS = ("Kiwala", "Jaguar", "Eagle S")
POINTS = ([24.7, 59.6], [26.5, 59.9], [20.0, 58.0])
DAYS = ("2025-05-12", "2025-05-13", "2025-06-01")
#: Questions that are asked at each instant, and again later of that instant.
QUESTIONS = (
    {},
    {"type": "boarding"},
    {"bbox": "22.5,59.2,30.3,60.8"},
    {"datetime": "2025-05-13/2025-05-31"},
    {"region": "gulf-of-finland", "sortby": "start"},
    {"vessel": "jaguar"},
    {"q": "title"},
    {"publisher": "Gazette", "sortby": "-updated"},
    {"category": "inspection", "country": "EE"},
)


@pytest.fixture
def analyst(writable):
    # Ships that are known from the start: what is learned of a ship later shows in what was said of her before.
    add(writable, vessels=[{"name": name} for name in SHIPS])
    with writable.client("analyst") as client:
        yield client


def listed(client, **query) -> list[dict]:
    """All features, page by page."""
    answer = client.get(ITEMS, params={"limit": 100, **query})
    found = []
    while True:
        assert answer.status_code == 200, answer.text
        body = answer.json()
        found += body["features"]
        more = [link["href"] for link in body["links"] if link["rel"] == "next"]
        if not more:
            return found
        answer = client.get(more[0])


def now() -> str:
    """This instant, with none of another change within its millisecond."""
    time.sleep(0.003)
    stamp = datetime.now(UTC).isoformat()
    time.sleep(0.003)
    return stamp


def draft(chance: random.Random) -> dict:
    """The fields of an event, at random."""
    return {
        "title": f"Title {chance.randrange(5)}",
        "type": chance.choice(("boarding", "detention", "collision")),
        "start": chance.choice(DAYS),
        "geometry": {"type": "Point", "coordinates": chance.choice(POINTS)},
        "vessels": [{"name": chance.choice(SHIPS)}],
        "actors": [{"name": "Patrol", "country": "EE"}] if chance.random() < 0.5 else [],
    }


def step(chance: random.Random, service, client, ids: list[str]) -> None:
    """One change at random of one event at random; what it cannot be done to is left as it is."""
    event_id = chance.choice(ids)
    match chance.randrange(7):
        case 0 | 1:
            ids.append(add(service, chance.choice(("analyst", "reporter")), place=None, **draft(chance)))
        case 2 | 3:
            patch(client, event_id, draft(chance))
        case 4:
            decide(client, event_id, chance.choice(("publish", "reject", "dispute")))
        case 5:
            decide(client, event_id, "reopen")
            decide(client, event_id, "publish")
        case 6:
            client.post(f"/events/{event_id}/merge", json={"into": chance.choice(ids), "reason": "same"})


def test_the_list_of_an_instant_is_what_was_answered_then_less_what_is_no_longer_public(writable, analyst):
    chance = random.Random(5)
    ids = [add(writable, place=None, **draft(chance)) for _ in range(4)]
    then = []
    for _ in range(24):
        step(chance, writable, analyst, ids)
        at = now()
        then.append((at, [listed(analyst, **question) for question in QUESTIONS]))
    with writable.client() as public:
        still = {each["id"] for each in listed(public)}
        for at, answers in then:
            for question, answered in zip(QUESTIONS, answers, strict=True):
                expected = [each for each in answered if each["id"] in still]
                assert listed(public, as_of=at, **question) == expected, (at, question)
                assert listed(public, as_of=at, limit=2, **question) == expected
    assert len({len(answers[0]) for _, answers in then}) > 3, "hardly anything happened"


def test_pages_of_an_instant_hold_while_events_are_changed_under_them(writable, analyst):
    ids = [add(writable, title=f"T{number}", start="2025-05-13") for number in range(9)]
    at = now()
    before = listed(analyst, as_of=at)
    seen, url = [], f"{ITEMS}?as_of={at.replace('+', '%2B')}&limit=2"
    while url:
        body = analyst.get(url).json()
        seen += body["features"]
        url = next((link["href"] for link in body["links"] if link["rel"] == "next"), None)
        patch(analyst, ids.pop(), {"start": "2024-01-01", "title": "Later"})
    assert seen == before


def test_what_was_rounded_or_hidden_since_is_so_in_the_list_of_before(writable, analyst):
    place = {"type": "Point", "coordinates": [24.7531, 59.6127]}
    rounded, hidden = (add(writable, place="Secret Bay", geometry=place) for _ in range(2))
    at = now()
    patch(analyst, rounded, {"rounding_km": 20})
    decide(analyst, hidden, "reject")
    with writable.client() as public:
        answer = public.get(ITEMS, params={"as_of": at})
        found = {each["id"]: each for each in answer.json()["features"]}
        assert rounded in found and hidden not in found
        assert found[rounded]["geometry"]["coordinates"] != place["coordinates"]
        assert "24.75" not in answer.text and "Secret" not in answer.text
        beside = public.get(ITEMS, params={"as_of": at, "bbox": "24.753,59.612,24.754,59.613"}).json()
        assert rounded not in {each["id"] for each in beside["features"]}, "a small box would tell the exact place"


@pytest.mark.parametrize(
    ("field", "query"),
    [
        ("as_of", {"as_of": "yesterday"}),
        ("as_of", {"as_of": "0001-01-01T00:00:00+12:00"}),
        ("filter", {"as_of": "2025-05-13", "filter": "type = 'boarding'"}),
        ("f", {"as_of": "2025-05-13", "f": "csv"}),
        (
            "bbox-crs",
            {
                "as_of": "2025-05-13",
                "bbox": "2500000,8200000,3300000,8500000",
                "bbox-crs": "http://www.opengis.net/def/crs/EPSG/0/3857",
            },
        ),
    ],
)
def test_what_cannot_be_asked_of_an_instant_is_named(service, field, query):
    with service.client() as public:
        answer = public.get(ITEMS, params=query)
    assert answer.status_code == 400
    assert [each["field"] for each in answer.json()["errors"]] == [field]


def test_before_anything_was_there_the_list_is_empty_and_in_the_future_it_is_todays(service):
    with service.client() as public:
        assert listed(public, as_of="2001-01-01") == []
        assert listed(public, as_of="2999-01-01") == listed(public)
