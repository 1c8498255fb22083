"""Rows of a file that somebody brings: each with where it stands, its values, and its geometry.

Whatever is wrong with one row is that row's fault; what is wrong with the file as a whole is an Unprocessable.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.errors import Unprocessable

#: A file larger than this is refused before it is read whole; tables that are read in pieces have no bound.
LARGEST = 200_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `line` is the line of a text file that it begins in, else the number of the feature; from 1."""

    line: int
    values: dict[str, Any] = field(default_factory=dict)
    #: GeoJSON geometry, WGS 84 longitude and latitude; None where the file has none.
    geometry: dict[str, Any] | None = None
    #: What is wrong with the row, so that nothing of it can be used.
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A file's rows, and how many there are likely to be."""

    columns: tuple[str, ...]
    rows: Iterator[Row]
    expected: int


def read(path: Path) -> Table:
    """The rows of a GeoJSON, GeoJSON sequence, CSV, GeoPackage, FlatGeobuf or GeoParquet file, by its ending.

    Raises Unprocessable for a file that is none of these, or broken as a whole.
    """
    if not path.is_file():
        raise Unprocessable(f"{path} is no file")
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise Unprocessable(f"{path.name}: the ending must be one of {', '.join(_READERS)}")
    return reader(path)


def whole(path: Path) -> bytes:
    """The file's bytes. Raises Unprocessable for one that is too large."""
    if path.stat().st_size > LARGEST:
        raise Unprocessable(f"{path.name} has more than {LARGEST // 1_000_000} MB; split it, or send a GeoPackage")
    return path.read_bytes()


def _csv(path: Path) -> Table:
    from app.imports.delimited import read

    return read(path)


def _geojson(path: Path) -> Table:
    from app.imports.geojson import collection

    return collection(path)


def _sequence(path: Path) -> Table:
    from app.imports.geojson import sequence

    return sequence(path)


def _gdal(path: Path) -> Table:
    from app.imports.arrow import through_gdal

    return through_gdal(path)


def _parquet(path: Path) -> Table:
    from app.imports.arrow import parquet

    return parquet(path)


_READERS: dict[str, Callable[[Path], Table]] = {
    ".geojson": _geojson,
    ".json": _geojson,
    ".geojsons": _sequence,
    ".geojsonl": _sequence,
    ".csv": _csv,
    ".tsv": _csv,
    ".gpkg": _gdal,
    ".fgb": _gdal,
    ".parquet": _parquet,
    ".geoparquet": _parquet,
}
