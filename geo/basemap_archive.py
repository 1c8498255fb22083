"""Hand out the tiles of the basemap archive as they lie in it: gzipped vector tiles, read through a memory map.

The package's own reader unpacks the directories anew for every tile; here they are unpacked once.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from pmtiles.reader import MmapSource, Reader
from pmtiles.tile import Entry, deserialize_directory, find_tile, zxy_to_tileid

from geo.resources import DATA


class BasemapArchive:
    """A PMTiles archive of vector tiles. Safe to share between threads."""

    def __init__(self, path: Path) -> None:
        """Raises FileNotFoundError, or ValueError for a file that is not PMTiles v3."""
        with path.open("rb") as file:
            self._bytes: Callable[[int, int], bytes] = MmapSource(file)  # type: ignore[no-untyped-call]
        reader: Any = Reader(self._bytes)  # type: ignore[no-untyped-call]
        if not self._bytes(0, 8).startswith(b"PMTiles\x03"):
            raise ValueError(f"{path} is not a PMTiles archive of version 3.")
        self._header = reader.header()
        self._entries = list(self._directory(self._header["root_offset"], self._header["root_length"]))
        self.min_zoom: int = self._header["min_zoom"]
        self.max_zoom: int = self._header["max_zoom"]
        self.bounds: tuple[float, float, float, float] = tuple(
            self._header[f"{side}_e7"] / 1e7 for side in ("min_lon", "min_lat", "max_lon", "max_lat")
        )
        """West, south, east, north in degrees; beyond it there are no tiles."""
        metadata: dict[str, Any] = reader.metadata()
        self.attribution: str = metadata["attribution"]
        """Plain text that has to stand on every map."""
        self.layers: list[dict[str, Any]] = metadata["vector_layers"]

    def _directory(self, offset: int, length: int) -> list[Entry]:
        entries: list[Entry] = []
        for entry in deserialize_directory(self._bytes(offset, length)):
            if entry.run_length:
                entries.append(entry)
            else:
                entries += self._directory(self._header["leaf_directory_offset"] + entry.offset, entry.length)
        return entries

    def tile(self, z: int, x: int, y: int) -> bytes | None:
        """The gzipped Mapbox Vector Tile, or None where the archive has nothing, out-of-range numbers included."""
        if not (self.min_zoom <= z <= self.max_zoom and 0 <= x < 2**z and 0 <= y < 2**z):
            return None
        entry = find_tile(self._entries, zxy_to_tileid(z, x, y))
        return None if entry is None else self._bytes(self._header["tile_data_offset"] + entry.offset, entry.length)


@cache
def load() -> BasemapArchive:
    """The archive in `data/basemap`, opened once."""
    return BasemapArchive(DATA / "basemap" / "baltic.pmtiles")
