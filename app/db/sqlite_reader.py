"""Plain reads of the embedded store."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from app.db.indexes import among_keys, listed
from app.db.reader import IDLE, Row, TooExpensive

#: Steps of SQLite's machine between two looks at the clock: some tenths of a millisecond.
STEPS = 10_000
#: Seconds after which a statement is a long one; that it works between two looks at whether others want the processor;
#: and that it lets them have it. It is wanted where the statement had less than this share of it. On two cores at four
#: fifths of the peak, others' p99 meanwhile is 30 to 40 ms so, and was 72 to 300 ms with a rest of 10 ms.
LONG, SLICE, REST, SHARE = 0.1, 0.005, 0.03, 0.8


class SqliteReader:
    """Reads of the embedded store. A commit of any process, this one included, shows in `PRAGMA data_version`."""

    among = among_keys("sqlite")

    def __init__(self, connect: Callable[[], sqlite3.Connection], budget: float) -> None:
        """`connect` opens a connection; `budget` is in seconds."""
        self._connect, self.budget = connect, budget
        self._idle: list[sqlite3.Connection] = []
        self._watching: sqlite3.Connection | None = None
        self._seen = -1

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        connection = self._idle.pop() if self._idle else self._connect()
        try:
            yield connection
        except BaseException:
            connection.close()
            raise
        if len(self._idle) < IDLE:
            self._idle.append(connection)
        else:
            connection.close()

    def uuid(self, value: UUID) -> Any:
        """See `Reader`."""
        return value.hex

    def rows(self, statement: str, **parameters: Any) -> list[Row]:
        """See `Reader`."""
        if "keys" in parameters:
            parameters["keys"] = listed(parameters["keys"], "sqlite")
        with self._connection() as connection:
            connection.set_progress_handler(until(self.budget), STEPS)
            try:
                return connection.execute(statement, parameters).fetchall()
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
                    raise TooExpensive.after(self.budget) from error
                raise

    def batches(self, statement: str, size: int) -> Iterator[list[Row]]:
        """See `Reader`."""
        with self._connection() as connection:
            connection.set_progress_handler(None, 0)
            cursor = connection.execute(statement)
            while rows := cursor.fetchmany(size):
                yield rows

    def changed(self) -> bool:
        """See `Reader`."""
        if self._watching is None:
            self._watching = self._connect()
        seen: int = self._watching.execute("PRAGMA data_version").fetchone()[0]
        same = seen == self._seen
        self._seen = seen
        return not same

    def close(self) -> None:
        """See `Reader`."""
        while self._idle:
            self._idle.pop().close()
        if self._watching is not None:
            self._watching.close()
            self._watching = None


def until(budget: float) -> Callable[[], bool]:
    """Whether the time is up. A long statement of a busy machine gives way now and then: whoever asks little meanwhile
    would wait for it, since SQLite takes a whole core, and our functions in it take the interpreter."""
    begun = since = time.monotonic()
    worked: float | None = None  # asked for late: to ask the kernel takes as long as a short statement

    def is_over() -> bool:
        nonlocal since, worked
        now = time.monotonic()
        left = begun + budget - now
        if left > 0 and now - begun > LONG and now - since > SLICE:
            had = time.thread_time()
            if worked is not None and had - worked < SHARE * (now - since):
                time.sleep(min(REST, left))
            since, worked = time.monotonic(), had
        return left < 0

    return is_over
