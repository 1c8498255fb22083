"""Build the territorial seas anew: `python -m geo.build_territorial_sea`, after `geo.build_regions`.

OpenStreetMap's states with their internal waters and territorial seas, cut to what lies within 15 km of our seas, so
that a quay or an island has its state too. Where two states claim the same water, that water is a zone of both. Writes
`data/geo/territorial_sea.geojson` for look-ups and `data/basemap/territorial_sea_lines.geojson` for the map; the
package is fetched with npm. Takes about a minute.
"""

import argparse
from itertools import combinations
from pathlib import Path

import numpy as np
import orjson
import shapely
from shapely.geometry import MultiLineString, MultiPolygon
from shapely.geometry.base import BaseGeometry

from geo.build_regions import OSM, areas_km2, feature, write_collection
from geo.coast import lines, polygons, valid
from geo.resources import DATA
from geo.sources import MARITIME, fetched

STATES = frozenset({"BE", "DE", "DK", "EE", "FI", "FR", "GB", "GG", "JE", "LT", "LV", "NL", "NO", "PL", "RU", "SE"})
"""ISO 3166-1 alpha-2 codes of the states on our seas, and of the Channel Islands, which have waters of their own."""
BEYOND: tuple[str, ...] = ()
"""No state's: more than 12 nautical miles from every baseline."""
OVERLAP_KM2 = 5.0
"""Overlaps smaller than this are the two states' tracings of one line, and go to the first of them."""
TOLERANCE = 0.002
"""How far the limits are generalised: the square root of the area in degrees that is taken off."""
SHORTEST_LINE = 0.02
"""Degrees; shorter pieces of a limit are left out of the map."""


def read_states(source: Path, within: BaseGeometry) -> dict[str, BaseGeometry]:
    """Land and territorial sea of each state, as far as it lies in `within`."""
    shapely.prepare(within)
    states: dict[str, BaseGeometry] = {}
    for each in orjson.loads(source.read_bytes())["features"]:
        code = each["properties"].get("isoA2")
        if code not in STATES:
            continue
        whole = shapely.from_geojson(orjson.dumps(each["geometry"]))
        rings = [np.asarray(part.exterior.coords) for part in polygons(whole) if within.intersects(part.envelope)]
        states[code] = shapely.union_all([part.intersection(within) for ring in rings for part in valid(ring)])
    return states


def zones(states: dict[str, BaseGeometry], within: BaseGeometry) -> dict[tuple[str, ...], BaseGeometry]:
    """Disjoint areas by the states whose they are: mostly one, two where claims overlap, none on the high sea."""
    own = dict(states)
    shared: dict[tuple[str, ...], BaseGeometry] = {}
    for first, second in combinations(sorted(states), 2):
        parts = polygons(own[first].intersection(own[second]))
        if not parts:
            continue
        large = [part for part, area in zip(parts, areas_km2(parts), strict=True) if area > OVERLAP_KM2]
        own[second] = own[second].difference(MultiPolygon(parts))
        if large:
            shared[first, second] = MultiPolygon(large)
            own[first] = own[first].difference(shared[first, second])
    areas: dict[tuple[str, ...], BaseGeometry] = {(code,): shape for code, shape in own.items()} | shared
    areas[BEYOND] = within.difference(shapely.union_all(list(areas.values())))
    return areas


def simplified(areas: dict[tuple[str, ...], BaseGeometry]) -> dict[tuple[str, ...], MultiPolygon]:
    """The areas with fewer vertices, limits between them still shared."""
    clean = [MultiPolygon([part for part in polygons(shape) if part.area > 1e-5]) for shape in areas.values()]
    simple = shapely.coverage_simplify(np.asarray(clean, dtype=object), TOLERANCE)
    rounded = shapely.make_valid(shapely.set_precision(simple, 1e-4, mode="pointwise"), method="structure")
    return {states: MultiPolygon(polygons(shape)) for states, shape in zip(areas, rounded, strict=True)}


def limit_lines(areas: dict[tuple[str, ...], MultiPolygon], water: BaseGeometry) -> list[tuple[str, MultiLineString]]:
    """Outer limits at sea by state, and the limits between two states at sea ("EE-FI"), each line once."""
    found = []
    boundaries = {states: shape.boundary for states, shape in areas.items() if states != BEYOND}
    taken: list[BaseGeometry] = []
    for (states, boundary), (others, other) in combinations(boundaries.items(), 2):
        between = boundary.intersection(other)
        if not between.is_empty:
            found.append(("-".join(sorted({*states, *others})), between))
            taken.append(between)
    shared = shapely.union_all(taken)
    found += [("-".join(states), boundary.difference(shared)) for states, boundary in boundaries.items()]
    at_sea = [(name, shapely.line_merge(MultiLineString(lines(shape.intersection(water))))) for name, shape in found]
    kept = [(name, MultiLineString([line for line in lines(shape) if line.length > SHORTEST_LINE]))
            for name, shape in at_sea]  # fmt: skip
    return [(name, shape) for name, shape in kept if not shape.is_empty]


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m geo.build_territorial_sea", description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=DATA)
    parser.add_argument("--sources", type=Path, help="folder to keep the fetched package in, for another run")
    args = parser.parse_args()
    reach = shapely.from_geojson((DATA / "geo" / "reach.geojson").read_bytes())
    with fetched(MARITIME, folder=args.sources) as modules:
        states = read_states(modules / "@osm_borders/maritime_10m/borders.geo.json", reach)
    areas = simplified(zones(states, reach))
    seas = orjson.loads((DATA / "geo" / "regions.geojson").read_bytes())["features"]
    water = shapely.union_all([shapely.from_geojson(orjson.dumps(sea["geometry"])) for sea in seas])
    features = []
    for codes, shape in areas.items():
        at_sea = areas_km2([shape.intersection(water)])[0]
        name = "-".join(codes) or "beyond-12nm"
        print(f"{name:12} {at_sea:10,.0f} km² of sea {shapely.get_num_coordinates(shape):7,} vertices")
        features.append(feature(name, shape, states=codes, sea_km2=round(at_sea)))
    outlines = limit_lines(areas, water.buffer(1e-4))
    limits = [feature(name, shape, states=name.split("-")) for name, shape in outlines]
    source = f"{OSM}, via npm {MARITIME}"
    for path, content in (("geo/territorial_sea.geojson", features), ("basemap/territorial_sea_lines.geojson", limits)):
        write_collection(args.out / path, content, source)
        print(f"{path}: {(args.out / path).stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
