"""Link or propose: articles that tell of one event join it with their reasons, and what was rejected stays rejected."""

import json
from dataclasses import replace

import pytest

from app.articles import service as articles
from app.articles.service import Incoming
from app.db.types import uuid7
from app.events import candidates, doctor, ingest, linking, records
from app.extraction.proposal import EventProposal, Passage, ProposedActor, ProposedVessel
from app.vessels import repository as vessels
from tests.benchmarks import linking as measure
from tests.events.reports import add, decide, read

JAGUAR = {
    "type": "detention",
    "modality": "attempted",
    "start": "2025-05-13",
    "date_precision": "day",
    "place": "north of Naissaar",
    "location_precision": "area",
    "lon": 24.5,
    "lat": 59.7,
    "uncertainty_m": 10_000.0,
}
FIGHTER = ProposedActor("Russian Aerospace Forces", "RU", "escort")
#: One encounter as five papers of ours tell it: which aircraft, which flag, and whether anybody went on board.
TOLD = [
    (
        "The Estonian navy tried to stop the tanker Jaguar north of Naissaar. A Su-35 fighter flew over.",
        {"vessels": [ProposedVessel("Jaguar")], "actors": [replace(FIGHTER, name="Su-35")]},
    ),
    (
        "Patrol ships ordered the flagless tanker Jaguar, until lately the Argent, to stop. A Su-30 circled above her.",
        {"vessels": [ProposedVessel("Jaguar", "9293002")], "actors": [replace(FIGHTER, name="Su-30")]},
    ),
    (
        "The Gabonese tanker Jaguar defied the Estonians off Juminda.",
        {
            "type": "confrontation",
            "modality": "occurred",
            "vessels": [ProposedVessel("Jaguar", flag="GA")],
            "lon": 25.4,
        },
    ),
    (
        "Men boarded the tanker Blint, IMO 9293002, a source in the shipping trade says.",
        {"type": "boarding", "modality": "occurred", "vessels": [ProposedVessel("Blint", "9293002")]},
    ),
    (
        "Таллин попытался задержать танкер «Ягуар».",
        {"vessels": [ProposedVessel("Ягуар")], "place": "Финский залив", "location_precision": "region", "lat": 59.9},
    ),
]


def take(service, text: str, publisher: str, *readings: dict) -> tuple[list[str], list[str]]:
    """An article that tells these things, as an extractor hands them over; ids of the new and of the joined events."""
    with service.database.write() as session:
        kept = articles.keep(session, Incoming(text=text, title=text[:30], publisher=publisher, language="en"))
        proposals = [
            EventProposal(passages=[Passage(0, len(text), text)], rules=["test"], **{**JAGUAR, **reading})
            for reading in readings
        ]
        created, linked = ingest.propose(session, kept, proposals)
        return [str(event.id) for event in created], [str(event.id) for event in linked]


@pytest.fixture
def analyst(writable):
    with writable.client("analyst") as client:
        yield client


def test_precision_and_recall_hold_on_the_pairs_that_were_labelled_by_hand():
    labels = json.loads(measure.LABELS.read_text(encoding="utf-8"))
    precision, recall, _, _ = measure.measured(labels, measure.clustered(measure.read()))
    assert precision >= 0.95
    assert recall >= 0.80


def test_one_encounter_told_five_ways_is_one_event_with_its_contradictions_in_sight(writable, analyst):
    created, linked = [], []
    for number, (text, reading) in enumerate(TOLD):
        new, joined = take(writable, text, f"Paper {number}", reading)
        created, linked = created + new, linked + joined
    assert len(created) == 1
    assert linked == created * 4
    event = read(analyst, created[0])
    assert [each["exact"] for each in event["mentions"]] == [text for text, _ in TOLD]
    assert all(each["reasons"] for each in event["mentions"][1:])
    differing = {each["field"]: each for each in event["differences"]}
    assert {"type", "modality", "actors"} <= set(differing)
    assert differing["type"]["dispute"] and differing["modality"]["dispute"]
    assert {each["value"] for each in differing["actors"]["values"]} == {"Su-35", "Su-30"}
    assert (event["type"], event["verification"]) == ("detention", "corroborated")
    decide(analyst, created[0], "publish")
    assert decide(analyst, created[0], "dispute", "the papers contradict each other").is_success
    assert doctor.examine(writable.database).faults == []


def test_the_reasons_stand_in_the_history(writable, analyst):
    (event_id,), _ = take(writable, *TOLD[0][:1], "One", TOLD[0][1])
    take(writable, TOLD[1][0], "Two", TOLD[1][1])
    revision = analyst.get(f"/events/{event_id}/history").json()["revisions"][-1]
    assert (revision["action"], revision["by"]) == ("link", "skerry")
    assert "the same ship by name" in revision["reason"]


def test_a_rejected_proposal_is_not_proposed_again_when_another_repeats_it(writable, analyst):
    (event_id,), _ = take(writable, TOLD[0][0], "One", TOLD[0][1])
    decide(analyst, event_id, "reject", "nothing of the sort")
    new, joined = take(writable, TOLD[1][0], "Two", TOLD[1][1])
    assert (new, joined) == ([], [event_id])
    assert read(analyst, event_id)["status"] == "rejected"
    assert len(read(analyst, event_id)["mentions"]) == 2
    assert analyst.get("/events").json()["events"] == []


def test_an_article_joins_a_person_s_report_and_corroborates_it(writable, analyst):
    event_id = add(
        writable,
        type="detention",
        modality="attempted",
        start="2025-05-13",
        place="north of Naissaar",
        vessels=[{"name": "Jaguar", "imo": "9293002"}],
    )
    assert take(writable, TOLD[0][0], "Courier", TOLD[0][1]) == ([], [event_id])
    assert read(analyst, event_id)["verification"] == "corroborated"


@pytest.mark.parametrize(
    "reading",
    [
        {"start": "2025-05-20"},
        {"vessels": [ProposedVessel("Kiwala", "9332810")]},
        {"vessels": [ProposedVessel("Jaguar", "9332810")]},
        {"modality": "planned"},
        {"modality": "denied"},
        {"type": "release"},
        {"lon": 10.0, "lat": 55.0, "place": "off Kiel"},
        {"count": 5},
    ],
)
def test_another_ship_day_place_act_or_a_denial_is_another_event(writable, reading):
    take(writable, TOLD[1][0], "One", TOLD[1][1])
    new, joined = take(writable, "Something else.", "Two", {**TOLD[1][1], **reading})
    assert (len(new), joined) == (1, [])


def test_two_things_that_one_article_tells_apart_are_two_events(writable):
    ships = TOLD[1][1]
    new, joined = take(writable, "Stopped, and stopped again.", "One", ships, {**ships, "type": "boarding"})
    assert (len(new), joined) == (2, [])


def test_a_candidate_that_is_as_like_two_events_joins_neither(writable):
    attack = {"type": "attack", "modality": "occurred", "vessels": [], "location_precision": "place"}
    (one, other), _ = take(writable, "Two strikes on the port.", "One", attack, attack)
    new, joined = take(writable, "A strike on the port.", "Two", attack)
    assert joined == []
    assert new[0] not in (one, other)


def test_what_may_be_the_same_is_offered_to_the_reviewer(writable, analyst):
    one = add(writable, "reporter")
    other = add(writable, "reporter", start="2025-04-12")
    add(writable, "reporter", vessels=[{"name": "Jaguar"}])
    found = analyst.get(f"/events/{one}/similar").json()["events"]
    assert [each["id"] for each in found] == [other]
    assert found[0]["reasons"]


@pytest.mark.parametrize(
    "names", [("Бойкий", "Boikiy"), ("Стойкий", "Stoikiy"), ("Skobelew", "Скобелев"), ("MT Jaguar", "Ягуар")]
)
def test_a_ship_s_name_is_one_in_every_transcription(names):
    assert len({linking.name_key(name) for name in names}) == 1


def test_names_that_differ_stay_apart():
    assert len({linking.name_key(name) for name in ("Sierra", "Serra", "Jazz", "Jaguar", "Sun", "Seun")}) == 6


def test_more_ships_and_events_than_one_statement_takes_are_looked_up(database):
    with database.write() as session:
        hull = vessels.hull(session, imo="9332810", name="Kiwala")
        vessels.identify(hull, "name", "Kiwala", None, public=True)
        key = hull.id
    many = {(None, f"ship {number}") for number in range(70_000)} | {("9332810", "boracay")}
    with database.read() as session:
        assert [found.id for found in records.hulls(session, many)] == [key]
        assert candidates.ships(session, [uuid7() for _ in range(70_000)]) == {}
