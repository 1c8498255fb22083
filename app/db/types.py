"""Column types that mean the same on SQLite and PostgreSQL, and the keys and clock of every record."""

import secrets
import time
from datetime import UTC, datetime
from threading import Lock
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Integer
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator

#: JSON that PostgreSQL can index.
Json = JSON().with_variant(JSONB(), "postgresql")
#: A 64-bit key; on SQLite the row id itself, which only INTEGER can be.
BigKey = BigInteger().with_variant(Integer(), "sqlite")


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant, kept in UTC; SQLite has no zones, so it is kept there as naive UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC; raises ValueError for a naive time, since its zone would be a guess."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored time needs a zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        """Back to an aware UTC time."""
        if value is None:
            return None
        stamp: datetime = value
        return stamp.replace(tzinfo=UTC) if stamp.tzinfo is None else stamp.astimezone(UTC)


def utcnow() -> datetime:
    """This instant in UTC, to the millisecond (what every record's stamps carry)."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


_LAST_LOCK = Lock()
_last = 0


def uuid7() -> UUID:
    """A time-ordered key: UUID version 7 of RFC 9562, 48 bits of Unix milliseconds and 74 random bits.

    Keys of one process always rise (6.2, monotonic random): two of one millisecond keep their order.
    """
    global _last
    with _LAST_LOCK:
        stamp = time.time_ns() // 1_000_000
        value = stamp << 74 | secrets.randbits(74)
        if value <= _last:
            value = _last + 1 + secrets.randbits(32)
        _last = value
    stamp, random = value >> 74, value & (1 << 74) - 1
    return UUID(int=stamp << 80 | 7 << 76 | (random >> 62) << 64 | 2 << 62 | random & (1 << 62) - 1)
