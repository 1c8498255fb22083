"""Ships that are known before an article is read: names, former names and numbers of the starter catalogue."""

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache

from app.extraction.patterns import words
from geo.resources import DATA

_ENDING = re.compile(r"(?:iy|ij|yy|yi|ii|i)\Z")
"""Spellings of the Russian adjective's ending: Boikiy, Boiky, Boikij, Boiki."""
_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i", "й": "y",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
    "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya",
}  # fmt: skip
"""Passport transliteration (ICAO 9303 without its doubled soft letters), the commonest in ship registers."""


_NAVAL = ("corvette", "frigate", "patrol", "warship", "naval", "landing", "missile", "minehunter", "destroyer")
_OUTSIDE = ("tug", "icebreaker", "salvage", "rescue")


@dataclass(slots=True)
class KnownShip:
    """One hull of the register."""

    name: str
    imo: str | None = None
    mmsi: str | None = None
    flag: str | None = None
    kind: str = "merchant"
    """merchant | warship | outside (tugs and other ships that are none of our concern)."""
    common: bool = False
    """Whether the name is also a word or a place (`data/lexicon/common_names.txt`)."""
    aliases: list[str] = field(default_factory=list)
    events: list[tuple[str, date]] = field(default_factory=list)
    """Types and days of the catalogue's events with this name."""


def latin(text: str) -> str:
    """Cyrillic letters as Latin ones, for comparing names; other letters stay."""
    if text.isascii():
        return text
    out = []
    for c in text:
        low = c.lower()
        t = _CYRILLIC.get(low)
        out.append(c if t is None else (t.capitalize() if c != low else t))
    return "".join(out)


@lru_cache(maxsize=20_000)
def name_key(name: str) -> str:
    """A ship's name for comparison: words folded, Cyrillic as Latin, prefixes such as MT left out."""
    found = [latin(w) for w in words(name)]
    while len(found) > 1 and found[0] in {"mt", "mv", "ms", "m", "t", "v", "rfs", "rfn", "the"}:
        found.pop(0)
    return " ".join(_ENDING.sub("y", w) if len(w) > 3 else w for w in found)


def imo_valid(number: str) -> bool:
    """Whether seven digits are an IMO number: the last checks the others times 7 … 2 (IMO Res. A.1117)."""
    if len(number) != 7 or not number.isdecimal():
        return False
    return sum(int(d) * w for d, w in zip(number, range(7, 1, -1), strict=False)) % 10 == int(number[6])


@cache
def name_words() -> frozenset[str]:
    """Usual last words of ships' names (`data/lexicon/name_words.txt`)."""
    lines = (DATA / "lexicon" / "name_words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


@cache
def register() -> dict[str, KnownShip]:
    """Name key → ship, for every name and alias of the catalogue; the first entry of a name wins."""
    ships: dict[str, KnownShip] = {}
    path = DATA / "catalogue" / "events.json"
    lines = (DATA / "lexicon" / "common_names.txt").read_text(encoding="utf-8").splitlines()
    common = {name_key(line) for line in lines if line and not line.startswith("#")}
    for event in json.loads(path.read_text(encoding="utf-8")) if path.exists() else []:
        for v in event.get("vessels", []):
            if not v.get("name"):
                continue
            kind = (v.get("type") or "").lower()
            navy = v.get("role") in {"escort", "authority"} or any(w in kind for w in _NAVAL)
            sort = "outside" if any(w in kind for w in _OUTSIDE) else "warship" if navy else "merchant"
            ship = KnownShip(v["name"], v.get("imo"), v.get("mmsi"), v.get("flag"), sort)
            ship.common = name_key(ship.name) in common
            ship.aliases = list(v.get("aliases") or [])
            for name in [ship.name, *ship.aliases]:
                known = ships.setdefault(name_key(name), ship)
                ships.setdefault(name_key(name).replace("w", "v"), ship)  # Кивала
                if event.get("start"):
                    known.events.append((event["type"], date.fromisoformat(event["start"][:10])))
    for ship in _warships():
        ships.setdefault(name_key(ship.name), ship)
    ships.pop("", None)
    return ships


def _warships() -> Iterator[KnownShip]:
    """The states' ships of `data/lexicon/warships.csv`."""
    with (DATA / "lexicon" / "warships.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for name in row["names"].split():
                common = row["also_other"] == "yes"
                yield KnownShip(name.replace("_", " "), flag=row["country"], kind="warship", common=common)
