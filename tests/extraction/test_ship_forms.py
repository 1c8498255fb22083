"""Ships' names in inflected languages: the article and the register decide which name a form is of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.extraction.lexicon import lexicon
from app.extraction.page import read
from app.extraction.ship_forms import base_names, names_of
from app.extraction.ships import find_ships


def _unknown(name: str) -> bool:
    return False


def test_forms_that_share_a_base_are_forms_of_it() -> None:
    assert names_of(["Vexbergin", "Vexbergia", "Vexbergiin"], "fi", _unknown) == dict.fromkeys(
        ["Vexbergin", "Vexbergia", "Vexbergiin"], "Vexberg"
    )


def test_a_name_that_only_looks_inflected_stays_where_the_register_knows_it() -> None:
    assert names_of(["Eventin"], "fi", lambda name: name == "Eventin") == {}
    assert names_of(["Olympia"], "fi", _unknown) == {}


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("fi", "Poliisi takavarikoi rahtialus Vexbergin, ja säiliöalus Vexbergiä seurattiin.", "Vexberg"),
        ("et", "Merevägi pidas kinni tankeri Larvik Sun.", "Larvik Sun"),
        ("sv", "Tankfartyget Vexberg bordades.", "Vexberg"),
        ("de", "Der Tanker „Vexberg“ lag auf Reede.", "Vexberg"),
        ("pl", "Marynarka nakazała tankowcowi „Vexbergowi” zmienić kurs.", "Vexberg"),
        ("ru", "Капитан танкера «Вексберг» отказался.", "Вексберг"),
    ],
)
def test_a_ship_is_found_by_its_name_in_any_case(language: str, text: str, name: str) -> None:
    assert {m.ship.name for m in find_ships(read(text, lexicon(language)), [])} == {name}


def test_ships_that_one_word_introduces_are_all_found() -> None:
    page = read("Корвет провёл танкеры «Вексберг» и «Ладога Вест» на запад.", lexicon("ru"))
    assert {m.ship.name for m in find_ships(page, [])} == {"Вексберг", "Ладога Вест"}


@given(st.text(max_size=30), st.sampled_from(["et", "fi", "sv", "de", "pl", "ru", "en"]))
def test_every_text_is_a_form_of_itself(name: str, language: str) -> None:
    assert name in base_names(name, language)
