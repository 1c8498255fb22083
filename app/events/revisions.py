"""The log of changes: one row for each change of a record, field by field, in the change's own transaction."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

import shapely
from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.orm import Session

from app.auth.author import Author
from app.db.base import Base
from app.db.types import utcnow
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
    "verification_set",
    "assigned_to",
    "rounding_km",
)
#: Fields that the public is not told of.
INTERNAL = ("verification_set", "assigned_to", "rounding_km")

#: Statements of every write, made once: to make one takes as long as to run it.
_TABLE = Base.metadata.tables[Revision.__tablename__]
_ADD = insert(_TABLE)
_LAST = select(func.max(_TABLE.c.revision)).where(
    _TABLE.c.record == bindparam("record"), _TABLE.c.record_id == bindparam("record_id")
)


def state(event: Event) -> dict[str, Any]:
    """Everything about an event that a person could see changed."""
    fields: dict[str, Any] = {name: getattr(event, name) for name in FIELDS}
    fields["geometry"] = shapely.to_wkt(shapely.from_wkb(event.geometry)) if event.geometry else None
    fields["merged_into"] = str(event.merged_into) if event.merged_into else None
    fields["vessels"] = [
        {
            "name": part.name,
            "imo": part.vessel.imo,
            "mmsi": part.mmsi,
            "flag": part.flag,
            "role": part.role,
            "hull": str(part.vessel.id),
        }
        for part in event.vessels
    ]
    fields["actors"] = [
        {"name": part.actor.name, "country": part.actor.country or None, "role": part.role} for part in event.actors
    ]
    fields["mentions"] = [
        {
            "id": str(mention.id),
            "passage": str(mention.passage_id) if mention.passage_id else None,
            "state": mention.state,
            "stance": mention.stance,
        }
        for mention in sorted(event.mentions, key=lambda mention: mention.id)
    ]
    return fields


def record(
    session: Session,
    event: Event,
    before: dict[str, Any],
    author: Author,
    action: str,
    reason: str | None = None,
    batch: UUID | None = None,
) -> None:
    """Log what has changed of `event` since `before` (an earlier `state`, or nothing for a new event)."""
    after = state(event)
    changes = {
        name: [before.get(name), value] for name, value in after.items() if not before or before.get(name) != value
    }
    _add(
        session,
        author,
        record="event",
        record_id=event.id,
        revision=event.revision,
        at=event.updated,
        action=action,
        reason=reason,
        batch=batch,
        changes=changes,
    )


def log(
    session: Session,
    record_kind: str,
    record_id: UUID,
    author: Author,
    action: str,
    changes: dict[str, Any],
    reason: str | None = None,
    *,
    new: bool = False,
) -> None:
    """Log a change of a record that does not count its own revisions: an article, a vessel. A `new` one has none."""
    which = {"record": record_kind, "record_id": record_id}
    last = 0 if new else session.connection().scalar(_LAST, which) or 0
    _add(
        session,
        author,
        record=record_kind,
        record_id=record_id,
        revision=last + 1,
        at=utcnow(),
        action=action,
        reason=reason,
        batch=None,
        changes=changes,
    )


def _add(session: Session, author: Author, **fields: Any) -> None:
    session.connection().execute(_ADD, {"by": author.name, "by_person": author.person, **fields})


def of(session: Session, record_id: UUID, kind: str = "event") -> list[Revision]:
    """All changes of one record, the first first."""
    return list(
        session.scalars(
            select(Revision).where(Revision.record == kind, Revision.record_id == record_id).order_by(Revision.revision)
        )
    )


def of_events(session: Session, event_ids: Collection[UUID]) -> dict[UUID, list[Revision]]:
    """All changes of several events, the first first."""
    query = select(Revision).where(Revision.record == "event", Revision.record_id.in_(event_ids))
    found: dict[UUID, list[Revision]] = {}
    for each in session.scalars(query.order_by(Revision.revision)):
        found.setdefault(each.record_id, []).append(each)
    return found


def touched_by_person(session: Session, record_id: UUID) -> bool:
    """Whether a person has ever decided about the record."""
    query = select(func.count()).where(
        Revision.record == "event", Revision.record_id == record_id, Revision.by_person.is_(True)
    )
    return bool(session.scalar(query))


def of_batch(session: Session, batch: UUID) -> list[Revision]:
    """All changes of one batch, in the order in which they were made."""
    return list(session.scalars(select(Revision).where(Revision.batch == batch).order_by(Revision.seq)))
