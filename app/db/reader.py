"""Plain reads for the hot roads: small statements on connections of their own, each within a time budget.

SQLAlchemy's session costs more than the statements that are run here; what is written or reviewed goes through it.
"""

from collections.abc import Iterator
from typing import Any, Protocol
from uuid import UUID

from app.errors import SkerryError

Row = tuple[Any, ...]
#: Connections that are kept when nobody uses them.
IDLE = 8


class TooExpensive(SkerryError):
    """A question that would keep the store busy for too long."""

    status = 503
    title = "Query too expensive"

    @classmethod
    def after(cls, seconds: float) -> "TooExpensive":
        """For a question that was given up after so long."""
        return cls(f"this would take longer than {seconds:g} s: narrow it by time, place or type")


class Reader(Protocol):
    """What both back ends can read quickly. Statements name their parameters as in `:name`."""

    #: Seconds that `rows` may take.
    budget: float
    #: The condition that a column is among the keys of the parameter `keys`, to stand behind the column's name.
    among: str

    def uuid(self, value: UUID) -> Any:
        """A UUID as this database's columns have it."""

    def rows(self, statement: str, **parameters: Any) -> list[Row]:
        """All rows. Raises TooExpensive where they take longer than the budget."""

    def batches(self, statement: str, size: int) -> Iterator[list[Row]]:
        """All rows of a statement that may take its time, in batches."""

    def changed(self) -> bool:
        """Whether anything was committed since it was asked last; by one caller at a time."""

    def close(self) -> None:
        """Let all connections go."""
