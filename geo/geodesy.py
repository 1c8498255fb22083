"""Distances and bearings on the WGS 84 ellipsoid, by pyproj. Degrees in, metres and degrees out."""

import math

from pyproj import Geod
from shapely import Polygon

_ELLIPSOID = Geod(ellps="WGS84")
METRES_PER_NAUTICAL_MILE = 1852.0


def destination(lon: float, lat: float, bearing: float, metres: float) -> tuple[float, float]:
    """The point at a true bearing (degrees clockwise from north) and a distance."""
    east, north, _ = _ELLIPSOID.fwd(lon, lat, bearing, metres)
    return float(east), float(north)


def distance_m(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Metres between two points."""
    return float(_ELLIPSOID.inv(lon, lat, other_lon, other_lat)[2])


def course(lon: float, lat: float, other_lon: float, other_lat: float) -> tuple[float, float]:
    """Initial bearing in degrees and distance in metres from the first point to the second."""
    bearing, _, metres = _ELLIPSOID.inv(lon, lat, other_lon, other_lat)
    return float(bearing), float(metres)


def midpoint(lon: float, lat: float, other_lon: float, other_lat: float) -> tuple[float, float]:
    """The point half way along the geodesic."""
    bearing, metres = course(lon, lat, other_lon, other_lat)
    return destination(lon, lat, bearing, metres / 2)


def circle(lon: float, lat: float, metres: float, corners: int = 32) -> Polygon:
    """A circle as a polygon; drawn on the tangent plane, good to 1 % up to 500 km at our latitudes."""
    turns = [2 * math.pi * corner / corners for corner in range(corners)]
    north = math.degrees(metres / 6_371_008.8)
    east = north / max(math.cos(math.radians(lat)), 0.05)
    return Polygon([(lon + east * math.sin(turn), lat + north * math.cos(turn)) for turn in turns])
