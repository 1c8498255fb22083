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
_NEVER = re.compile(r"(?!)")
_REMARK = r"(?:\([^()\n]{1,25}\) )?"


@dataclass(frozen=True, slots=True)
class Template:
    """One way to put a relation: its pattern sits before or after the name."""

    kind: str
    pattern: re.Pattern[str]
    case: str
    """The case that the name must be in ("from", "gen"), "" for any."""


@dataclass(frozen=True, slots=True)
class Relation:
    """A template that was found: the relation, and the distance and direction in it."""

    kind: str
    start: int
    end: int
    metres: float | None
    digits: float
    """Metres that one step of the printed distance stands for: its precision."""
    bearing: float | None
    case: str = ""


class PlaceWords:
    """One language's words of place."""

    def __init__(self, language: str, table: dict[str, Any]) -> None:
        """From the language's table of the TOML file."""
        self.language = language
        self._numbers = {
            spelt.lower(): float(value) for words, value in table["numbers"].items() for spelt in words.split("|")
        }
        self._units = [
            (re.compile(_any(table[unit]), re.IGNORECASE), metres) for unit, metres in _UNITS.items() if table.get(unit)
        ]
        self._compass = {
            name: [(re.compile(_any(words), re.IGNORECASE), BEARINGS[point]) for point, words in points.items()]
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
        self.lead = re.compile(_spaced(rf"(?<!\w)(?:(?:{_any(table['lead'])}) ){{1,3}}$"), re.IGNORECASE)
        self.before = tuple(
            Template(kind, re.compile(_spaced(rf"(?<![\w'’-])(?:{_filled(text, slots)}) {lead}$"), re.IGNORECASE), "")
            for kind, text in table["before"]
        )
        self.after = tuple(
            Template(
                kind, re.compile(_spaced(rf"(?:{_glue(text)})(?:{_filled(text, slots)})(?!\w)"), re.IGNORECASE), case
            )
            for kind, text, case in table["after"]
        )
        self.trail = _after(table["trail"])
        self.between = _before(table["between"])
        self.between_after = _after(table.get("between_after", []))
        self.joined = _within(table["and"])
        self.starts = _before(table["from"])
        self.reaches = _within(table["to"])
        self.zone_region = _zone(table["zones"]["region"])
        self.zone_area = _zone(table["zones"]["area"])
        self.also_words = frozenset(table["also_words"])
        self.compound = re.compile(_any(table.get("compound", [])) or "(?!)")
        self.ship_words = _before(table.get("ships", []))
        self.gulf_words = {word: kind for kind, words in table.get("anaphora", {}).items() for word in words}
        self.adjectives = tuple(
            (country, re.compile(word, re.IGNORECASE), re.split(r"[\\\[(?]", word)[0])
            for country, words in table["adjectives"].items()
            for word in words
        )

    def relation(self, template: Template, match: re.Match[str], offset: int) -> Relation:
        """What a template's match says; `offset` is where the searched window begins in the text."""
        groups = match.groupdict()
        metres, digits = self._metres(groups.get("number"), groups.get("unit"))
        bearing = next(
            (
                degrees
                for name, points in self._compass.items()
                if groups.get(name)
                for word, degrees in points
                if word.fullmatch(groups[name])
            ),
            None,
        )
        return Relation(
            template.kind, offset + match.start(), offset + match.end(), metres, digits, bearing, template.case
        )

    def _distance(self, table: dict[str, Any]) -> str:
        words = _any(self._numbers)
        units = _any(word for unit in _UNITS for word in table.get(unit, []))
        number = rf"(?P<number>\d{{1,4}}(?:[.,]\d{{1,2}})?|{words})"
        return rf"(?<![\d.,]){number}(?:(?:-|–| to )\d{{1,4}})?[\s-]{{0,2}}(?P<unit>{units})"

    def _metres(self, number: str | None, unit: str | None) -> tuple[float | None, float]:
        if number is None or unit is None:
            return None, 0.0
        spelt = re.sub(r"[\s-]+", " ", number.lower())
        count = self._numbers.get(spelt)
        step = 1.0
        if count is None:
            count = float(number.replace(",", "."))
            step = 10.0 ** -len(re.split(r"[.,]", number)[1]) if re.search(r"[.,]", number) else 1.0
        scale = next((metres for word, metres in self._units if word.fullmatch(unit)), 1.0)
        return count * scale, step * scale


@cache
def load(language: str) -> PlaceWords:
    """The words of a language. Raises KeyError for a language that has none."""
    return PlaceWords(language, _tables()[language])


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads((DATA / "geo" / "place_words.toml").read_text("utf-8").replace("ё", "е"))


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


def _glue(template: str) -> str:
    return "" if template.startswith("[") else " "


def _before(words: list[str]) -> re.Pattern[str]:
    return re.compile(_spaced(rf"(?<![\w'’-])(?:{_any(words)}) $"), re.IGNORECASE) if words else _NEVER


def _after(words: list[str]) -> re.Pattern[str]:
    return re.compile(_spaced(rf" (?:{_any(words)})(?!\w)"), re.IGNORECASE) if words else _NEVER


def _within(words: list[str]) -> re.Pattern[str]:
    return re.compile(_spaced(rf" (?:{_any(words)}) "), re.IGNORECASE) if words else _NEVER


def _zone(words: list[str]) -> re.Pattern[str]:
    return re.compile(_spaced(rf"(?:['’]s)?(?: exclusive)? (?:{_any(words)})(?!\w)"), re.IGNORECASE)
