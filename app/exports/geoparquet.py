"""GeoParquet 1.1.0 with a bounding-box covering, so that readers skip the row groups that they do not need."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from app.exports.arrow import GEOMETRY, record_batch, schema, shapes
from app.exports.source import About, Batch, features

SIDES = ("xmin", "ymin", "xmax", "ymax")
BBOX = pa.field("bbox", pa.struct([pa.field(side, pa.float64()) for side in SIDES]))


def write(batches: Iterator[Batch], about: About, path: Path) -> None:
    """Write the file; a page of events is a row group. Coordinates are OGC:CRS84, the standard's default."""
    columns = schema(about)
    kinds: set[str] = set()
    corners: list[np.ndarray] = []
    with pq.ParquetWriter(path, columns.append(BBOX), compression="zstd") as writer:
        for batch in features(batches):
            geometries = shapes(batch)
            present = geometries[~shapely.is_missing(geometries)]
            kinds.update(shape.geom_type for shape in present)
            if len(present):
                corners.append(shapely.total_bounds(present))
            rows = record_batch(batch, geometries, about, columns)
            writer.write_batch(rows.append_column(BBOX, _boxes(geometries)))
        writer.add_key_value_metadata({"geo": json.dumps(_metadata(kinds, corners))})


def _boxes(geometries: np.ndarray) -> pa.StructArray:
    bounds = shapely.bounds(geometries)
    absent = pa.array(shapely.is_missing(geometries))
    return pa.StructArray.from_arrays(
        [pa.array(bounds[:, side], from_pandas=True) for side in range(4)], fields=list(BBOX.type), mask=absent
    )


def _metadata(kinds: set[str], corners: list[np.ndarray]) -> dict[str, object]:
    column: dict[str, object] = {
        "encoding": "WKB",
        "geometry_types": sorted(kinds),
        "covering": {"bbox": {side: ["bbox", side] for side in SIDES}},
    }
    if corners:
        all_of_them = np.array(corners)
        column["bbox"] = [*all_of_them[:, :2].min(axis=0).tolist(), *all_of_them[:, 2:].max(axis=0).tolist()]
    return {"version": "1.1.0", "primary_column": GEOMETRY, "columns": {GEOMETRY: column}}
