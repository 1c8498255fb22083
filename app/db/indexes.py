"""What the read model needs beside its tables, and that each database has in its own way."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import orjson
from sqlalchemy import BigInteger, ColumnElement, Connection, Text, any_, bindparam, func, literal_column, text
from sqlalchemy.dialects.postgresql import ARRAY


@dataclass(frozen=True, slots=True)
class Bounds:
    """A box in WGS 84 degrees; `west` is greater than `east` where it crosses the antimeridian."""

    west: float
    south: float
    east: float
    north: float

    def parts(self) -> list["Bounds"]:
        """One box, or the two that an antimeridian crossing makes (RFC 7946, 5.2)."""
        if self.west <= self.east:
            return [self]
        return [Bounds(self.west, self.south, 180.0, self.north), Bounds(-180.0, self.south, self.east, self.north)]


def key_in(statement: str, alternatives: Sequence[Mapping[str, Any]]) -> ColumnElement[bool]:
    """The condition on `event_point` that `statement` gives its key with one of the sets of parameters.

    One list of keys, not several conditions: beside an "or" of lists, databases read the whole table.
    """
    selects: list[str] = []
    values: dict[str, Any] = {}
    for number, parameters in enumerate(alternatives):
        selects.append(re.sub(r":(\w+)", rf":\1_{number}", statement))
        values |= {f"{name}_{number}": value for name, value in parameters.items()}
    keys = text(" UNION ALL ".join(selects)).bindparams(**values).columns(literal_column("k")).subquery()
    return literal_column("event_point.k").in_(keys.select())


def among(column: Any, dialect: str, keys: Sequence[int] | None = None) -> ColumnElement[bool]:
    """The condition that a column has one of these keys, in one parameter however many they are: the parameter `keys`
    of the statement (see `listed`), where they are not given."""
    name = None if keys is not None else "keys"
    value = None if keys is None else listed(keys, dialect)
    if dialect == "sqlite":
        rows = func.json_each(bindparam(name, value, Text, unique=keys is not None)).table_valued("value")
        held: ColumnElement[bool] = column.in_(rows.select())
    else:
        held = column == any_(bindparam(name, value, ARRAY(BigInteger), unique=keys is not None))
    return held


def among_keys(dialect: str, name: str = "keys") -> str:
    """The same as SQL, to stand behind the column's name."""
    return f"IN (SELECT value FROM json_each(:{name}))" if dialect == "sqlite" else f"= ANY(:{name})"  # noqa: S608


def listed(keys: Sequence[int], dialect: str) -> str | list[int]:
    """Keys as the one parameter that they are sent in."""
    return orjson.dumps(keys).decode() if dialect == "sqlite" else list(keys)


class SpatialIndex(Protocol):
    """Which published events' boxes meet a box."""

    def create_spatial(self, connection: Connection) -> None:
        """Make the index's table; the first migration calls it."""

    def put_spatial(self, connection: Connection, k: int, bounds: Bounds) -> None:
        """Enter one event's box; it must not be there."""

    def drop_spatial(self, connection: Connection, k: int) -> None:
        """Take one event out; nothing happens if it is not there."""

    def within(self, bounds: Bounds) -> ColumnElement[bool]:
        """The condition on `event_point` that its box meets `bounds`."""


class TextIndex(Protocol):
    """Which published events' words hold all the words that are sought."""

    def create_text(self, connection: Connection) -> None:
        """Make the index's table; the first migration calls it."""

    def put_text(self, connection: Connection, k: int, words: str) -> None:
        """Enter one event's folded text; it must not be there."""

    def drop_text(self, connection: Connection, k: int) -> None:
        """Take one event out; nothing happens if it is not there."""

    #: The newest keys whose text has all words: a statement over `words` (see `query`), `below` and `limit`.
    newest_with_words: str

    def query(self, words: Sequence[str]) -> str:
        """Words that each begin some word of the text, in the database's own query language."""

    def having(self, words: Sequence[str]) -> tuple[str, dict[str, str]]:
        """A statement that gives those of a few keys `keys` whose text has all words, and its other parameters."""

    def matching(self, words: Sequence[str]) -> ColumnElement[bool]:
        """The condition on `event_point` that its text has a word that begins with each of the folded `words`."""


class Indexes(SpatialIndex, TextIndex, Protocol):
    """Both, as one back end has them."""

    def one_writer(self, connection: Connection) -> None:
        """Until this transaction ends, no other one changes the read model: keys are given out and the change log is
        numbered in the order of the commits, so that who follows the log misses none."""
