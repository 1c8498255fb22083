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
        end = time.monotonic() + self.budget
        with self._connection() as connection:
            connection.set_progress_handler(lambda: time.monotonic() > end, STEPS)
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
