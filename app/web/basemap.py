"""The base map: vector tiles from one PMTiles archive, and the GeoJSON layers that are drawn over it.

Tiles are Web Mercator XYZ, gzip as stored; GeoJSON is WGS 84 lon/lat (RFC 7946).
"""

from __future__ import annotations

import gzip
import hashlib
import mmap
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pmtiles.tile import Entry, deserialize_directory, deserialize_header, zxy_to_tileid

from geo import regions
from geo.resources import DATA

#: Layers drawn with the tiles: name → file below `data/`. Sea regions are drawn as the cells, below the land:
#: their limits show at sea, and their coasts are the base map's.
LAYERS = {
    "labels": "basemap/labels.geojson",
    "regions": "geo/cells.geojson",
    "territorial-sea": "basemap/territorial_sea_lines.geojson",
    "nearest-state": "basemap/nearest_state_lines.geojson",
}


class Basemap:
    """Read access to a PMTiles archive: its directory in memory, its tiles in a mapped file."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        header = deserialize_header(self._bytes[0:127])
        self._tile_data = header["tile_data_offset"]
        self._leaves = header["leaf_directory_offset"]
        self._tiles: dict[int, tuple[int, int]] = {}
        self._walk(header["root_offset"], header["root_length"])
        self.minzoom, self.maxzoom = header["min_zoom"], header["max_zoom"]
        #: west, south, east, north in degrees
        self.bounds: tuple[float, float, float, float] = (
            header["min_lon_e7"] / 1e7,
            header["min_lat_e7"] / 1e7,
            header["max_lon_e7"] / 1e7,
            header["max_lat_e7"] / 1e7,
        )

    def _walk(self, offset: int, length: int) -> None:
        entries: list[Entry] = deserialize_directory(self._bytes[offset : offset + length])
        for entry in entries:
            if entry.run_length == 0:
                self._walk(self._leaves + entry.offset, entry.length)
            for step in range(entry.run_length):
                self._tiles[entry.tile_id + step] = (self._tile_data + entry.offset, entry.length)

    def __len__(self) -> int:
        return len(self._tiles)

    def tile(self, z: int, x: int, y: int) -> bytes | None:
        """The gzipped vector tile, or None where the archive has none or the address is outside the pyramid."""
        if not self.minzoom <= z <= self.maxzoom or not (0 <= x < 1 << z and 0 <= y < 1 << z):
            return None
        found = self._tiles.get(zxy_to_tileid(z, x, y))
        return self._bytes[found[0] : found[0] + found[1]] if found else None


@dataclass(frozen=True, slots=True)
class Layer:
    """One GeoJSON layer, gzip, with the entity tag of its contents."""

    body: bytes
    etag: str


@cache
def basemap(data: Path = DATA) -> Basemap | None:
    """The installed archive, or None if it is not there: the map then shows events on a plain sea."""
    path = data / "basemap" / "baltic.pmtiles"
    return Basemap(path) if path.is_file() else None


@cache
def layer(name: str, data: Path = DATA) -> Layer | None:
    """A layer of LAYERS; None if the name or the file is unknown."""
    if name not in LAYERS or not (data / LAYERS[name]).is_file():
        return None
    body = (data / LAYERS[name]).read_bytes()
    return layer_of(body)


def layer_of(body: bytes) -> Layer:
    """GeoJSON as it is served."""
    return Layer(gzip.compress(body, 9, mtime=0), f'"{hashlib.sha256(body).hexdigest()[:16]}"')


def region_names(language: str = "en") -> list[dict[str, str | None]]:
    """`code`, `name` and `parent` of every region, without outlines; in English where a language has no name."""
    known = regions.load()
    return [
        {"code": region.code, "name": region.name(language), "parent": region.parent}
        for region in (known.get(code) for code in known.codes)
    ]
