"""Of what a model says only the article's own words go on, and what they mean our own readers say."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.extraction import EventProposal, Passage
from app.llm.agreement import agree
from app.llm.answer import EventWords, read
from app.llm.errors import NoAnswer
from app.llm.verify import verify
from tests.llm.endpoint import event

TEXT = (
    "Estonian officials boarded the tanker Kiwala (IMO 9332810) off Aegna on Friday. "
    "The master said: “We’ll comply – at once.” The crew was calm.\n\n"
    "On Tuesday a Finnish patrol ship looked on from Porkkala. Nobody was hurt."
)
PUBLISHED = datetime(2025, 4, 13, tzinfo=UTC)
KIWALA = {"name": "Kiwala", "role": "subject"}
BOARDED = "Estonian officials boarded the tanker Kiwala"


def checked(*events: dict, text: str = TEXT):
    said = [EventWords.model_validate(each) for each in events]
    return verify(said, text, language="en", published=PUBLISHED)


def test_words_become_dates_places_ships_and_flags_by_our_own_readers():
    said = event(
        BOARDED,
        when="on Friday",
        where="off Aegna",
        vessels=[KIWALA],
        actors=[{"name": "Estonian officials", "role": "authority"}],
    )
    (one,) = checked(said).proposals
    assert (one.type, one.modality, one.start, one.date_precision) == ("boarding", "occurred", "2025-04-11", "day")
    assert one.place == "off Aegna" and one.lon == pytest.approx(24.75, abs=0.3) and "gulf-of-finland" in one.regions
    assert [(ship.name, ship.imo) for ship in one.vessels] == [("Kiwala", "9332810")]
    assert [(actor.name, actor.country) for actor in one.actors] == [("Estonian officials", "EE")]
    assert [part.exact for part in one.passages] == [TEXT.split(" The master")[0]]


def test_a_quote_in_other_typography_is_the_same_words():
    (one,) = checked(event('The master said: "We\'ll comply - at once."')).proposals
    assert one.passages[0].exact == "The master said: “We’ll comply – at once.”"


@pytest.mark.parametrize(
    "said",
    [
        event("Estonian officials boarded the tanker Sofia"),
        event(BOARDED, "Shots were fired at the officials."),
        event("boarded"),
        event(BOARDED.lower()),
        event("stonian officials boarded the tanker Kiwal"),
        event(),
        event(TEXT),
    ],
    ids=["changed", "one of two", "a word", "case", "cut words", "none", "everything"],
)
def test_an_event_whose_quotes_are_not_its_sentences_to_the_letter_is_dropped_and_counted(said):
    verified = checked(said)
    assert verified.proposals == []
    assert verified.dropped.total() == 1


def test_what_an_answer_makes_up_beside_a_true_quote_stays_out():
    said = event(
        BOARDED,
        when="2031-01-01",
        where="59.5, 24.5",
        vessels=[{"name": "Sofia", "role": "subject"}, {"name": "Kiwala", "role": "king"}],
        actors=[{"name": "<img src=x onerror=alert(1)>", "role": "authority"}],
        attributed_to="an invented minister",
        how_many="900 tankers",
    )
    (one,) = checked(said).proposals
    assert (one.start, one.place, one.lon, one.vessels, one.actors) == (None, None, None, [], [])
    assert (one.attributed_to, one.count) == (None, 1)


def test_types_that_are_no_codes_are_dropped_and_an_event_is_taken_once():
    verified = checked(event(BOARDED, type="invasion"), event(BOARDED, modality="sure"), event(BOARDED), event(BOARDED))
    assert len(verified.proposals) == 1
    assert verified.dropped.total() == 3


def test_a_place_that_another_sentence_lends_is_a_region():
    (one,) = checked(event("The crew was calm.", where="Porkkala")).proposals
    assert one.location_precision == "region"


@pytest.mark.parametrize("content", ["", "no", "[]", "{}", '{"events": 3}', '{"events": []', "[" * 100_000, "null"])
def test_what_is_not_our_json_is_no_answer(content):
    with pytest.raises(NoAnswer):
        read(content)


def test_one_badly_made_event_costs_the_others_nothing():
    lon = event(BOARDED) | {"lon": 24.5, "lat": 59.5}
    events, malformed = read("```json\n" + json.dumps({"events": [lon, event(BOARDED), "x"]}) + "\n```")
    assert (len(events), malformed) == (1, 2)


@given(st.text(max_size=300), st.lists(st.text(max_size=80), max_size=3), st.text(max_size=40))
def test_whatever_text_and_answer_a_passage_is_the_text(text, quotes, words):
    said = event(*quotes, text[:60], when=words, where=words, attributed_to=words, how_many=words)
    for one in checked(said, text=text).proposals:
        assert all(text[part.start : part.end] == part.exact for part in one.passages)


def test_agreement_says_who_found_what_and_where_they_differ():
    rules = [
        EventProposal("detention", "occurred", [Passage(0, 20, TEXT[:20])], start="2025-04-11", date_precision="day"),
        EventProposal("pollution", "occurred", [Passage(0, 20, TEXT[:20])]),
    ]
    watched = event("On Tuesday a Finnish patrol ship looked on from Porkkala.", type="shadowing")
    llm = checked(event(BOARDED, when="On Tuesday", where="Porkkala", vessels=[KIWALA]), watched).proposals
    both, ours, theirs = agree(rules, llm, "m").both()
    assert (both.found_by, both.start, both.reasons[0]) == ("rules+llm", "2025-04-11", "m found it too")
    assert both.reasons[1:] == [
        "type: detention by the rules, boarding by the model",
        "date: 2025-04-11 by the rules, 2025-04-08 by the model",
        "place: none by the rules, Porkkala by the model",
        "ships: none by the rules, Kiwala (subject) by the model",
    ]
    assert (ours.found_by, ours.reasons) == ("rules", ["only the rules found it, m did not"])
    assert (theirs.found_by, theirs.reasons) == ("llm", ["only m found it, the rules did not"])
