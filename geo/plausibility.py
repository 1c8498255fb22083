"""Whether a bare name in running text is the place, or a person, a firm, a ship or an ordinary word of that name."""

import re

from geo.gazetteer import Place
from geo.inflection import Case
from geo.place_words import PlaceWords

_SELF_EVIDENT = frozenset(
    {"region", "sea", "bay", "strait", "anchorage", "fairway", "traffic-separation", "cable", "pipeline", "bank"}
)
"""Kinds whose names no ship or person bears."""
_TITLES = frozenset(
    {"Mr", "Mrs", "Ms", "Dr", "Capt", "Captain", "Admiral", "President", "Minister", "Kapten", "Kapteeni"}
)
_OPENING, _CLOSING = frozenset("«„“\"”'‘"), frozenset("»“\"”'’")
_CAPITALISED_BEFORE = re.compile(r"(?:^|[^\w'’-])([^\W\d_][\w'’-]{0,30}) $")
_SENTENCE_START = re.compile(r"(?:^|[.!?…:\"“”»)\]–—]) {0,2}$")


def is_compound(text: str, end: int, place: Place, words: PlaceWords) -> bool:
    """Whether a name goes on into something that is no place: "Gotland-class", "Kiel-based", "Baltic states"."""
    if words.not_places.match(text[end : end + 30].lower()) and place.kind == "region":
        return True
    return words.language == "en" and text[end : end + 1] == "-" and text[end + 1 : end + 2].islower()


def is_place(text: str, start: int, end: int, place: Place, case: Case, words: PlaceWords, foreign: bool) -> bool:
    """Judges `text[start:end]`, a name without a relation word or a noun beside it."""
    if text[start:end] in words.also_words:
        return False
    if text[start - 1 : start] in _OPENING and text[end : end + 1] in _CLOSING:
        return False
    if place.kind in _SELF_EVIDENT:
        return True
    if foreign or place.kind == "country":
        return False
    if case == "nom" and words.ship_words.search(text[max(0, start - 40) : start].lower()):
        return False
    return not _in_longer_name(text, start, end, words.language)


def _in_longer_name(text: str, start: int, end: int, language: str) -> bool:
    """Whether a capitalised word beside the name makes it part of another: "Gotland Regiment", "Anna Kotka"."""
    if language == "de":  # nouns are capitalised anyway
        return False
    if language in ("en", "sv") and text[end : end + 1] == " " and text[end + 1 : end + 2].isupper():
        return True
    previous = _CAPITALISED_BEFORE.search(text, max(0, start - 40), start)
    if previous is not None and previous[1] in _TITLES:
        return True
    if previous is None or not previous[1][0].isupper() or previous[1].isupper():
        return False
    return _SENTENCE_START.search(text, max(0, previous.start(1) - 4), previous.start(1)) is None
