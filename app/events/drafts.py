"""What a person sends for an event, as GeoJSON or flat, whole or as a patch, read into one form.

GeoJSON: `{"type": "Feature", "geometry": …, "properties": {…}}`. Flat: the properties with `geometry` beside them.
Desktop GIS sends every column back, so what the service computes is accepted and left alone, and the flat text twins
(`vessel_names`, `imo_numbers`, `actor_names`) are understood where the lists are not given.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any

import orjson
import shapely
from pydantic import Field, ValidationError

from app.codes import codes
from app.errors import BadRequest, FieldError, Unprocessable
from app.events import service
from app.events.models import Event
from app.events.schemas import Draft, ReporterDraft, SourceDraft, Strict
from geo.expressions import locate

#: Computed by the service: accepted, and left alone.
READ_ONLY = frozenset(
    (
        *("id", "category", "status", "publishers", "mentions_count", "mentions", "origin", "created", "updated"),
        *(
            "revision",
            "region_names",
            "water_body",
            "jurisdiction",
            "links",
            "confidence",
            "differences",
            "assigned_to",
        ),
    )
)
#: Text twins of the lists.
TWINS = ("vessel_names", "imo_numbers", "actor_names")
#: Levels of objects and lists within each other: a MultiPolygon of a collection takes 8.
DEEPEST = 16
#: Columns of which a form or a GIS may send JSON as text.
LISTS = ("vessels", "actors", "sources")
_CODED = {
    "type": "types",
    "modality": "modalities",
    "verification": "verifications",
    "date_precision": "date_precisions",
    "location_precision": "location_precisions",
    "role": "vessel_roles",
    "stance": "stances",
}


class Extra(Strict):
    """What comes with an event and is no field of it."""

    sources: list[SourceDraft] = Field(default_factory=list, max_length=50)
    reporter: ReporterDraft | None = None
    rounding_km: Annotated[float, Field(ge=1, le=200)] | None = None
    reason: str | None = Field(None, max_length=2000)


@dataclass(frozen=True, slots=True)
class Incoming:
    """An event as a person sends it: its fields, and what comes with it."""

    draft: Draft
    extra: Extra


def read(body: bytes) -> dict[str, Any]:
    """The body as a flat object. Raises BadRequest for what is no JSON, and as `flat` does."""
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise BadRequest.field("body", "is no JSON") from None
    return flat(document)


def _children(value: dict[str, Any] | list[Any]) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value


def flat(document: Any) -> dict[str, Any]:
    """A feature, a feature-shaped patch or a flat object as a flat object. Raises BadRequest for anything else, and for
    what nests without need."""
    level = [document]
    for _ in range(DEEPEST):
        level = [child for each in level if isinstance(each, dict | list) for child in _children(each)]
    if level:
        raise BadRequest.field("body", f"nests more deeply than {DEEPEST} levels")
    if not isinstance(document, dict):
        raise BadRequest.field("body", "must be a JSON object: a GeoJSON feature, or the event's fields")
    if document.get("type") != "Feature" and not isinstance(document.get("properties"), dict):
        return document
    properties = document.get("properties") or {}
    if not isinstance(properties, dict):
        raise BadRequest.field("properties", "must be an object")
    unknown = set(document) - {"type", "id", "geometry", "properties", "links", "bbox"}
    if unknown:
        raise BadRequest.field(sorted(unknown)[0], "is no member of a GeoJSON feature")
    return {**properties, **({"geometry": document["geometry"]} if "geometry" in document else {})}


def whole(given: dict[str, Any]) -> Incoming:
    """A new event, or one that replaces another; null is as good as not given. Raises Unprocessable."""
    return _checked({name: value for name, value in given.items() if value is not None and name not in READ_ONLY})


def patched(event: Event, patch: dict[str, Any]) -> Incoming:
    """The event with a merge patch (RFC 7396) on it: null unsets, lists are replaced whole. Raises Unprocessable."""
    current = of_event(event)
    if event.title == service.title_of(_checked(dict(current)).draft):
        current["title"] = ""  # was made from the fields, and follows them
    patch = {name: value for name, value in patch.items() if name not in READ_ONLY}
    if "start" in patch and "date_precision" not in patch and not _as_precise(patch["start"], current["start"]):
        current.pop("date_precision")
    if {"lon", "lat", "geometry"} & set(patch):
        for name in {"lon", "lat", "geometry"} - set(patch):
            current.pop(name, None)
        moved_to_nowhere = all(patch.get(name) is None for name in ("lon", "lat", "geometry"))
        if "location_precision" not in patch and (moved_to_nowhere or event.geometry is None):
            current.pop("location_precision")
        if "uncertainty_m" not in patch:
            current.pop("uncertainty_m")
    for twin, name in (("vessel_names", "vessels"), ("imo_numbers", "vessels"), ("actor_names", "actors")):
        if twin in patch and name not in patch:
            current.pop(name, None)
    merged = {**current, **patch}
    return _checked({name: value for name, value in merged.items() if value is not None})


def of_event(event: Event) -> dict[str, Any]:
    """An event's fields as they would be sent to make it what it is."""
    fields: dict[str, Any] = {
        name: getattr(event, name)
        for name in Draft.model_fields
        if name not in ("lon", "lat", "geometry", "regions", "vessels", "actors")
    }
    if event.geometry is not None:
        fields["geometry"] = orjson.loads(shapely.to_geojson(shapely.from_wkb(event.geometry)))
    if event.location_precision == "region":
        fields["regions"] = list(event.regions)
    fields["vessels"] = [
        {
            "name": part.name,
            "imo": part.vessel.imo,
            "mmsi": part.mmsi,
            "flag": part.flag,
            "type": part.vessel.kind,
            "role": part.role,
        }
        for part in event.vessels
    ]
    fields["actors"] = [
        {"name": part.actor.name, "country": part.actor.country or None, "role": part.role} for part in event.actors
    ]
    return fields


def _checked(fields: dict[str, Any]) -> Incoming:
    for name in LISTS:
        if isinstance(fields.get(name), str):
            fields[name] = _list(name, fields[name])
    _twins(fields)
    extra = {name: fields.pop(name) for name in Extra.model_fields if name in fields}
    if isinstance(fields.get("vessels"), list):
        fields["vessels"] = [_vessel(each) if isinstance(each, dict) else each for each in fields["vessels"]]
    _place(fields)
    _dates(fields)
    if isinstance(fields.get("regions"), list) and fields.get("location_precision") != "region":
        fields.pop("regions")
    try:
        return Incoming(Draft.model_validate(fields), Extra.model_validate(extra))
    except ValidationError as error:
        raise explained(error) from None


def _as_precise(value: Any, other: Any) -> bool:
    """Whether both are dates, both are times, or both are nothing."""
    return len(str(value or "")) == len(str(other or ""))


def _vessel(given: dict[str, Any]) -> dict[str, Any]:
    """A ship as a read shows her is taken as one that is sent: her other names are her aliases."""
    rest = {name: value for name, value in given.items() if name != "other_names"}
    return {**rest, "aliases": given.get("aliases") or given.get("other_names") or []}


def _list(name: str, text: str) -> Any:
    try:
        return orjson.loads(text) if text.strip() else []
    except orjson.JSONDecodeError:
        message = "must be a list, or a list as JSON text"
        raise Unprocessable(f"{name}: {message}", errors=[FieldError(name, message)]) from None


def _twins(fields: dict[str, Any]) -> None:
    """Names that a desktop GIS gives as text: ships as subjects, each with the number of its position."""
    names, numbers, actors = (_split(fields.pop(twin, None)) for twin in TWINS)
    if "vessels" not in fields and names:
        paired = [*numbers, *[None] * len(names)] if len(numbers) in (0, len(names)) else [None] * len(names)
        fields["vessels"] = [{"name": name, "imo": imo} for name, imo in zip(names, paired, strict=False)]
    if "actors" not in fields and actors:
        fields["actors"] = [{"name": name} for name in actors]


def _split(text: Any) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()] if isinstance(text, str) else []


def _place(fields: dict[str, Any]) -> None:
    """A place in words becomes a point where none is given; a given geometry says its own precision."""
    precision = fields.get("location_precision")
    has_shape = fields.get("geometry") is not None or fields.get("lon") is not None
    if has_shape:
        if precision in (None, "none"):
            geometry = fields.get("geometry")
            point = not isinstance(geometry, dict) or geometry.get("type") == "Point"
            fields["location_precision"] = "exact" if point else "area"
        return
    words = fields.get("place")
    if not isinstance(words, str) or not words.strip() or precision == "none":
        fields["location_precision"] = "none"
        return
    found = locate(words)
    if found is None:
        message = "is no place that we know; give a geometry, or location_precision none to keep the words alone"
        raise Unprocessable(f"place: {message}", errors=[FieldError("place", message)])
    fields |= {"lon": found.lon, "lat": found.lat, "location_precision": found.precision}
    fields.setdefault("uncertainty_m", found.uncertainty_m)
    if found.precision == "region":
        fields["regions"] = list(found.regions)


def _dates(fields: dict[str, Any]) -> None:
    """A start without a precision is as precise as it is written."""
    start = fields.get("start")
    if isinstance(start, str) and fields.get("date_precision") in (None, "unknown"):
        fields["date_precision"] = "day" if len(start) == 10 else "minute"
    if start is None:
        fields["date_precision"] = "unknown"
        fields.pop("end", None)


def explained(error: ValidationError) -> Unprocessable:
    """Each thing that is wrong with the field that it is wrong with, and what it may be where that is a list."""
    found = []
    for item in error.errors(include_url=False, include_context=False):
        message, path = item["msg"].removeprefix("Value error, "), [str(part) for part in item["loc"]]
        if item["type"] == "extra_forbidden":
            message = "is not known here"
        elif (not path or path[-1].isdigit()) and ": " in message:
            # A check over a whole object begins with the name of the field that it blames.
            blamed, _, message = message.partition(": ")
            path = [*path, blamed]
        coded = _CODED.get(path[-1]) if path else None
        if coded == "vessel_roles" and path[0] == "actors":
            coded = "actor_roles"
        found.append(FieldError(".".join(path) or "body", message, codes(coded) if coded else None))
    detail = "; ".join(f"{each.field}: {each.message}" for each in found)
    return Unprocessable(detail, errors=found)
