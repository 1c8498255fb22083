"""The formats of an export: what each is called, and who writes it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from app.events.annotations import MEDIA_TYPE as ANNOTATIONS
from app.exports import atom, delimited, ftm, geojson, kml, web_annotations
from app.exports.source import About, Batch

#: Bytes of a file that are handed out at once.
PIECE = 262_144

Writer = Callable[[Iterator[Batch], About], Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class Format:
    """One format; `write` yields its bytes in pieces."""

    #: Value of `f` and of `--format`.
    name: str
    title: str
    media_type: str
    #: Ending of its files, the dot included.
    ending: str
    write: Writer
    #: Whether it needs the events' mentions.
    whole: bool = False
    #: Whether it is text, which a client may like compressed; the others are compressed or indexed by themselves.
    text: bool = True
    #: Package that it needs besides ours; an extra of the same name as the format brings it.
    needs: str | None = None

    @property
    def offered(self) -> bool:
        """Whether it can be written here."""
        return self.needs is None or find_spec(self.needs) is not None


def _file(module: str, function: str, ending: str) -> Writer:
    """A writer that needs a file to seek in: it writes a temporary one, which is then handed out and removed."""

    def write(batches: Iterator[Batch], about: About) -> Iterator[bytes]:
        # Imported by the first such export: pyarrow and GDAL take longer than the rest of the service to load.
        to_file: Callable[[Iterator[Batch], About, Path], Any] = getattr(import_module(module), function)
        with TemporaryDirectory(prefix="skerry-export-") as folder:
            path = Path(folder) / f"events{ending}"
            to_file(batches, about, path)
            with path.open("rb") as file:
                while piece := file.read(PIECE):
                    yield piece

    return write


FORMATS = {
    each.name: each
    for each in (
        Format("geojson", "GeoJSON", "application/geo+json", ".geojson", geojson.collection),
        Format("geojsonseq", "GeoJSON sequence", "application/geo+json-seq", ".geojsons", geojson.sequence),
        Format("csv", "CSV", "text/csv; charset=utf-8; header=present", ".csv", delimited.write),
        Format(
            "geoparquet",
            "GeoParquet 1.1",
            "application/vnd.apache.parquet",
            ".parquet",
            _file("app.exports.geoparquet", "write", ".parquet"),
            text=False,
        ),
        Format(
            "gpkg",
            "GeoPackage",
            "application/geopackage+sqlite3",
            ".gpkg",
            _file("app.exports.gdal", "geopackage", ".gpkg"),
            text=False,
        ),
        Format(
            "fgb",
            "FlatGeobuf",
            "application/flatgeobuf",
            ".fgb",
            _file("app.exports.gdal", "flatgeobuf", ".fgb"),
            text=False,
        ),
        Format("kml", "KML", "application/vnd.google-earth.kml+xml", ".kml", kml.write),
        Format("atom", "Atom with GeoRSS", "application/atom+xml", ".atom", atom.write),
        Format("annotations", "W3C Web Annotations", ANNOTATIONS, ".jsonld", web_annotations.write, whole=True),
        Format("ftm", "FollowTheMoney", "application/json+ftm", ".ftm.json", ftm.write, whole=True, needs=ftm.PACKAGE),
    )
}


def of_file(name: str) -> Format | None:
    """The format that a file of this name has by its ending."""
    lower = name.lower()
    return next((each for each in FORMATS.values() if lower.endswith(each.ending)), None)
