"""The OpenStreetMap coast as the builders read it: land, lakes and sea within a window. Never used at run time."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

Box = tuple[float, float, float, float]
"""West, south, east, north: WGS 84 degrees, or the units of the geometry that it cuts."""


def polygons(geometry: BaseGeometry) -> list[Polygon]:
    """The polygons of a geometry of any kind, without what has no area."""
    return [part for part in _parts(geometry) if isinstance(part, Polygon) and not part.is_empty]


def lines(geometry: BaseGeometry) -> list[LineString]:
    """The lines of a geometry of any kind."""
    return [part for part in _parts(geometry) if isinstance(part, LineString) and not part.is_empty]


def _parts(geometry: BaseGeometry) -> Iterator[BaseGeometry]:
    if hasattr(geometry, "geoms"):
        for part in geometry.geoms:
            yield from _parts(part)
    else:
        yield geometry


def valid(ring: NDArray[np.float64]) -> list[Polygon]:
    """A ring as polygons that are valid, whatever the ring does."""
    polygon = Polygon(ring)
    return [polygon] if polygon.is_valid else polygons(shapely.make_valid(polygon))


def read_land(source: Path, window: Box, smallest_lake: float) -> tuple[list[Polygon], list[Polygon]]:
    """Land without its holes, and lakes with their islands, in `window`, from a file of land polygons.

    Shores and lakes are kept apart: one polygon of Eurasia with 69,000 lakes in it takes minutes for every operation.
    `smallest_lake` is in square degrees; smaller lakes and the islands in all lakes become land.
    """
    shells: list[Polygon] = []
    lakes: list[Polygon] = []
    for shell, holes in _polygons_in(source, window):
        shells += [part for piece in valid(shell) for part in polygons(cut(piece, window))]
        lakes += [lake for hole in holes for lake in valid(hole) if lake.area >= smallest_lake]
    return shells, _with_islands(lakes, shells)


def _with_islands(lakes: list[Polygon], land: list[Polygon]) -> list[Polygon]:
    """Lakes less the islands that lie in them."""
    tree = shapely.STRtree(land)
    out: list[Polygon] = []
    for lake in lakes:
        islands = [land[i] for i in tree.query(lake, predicate="contains")]
        out += polygons(lake.difference(shapely.union_all(islands))) if islands else [lake]
    return out


def read_sea(source: Path, window: Box, largest: int = 4000) -> list[Polygon]:
    """The sea in `window` as tiles of at most `largest` vertices (which makes cutting it 20 times faster)."""
    tiles: list[Polygon] = []
    for shell, holes in _polygons_in(source, window):
        islands = [island for hole in holes for island in valid(hole)]
        for water in valid(shell):
            tiles += list(_tiled(cut(water, window), islands, shapely.STRtree(islands), window, largest))
    return tiles


def _tiled(
    water: BaseGeometry, islands: list[Polygon], tree: shapely.STRtree, box: Box, largest: int
) -> Iterator[Polygon]:
    west, south, east, north = box
    inside = tree.query(shapely.box(*box), predicate="intersects")
    vertices = shapely.get_num_coordinates(water) + sum(shapely.get_num_coordinates(islands[i]) for i in inside)
    if water.is_empty:
        return
    if vertices <= largest or east - west < 0.1:
        yield from polygons(water.difference(shapely.union_all([islands[i] for i in inside])))
        return
    if east - west > 2 * (north - south):
        middle = (west + east) / 2
        halves: tuple[Box, Box] = ((west, south, middle, north), (middle, south, east, north))
    else:
        middle = (south + north) / 2
        halves = ((west, south, east, middle), (west, middle, east, north))
    for half in halves:
        yield from _tiled(cut(water, half), islands, tree, half, largest)


def cut(geometry: BaseGeometry, box: Box) -> BaseGeometry:
    """The part in a box. Not `clip_by_rect`, which is faster and has flooded polygons with holes."""
    frame = shapely.box(*box)
    return geometry if frame.contains(geometry) else geometry.intersection(frame)


def _polygons_in(source: Path, window: Box) -> Iterator[tuple[NDArray[np.float64], list[NDArray[np.float64]]]]:
    """Shell and holes of every polygon of a GeoJSON file that reach into the window."""
    for coordinates in _coordinates(orjson.loads(source.read_bytes())):
        shell = np.asarray(coordinates[0], dtype=float)
        if _meets(shell, window):
            yield shell, [hole for hole in map(np.asarray, coordinates[1:]) if _meets(hole, window)]


def _coordinates(geojson: dict[str, Any]) -> Iterator[list[Any]]:
    """The coordinate arrays of all polygons in GeoJSON of any kind."""
    if geojson.get("type") == "Polygon":
        yield geojson["coordinates"]
    elif geojson.get("type") == "MultiPolygon":
        yield from geojson["coordinates"]
    else:
        for part in _members(geojson):
            yield from _coordinates(part)


def _members(geojson: dict[str, Any]) -> Iterable[dict[str, Any]]:
    if geojson.get("type") == "Feature":
        return [geojson["geometry"]]
    members: list[dict[str, Any]] = geojson.get("geometries") or geojson.get("features") or []
    return members


def _meets(ring: NDArray[np.float64], window: Box) -> bool:
    west, south, east, north = window
    low, high = ring.min(axis=0), ring.max(axis=0)
    return bool(low[0] <= east and high[0] >= west and low[1] <= north and high[1] >= south)
