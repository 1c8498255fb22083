"""Rows of GeoPackage and FlatGeobuf (by GDAL) and of GeoParquet, read in pieces.

pyarrow and GDAL are imported with this module, and this module by the first file that needs it.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError

from app.errors import Unprocessable
from app.imports.rows import Row, Table

#: Rows that are held at once.
PIECE = 1_000
WGS84 = ("OGC:CRS84", "EPSG:4326")


def through_gdal(path: Path) -> Table:
    """The first layer of a file that GDAL reads. Raises Unprocessable for one that it does not."""
    try:
        layer = str(pyogrio.list_layers(path)[0][0])
        info = pyogrio.read_info(path, layer=layer)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, IndexError) as error:
        raise Unprocessable(f"{path.name} cannot be read: {error}") from None
    project = _projection(path, info["crs"])
    return Table(tuple(map(str, info["fields"])), _layer(path, layer, project), int(info["features"]))


def _layer(path: Path, layer: str, project: Transformer | None) -> Iterator[Row]:
    with pyogrio.open_arrow(path, layer=layer, batch_size=PIECE, use_pyarrow=True) as (meta, reader):
        yield from _rows(reader, meta["geometry_name"] or "wkb_geometry", project)


def parquet(path: Path) -> Table:
    """A Parquet table with GeoParquet metadata, or without any. Raises Unprocessable for what is no Parquet."""
    try:
        file = pq.ParquetFile(path)
        geo = json.loads((file.metadata.metadata or {}).get(b"geo", b"{}"))
        name = geo.get("primary_column", "geometry")
        column = geo.get("columns", {}).get(name, {})
        encoding, crs = column.get("encoding", "WKB"), column.get("crs", WGS84[0])
    except (pa.ArrowException, OSError, ValueError, AttributeError) as error:
        raise Unprocessable(f"{path.name} cannot be read: {error}") from None
    if encoding != "WKB":
        raise Unprocessable(f"{path.name}: its geometries are in the encoding {encoding!r}, and must be WKB")
    project = _projection(path, crs)
    covering = {paths[0] for paths in column.get("covering", {}).get("bbox", {}).values()}
    columns = [each for each in file.schema_arrow.names if each != name and each not in covering]
    wanted = [*columns, *([name] if name in file.schema_arrow.names else [])]
    return Table(tuple(columns), _rows(file.iter_batches(PIECE, columns=wanted), name, project), file.metadata.num_rows)


def _rows(batches: Iterable[pa.RecordBatch], geometry: str, project: Transformer | None) -> Iterator[Row]:
    number = 0
    for batch in batches:
        for values in batch.to_pylist():
            number += 1
            wkb = values.pop(geometry, None)
            plain = {name: _plain(value) for name, value in values.items()}
            try:
                shape = _geometry(wkb, project)
            except (shapely.errors.ShapelyError, ProjError, TypeError):
                yield Row(number, fault="its geometry cannot be read")
                continue
            yield Row(number, plain, shape)


def _projection(path: Path, crs: Any) -> Transformer | None:
    """What brings its coordinates to WGS 84 longitude and latitude; None where they are that already."""
    if crs is None or crs in WGS84:
        return None
    try:
        system = CRS.from_user_input(crs)
    except ProjError:
        raise Unprocessable(f"{path.name}: its coordinate reference system is not known") from None
    if system.equals(CRS.from_user_input(WGS84[0]), ignore_axis_order=True):
        return None
    return Transformer.from_crs(system, WGS84[0], always_xy=True)


def _geometry(wkb: bytes | None, project: Transformer | None) -> dict[str, Any] | None:
    if wkb is None:
        return None
    shape = shapely.force_2d(shapely.from_wkb(wkb))
    if shape.is_empty:
        return None
    if project is not None:
        there = project.transform

        def forth(positions: Any) -> Any:
            return np.column_stack(there(positions[:, 0], positions[:, 1]))

        shape = shapely.transform(shape, forth)
    geometry: dict[str, Any] = orjson.loads(shapely.to_geojson(shape))
    return geometry


def _plain(value: Any) -> Any:
    """Times as ISO 8601; one without a zone is taken in UTC."""
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).isoformat()
    return value.isoformat() if isinstance(value, date) else value
