"""The named sea areas of the Baltic and its approaches: which holds a point, which an area touches, how each is called.

Located by the cells, drawn by the regions. A cell is a polygon over sea and land whose edges are the limits between
seas, so that a quay or a skerry that the coastline leaves out still has its sea; the regions are the cells cut along
the coast. A point further than 15 km from the sea is in none. Coordinates are WGS 84 longitude, latitude in degrees.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any, TypeVar

import numpy as np
import orjson
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry

from geo.folding import fold_name
from geo.resources import DATA
from geo.threads import one_at_a_time

LANGUAGES = ("en", "et", "fi", "sv", "de", "pl", "ru")
"""ISO 639-1 codes of the languages in which every region has a name."""

SLIVER_SHARE = 0.01
"""A region counts as touched when it holds more than this share of the area or line, …"""
SLIVER_REGION_SHARE = 0.10
"""… or when the area covers more than this share of the region, however vast the area is."""

Outline = TypeVar("Outline", bound=BaseGeometry)


def _prepared(geometry: Outline) -> Outline:
    """The geometry with its indexes built. GEOS builds them on first use, which two threads must not do at once."""
    shapely.prepare(geometry)
    inside = geometry.representative_point()
    # Asking for a line needs the index of the edges, asking where its points lie the index of the area.
    geometry.contains(LineString([(inside.x, inside.y), (inside.x, inside.y + 1e-9)]))
    return geometry


@dataclass(frozen=True, slots=True)
class _Shape:
    """A leaf's outline as it lies in the file; parsed only when somebody asks for it."""

    geojson: bytes
    bbox: tuple[float, float, float, float]
    area_km2: float


@dataclass(frozen=True, eq=False)
class Region:
    """A named sea area."""

    code: str
    kind: str
    """"sea", "basin", "gulf", "lagoon", "straits", "strait" or "channel"."""
    parent: str | None
    children: tuple[str, ...]
    names: Mapping[str, str]
    """The name by ISO 639-1 language code, in every one of `LANGUAGES`."""
    aliases: Mapping[str, tuple[str, ...]]
    """Other names by language, some languages of the coast beyond the seven included (da, no, lv, lt, nl, fr)."""
    area_km2: float
    """Area of water in km² on the WGS 84 ellipsoid, of the outline as drawn."""
    bbox: tuple[float, float, float, float]
    """West, south, east, north in degrees."""
    _leaves: tuple[_Shape, ...] = field(repr=False)

    @property
    def leaf(self) -> bool:
        """Whether it has no parts of its own; the leaves do not overlap."""
        return not self.children

    @cached_property
    def geometry(self) -> BaseGeometry:
        """The water, cut along the coast: parsed on first use, then kept.

        Within 270 m of its source; within 700 m in the North Sea, the English Channel and the Skagerrak.
        """
        parts = shapely.from_geojson([shape.geojson for shape in self._leaves])
        return _prepared(parts[0] if len(parts) == 1 else shapely.union_all(parts))

    def name(self, language: str) -> str:
        """Its name in a language, or in English where the language is not one of the seven."""
        return self.names.get(language) or self.names["en"]


class Regions:
    """The regions of one version of the data set. `load()` gives the one in use."""

    def __init__(self, names: bytes, shapes: bytes, cells: bytes, reach: bytes) -> None:
        """From the contents of `region_names.json`, `regions.geojson`, `cells.geojson` and `reach.geojson`."""
        self.version = "regions-" + hashlib.sha256(names + shapes + cells + reach).hexdigest()[:12]
        """Changes whenever any file does from which answers are drawn; kept beside every answer that is stored."""
        self._regions = {region.code: region for region in _read(orjson.loads(names), orjson.loads(shapes)["features"])}
        cell_features = orjson.loads(cells)["features"]
        self.leaves: tuple[str, ...] = tuple(feature["id"] for feature in cell_features)
        """Codes of the leaves in the order of the indices that `at_many` answers with."""
        self.cells: list[BaseGeometry] = [
            _prepared(shapely.from_geojson(orjson.dumps(each["geometry"]))) for each in cell_features
        ]
        """Beside each of `leaves` its cell: a polygon over sea and land. For locating, not for drawing."""
        self._bounds = shapely.bounds(self.cells).tolist()
        self._reach = _prepared(shapely.from_geojson(reach))
        self._lineages = {code: (code, *self.ancestors(code)) for code in self._regions}
        self._codes_by_name = self._index_names()

    @property
    def codes(self) -> tuple[str, ...]:
        """Every code, parents before their parts."""
        return tuple(self._regions)

    def __iter__(self) -> Iterator[Region]:
        return iter(self._regions.values())

    def __contains__(self, code: object) -> bool:
        return code in self._regions

    def __len__(self) -> int:
        return len(self._regions)

    def get(self, code: str) -> Region:
        """The region of a code. Raises KeyError for a code that is not one of `codes`."""
        return self._regions[code]

    def find(self, name: str) -> str | None:
        """The code that a code, a name or an alias in any language means, whatever its case, diacritics and spacing."""
        return self._codes_by_name.get(fold_name(name[:200]))

    def children(self, code: str) -> tuple[str, ...]:
        """Codes of the parts of a region, one level down."""
        return self._regions[code].children

    def with_descendants(self, code: str) -> tuple[str, ...]:
        """A code and those of all its parts, at any depth."""
        return (code, *(each for child in self.children(code) for each in self.with_descendants(child)))

    def ancestors(self, code: str) -> tuple[str, ...]:
        """Codes of the regions that hold this one, the nearest first."""
        parent = self._regions[code].parent
        return () if parent is None else (parent, *self.ancestors(parent))

    @one_at_a_time
    def at(self, lon: float, lat: float) -> tuple[str, ...]:
        """Codes of the regions that hold a point, the leaf first, then its ancestors; () over 15 km from the sea."""
        if shapely.intersects_xy(self._reach, lon, lat):
            for code, cell, (west, south, east, north) in zip(self.leaves, self.cells, self._bounds, strict=True):
                if west <= lon <= east and south <= lat <= north and shapely.intersects_xy(cell, lon, lat):
                    return self._lineages[code]
        return ()

    @one_at_a_time
    def at_many(self, lons: ArrayLike, lats: ArrayLike) -> NDArray[np.int16]:
        """For each point the index into `leaves` of the one that holds it, or -1. One on a limit goes to one side."""
        x, y = np.atleast_1d(np.asarray(lons, dtype=float)), np.atleast_1d(np.asarray(lats, dtype=float))
        return self._cells_holding(x, y, np.flatnonzero(shapely.intersects_xy(self._reach, x, y)))

    @one_at_a_time
    def basin_of_many(self, lons: ArrayLike, lats: ArrayLike) -> NDArray[np.int16]:
        """As `at_many`, but however far from the sea: the leaf in whose cell a point of the hinterland lies."""
        x, y = np.atleast_1d(np.asarray(lons, dtype=float)), np.atleast_1d(np.asarray(lats, dtype=float))
        return self._cells_holding(x, y, np.arange(x.size))

    def _cells_holding(
        self, x: NDArray[np.float64], y: NDArray[np.float64], undecided: NDArray[np.intp]
    ) -> NDArray[np.int16]:
        found = np.full(x.shape, -1, dtype=np.int16)
        for index, (cell, (west, south, east, north)) in enumerate(zip(self.cells, self._bounds, strict=True)):
            px, py = x[undecided], y[undecided]
            near = (px >= west) & (px <= east) & (py >= south) & (py <= north)
            if not near.any():
                continue
            inside = np.zeros(undecided.shape, dtype=bool)
            inside[near] = shapely.intersects_xy(cell, px[near], py[near])
            found[undecided[inside]] = index
            undecided = undecided[~inside]
            if not undecided.size:
                break
        return found

    @one_at_a_time
    def of(self, geometry: BaseGeometry) -> tuple[str, ...]:
        """Codes of the regions that a geometry lies in: leaves, the one with the largest share first, then ancestors.

        Points go by the cells, as `at` does. An area or a line belongs to every region that holds more than a sliver of
        the part of it that is at sea; one that lies wholly on land goes by the point at its middle.
        """
        if geometry.is_empty:
            return ()
        geometry = geometry if geometry.is_valid else shapely.make_valid(geometry)
        if isinstance(geometry, Point):
            return self.at(geometry.x, geometry.y)
        if geometry.geom_type == "MultiPoint":
            return self._lineage_of_all(self.at_many(*shapely.get_coordinates(geometry).T))
        shares = self._shares(geometry)
        if not shares:
            middle = geometry.representative_point()
            return self.at(middle.x, middle.y)
        return self._with_ancestors(sorted(shares, key=lambda code: -shares[code]))

    def _shares(self, geometry: BaseGeometry) -> dict[str, float]:
        """By leaf, how much of the geometry it holds (in square degrees or degrees), slivers left out."""
        measure = shapely.area if geometry.area > 0 else shapely.length
        held: dict[str, float] = {}
        for code in self.leaves:
            water = self._regions[code].geometry
            if not water.intersects(geometry):
                continue
            part = geometry if water.contains(geometry) else water.intersection(geometry)
            held[code] = float(measure(part))
        total = sum(held.values())
        return {
            code: amount
            for code, amount in held.items()
            if amount > SLIVER_SHARE * total
            or (measure is shapely.area and amount > SLIVER_REGION_SHARE * self._regions[code].geometry.area)
        }

    def _lineage_of_all(self, indices: NDArray[np.int16]) -> tuple[str, ...]:
        found, counts = np.unique(indices[indices >= 0], return_counts=True)
        return self._with_ancestors([self.leaves[index] for index in found[np.argsort(-counts, kind="stable")]])

    def _with_ancestors(self, leaves: list[str]) -> tuple[str, ...]:
        ancestors = {each: None for code in leaves for each in self.ancestors(code)}
        deepest_first = sorted(ancestors, key=lambda code: -len(self._lineages[code]))
        return (*leaves, *deepest_first)

    def _index_names(self) -> dict[str, str]:
        index: dict[str, str] = {}
        for region in self:
            for name in (region.code, *region.names.values(), *(a for names in region.aliases.values() for a in names)):
                index.setdefault(fold_name(name), region.code)
        return index


def _read(names: dict[str, Any], features: list[dict[str, Any]]) -> Iterator[Region]:
    shapes = {
        feature["id"]: _Shape(
            geojson=orjson.dumps(feature["geometry"]),
            bbox=tuple(feature["properties"]["bbox"]),
            area_km2=feature["properties"]["area_km2"],
        )
        for feature in features
    }
    children = {code: tuple(each for each, facts in names.items() if facts["parent"] == code) for code in names}

    def leaves(code: str) -> tuple[_Shape, ...]:
        return tuple(s for child in children[code] for s in leaves(child)) if children[code] else (shapes[code],)

    for code, facts in names.items():
        parts = leaves(code)
        west, south, east, north = zip(*(part.bbox for part in parts), strict=True)
        yield Region(
            code=code,
            kind=facts["kind"],
            parent=facts["parent"],
            children=children[code],
            names=facts["names"],
            aliases={language: tuple(each) for language, each in facts["aliases"].items()},
            area_km2=sum(part.area_km2 for part in parts),
            bbox=(min(west), min(south), max(east), max(north)),
            _leaves=parts,
        )


@cache
def load() -> Regions:
    """The regions of the data set in `data/geo`, read once."""
    names = ("region_names.json", "regions.geojson", "cells.geojson", "reach.geojson")
    return Regions(*((DATA / "geo" / name).read_bytes() for name in names))
