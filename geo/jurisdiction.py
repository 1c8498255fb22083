"""Whose waters a point lies in: internal waters or territorial sea, or beyond 12 nautical miles of everybody.

From OpenStreetMap's maritime boundaries, which hold the agreed lines and straight baselines that circles around the
coast would miss. Nobody's exclusive economic zone is said as fact: no open data set has the treaties' turning points,
so beyond 12 nautical miles only the nearest coast is named, and marked approximate.
"""

import hashlib
import math
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, Literal

import numpy as np
import orjson
import shapely
from numpy.typing import NDArray
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from geo import landmask
from geo.landmask import Landmask
from geo.resources import DATA
from geo.threads import one_at_a_time

Zone = Literal["internal-or-territorial", "beyond-12nm", "undetermined"]

DATASET = "OpenStreetMap maritime boundaries of 2024 (npm @osm_borders/maritime_10m 1.1.0), ODbL"
LIMIT_ACCURACY_M = 300.0
"""How near to a limit nothing is said: our lines are generalised by up to 200 m, and the source's own are to 10 m."""

DISPUTES: dict[tuple[str, ...], str] = {
    (
        "EE",
        "RU",
    ): "Off Narva Bay both states' limits hold this water; their boundary treaty is signed, but not ratified",
    ("DE", "NL"): "In the Ems estuary Germany and the Netherlands have not agreed on a line",
}
"""Why two states' waters overlap, by their codes in alphabetical order."""


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """What the data say about whose waters a position lies in."""

    zone: Zone
    states: tuple[str, ...]
    """ISO 3166-1 alpha-2. One for waters of a state, two where claims overlap, none beyond 12 nautical miles;
    where undetermined, those whose waters it may be."""
    nearest_state: str | None
    """Beyond 12 nautical miles: whose coast is nearest (equidistance). By treaty the zone may be another state's."""
    approximate: bool
    """Whether the answer rests on equidistance, and so only suggests a state."""
    overlap: bool
    """Whether the data give the water to two states."""
    note: str
    """What a reader has to know, in a sentence; may be empty."""
    dataset: str
    version: str


class Waters:
    """The territorial seas of one version of the data set. `load()` gives the one in use."""

    def __init__(self, zones: bytes, mask: Landmask) -> None:
        """From the contents of `data/geo/territorial_sea.geojson` and the coast."""
        self._mask = mask
        self._features: list[dict[str, Any]] = orjson.loads(zones)["features"]
        self._states: list[tuple[str, ...]] = [tuple(each["properties"]["states"]) for each in self._features]
        self.version = "territorial-sea-" + hashlib.sha256(zones).hexdigest()[:12]

    @cached_property
    def _zones(self) -> list[BaseGeometry]:
        """The zones in metres. Edges are straight in longitude and latitude, so long ones are divided first."""
        shapes = shapely.from_geojson([orjson.dumps(each["geometry"]) for each in self._features])
        projected = [shapely.transform(shape, self._mask.projected) for shape in shapely.segmentize(shapes, 0.05)]
        shapely.prepare(projected)
        # GEOS builds its index on first use, which two threads must not do at once.
        shapely.dwithin(projected, Point(0, 0), 1.0)
        return projected

    @cached_property
    def coasts(self) -> dict[str, shapely.STRtree]:
        """The edges of the coast (in `EQUAL_AREA` metres) by the state whose they are; coasts that two claim are left
        out."""
        edges = self._mask.coast
        middles = shapely.get_coordinates(shapely.line_interpolate_point(edges, 0.5, normalized=True))
        coasts: dict[str, shapely.STRtree] = {}
        for states, zone in zip(self._states, self._zones, strict=True):
            if len(states) == 1:
                own: NDArray[np.object_] = edges[shapely.contains_xy(zone, middles[:, 0], middles[:, 1])]
                coasts[states[0]] = shapely.STRtree(own)
        return coasts

    @one_at_a_time
    def at(self, lon: float, lat: float, uncertainty_m: float = 0.0) -> Jurisdiction:
        """Whose waters a position lies in (WGS 84 degrees).

        `uncertainty_m` is the radius within which the true position is expected: where a limit runs through that
        circle, or within `LIMIT_ACCURACY_M`, the zone is undetermined, and `states` are all those it may be.
        A point on land within 15 km of the sea counts as waters of its state; further inland, on seas that we don't
        know, and for what is no position the zone is undetermined. Never raises.
        """
        if not (math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90):
            return self._undetermined((), "This is no position.")
        here = Point(self._mask.projected(np.array([[lon, lat]]))[0])
        margin = LIMIT_ACCURACY_M + (uncertainty_m if math.isfinite(uncertainty_m) and uncertainty_m > 0 else 0.0)
        near = [states for states, zone in zip(self._states, self._zones, strict=True) if zone.dwithin(here, margin)]
        # However vague a position is, it has to be one in our seas before anything is said.
        if not any(zone.dwithin(here, LIMIT_ACCURACY_M) for zone in self._zones):
            return self._undetermined((), "Further than 15 km from the seas that the data hold.")
        if len(near) > 1:
            states = tuple(sorted({state for each in near for state in each}))
            readings = [f"waters of {state}" for state in states] + ["outside all territorial seas"] * (() in near)
            return self._undetermined(states, f"Within {margin:,.0f} m of a limit: {' or '.join(readings)}.")
        if near[0] == ():
            return self._beyond(here)
        overlap = len(near[0]) > 1
        note = DISPUTES.get(near[0], f"Claimed by {' and '.join(near[0])}") + "." if overlap else ""
        return Jurisdiction("internal-or-territorial", near[0], None, False, overlap, note, DATASET, self.version)

    def _beyond(self, here: Point) -> Jurisdiction:
        """Beyond everybody's 12 nautical miles: the nearest coasts, for what that says."""
        distances = {
            state: here.distance(coast.geometries[int(coast.nearest(here))])
            for state, coast in self.coasts.items()
            if len(coast)
        }
        first, second = sorted(distances, key=lambda state: distances[state])[:2]
        note = (
            "Outside all territorial seas, some of which by agreement end short of 12 nautical miles. The nearest "
            f"coast is that of {first}, {distances[first] / 1852:.0f} nautical miles away, then {second}, "
            f"{distances[second] / 1852:.0f}. Whose exclusive economic zone it is, the data don't say."
        )
        return Jurisdiction("beyond-12nm", (), first, True, False, note, DATASET, self.version)

    def _undetermined(self, states: tuple[str, ...], note: str) -> Jurisdiction:
        return Jurisdiction("undetermined", states, None, False, False, note, DATASET, self.version)


@cache
def load() -> Waters:
    """The territorial seas of `data/geo`. Shapes are read when they are first asked for."""
    return Waters((DATA / "geo" / "territorial_sea.geojson").read_bytes(), landmask.load())


def jurisdiction(lon: float, lat: float, uncertainty_m: float = 0.0) -> Jurisdiction:
    """`Waters.at` of the data in use."""
    return load().at(lon, lat, uncertainty_m)
