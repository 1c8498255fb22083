"""Events as rows of flat columns, for what has no lists: CSV, GeoParquet, GeoPackage, FlatGeobuf."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

import orjson

from app.events import time
from app.events.properties import PROPERTIES, Kind
from app.exports.source import About, Feature

#: "instant" is a time in UTC; a day or a time as precise as it is known stays the text that it is.
ColumnKind = Literal["text", "integer", "number", "instant"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    name: str
    kind: ColumnKind


_KINDS: dict[Kind, ColumnKind] = {"integer": "integer", "number": "number"}
#: Properties that are an instant in UTC and nothing less precise.
_STAMPS = ("created", "updated")
#: The event's time at its precision as half-open instants, for a GIS that animates.
INTERVAL = ("start_utc", "end_utc")


def _columns() -> Iterable[Column]:
    yield Column("id", "text")
    for each in PROPERTIES:
        yield Column(each.name, "instant" if each.name in _STAMPS else _KINDS.get(each.kind, "text"))
        if each.name == "end":
            yield from (Column(name, "instant") for name in INTERVAL)
    yield Column("link", "text")


COLUMNS = tuple(_columns())


def columns(properties: frozenset[str] | None) -> tuple[Column, ...]:
    """The columns of an export of these properties; None for all. An event's id and address are always there."""
    if properties is None:
        return COLUMNS
    wanted = {*properties, "id", "link", *(INTERVAL if "start" in properties else ())}
    return tuple(column for column in COLUMNS if column.name in wanted)


def row(feature: Feature, about: About) -> dict[str, Any]:
    """The event's values by column; instants as `datetime` in UTC, lists of codes and objects as text."""
    properties = feature["properties"]
    values = {name: _flat(value) for name, value in properties.items()}
    for name in _STAMPS:
        if properties.get(name):
            values[name] = datetime.fromisoformat(properties[name])
    first, last = _interval(properties)
    return {**values, "id": feature["id"], "start_utc": first, "end_utc": last, "link": about.event(feature["id"])}


def _flat(value: Any) -> Any:
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return "; ".join(value) or None
    if isinstance(value, (list, dict)):
        return orjson.dumps(value).decode() if value else None
    return value


def _interval(properties: dict[str, Any]) -> tuple[datetime | None, datetime | None]:
    interval = time.interval(properties["start"], properties["end"], properties["date_precision"])
    if interval is None:
        return None, None
    return datetime.fromtimestamp(interval[0], UTC), datetime.fromtimestamp(interval[1], UTC)
