"""Alembic's entry: runs on the connection that `Database.migrate` hands over, else on SKERRY_DATABASE_URL."""

from alembic import context
from sqlalchemy import Connection

from app.db.engine import Database
from app.db.tables import metadata
from app.settings import Settings

#: Tables that the back ends make themselves (app/db/sqlite.py, app/db/postgresql.py); Alembic leaves them alone.
OWN = ("event_box", "event_text", "spatial_ref_sys")


def ours(name: str | None, kind: str, _parents: object) -> bool:
    return kind != "table" or not (name or "").startswith(OWN)


def run(connection: Connection) -> None:
    context.configure(
        connection=connection, target_metadata=metadata, include_name=ours, render_as_batch=True, compare_type=True
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with Database(Settings().database_url).engine.begin() as opened:
        run(opened)
