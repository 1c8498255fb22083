"""Query parameters of OGC API - Features, read as the standard has them and answered with 400 where they are wrong."""

import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import shapely
from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.codes import codes
from app.db.indexes import Bounds
from app.errors import BadRequest
from app.events import history
from app.events.repository import Filter, Order, Place
from app.ogc import cql2
from app.ogc.crs import CRS84, LATITUDE_FIRST, SYSTEMS, Crs, area, system
from app.ogc.moments import moment
from app.ogc.selection import selected
from app.words import fold, fold_ship, words
from geo import regions as sea_regions

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
#: Beyond these the calendar of RFC 3339 ends; clients send them for "before" and "after".
_BEGINNING, _END = -62_167_219_200, 253_402_300_800

Format = Literal["json", "html"]
#: Of items besides: files with all that match (app/exports/formats.py).
ItemsFormat = Literal[
    "json", "html", "geojson", "geojsonseq", "csv", "geoparquet", "gpkg", "fgb", "kml", "atom", "annotations", "ftm"
]


class Strict(BaseModel):
    """Parameters of which an unknown one is an error (OGC 17-069r4, requirement 8: /req/core/query-param-unknown)."""

    model_config = ConfigDict(extra="forbid")


class FormQuery(Strict):
    """An HTML form sends its empty fields too; with `f=html` they count as not given."""

    @model_validator(mode="before")
    @classmethod
    def without_empty(cls, values: Any) -> Any:
        """Drop empty fields of a form."""
        if isinstance(values, dict) and values.get("f") == "html":
            return {name: value for name, value in values.items() if value != ""}
        return values


class FormatQuery(FormQuery):
    """The parameter that every page knows."""

    f: Format | None = Field(None, description="Answer in this format, whatever the Accept header says.")


class FilterQuery(Strict):
    """Which events: what items, tiles and statistics share. Lists are separated by commas; any of them may match."""

    bbox: str | None = Field(
        None,
        description="West, south, east, north in WGS 84 degrees (six numbers with heights, which are not looked at); "
        "west may be greater than east where the box crosses the antimeridian. In `bbox-crs` where that is given.",
        examples=["22.5,59.2,30.3,60.8"],
    )
    bbox_crs: str | None = Field(
        None, alias="bbox-crs", description="URI of the box's coordinate reference system; the collection lists them."
    )
    filter: str | None = Field(
        None,
        description="A condition in CQL2 over the properties of `/collections/events/queryables`, 4 kB at most.",
        examples=["type = 'detention' AND start >= DATE('2025-01-01')"],
    )
    filter_lang: cql2.Language | None = Field(
        None, alias="filter-lang", description="Language of `filter`: cql2-text (the default) or cql2-json."
    )
    filter_crs: str | None = Field(
        None, alias="filter-crs", description="URI of the coordinate reference system of the filter's geometries."
    )
    datetime: str | None = Field(
        None,
        description="An RFC 3339 time or date, or an interval `start/end`; `..` or nothing is an open end. An event "
        "matches if its time, at its precision, meets it; an undated event never does.",
        examples=["2025-05-01/2025-05-31"],
    )
    region: str | None = Field(
        None,
        description="Sea regions by code or by any name in any language; parts of a region belong to it.",
        examples=["gulf-of-finland"],
    )
    category: str | None = Field(None, description="inspection, escort or incident.")
    type: str | None = Field(None, description="Event types; `/codes` lists them.", examples=["detention,boarding"])
    modality: str | None = Field(None, description="occurred, attempted, ongoing, planned or denied.")
    verification: str | None = Field(None, description="reported, corroborated, confirmed, disputed or retracted.")
    vessel: str | None = Field(
        None, description="A ship by IMO number, MMSI or any name that she ever bore.", examples=["9332810"]
    )
    actor: str | None = Field(None, description="An actor's name, whole.")
    country: str | None = Field(None, description="ISO 3166-1 alpha-2 of a ship's flag or an actor's state.")
    publisher: str | None = Field(
        None, description="A publisher's name, whole, or several; `/statistics?by=publisher` lists them."
    )
    q: str | None = Field(
        None,
        max_length=400,
        description="Words that must all occur (as beginnings of words) in the title, the summary, the names or the "
        "quoted passages; case and accents do not matter.",
    )
    updated: str | None = Field(None, description="Only events changed at or after this RFC 3339 time.")


class ItemsQuery(FilterQuery, FormQuery):
    """Parameters of `/collections/events/items`."""

    f: ItemsFormat | None = Field(
        None,
        description="json or html: a page, whatever the Accept header says. Any other: a file with all events that "
        "match, up to `limit`, and 100,000 at most.",
    )
    sortby: str | None = Field(
        None,
        description="-start (the default: newest first, the undated last), start, -updated or updated.",
        examples=["-updated"],
    )
    as_of: str | None = Field(
        None,
        max_length=40,
        description="The events as they stood at this RFC 3339 time, or at the end of this day (UTC): those that were "
        "published then and are now. Not together with `filter`, a projected `bbox-crs` or a file format.",
        examples=["2026-05-13"],
    )
    properties: str | None = Field(
        None, description="Only these properties of each event, separated by commas.", examples=["type,title,start"]
    )
    crs: str | None = Field(
        None, description="URI of the coordinate reference system of the answer; the collection lists them."
    )
    limit: str | None = Field(
        None, description="Features a page; a larger number than the maximum is clamped to it.", examples=["100"]
    )
    cursor: str | None = Field(
        None, max_length=40, description="Where the page begins: take it from a `next` link only."
    )


@dataclass(frozen=True, slots=True)
class ItemsRequest:
    """The same, understood."""

    wanted: Filter
    limit: int
    after: Place | None
    order: Order
    #: Names of the properties that are wanted; None for all.
    properties: frozenset[str] | None
    crs: Crs
    #: UTC; None for now.
    as_of: datetime | None


def understand(query: ItemsQuery, *, default: int, maximum: int) -> ItemsRequest:
    """Read the parameters. Raises BadRequest that names the field and what it may be."""
    asked = wanted(query)
    return ItemsRequest(
        asked,
        page_size(query.limit, default, maximum),
        _after(query.cursor),
        _order(query.sortby),
        selected(query.properties),
        system("crs", query.crs),
        _instant(query, asked),
    )


def _instant(query: ItemsQuery, asked: Filter) -> datetime | None:
    if query.as_of is None:
        return None
    at = history.instant(query.as_of)
    if query.filter is not None:
        raise BadRequest.field("filter", "looks at the events of today; leave it out, or leave `as_of` out")
    if asked.areas:
        raise BadRequest.field("bbox-crs", "must be in degrees together with `as_of`")
    if query.f not in (None, "json", "html"):
        raise BadRequest.field("f", "files hold the events of today; together with `as_of` ask for pages of json")
    return at


def wanted(query: FilterQuery) -> Filter:
    """The filter alone. Raises BadRequest that names the field and what it may be."""
    since, until = _interval(query.datetime) if query.datetime is not None else (None, None)
    terms = [
        _coded("category", "categories", query.category),
        _coded("type", "types", query.type),
        _coded("modality", "modalities", query.modality),
        _coded("verification", "verifications", query.verification),
        ("region", tuple(region_code(name) for name in _listed("region", query.region))),
        ("vessel", tuple(fold_ship(name) for name in _listed("vessel", query.vessel))),
        ("actor", tuple(fold(name) for name in _listed("actor", query.actor))),
        ("country", tuple(name.upper() for name in _listed("country", query.country))),
        ("publisher", _publishers(query.publisher)),
    ]
    sought = words(query.q) if query.q is not None else []
    if query.q is not None and not sought:
        raise BadRequest.field("q", "needs a word of letters or digits")
    bounds, areas = _box(query.bbox, system("bbox-crs", query.bbox_crs))
    filter_crs, given = system("filter-crs", query.filter_crs), cql2.Parts()
    if query.filter is not None:
        given = cql2.read(query.filter, query.filter_lang or "cql2-text", filter_crs)
    return Filter(
        bounds=bounds,
        areas=areas + given.areas,
        expression=given.expression,
        since=since,
        until=until,
        terms=tuple((kind, values) for kind, values in terms if values) + given.terms,
        words=tuple(sought[:16]),
        updated_since=_EPOCH + timedelta(seconds=moment("updated", query.updated)[0]) if query.updated else None,
    )


def page_size(limit: str | None, default: int, maximum: int) -> int:
    """The page size that `limit` asks for, clamped to the maximum (OGC 17-069r4, /req/core/fc-limit-response-1)."""
    if limit is None:
        return min(default, maximum)
    if not re.fullmatch(r"\+?[0-9]{1,18}", limit) or int(limit) < 1:
        raise BadRequest.field("limit", "must be a whole number of at least 1")
    return min(int(limit), maximum)


def bbox(value: str) -> Bounds:
    """Four numbers, or six with heights, in longitude and latitude. Raises BadRequest."""
    west, south, east, north = _corners(value)
    if not all(-180 <= lon <= 180 for lon in (west, east)) or not all(-90 <= lat <= 90 for lat in (south, north)):
        raise BadRequest.field("bbox", "must lie within -180,-90,180,90: longitude first, then latitude")
    if south > north:
        raise BadRequest.field("bbox", "has its south north of its north")
    return Bounds(west, south, east, north)


def bounds_in(value: str | None, uri: str | None) -> Bounds | None:
    """A box in the system of `bbox-crs` as the box around it in longitude and latitude. Raises BadRequest."""
    return _box(value, system("bbox-crs", uri))[0]


def _box(value: str | None, crs: Crs) -> tuple[Bounds | None, tuple[bytes, ...]]:
    """The box around what is asked for, and its true outline (WKB) where that is another shape."""
    if value is None:
        return None, ()
    if crs is CRS84:
        return bbox(value), ()
    if crs is SYSTEMS[LATITUDE_FIRST]:
        south, west, north, east = _corners(value)
        return bbox(f"{west!r},{south!r},{east!r},{north!r}"), ()
    bounds, outline = area(_corners(value), crs)
    return bounds, (shapely.to_wkb(outline),)


def _corners(value: str) -> tuple[float, float, float, float]:
    try:
        numbers = [float(part) for part in value.split(",")]
    except ValueError:
        raise BadRequest.field("bbox", "must be numbers separated by commas: west,south,east,north") from None
    if len(numbers) == 6:
        numbers = [numbers[0], numbers[1], numbers[3], numbers[4]]
    if len(numbers) != 4 or not all(map(math.isfinite, numbers)):
        raise BadRequest.field("bbox", f"must have 4 or 6 numbers, not {len(numbers)}")
    return numbers[0], numbers[1], numbers[2], numbers[3]


def region_code(name: str) -> str:
    """The region of this code or name. Raises BadRequest that lists the codes."""
    known = sea_regions.load()
    code = known.find(name)
    if code is None:
        raise BadRequest.field("region", f"{name!r} is not known", known.codes)
    return code


def _interval(value: str) -> tuple[int | None, int | None]:
    if "/" not in value:
        return moment("datetime", value)
    parts = value.split("/")
    if len(parts) != 2:
        raise BadRequest.field("datetime", "an interval has one slash: start/end")
    start = None if parts[0] in ("", "..") else moment("datetime", parts[0])
    end = None if parts[1] in ("", "..") else moment("datetime", parts[1])
    if start and end and end[1] <= start[0]:
        raise BadRequest.field("datetime", "the interval ends before it starts")
    return start[0] if start else _BEGINNING, end[1] if end else _END


def _listed(field: str, value: str | None) -> list[str]:
    if value is None:
        return []
    parts = [part.strip() for part in value.split(",")]
    if "\0" in value:
        raise BadRequest.field(field, "must not hold the character U+0000, which no name has")
    if not all(parts) or len(parts) > 100:
        raise BadRequest.field(field, "must be one value, or up to 100 separated by commas, none of them empty")
    return parts


def _publishers(value: str | None) -> tuple[str, ...]:
    """Folded names; the value as a whole is one too, since a name may hold a comma ("Reuters, via Yle")."""
    names = _listed("publisher", value)
    return tuple(fold(name) for name in ([*names, value] if value and len(names) > 1 else names))


def _coded(field: str, codelist: str, value: str | None) -> tuple[str, tuple[str, ...]]:
    wanted = tuple(_listed(field, value))
    for code in wanted:
        if code not in codes(codelist):
            raise BadRequest.field(field, f"{code!r} is not known", codes(codelist))
    return field, wanted


def _order(value: str | None) -> Order:
    match (value or "-start").strip().removeprefix("+"):
        case "start" | "-start" | "updated" | "-updated" as order:
            return order
        case other:
            raise BadRequest.field("sortby", f"{other!r} is not known", ("-start", "start", "-updated", "updated"))


def cursor_of(place: Place) -> str:
    """A place as the `cursor` of a next link: opaque to clients, and read again by `understand`."""
    return f"{place.rank:x}.{place.key:x}" if place.rank else f"{place.key:x}"


def _after(cursor: str | None) -> Place | None:
    if cursor is None:
        return None
    match = re.fullmatch(r"(?:([0-9a-f]{1,8})\.)?([0-9a-f]{1,15})", cursor)
    if match is None:
        raise BadRequest.field("cursor", "is none of ours: take it from a next link")
    return Place(int(match[1] or "0", 16), int(match[2], 16))
