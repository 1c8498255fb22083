"""The declarative base, with constraint names that both databases and Alembic agree on."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from app.db.types import Json, UtcDateTime, utcnow, uuid7


class Base(DeclarativeBase):
    """Base of every table."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime, dict[str, Any]: Json, list[Any]: Json}  # noqa: RUF012


class Record:
    """A record of its own: a time-ordered key and the instant at which it came in."""

    #: UUIDv7, made by us, for life.
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    #: When the record was made, UTC.
    created: Mapped[datetime] = mapped_column(default=utcnow)

    def __init__(self, **fields: Any) -> None:
        """A record has its key from its beginning, so that others can name it before it is written."""
        super().__init__(**{"id": uuid7(), **fields})
