"""Opening the store: engine, sessions, and the settings that make a commit durable."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.orm import Session

from app.db.indexes import Indexes
from app.db.postgresql import PostgresIndexes
from app.db.reader import Reader, TooExpensive
from app.db.sqlite import SqliteIndexes
from app.db.sqlite_opening import give_up_after, is_given_up, prepare
from app.db.sqlite_reader import SqliteReader
from app.errors import SetupError

MIGRATIONS = Path(__file__).resolve().parent.parent.parent / "migrations"

#: What one statement of a public question may take.
QUERY_SECONDS = 2.0


class Database:
    """One store. Sessions are short: one for each request or command, committed by who opened it."""

    def __init__(self, url: str) -> None:
        """Open `url`; raises SetupError if it is none that the service can use."""
        self.engine = _engine(url)
        self._writer = self.engine.execution_options(skerry_write=True)
        self._reads = self.engine
        if self.engine.dialect.name == "postgresql":
            # One state of the store for all that a transaction asks, as on SQLite; else each statement sees its own.
            self._reads = self.engine.execution_options(isolation_level="REPEATABLE READ")
        self.indexes: Indexes = SqliteIndexes() if self.engine.dialect.name == "sqlite" else PostgresIndexes()
        self.reader = _reader(self.engine, QUERY_SECONDS)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one state of the store; whatever it changes is rolled back."""
        with Session(self._reads, autoflush=False) as session:
            yield session

    @contextmanager
    def read_within(self, seconds: float | None = None) -> Iterator[Session]:
        """The same for a question of anybody: raises TooExpensive where its statements take longer than the budget, or
        than `seconds`."""
        with self.look_within(seconds) as connection, Session(connection, autoflush=False) as session:
            yield session

    @contextmanager
    def look_within(self, seconds: float | None = None) -> Iterator[Connection]:
        """The same without a session, for statements that load no records. Raises TooExpensive."""
        budget = self.reader.budget if seconds is None else seconds
        with self._reads.connect() as connection:
            driver: Any = connection.connection.driver_connection
            sqlite = self.engine.dialect.name == "sqlite"
            if sqlite:
                give_up_after(driver, budget)
            else:
                limit = text("SELECT set_config('statement_timeout', :ms, true)")
                connection.execute(limit, {"ms": str(max(1, round(budget * 1000)))})
            try:
                yield connection
            except OperationalError as error:
                if is_given_up(error.orig) or _is_cancelled(error.orig):
                    raise TooExpensive.after(budget) from error
                raise
            finally:
                if sqlite:
                    give_up_after(driver, None)

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session whose changes are committed together at the end, or not at all."""
        with Session(self._writer) as session, session.begin():
            session.info["indexes"] = self.indexes
            yield session

    def migrate(self) -> None:
        """Bring the schema to this release's state, one process at a time; does nothing where it is."""
        with self.engine.begin() as connection:
            if _revision(connection) == _newest():
                return
        with self._writer.begin() as connection:
            self.indexes.one_writer(connection)
            if _revision(connection) == _newest():
                return  # another process was faster
            # 7 MB that a worker whose store is ready does without.
            from alembic import command
            from alembic.config import Config

            config = Config()
            config.set_main_option("script_location", str(MIGRATIONS))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    def close(self) -> None:
        """Let all connections go."""
        self.reader.close()
        self.engine.dispose()


def _newest() -> str:
    """The revision of this release: files of migrations are called after theirs, in rising order."""
    return max(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def _revision(connection: Connection) -> str | None:
    """The revision that the store is at; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def _is_cancelled(error: BaseException | None) -> bool:
    """PostgreSQL's query_canceled."""
    return getattr(error, "sqlstate", None) == "57014"


def _engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise SetupError(
            "SKERRY_DATABASE_URL is not an SQLAlchemy URL, such as sqlite:////data/skerry.sqlite3"
        ) from error
    match parsed.get_backend_name():
        case "sqlite":
            if not parsed.database or parsed.database == ":memory:":
                raise SetupError(
                    "SKERRY_DATABASE_URL: the store needs a file; name one, as in sqlite:////data/skerry.sqlite3"
                )
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
            engine = create_engine(parsed, pool_size=8, max_overflow=24)
            event.listen(engine, "connect", prepare)
            event.listen(engine, "begin", _begin_sqlite)
            return engine
        case "postgresql":
            return create_engine(parsed.set(drivername="postgresql+psycopg"), pool_size=8, max_overflow=8)
        case other:
            raise SetupError(f"SKERRY_DATABASE_URL: {other} is not supported; use sqlite or postgresql")


def _reader(engine: Engine, budget: float) -> Reader:
    """Plain reads beside the engine's own connections."""
    if engine.dialect.name == "sqlite":
        return SqliteReader(str(engine.url.database), budget)
    from app.db.postgresql_reader import PostgresReader

    return PostgresReader(engine.url.set(drivername="postgresql").render_as_string(hide_password=False), budget)


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes the lock at once: one that upgraded later could find it gone and fail half-way."""
    options: dict[str, Any] = dict(connection.get_execution_options())
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("skerry_write") else "BEGIN")
