"""What the outlets ask of published events: from the index, or from the store until that is loaded."""

from threading import BoundedSemaphore
from uuid import UUID

from app.db.engine import Database
from app.db.reader import TooExpensive
from app.events import repository
from app.events.conditions import Expression
from app.events.index import counting, publishers, search, tiling
from app.events.index.columns import Array
from app.events.index.follower import Follower
from app.events.index.matching import Test
from app.events.index.points import PointIndex
from app.events.index.postings import Postings
from app.events.index.publishers import Publishers
from app.events.repository import Filter, Order, Page, Place

#: Bytes of finished features that a worker keeps at hand.
CACHE_BYTES = 24_000_000
#: Events that are gone through whole sooner than another thread has had its turn at the interpreter.
LIGHT = 200_000
#: Conditions that a worker looks for in the store at once, and the seconds that another waits for its turn.
AT_ONCE, PATIENCE = 4, 0.5


class Published:
    """Published events as one worker reads them."""

    def __init__(self, database: Database, cache_bytes: int = CACHE_BYTES) -> None:
        self.database = database
        self.follower = Follower(database.reader, cache_bytes)
        self.postings = Postings(database.reader, database.indexes, self._fitting)
        self._publishers = Publishers(database.reader)
        self._turn = BoundedSemaphore(AT_ONCE)

    def version(self) -> int:
        """Number of the last change, whoever made it: the same number, the same data."""
        index = self.follower.current()
        if index is not None:
            return index.version
        with self.database.read() as session:
            return repository.data_version(session)

    def holds_still(self, since: int, now: int, wanted: Filter, place: tuple[int, int, int] | None = None) -> bool:
        """Whether what was answered of these events (in a tile) as of data version `since` is true as of `now`, which
        `version` has given. In doubt it is not."""
        index, window = self.follower.latest, None if place is None else tiling.window(*place)
        # One that has just been loaded may be of before `now`, which the store then gave.
        return index is not None and index.version >= now and index.holds_still(wanted, since, window)

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

    def tile(self, wanted: Filter, place: tuple[int, int, int]) -> bytes:
        """A vector tile at zoom, row and column; empty if nothing is there. Raises TooExpensive."""
        return tiling.tile(*self._matching(wanted), *place)

    def statistics(self, wanted: Filter, by: tuple[str, ...]) -> bytes:
        """Counts as JSON (app/ogc/statistics.py). Raises TooExpensive."""
        index, test, among = self._matching(wanted)
        if by == ("publisher",):
            return publishers.counted(index, test, among, self._publishers.of(index.version))
        return counting.encoded(index, wanted, test, among, by)

    def tellers(self) -> bytes:
        """Every publisher with the ids of its events, as JSON. Raises TooExpensive."""
        index = self.follower.current() or self.follower.load()
        return publishers.listed(index, self._publishers.of(index.version))

    def _matching(self, wanted: Filter) -> tuple[PointIndex, Test, Array | None]:
        """The index, loaded now if it is not yet, the test of the filter, and the keys that may match."""
        index = self.follower.current() or self.follower.load()
        test = index.test(wanted)
        return index, test, search.matching(index, self.postings, wanted, test)

    def _fitting(self, expression: Expression, only: list[int] | None) -> list[int]:
        """Keys of the events (of `only`, if given) that a condition holds of. It may take all the time that a question
        has, so that few are asked at once, and threads are left for everybody else."""
        if not self._turn.acquire(timeout=PATIENCE):
            raise TooExpensive("too many questions with a filter at once: try again in a moment")
        try:
            return repository.fitting(self.database, expression, only)
        finally:
            self._turn.release()

    def at_once(self) -> bool:
        """Whether the index can be brought up without waiting for a server."""
        return self.follower.ready and self.database.engine.dialect.name == "sqlite"

    def quick(self, wanted: Filter, order: Order) -> bool:
        """Whether the keys of a page are found sooner than another thread would begin: nothing has to be read for them,
        no event held against an outline, and they need not be put in order."""
        return order == "-start" and not wanted.areas and not self.postings.needed(wanted)

    def light(self, wanted: Filter) -> bool:
        """The same of a tile, or of counts by anything but publishers, for which all events are gone through."""
        return self.at_once() and self.follower.size <= LIGHT and self.quick(wanted, "-start")
