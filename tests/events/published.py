"""Events to fill a store with at random, and what must be found of them: the filters once more, in plain Python."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import shapely
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from app.auth.author import Author
from app.codes import category_of, codes
from app.db.engine import Database
from app.db.indexes import Bounds
from app.events import repository, service
from app.events.repository import Filter
from app.events.schemas import ActorDraft, Draft, VesselDraft
from app.events.time import interval
from app.words import fold_ship, words

AUTHOR = Author("a test", "analyst")
SHIPS = ("Kiwala", "Eagle S", "Jaguar", "Ørsted Å")
DATES = (
    (None, None, "unknown"),
    ("2025-05-13", None, "day"),
    ("2025-05-13", "2025-06-02", "day"),
    ("2025-05-01", None, "month"),
    ("2024-01-01", None, "year"),
    ("2025-05-13T23:59:30+00:00", None, "minute"),
    ("2025-06-01", None, "day"),
    ("1650-01-01", None, "day"),
)
PLACES: tuple[dict[str, Any] | None, ...] = (
    None,
    {"type": "Point", "coordinates": [24.7, 59.6]},
    {"type": "Point", "coordinates": [26.5, 59.9]},
    {"type": "Point", "coordinates": [-179.9, 66.0]},
    {"type": "Point", "coordinates": [20.0, 58.0]},
    {"type": "LineString", "coordinates": [[22.0, 59.0], [26.0, 60.0]]},
    {"type": "Polygon", "coordinates": [[[23, 59], [27, 59], [27, 61], [23, 59]]]},
)

BOXES = (
    (24.0, 59.5, 25.0, 59.8),
    (22.0, 58.5, 27.0, 61.0),
    (-180.0, -90.0, 180.0, 90.0),
    (179.0, 50.0, -179.0, 70.0),
)
#: A corner of a box and not its middle, a line through an event's point, the point itself, two, beyond the world.
AREAS = tuple(
    map(
        shapely.from_wkt,
        (
            "POLYGON ((24 59.5, 25 59.5, 24 59.8, 24 59.5))",
            "POLYGON ((-300 -80, 300 -80, 300 80, -300 80, -300 -80))",
            "LINESTRING (24.7 59, 24.7 60)",
            "POINT (20 58)",
            "MULTIPOINT (26.5 59.9, 24 59.5)",
            "POLYGON ((200 0, 210 0, 210 10, 200 0))",
        ),
    )
)


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    """An event with every kind of time, place, ship and actor, or none."""
    start, end, precision = draw(st.sampled_from(DATES))
    place = draw(st.sampled_from(PLACES))
    names = draw(st.lists(st.sampled_from(SHIPS), max_size=2, unique=True))
    flag, country = draw(st.sampled_from(("RU", "CK", None))), draw(st.sampled_from(("EE", "FI", None)))
    return Draft(
        type=draw(st.sampled_from(codes("types")[:6])),
        modality=draw(st.sampled_from(codes("modalities"))),
        start=start,
        end=end,
        date_precision=precision,
        geometry=place,
        location_precision="none" if place is None else "exact" if place["type"] == "Point" else "area",
        title=" ".join(["Tanker", *names, draw(st.sampled_from(("boarded", "escorted home")))]),
        vessels=[VesselDraft(name=name, flag=flag) for name in names],
        actors=[ActorDraft(name="Patrol", country=country)] if country else [],
    )


@st.composite
def filters(draw: st.DrawFn) -> Filter:
    """Any filter that these events may meet or not."""
    terms = []
    for kind, values in (
        ("type", codes("types")[:6]),
        ("category", codes("categories")),
        ("modality", codes("modalities")),
        ("region", ("gulf-of-finland", "baltic-sea")),
        ("country", ("RU", "EE", "FI")),
        ("vessel", tuple(map(fold_ship, SHIPS))),
        ("actor", ("patrol",)),
    ):
        if draw(st.integers(0, 5)) == 0:
            terms.append((kind, tuple(draw(st.lists(st.sampled_from(values), min_size=1, max_size=2, unique=True)))))
    box = draw(st.none() | st.sampled_from(BOXES))
    days = ("2024-06-01", "2025-05-13", "2025-05-20", "2025-06-02")
    moments = [int(interval(day, None, "day")[0]) for day in days]
    since, until = draw(st.none() | st.sampled_from(moments)), draw(st.none() | st.sampled_from(moments))
    return Filter(
        bounds=Bounds(*box) if box else None,
        since=since,
        until=until,
        terms=tuple(terms),
        areas=tuple(shapely.to_wkb(each) for each in draw(st.just([]) | st.lists(st.sampled_from(AREAS), max_size=2))),
        words=draw(st.sampled_from(((), (), (), ("tanker",), ("kiw", "board"), ("orsted",), ("nothing",)))),
    )


@dataclass
class Known:
    """A published event as the oracle knows it."""

    id: UUID
    draft: Draft
    regions: tuple[str, ...]

    def meets(self, wanted: Filter) -> bool:
        """Whether the filter must find it."""
        return (
            self._in_time(wanted)
            and self._inside(wanted.bounds)
            and all(self._meets(shapely.from_wkb(area)) for area in wanted.areas)
            and all(self._carries(kind, terms) for kind, terms in wanted.terms)
            and all(any(word.startswith(sought) for word in words(self.draft.title)) for sought in wanted.words)
        )

    def _in_time(self, wanted: Filter) -> bool:
        if wanted.since is None and wanted.until is None:
            return True
        span = interval(self.draft.start, self.draft.end, self.draft.date_precision)
        return (
            span is not None
            and (wanted.until is None or span[0] < wanted.until)
            and (wanted.since is None or span[1] > wanted.since)
        )

    def _inside(self, bounds: Bounds | None) -> bool:
        parts = [shapely.box(part.west, part.south, part.east, part.north) for part in bounds.parts()] if bounds else []
        return bounds is None or any(map(self._meets, parts))

    def _meets(self, area: BaseGeometry) -> bool:
        shape: BaseGeometry | None = self.draft.shape
        return shape is not None and bool(area.intersects(shape))

    def _carries(self, kind: str, terms: tuple[str, ...]) -> bool:
        draft = self.draft
        carried = {
            "type": {draft.type},
            "category": {category_of()[draft.type]},
            "modality": {draft.modality},
            "region": set(self.regions),
            "country": {part.flag for part in draft.vessels} | {part.country for part in draft.actors},
            "vessel": {fold_ship(part.name) for part in draft.vessels},
            "actor": {part.name.lower() for part in draft.actors},
        }
        return not carried[kind].isdisjoint(terms)


def publish(database: Database, draft: Draft) -> Known:
    """Store an event as published."""
    with database.write() as session:
        event = service.create(session, draft, [], author=AUTHOR, origin="person", status="published")
        return Known(event.id, draft, tuple(event.regions))


def alter(database: Database, known: Known, draft: Draft) -> Known:
    """Change a published event."""
    with database.write() as session:
        event = repository.whole(session, known.id)
        service.edit(session, event, draft, [], author=AUTHOR)
        return Known(event.id, draft, tuple(event.regions))


def withdraw(database: Database, known: Known) -> None:
    """Take an event out of what is published."""
    with database.write() as session:
        event = repository.whole(session, known.id)
        event.status = "rejected"
        service.readmodel.refresh(session, event, "deleted")


def cell(feature: dict) -> tuple:
    """The month (UTC), type, smallest region and flag that a feature is counted under."""
    properties = feature["properties"]
    start = properties["start"]
    if start and len(start) > 10:
        start = datetime.fromisoformat(start).astimezone(UTC).isoformat()
    flags = [part["flag"] for part in properties["vessels"] if part["role"] == "subject" and part["flag"]]
    return (
        start[:7] if start else None,
        properties["type"],
        next(iter(properties["regions"]), None),
        next(iter(flags), None),
    )
