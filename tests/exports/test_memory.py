"""An export holds one page at a time, however many events there are."""

import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime

import orjson
import pytest

from app.events.properties import PROPERTIES
from app.exports.formats import FORMATS
from app.exports.source import About

ABOUT = About(
    "https://events.example.org", "https://events.example.org/all", "Events", datetime(2026, 1, 2, tzinfo=UTC)
)
#: Events of a page.
PAGE = 250


def pages(count: int) -> Iterator[list[bytes]]:
    """This many events of about a kilobyte, made while they are asked for."""
    properties = {each.name: None for each in PROPERTIES} | {
        **dict.fromkeys(("created", "updated"), "2025-05-13T10:00:00.000Z"),
        **dict.fromkeys(("title", "summary", "place", "type", "category", "modality", "verification"), "word " * 40),
        **{"date_precision": "unknown", "regions": [], "vessels": [], "actors": [], "mentions": []},
    }
    feature = {"type": "Feature", "id": "", "geometry": {"type": "Point", "coordinates": [24, 59]}}
    for start in range(0, count, PAGE):
        yield [
            orjson.dumps({**feature, "id": str(number), "properties": properties})
            for number in range(start, start + PAGE)
        ]


def peak(name: str, count: int) -> int:
    """Bytes that Python held at once at the most."""
    tracemalloc.start()
    written = sum(len(piece) for piece in FORMATS[name].write(pages(count), ABOUT))
    found = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert written > (count * 100 if FORMATS[name].text else 100)
    return found


@pytest.mark.parametrize("name", ["geojson", "csv", "atom", "geoparquet"])
def test_ten_thousand_events_take_no_more_memory_than_a_thousand(name):
    peak(name, PAGE)  # loads what is loaded once
    assert peak(name, 10_000) < 1.3 * peak(name, 1_000) + 200_000
