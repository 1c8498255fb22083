"""The rules extractor from end to end: what an article says comes out, with its exact words, and nothing else."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.codes import codes
from app.extraction import EventProposal, extract

SEED = Path(__file__).parent.parent / "data" / "seed-article.txt"
REPORT = """TALLINN, June 12 (Wire) - Estonian naval commandos boarded the tanker Corvana (IMO 9332810) north of \
Naissaar on Wednesday and brought it to the Muuga anchorage.

The ship, which flew the flag of Djibouti, is being held there until its papers have been checked, the navy said.

Three days earlier the same tanker had lost all power west of Osmussaar and drifted for five hours.

A Finnish patrol vessel followed her through the Gulf of Finland on Monday."""
PUBLISHED = datetime(2025, 6, 12, 12, 0, tzinfo=UTC)


def read(text: str, published: datetime = PUBLISHED) -> list[EventProposal]:
    return extract(text, language="en", published=published)


def by_type(events: list[EventProposal]) -> dict[str, EventProposal]:
    return {e.type: e for e in events}


def test_a_sum_of_escorts_is_of_no_ship_of_the_story_but_what_she_does_is_hers() -> None:
    text = (
        "The Estonian navy boarded the tanker Kestrel Moon north of Naissaar on Tuesday. She was led to Muuga and "
        "detained there.\n\nSince May, 31 tankers have been escorted through the Gulf of Finland by Russian warships."
    )
    events = by_type(read(text))
    assert [v.name for v in events["detention"].vessels] == ["Kestrel Moon"]
    assert events["naval_escort"].vessels == []
    assert events["naval_escort"].count == 31


def test_the_seed_article_yields_its_three_events_and_nothing_else() -> None:
    text = SEED.read_text(encoding="utf-8")
    events = read(text, datetime(2025, 8, 6, tzinfo=UTC))
    found = {(e.type, e.modality): e for e in events}
    assert set(found) == {("other", "planned"), ("detention", "attempted"), ("naval_escort", "ongoing")}
    assert len(events) == 3

    planned = found["other", "planned"]
    assert planned.attributed_to == "Russians"
    assert planned.start is None
    assert planned.place == "Baltic"
    assert "FI" not in {a.country for a in planned.actors}, "the Sea of Finland is a place"
    assert [p.exact[:60] for p in planned.passages] == [
        "The Russians report the UK is planning a\u00a0so-called shadow-fl"
    ]

    attempted = found["detention", "attempted"]
    assert {a.country for a in attempted.actors} == {"EE", "FI"}
    assert [p.exact[-60:] for p in attempted.passages] == [
        "ers and have tried to pull them into port for “inspections.”"
    ]

    escort = found["naval_escort", "ongoing"]
    assert [(a.name, a.country, a.role) for a in escort.actors] == [("Russian Navy", "RU", "escort")]
    assert [p.exact for p in escort.passages] == [
        "The Russian Navy\u00a0is now escorting them, putting a stop to these provocations."
    ]


def test_one_operation_on_one_ship_is_one_event_of_its_furthest_step() -> None:
    inspections = [e for e in read(REPORT) if e.category == "inspection"]
    assert [e.type for e in inspections] == ["detention"]
    assert "boarded" in inspections[0].passages[0].exact


def test_an_event_carries_ship_day_place_and_actor() -> None:
    event = by_type(read(REPORT))["detention"]
    assert [(v.name, v.imo, v.role) for v in event.vessels] == [("Corvana", "9332810", "subject")]
    assert (event.start, event.date_precision) == ("2025-06-11", "day")
    assert event.place == "north of Naissaar"
    assert "gulf-of-finland" in event.regions
    assert ("EE", "authority") in {(a.country, a.role) for a in event.actors}


def test_the_ship_of_the_story_is_meant_by_the_same_tanker_and_her() -> None:
    events = by_type(read(REPORT))
    assert [v.name for v in events["breakdown"].vessels] == ["Corvana"]
    assert [v.name for v in events["shadowing"].vessels] == ["Corvana"]


@pytest.mark.parametrize(
    ("text", "type_", "count"),
    [
        ("Danish officers boarded three tankers off Skagen on Monday.", "boarding", 3),
        ("A Russian corvette escorted three tankers through the Great Belt on Monday.", "naval_escort", 1),
        ("On January 21 tankers were struck by drones off Primorsk.", "attack", 1),
    ],
)
def test_a_number_counts_acts_where_each_ship_is_dealt_with_and_is_no_day(text: str, type_: str, count: int) -> None:
    assert by_type(read(text))[type_].count == count


def test_damage_is_of_the_ship_that_the_next_sentence_suspects() -> None:
    text = (
        "On 26 January a data cable was torn between Ventspils and Gotland. The bulk carrier Orla Spirit, whose anchor "
        "is thought to have done it, was brought to the roads of Karlskrona the same evening."
    )
    assert [v.name for v in by_type(read(text))["infrastructure_damage"].vessels] == ["Orla Spirit"]


def test_a_short_report_of_one_plain_act_yields_it() -> None:
    text = (
        "BERLIN, 10 June (Wire) - German police boarded the tanker Orla Spirit off Rostock on Monday. The tanker's "
        "papers are in order, the Vessel Traffic Service said. She is bound for Ust-Luga."
    )
    assert [(e.type, [v.name for v in e.vessels]) for e in read(text)] == [("boarding", ["Orla Spirit"])]


def test_a_tug_or_dredger_that_a_ship_collides_with_is_the_other_ship() -> None:
    (event,) = read("The tanker Svir collided with the dredger Tolmin off Klaipėda on Monday, the coast guard said.")
    assert [(v.name, v.role) for v in event.vessels] == [("Svir", "subject"), ("Tolmin", "other")]


def test_a_leads_tanker_is_the_one_that_the_next_sentences_name() -> None:
    lead = "German police on Wednesday boarded a sanctioned tanker in the Fehmarn Belt, the ministry said."
    event = read(f"{lead}\n\nNobody was hurt. The Nur Atlas (IMO 9281504) had come from Mumbai in ballast.")[0]
    assert [v.name for v in event.vessels] == ["Nur Atlas"]


@pytest.mark.parametrize(
    ("says", "ships"), [("Her name is", ["Nur Atlas"]), ("She is called", ["Nur Atlas"]), ("Further out lay", [])]
)
def test_a_tanker_whose_name_is_told_at_last_is_that_ship(says: str, ships: list[str]) -> None:
    lead = "German police on Wednesday boarded a sanctioned tanker in the Fehmarn Belt, the ministry said."
    between = "Nobody was hurt. The weather was fair. Bathers looked on. The ministry thanks everybody."
    event = read(f"{lead}\n\n{between}\n\n{says} Nur Atlas (IMO 9281504). In May the Nur Atlas left Mumbai.")[0]
    assert [v.name for v in event.vessels] == ships


def test_a_ship_that_is_boarded_is_not_held_unless_the_article_says_so() -> None:
    boarded = "The German coast guard on Wednesday boarded the tanker Nur Atlas in the Fehmarn Belt."
    assert [event.type for event in read(boarded)] == ["boarding"]
    held = f"{boarded} She was detained at Rostock."
    assert [event.type for event in read(held)] == ["detention"]


@pytest.mark.parametrize(
    ("language", "text", "modality"),
    [
        ("en", "Lithuania does not intend to board the tanker Tundra Rose, its minister said.", "denied"),
        ("en", "Lithuania intends to board the tanker Tundra Rose, its minister said.", "planned"),
        ("en", "A Danish team tried to get on board the tanker Volans off Gedser on Monday.", "attempted"),
        ("de", "Die Marine wird den Tanker Volans vor Rostock nicht entern, sagte der Minister.", "denied"),
        ("sv", "Kustbevakningen tänker inte borda tankern Volans utanför Gotland, säger ministern.", "denied"),
        ("fi", "Rajavartiolaitos ei aio nousta Volans-tankkeriin Porkkalan edustalla, ministeri sanoi.", "denied"),
        ("et", "Merevägi ei kavatse tankeri Volans pardale minna, ütles minister.", "denied"),
        (
            "pl",
            "Straż Graniczna nie zamierza wchodzić na pokład tankowca Volans koło Helu, powiedział minister.",
            "denied",
        ),
        ("ru", "Береговая охрана не намерена задерживать танкер «Волна» у Балтийска, сказал министр.", "denied"),
    ],
)
def test_what_nobody_means_to_do_is_no_plan_and_what_was_tried_not_done(
    language: str, text: str, modality: str
) -> None:
    assert [event.modality for event in extract(text, language=language, published=PUBLISHED)] == [modality]


def test_two_ships_that_let_go_of_each_other_are_not_released() -> None:
    text = "The patrol ship Rota circled the tankers Korvana and Amber Tale on Friday until they let go of each other."
    assert "release" not in by_type(read(text))


def test_a_place_that_a_ship_is_named_for_is_not_where_it_happens() -> None:
    text = "Estonian naval commandos boarded the tanker Kerch Dawn on Wednesday. The Kerch Dawn was let go at noon."
    places = [e.place or "" for e in read(text)]
    assert places and not any("Kerch" in place for place in places)


def test_days_count_from_the_story_and_not_from_the_dateline() -> None:
    assert by_type(read(REPORT))["breakdown"].start == "2025-06-08"


@pytest.mark.parametrize(
    "text",
    [
        "Traders boarded their flights home as tanker rates drifted into a fire sale. Owners seized on the news.",
        "If a navy were to board a tanker in the Gulf of Finland, what would happen? Nobody knows.",
        "The exercise begins on Monday. Role players on three coasters will ignore calls; troops will board them.",
        "The police detained the driver of a tanker lorry that had caught fire on the motorway.",
        "",
    ],
)
def test_texts_in_which_nothing_happens_to_a_ship_yield_nothing(text: str) -> None:
    assert read(text) == []


def test_a_proposal_in_the_form_of_the_guide_uses_only_its_codes() -> None:
    for event in read(REPORT):
        spec = event.to_spec()
        assert spec["type"] in codes("types")
        assert spec["modality"] in codes("modalities")
        assert set(spec["regions"]) <= {
            "baltic-sea", "gulf-of-finland", "gulf-of-bothnia", "gulf-of-riga", "gulf-of-gdansk", "archipelago-sea",
            "aland-sea", "danish-straits", "kattegat", "skagerrak", "north-sea", "english-channel", "other",
        }  # fmt: skip
        assert spec["rules"] is not None and 0 < spec["confidence"] <= 1


SPARKS = """The tanker Kiwala was boarded by Estonian police off Naissaar on Friday . ! ? “ ” and IMO 9332810 drones
hit cable cut the Sun she 12.30 59°30' N anchor dragged not will if GPS jammed"""
WORDS = st.sampled_from(SPARKS.split())


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(st.text(max_size=600), st.lists(WORDS, max_size=80).map(" ".join)), st.sampled_from(["en", "fi", "xx"])
)
def test_any_text_is_read_and_every_passage_is_its_own_words(text: str, language: str) -> None:
    for event in extract(text, language=language, published=PUBLISHED):
        for passage in event.passages:
            assert text[passage.start : passage.end] == passage.exact
            assert passage.exact.strip() == passage.exact != ""


@pytest.mark.parametrize("unit", ["a", "tanker boarded ", "the Kiwala, ", "-'’.", "12 ", "IMO 9332810 "])
def test_a_line_of_a_million_characters_comes_to_an_end(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    assert all(text[p.start : p.end] == p.exact for e in read(text) for p in e.passages)


def test_a_post_of_a_live_blog_counts_its_days_from_when_it_was_posted() -> None:
    day = "The Estonian navy boarded the tanker {} north of Naissaar on Tuesday and brought it to the Muuga anchorage."
    text = "\n\n".join([day.format("Corvana"), day.format("Kestrel Moon")])
    later, earlier = datetime(2025, 6, 19, 9, tzinfo=UTC), datetime(2025, 6, 12, 9, tzinfo=UTC)
    events = extract(text, language="en", published=later, posts=[(0, None), (text.index("\n\n") + 2, earlier)])
    assert {e.vessels[0].name: e.start for e in events} == {"Corvana": "2025-06-17", "Kestrel Moon": "2025-06-10"}
