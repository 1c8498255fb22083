"""What a relation to a place comes to on the sea: "north of", "12 miles off", "between", "from … to …", "part of".

Every function answers with a `Location` whose point is at sea; how far the words reach is its uncertainty in metres.
The distances that stand for words without a number ("north of") are editorial: they are what the annotated reports in
`data/reports/train` mean by them, on the whole.
"""

import math
from dataclasses import replace
from functools import lru_cache

import shapely
from shapely.geometry.base import BaseGeometry

from geo import gazetteer, geodesy, landmask, regions
from geo.gazetteer import Place
from geo.location import Location, Precision

BESIDE_M = 10_000.0
""""North of X" without a distance: so far beyond X's edge."""
_SCALE = 0.3
"""… and this much of its radius: one is further off Gotland than off Aegna when one is east of it."""
VAGUE_M = 15_000.0
"""Least uncertainty of a direction without a distance."""
ALONG_COAST_M = 3_000.0
""""The west coast of X": so far beyond X's edge."""
_END_SHARE = 0.25
"""An end or a mouth of a region: this much of its length."""
_STRETCHES = frozenset({"cable", "pipeline", "fairway", "traffic-separation", "coast"})
_ON_THE_COAST = frozenset({"port", "cape", "island", "lighthouse"})
_BERTHS = frozenset({"port", "oil-terminal", "lock", "bridge"})
_CACHE = 8192


def located(
    name: str,
    lon: float,
    lat: float,
    uncertainty_m: float,
    precision: Precision,
    rests_on: tuple[str, ...],
    place_ids: tuple[str, ...],
    outline: BaseGeometry | None = None,
) -> Location:
    """A location at a point, moved to the nearest sea if it is on land, and saying so."""
    sea_lon, sea_lat, moved_m = landmask.snap_to_sea(lon, lat)
    if moved_m > 0:
        lon, lat = sea_lon, sea_lat
        rests_on = (*rests_on, f"snapped to sea, {moved_m / 1000:.1f} km")
        uncertainty_m = max(uncertainty_m, moved_m)
    if outline is None:
        outline = shapely.Point(lon, lat)
        if precision in ("area", "region"):
            outline = geodesy.circle(lon, lat, uncertainty_m)
    seas = regions.load()
    held = seas.at(lon, lat)
    if precision == "region" and len(place_ids) == 1 and place_ids[0] in seas:
        # A sea as a place is that sea: the basin that its middle lies in says nothing of the event.
        held = (place_ids[0], *seas.ancestors(place_ids[0]))
    return Location(name, lon, lat, uncertainty_m, precision, outline, held, rests_on, place_ids)


@lru_cache(_CACHE)
def position(lon: float, lat: float, uncertainty_m: float) -> Location:
    """A printed position."""
    return located("", lon, lat, uncertainty_m, "exact", ("coordinates",), ())


def source(place: Place) -> str:
    """What an answer that uses a place rests on."""
    return f"{'region' if place.kind == 'region' else 'gazetteer'}: {place.id}"


def precision_of(place: Place) -> Precision:
    """SPEC's code for a place named on its own: a sea or a country is a region, a wide strait or a cable an area."""
    if place.kind in ("region", "country", "sea"):
        return "region" if place.id != "fehmarn-belt" else "place"
    if place.kind in _STRETCHES or (place.kind in ("strait", "bay") and place.radius_km > 20):
        return "area"
    return "place"


@lru_cache(_CACHE)
def at(place: Place, off: bool = False) -> Location:
    """The place itself; the sea off it where the words say so, or where the place is land."""
    lon, lat = (place.lon, place.lat) if place.kind in _BERTHS and not off else (place.sea_lon, place.sea_lat)
    outline = place.outline if place.kind in _STRETCHES else None
    if place.kind == "region":
        outline = regions.load().get(place.id).geometry
    return located(
        place.names["en"],
        lon,
        lat,
        max(place.radius_km, 3.0) * 1000,
        precision_of(place),
        (source(place),),
        (place.id,),
        outline,
    )


@lru_cache(_CACHE)
def bearing(place: Place, degrees: float, metres: float | None, step: float) -> Location:
    """A direction from a place, with a distance (exact) or without (an area beyond its edge)."""
    if place.kind == "country":
        from_coast = bearing(_furthest(place, degrees), degrees, metres, step)
        vague_m = max(from_coast.uncertainty_m, place.radius_km * 500)
        outline = geodesy.circle(from_coast.lon, from_coast.lat, vague_m)
        return replace(from_coast, precision="area", uncertainty_m=vague_m, geometry=outline)
    if metres is None:
        beyond = _reach_m(place, degrees) + BESIDE_M + _SCALE * place.radius_km * 1000
        lon, lat = geodesy.destination(place.lon, place.lat, degrees, beyond)
        return located(
            f"{_point(degrees)} of {place.names['en']}",
            lon,
            lat,
            max(VAGUE_M, 0.6 * beyond),
            "area",
            (source(place), f"direction {degrees:g}°, no distance given"),
            (place.id,),
        )
    from_edge = _reach_m(place, degrees) if place.kind == "island" and place.radius_km >= 10 else 0.0
    lon, lat = geodesy.destination(place.lon, place.lat, degrees, metres + from_edge)
    # half a compass point (1/16 of a circle) of direction, half a step of distance, and where on X one measures from
    spread = math.hypot(metres * math.sin(math.radians(11.25)), step / 2, 0.3 * min(place.radius_km, 10) * 1000)
    return located(
        f"{_length(metres)} {_point(degrees)} of {place.names['en']}",
        lon,
        lat,
        max(spread, 1000.0),
        "exact",
        (source(place), f"{metres:.0f} m at {degrees:g}°", *(("from its shore",) if from_edge else ())),
        (place.id,),
    )


@lru_cache(_CACHE)
def off(place: Place, metres: float) -> Location:
    """A distance from a place, no direction: the place's sea point, pushed out if it lies nearer than that."""
    now = geodesy.distance_m(place.lon, place.lat, place.sea_lon, place.sea_lat)
    lon, lat = place.sea_lon, place.sea_lat
    if 0 < now < metres:
        course, _ = geodesy.course(place.lon, place.lat, lon, lat)
        lon, lat = geodesy.destination(place.lon, place.lat, course, metres)
    return located(
        f"{_length(metres)} off {place.names['en']}",
        lon,
        lat,
        max(metres, place.radius_km * 1000),
        "area",
        (source(place), f"{metres:.0f} m, no direction given"),
        (place.id,),
    )


@lru_cache(_CACHE)
def between(one: Place, other: Place, route: bool) -> Location:
    """The middle of the line between two places, its half length the uncertainty. A route is its midpoint (SPEC 20)."""
    if one.kind == other.kind == "country":
        one, other = _nearest_shores(one, other)
    one, other = _shore(one, other), _shore(other, one)
    course, metres = geodesy.course(one.sea_lon, one.sea_lat, other.sea_lon, other.sea_lat)
    lon, lat = geodesy.destination(one.sea_lon, one.sea_lat, course, metres / 2)
    words = "from {} to {}" if route else "between {} and {}"
    return located(
        words.format(one.names["en"], other.names["en"]),
        lon,
        lat,
        max(metres / 2, 5000.0),
        "area",
        (source(one), source(other), "midpoint"),
        (one.id, other.id),
        shapely.LineString([(one.sea_lon, one.sea_lat), (other.sea_lon, other.sea_lat)]) if metres else None,
    )


@lru_cache(_CACHE)
def coast(place: Place, degrees: float) -> Location:
    """The side of a place: "the west coast of Saaremaa"."""
    if place.kind in ("region", "bay"):
        return part(place, degrees)
    if place.kind == "country":
        return _coast_of_country(place, degrees)
    beyond = _reach_m(place, degrees) + ALONG_COAST_M
    lon, lat = geodesy.destination(place.lon, place.lat, degrees, beyond)
    return located(
        f"{_point(degrees)} coast of {place.names['en']}",
        lon,
        lat,
        max(VAGUE_M, place.radius_km * 700),
        "area",
        (source(place), f"coast towards {degrees:g}°"),
        (place.id,),
    )


def _coast_of_country(country: Place, degrees: float) -> Location:
    """The middle of the quarter of a country's places that lies furthest that way."""
    places = sorted(_places_of(country), key=lambda each: -_along(each, degrees))
    furthest = places[: max(1, len(places) // 4)] or [country]
    return located(
        f"{_point(degrees)} coast of {country.names['en']}",
        sum(each.sea_lon for each in furthest) / len(furthest),
        sum(each.sea_lat for each in furthest) / len(furthest),
        country.radius_km * 500,
        "area",
        (source(country), f"coast towards {degrees:g}°"),
        (country.id,),
    )


@lru_cache(_CACHE)
def part(place: Place, degrees: float, share: float = 0.5) -> Location:
    """A part of a region: the half, or another share, towards a compass point.

    Of an island or a country it is that side's coast, of a sea beyond our regions half way out; else the place itself.
    """
    if place.kind in ("island", "country", "coast"):
        return coast(place, degrees)
    if place.kind == "sea":
        lon, lat = geodesy.destination(place.sea_lon, place.sea_lat, degrees, place.radius_km * 500)
        reason = (source(place), f"half way out towards {degrees:g}°")
        return located(_part_of(degrees, place), lon, lat, place.radius_km * 700, "region", reason, (place.id,))
    if place.kind != "region":
        return at(place)
    water = regions.load().get(place.id).geometry
    west, south, east, north = water.bounds
    width, height = (east - west) * share, (north - south) * share
    turn = math.radians(degrees)
    if abs(math.sin(turn)) > 0.4:
        west, east = (east - width, east) if math.sin(turn) > 0 else (west, west + width)
    if abs(math.cos(turn)) > 0.4:
        south, north = (north - height, north) if math.cos(turn) > 0 else (south, south + height)
    half = water.intersection(shapely.box(west, south, east, north))
    if half.is_empty:
        return at(place)
    middle = half.centroid if half.contains(half.centroid) else half.representative_point()
    west, south, east, north = half.bounds
    return located(
        _part_of(degrees, place),
        middle.x,
        middle.y,
        geodesy.distance_m(west, south, east, north) / 2,
        "region",
        (source(place), f"{share:.0%} of it, towards {degrees:g}°"),
        (place.id,),
        half,
    )


@lru_cache(_CACHE)
def end(place: Place, degrees: float) -> Location:
    """The outermost quarter of a region, "the southern entrance to the Sound"; of any other place that side."""
    return part(place, degrees, _END_SHARE) if place.kind in ("region", "sea") else coast(place, degrees)


@lru_cache(_CACHE)
def mouth(place: Place) -> Location:
    """Where a gulf meets the sea around it; a port or a river's mouth is the place itself."""
    if place.kind != "region":
        return at(place)
    parent = regions.load().get(place.id).parent
    if parent is None:
        return at(place)
    heart = regions.load().get(parent).geometry.centroid
    course, _ = geodesy.course(place.lon, place.lat, heart.x, heart.y)
    nearest = 90.0 * round(course / 90.0) % 360
    return part(place, nearest, _END_SHARE)


@lru_cache(_CACHE)
def zone(country: Place, along_coast: bool) -> Location:
    """A country's waters, zone or airspace (a region), or its coast (an area)."""
    return located(
        f"{country.names['en']}: {'coast' if along_coast else 'waters'}",
        country.sea_lon,
        country.sea_lat,
        country.radius_km * (700 if along_coast else 1000),
        "area" if along_coast else "region",
        (source(country),),
        (country.id,),
    )


def _reach_m(place: Place, degrees: float) -> float:
    """How far a place reaches from its point in a direction, by its outline if it has one, else by its radius."""
    if place.kind == "region":
        west, south, east, north = regions.load().get(place.id).bbox
        outline: BaseGeometry | None = shapely.box(west, south, east, north)
    else:
        outline = place.outline
    if outline is None or outline.geom_type != "Polygon":
        return (place.radius_km if place.kind == "sea" else min(place.radius_km, 15.0)) * 1000
    far = geodesy.destination(place.lon, place.lat, degrees, 1_000_000.0)
    ray = shapely.LineString([(place.lon, place.lat), far]).segmentize(1.0).intersection(outline)
    if ray.is_empty:
        return place.radius_km * 1000
    return max(geodesy.distance_m(place.lon, place.lat, *xy) for xy in shapely.get_coordinates(ray).tolist())


def _shore(place: Place, other: Place) -> Place:
    """For a country in "between Bornholm and the Swedish coast": its known place that lies nearest to the other end."""
    if place.kind != "country":
        return place
    return min(_places_of(place), key=lambda each: _apart(each, other), default=place)


def _nearest_shores(one: Place, other: Place) -> tuple[Place, Place]:
    """Of two countries the two places that lie nearest to each other."""
    pairs = ((here, there) for here in _places_of(one) for there in _places_of(other))
    return min(pairs, key=lambda pair: _apart(*pair), default=(one, other))


def _places_of(country: Place) -> list[Place]:
    return [each for each in gazetteer.load() if each.country == country.country and each.kind in _ON_THE_COAST]


def _apart(one: Place, other: Place) -> float:
    """Square of the distance in degrees of latitude: enough to tell which is nearer."""
    east = (one.sea_lon - other.sea_lon) * math.cos(math.radians(one.sea_lat))
    return east * east + (one.sea_lat - other.sea_lat) ** 2


def _furthest(country: Place, degrees: float) -> Place:
    """The place of a country that lies furthest towards a compass point."""
    return max(_places_of(country), key=lambda each: _along(each, degrees), default=country)


def _along(place: Place, degrees: float) -> float:
    """How far out a place lies in a direction, in degrees of latitude from the equator and Greenwich."""
    turn = math.radians(degrees)
    return place.sea_lon * 0.55 * math.sin(turn) + place.sea_lat * math.cos(turn)


_NAMES = ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west")


def _part_of(degrees: float, place: Place) -> str:
    return f"{_point(degrees)} part of {place.names['en']}"


def _point(degrees: float) -> str:
    return _NAMES[round(degrees / 45) % 8]


def _length(metres: float) -> str:
    return f"{metres / 1852:g} nautical miles" if metres % 1852 == 0 else f"{metres / 1000:g} km"
