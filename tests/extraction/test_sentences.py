"""Sentences: where they end in seven languages, and that no character is lost."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.extraction.sentences import dateline, sentence_at, split
from geo.resources import DATA

WHOLE = {
    "en": [
        "Cdre. Ivo Värk and Lt. Cmdr. A. Tamm of the U.S. Navy said so.",
        "The boarding began at 4 a.m. Monday off Aegna.",
        "Baltic Tank Ltd. owns hull No. 9 and, approx. 40 nm. off, nothing else.",
        "He asked: “Where is she?” and got no answer.",
    ],
    "et": ["11. aprillil kell 18.30 peeti kinni tanker.", "Kpt. A. Tamme sõnul veeti õli, bensiini jms Muuga poole."],
    "fi": ["Alus pysäytettiin 11. huhtikuuta klo 9.30 Porkkalan edustalla.", "Lastina oli mm. öljyä."],
    "sv": ["Den 3 maj kl. 9.30 bordades bl.a. tankern utanför Trelleborg.", "Kapten A. Lund sade nej."],
    "de": [
        "Am 3. Mai legte die „Kiwala“ ab.",
        "Die 1. Flottille kam, d.h. ca. drei Schiffe.",
        "Am 11. 4. 2025 fuhr sie ab.",
    ],
    "pl": ["Przewoził m.in. ropę, tj. ok. 100 tys. ton.", "Kmdr por. Jan Nowak mówił o nr. 7."],
    "ru": ["В 2025 г. танкер вёз 130 тыс. т мазута, т.е. полный груз.", "По данным им. Макарова, судно стояло."],
}
CUT = [
    ("en", "She passed the U.S. The navy followed.", 2),
    ("en", "Was it her? No. Nobody knew.", 3),
    ("en", 'He said "no more." Then the tanker left…  And came back!', 3),
    ("en", "Power failed on the Eagle S. Poles watched the Eagle S all night.", 2),
    ("en", "✅ she did not ram the cutter. that was a guy in a bar.\n❌ no oil came out.", 5),
    ("en", "They left in company. [2] Ten days later they were back. #shadowfleet", 4),
    ("en", "TALLINN, April 26 (Baltic Newsroom) - A tanker is free. It left.", 3),
    ("en", "- a tanker off Aegna\n- a tug from Paldiski", 2),
    ("et", "Ühendust võeti kell 18.30. Gaboni register kustutas aluse.", 2),
    ("de", "Das war 2024. Danach kam nichts. Es waren 7. Der achte fehlte.", 4),
    ("ru", "Слух не подтвердился: балкер стоит на якоре. Танкер ждал. «Нет!» — сказал он.", 3),
    ("pl", "Zwolniono go w poniedziałek. – Śmialiśmy się – dodaje.", 2),
]


@pytest.mark.parametrize(
    ("language", "text"), [(language, text) for language, texts in WHOLE.items() for text in texts]
)
def test_a_stop_after_an_abbreviation_an_initial_or_an_ordinal_does_not_end_the_sentence(
    language: str, text: str
) -> None:
    assert [text[s.start : s.end] for s in split(text, language)] == [text]


@pytest.mark.parametrize(("language", "text", "count"), CUT)
def test_sentences_are_told_apart(language: str, text: str, count: int) -> None:
    pieces = [text[s.start : s.end] for s in split(text, language)]
    assert len(pieces) == count, pieces


def test_hard_wrapped_lines_are_one_sentence_and_a_headline_is_its_own() -> None:
    text = "Tanker held\nA navy held one that came up from the far\neast and took it to the roads off Muuga so\nlate."
    assert [text[s.start : s.end].count("\n") for s in split(text, "en")] == [0, 2]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("HELSINKI, Dec 31 (Reuters) - Finland held a ship.", "HELSINKI, Dec 31 (Reuters) -"),
        ("(Adds claim)\n\nBerlin (SR) – Die Polizei kam.", "Berlin (SR) –"),
        ("The navy said on 3 May - a day late - that nothing happened.", None),
        ("Rescue ship Turva (Finland) - the big one - came.", None),
    ],
)
def test_a_dateline_is_a_place_in_capitals_or_with_an_agency(text: str, expected: str | None) -> None:
    found = dateline(text)
    assert (text[found[0] : found[1]] if found else None) == expected


@given(
    st.text(alphabet=st.sampled_from('aÄя. !?…\n"«»”)([0123-–#🚨️EagleS')),
    st.sampled_from(["en", "de", "ru", "xx", "../x"]),
)
def test_every_visible_character_is_in_exactly_one_sentence(text: str, language: str) -> None:
    sentences = split(text, language)
    at = 0
    for sentence in sentences:
        assert at <= sentence.start < sentence.end
        assert not text[at : sentence.start].strip()
        assert text[sentence.start : sentence.end] == text[sentence.start : sentence.end].strip()
        at = sentence.end
    assert not text[at:].strip()
    assert [s.paragraph for s in sentences] == sorted(s.paragraph for s in sentences)


@given(st.lists(st.sampled_from(["Held.", "A ship left.", "\n\n", " "]), min_size=1))
def test_the_sentence_at_an_offset_holds_it(pieces: list[str]) -> None:
    text = "".join(pieces)
    sentences = split(text, "en")
    assert all(sentence_at(sentences, offset) == n for n, s in enumerate(sentences) for offset in range(s.start, s.end))


def test_annotated_passages_begin_and_end_where_sentences_do() -> None:
    inside = total = 0
    for path in (DATA / "reports" / "train").glob("*.json"):
        report = json.loads(path.read_text(encoding="utf-8"))
        sentences = split(report["text"], report["language"])
        starts, ends = {s.start for s in sentences}, {s.end for s in sentences}
        for passage in (p for event in report["events"] for p in event["passages"]):
            total += 1
            inside += passage["start"] in starts and passage["end"] in ends
    assert inside / total > 0.97
