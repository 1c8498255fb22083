"""An Atom feed (RFC 4287) with GeoRSS-Simple places (OGC 17-002r1), which has latitude before longitude."""

from collections.abc import Iterator
from typing import Any

import orjson
import shapely

from app.exports.source import About, Batch, Feature, features
from app.exports.xml import element, text

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:georss="http://www.georss.org/georss">'
)


def write(batches: Iterator[Batch], about: About) -> Iterator[bytes]:
    """An entry an event; its id is the event's, so it stays the same wherever the service moves."""
    yield (
        _HEAD
        + element("id", about.address)
        + element("title", about.title)
        + element("updated", about.updated.isoformat().replace("+00:00", "Z"))
        + f'<link rel="self" type="application/atom+xml" href="{text(about.address)}"/>'
        + "<author><name>Skerry</name></author>\n"
    ).encode()
    for batch in features(batches):
        yield "".join(_entry(feature, about) for feature in batch).encode()
    yield b"</feed>\n"


def _entry(feature: Feature, about: About) -> str:
    properties = feature["properties"]
    categories = "".join(
        f'<category scheme="{text(about.base)}/codes#{name}" term="{text(properties[name])}"/>'
        for name in ("type", "category", "modality", "verification")
    )
    return (
        "<entry>"
        + element("id", f"urn:uuid:{feature['id']}")
        + (element("title", properties["title"]) or "<title/>")
        + element("updated", properties["updated"])
        + element("published", properties["created"])
        + f'<link rel="alternate" type="text/html" href="{text(about.base)}/?e={text(feature["id"])}"/>'
        + f'<link rel="related" type="application/geo+json" href="{text(about.event(feature["id"]))}"/>'
        + categories
        + element("summary", properties["summary"] or properties["title"])
        + _place(feature["geometry"])
        + element("georss:featurename", properties["place"])
        + _radius(feature)
        + "</entry>\n"
    )


def _place(geometry: dict[str, Any] | None) -> str:
    match geometry:
        case None:
            return ""
        case {"type": "Point", "coordinates": [lon, lat]}:
            return f"<georss:point>{lat} {lon}</georss:point>"
        case {"type": "LineString", "coordinates": line}:
            return f"<georss:line>{_positions(line)}</georss:line>"
        case {"type": "Polygon", "coordinates": [outer, *_]}:
            return f"<georss:polygon>{_positions(outer)}</georss:polygon>"
        case _:
            west, south, east, north = shapely.from_geojson(orjson.dumps(geometry)).bounds
            return f"<georss:box>{south} {west} {north} {east}</georss:box>"


def _positions(positions: list[list[float]]) -> str:
    return " ".join(f"{lat} {lon}" for lon, lat in positions)


def _radius(feature: Feature) -> str:
    metres = feature["properties"]["uncertainty_m"]
    point = feature["geometry"] and feature["geometry"]["type"] == "Point"
    return f"<georss:radius>{metres:g}</georss:radius>" if point and metres else ""
