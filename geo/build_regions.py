"""Build the sea regions anew: `python -m geo.build_regions`.

The cells of `data/geo/limits.json`, cut along the OpenStreetMap coast, which is fetched with npm. Writes to `data/geo`
`cells.geojson`, `regions.geojson` (the leaves; their parents are put together when they are read) and `reach.geojson`
(what lies within 15 km of the sea). Takes about a minute.
"""

import argparse
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import orjson
import shapely
from shapely.geometry import LinearRing, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geo.coast import Box, polygons, read_sea
from geo.limits import Limits
from geo.resources import DATA
from geo.sources import SEAS, fetched

WINDOW: Box = (-7.0, 47.9, 31.5, 66.7)
REACH_M = 15_000
"""A point further from the sea than this is in no region."""
EQUAL_AREA = "EPSG:3035"
"""ETRS89 / LAEA Europe: true areas; distances within 1 % over the window."""

OUTER = frozenset({"north-sea", "english-channel", "skagerrak"})
"""Regions drawn more roughly, as few of our events happen there."""
TOLERANCE, OUTER_TOLERANCE = 0.003, 0.008
"""How far the coast may be generalised: the square root of the area, in degrees of latitude, of what is taken off."""
SMALLEST_ISLAND_KM2, OUTER_SMALLEST_ISLAND_KM2 = 0.06, 2.0
SMALLEST_WATER_KM2 = 0.3
DIGITS = 4
"""Decimals of a degree in the files: 11 m of latitude."""

_SQUEEZE = np.array([math.cos(math.radians(58)), 1.0])
"""Makes a degree of longitude as long as one of latitude, so that a tolerance means the same east and north."""


def areas_km2(shapes: Sequence[BaseGeometry]) -> list[float]:
    """Areas in km². Edges are straight in longitude and latitude: long ones are divided before they are projected."""
    series = geopandas.GeoSeries(list(shapes), crs="EPSG:4326").segmentize(0.1).to_crs(EQUAL_AREA)
    return [float(area) for area in series.area / 1e6]


def cut_along_coast(cells: Mapping[str, Polygon], sea: list[Polygon]) -> dict[str, BaseGeometry]:
    """The water of every cell, as fine as the source."""
    tree = shapely.STRtree(sea)
    return {
        code: shapely.union_all([sea[i].intersection(cell) for i in tree.query(cell, predicate="intersects")])
        for code, cell in cells.items()
    }


def without_small(water: BaseGeometry, smallest_island: float, smallest_water: float) -> MultiPolygon:
    """Without islands and pieces of water below so many km²."""
    parts = polygons(water)
    kept = [part for part, area in zip(parts, areas_km2(parts), strict=True) if area >= smallest_water]
    return MultiPolygon([Polygon(part.exterior, _large_holes(part, smallest_island)) for part in kept])


def _large_holes(part: Polygon, smallest: float) -> list[LinearRing]:
    if not part.interiors:
        return []
    areas = areas_km2([Polygon(hole) for hole in part.interiors])
    return [hole for hole, area in zip(part.interiors, areas, strict=True) if area >= smallest]


def draw(water: Mapping[str, BaseGeometry]) -> dict[str, MultiPolygon]:
    """The water generalised and rounded, neighbours still sharing their limits to the digit."""
    islands = {code: OUTER_SMALLEST_ISLAND_KM2 if code in OUTER else SMALLEST_ISLAND_KM2 for code in water}
    clean = [without_small(shape, islands[code], SMALLEST_WATER_KM2) for code, shape in water.items()]
    squeezed = shapely.transform(np.asarray(clean, dtype=object), lambda points: points * _SQUEEZE)
    fine, rough = (shapely.coverage_simplify(squeezed, tolerance) for tolerance in (TOLERANCE, OUTER_TOLERANCE))
    simple = np.where([code in OUTER for code in water], rough, fine)
    simple = shapely.transform(simple, lambda points: points / _SQUEEZE)
    # Rounding point by point moves a shared vertex alike on both sides; the other modes open gaps and overlaps.
    rounded = shapely.set_precision(simple, 10**-DIGITS, mode="pointwise")
    # The default method of make_valid takes an island that touches a limit for water.
    whole = shapely.make_valid(rounded, method="structure", keep_collapsed=False)
    drawn: dict[str, MultiPolygon] = {}
    for code, shape in zip(water, whole, strict=True):
        own = without_small(shape, islands[code] / 2, SMALLEST_WATER_KM2 / 2)
        for other in drawn.values():
            if own.intersection(other).area > 0:
                own = MultiPolygon(polygons(own.difference(other)))
        drawn[code] = own
    return drawn


def reach(drawn: Mapping[str, BaseGeometry]) -> BaseGeometry:
    """Everything within `REACH_M` of the water, a little generously, as it is simplified by 300 m."""
    water = geopandas.GeoSeries(list(drawn.values()), crs="EPSG:4326").segmentize(0.2).to_crs(EQUAL_AREA)
    near = shapely.union_all(water.simplify(200).buffer(REACH_M + 300, quad_segs=4)).simplify(300)
    degrees: BaseGeometry = geopandas.GeoSeries([near], crs=EQUAL_AREA).to_crs("EPSG:4326")[0]
    return shapely.set_precision(degrees, 0.001)


def check_land(limits: Limits, sea: list[Polygon], longest_km: float = 0.6) -> list[str]:
    """Stretches that are meant to lie on land and run over water for longer than a ditch: a node is misplaced there."""
    tree = shapely.STRtree(sea)
    stretches = limits.stretches_over_land()
    wet = [shapely.union_all([sea[i].intersection(line) for i in tree.query(line)]) for line in stretches]
    lengths = geopandas.GeoSeries(wet, crs="EPSG:4326").to_crs(EQUAL_AREA).length / 1000
    return [
        f"{length:.1f} km over water: {list(line.coords)}"
        for line, length in zip(stretches, lengths, strict=True)
        if length > longest_km
    ]


def feature(code: str, shape: BaseGeometry, **properties: Any) -> dict[str, Any]:
    """A GeoJSON feature with coordinates of at most `DIGITS` decimals."""
    coordinates = shapely.transform(shape, lambda points: np.round(points, DIGITS))
    return {
        "type": "Feature",
        "id": code,
        "properties": {"code": code, **properties},
        "geometry": orjson.loads(shapely.to_geojson(coordinates)),
    }


def write_collection(path: Path, features: list[dict[str, Any]], licence: str) -> None:
    """A feature collection, one feature a line, so that a change shows where it happened."""
    head = orjson.dumps({"type": "FeatureCollection", "license": licence})[:-1]
    path.write_bytes(head + b',"features":[\n' + b",\n".join(map(orjson.dumps, features)) + b"\n]}\n")


OSM = "ODbL-1.0, © OpenStreetMap contributors"


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m geo.build_regions", description="Build the sea regions anew.")
    parser.add_argument("--out", type=Path, default=DATA / "geo")
    parser.add_argument("--sources", type=Path, help="folder to keep the fetched packages in, for another run")
    args = parser.parse_args()
    limits = Limits()
    cells = limits.cells()
    with fetched(SEAS, folder=args.sources) as modules:
        sea = read_sea(modules / "@geo-maps/earth-seas-100m/map.geo.json", WINDOW)
    print(*check_land(limits, sea), sep="\n")
    water = cut_along_coast(cells, sea)
    drawn = draw(water)
    features = []
    print(f"{'region':18}{'km² of source':>15}{'km² as drawn':>15}{'vertices':>10}{'islands':>9}")
    for code, exact, area in zip(drawn, areas_km2(list(water.values())), areas_km2(list(drawn.values())), strict=True):
        shape = shapely.normalize(drawn[code])
        bbox = [round(bound, 3) for bound in shape.bounds]
        features.append(feature(code, shape, area_km2=round(area), bbox=bbox))
        islands = sum(len(part.interiors) for part in shape.geoms)
        print(f"{code:18}{exact:15,.0f}{area:15,.0f}{shapely.get_num_coordinates(shape):10,}{islands:9,}")
    write_collection(args.out / "cells.geojson", [feature(code, cell) for code, cell in cells.items()], "Apache-2.0")
    write_collection(args.out / "regions.geojson", features, OSM)
    (args.out / "reach.geojson").write_text(shapely.to_geojson(reach(drawn)) + "\n")
    for name in ("cells", "regions", "reach"):
        print(f"{name}.geojson: {(args.out / f'{name}.geojson').stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
