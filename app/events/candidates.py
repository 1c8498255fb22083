"""The events that a reading may tell of, as what they are compared by: columns, not as records."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

import shapely
from sqlalchemy import Integer, Row, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from app.db.portions import portions
from app.events import linking
from app.events.linking import Facts, Ship
from app.events.models import Event, EventVessel
from app.vessels.models import Vessel, VesselIdentity

DAY = 86_400
#: No event's time is longer than the year that it is known to, a quarter more for one that runs over.
LONGEST = 460 * DAY
#: Sources differ by a night.
SLACK = DAY // 2

#: Statements of every article, made once: to make one takes as long as to run it.
_HAS_HULL = Event.id.in_(
    select(EventVessel.event_id).where(EventVessel.vessel_id.in_(bindparam("hulls", expanding=True)))
)
_MEETS = and_(Event.t0.between(bindparam("earliest"), bindparam("latest")), Event.t1 > bindparam("ended"))
_LINKABLE = (
    select(
        *(Event.id, Event.type, Event.modality, Event.date_precision, Event.t0, Event.t1),
        *(Event.location_precision, Event.geometry, Event.uncertainty_m, Event.regions, Event.count),
    )
    .where(Event.status != "merged", Event.type.in_(bindparam("types", expanding=True)))
    .limit(bindparam("limit", type_=Integer))
)
_OF_HULL = _LINKABLE.where(_HAS_HULL).order_by(Event.id.desc())
_NEAR = _LINKABLE.where(or_(_MEETS, and_(Event.t0.is_(None), _HAS_HULL))).order_by(
    _HAS_HULL.desc(), func.abs(Event.t0 - bindparam("t0")), Event.id
)
#: Ships of events, a row for each name that a ship ever bore.
_SHIPS = (
    select(
        *(EventVessel.event_id, EventVessel.position, EventVessel.role, EventVessel.name),
        *(Vessel.imo, VesselIdentity.value.label("known_as")),
    )
    .join(Vessel, Vessel.id == EventVessel.vessel_id)
    .outerjoin(VesselIdentity, and_(VesselIdentity.vessel_id == Vessel.id, VesselIdentity.kind == "name"))
    .where(EventVessel.event_id.in_(bindparam("events", expanding=True)))
)


@dataclass(frozen=True, slots=True)
class Sought:
    """What an event must be to be one: of these types, at this time (seconds of the Unix epoch, half-open; None if
    nobody says when), or of one of these hulls."""

    types: Sequence[str]
    span: tuple[int, int] | None
    hulls: Sequence[UUID]


def near(session: Session, sought: Iterable[Sought], limit: int) -> dict[UUID, Facts]:
    """Events that may be one of those sought: for each those of its hulls first, then those that start nearest, up to
    `limit`. Of any status but merged; undated ones only by hull."""
    rows = {row.id: row for each in sought for row in _rows(session, each, limit)}
    aboard = ships(session, list(rows))
    return {key: _facts(row, aboard[key]) for key, row in rows.items()}


def _rows(session: Session, sought: Sought, limit: int) -> Sequence[Row[Any]]:
    given = {"types": sought.types, "hulls": sought.hulls, "limit": limit}
    if sought.span is None:
        return session.execute(_OF_HULL, given).all()
    t0, t1 = sought.span
    times = {"t0": t0, "earliest": t0 - LONGEST, "latest": t1 + SLACK, "ended": t0 - SLACK}
    return session.execute(_NEAR, given | times).all()


def facts(event: Event) -> Facts:
    """What a stored event is compared by."""
    ships = [
        (part.role, linking.ship(part.vessel.imo, [part.name, *part.vessel.values("name")])) for part in event.vessels
    ]
    return _facts(event, ships)


def ships(session: Session, events: Sequence[UUID]) -> Mapping[UUID, list[tuple[str, Ship]]]:
    """The ships of each event, with their roles."""
    names: dict[tuple[UUID, int], list[str]] = defaultdict(list)
    parts: dict[tuple[UUID, int], tuple[str, str | None]] = {}
    for row in (row for some in portions(events) for row in session.execute(_SHIPS, {"events": some})):
        key = row.event_id, row.position
        parts[key] = row.role, row.imo
        names[key] += (row.name, row.known_as) if row.known_as else (row.name,)
    found: dict[UUID, list[tuple[str, Ship]]] = defaultdict(list)
    for key in sorted(parts):
        role, imo = parts[key]
        found[key[0]].append((role, linking.ship(imo, names[key])))
    return found


def _facts(event: Event | Row[Any], ships: Iterable[tuple[str, Ship]]) -> Facts:
    middle = shapely.from_wkb(event.geometry).centroid if event.geometry else None
    ships, count = tuple(ships), cast(int, event.count)
    return Facts(
        type=event.type,
        modality=event.modality,
        date_precision=event.date_precision,
        location_precision=event.location_precision,
        t0=event.t0,
        t1=event.t1,
        lon=middle.x if middle else None,
        lat=middle.y if middle else None,
        uncertainty_m=event.uncertainty_m or 0.0,
        regions=frozenset(event.regions),
        subjects=tuple(ship for role, ship in ships if role == "subject"),
        others=tuple(ship for role, ship in ships if role != "subject"),
        count=count,
    )
