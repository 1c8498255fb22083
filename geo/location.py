"""A place said in words, and what it comes to on the sea."""

from dataclasses import dataclass, field
from typing import Literal

from shapely.geometry.base import BaseGeometry

Precision = Literal["exact", "place", "area", "region"]


@dataclass(frozen=True, slots=True)
class Location:
    """What a place expression means.

    `lon`, `lat` are the best single point at sea (WGS 84 degrees); `uncertainty_m` is the radius in metres within which
    the true point is expected; `geometry` is that point or, for an area or a region, its outline. `precision` is a code
    of the list `location_precisions`.
    """

    name: str
    """The expression as a reader would write it: "12 nautical miles north-west of Naissaar"."""
    lon: float
    lat: float
    uncertainty_m: float
    precision: Precision
    geometry: BaseGeometry
    regions: tuple[str, ...]
    """Codes of the sea regions that hold it, the smallest first, then its parents; of a sea, itself and its parents."""
    rests_on: tuple[str, ...]
    """What the answer rests on, for a person to check: "gazetteer: naissaar", "snapped to sea, 1.2 km"."""
    place_ids: tuple[str, ...] = ()
    """Ids of the gazetteer places or codes of the regions that the words name."""
    alternatives: tuple["Location", ...] = field(default=())
    """Other readings of the same words, the likeliest first; empty where the words are plain."""


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place expression found in running text: `text[start:end]` in Unicode code points."""

    start: int
    end: int
    text: str
    location: Location
    kind: str
    """"coordinates", "bearing", "relation" (off, north of), "between", "route" (from … to …), "place", "region"."""
