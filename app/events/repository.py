"""Queries over events: the read model for everybody, the records for who reviews."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, selectinload, undefer
from sqlalchemy.orm.interfaces import ORMOption

from app.db.indexes import Bounds, Indexes
from app.events.keys import last_key
from app.events.models import Change, Event, EventActor, EventFeature, EventTerm, EventVessel, Mention
from app.vessels.models import Vessel


@dataclass(frozen=True, slots=True)
class Filter:
    """What a caller asks of published events; everything given must hold."""

    bounds: Bounds | None = None
    #: Seconds of the Unix epoch, half-open; an event's time must meet it. None at an end: open.
    since: int | None = None
    until: int | None = None
    #: Kind of term → the terms of which an event must carry at least one (see `readmodel.terms`).
    terms: tuple[tuple[str, tuple[str, ...]], ...] = ()
    #: Folded words that must all begin some word of the event's text.
    words: tuple[str, ...] = ()
    #: Changed at or after this instant, UTC.
    updated_since: datetime | None = None

    @property
    def timed(self) -> bool:
        """Whether time is asked for; an undated event then never matches."""
        return self.since is not None or self.until is not None


@dataclass(frozen=True, slots=True)
class Page:
    """Finished features, newest first, and the key after which the next page begins."""

    bodies: list[bytes]
    next_key: int | None
    matched: int


def page(session: Session, indexes: Indexes, wanted: Filter, *, limit: int, after: int | None) -> Page:
    """One page of published events. The cursor is a key, so nothing is skipped or repeated while others write."""
    conditions = _conditions(wanted, indexes)
    query = select(EventFeature.k, EventFeature.body).where(*conditions)
    if after is not None:
        query = query.where(EventFeature.k < after)
    rows = session.execute(query.order_by(EventFeature.k.desc()).limit(limit + 1)).all()
    matched = session.scalar(select(func.count()).select_from(EventFeature).where(*conditions)) or 0
    more = len(rows) > limit
    return Page([row.body for row in rows[:limit]], rows[limit - 1].k if more else None, matched)


def _conditions(wanted: Filter, indexes: Indexes) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.timed:
        conditions.append(EventFeature.t0.is_not(None))
    if wanted.until is not None:
        conditions.append(EventFeature.k <= last_key(wanted.until - 1))
    if wanted.since is not None:
        conditions.append(EventFeature.t1 > wanted.since)
    for kind, terms in wanted.terms:
        conditions.append(
            EventFeature.k.in_(select(EventTerm.k).where(EventTerm.kind == kind, EventTerm.term.in_(terms)))
        )
    if wanted.bounds is not None:
        conditions.append(indexes.within(wanted.bounds))
    if wanted.words:
        conditions.append(indexes.matching(wanted.words))
    if wanted.updated_since is not None:
        conditions.append(EventFeature.updated >= wanted.updated_since)
    return conditions


def feature(session: Session, event_id: UUID) -> EventFeature | None:
    """The read model's row of a published event, its item included."""
    query = select(EventFeature).where(EventFeature.event_id == event_id).options(undefer(EventFeature.item))
    return session.scalar(query)


def data_version(session: Session) -> int:
    """Counts the changes of published events: the same number, the same data."""
    return session.scalar(select(func.max(Change.seq))) or 0


def whole(session: Session, event_id: UUID) -> Event | None:
    """An event of any status with everything that hangs on it."""
    return session.get(Event, event_id, options=_everything())


def of_article(session: Session, article_id: UUID) -> list[Event]:
    """The events that an article's passages tell of, of any status, in the order of their first passage."""
    query = (
        select(Event)
        .where(Event.id.in_(select(Mention.event_id).where(Mention.article_id == article_id)))
        .options(*_everything())
        .order_by(Event.created, Event.id)
    )
    return list(session.scalars(query))


def published_of_vessel(session: Session, vessel_id: UUID) -> list[Event]:
    """The published events that a hull has a part in."""
    named = select(EventVessel.event_id).where(EventVessel.vessel_id == vessel_id)
    query = select(Event).where(Event.id.in_(named), Event.status == "published").options(*_everything())
    return list(session.scalars(query))


def proposals(session: Session, limit: int = 200) -> list[Event]:
    """What awaits review, the longest waiting first."""
    query = select(Event).where(Event.status == "proposed").order_by(Event.id).limit(limit).options(*_everything())
    return list(session.scalars(query))


def _everything() -> tuple[ORMOption, ...]:
    return (
        selectinload(Event.mentions).joinedload(Mention.article),
        selectinload(Event.mentions).joinedload(Mention.passage),
        selectinload(Event.vessels).joinedload(EventVessel.vessel).selectinload(Vessel.identities),
        selectinload(Event.actors).joinedload(EventActor.actor),
    )
