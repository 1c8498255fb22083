"""Which published events lie to a shape as is asked, exactly: asked of the store."""

from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection, and_, select

from app.db.indexes import Bounds, Indexes, among
from app.events.conditions import Lying
from app.events.models import EventPoint
from app.events.readmodel import DEGREE


def bounds_in_world(shape: BaseGeometry) -> Bounds | None:
    """The shape's box as far as it lies in the world; None if none of it does."""
    west, south, east, north = shape.bounds
    if west > 180 or east < -180 or south > 90 or north < -90:
        return None
    return Bounds(max(west, -180.0), max(south, -90.0), min(east, 180.0), min(north, 90.0))


def lying(
    connection: Connection,
    indexes: Indexes,
    sought: Lying,
    only: Sequence[int] | None = None,
) -> list[int]:
    """Keys of the published events (of `only`, if given) whose geometry lies as is sought."""
    shape = sought.shape
    bounds = bounds_in_world(shape)
    if bounds is None:
        return []
    near = (
        indexes.within(bounds)
        if only is None
        else and_(
            EventPoint.y.is_not(None) | EventPoint.shape.is_not(None),
            among(EventPoint.k, connection.dialect.name, only),
        )
    )
    rows = connection.execute(select(EventPoint.k, EventPoint.x, EventPoint.y, EventPoint.shape).where(near)).all()
    if not rows:
        return []
    k, x, y, wkb = zip(*rows, strict=True)
    shapes = shapely.from_wkb(np.array(wkb, object))
    points = np.array([value is None for value in wkb])
    at = np.column_stack([np.array(x, float)[points] / DEGREE, np.array(y, float)[points] / DEGREE])
    shapes[points] = shapely.points(at)
    shapely.prepare(shape)
    holds = sought.predicate(shape, shapes)
    return [key for key, held in zip(k, holds, strict=True) if held]
