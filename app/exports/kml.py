"""KML 2.2 (OGC 07-147r2) for virtual globes."""

from collections.abc import Iterator
from typing import Any

from app.exports import table
from app.exports.source import About, Batch, Feature, features
from app.exports.xml import element, text

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document>'


def write(batches: Iterator[Batch], about: About) -> Iterator[bytes]:
    """A placemark an event, with every property as extended data; `begin` and `end` hold its time at its precision."""
    names = [column.name for column in table.columns(about.properties) if column.name not in ("title", "summary")]
    yield (_HEAD + element("name", about.title)).encode()
    for batch in features(batches):
        yield "".join(_placemark(feature, names, about) for feature in batch).encode()
    yield b"</Document></kml>\n"


def _placemark(feature: Feature, names: list[str], about: About) -> str:
    row, properties = table.row(feature, about), feature["properties"]
    data = "".join(
        f'<Data name="{text(name)}">{element("value", _plain(row[name]))}</Data>'
        for name in names
        if row.get(name) is not None
    )
    return (
        f'<Placemark id="e{text(feature["id"])}">'
        + element("name", properties["title"])
        + element("description", properties["summary"])
        + _time(row)
        + f"<ExtendedData>{data}</ExtendedData>"
        + (_geometry(feature["geometry"]) if feature["geometry"] else "")
        + "</Placemark>\n"
    )


def _plain(value: Any) -> str:
    return value.isoformat().replace("+00:00", "Z") if hasattr(value, "isoformat") else str(value)


def _time(row: dict[str, Any]) -> str:
    if row["start_utc"] is None:
        return ""
    begin, end = (element(tag, _plain(row[name])) for tag, name in (("begin", "start_utc"), ("end", "end_utc")))
    return f"<TimeSpan>{begin}{end}</TimeSpan>"


def _geometry(geometry: dict[str, Any]) -> str:
    kind: str = geometry["type"]
    coordinates: Any = geometry.get("coordinates")
    match kind:
        case "Point":
            return f"<Point>{_coordinates([coordinates])}</Point>"
        case "LineString":
            return f"<LineString>{_coordinates(coordinates)}</LineString>"
        case "Polygon":
            outer, *inner = (f"<LinearRing>{_coordinates(ring)}</LinearRing>" for ring in coordinates)
            holes = "".join(f"<innerBoundaryIs>{ring}</innerBoundaryIs>" for ring in inner)
            return f"<Polygon><outerBoundaryIs>{outer}</outerBoundaryIs>{holes}</Polygon>"
        case "GeometryCollection":
            parts = geometry["geometries"]
        case _:
            parts = [{"type": kind.removeprefix("Multi"), "coordinates": part} for part in coordinates]
    return f"<MultiGeometry>{''.join(map(_geometry, parts))}</MultiGeometry>"


def _coordinates(positions: list[list[float]]) -> str:
    return f"<coordinates>{' '.join(f'{lon},{lat}' for lon, lat in positions)}</coordinates>"
