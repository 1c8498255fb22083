"""Coarse land around the base map, for events that lie beyond it: Natural Earth 1:50m (public domain).

WGS 84 lon/lat. The detailed base map has its own land within its frame, so that part is cut out here.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import shapely
from shapely.affinity import translate
from shapely.geometry import mapping

from app.web.assets import HERE
from app.web.basemap import Layer, basemap, layer_of

SOURCE = HERE / "vendor" / "world-atlas" / "land-50m.json"
#: Degrees (about 2 km) by which the coast is moved at most: it is seen from afar.
TOLERANCE = 0.02
#: Polar caps beyond these latitudes are of no use on a Mercator map.
LATITUDES = (-60.0, 78.0)


@cache
def world(source: Path = SOURCE) -> Layer | None:
    """The land around the base map as GeoJSON; None if its source was not fetched."""
    if not source.is_file():
        return None
    tiles = basemap()
    everything = shapely.box(-180, LATITUDES[0], 180, LATITUDES[1])
    seen = everything.difference(shapely.box(*tiles.bounds)) if tiles else everything
    parts = [shapely.make_valid(polygon) for polygon in polygons(orjson.loads(source.read_bytes()))]
    # What runs over the antimeridian shows at both ends of the map. Not clip_by_rect, which floods rings with holes.
    around = shapely.union_all([translate(part, turn).intersection(seen) for part in parts for turn in (-360, 0, 360)])
    simple = shapely.set_precision(shapely.simplify(around, TOLERANCE), 0.01)
    feature = {"type": "Feature", "properties": {}, "geometry": mapping(simple)}
    return layer_of(orjson.dumps({"type": "FeatureCollection", "features": [feature]}))


def polygons(topology: dict[str, Any], name: str = "land") -> list[shapely.Polygon]:
    """The polygons of a TopoJSON object: arcs are delta-coded on a grid, and walked backwards where numbered `~n`."""
    scale, origin = np.asarray(topology["transform"]["scale"]), np.asarray(topology["transform"]["translate"])
    arcs = [np.cumsum(np.asarray(arc), axis=0) * scale + origin for arc in topology["arcs"]]

    def ring(numbers: list[int]) -> Any:
        points = np.concatenate([arcs[n] if n >= 0 else arcs[~n][::-1] for n in numbers])
        # A ring over the antimeridian jumps from 180 to -180: let it go on to 190 instead.
        return np.column_stack([np.unwrap(points[:, 0], period=360), points[:, 1]])

    found = []
    for geometry in topology["objects"][name]["geometries"]:
        for part in geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]:
            outer, *holes = (ring(numbers) for numbers in part)
            # A ring may begin on either side of the antimeridian: bring the holes to the side of their outline.
            middle = outer[:, 0].mean()
            for hole in holes:
                hole[:, 0] += 360 * round((middle - hole[:, 0].mean()) / 360)
            found.append(shapely.Polygon(outer, holes))
    return found
