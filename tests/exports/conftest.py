"""A store with events of every shape, told in hostile words, and what an export of it must hold."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import select

from app.articles import service as articles
from app.auth.author import Author
from app.db.engine import Database
from app.events import service, sources
from app.events.index.service import Published
from app.events.models import EventFeature
from app.events.repository import Filter
from app.events.schemas import ActorDraft, Draft, Evidence, SourceDraft, VesselDraft
from app.exports.formats import FORMATS
from app.exports.source import About, Selection
from tests.conftest import new_database

AUTHOR = Author("a test", "analyst")
HOSTILE = (
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2",
    "@SUM(A1:A2)",
    "'=already quoted",
    "\uff1d1",
    "</Placemark></entry>]]><script>alert(1)</script>",
    '&quot;" onload="x" &#0; &',
    'comma, "quote"; semi\nnew line\r\nand more',
    "bell \x07, escape \x1b, \x0b, \ufffe, null-ish \\u0000",
    "Ørsted Å, Ладога, 船, 🚢",
    "  spaces  ",
)
PLACES: tuple[dict[str, Any] | None, ...] = (
    {"type": "Point", "coordinates": [24.7, 59.6]},
    None,
    {"type": "Point", "coordinates": [-179.9, -66.0]},
    {"type": "LineString", "coordinates": [[22.0, 59.0], [26.0, 60.0]]},
    {
        "type": "Polygon",
        "coordinates": [
            [[23.0, 59.0], [27.0, 59.0], [27.0, 61.0], [23.0, 59.0]],
            [[25.5, 59.5], [26.5, 60.0], [26.5, 59.5], [25.5, 59.5]],
        ],
    },
)
TIMES = (
    ("2025-05-13", None, "day"),
    (None, None, "unknown"),
    ("2025-05-13T22:59:30+03:00", "2025-05-14T01:00:00+03:00", "minute"),
    ("2024-01-01", None, "year"),
)
QUOTE = "The tanker was boarded & searched <at night>."


def draft(number: int) -> Draft:
    """The event of this number: every shape, time and hostile text comes up."""
    words, place = HOSTILE[number % len(HOSTILE)], PLACES[number % len(PLACES)]
    start, end, precision = TIMES[number % len(TIMES)]
    ship = VesselDraft(name=words.strip()[:60], imo="9332810" if number % 7 == 0 else None, flag="CK")
    return Draft(
        type=("detention", "naval_escort", "infrastructure_damage")[number % 3],
        title=f"{words} {number}" if number % 2 else words,
        summary=words * (number % 3),
        start=start,
        end=end,
        date_precision=precision,
        place=words,
        geometry=place,
        location_precision="none" if place is None else "exact" if place["type"] == "Point" else "area",
        uncertainty_m=1500.5 if place and place["type"] == "Point" else None,
        vessels=[ship] if number % 2 else [],
        actors=[ActorDraft(name="Patrol; of two", country="EE")] if number % 3 else [],
    )


@dataclass
class Filled:
    """A store, and its events as they were put in."""

    database: Database
    published: Published
    url: str

    def features(self) -> list[dict[str, Any]]:
        """Every published event, newest first."""
        with self.database.read() as session:
            bodies = session.scalars(select(EventFeature.body).order_by(EventFeature.k.desc())).all()
        return [orjson.loads(body) for body in bodies]

    def write(self, name: str, path: Path | None = None, **options: Any) -> bytes:
        """The store in this format, in pages of seven."""
        kind = FORMATS[name]
        properties = options.pop("properties", None)
        selection = Selection(self.published, options.pop("wanted", Filter()), whole=kind.whole, page=7, **options)
        about = About(
            "https://events.example.org",
            "https://events.example.org/all?a=1&b=2",
            "Events & more",
            datetime(2026, 1, 2, tzinfo=UTC),
            properties,
        )
        body = b"".join(kind.write(selection.batches(), about))
        if path is not None:
            path.write_bytes(body)
        return body


@pytest.fixture(scope="package")
def filled(backend: str, tmp_path_factory) -> Iterator[Filled]:
    """Sixty events with evidence: a quote of words that nobody holds, or a passage of an article that is held."""
    url = new_database(backend, tmp_path_factory.mktemp("exports"), f"skerry_exports_{os.getpid()}")
    database = Database(url)
    database.migrate()
    for number in range(60):
        with database.write() as session:
            source = SourceDraft(url=f"https://news.example.org/{number}", publisher=f"Paper <{number}>", quote=QUOTE)
            evidence = sources.evidence(session, [source])
            if number % 10 == 0:
                evidence.append(held(session, f"Report {number}. {QUOTE} It left."))
            service.create(session, draft(number), evidence, author=AUTHOR, origin="report", status="published")
    published = Published(database)
    published.follower.load()
    yield Filled(database, published, url)
    database.close()


def held(session, text: str) -> Evidence:
    """A passage of an article that the store holds."""
    kept = articles.keep(session, articles.Incoming(text=text, title="A report", publisher="Paper", language="en"))
    start = text.index(QUOTE)
    return Evidence(kept.article, articles.passage(kept.version, start, start + len(QUOTE)))
