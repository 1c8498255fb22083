"""`properties`: only some of each feature's properties (OGC API - Features, Part 6)."""

from functools import cache
from typing import Any

import orjson

from app.codes import codes
from app.db.types import utcnow, uuid7
from app.errors import BadRequest
from app.events import features
from app.events.models import Event


@cache
def properties() -> tuple[str, ...]:
    """Names of an event's properties in a collection: those of an event of which nothing is known."""
    nothing = Event(
        id=uuid7(), type=codes("types")[0], regions=[], count=1, revision=1, created=utcnow(), updated=utcnow()
    )
    return tuple(features.feature(nothing)["properties"])


def selected(value: str | None) -> frozenset[str] | None:
    """The names that are asked for, or None for all of them. Raises BadRequest for one that there is none of."""
    if value is None:
        return None
    names = frozenset(name.strip() for name in value.split(",") if name.strip())
    unknown = names.difference(properties())
    if unknown or not names:
        raise BadRequest.field("properties", f"{min(unknown, default='')!r} is not known", properties())
    return names


def select(body: bytes, names: frozenset[str]) -> bytes:
    """A finished feature with these properties alone, in their usual order."""
    feature: dict[str, Any] = orjson.loads(body)
    feature["properties"] = {name: value for name, value in feature["properties"].items() if name in names}
    return orjson.dumps(feature)
