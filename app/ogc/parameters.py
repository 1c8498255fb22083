"""Query parameters of OGC API - Features, read as the standard has them and answered with 400 where they are wrong."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.codes import codes
from app.db.indexes import Bounds
from app.errors import BadRequest
from app.events.repository import Filter, Order, Place
from app.ogc.selection import selected
from app.words import fold, fold_ship, words
from geo import regions as sea_regions

_DATE_TIME = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2}):(\d{2})(?:\.\d{1,12})?(?:([Zz])|([+-])(\d{2}):(\d{2})))?"
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
#: Beyond these the calendar of RFC 3339 ends; clients send them for "before" and "after".
_BEGINNING, _END = -62_167_219_200, 253_402_300_800

Format = Literal["json", "html"]


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
        "west may be greater than east where the box crosses the antimeridian.",
        examples=["22.5,59.2,30.3,60.8"],
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
    publisher: str | None = Field(None, description="A publisher's name, whole.")
    q: str | None = Field(
        None,
        max_length=400,
        description="Words that must all occur (as beginnings of words) in the title, the summary, the names or the "
        "quoted passages; case and accents do not matter.",
    )
    updated: str | None = Field(None, description="Only events changed at or after this RFC 3339 time.")


class ItemsQuery(FilterQuery, FormatQuery):
    """Parameters of `/collections/events/items`."""

    sortby: str | None = Field(
        None,
        description="-start (the default: newest first, the undated last), start, -updated or updated.",
        examples=["-updated"],
    )
    properties: str | None = Field(
        None, description="Only these properties of each event, separated by commas.", examples=["type,title,start"]
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


def understand(query: ItemsQuery, *, default: int, maximum: int) -> ItemsRequest:
    """Read the parameters. Raises BadRequest that names the field and what it may be."""
    return ItemsRequest(
        wanted(query),
        page_size(query.limit, default, maximum),
        _after(query.cursor),
        _order(query.sortby),
        selected(query.properties),
    )


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
        ("publisher", tuple(fold(name) for name in _listed("publisher", query.publisher))),
    ]
    sought = words(query.q) if query.q is not None else []
    if query.q is not None and not sought:
        raise BadRequest.field("q", "needs a word of letters or digits")
    return Filter(
        bounds=bbox(query.bbox) if query.bbox is not None else None,
        since=since,
        until=until,
        terms=tuple((kind, values) for kind, values in terms if values),
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
    """Four numbers, or six with heights. Raises BadRequest."""
    try:
        numbers = [float(part) for part in value.split(",")]
    except ValueError:
        raise BadRequest.field("bbox", "must be numbers separated by commas: west,south,east,north") from None
    if len(numbers) == 6:
        numbers = [numbers[0], numbers[1], numbers[3], numbers[4]]
    if len(numbers) != 4:
        raise BadRequest.field("bbox", f"must have 4 or 6 numbers, not {len(numbers)}")
    west, south, east, north = numbers
    if not all(-180 <= lon <= 180 for lon in (west, east)) or not all(-90 <= lat <= 90 for lat in (south, north)):
        raise BadRequest.field("bbox", "must lie within -180,-90,180,90: longitude first, then latitude")
    if south > north:
        raise BadRequest.field("bbox", "has its south north of its north")
    return Bounds(west, south, east, north)


def region_code(name: str) -> str:
    """The region of this code or name. Raises BadRequest that lists the codes."""
    known = sea_regions.load()
    code = known.find(name)
    if code is None:
        raise BadRequest.field("region", f"{name!r} is not known", known.codes)
    return code


def moment(field: str, value: str) -> tuple[int, int]:
    """An RFC 3339 time or full date as half-open seconds of the Unix epoch; a date is its whole day in UTC.

    Years 0000 to 9999 and leap seconds are understood, which `datetime.fromisoformat` refuses and QGIS sends.
    Raises BadRequest.
    """
    match = _DATE_TIME.fullmatch(value.strip())
    if match is None:
        raise BadRequest.field(
            field, "must be an RFC 3339 time such as 2025-05-13T08:00:00Z, a date, or an interval of them"
        )
    year, month, day = (int(group) for group in match.groups()[:3])
    try:
        days = date(year, month, day).toordinal() if year else date(4, month, day).toordinal() - 1461
    except ValueError:
        raise BadRequest.field(field, f"{value!r} is no day of the calendar") from None
    seconds = (days - date(1970, 1, 1).toordinal()) * 86_400
    if match[4] is None:
        return seconds, seconds + 86_400
    hour, minute, second = (int(match[group]) for group in (4, 5, 6))
    if hour > 23 or minute > 59 or second > 60:
        raise BadRequest.field(field, f"{value!r} is no time of the day")
    seconds += hour * 3600 + minute * 60 + min(second, 59)
    if match[8]:
        offset = int(match[9]) * 3600 + int(match[10]) * 60
        seconds -= offset if match[8] == "+" else -offset
    return seconds, seconds + 1


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
    if not all(parts) or len(parts) > 100:
        raise BadRequest.field(field, "must be one value, or up to 100 separated by commas, none of them empty")
    return parts


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
