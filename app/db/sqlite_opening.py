"""Opening the embedded store's file, without SQLAlchemy: a helper process that only reads it needs to start at once."""

import sqlite3
import time

from app.db.comparing import register

#: What one writer waits for another one.
LOCK_SECONDS = 10
#: Steps of SQLite's machine between two looks at the clock: some tenths of a millisecond.
STEPS = 10_000


def open_to_read(path: str) -> sqlite3.Connection:
    """A connection that changes nothing, to be used by one thread at a time."""
    connection = sqlite3.connect(path, check_same_thread=False, cached_statements=64)
    prepare(connection)
    connection.execute("PRAGMA query_only=ON")
    # The file is mapped, so a cache of pages beside it would only hold them twice.
    connection.execute("PRAGMA cache_size=-2048")
    return connection


def prepare(connection: sqlite3.Connection, _: object = None) -> None:
    """WAL so that readers never wait; FULL so that an acknowledged commit survives a power cut."""
    connection.isolation_level = None
    _write_ahead(connection)
    for pragma in (
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={LOCK_SECONDS * 1000}",
        "cache_size=-65536",
        "mmap_size=1073741824",
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")
    register(connection)


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Switch a new store to WAL. While another process does the same, SQLite answers "locked" at once and waits not."""
    end = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > end:
                raise
            time.sleep(0.01)


def give_up_after(connection: sqlite3.Connection, seconds: float | None) -> None:
    """Let statements that begin now be interrupted when the seconds are over; None for never."""
    if seconds is None:
        connection.set_progress_handler(None, 0)
        return
    end = time.monotonic() + seconds
    connection.set_progress_handler(lambda: time.monotonic() > end, STEPS)


def is_given_up(error: BaseException | None) -> bool:
    """Whether a statement ended because its seconds were over."""
    return getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT
