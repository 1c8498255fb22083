"""Build the lines on which the nearest coast changes: `python -m geo.build_nearest_state`, after
`geo.build_territorial_sea`.

Beyond everybody's 12 nautical miles `geo.jurisdiction` names the state whose coast is nearest; these are the limits
between such states, for the map. They are equidistance and nothing more: an exclusive economic zone ends where a treaty
says, and no open data set has the treaties' turning points. Writes `data/basemap/nearest_state_lines.geojson` from what
is in `data/geo`; fetches nothing. Takes some seconds.
"""

import argparse
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import numpy as np
import orjson
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from shapely.geometry import MultiLineString, MultiPoint
from shapely.geometry.base import BaseGeometry

from geo import jurisdiction, landmask
from geo.build_regions import OSM, feature, write_collection
from geo.coast import lines
from geo.landmask import EQUAL_AREA
from geo.resources import DATA
from geo.sources import MARITIME, SEAS

STEP_M = 1_000.0
"""Metres between two points of a coast; the line is then within some 100 m of the true one, far from any coast."""
TOLERANCE_M = 1_000.0
"""How far the lines are generalised, in metres: the steps of the coast's points go with it."""
SHORTEST_M = 5_000.0
"""Metres; shorter pieces are left out of the map."""


def nearest_to(coasts: dict[str, NDArray[np.float64]]) -> dict[str, BaseGeometry]:
    """For each state, what lies nearer to its points (rows of metres) than to those of any other. A point that two
    states share counts for the first."""
    owners = np.repeat(list(coasts), [len(each) for each in coasts.values()])
    points, firsts = np.unique(np.concatenate(list(coasts.values())), axis=0, return_index=True)
    cells = shapely.get_parts(shapely.voronoi_polygons(MultiPoint(points), ordered=True))
    return {state: shapely.coverage_union_all(cells[owners[firsts] == state]) for state in coasts}


def limits(areas: dict[str, BaseGeometry], within: BaseGeometry) -> Iterator[tuple[tuple[str, str], BaseGeometry]]:
    """The lines between two areas, as far as they lie in `within`, by the two states."""
    for first, second in combinations(sorted(areas), 2):
        shared = areas[first].boundary.intersection(areas[second].boundary)
        merged = shapely.line_merge(MultiLineString(lines(shared)))
        # Smoothed before it is cut, so that it ends where the 12 miles of somebody begin.
        smooth = shapely.simplify(merged, TOLERANCE_M).intersection(within)
        whole = shapely.line_merge(MultiLineString(lines(smooth)))
        kept = [line for line in lines(whole) if line.length > SHORTEST_M]
        if kept:
            yield (first, second), MultiLineString(kept)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m geo.build_nearest_state", description=__doc__.split(":")[0])
    parser.add_argument("--out", type=Path, default=DATA / "basemap" / "nearest_state_lines.geojson")
    args = parser.parse_args()
    coasts = {
        state: np.round(shapely.get_coordinates(shapely.segmentize(tree.geometries, STEP_M)), -2)
        for state, tree in jurisdiction.load().coasts.items()
        if len(tree.geometries)
    }
    project = landmask.load().projected
    zones = orjson.loads((DATA / "geo" / "territorial_sea.geojson").read_bytes())["features"]
    [beyond] = [each["geometry"] for each in zones if not each["properties"]["states"]]
    high_sea = shapely.transform(shapely.segmentize(shapely.from_geojson(orjson.dumps(beyond)), 0.05), project)
    unproject = Transformer.from_crs(EQUAL_AREA, "EPSG:4326", always_xy=True)
    features = []
    for states, shape in limits(nearest_to(coasts), high_sea):
        code = "-".join(states)
        print(f"{code:6} {shape.length / 1000:7,.0f} km {shapely.get_num_coordinates(shape):5} points")
        # Long pieces are divided before they leave the plane in which they are straight.
        drawn = shapely.transform(
            shapely.segmentize(shape, 20_000), lambda points: np.column_stack(unproject.transform(*points.T))
        )
        features.append(feature(code, drawn, states=list(states)))
    write_collection(args.out, features, f"{OSM}, via npm {MARITIME} and {SEAS}")
    print(f"{args.out.name}: {args.out.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
