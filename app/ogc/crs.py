"""Coordinate reference systems (OGC 18-058r1, Part 2): the store has WGS 84 longitude and latitude, answers and boxes
may have any of these, each with the axis order of its authority."""

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson
import shapely
from shapely.geometry.base import BaseGeometry

from app.db.indexes import Bounds
from app.errors import BadRequest

if TYPE_CHECKING:
    from pyproj import Transformer

_DEFINITION = "http://www.opengis.net/def/crs/"
#: Points along each side of a box that a transformation bends.
_ALONG = 21
#: Metres: no place of the earth has coordinates beyond them in any of the systems.
_WORLD = 1e8


@dataclass(frozen=True, slots=True)
class Crs:
    """One system: its URI, its name for PROJ, and decimals that stand for a centimetre or less."""

    uri: str
    name: str
    decimals: int

    @property
    def header(self) -> str:
        """Value of the `Content-Crs` header (18-058r1, requirement 16)."""
        return f"<{self.uri}>"

    def to_lonlat(self, shape: BaseGeometry) -> BaseGeometry:
        """From this system, its axes in their order, to longitude and latitude. Raises BadRequest where there is no
        such place."""
        if self is CRS84:
            return shape
        moved = shapely.transform(shape, _transform(_forth(self.name, CRS84.name)))
        if not np.isfinite(shapely.get_coordinates(moved)).all():
            raise BadRequest(f"the coordinates lie outside of {self.uri}")
        return moved

    def from_lonlat(self, shape: BaseGeometry) -> BaseGeometry:
        """From longitude and latitude to this system, its axes in their order; places outside of it come out empty."""
        if self is CRS84:
            return shape
        moved = shapely.transform(shape, _transform(_forth(CRS84.name, self.name)))
        if not np.isfinite(shapely.get_coordinates(moved)).all():
            return type(shape)()
        return shapely.transform(moved, lambda at: np.round(at, self.decimals))


CRS84 = Crs(_DEFINITION + "OGC/1.3/CRS84", "OGC:CRS84", 6)
LATITUDE_FIRST = _DEFINITION + "EPSG/0/4326"
#: WGS 84 with latitude first; Web Mercator; Europe's equal-area grid; Finland's and Estonia's own.
SYSTEMS = {
    each.uri: each
    for each in (
        CRS84,
        Crs(LATITUDE_FIRST, "EPSG:4326", 6),
        Crs(_DEFINITION + "EPSG/0/3857", "EPSG:3857", 2),
        Crs(_DEFINITION + "EPSG/0/3035", "EPSG:3035", 2),
        Crs(_DEFINITION + "EPSG/0/3067", "EPSG:3067", 2),
        Crs(_DEFINITION + "EPSG/0/3301", "EPSG:3301", 2),
    )
}
#: Other spellings of the same URIs that clients send.
_SPELLINGS = {
    **{uri.replace("http:", "https:"): each for uri, each in SYSTEMS.items()},
    **{f"urn:ogc:def:crs:EPSG::{each.name.split(':')[1]}": each for each in SYSTEMS.values() if each is not CRS84},
    **dict.fromkeys(
        ("urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:OGC::CRS84", _DEFINITION + "OGC/0/CRS84"), CRS84
    ),
}


def system(field: str, value: str | None) -> Crs:
    """The system that a parameter names; CRS84 where it names none. Raises BadRequest that lists them."""
    if value is None:
        return CRS84
    found = SYSTEMS.get(value) or _SPELLINGS.get(value)
    if found is None:
        raise BadRequest.field(field, f"{value!r} is not offered", tuple(SYSTEMS))
    return found


def area(numbers: tuple[float, float, float, float], crs: Crs) -> tuple[Bounds, BaseGeometry]:
    """A box in `crs`: the box around it in longitude and latitude, and its true outline there. Raises BadRequest."""
    low_1, low_2, high_1, high_2 = numbers
    if low_1 > high_1 or low_2 > high_2:
        raise BadRequest.field("bbox", "has a lower corner above its upper one")
    if max(map(abs, numbers)) > _WORLD:
        raise BadRequest.field("bbox", f"lies outside of {crs.uri}")
    side = max(high_1 - low_1, high_2 - low_2) / _ALONG
    # A box without width is a line: GEOS makes no numbers of the sides of a polygon that has no inside.
    flat = low_1 == high_1 or low_2 == high_2
    outline = shapely.LineString([numbers[:2], numbers[2:]]) if flat else shapely.box(low_1, low_2, high_1, high_2)
    shape = crs.to_lonlat(shapely.segmentize(outline, side) if side else outline)
    if not np.isfinite(shape.bounds).all():
        raise BadRequest.field("bbox", f"lies outside of {crs.uri}")
    return Bounds(*shape.bounds), shape


def project(body: bytes, crs: Crs) -> bytes:
    """A finished GeoJSON feature with its geometry in `crs`."""
    feature: dict[str, Any] = orjson.loads(body)
    return orjson.dumps(projected(feature, crs))


def projected(feature: dict[str, Any], crs: Crs) -> dict[str, Any]:
    """A GeoJSON feature with its geometry in `crs`; its `bbox` too, where it has one."""
    if crs is CRS84 or feature.get("geometry") is None:
        return feature
    shape = crs.from_lonlat(shapely.from_geojson(orjson.dumps(feature["geometry"])))
    moved = {**feature, "geometry": orjson.loads(shapely.to_geojson(shape))}
    if "bbox" in feature:
        moved["bbox"] = list(shape.bounds)
    return moved


@cache
def _forth(source: str, target: str) -> "Transformer":
    """PROJ's transformation with the axes as the authorities have them; safe to share among threads."""
    from pyproj import Transformer  # 5 MB that are needed where somebody asks for another system

    return Transformer.from_crs(source, target, always_xy=False)


def _transform(transformer: "Transformer") -> Any:
    def move(at: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        return np.column_stack(transformer.transform(at[:, 0], at[:, 1]))

    return move
