"""A place expression's meaning as a JSON object, for the command and for HTTP."""

from dataclasses import asdict
from typing import Any

import shapely

from geo.jurisdiction import jurisdiction
from geo.location import Location


def location_json(found: Location) -> dict[str, Any]:
    """A location with its other readings; degrees of WGS 84, metres, its geometry as GeoJSON."""
    return {**reading(found), "alternatives": [location_json(other) for other in found.alternatives]}


def reading(found: Location) -> dict[str, Any]:
    """One reading, without the others."""
    return {
        "name": found.name,
        "lon": round(found.lon, 6),
        "lat": round(found.lat, 6),
        "uncertainty_m": round(found.uncertainty_m),
        "precision": found.precision,
        "regions": list(found.regions),
        "geometry": shapely.geometry.mapping(found.geometry),
        "rests_on": list(found.rests_on),
    }


def in_waters(found: Location) -> dict[str, Any]:
    """One reading with whose waters it lies in. A whole sea lies in nobody's, and its outline is the region's own."""
    said = reading(found)
    if found.precision == "region":
        return {**said, "geometry": None, "jurisdiction": None}
    waters = jurisdiction(found.lon, found.lat, found.uncertainty_m)
    return {**said, "jurisdiction": {**asdict(waters), "states": list(waters.states)}}
