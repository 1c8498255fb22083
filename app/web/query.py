"""The state of the page as it stands in an address, applied to features: for what the service draws without scripts.

The names are those of `js/state.js`: `type`, `region` … keep, `type!`, `region!` … leave out, `from` and `to` are days
(UTC, both included), `v` is zoom/lat/lon.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import unquote

Box = tuple[float, float, float, float]

_ALIASES = {"t": "type", "status": "verification"}
_FACETS = ("type", "region", "verification", "modality", "flag", "country", "category")


def matches(feature: Mapping[str, Any], parameters: Mapping[str, str]) -> bool:
    """True if the page in this state would show the feature; a parameter that makes no sense is ignored."""
    event = feature["properties"]
    for name, value in parameters.items():
        facet = name.removesuffix("!")
        facet = _ALIASES.get(facet, facet)
        if facet in _FACETS and value:
            asked = {unquote(code).strip() for code in value.split(",")}
            if bool(asked & _codes(event, facet)) == name.endswith("!"):
                return False
    start, end = str(event.get("start") or "")[:10], str(event.get("end") or event.get("start") or "")[:10]
    since, until = _day(parameters.get("from")), _day(parameters.get("to"))
    if (since or until) and not start:
        return False
    return not (since and end < since) and not (until and start > until)


def box_of(parameters: Mapping[str, str], width: int, height: int) -> Box | None:
    """What a map of this size shows at `v`, in degrees; None without a `v` that can be read."""
    try:
        zoom, lat, lon = (float(part) for part in parameters.get("v", "").split("/"))
    except ValueError:
        return None
    if not (0 <= zoom <= 22 and abs(lat) <= 80 and abs(lon) <= 180):
        return None
    degrees = 360 / (512 * 2**zoom)
    # One degree of latitude is drawn longer than one of longitude, as Mercator does; near enough for a picture's edge.
    tall = degrees * height / 2 * max(0.1, 1 - (abs(lat) / 90) ** 2)
    return lon - degrees * width / 2, lat - tall, lon + degrees * width / 2, lat + tall


def _codes(event: Mapping[str, Any], facet: str) -> set[str]:
    if facet == "region":
        return set(event.get("regions") or ())
    if facet == "flag":
        return {vessel["flag"] for vessel in event.get("vessels") or () if vessel.get("flag")}
    if facet == "country":
        return {actor["country"] for actor in event.get("actors") or () if actor.get("country")}
    return {str(event.get(facet))}


def _day(value: str | None) -> str | None:
    try:
        return date.fromisoformat(value or "").isoformat()
    except ValueError:
        return None
