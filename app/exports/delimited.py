"""CSV (RFC 4180) in UTF-8, safe to open in a spreadsheet: no cell of ours is a formula."""

import csv
import io
from collections.abc import Iterator
from typing import Any

import orjson
import shapely

from app.exports import table
from app.exports.source import About, Batch, features

#: What a spreadsheet takes for the beginning of a formula (OWASP, "CSV Injection"), full-width forms included.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
GEOMETRY = ("lon", "lat", "wkt")


def write(batches: Iterator[Batch], about: About) -> Iterator[bytes]:
    """Names, then a line an event. `lon` and `lat` are of points, WGS 84 degrees; `wkt` is of any geometry."""
    columns = [column.name for column in table.columns(about.properties)]
    yield _lines([[*columns, *GEOMETRY]])
    for batch in features(batches):
        rows = [table.row(feature, about) for feature in batch]
        shapes = [_shape(feature["geometry"]) for feature in batch]
        yield _lines(
            [*(_cell(row.get(name)) for name in columns), *shape] for row, shape in zip(rows, shapes, strict=True)
        )


def defused(text: str) -> str:
    """Text that a spreadsheet takes for text: an apostrophe stands before what would begin a formula, and before
    apostrophes that stand so already."""
    return "'" + text if text.lstrip("'").startswith(FORMULA) else text


def restored(text: str) -> str:
    """The text before `defused`."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(FORMULA) else text


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return defused(value.replace("\x00", ""))
    return value.isoformat().replace("+00:00", "Z") if hasattr(value, "isoformat") else value


def _shape(geometry: dict[str, Any] | None) -> tuple[Any, ...]:
    if geometry is None:
        return None, None, None
    lon, lat = geometry["coordinates"] if geometry["type"] == "Point" else (None, None)
    return lon, lat, shapely.to_wkt(shapely.from_geojson(orjson.dumps(geometry)), rounding_precision=6)


def _lines(rows: Any) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()
