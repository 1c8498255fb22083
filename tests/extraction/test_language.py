"""Which language a text is in: ours are told apart, neighbours are not taken for them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.extraction.language import LANGUAGES, UNDETERMINED, identify
from geo.resources import DATA


def test_annotated_reports_are_told_by_their_first_eighty_characters() -> None:
    for path in (DATA / "reports" / "train").glob("*.json"):
        report = json.loads(path.read_text(encoding="utf-8"))
        assert identify(report["text"][:80]) == identify(report["text"]) == report["language"]


@pytest.mark.parametrize(
    "text",
    [
        "Tankskib bordet ud for Skagen natten til torsdag af den danske kystvagt",
        "Танкер зупинили біля берегів Фінляндії, повідомили прикордонники",
        "Kuģis aizturēts pie Ventspils ostas",
        "Le pétrolier a été arraisonné par la marine française au large d'Ouessant",
        "IMO 9332810",
        "🚨🚨 https://example.org/tanker-held",
        "",
    ],
)
def test_other_languages_and_wordless_texts_are_undetermined(text: str) -> None:
    assert identify(text) == UNDETERMINED


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Tanker held off Aegna"),
        ("et", "Tanker jõudis Muugale"),
        ("pl", "Tankowiec odpłynął"),
        ("ru", "Танкер «Кивала»"),
        ("de", "Außenreede"),
    ],
)
def test_a_headline_is_enough(language: str, text: str) -> None:
    assert identify(text) == language


@given(st.text(max_size=200))
def test_any_text_has_an_answer(text: str) -> None:
    assert identify(text) in {*LANGUAGES, UNDETERMINED}
