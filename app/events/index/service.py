"""What the outlets ask of published events: from the index, or from the store until that is loaded."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from app.db.engine import Database
from app.events import repository
from app.events.index import counting, search, tiling
from app.events.index.answers import Answers
from app.events.index.columns import Array
from app.events.index.follower import Follower
from app.events.index.points import PointIndex, Test
from app.events.index.postings import Postings
from app.events.properties import Expression
from app.events.repository import Filter, Order, Page, Place

#: Bytes of finished features that a worker keeps at hand.
CACHE_BYTES = 64_000_000
#: Bytes of tiles and statistics that it keeps.
ANSWERS_BYTES = 16_000_000


class Published:
    """Published events as one worker reads them."""

    def __init__(self, database: Database, cache_bytes: int = CACHE_BYTES) -> None:
        self.database = database
        self.follower = Follower(database.reader, cache_bytes)
        self.postings = Postings(database.reader, database.indexes, self._fitting)
        self._answers = Answers(ANSWERS_BYTES)
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
            with self.database.read_within() as session:
                return repository.page(session, self.database.indexes, wanted, limit=limit, after=after, order=order)
        found = search.find(index, self.postings, wanted, order, limit=limit, after=after)
        return Page(self.follower.bodies.of(found.keys), found.after, found.matched)

    def item(self, event_id: UUID) -> tuple[bytes, str] | None:
        """A published event's finished bytes with its mentions, and their entity tag."""
        statement = "SELECT item, etag FROM event_feature WHERE event_id = :id"
        rows = self.database.reader.rows(statement, id=self.database.reader.uuid(event_id))
        return rows[0] if rows else None

    def tile(self, wanted: Filter, place: tuple[int, int, int]) -> tuple[int, bytes]:
        """A vector tile at zoom, row and column, and the data version that it shows. Raises TooExpensive."""
        return self._made(wanted, place, lambda index, test, among: tiling.tile(index, test, among, *place))

    def statistics(self, wanted: Filter, by: tuple[str, ...]) -> tuple[int, bytes]:
        """Counts as JSON (app/ogc/statistics.py), and the data version of which they are. Raises TooExpensive."""
        return self._made(wanted, by, lambda index, test, among: counting.encoded(index, test, among, by))

    def known(self, wanted: Filter, what: tuple[Any, ...]) -> tuple[int, bytes] | None:
        """A tile or statistics of the present data version, if it is at hand and can be looked up without waiting."""
        if not self.at_once():
            return None
        index = self.follower.current()
        assert index is not None
        return self._answers.get(index.version, (wanted, what))

    def _made(
        self, wanted: Filter, what: tuple[Any, ...], make: Callable[[PointIndex, Test, Array | None], bytes]
    ) -> tuple[int, bytes]:
        index = self.follower.current()
        if index is None:
            index = self.follower.load()
        known = self._answers.get(index.version, (wanted, what))
        if known is None:
            test = index.test(wanted)
            among = search.matching(index, self.postings, wanted, test)
            known = self._answers.put(index.version, (wanted, what), make(index, test, among))
        return known

    def _fitting(self, expression: Expression) -> list[int]:
        with self.database.read_within() as session:
            return repository.fitting(session, self.database.indexes, expression)

    def at_once(self) -> bool:
        """Whether the index can be brought up without waiting for a server."""
        return self.follower.ready and self.database.engine.dialect.name == "sqlite"

    def quick(self, wanted: Filter, order: Order, limit: int) -> bool:
        """Whether `page` takes no longer than handing it to another thread and back: an embedded store, and nothing to
        be read from it but the features of one small page."""
        return self.at_once() and order == "-start" and limit <= 1_000 and not self.postings.needed(wanted)
