"""Long lists of values, in as many statements as the databases need for them."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

Value = TypeVar("Value")

#: Values that one statement lists, at most: SQLite takes 32,766 parameters, PostgreSQL 65,535.
MOST = 1000


def portions(values: Sequence[Value]) -> Iterator[Sequence[Value]]:
    """The values in order, `MOST` at a time; nothing where there are none."""
    for start in range(0, len(values), MOST):
        yield values[start : start + MOST]
