"""Events as Arrow record batches: what GeoParquet, GeoPackage and FlatGeobuf are written from.

pyarrow is imported with this module, and this module by the first export that needs it.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
import shapely

from app.exports import table
from app.exports.source import About, Batch, Feature, features

GEOMETRY = "geometry"
TYPES: dict[table.ColumnKind, pa.DataType] = {
    "text": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "instant": pa.timestamp("ms", tz="UTC"),
}


def schema(about: About) -> pa.Schema:
    """The columns, and the geometry as WKB behind them."""
    fields = [pa.field(column.name, TYPES[column.kind]) for column in table.columns(about.properties)]
    wkb = pa.field(GEOMETRY, pa.binary(), metadata={"ARROW:extension:name": "geoarrow.wkb"})
    return pa.schema([*fields, wkb])


def record_batches(batches: Iterator[Batch], about: About, columns: pa.Schema) -> Iterator[pa.RecordBatch]:
    """A record batch for each page."""
    for batch in features(batches):
        yield record_batch(batch, shapes(batch), about, columns)


def record_batch(batch: list[Feature], geometries: Any, about: About, columns: pa.Schema) -> pa.RecordBatch:
    """One page of events with these geometries as a record batch."""
    wkb: Sequence[bytes | None] = shapely.to_wkb(geometries)
    rows = [{**table.row(feature, about), GEOMETRY: each} for feature, each in zip(batch, wkb, strict=True)]
    return pa.RecordBatch.from_pylist(rows, schema=columns)


def shapes(batch: list[Feature]) -> Any:
    """The events' geometries, None where there is none."""
    texts = [orjson.dumps(feature["geometry"]).decode() if feature["geometry"] else None for feature in batch]
    return shapely.from_geojson(np.array(texts, dtype=object))
