"""Space in CQL2 (OGC 21-065r2, 7.8): its functions, and geometries of a filter."""

from typing import Any

import numpy as np
import orjson
import shapely
from shapely.geometry.base import BaseGeometry

from app.errors import BadRequest
from app.events.conditions import Predicate
from app.ogc.crs import Crs

#: Function → what must hold of the filter's geometry and the event's.
PREDICATES: dict[str, Predicate] = {
    "s_intersects": shapely.intersects,
    "s_equals": shapely.equals,
    "s_touches": shapely.touches,
    "s_crosses": shapely.crosses,
    "s_overlaps": shapely.overlaps,
    "s_within": shapely.contains,
    "s_contains": shapely.within,
}
#: The same with the filter's geometry as first argument.
SWAPPED = {"s_within": "s_contains", "s_contains": "s_within"}


def geometry(node: dict[str, Any], crs: Crs) -> BaseGeometry:
    """A GeoJSON geometry or a `bbox` in `crs`, as WGS 84 longitude and latitude. Raises BadRequest."""
    try:
        shape = _box(node["bbox"]) if "bbox" in node else shapely.from_geojson(orjson.dumps(node))
    except (shapely.errors.GEOSException, ValueError, TypeError, orjson.JSONEncodeError):
        raise BadRequest.field("filter", "has a geometry that cannot be read") from None
    if shape is None or shape.is_empty or not np.isfinite(shapely.get_coordinates(shape)).all():
        raise BadRequest.field("filter", "has an empty geometry")
    shape = crs.to_lonlat(shapely.force_2d(shape))
    if not shape.is_valid:
        raise BadRequest.field("filter", f"has a geometry that is not valid: {shapely.is_valid_reason(shape)}")
    return shape


def _box(values: list[Any]) -> BaseGeometry:
    if len(values) == 6:
        values = [values[0], values[1], values[3], values[4]]
    west, south, east, north = (float(value) for value in values)
    if south > north:
        raise ValueError
    if west > east:
        return shapely.union_all([_area(west, south, 180.0, north), _area(-180.0, south, east, north)])
    return _area(west, south, east, north)


def _area(west: float, south: float, east: float, north: float) -> BaseGeometry:
    """A box, or the line or point that it has shrunk to."""
    corners = list(dict.fromkeys([(west, south), (east, south), (east, north), (west, north)]))
    if len(corners) == 4:
        return shapely.box(west, south, east, north)
    return shapely.Point(corners[0]) if len(corners) == 1 else shapely.LineString(corners)
