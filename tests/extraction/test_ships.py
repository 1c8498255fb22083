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
        ("sv", "I torsdags smög Velvet Swan förbi udden med en rysk korvett.", {"Velvet Swan"}),
        ("et", "Kuulujuttu, et Orrin Bay rebis kaabli katki, ei kinnita keegi.", {"Orrin Bay"}),
        ("et", "Laeva juhtis loots Vello Kaal ning ilm oli hea.", set()),
        ("fi", "Laituriin tuli tankkeri Kestrel Moon ja Sirius.", {"Kestrel Moon", "Sirius"}),
        ("pl", "W marcu „Bursztynowa Fala” kręciła się nad kablem.", {"Bursztynowa Fala"}),
        ("ru", "В местной группе уверяют, что из «Онега Лайт» в воду вытек мазут.", {"Онега Лайт"}),
        ("ru", "Теперь на месте «Кивалы» стоят два сухогруза.", {"Кивала"}),
    ],
)
def test_a_name_needs_no_word_for_a_ship_where_common_nouns_are_small(
    language: str, text: str, names: set[str]
) -> None:
    assert named(language, text) == names
