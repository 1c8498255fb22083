"""The list of events as it was at an instant: what has not changed since from the read model, the rest from revisions.

The change log says under which key each event stood then, so places and pages are those of that instant, and stay so
while others write. An event that is no longer published is not shown as it was either, and what was rounded since is
rounded here too (events/history.py).
"""

import heapq
import time
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from uuid import UUID

import shapely
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.db.engine import Database
from app.db.indexes import Indexes
from app.db.reader import TooExpensive
from app.events import features, history, readmodel, repository, revisions
from app.events.models import Change, Event, EventPoint
from app.events.repository import Filter, Order, Page, Place

#: Events that are made anew together, at most.
CHUNK = 50
#: Seconds that one page may take: it is asked seldom, and reads history.
SECONDS = 10.0


def page(database: Database, wanted: Filter, order: Order, at: datetime, *, limit: int, after: Place | None) -> Page:
    """One page of the events that were published at `at` and are now, as they were. They are not counted.

    `wanted` has no areas and no expression: those are conditions on rows of today's events. Raises TooExpensive where
    more events have changed since than can be made anew in time.
    """
    assert not wanted.areas and wanted.expression is None
    with database.read_within(SECONDS) as session:
        found = heapq.merge(
            _unchanged(session, database.indexes, wanted, order, at, limit + 1, after),
            _changed(session, wanted, order, at, limit + 1, after),
            key=lambda each: each[0],
            reverse=order.startswith("-"),
        )
        rows = list(islice(found, limit + 1))
        shown = rows[:limit]
        known = repository.bodies(session, [place.key for place, body in shown if body is None])
    bodies = [known[place.key] if body is None else body for place, body in shown]
    return Page(bodies, shown[-1][0] if len(rows) > limit else None, None)


#: Where an event stands in the list, and its feature if the read model does not have it so.
Found = tuple[Place, bytes | None]


def _unchanged(
    session: Session, indexes: Indexes, wanted: Filter, order: Order, at: datetime, limit: int, after: Place | None
) -> Iterator[Found]:
    same = select(Event.id).where(Event.id == EventPoint.event_id, Event.updated <= at).exists()
    conditions = [*repository.all_conditions(session, indexes, wanted), same]
    for place in repository.places(session, conditions, limit=limit, after=after, order=order):
        yield place, None


def _changed(
    session: Session, wanted: Filter, order: Order, at: datetime, limit: int, after: Place | None
) -> Iterator[Found]:
    end, falling = time.monotonic() + SECONDS, order.startswith("-")
    places = sorted(_places_then(session, order, at), reverse=falling)
    if after is not None:
        places = [each for each in places if (each[0] < after if falling else each[0] > after)]
    size = min(limit, CHUNK)
    for start in range(0, len(places), size):
        chunk = {event_id: place for place, event_id in places[start : start + size]}
        made = revisions.of_events(session, chunk)
        events = session.scalars(select(Event).where(Event.id.in_(chunk)).options(*repository.EVERYTHING))
        for event in sorted(events, key=lambda each: chunk[each.id], reverse=falling):
            past = history.as_of(session, event, at, None, made[event.id])
            if past is not None and meets(past, wanted):
                yield chunk[event.id], features.encode(features.feature(past))
            if time.monotonic() > end:
                raise TooExpensive.after(SECONDS)


def _places_then(session: Session, order: Order, at: datetime) -> list[tuple[Place, UUID]]:
    """Where the events stood that have changed since: the last row of the change log that is not younger says it."""
    newest = (
        select(func.max(Change.seq))
        .join(EventPoint, EventPoint.event_id == Change.event_id)
        .join(Event, Event.id == Change.event_id)
        .where(EventPoint.updated >= int(at.timestamp()), Event.updated > at, Change.at <= at)
        .group_by(Change.event_id)
    )
    query = select(Change.k, Change.at, Change.event_id).where(Change.seq.in_(newest), Change.k.is_not(None))
    by_update = order.endswith("updated")
    return [(Place(int(row.at.timestamp()) if by_update else 0, row.k), row.event_id) for row in session.execute(query)]


def meets(event: Event, wanted: Filter) -> bool:
    """Whether an event that is in no read model meets a filter, by the rows that it would have there."""
    row = readmodel.point(event)
    if wanted.timed and row["t0"] is None:
        return False
    if wanted.until is not None and row["t0"] >= wanted.until:
        return False
    if wanted.since is not None and row["t1"] <= wanted.since:
        return False
    if wanted.updated_since is not None and row["updated"] < int(wanted.updated_since.timestamp()):
        return False
    if wanted.bounds is not None:
        shape = shapely.from_wkb(event.geometry) if event.geometry else shapely.Point()
        boxes = [shapely.box(each.west, each.south, each.east, each.north) for each in wanted.bounds.parts()]
        if not shapely.intersects(shape, boxes).any():
            return False
    if wanted.terms:
        carried = readmodel.terms(event)
        if not all(any((kind, term) in carried for term in terms) for kind, terms in wanted.terms):
            return False
    if wanted.words:
        text = readmodel.searchable(event).split()
        return all(any(word.startswith(sought) for word in text) for sought in wanted.words)
    return True
