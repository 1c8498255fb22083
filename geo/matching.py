"""Names of places in running text: one pass of an Aho-Corasick automaton per language.

Case counts (a place's name is capitalised in all seven languages), inflected forms are looked up, not guessed, and a
form that several places share comes back with all of them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

from geo import gazetteer, place_words, regions
from geo.folding import fold_name
from geo.gazetteer import Place
from geo.inflection import Case, forms
from geo.place_words import PlaceWords

_UNIFORM = (
    ("\u00a0", " "), ("\u202f", " "), ("\u2009", " "), ("\n", " "), ("\r", " "), ("\t", " "),
    ("\u2010", "-"), ("\u2011", "-"), ("ё", "е"), ("Ё", "Е"), ("İ", "I"),
)  # fmt: skip
_SURROGATE = re.compile("[\ud800-\udfff]")
_PLAIN = {
    "ä": "a", "ö": "o", "å": "a", "ø": "o", "õ": "o", "ü": "u", "æ": "ae", "ß": "ss", "é": "e", "è": "e", "ł": "l",
    "ń": "n", "ś": "s", "ć": "c", "ż": "z", "ź": "z", "ą": "a", "ę": "e", "ó": "o", "ā": "a", "ē": "e", "ė": "e",
    "ī": "i", "ū": "u", "ų": "u", "š": "s", "ž": "z", "č": "c", "ņ": "n", "ģ": "g", "ķ": "k", "ļ": "l",
    "Ä": "A", "Ö": "O", "Å": "A", "Ø": "O", "Õ": "O", "Ü": "U", "Ł": "L", "Š": "S", "Ž": "Z", "Ś": "S", "Ż": "Z",
}  # fmt: skip
_REPORTED_AT = {"baltic-sea": (18.5, 56.5), "gulf-of-finland": (25.3, 59.82), "english-channel": (-0.5, 50.3)}
"""Editorial: where in a wide region most of what reports tell of happens, by the annotated reports."""
_LOCAL = {"EE": "et", "FI": "fi", "AX": "sv", "SE": "sv", "DE": "de", "PL": "pl", "RU": "ru"}
_PLAINER = str.maketrans(_PLAIN)


@dataclass(frozen=True, slots=True)
class Hit:
    """A name in a text, `text[start:end]`."""

    start: int
    end: int
    places: tuple[Place, ...]
    """What it may name, the likeliest first."""
    case: Case
    foreign: bool = False
    """Whether it is a name that another language uses, and so likelier to be some other word here."""
    anaphora: str = ""
    """For "the gulf" and the like, the kind of water meant; `places` is empty then."""


def normalised(text: str) -> str:
    """The text with spaces, hyphens and ё made uniform; offsets stay as they are."""
    try:
        text.encode()
    except UnicodeEncodeError:  # half a surrogate pair, which the automaton can't take
        text = _SURROGATE.sub("\ufffd", text)
    for odd, usual in _UNIFORM:  # a replace of a character that is absent costs next to nothing, a translate does not
        text = text.replace(odd, usual)
    return text


class NameFinder:
    """Finds names in texts of one language."""

    def __init__(self, language: str) -> None:
        """Raises KeyError for a language that is not one of the seven."""
        self._words = place_words.load(language)
        self._forms = _all_forms(language)
        countries = {place.country: place for place in gazetteer.load() if place.kind == "country"}
        self._adjectives: dict[str, list[tuple[Place, re.Pattern[str]]]] = {}
        for country, pattern, stem in self._words.adjectives:
            if country in countries:
                for variant in {stem, stem.lower() if language != "en" else stem, stem.capitalize()}:
                    self._adjectives.setdefault(variant, []).append((countries[country], pattern))
        others = (*self._adjectives, *self._words.anaphora)
        self._patterns = [*self._forms, *(other for other in others if other not in self._forms)]
        self._automaton = AhoCorasick(self._patterns, matchkind=MatchKind.Standard, store_patterns=False)

    def find(self, text: str) -> list[Hit]:
        """Names in a `normalised` text, in order, without overlap; of two that overlap the earlier and longer stays."""
        hits: list[Hit] = []
        for index, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            if start and (text[start - 1].isalnum() or text[start - 1] == "@"):
                continue
            hit = self._hit(text, self._patterns[index], start, end)
            if hit is not None:
                hits.append(hit)
        hits.sort(key=lambda hit: (hit.start, -hit.end))
        kept: list[Hit] = []
        for hit in hits:
            if not kept or hit.start >= kept[-1].end:
                kept.append(hit)
        return kept

    def exactly(self, text: str) -> tuple[Place, ...]:
        """What a text as a whole names, in any case and spelling; () if nothing."""
        return _by_folded_name().get(fold_name(text[:200]), ())

    def _hit(self, text: str, pattern: str, start: int, end: int) -> Hit | None:
        if end < len(text) and text[end].isalnum():
            if pattern in self._adjectives:
                return self._zone(text, pattern, start)
            compound = self._words.compound.match(text, end)
            if compound is None or pattern not in self._forms:
                return None
            end = compound.end()
            if end < len(text) and text[end].isalnum():
                return None
        if pattern in self._adjectives and (zone := self._zone(text, pattern, start)) is not None:
            return zone
        if pattern in self._words.anaphora:
            if text.startswith((" of ", " von "), end):
                return None
            return Hit(start, end, (), "nom", anaphora=self._words.anaphora[pattern])
        if pattern not in self._forms:
            return None
        places, case, foreign = self._forms[pattern]
        return Hit(start, end, places, case, foreign)

    def _zone(self, text: str, stem: str, start: int) -> Hit | None:
        """An adjective of a country, if a noun such as "waters" follows."""
        for country, pattern in self._adjectives[stem]:
            match = pattern.match(text, start)
            if match is None or (match.end() < len(text) and text[match.end()].isalnum()):
                continue
            window = text[match.end() : match.end() + 60].lower()
            if self._words.zone_region.match(window) or self._words.zone_area.match(window):
                return Hit(start, match.end(), (country,), "nom")
        return None


@cache
def finder(language: str) -> NameFinder:
    """The finder of a language; built once, in about a tenth of a second."""
    return NameFinder(language)


@cache
def region_place(code: str) -> Place:
    """A sea region as a place: its point is where reports put ships, else the middle of its widest part."""
    region = regions.load().get(code)
    widest = region
    while widest.children:
        widest = max((regions.load().get(child) for child in widest.children), key=lambda child: child.area_km2)
    middle = widest.geometry.centroid
    if not widest.geometry.contains(middle):
        middle = widest.geometry.representative_point()
    lon, lat = _REPORTED_AT.get(code, (middle.x, middle.y))
    others = tuple(alias for names in region.aliases.values() for alias in names)
    radius_km = max(5.0, (region.area_km2 / 3.14159) ** 0.5)
    return Place(code, "region", None, lon, lat, radius_km, lon, lat, region.names, others, {}, None)


@cache
def known_places() -> tuple[Place, ...]:
    """Everything that has a name: the gazetteer, then the sea regions, which are the vaguer."""
    return (*gazetteer.load(), *(region_place(code) for code in regions.load().codes))


@cache
def _by_folded_name() -> dict[str, tuple[Place, ...]]:
    named: dict[str, tuple[Place, ...]] = {}
    for place in known_places():
        for name in {fold_name(each) for each in (place.id, *place.names.values(), *place.aliases)}:
            named[name] = (*named.get(name, ()), place)
    return named


_Known = tuple[tuple[Place, ...], Case, bool]


def _all_forms(language: str) -> dict[str, _Known]:
    """Every form that a text of the language may hold: the places that it may mean, its case, whether it is foreign."""
    found: dict[str, _Known] = {}
    words = place_words.load(language)
    for place in known_places():
        for form, case in _native_forms(place, words):
            form = normalised(form)
            places, known_case, _ = found.get(form, ((), case, False))
            if place not in places:
                found[form] = ((*places, place), known_case, False)
    for place in known_places():
        for form in map(normalised, _foreign_forms(place)):
            places, _, foreign = found.get(form, ((), "nom", True))
            if foreign and place not in places:
                found[form] = ((*places, place), "nom", True)
    return found


def _native_forms(place: Place, words: PlaceWords) -> Iterator[tuple[str, Case]]:
    """Forms of the language's own name, the English, the local one and the aliases, with and without diacritics."""
    language = words.language
    local = place.name(_LOCAL.get(place.country or "", "en"))
    for name in dict.fromkeys((place.name(language), place.names["en"], local, *place.aliases)):
        if _cyrillic(name) == (language == "ru"):
            yield from forms(name, language).items()
        else:
            yield name, "nom"
        plain = name.translate(_PLAINER)
        if plain != name and len(plain) >= 5:
            yield plain, "nom"
    for form in place.forms.get(language, ()):
        yield form, case_of(form, language)
    for name in words.region_names.get(place.id, []):
        yield name, "nom"


def _foreign_forms(place: Place) -> Iterator[str]:
    for name in place.names.values():
        if len(name) >= 4:
            yield name


def case_of(form: str, language: str) -> Case:
    """What the case of an irregular form says, by its ending."""
    ends: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
        "et": (("st", "lt"), ("ni", "sse", "le")),
        "fi": (("sta", "stä", "lta", "ltä"), ("aan", "ään", "een", "iin", "oon", "uun", "yyn", "öön", "lle")),
    }
    away, towards = ends.get(language, ((), ()))
    if form.endswith(away):
        return "from"
    return "to" if form.endswith(towards) else "gen"


def _cyrillic(name: str) -> bool:
    return any("а" <= letter <= "я" for letter in name.lower())
