"""The migrations make just the schema that the models describe, on both databases."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from app.db.engine import MIGRATIONS, Database
from app.db.tables import metadata
from tests.conftest import new_database

OWN = ("event_box", "event_text", "spatial_ref_sys", "alembic_version")


def test_a_migrated_store_is_what_the_models_say(backend, tmp_path):
    database = Database(new_database(backend, tmp_path, "skerry_migrations"))
    database.migrate()
    database.migrate()
    with database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "include_name": lambda name, kind, _: kind != "table" or not name.startswith(OWN),
                "compare_type": True,
            },
        )
        assert compare_metadata(context, metadata) == []
        head = ScriptDirectory(str(MIGRATIONS)).get_current_head()
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == head
        assert set(metadata.tables) < set(inspect(connection).get_table_names())
    database.close()


def test_a_commit_is_durable_and_foreign_keys_hold_on_sqlite(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'store.sqlite3'}")
    with database.engine.connect() as connection:
        pragma = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert pragma == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    database.close()
