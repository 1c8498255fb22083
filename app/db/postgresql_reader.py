"""Plain reads of the multi-user store; imported only where it is used, since its driver is an extra."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql

from app.db.indexes import among_keys
from app.db.reader import IDLE, Row, TooExpensive

#: Seconds within which the server must tell its last change, which is no question of anybody's.
_WATCHING = 10.0


class PostgresReader:
    """Reads of the multi-user store. A commit shows in the change log's last number, which is one index entry away."""

    among = among_keys("postgresql")

    def __init__(self, url: str, budget: float) -> None:
        """`url` as libpq has it; `budget` is in seconds."""
        self._url, self.budget = url, budget
        self._idle: list[psycopg.Connection[Row]] = []
        self._watching: psycopg.Connection[Row] | None = None
        self._seen: Any = None

    def _connect(self, budget: float) -> psycopg.Connection[Row]:
        connection = psycopg.connect(self._url, autocommit=True, prepare_threshold=2)
        connection.execute(sql.SQL("SET statement_timeout = {}").format(max(1, round(budget * 1000))))
        return connection

    @contextmanager
    def _connection(self) -> Iterator[psycopg.Connection[Row]]:
        connection = self._idle.pop() if self._idle else self._connect(self.budget)
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
        return value

    def rows(self, statement: str, **parameters: Any) -> list[Row]:
        """See `Reader`. A connection that the server has ended meanwhile is replaced once."""
        try:
            return self._rows(statement, parameters)
        except psycopg.errors.QueryCanceled as error:
            raise TooExpensive.after(self.budget) from error
        except psycopg.OperationalError:
            self.close()
            return self._rows(statement, parameters)

    def _rows(self, statement: str, parameters: dict[str, Any]) -> list[Row]:
        with self._connection() as connection:
            return connection.execute(_placed(statement), parameters, binary=True).fetchall()

    def batches(self, statement: str, size: int) -> Iterator[list[Row]]:
        """See `Reader`; through a cursor of the server, so that memory stays flat."""
        with psycopg.connect(self._url) as connection, connection.cursor("batches", binary=True) as cursor:
            cursor.itersize = size
            cursor.execute(_placed(statement))
            while rows := cursor.fetchmany(size):
                yield rows

    def changed(self) -> bool:
        """See `Reader`."""
        if self._watching is None or self._watching.closed:
            self._watching = self._connect(_WATCHING)
        seen = self._watching.execute("SELECT max(seq) FROM change").fetchone()
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


@lru_cache(maxsize=128)
def _placed(statement: str) -> Any:
    """The statement with psycopg's placeholders."""
    return re.sub(r"(?<!:):([a-z]\w{0,30})", r"%(\1)s", statement)
