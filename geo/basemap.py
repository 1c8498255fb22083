"""Cut the map's own vector tiles: `python -m geo.basemap --out data/basemap/baltic.pmtiles`.

Land and lakes come from OpenStreetMap, borders from Natural Earth; both are fetched with npm. Takes about a minute and
1.6 GB of memory, and is run by hand when the coast or the style's needs change: the archive is part of the data.
Layers: `land`, `lake`, `border`, without properties. Zoom 3 to 9, Mapbox Vector Tile 2.1, gzip.
"""

import argparse
import gzip
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mapbox_vector_tile
import numpy as np
import orjson
import shapely
from mapbox_vector_tile.encoder import on_invalid_geometry_make_valid
from numpy.typing import NDArray
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from geo.coast import Box, cut, lines, polygons, read_land
from geo.resources import DATA
from geo.sources import LANDS, WORLD_ATLAS, fetched

MIN_ZOOM, MAX_ZOOM = 3, 9
FRAME: Box = (-9.0, 47.0, 42.0, 71.0)
"""What the map can show: the seas from the Channel to the Gulf of Bothnia, and land enough around them."""
DETAIL: Box = (7.5, 53.0, 31.5, 66.3)
"""The Baltic and the straits to the Skagerrak: here the coast is drawn to 100 m, outside to about 600 m."""
COARSE_TOLERANCE = 0.008
"""Degrees (about 600 m) to which the coast outside `DETAIL` is generalised."""
SMALLEST_COARSE_ISLAND = 4e-4
"""Square degrees (about 3 km²): smaller islands outside `DETAIL` are left out."""
SMALLEST_LAKE = 1.2e-2
"""Square degrees (about 75 km²): the source draws smaller lakes too coarsely to be shown."""

EXTENT = 4096
BUFFER = 64
"""Units of `EXTENT` by which a tile's geometry overlaps its neighbours, so that no seam is stroked."""
ATTRIBUTION = "© OpenStreetMap contributors (ODbL), Natural Earth"


@dataclass(frozen=True)
class Layer:
    """One layer of the tiles, in Web Mercator units: the world is the square from 0 to 1, y downwards."""

    name: str
    shapes: list[BaseGeometry]
    smallest: float
    """Square pixels (256 to a tile) below which a polygon is left out."""


def mercator(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Longitude, latitude in degrees as Web Mercator in a unit square, y downwards."""
    sine = np.sin(np.radians(points[:, 1]))
    return np.column_stack(
        [(points[:, 0] + 180) / 360, 0.5 - np.log((1 + sine) / (1 - sine)) / (4 * math.pi)],
    )


def blend(shapes: list[Polygon]) -> list[Polygon]:
    """Fine within `DETAIL`, generalised outside, in one piece: an edge at the join would be drawn as a coast."""
    outside = shapely.box(*FRAME).difference(shapely.box(*DETAIL))
    fine = [piece for shape in shapes for piece in polygons(cut(shape, DETAIL))]
    rough = [piece for shape in shapes for piece in polygons(shape.intersection(outside))]
    rough = [shape for shape in rough if shape.area > SMALLEST_COARSE_ISLAND or shape.intersects(shapely.box(*DETAIL))]
    simple = shapely.make_valid(shapely.simplify(rough, COARSE_TOLERANCE))
    return polygons(shapely.union_all([*fine, *(piece for shape in simple for piece in polygons(shape))]))


def read_borders(topology: Path, land: BaseGeometry) -> list[LineString]:
    """Borders on land: the arcs that two countries of a TopoJSON file share, less what runs out to sea."""
    topo = orjson.loads(topology.read_bytes())
    countries = topo["objects"]["countries"]["geometries"]
    uses = Counter(arc for country in countries for arc in _arc_numbers(country.get("arcs", [])))
    scale, origin = np.asarray(topo["transform"]["scale"]), np.asarray(topo["transform"]["translate"])
    shared = (LineString(np.cumsum(topo["arcs"][arc], axis=0) * scale + origin) for arc, n in uses.items() if n > 1)
    return [part for arc in shared for part in lines(cut(arc, FRAME).intersection(land))]


def _arc_numbers(arcs: list[Any]) -> Iterator[int]:
    """Numbers of the arcs in nested lists; TopoJSON writes an arc that is walked backwards as its complement."""
    for each in arcs:
        if isinstance(each, list):
            yield from _arc_numbers(each)
        else:
            yield each if each >= 0 else ~each


def generalise(layer: Layer, zoom: int) -> Layer:
    """A layer as a zoom level needs it: to a third of a pixel, without what is too small to be seen."""
    pixel = 1 / 2**zoom / 256
    if zoom == MAX_ZOOM:
        # The client enlarges the last level, so keep there what two more levels would show.
        pixel /= 3
    kept = [shape for shape in layer.shapes if not isinstance(shape, Polygon) or shape.area > layer.smallest * pixel**2]
    simple = shapely.simplify(kept, pixel * 0.35)
    return Layer(layer.name, [part for shape in simple for part in _simple_parts(shape)], layer.smallest)


def _simple_parts(shape: BaseGeometry) -> list[BaseGeometry]:
    if isinstance(shape, LineString):
        return [shape]
    return [*polygons(shape if shape.is_valid else shapely.make_valid(shape))]


def tiles(layers: list[Layer], zoom: int, z: int = 0, x: int = 0, y: int = 0) -> Iterator[tuple[int, int, int, bytes]]:
    """Column, row and content of every tile of a zoom level that holds anything, cut by quartering."""
    size = 1 / 2**z
    margin = size * BUFFER / EXTENT
    box = (x * size - margin, y * size - margin, (x + 1) * size + margin, (y + 1) * size + margin)
    inside = [Layer(each.name, list(_within(each.shapes, box)), each.smallest) for each in layers]
    inside = [each for each in inside if each.shapes]
    if not inside:
        return
    if z == zoom:
        yield z, x, y, encode(inside, (x * size, y * size, (x + 1) * size, (y + 1) * size))
        return
    for column in (2 * x, 2 * x + 1):
        for row in (2 * y, 2 * y + 1):
            yield from tiles(inside, zoom, z + 1, column, row)


def _within(shapes: list[BaseGeometry], box: Box) -> Iterator[BaseGeometry]:
    frame = shapely.box(*box)
    shapely.prepare(frame)
    for shape in np.asarray(shapes, dtype=object)[shapely.intersects(frame, shapes)]:
        if frame.contains(shape):
            yield shape
        else:
            piece = shape.intersection(frame)
            yield from lines(piece) if isinstance(shape, LineString) else polygons(piece)


def encode(layers: list[Layer], bounds: Box) -> bytes:
    """The tile as gzipped MVT. Without a time stamp, so that the same coast gives the same archive."""
    content = [
        {"name": each.name, "features": [{"geometry": shape, "properties": {}} for shape in each.shapes]}
        for each in layers
    ]
    options = {
        "quantize_bounds": bounds,
        "extents": EXTENT,
        "y_coord_down": True,
        "on_invalid_geometry": on_invalid_geometry_make_valid,
    }
    return gzip.compress(mapbox_vector_tile.encode(content, default_options=options), 9, mtime=0)


def write(archive: Path, content: dict[tuple[int, int, int], bytes]) -> None:
    """A PMTiles v3 archive of the tiles."""
    west, south, east, north = (round(degrees * 1e7) for degrees in FRAME)
    header = {
        "tile_type": TileType.MVT,
        "tile_compression": Compression.GZIP,
        "min_zoom": MIN_ZOOM,
        "max_zoom": MAX_ZOOM,
        "min_lon_e7": west,
        "min_lat_e7": south,
        "max_lon_e7": east,
        "max_lat_e7": north,
        "center_zoom": 5,
        "center_lon_e7": round(21.5e7),
        "center_lat_e7": round(58.5e7),
    }
    metadata = {
        "name": "Skerry basemap of the Baltic",
        "attribution": ATTRIBUTION,
        "vector_layers": [{"id": name, "fields": {}} for name in ("land", "lake", "border")],
    }
    with archive.open("wb") as file:
        writer: Any = Writer(file)  # type: ignore[no-untyped-call]
        for zxy in sorted(content, key=lambda tile: zxy_to_tileid(*tile)):
            writer.write_tile(zxy_to_tileid(*zxy), content[zxy])
        writer.finalize(header, metadata)


def prepare(modules: Path) -> list[Layer]:
    """The three layers from the packages that npm has fetched into `modules`."""
    shells, lakes = read_land(modules / "@geo-maps/earth-lands-100m/map.geo.json", FRAME, SMALLEST_LAKE)
    land = blend(shells)
    borders = read_borders(modules / "world-atlas/countries-10m.json", shapely.union_all(land))
    sizes = {"land": 1.0, "lake": 3.0, "border": 0.0}
    sources: dict[str, list[Any]] = {"land": land, "lake": blend(lakes), "border": borders}
    return [
        Layer(name, list(shapely.transform(np.asarray(shapes, dtype=object), mercator)), sizes[name])
        for name, shapes in sources.items()
    ]


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m geo.basemap", description="Cut the map's own vector tiles.")
    parser.add_argument("--out", type=Path, default=DATA / "basemap" / "baltic.pmtiles")
    parser.add_argument("--sources", type=Path, help="folder to keep the fetched packages in, for another run")
    args = parser.parse_args()
    with fetched(LANDS, WORLD_ATLAS, folder=args.sources) as modules:
        layers = prepare(modules)
    content: dict[tuple[int, int, int], bytes] = {}
    for zoom in range(MAX_ZOOM, MIN_ZOOM - 1, -1):
        layers = [generalise(each, zoom) for each in layers]
        level = {(z, x, y): tile for z, x, y, tile in tiles(layers, zoom)}
        print(f"z{zoom}: {len(level)} tiles, {sum(map(len, level.values())):,} bytes, "
              f"the largest {max(map(len, level.values())):,}")  # fmt: skip
        content |= level
    args.out.parent.mkdir(parents=True, exist_ok=True)
    write(args.out, content)
    print(f"{args.out}: {args.out.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
