"""What a reporter gives and nobody is shown: name and contact, and the exact place where it is to be rounded.

The event itself only ever holds the rounded place, so the read model and all that is made of it (items, tiles, exports,
feeds, history) cannot say more. What was given lies in `report`, of which no address tells.
"""

import math
from typing import Any
from uuid import UUID

import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.events.models import Event, Report
from app.events.schemas import Draft, ReporterDraft

#: Kilometres of a degree of latitude, at most 0.6 % off anywhere (WGS 84).
KM_PER_DEGREE = 111.2
WITHHELD = "withheld"


def coarse(shape: BaseGeometry, km: float) -> shapely.Point:
    """The middle of the cell of a fixed grid, `km` wide and high, that holds the middle of the shape.

    A grid, not noise: the same place is always the same point, so that many reports together say no more than one.
    """
    middle = shape.centroid
    step = km / KM_PER_DEGREE
    lat = max(-90.0, min(90.0, (math.floor(middle.y / step) + 0.5) * step))
    across = step / max(0.01, math.cos(math.radians(lat)))
    lon = (math.floor(middle.x / across) + 0.5) * across
    return shapely.Point(round(max(-180.0, min(180.0, lon)), 6), round(lat, 6))


def rounded(draft: Draft, km: float) -> Draft:
    """The draft as the public may see it: the place rounded, and words that say it more exactly left out."""
    if draft.shape is None:
        return draft
    point = coarse(draft.shape, km)
    says_more = draft.location_precision in ("exact", "place")
    words = draft.place if says_more and draft.place else None
    return draft.model_copy(
        update={
            "geometry": None,
            "lon": point.x,
            "lat": point.y,
            "location_precision": "area" if says_more else draft.location_precision,
            "uncertainty_m": max(draft.uncertainty_m or 0.0, km * 1000 * math.sqrt(0.5)),
            "place": None if says_more else draft.place,
            "title": draft.title.replace(words, WITHHELD) if words else draft.title,
            "summary": draft.summary.replace(words, WITHHELD) if words else draft.summary,
        }
    )


def keep(session: Session, event: Event, draft: Draft | None, reporter: ReporterDraft | None) -> None:
    """Add what was given to the event's private rows; what is not given now stays as it was given before."""
    last = latest(session, event.id)
    session.add(
        Report(
            event_id=event.id,
            reporter=reporter.model_dump(exclude_none=True) if reporter else (last.reporter if last else {}),
            geometry=shapely.to_wkb(draft.shape) if draft and draft.shape else (last.geometry if last else None),
            place=draft.place if draft and draft.place else (last.place if last else None),
        )
    )
    session.flush()


def latest(session: Session, event_id: UUID) -> Report | None:
    """The event's newest private row, if it has any."""
    return session.scalar(select(Report).where(Report.event_id == event_id).order_by(Report.id.desc()).limit(1))


def scrub(session: Session, event: Event, document: Any) -> Any:
    """A history without what was rounded later: places of earlier versions as they would be rounded now, and the words
    that were withheld taken out wherever they stand."""
    if event.rounding_km is None:
        return document
    places = session.scalars(select(Report.place).where(Report.event_id == event.id, Report.place.is_not(None)))
    words = {place for place in places if place and place != event.place}
    return _scrubbed(document, words, event.rounding_km)


def _scrubbed(node: Any, words: set[str], km: float, name: str = "") -> Any:
    if isinstance(node, dict):
        return {key: _scrubbed(value, words, km, key) for key, value in node.items()}
    if isinstance(node, list):
        return [_scrubbed(value, words, km, name) for value in node]
    if not isinstance(node, str):
        return node
    if name == "geometry":
        return shapely.to_wkt(coarse(shapely.from_wkt(node), km))
    for word in words:
        node = node.replace(word, WITHHELD)
    return node
