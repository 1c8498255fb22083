"""The words of place expressions, per language, compiled from `data/geo/place_words.toml`."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from geo.geodesy import METRES_PER_NAUTICAL_MILE
from geo.resources import DATA

_POINTS = ("N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE", "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW")
BEARINGS = {point: 22.5 * order for order, point in enumerate(_POINTS)}
"""Degrees clockwise from north of the sixteen compass points."""

_UNITS = {
    "nautical_miles": METRES_PER_NAUTICAL_MILE,  # at sea a bare "mile" is a nautical one, in all seven languages
    "kilometres": 1000.0,
    "swedish_miles": 10_000.0,
    "metres": 1.0,
}
_CASED = frozenset({"also_words", "anaphora", "names", "adjectives", "compound"})
_NEVER = re.compile(r"(?!)")
_REMARK = r"(?:\([^()\n]{1,25}\) )?"


@dataclass(frozen=True, slots=True)
class Relation:
    """A template that was found: the relation, and the distance and direction in it."""

    kind: str
    start: int
    end: int
    metres: float | None
    step: float
    """Metres that one unit of the distance's last printed digit stands for."""
    bearing: float | None


@dataclass(frozen=True, slots=True)
class Found:
    """A template that fits: its kind, the cases that the name may be in ("" for any), and what its slots hold."""

    kind: str
    case: str
    start: int
    end: int
    slots: dict[str, str]


class Templates:
    """The templates of one side of a name, tried together: of several that fit, the one that takes in most words."""

    def __init__(self, rows: list[Any], slots: dict[str, str], opening: str, closing: str) -> None:
        """From rows of kind, template and case; `opening` and `closing` stand around every template."""
        self._kinds = [(kind, case) for kind, _, case in rows]
        patterns = [self._numbered(text, slots, index, opening) for index, (_, text, _) in enumerate(rows)]
        before = "" if opening else r"(?<![\w'’-])"
        alternatives = "|".join(patterns) or "(?!)"
        self._pattern = re.compile(_spaced(f"{before}(?:{alternatives}){closing}"))

    def search(self, window: str) -> Found | None:
        """The template that ends where the window ends."""
        return self._found(self._pattern.search(window))

    def match(self, window: str, case: str) -> Found | None:
        """The template that begins where the window begins and takes a name in this case."""
        found = self._found(self._pattern.match(window))
        if found is None or not found.case:
            return found
        allowed = found.case.split()
        return found if case in allowed or (case == "nom" and "gen" in allowed) else None

    def _found(self, match: re.Match[str] | None) -> Found | None:
        if match is None:
            return None
        groups = {name: text for name, text in match.groupdict().items() if text is not None}
        index = next(int(name[1:]) for name in groups if name[0] == "t" and name[1:].isdigit())
        kind, case = self._kinds[index]
        return Found(
            kind, case, match.start(), match.end(), {name.rstrip("0123456789"): groups[name] for name in groups}
        )

    @staticmethod
    def _numbered(template: str, slots: dict[str, str], index: int, opening: str) -> str:
        filled = _filled(template, slots).replace("(?P<", f"(?P<{{{index}}}")
        filled = re.sub(rf"\(\?P<\{{{index}\}}(\w+)>", rf"(?P<\g<1>{index}>", filled)
        glue = "" if template.startswith("[") else opening
        return f"(?P<t{index}>{glue}(?:{filled}))"


class PlaceWords:
    """One language's words of place. All patterns but `adjectives` and `compound` are for text in lower case."""

    def __init__(self, language: str, table: dict[str, Any]) -> None:
        """From the language's table of the TOML file."""
        self.language = language
        self._numbers = {spelt: float(value) for words, value in table["numbers"].items() for spelt in words.split("|")}
        self._number = re.compile(_any(self._numbers))
        self._units = [(re.compile(_any(table[unit])), metres) for unit, metres in _UNITS.items() if table.get(unit)]
        self._compass = {
            name: [(re.compile(_any(words)), BEARINGS[point]) for point, words in points.items()]
            for name, points in table["compass"].items()
        }
        slots = {
            "distance": self._distance(table),
            "aside": _REMARK,
            "filler": f"(?:{_any(table['filler'])} ){{0,2}}",
        }
        for name, points in table["compass"].items():
            slots[name] = f"(?P<{name}>{_any(word for words in points.values() for word in words)})"
        lead = f"(?:(?:{_any(table['lead'])}) ){{0,3}}"
        self.lead = re.compile(_spaced(rf"(?<!\w)(?:(?:{_any(table['lead'])}) ){{1,3}}$"))
        self.before = Templates([(kind, text, "") for kind, text in table["before"]], slots, "", f" {lead}$")
        self.after = Templates(table["after"], slots, " ", r"(?!\w)")
        self.trail = _after(table["trail"], most=2)
        self.between = _before(table["between"])
        self.between_after = _after(table.get("between_after", []))
        self.joined = _within(table["and"])
        self.starts = _before(table["from"])
        self.reaches = _within(table["to"])
        self.zone_region = _zone(table["zones"]["region"])
        self.zone_area = _zone(table["zones"]["area"])
        self.also_words = frozenset(table["also_words"])
        self.compound = re.compile(f"{_any(table.get('compound', [])) or '(?!)'}(?!\\w)")
        self.ship_words = _before(table.get("ships", []))
        self.region_names: dict[str, list[str]] = table["names"]
        self.anaphora: dict[str, str] = {word: kind for kind, words in table["anaphora"].items() for word in words}
        self.not_places = _after(table.get("not_places", []))
        self.adjectives = tuple(
            (country, re.compile(word, re.IGNORECASE), re.split(r"[\\\[(?]", word)[0])
            for country, words in table["adjectives"].items()
            for word in words
        )

    def relation(self, found: Found, offset: int) -> Relation:
        """What a template says; `offset` is where the searched window begins in the text."""
        metres, step = self._metres(found.slots.get("number"), found.slots.get("unit"))
        bearing = next(
            (
                degrees
                for name, points in self._compass.items()
                if name in found.slots
                for word, degrees in points
                if word.fullmatch(found.slots[name])
            ),
            None,
        )
        return Relation(found.kind, offset + found.start, offset + found.end, metres, step, bearing)

    def _distance(self, table: dict[str, Any]) -> str:
        units = _any(word for unit in _UNITS for word in table.get(unit, []))
        word = self._number.pattern
        number = rf"(?P<number>\d{{1,4}}(?:[.,]\d{{1,2}})?|{word}(?:[\s-]?(?:und)?{word})?)"
        return rf"(?<![\d.,]){number}(?:(?:-|–| to )\d{{1,4}})?[\s-]{{0,2}}(?P<unit>{units})"

    def _metres(self, number: str | None, unit: str | None) -> tuple[float | None, float]:
        if number is None or unit is None:
            return None, 0.0
        step = 1.0
        if number[0].isdigit():
            count = float(number.replace(",", "."))
            step = 10.0 ** -len(re.split(r"[.,]", number)[1]) if re.search(r"[.,]", number) else 1.0
        else:  # "twenty-five", "fünfundzwanzig": the sum of its words
            spelt = re.sub(r"[\s-]+", " ", number)
            count = sum(self._numbers[word] for word in self._number.findall(spelt))
        scale = next((metres for word, metres in self._units if word.fullmatch(unit)), 1.0)
        return count * scale, step * scale


@cache
def load(language: str) -> PlaceWords:
    """The words of a language. Raises KeyError for a language that has none."""
    return PlaceWords(language, _tables()[language])


@cache
def _tables() -> dict[str, Any]:
    """The tables, in lower case but for names and words that count with their capital."""
    tables = tomllib.loads((DATA / "geo" / "place_words.toml").read_text("utf-8").replace("ё", "е"))
    return {
        language: {key: value if key in _CASED else _lower(value) for key, value in table.items()}
        for language, table in tables.items()
    }


def _lower(value: Any) -> Any:
    if isinstance(value, str):
        return value.lower()
    if isinstance(value, list):
        return [_lower(each) for each in value]
    if isinstance(value, dict):
        return {_lower(key) if len(key) > 3 else key: _lower(each) for key, each in value.items()}
    return value


def _any(words: Any) -> str:
    """The alternatives, the longest first, so that "north-east" is not read as "north"."""
    fragments = sorted((_spaced(word) for word in words), key=len, reverse=True)
    return "(?:" + "|".join(fragments) + ")" if fragments else ""


def _spaced(fragment: str) -> str:
    return fragment.replace(" ?", r"[\s-]{0,2}").replace(" ", r"[\s-]{1,2}")


def _filled(template: str, slots: dict[str, str]) -> str:
    for name, pattern in slots.items():
        template = template.replace("{" + name + "}", pattern)
    return template


def _before(words: list[str]) -> re.Pattern[str]:
    return re.compile(_spaced(rf"(?<![\w'’-])(?:{_any(words)}) $")) if words else _NEVER


def _after(words: list[str], most: int = 1) -> re.Pattern[str]:
    return re.compile(_spaced(rf"(?: (?:{_any(words)})(?!\w)){{1,{most}}}")) if words else _NEVER


def _within(words: list[str]) -> re.Pattern[str]:
    return re.compile(_spaced(rf" (?:{_any(words)}) ")) if words else _NEVER


def _zone(words: list[str]) -> re.Pattern[str]:
    return re.compile(_spaced(rf"(?:['’]s)?(?: exclusive)? (?:{_any(words)})(?!\w)"))
