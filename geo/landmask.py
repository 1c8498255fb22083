"""Is it sea, how far is the coast, and where is the nearest water: answered by the regions' own coastline.

Within 270 m of its source in the Baltic, the straits and the Kattegat (95 % within 120 m), within 700 m in the North
Sea, the Channel and the Skagerrak; islands below 0.06 km² (2 km² there) are water. It knows the seas of `geo.regions`
and nothing beyond: the Norwegian Sea is not sea here.
Coordinates are WGS 84 longitude, latitude in degrees; distances metres along the ellipsoid.

Measured against the alternative, an STRtree over tiled polygons: GEOS's index inside a prepared polygon answers
3 to 5 million points a second on one core, ten times the tiles' figure, and needs neither tiles nor a tree.
"""

import math
from functools import cache, cached_property

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from pyproj import Geod, Transformer
from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry

from geo import regions
from geo.threads import one_at_a_time

EQUAL_AREA = "EPSG:3035"
"""ETRS89 / LAEA Europe, metres: finds which coast is nearest. Distances are then taken on the ellipsoid."""
ON_LIMIT = 2e-4
"""Degrees within which an edge of the water follows a limit between seas, and so is no coast."""
STEPS_M = (60, 150, 400, 1000, 2500)
"""How far past the shore a point that snaps to the sea is put: the first that is afloat."""
INLET = (0.02, 0.012)
"""Degrees of longitude and latitude, about 1.3 km each, within which a narrow water is looked at beside its shore."""

WGS84 = Geod(ellps="WGS84")


class Landmask:
    """The coastline of the seas of `geo.regions`. `load()` gives the one in use."""

    def __init__(self, seas: regions.Regions) -> None:
        self._seas = seas
        self.version = seas.version
        """That of the regions, from whose outlines the coast is taken."""

    @cached_property
    def _water(self) -> list[BaseGeometry]:
        return [self._seas.get(code).geometry for code in self._seas.leaves]

    @cached_property
    def coast(self) -> NDArray[np.object_]:
        """The edges of the coast, each a LineString in `EQUAL_AREA` metres; the limits between seas are left out."""
        outline = shapely.union_all(self._water).boundary
        points, rings = shapely.get_coordinates(shapely.get_parts(outline), return_index=True)
        middles = shapely.points((points[:-1] + points[1:]) / 2)
        limits = shapely.union_all(self._seas.cells).boundary
        shapely.prepare(limits)
        shore = (rings[:-1] == rings[1:]) & ~shapely.dwithin(limits, middles, ON_LIMIT)
        projected = self.projected(points)
        edges: NDArray[np.object_] = shapely.linestrings(np.stack([projected[:-1], projected[1:]], axis=1)[shore])
        return edges

    @cached_property
    def _tree(self) -> shapely.STRtree:
        return shapely.STRtree(self.coast)

    @cached_property
    def _project(self) -> Transformer:
        return Transformer.from_crs("EPSG:4326", EQUAL_AREA, always_xy=True)

    def projected(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Rows of longitude, latitude as rows of `EQUAL_AREA` metres; inf for what is no position."""
        return np.column_stack(self._project.transform(points[:, 0], points[:, 1]))

    @one_at_a_time
    def is_sea(self, lons: ArrayLike, lats: ArrayLike) -> NDArray[np.bool_]:
        """Whether each point lies in the water of a region. False on land, beyond our seas, and for no position."""
        x, y = np.atleast_1d(np.asarray(lons, dtype=float)), np.atleast_1d(np.asarray(lats, dtype=float))
        wet = np.zeros(x.shape, dtype=bool)
        for water in self._water:
            west, south, east, north = shapely.bounds(water)
            near = np.flatnonzero((x >= west) & (x <= east) & (y >= south) & (y <= north) & ~wet)
            wet[near] = shapely.intersects_xy(water, x[near], y[near])
        return wet

    @one_at_a_time
    def distance_to_coast_m(self, lon: float, lat: float) -> float:
        """Metres to the nearest coast, from the sea or from land. Raises ValueError for what is no position."""
        return self._nearest_coast(lon, lat)[2]

    @one_at_a_time
    def distances_to_coast_m(self, lons: ArrayLike, lats: ArrayLike) -> NDArray[np.float64]:
        """As `distance_to_coast_m`, for many points; inf for what is no position."""
        x, y = np.atleast_1d(np.asarray(lons, dtype=float)), np.atleast_1d(np.asarray(lats, dtype=float))
        here = self.projected(np.column_stack([x, y]))
        distances = np.full(x.shape, np.inf)
        known = np.flatnonzero(np.isfinite(here).all(axis=1))
        points: NDArray[np.object_] = np.asarray(shapely.points(here[known]))
        asked, nearest = self._tree.query_nearest(points, all_matches=False)
        lines = shapely.shortest_line(points[asked], self.coast[nearest])
        ends = shapely.get_coordinates(shapely.get_point(lines, 1))
        lon, lat = self._project.transform(ends[:, 0], ends[:, 1], direction="INVERSE")
        distances[known[asked]] = WGS84.inv(x[known[asked]], y[known[asked]], lon, lat)[2]
        return distances

    @one_at_a_time
    def snap_to_sea(self, lon: float, lat: float) -> tuple[float, float, float]:
        """The point itself when it is at sea, else the nearest one that is: longitude, latitude, metres that it moved.

        A point in the cell of no region (far inland, or on a sea that we don't know) stays where it is, moved 0.
        Raises ValueError for what is no position.
        """
        if self.is_sea(lon, lat)[0] or self._seas.basin_of_many(lon, lat)[0] < 0:
            return (*_position(lon, lat), 0.0)
        shore_lon, shore_lat, _ = self._nearest_coast(lon, lat)
        outwards = WGS84.inv(lon, lat, shore_lon, shore_lat)[0]
        turns = [sign * turn for turn in range(0, 181, 15) for sign in ((1, -1) if turn % 180 else (1,))]
        for step in STEPS_M:
            bearings = np.array([outwards + turn for turn in turns])
            x, y, _ = WGS84.fwd(
                np.full(len(turns), shore_lon), np.full(len(turns), shore_lat), bearings, [step] * len(turns)
            )
            afloat = np.flatnonzero(self.is_sea(x, y))
            if afloat.size:
                found = float(x[afloat[0]]), float(y[afloat[0]])
                return (*found, float(WGS84.inv(lon, lat, *found)[2]))
        found = self._inlet(shore_lon, shore_lat)
        return (*found, float(WGS84.inv(lon, lat, *found)[2]))

    def _inlet(self, lon: float, lat: float) -> tuple[float, float]:
        """A point afloat beside a shore whose water is too narrow to be met by steps: the tip of a river mouth."""
        around = shapely.box(lon - INLET[0], lat - INLET[1], lon + INLET[0], lat + INLET[1])
        parts = [shapely.intersection(water, around) for water in self._water if water.intersects(around)]
        widest = max((each for part in parts for each in shapely.get_parts(part)), key=lambda each: float(each.area))
        inside = widest.representative_point()
        return float(inside.x), float(inside.y)

    def _nearest_coast(self, lon: float, lat: float) -> tuple[float, float, float]:
        """The nearest point of the coast: longitude, latitude, distance in metres."""
        _position(lon, lat)
        here = Point(*self._project.transform(lon, lat))
        edge: LineString = self.coast[int(self._tree.nearest(here))]
        x, y = shapely.shortest_line(here, edge).coords[1]
        shore_lon, shore_lat = self._project.transform(x, y, direction="INVERSE")
        return float(shore_lon), float(shore_lat), float(WGS84.inv(lon, lat, shore_lon, shore_lat)[2])


def _position(lon: float, lat: float) -> tuple[float, float]:
    if not (math.isfinite(lon) and math.isfinite(lat) and -180 <= lon <= 180 and -90 <= lat <= 90):
        raise ValueError(f"No position: longitude {lon}, latitude {lat}.")
    return float(lon), float(lat)


@cache
def load() -> Landmask:
    """The mask of the regions in use. Cheap: outlines and coast are read when they are first asked for."""
    return Landmask(regions.load())


def is_sea(lons: ArrayLike, lats: ArrayLike) -> NDArray[np.bool_]:
    """`Landmask.is_sea` of the mask in use."""
    return load().is_sea(lons, lats)


def distance_to_coast_m(lon: float, lat: float) -> float:
    """`Landmask.distance_to_coast_m` of the mask in use."""
    return load().distance_to_coast_m(lon, lat)


def snap_to_sea(lon: float, lat: float) -> tuple[float, float, float]:
    """`Landmask.snap_to_sea` of the mask in use."""
    return load().snap_to_sea(lon, lat)
