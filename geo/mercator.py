"""Web Mercator (EPSG:3857) as a grid of 2**32 steps a side from the north-west: a tile is a bit shift away."""

import math
from typing import Any

import numpy as np
import numpy.typing as npt

#: Beyond this latitude, in degrees, Web Mercator has no tiles.
LIMIT = 85.051128779806604
STEPS = 2**32

Array = npt.NDArray[Any]


def to_grid(lon: Array, lat: Array) -> tuple[Array, Array]:
    """Longitudes and latitudes (WGS 84 degrees) as unsigned steps to the east and to the south; what is beyond the
    projection's limit lies on its edge."""
    east = (np.asarray(lon, np.float64) + 180) / 360
    north = np.radians(np.clip(lat, -LIMIT, LIMIT))
    south = (1 - np.arcsinh(np.tan(north)) / np.pi) / 2
    return _steps(east), _steps(south)


def from_grid(west: float, north: float, east: float, south: float) -> tuple[float, float, float, float]:
    """West, south, east, north in WGS 84 degrees of a box that is given in shares of the world from the north-west."""
    lon = [share * 360 - 180 for share in (west, east)]
    lat = [math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * share)))) for share in (south, north)]
    return lon[0], lat[0], lon[1], lat[1]


def _steps(share: Array) -> Array:
    steps: Array = np.clip(share * STEPS, 0, STEPS - 1).astype(np.uint32)
    return steps
