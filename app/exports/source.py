"""Where an export's features come from: the read model's finished bytes, page after page, never all at once."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import func, select

from app.db.engine import Database
from app.errors import SkerryError
from app.events.index.service import Published
from app.events.models import EventFeature, EventPoint
from app.events.repository import Filter, Order, Place

#: Features of one page: some three megabytes.
PAGE = 2_000

#: Finished features, one JSON document each.
Batch = Sequence[bytes]
Feature = dict[str, Any]


Progress = Callable[[int, int], None]


def nothing(_done: int, _total: int) -> None:
    """Tell nobody."""


class TooMany(SkerryError):
    """More events match than one export over HTTP hands out."""

    status = 413
    title = "Too many events"


@dataclass(frozen=True, slots=True)
class About:
    """What a file says of itself."""

    #: The service's address without a slash at its end.
    base: str
    #: The address that this export can be had from again.
    address: str
    title: str
    #: When the newest of the store's events changed, UTC.
    updated: datetime
    #: Names of the properties that are wanted; None for all.
    properties: frozenset[str] | None = None

    def event(self, event_id: str) -> str:
        """The address of an event."""
        return f"{self.base}/collections/events/items/{event_id}"


@dataclass(frozen=True, slots=True)
class Selection:
    """The events of one export."""

    published: Published
    wanted: Filter
    order: Order = "-start"
    after: Place | None = None
    #: Events at most; None for all.
    limit: int | None = None
    #: Events above which there is no export at all, so that a file is never cut short in silence.
    most: int | None = None
    #: Whether each event comes with its mentions.
    whole: bool = False
    #: Events of a page.
    page: int = PAGE
    #: Told how many events are done, and of how many.
    progress: Progress = nothing

    def batches(self) -> Iterator[Batch]:
        """The events in order, in pages. Raises TooMany, and TooExpensive as the index does."""
        after, left, sent = self.after, self.limit, 0
        while left is None or left > 0:
            page = self.published.page(
                self.wanted, self.order, limit=self.page if left is None else min(self.page, left), after=after
            )
            if self.most is not None and (left is None or left > self.most):
                self._bound(sent + len(page.bodies) + (page.after is not None), page.matched)
            if page.bodies:
                yield whole(self.published.database, page.bodies) if self.whole else page.bodies
            sent += len(page.bodies)
            self.progress(sent, max(sent, min(page.matched or 0, self.limit or page.matched or 0)))
            left = None if left is None else left - len(page.bodies)
            after = page.after
            if after is None:
                return

    def _bound(self, seen: int, matched: int | None) -> None:
        if self.most is not None and max(seen, matched or 0) > self.most:
            raise TooMany(
                f"{matched if matched is not None else 'too many'} events match, and one export has {self.most} at "
                "most: narrow the question, give a `limit`, or use `skerry export`, which has no bound"
            )


def whole(database: Database, bodies: Batch) -> list[bytes]:
    """The same events with their mentions; one that has gone meanwhile is left out."""
    keys = [UUID(orjson.loads(body)["id"]) for body in bodies]
    query = select(EventFeature.event_id, EventFeature.item).where(EventFeature.event_id.in_(keys))
    with database.read() as session:
        found = dict(session.execute(query).all())
    return [found[key] for key in keys if key in found]


def last_change(database: Database) -> datetime:
    """When the newest of the published events changed; the epoch where there is none."""
    with database.read() as session:
        seconds = session.scalar(select(func.max(EventPoint.updated))) or 0
    return datetime.fromtimestamp(seconds, UTC)


def features(batches: Iterator[Batch]) -> Iterator[list[Feature]]:
    """The batches, parsed."""
    for batch in batches:
        yield [orjson.loads(body) for body in batch]
