"""A copy of an embedded store, taken while others write to it, and brought back.

SQLite's online backup: the copy is the store of one instant, and nobody waits for it. A PostgreSQL store has its own
tools for this.
"""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from app.db.engine import Database
from app.db.sqlite_opening import LOCK_SECONDS
from app.errors import SetupError

#: Pages of 4 kB that are copied between two looks at the progress.
STEP = 2_000

Progress = Callable[[int, int], None]


def save(database: Database, target: Path, progress: Progress) -> None:
    """Copy the store into a new file. Raises SetupError where that cannot be or there is one already."""
    store = _store(database)
    if not store.exists():
        raise SetupError(f"there is no store at {store} yet")
    if target.exists():
        raise SetupError(f"{target} is there already; a backup does not overwrite one: give another name")
    part = target.with_name(f"{target.name}.part")
    try:
        with closing(_opened(store)) as source, closing(sqlite3.connect(part, isolation_level=None)) as copy:
            # One state from the first page to the last, whatever is committed meanwhile.
            source.execute("BEGIN")
            source.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            source.backup(copy, pages=STEP, progress=lambda _, left, total: progress(total - left, total))
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, without others beside it
            _check(copy, part)
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(target)
    except (OSError, sqlite3.Error) as error:
        raise SetupError(f"cannot write {target}: {error}") from error
    finally:
        part.unlink(missing_ok=True)


def load(database: Database, backup: Path, *, replace: bool = False) -> None:
    """Make the store what a backup holds, in one transaction.

    Raises SetupError for a file that is no backup or is damaged, and where a store is there and is not to be replaced.
    """
    store = _store(database)
    if not backup.is_file():
        raise SetupError(f"there is no file {backup}")
    if store.exists() and not replace:
        raise SetupError(f"there is a store at {store}; --replace puts the backup in its place")
    try:
        with closing(_opened(backup)) as source, closing(sqlite3.connect(store, timeout=LOCK_SECONDS)) as target:
            _check(source, backup)
            source.backup(target)
    except sqlite3.Error as error:
        raise SetupError(f"cannot bring {backup} back: {error}") from error


def _store(database: Database) -> Path:
    if database.engine.dialect.name != "sqlite":
        raise SetupError(
            "this store is PostgreSQL, which has its own tools: pg_dump --format=custom --file=FILE URL to back it up, "
            "pg_restore --clean --if-exists --dbname=URL FILE to bring it back"
        )
    return Path(str(database.engine.url.database))


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)


def _check(connection: sqlite3.Connection, path: Path) -> None:
    """Raises SetupError where the file is damaged, or none of ours."""
    found = connection.execute("PRAGMA integrity_check").fetchone()[0]
    if found != "ok":
        raise SetupError(f"{path} is damaged: {found}")
    if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'event_feature'").fetchone():
        raise SetupError(f"{path} holds no store of Skerry")
