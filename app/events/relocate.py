"""Bringing stored events in line with a new version of the regions or of the territorial seas."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

import shapely
from sqlalchemy import select

from app.auth.author import SKERRY
from app.db.engine import Database
from app.events import repository, revisions, service
from app.events.models import Event
from geo import regions as sea_regions

#: Events that are written in one transaction, so that other writers get their turn.
BATCH = 50


@dataclass(frozen=True, slots=True)
class Relocated:
    """How many events were looked at, and how many lie in other regions than before."""

    looked_at: int
    changed: int


def relocate(database: Database, progress: Callable[[int, int], None] = lambda done, total: None) -> Relocated:
    """Compute the regions of every event whose regions come from another version of the data, with a revision where
    they differ. A region as a place stays the region that the sources name."""
    known = sea_regions.load()
    with database.read() as session:
        stale = session.scalars(select(Event.id).where(Event.regions_version.is_distinct_from(known.version))).all()
    changed = 0
    for start in range(0, len(stale), BATCH):
        changed += _batch(database, stale[start : start + BATCH])
        progress(min(start + BATCH, len(stale)), len(stale))
    return Relocated(len(stale), changed)


def _batch(database: Database, ids: Sequence[UUID]) -> int:
    known, changed = sea_regions.load(), 0
    with database.write() as session:
        for event_id in ids:
            event = repository.whole(session, event_id)
            if event is None:
                continue
            before = revisions.state(event)
            if event.location_precision != "region" and event.geometry is not None:
                event.regions = list(known.of(shapely.from_wkb(event.geometry)))
            event.regions_version = known.version
            if event.regions != before["regions"]:
                service.settle(session, event, before, SKERRY, "relocate", f"regions of {known.version}")
                changed += 1
    return changed
