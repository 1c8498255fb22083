"""What the outlets ask of published events: from the index, or from the store until that is loaded."""

from typing import Any

from app.db.engine import Database
from app.events import repository
from app.events.index import search
from app.events.index.follower import Follower
from app.events.index.points import PointIndex
from app.events.index.postings import Postings
from app.events.repository import Filter, Order, Page, Place

#: Bytes of finished features that a worker keeps at hand.
CACHE_BYTES = 64_000_000


class Published:
    """Published events as one worker reads them."""

    def __init__(self, database: Database, cache_bytes: int = CACHE_BYTES) -> None:
        self.database = database
        self.follower = Follower(database.reader, cache_bytes)
        self.postings = Postings(database.reader, database.indexes)
        #: What the outlets have understood of earlier requests (ogc/question.py).
        self.questions: dict[Any, Any] = {}

    def version(self) -> int:
        """Number of the last change, whoever made it: the same number, the same data."""
        index = self.follower.current()
        if index is not None:
            return index.version
        with self.database.read() as session:
            return repository.data_version(session)

    def page(self, wanted: Filter, order: Order, *, limit: int, after: Place | None) -> Page:
        """One page of finished features. Raises TooExpensive."""
        index = self.follower.current()
        if index is None:
            with self.database.read() as session:
                return repository.page(session, self.database.indexes, wanted, limit=limit, after=after, order=order)
        found = search.find(index, self.postings, wanted, order, limit=limit, after=after)
        return Page(self.follower.bodies.of(found.keys), found.after, found.matched)

    def index(self) -> PointIndex:
        """The index itself, for what only it can answer; loads it if it is not there yet."""
        return self.follower.current() or self.follower.load()

    def quick(self, wanted: Filter, order: Order, limit: int) -> bool:
        """Whether `page` takes no longer than handing it to another thread and back: an embedded store, and nothing to
        be read from it but the features of one small page."""
        return (
            self.follower.ready
            and self.database.engine.dialect.name == "sqlite"
            and order == "-start"
            and limit <= 1_000
            and not self.postings.needed(wanted)
        )
