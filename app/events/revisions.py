"""The log of changes: one row for each change of a record, field by field, in the change's own transaction."""

from typing import Any
from uuid import UUID

import shapely
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.auth.author import Author
from app.events.models import Event, Revision

#: Columns of an event that a revision holds.
FIELDS = (
    "type",
    "modality",
    "status",
    "verification",
    "title",
    "summary",
    "start",
    "end",
    "date_precision",
    "place",
    "location_precision",
    "uncertainty_m",
    "regions",
    "attributed_to",
    "count",
    "confidence",
)


def state(event: Event) -> dict[str, Any]:
    """Everything about an event that a person could see changed."""
    fields: dict[str, Any] = {name: getattr(event, name) for name in FIELDS}
    fields["geometry"] = shapely.to_wkt(shapely.from_wkb(event.geometry)) if event.geometry else None
    fields["merged_into"] = str(event.merged_into) if event.merged_into else None
    fields["vessels"] = [
        {"name": part.name, "imo": part.vessel.imo, "mmsi": part.mmsi, "flag": part.flag, "role": part.role}
        for part in event.vessels
    ]
    fields["actors"] = [
        {"name": part.actor.name, "country": part.actor.country or None, "role": part.role} for part in event.actors
    ]
    fields["mentions"] = sorted(str(mention.id) for mention in event.mentions)
    return fields


def record(
    session: Session, event: Event, before: dict[str, Any], author: Author, action: str, reason: str | None = None
) -> Revision:
    """Log what has changed of `event` since `before` (an earlier `state`, or nothing for a new event)."""
    after = state(event)
    revision = Revision(
        record="event",
        record_id=event.id,
        revision=event.revision,
        at=event.updated,
        by=author.name,
        by_person=author.person,
        action=action,
        reason=reason,
        changes={
            name: [before.get(name), value] for name, value in after.items() if not before or before.get(name) != value
        },
    )
    session.add(revision)
    session.flush()
    return revision


def of(session: Session, record_id: UUID, kind: str = "event") -> list[Revision]:
    """All changes of one record, the first first."""
    return list(
        session.scalars(
            select(Revision).where(Revision.record == kind, Revision.record_id == record_id).order_by(Revision.revision)
        )
    )


def touched_by_person(session: Session, record_id: UUID) -> bool:
    """Whether a person has ever decided about the record."""
    query = select(func.count()).where(
        Revision.record == "event", Revision.record_id == record_id, Revision.by_person.is_(True)
    )
    return bool(session.scalar(query))
