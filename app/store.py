"""Getting a store ready: schema, starter data, first token. Safe to run again at every start."""

from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from app.auth import service as auth
from app.auth.models import Token
from app.db.engine import Database
from app.errors import SetupError
from app.events import locks
from app.events.models import Event
from app.events.starter import Loaded, Progress, load_catalogue, load_samples
from app.settings import Settings, default_database

#: How often it is tried again where another process that starts too has SQLite's lock, which it lets go of for moments
#: only; each time waits for LOCK_SECONDS.
TURNS = 10


def settings_for(demo: bool, base: Settings | None = None) -> Settings:
    """The settings, with a store of its own for the demonstration, so that real and made-up never mix."""
    settings = base or Settings()
    if demo:
        changes: dict[str, object] = {"demo": True}
        if settings.database_url == default_database():
            changes["database_url"] = default_database("skerry-demo")
        settings = settings.model_copy(update=changes)
    return settings


def prepare(settings: Settings, database: Database, progress: Progress = lambda done, total: None) -> Loaded:
    """Migrate, load what the store starts with, and make the bootstrap token. Raises SetupError where a store of the
    one kind is opened as the other."""
    for _ in range(TURNS):
        try:
            return _prepared(settings, database, progress)
        except OperationalError as error:
            if not getattr(error.orig, "sqlite_errorname", "").startswith("SQLITE_BUSY"):
                raise
    return _prepared(settings, database, progress)


def _prepared(settings: Settings, database: Database, progress: Progress) -> Loaded:
    database.migrate()
    _check_kind(settings, database)
    loaded = (load_samples if settings.demo else load_catalogue)(database, progress)
    if settings.bootstrap_token is not None:
        _bootstrap(database, settings.bootstrap_token.get_secret_value())
    return loaded


def _check_kind(settings: Settings, database: Database) -> None:
    with database.read() as session:
        origins = set(session.scalars(select(Event.origin).where(Event.origin.in_(("catalogue", "sample"))).distinct()))
    if settings.demo and "catalogue" in origins:
        raise SetupError(
            "this store holds real events; the demonstration needs one of its own: set SKERRY_DATABASE_URL"
        )
    if not settings.demo and "sample" in origins:
        raise SetupError(
            "this store holds the demonstration's made-up texts; start it with --demo, or use another store"
        )


def _bootstrap(database: Database, secret: str) -> None:
    if len(secret) < 32:
        raise SetupError("SKERRY_BOOTSTRAP_TOKEN is too short: at least 32 characters")
    with database.write() as session:
        locks.serialize(session)
        if not session.scalar(select(func.count()).select_from(Token)):
            auth.issue(session, name="bootstrap", role="admin", secret=secret)
