"""Plain reads of the embedded store."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from app.db.aside import Aside
from app.db.indexes import among_keys, listed
from app.db.reader import IDLE, Row, TooExpensive
from app.db.sqlite_opening import give_up_after, is_given_up, open_to_read

#: Seconds after which a statement is a long one, and begun again where it is in nobody's way.
LONG = 0.02


class SqliteReader:
    """Reads of the embedded store. A commit of any process, this one included, shows in `PRAGMA data_version`."""

    among = among_keys("sqlite")

    def __init__(self, path: str, budget: float) -> None:
        """`path` is the store's file; `budget` is in seconds."""
        self._path, self.budget = path, budget
        self._aside = Aside(path)
        self._idle: list[sqlite3.Connection] = []
        self._watching: sqlite3.Connection | None = None
        self._seen = -1

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        connection = self._idle.pop() if self._idle else open_to_read(self._path)
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
        begun = time.monotonic()
        with self._connection() as connection:
            give_up_after(connection, min(LONG, self.budget))
            try:
                return connection.execute(statement, parameters).fetchall()
            except sqlite3.OperationalError as error:
                if not is_given_up(error):
                    raise
        try:
            return self._aside.rows(statement, parameters, begun + self.budget - time.monotonic())
        except TimeoutError as error:
            raise TooExpensive.after(self.budget) from error

    def batches(self, statement: str, size: int) -> Iterator[list[Row]]:
        """See `Reader`."""
        with self._connection() as connection:
            give_up_after(connection, None)
            cursor = connection.execute(statement)
            while rows := cursor.fetchmany(size):
                yield rows

    def changed(self) -> bool:
        """See `Reader`."""
        if self._watching is None:
            self._watching = open_to_read(self._path)
        seen: int = self._watching.execute("PRAGMA data_version").fetchone()[0]
        same = seen == self._seen
        self._seen = seen
        return not same

    def close(self) -> None:
        """See `Reader`."""
        self._aside.close()
        while self._idle:
            self._idle.pop().close()
        if self._watching is not None:
            self._watching.close()
            self._watching = None
