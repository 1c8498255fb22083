"""Queries over events: the read model for everybody, the records for who reviews."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple
from uuid import UUID

import shapely
from sqlalchemy import ColumnElement, Connection, bindparam, func, select, tuple_
from sqlalchemy.orm import Session, selectinload, undefer
from sqlalchemy.orm.interfaces import ORMOption

from app.db.engine import Database
from app.db.indexes import Bounds, Indexes, among, key_in, listed
from app.events.conditions import Condition, Expression, Lying
from app.events.keys import OFFSET, SEQUENCE, last_key
from app.events.models import Change, Event, EventActor, EventFeature, EventPoint, EventTerm, EventVessel, Mention
from app.events.properties import EVENT_PROPERTY
from app.events.shapes import lying
from app.vessels.models import Vessel

#: What loads an event's ships with all that they were ever called.
SHIPS = selectinload(Event.vessels).joinedload(EventVessel.vessel).selectinload(Vessel.identities)
#: What loads an event with all that hangs on it, in a fixed number of queries.
EVERYTHING: tuple[ORMOption, ...] = (
    selectinload(Event.mentions).joinedload(Mention.article),
    selectinload(Event.mentions).joinedload(Mention.passage),
    SHIPS,
    selectinload(Event.actors).joinedload(EventActor.actor),
)

#: Statements of every write, made once: to make one takes as long as to run it.
_WHOLE = select(Event).where(Event.id == bindparam("event_id")).options(*EVERYTHING)
_WHOLES = select(Event).where(Event.id.in_(bindparam("event_ids", expanding=True))).options(*EVERYTHING)
_TOLD = select(Mention.event_id).where(Mention.article_id == bindparam("article_id"))
_OF_ARTICLE = select(Event).where(Event.id.in_(_TOLD)).options(*EVERYTHING).order_by(Event.created, Event.id)
#: What a condition on properties is added to.
_FITTING = f"SELECT k FROM {EVENT_PROPERTY.name} WHERE "  # noqa: S608


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
    #: Shapes (WKB, longitude and latitude) that its geometry must all meet.
    areas: tuple[bytes, ...] = ()
    #: A condition on its properties and its geometry.
    expression: Expression | None = None

    @property
    def timed(self) -> bool:
        """Whether time is asked for; an undated event then never matches."""
        return self.since is not None or self.until is not None


#: Orders of a list; "-" is falling. By start, the undated come last when falling and first when rising.
Order = Literal["-start", "start", "-updated", "updated"]


class Place(NamedTuple):
    """Where a page ends: the sort value of its last event (0 where that is in the key) and the event's key."""

    rank: int
    key: int


@dataclass(frozen=True, slots=True)
class Page:
    """Finished features in order, and the place after which the next page begins."""

    bodies: list[bytes]
    after: Place | None
    #: How many match in all; None where counting would cost too much.
    matched: int | None


def page(
    session: Session,
    indexes: Indexes,
    wanted: Filter,
    *,
    limit: int,
    after: Place | None,
    order: Order = "-start",
) -> Page:
    """One page of published events. The cursor is a place, so nothing is skipped or repeated while others write.

    The way of a store whose point index is not loaded (app/events/index): it answers the same, more slowly.
    """
    conditions = all_conditions(session, indexes, wanted)
    found = places(session, conditions, limit=limit + 1, after=after, order=order)
    known = bodies(session, [place.key for place in found[:limit]])
    matched = session.scalar(select(func.count()).select_from(EventPoint).where(*conditions)) or 0
    last = found[limit - 1] if len(found) > limit else None
    return Page([known[place.key] for place in found[:limit]], last, matched)


def places(
    session: Session, conditions: Sequence[ColumnElement[bool]], *, limit: int, after: Place | None, order: Order
) -> list[Place]:
    """The first places behind `after` of rows of `event_point` that meet the conditions, in their order."""
    falling, by_update = order.startswith("-"), order.endswith("updated")
    columns = (EventPoint.updated, EventPoint.k) if by_update else (EventPoint.k,)
    query = select(EventPoint.updated, EventPoint.k).where(*conditions)
    if after is not None:
        here, there = tuple_(*columns), tuple_(*(after if by_update else after[1:]))
        query = query.where(here < there if falling else here > there)
    rows = session.execute(query.order_by(*(c.desc() if falling else c for c in columns)).limit(limit))
    return [Place(row.updated if by_update else 0, row.k) for row in rows]


def bodies(session: Session, keys: Collection[int]) -> dict[int, bytes]:
    """Finished features by their keys."""
    rows = session.execute(select(EventFeature.k, EventFeature.body).where(EventFeature.k.in_(keys)))
    return {row.k: row.body for row in rows}


def all_conditions(session: Session, indexes: Indexes, wanted: Filter) -> list[ColumnElement[bool]]:
    """What must hold of a row of `event_point`, exact outlines and conditions on properties included."""
    conditions = [*sql_conditions(wanted, indexes), *_exact(session, indexes, wanted)]
    connection = session.connection()
    for area in wanted.areas:
        met = lying(connection, indexes, Lying(shapely.from_wkb(area)))
        conditions.append(among(EventPoint.k, connection.dialect.name, met))
    if wanted.expression is not None:
        condition = wanted.expression.condition(connection.dialect.name)
        conditions.append(key_in(_FITTING + condition.sql, [_filled(condition, connection, indexes)]))
    return conditions


def sql_conditions(wanted: Filter, indexes: Indexes) -> list[ColumnElement[bool]]:
    """What must hold of a row of `event_point`; each condition has an index, so that none reads the whole table."""
    conditions: list[ColumnElement[bool]] = []
    if wanted.timed:
        conditions.append(EventPoint.k > last_key(None))
    if wanted.until is not None:
        conditions.append(EventPoint.k <= last_key(wanted.until - 1))
    if wanted.since is not None:
        longest = select(EventPoint.span).where(EventPoint.span.is_not(None)).order_by(EventPoint.span.desc()).limit(1)
        start = (wanted.since + OFFSET - func.coalesce(longest.scalar_subquery(), 0)) * (SEQUENCE + 1)
        conditions += [EventPoint.k >= start, EventPoint.t1 > wanted.since]
    for kind, terms in wanted.terms:
        conditions.append(
            EventPoint.k.in_(select(EventTerm.k).where(EventTerm.kind == kind, EventTerm.term.in_(terms)))
        )
    if wanted.bounds is not None:
        conditions.append(indexes.within(wanted.bounds))
    if wanted.words:
        conditions.append(indexes.matching(wanted.words))
    if wanted.updated_since is not None:
        conditions.append(EventPoint.updated >= int(wanted.updated_since.timestamp()))
    return conditions


def _exact(session: Session, indexes: Indexes, wanted: Filter) -> list[ColumnElement[bool]]:
    """Lines and areas whose box meets the sought one and that do not themselves."""
    if wanted.bounds is None:
        return []
    parts = [shapely.box(part.west, part.south, part.east, part.north) for part in wanted.bounds.parts()]
    query = select(EventPoint.k, EventPoint.shape).where(EventPoint.shape.is_not(None), indexes.within(wanted.bounds))
    outside = [
        key
        for key, shape in session.execute(query).all()
        if shape is not None and not shapely.intersects(shapely.from_wkb(shape), parts).any()
    ]
    return [EventPoint.k.not_in(outside)] if outside else []


def fitting(database: Database, expression: Expression, only: Sequence[int] | None = None) -> list[int]:
    """Keys, rising, of the published events that an expression holds of; of those in `only`, if given. Raises
    TooExpensive."""
    condition = expression.condition(database.engine.dialect.name)
    values = condition.values
    if condition.shapes:
        with database.look_within() as connection:
            values = _filled(condition, connection, database.indexes, only)
    if only is None:
        rows = database.reader.rows(f"{_FITTING}{condition.sql} ORDER BY k", **values)
    else:
        among_them = f"{_FITTING}k {database.reader.among} AND {condition.sql} ORDER BY k"
        rows = database.reader.rows(among_them, keys=only, **values)
    return [key for (key,) in rows]


def _filled(
    condition: Condition, connection: Connection, indexes: Indexes, only: Sequence[int] | None = None
) -> dict[str, Any]:
    """All parameters of a condition; the keys of those that lie somewhere are sought in `only`, if given."""
    dialect = connection.dialect.name
    return condition.values | {
        name: listed(lying(connection, indexes, sought, only), dialect) for name, sought in condition.shapes.items()
    }


def feature(session: Session, event_id: UUID) -> EventFeature | None:
    """The read model's row of a published event, its item included."""
    query = select(EventFeature).where(EventFeature.event_id == event_id).options(undefer(EventFeature.item))
    return session.scalar(query)


def data_version(session: Session) -> int:
    """Counts the changes of published events: the same number, the same data."""
    return session.scalar(select(func.max(Change.seq))) or 0


def whole(session: Session, event_id: UUID) -> Event | None:
    """An event of any status with everything that hangs on it."""
    return session.scalar(_WHOLE, {"event_id": event_id})


def wholes(session: Session, event_ids: Sequence[UUID]) -> dict[UUID, Event]:
    """The same for several, by id."""
    found = session.scalars(_WHOLES, {"event_ids": event_ids}) if event_ids else ()
    return {event.id: event for event in found}


def of_article(session: Session, article_id: UUID) -> list[Event]:
    """The events that an article's passages tell of, of any status, in the order of their first passage."""
    return list(session.scalars(_OF_ARTICLE, {"article_id": article_id}))


def published_naming(
    session: Session, hulls: Collection[UUID], articles: Collection[UUID], *, but: UUID | None
) -> list[Event]:
    """The published events in which one of these hulls has a part or that one of these articles tells of."""
    in_part = select(EventVessel.event_id).where(EventVessel.vessel_id.in_(hulls))
    told = select(Mention.event_id).where(Mention.article_id.in_(articles))
    query = select(Event).where(Event.id.in_(in_part.union(told)), Event.status == "published", Event.id != but)
    return list(session.scalars(query.order_by(Event.id).options(*EVERYTHING)))
