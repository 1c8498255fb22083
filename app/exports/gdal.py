"""GeoPackage and FlatGeobuf, written by GDAL from a stream of record batches."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyogrio

from app.exports.arrow import GEOMETRY, record_batches, schema
from app.exports.source import About, Batch

LAYER = "events"


def geopackage(batches: Iterator[Batch], about: About, path: Path) -> None:
    """Write a GeoPackage with a spatial index."""
    columns = schema(about)
    stream = pa.RecordBatchReader.from_batches(columns, record_batches(batches, about, columns))
    _write(stream, path, "GPKG", indexed=True)


def flatgeobuf(batches: Iterator[Batch], about: About, path: Path) -> None:
    """Write a FlatGeobuf file, which can have a spatial index only where every event has a place. Whether it is so is
    known at the end; until then the rows wait in a file of their own."""
    columns, nowhere = schema(about), 0
    spool = path.with_suffix(".arrow")
    with pa.ipc.new_stream(spool, columns) as writer:
        for batch in record_batches(batches, about, columns):
            nowhere += batch.column(GEOMETRY).null_count
            writer.write_batch(batch)
    with pa.ipc.open_stream(spool) as stream:
        _write(stream, path, "FlatGeobuf", indexed=not nowhere)


def _write(stream: pa.RecordBatchReader, path: Path, driver: str, *, indexed: bool) -> None:
    """Coordinates are longitude first, as all of GDAL's drivers have them."""
    pyogrio.write_arrow(
        stream,
        path,
        layer=LAYER,
        driver=driver,
        geometry_name=GEOMETRY,
        geometry_type="Unknown",
        crs="EPSG:4326",
        layer_options={"SPATIAL_INDEX": "YES" if indexed else "NO"},
    )
