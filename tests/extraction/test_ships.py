"""Ships' names in running text: which capitals are one, and which are people or places."""

import pytest

from app.extraction.lexicon import lexicon
from app.extraction.page import read
from app.extraction.ships import find_ships


def named(language: str, text: str) -> set[str]:
    return {mention.ship.name for mention in find_ships(read(text, lexicon(language)), [])}


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        ("en", "A pilot says the danes called up the BALTIC HERON and the tanker sang at them.", {"BALTIC HERON"}),
        ("en", "A German patrol ship, FGS Bayreuth, and HMS Severn kept them in view.", {"Bayreuth", "HMS Severn"}),
        ("sv", "I torsdags smög Velvet Swan förbi udden med en rysk korvett.", {"Velvet Swan"}),
        ("et", "Kuulujuttu, et Orrin Bay rebis kaabli katki, ei kinnita keegi.", {"Orrin Bay"}),
        ("et", "Laeva juhtis loots Vello Kaal ning ilm oli hea.", set()),
        ("fi", "Laituriin tuli tankkeri Kestrel Moon ja Sirius.", {"Kestrel Moon", "Sirius"}),
        ("pl", "W marcu „Bursztynowa Fala” kręciła się nad kablem.", {"Bursztynowa Fala"}),
        ("ru", "В местной группе уверяют, что из «Онега Лайт» в воду вытек мазут.", {"Онега Лайт"}),
        ("ru", "Теперь на месте «Кивалы» стоят два сухогруза.", {"Кивала"}),
    ],
)
def test_names_are_found_by_their_form_and_company_and_not_by_a_word_for_a_ship_alone(
    language: str, text: str, names: set[str]
) -> None:
    assert named(language, text) == names
