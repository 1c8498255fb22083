"""Keeping the point index in step with the store: loaded once, then brought up by the change log."""

import ctypes
import logging
import threading
import time

from app.db.reader import Reader
from app.events.index.bodies import Bodies
from app.events.index.columns import ROW, Vocabularies, columns, merge
from app.events.index.points import PointIndex

log = logging.getLogger(__name__)

#: Rows that are loaded at once.
BATCH = 2_000
#: Changes that are taken in one by one; after more, the index is loaded anew.
MANY = 20_000
#: Seconds between two looks at a store that nobody asks.
IDLE = 2.0


class Follower:
    """One worker's point index. `current` gives it as of this moment, whoever wrote, in whatever process."""

    def __init__(self, reader: Reader, cache_bytes: int) -> None:
        self.reader = reader
        self.bodies = Bodies(reader, cache_bytes)
        self._index: PointIndex | None = None
        self._behind = False
        self._asked = 0.0
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Load in the background, and keep in step also while nobody asks."""
        self._thread = threading.Thread(target=self._run, name="point-index", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the background work; `current` works on."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()

    @property
    def ready(self) -> bool:
        """Whether `current` answers without waiting for a whole load."""
        return self._index is not None and not self._lock.locked()

    @property
    def latest(self) -> PointIndex | None:
        """The index as `current` gave it last."""
        return self._index

    @property
    def size(self) -> int:
        """Events of the index, those apart that came in of late; 0 while it is being loaded."""
        return 0 if self._index is None else len(self._index.large)

    def load(self) -> PointIndex:
        """The index, loaded now if it is not yet."""
        with self._lock:
            return self._load() if self._index is None else self._index

    def current(self) -> PointIndex | None:
        """The index with every change that was committed before this call; None while it is being loaded."""
        if self._index is None:
            return None
        self._asked = time.monotonic()
        with self._lock:
            # Stays so until the changes are in: one that could not be read must not be passed over.
            self._behind = self.reader.changed() or self._behind
            if self._behind:
                self._catch_up()
                self._behind = False
            return self._index

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                if self._index is None:
                    self.load()
                # Not while it is asked: this thread would wait for the interpreter with the lock that others want.
                if time.monotonic() - self._asked > IDLE:
                    self.current()
            except Exception:
                log.exception("the point index is not in step; trying again")
            self._stopping.wait(IDLE)

    def _load(self) -> PointIndex:
        """The log's number is read first: changes that come in meanwhile are taken in once more, which does no harm."""
        self.reader.changed()
        version = self._version()
        words = Vocabularies()
        runs = [columns((), words)]
        statement = f"SELECT {ROW} FROM event_point ORDER BY k"  # noqa: S608 - our own column names
        runs += [columns(rows, words) for rows in self.reader.batches(statement, BATCH)]
        self.bodies.clear()
        self._index = PointIndex(version, words, merge(runs), columns((), words))
        del runs
        _give_back()
        return self._index

    def _version(self) -> int:
        return int(self.reader.rows("SELECT coalesce(max(seq), 0) FROM change")[0][0])

    def _catch_up(self) -> None:
        index = self._index
        assert index is not None
        changes = self.reader.rows(
            "SELECT seq, was, k FROM change WHERE seq > :seen ORDER BY seq LIMIT :many", seen=index.version, many=MANY
        )
        if not changes:
            return
        if len(changes) == MANY:
            self._load()
            return
        touched = sorted({key for _, *keys in changes for key in keys if key is not None})
        rows = self.reader.rows(f"SELECT {ROW} FROM event_point WHERE k {self.reader.among}", keys=touched)  # noqa: S608
        self._index = index.changed(changes[-1][0], touched, rows)
        self.bodies.forget(touched)


def _give_back() -> None:
    """Return to the system what loading took and no longer needs; the C library would keep it, more than the index."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
