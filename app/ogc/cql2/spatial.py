"""Space in CQL2 (OGC 21-065r2, 7.8): geometries of a filter, and the events that lie to them as asked, exactly."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson
import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from app.db.indexes import Bounds, Indexes, among
from app.errors import BadRequest
from app.events.models import EventPoint
from app.events.readmodel import DEGREE
from app.ogc.crs import Crs

Test = Callable[[BaseGeometry, npt.NDArray[Any]], npt.NDArray[np.bool_]]

#: Function → what must hold of the filter's geometry (first, since it is the prepared one) and the event's.
PREDICATES: dict[str, Test] = {
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


def keys(
    session: Session, indexes: Indexes, function: str, shape: BaseGeometry, only: Sequence[int] | None
) -> list[int]:
    """Keys of the published events (of `only`, if given) whose geometry lies to `shape` as the function says."""
    inside = _inside(shape)
    if inside is None:
        return []
    columns = EventPoint.k, EventPoint.x, EventPoint.y, EventPoint.shape
    near = (
        indexes.within(Bounds(*inside))
        if only is None
        else and_(
            EventPoint.y.is_not(None) | EventPoint.shape.is_not(None),
            among(EventPoint.k, only, session.get_bind().dialect.name),
        )
    )
    rows = session.execute(select(*columns).where(near)).all()
    if not rows:
        return []
    k, x, y, wkb = zip(*rows, strict=True)
    shapes = shapely.from_wkb(np.array(wkb, object))
    points = np.array([value is None for value in wkb])
    at = np.column_stack([np.array(x, float)[points] / DEGREE, np.array(y, float)[points] / DEGREE])
    shapes[points] = shapely.points(at)
    shapely.prepare(shape)
    holds = PREDICATES[function](shape, shapes)
    return [key for key, held in zip(k, holds, strict=True) if held]


def _inside(shape: BaseGeometry) -> tuple[float, float, float, float] | None:
    """The shape's box as far as it lies in the world; None if none of it does."""
    west, south, east, north = shape.bounds
    if west > 180 or east < -180 or south > 90 or north < -90:
        return None
    return max(west, -180.0), max(south, -90.0), min(east, 180.0), min(north, 90.0)


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
