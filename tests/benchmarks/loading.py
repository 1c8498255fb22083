"""Bulk loading of synthetic events into a store of either back end."""

import itertools
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from app.db.engine import Database
from app.db.types import utcnow
from app.events.models import Event
from app.events.properties import EVENT_PROPERTY
from tests.benchmarks.synthetic import Synthetic, events, rows

COLUMNS = {
    "event_feature": "k, event_id, etag, renderer, body, item",
    "event_point": "k, event_id, t0, t1, span, updated, x, y, type, modality, verification, regions, countries, flag",
    "event_term": "kind, term, k",
    "event_property": ", ".join(f'"{column.name}"' for column in EVENT_PROPERTY.columns),
}


def load(url: str, count: int) -> None:
    """Make the store's schema and fill it, unless it holds that many already."""
    database = Database(url)
    database.migrate()
    if database.reader.rows("SELECT count(*) FROM event_point")[0][0] == count:
        database.close()
        return
    sqlite = url.startswith("sqlite")
    for chunk in events(count):
        (_sqlite if sqlite else _postgres)(database, chunk)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE" if sqlite else "VACUUM ANALYZE")
    database.close()


def _tables(chunk: Iterable[Synthetic]) -> dict[str, list[tuple[Any, ...]]]:
    whole = [rows(each) for each in chunk]
    tables = {name: list(itertools.chain.from_iterable(each[name] for each in whole)) for name in whole[0]}
    tables["event_term"].sort()
    return tables


def _records(given: list[tuple[Any, ...]]) -> list[dict[str, Any]]:
    now = utcnow()
    return [
        {
            "id": id,
            "type": properties["type"],
            "modality": properties["modality"],
            "status": "published",
            "verification": properties["verification"],
            "origin": "sample",
            "title": properties["title"],
            "summary": properties["summary"],
            "start": properties["start"],
            "date_precision": "minute",
            "location_precision": "exact",
            "geometry": wkb,
            "regions": properties["regions"],
            "t0": t0,
            "t1": t0 + 60,
            "created": now,
            "updated": now,
        }
        for id, wkb, properties, t0 in given
    ]


def _sqlite(database: Database, chunk: list[Synthetic]) -> None:
    tables = _tables(chunk)
    with database.write() as session:
        session.execute(Event.__table__.insert(), _records(tables.pop("event")))
    with sqlite3.connect(Path(str(database.engine.url.database)), isolation_level=None) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("BEGIN IMMEDIATE")
        for name in ("event_feature", "event_point"):
            tables[name] = [(k, id.hex, *rest) for k, id, *rest in tables[name]]
        for name, columns in COLUMNS.items():
            marks = ",".join("?" * len(columns.split(",")))
            connection.executemany(f"INSERT INTO {name} ({columns}) VALUES ({marks})", tables[name])
        boxes = [(k, round(x * 1e7), round(x * 1e7), round(y * 1e7), round(y * 1e7)) for k, x, y in tables["event_box"]]
        connection.executemany("INSERT INTO event_box VALUES (?,?,?,?,?)", boxes)
        connection.executemany("INSERT INTO event_text (rowid, words) VALUES (?,?)", tables["event_text"])
        connection.execute("COMMIT")
    connection.close()


def _postgres(database: Database, chunk: list[Synthetic]) -> None:
    tables = _tables(chunk)
    with database.write() as session:
        session.execute(Event.__table__.insert(), _records(tables["event"]))
        cursor = session.connection().connection.cursor()
        for name, columns in COLUMNS.items():
            with cursor.copy(f"COPY {name} ({columns}) FROM STDIN") as copy:
                for row in tables[name]:
                    copy.write_row(row)
        with cursor.copy("COPY event_box FROM STDIN") as copy:
            for k, x, y in tables["event_box"]:
                copy.write_row((k, f"SRID=4326;POLYGON(({x} {y},{x} {y},{x} {y},{x} {y}))"))
        cursor.executemany("INSERT INTO event_text VALUES (%s, to_tsvector('simple', %s))", tables["event_text"])
