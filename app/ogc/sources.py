"""Where the features of the smaller collections come from: the data of `geo/`, and the store's vessels."""

from collections.abc import Callable
from functools import cache, partial
from typing import Any, Protocol
from uuid import UUID

import orjson
import shapely
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.db.indexes import Bounds
from app.events.models import Event, EventVessel
from app.vessels.models import Vessel, VesselIdentity
from app.words import fold, fold_ship
from geo import gazetteer
from geo import regions as sea_regions
from geo.threads import one_at_a_time

Feature = dict[str, Any]
#: A feature's key, and how to make it once it is known to be on the page.
Found = list[tuple[str, Callable[[Session], Feature]]]


class Source(Protocol):
    """A collection's features."""

    def find(self, session: Session, bounds: Bounds | None, q: str | None) -> Found:
        """All that match, in a fixed order."""

    def get(self, session: Session, key: str) -> Feature | None:
        """One feature, or None."""


class Regions:
    """Named sea areas, by their outlines."""

    def find(self, session: Session, bounds: Bounds | None, q: str | None) -> Found:
        """See `Source`."""
        wanted = fold(q) if q else None
        return [
            (region.code, partial(_region_feature, region.code))
            for region in sea_regions.load()
            if (bounds is None or _lies_in(region, bounds))
            and (wanted is None or any(fold(name).startswith(wanted) for name in _names(region)))
        ]

    def get(self, session: Session, key: str) -> Feature | None:
        """See `Source`."""
        return _region(key) if key in sea_regions.load().codes else None


class Places:
    """The gazetteer."""

    def find(self, session: Session, bounds: Bounds | None, q: str | None) -> Found:
        """See `Source`."""
        known = gazetteer.load()
        return [
            (place.id, partial(_place_feature, place))
            for place in (known.search(q, limit=len(known)) if q else known)
            if bounds is None or any(_meets((place.sea_lon, place.sea_lat) * 2, part) for part in bounds.parts())
        ]

    def get(self, session: Session, key: str) -> Feature | None:
        """See `Source`."""
        place = gazetteer.load().get(key)
        return _place(place) if place else None


class Vessels:
    """The hulls of published events; they have no place of their own."""

    def find(self, session: Session, bounds: Bounds | None, q: str | None) -> Found:
        """See `Source`."""
        if bounds is not None:
            return []
        query = select(Vessel.id).where(_PUBLISHED).order_by(Vessel.id)
        if q:
            start = fold_ship(q)
            named = select(VesselIdentity.vessel_id).where(
                VesselIdentity.kind.in_(("name", "mmsi")),
                VesselIdentity.public,
                VesselIdentity.folded.startswith(start, autoescape=True),
            )
            query = query.where(Vessel.id.in_(named) | (Vessel.imo == q.strip()))
        return [(str(key), partial(_vessel_feature, key)) for key in session.scalars(query)]

    def get(self, session: Session, key: str) -> Feature | None:
        """See `Source`. The key is our id or an IMO number."""
        try:
            sought = Vessel.id == UUID(key)
        except ValueError:
            sought = Vessel.imo == key
        found = session.scalar(select(Vessel.id).where(sought, _PUBLISHED))
        return _vessel(session, found) if found else None


#: That the hull has a part in an event that everybody sees.
_PUBLISHED = Vessel.id.in_(
    select(EventVessel.vessel_id).join(Event, Event.id == EventVessel.event_id).where(Event.status == "published")
)

SOURCES: dict[str, Source] = {"regions": Regions(), "places": Places(), "vessels": Vessels()}


def _region_feature(code: str, _: Session) -> Feature:
    return _region(code)


def _place_feature(place: gazetteer.Place, _: Session) -> Feature:
    return _place(place)


def _vessel_feature(key: UUID, session: Session) -> Feature:
    return _vessel(session, key) or {}


def _meets(box: tuple[float, float, float, float], part: Bounds) -> bool:
    return box[0] <= part.east and box[2] >= part.west and box[1] <= part.north and box[3] >= part.south


@one_at_a_time
def _lies_in(region: sea_regions.Region, bounds: Bounds) -> bool:
    return any(
        _meets(region.bbox, part)
        and region.geometry.intersects(shapely.box(part.west, part.south, part.east, part.north))
        for part in bounds.parts()
    )


def _names(region: sea_regions.Region) -> list[str]:
    return [region.code, *region.names.values(), *(alias for each in region.aliases.values() for alias in each)]


@cache
def _region(code: str) -> Feature:
    region = sea_regions.load().get(code)
    return {
        "type": "Feature",
        "id": code,
        "geometry": orjson.loads(shapely.to_geojson(region.geometry)),
        "bbox": list(region.bbox),
        "properties": {
            "code": code,
            "name": region.names["en"],
            "kind": region.kind,
            "parent": region.parent,
            "area_km2": round(region.area_km2),
            "names": dict(region.names),
            "aliases": {language: list(names) for language, names in region.aliases.items()},
        },
    }


def _place(place: gazetteer.Place) -> Feature:
    return {
        "type": "Feature",
        "id": place.id,
        "geometry": {"type": "Point", "coordinates": [place.sea_lon, place.sea_lat]},
        "properties": {
            "name": place.name("en"),
            "kind": place.kind,
            "country": place.country,
            "uncertainty_m": round(place.radius_km * 1000),
            "names": dict(place.names),
            "aliases": list(place.aliases),
            "regions": list(sea_regions.load().at(place.sea_lon, place.sea_lat)),
        },
    }


def _vessel(session: Session, key: UUID) -> Feature | None:
    vessel = session.get(Vessel, key, options=[selectinload(Vessel.identities)])
    if vessel is None:
        return None
    return {
        "type": "Feature",
        "id": str(vessel.id),
        "geometry": None,
        "properties": {
            "name": next(iter(vessel.values("name", hidden=False)), None),
            "imo": vessel.imo,
            "type": vessel.kind,
            "names": "; ".join(vessel.values("name", hidden=False)),
            "identities": [
                {
                    "kind": each.kind,
                    "value": each.value,
                    "from": each.valid_from.isoformat() if each.valid_from else None,
                    "to": each.valid_to.isoformat() if each.valid_to else None,
                    "source": each.source,
                }
                for each in vessel.identities
                if each.public
            ],
        },
    }
