"""The gazetteer: ports, islands, capes, straits, anchorages, cables and coasts that reports name.

`data/geo/gazetteer.csv` is the only source; `data/README.md` explains its columns. Coordinates are WGS 84 degrees.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from io import StringIO

import shapely
from shapely.geometry.base import BaseGeometry

from geo.folding import fold_name
from geo.regions import LANGUAGES
from geo.resources import DATA


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """One named place."""

    id: str
    kind: str
    """"port", "oil-terminal", "island", "cape", "strait", "anchorage", "cable", "country", …"""
    country: str | None
    """ISO 3166-1 alpha-2, None on the high seas and between states."""
    lon: float
    lat: float
    """Where the chart prints it: the middle of an island, the quay of a port. Bearings are taken from here."""
    radius_km: float
    """Reach of the place from that point: half an island's length, a roadstead's radius."""
    sea_lon: float
    sea_lat: float
    """The point at sea that reports mean by "off" the place."""
    names: Mapping[str, str]
    """The name by language, in every one of `LANGUAGES`."""
    aliases: tuple[str, ...]
    """Other names and spellings, of any language: former names, the local name, English forms without diacritics."""
    forms: Mapping[str, tuple[str, ...]]
    """Inflected forms by language that the rules of `geo.inflection` do not make."""
    outline: BaseGeometry | None
    """Route of a cable, pipeline or fairway, or a rough outline of a large island or zone; None for a point."""

    def name(self, language: str) -> str:
        """Its name in a language, or in English where the language is not one of the seven."""
        return self.names.get(language) or self.names["en"]


class Gazetteer:
    """All places, in the order of the file: of two of one name the likelier comes first."""

    def __init__(self, text: str) -> None:
        """From the text of the CSV. Raises KeyError or ValueError for a row that is not in order."""
        self._places = {place.id: place for place in map(_place, csv.DictReader(StringIO(text)))}
        self._folded = sorted(
            (fold_name(name), order, place.id)
            for order, place in enumerate(self)
            for name in dict.fromkeys((place.id, *place.names.values(), *place.aliases))
        )

    def __iter__(self) -> Iterator[Place]:
        return iter(self._places.values())

    def __len__(self) -> int:
        return len(self._places)

    def get(self, place_id: str) -> Place | None:
        """The place of an id, or None."""
        return self._places.get(place_id)

    def search(self, query: str, limit: int = 50) -> list[Place]:
        """Places one of whose names, in any language, begins with the query; whole names first, then the file's order.

        Case, diacritics, spaces and hyphens do not count. An empty query finds nothing.
        """
        wanted = fold_name(query[:200])
        if not wanted:
            return []
        hits = [(name != wanted, order, place_id) for name, order, place_id in self._folded if name.startswith(wanted)]
        return [self._places[place_id] for place_id in dict.fromkeys(each[2] for each in sorted(hits))][:limit]


def _place(row: dict[str, str]) -> Place:
    lon, lat = float(row["lon"]), float(row["lat"])
    forms: dict[str, tuple[str, ...]] = {}
    for entry in _split(row["forms"]):
        language, _, form = entry.partition(":")
        forms[language] = (*forms.get(language, ()), form)
    return Place(
        id=row["id"],
        kind=row["kind"],
        country=row["country"] or None,
        lon=lon,
        lat=lat,
        radius_km=float(row["radius_km"]),
        sea_lon=float(row["sea_lon"] or lon),
        sea_lat=float(row["sea_lat"] or lat),
        names={language: row[language] for language in LANGUAGES},
        aliases=_split(row["aliases"]),
        forms=forms,
        outline=shapely.from_wkt(row["outline"]) if row["outline"] else None,
    )


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())


@cache
def load() -> Gazetteer:
    """The gazetteer in `data/geo`, read once."""
    return Gazetteer((DATA / "geo" / "gazetteer.csv").read_text("utf-8"))
