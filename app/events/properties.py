"""The properties of an event: one table of what each means, from which its schema and its filter columns follow."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import BigInteger, Column, Float, ForeignKey, Integer, Table, Text

from app.db.base import Base
from app.db.types import BigKey
from app.events.time import Interval

#: "instant" is a moment or a day, "codes" a list of codes; "objects" and "object" hold more and are not filtered on.
Kind = Literal["text", "integer", "number", "instant", "codes", "objects", "object"]


@dataclass(frozen=True, slots=True)
class Property:
    """One property of an event as a feature has it (events/features.py)."""

    name: str
    kind: Kind
    title: str
    #: List of data/codes.json that its values are taken from.
    codes: str | None = None
    #: Role of OGC API - Features, Part 5 (23-058r2, table 7), without its "primary-" or whatever stands before it.
    role: str | None = None
    #: Whether only the service sets it.
    derived: bool = False

    @property
    def queryable(self) -> bool:
        """Whether events can be filtered by it."""
        return self.kind not in ("objects", "object")


PROPERTIES = (
    Property("type", "text", "What happened", codes="types", role="type"),
    Property("category", "text", "Group of the type", codes="categories", derived=True),
    Property("modality", "text", "Whether it occurred, was tried, goes on, is planned or denied", codes="modalities"),
    Property("verification", "text", "How well it is established", codes="verifications"),
    Property("status", "text", "Stage of review", codes="statuses", derived=True),
    Property("title", "text", "Title"),
    Property("summary", "text", "Summary"),
    Property(
        "start",
        "instant",
        "ISO 8601 day or time of its beginning. A filter takes a day as its first moment (UTC)",
        role="primary-interval-start",
    ),
    Property(
        "end",
        "instant",
        "ISO 8601 day or time of its end, where that is known. A filter takes the last moment of its time at its "
        "precision, which every dated event has",
        role="primary-interval-end",
    ),
    Property("date_precision", "text", "How precisely its time is known", codes="date_precisions"),
    Property("place", "text", "The place in words"),
    Property("location_precision", "text", "How precisely its place is known", codes="location_precisions"),
    Property("uncertainty_m", "number", "Radius in metres within which it is expected around its geometry"),
    Property("regions", "codes", "Codes of the sea regions that hold it, the smallest first", derived=True),
    Property("water_body", "text", "Code of the smallest sea region that holds it", derived=True),
    Property("jurisdiction", "object", "Whose waters it lies in", derived=True),
    Property("vessels", "objects", "Ships, with their parts in it"),
    Property("actors", "objects", "Actors, with their parts in it"),
    Property("attributed_to", "text", "Who says so, where no source says it in its own voice"),
    Property("count", "integer", "Separate acts that it sums up"),
    Property("publishers", "integer", "Independent publishers that tell of it", derived=True),
    Property("mentions_count", "integer", "Passages that tell of it", derived=True),
    Property("confidence", "number", "0 to 1: how sure the finder was; null where a person wrote it", derived=True),
    Property("origin", "text", "Where it came from", codes="origins", derived=True),
    Property("created", "instant", "When it came in, RFC 3339, UTC", derived=True),
    Property("updated", "instant", "When it changed last, RFC 3339, UTC", derived=True),
    Property("revision", "integer", "Counts its changes", derived=True),
    Property("vessel_names", "text", "Names of its ships, separated by semicolons", derived=True),
    Property("imo_numbers", "text", "IMO numbers of its ships, separated by semicolons", derived=True),
    Property("actor_names", "text", "Names of its actors, separated by semicolons", derived=True),
    Property("region_names", "text", "English names of its sea regions, separated by semicolons", derived=True),
)
QUERYABLES = {each.name: each for each in PROPERTIES if each.queryable}

_COLUMNS: dict[str, Any] = {
    "text": Text,
    "codes": Text,
    "integer": Integer,
    "number": Float,
    "instant": BigInteger,
}

#: What filters look at: a row per published event and a column per queryable; instants in milliseconds of the Unix
#: epoch (`end` is the last one of the event's time), codes between spaces (" gulf-of-finland baltic-sea ").
EVENT_PROPERTY = Table(
    "event_property",
    Base.metadata,
    Column("k", BigKey, ForeignKey("event_feature.k", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    *(Column(each.name, _COLUMNS[each.kind]) for each in QUERYABLES.values()),
)


def row(properties: Mapping[str, Any], time: Interval | None) -> dict[str, Any]:
    """The columns of a feature's properties, without the key; `time` is the event's own in seconds (events/time.py)."""
    values = {name: properties[name] for name in QUERYABLES}
    values["start"], values["end"] = (time[0] * 1000, time[1] * 1000 - 1) if time else (None, None)
    for name in ("created", "updated"):
        values[name] = round(datetime.fromisoformat(properties[name]).timestamp() * 1000)
    values["regions"] = " ".join(("", *properties["regions"], ""))
    return values
