"""FollowTheMoney entities, a JSON document each a line, for OpenSanctions, Aleph and what else reads them.

An event is an Event, ships and actors are Vessel and Organization, and every mention a Documentation between the event
and its Article, with the words. What has no place there stays behind: geometry, uncertainty, what contradicts.
"""

from collections.abc import Iterable, Iterator
from hashlib import sha1
from importlib import import_module
from typing import Any

import orjson

from app.errors import BadRequest
from app.exports.source import About, Batch, Feature, features

PACKAGE = "followthemoney"
#: FollowTheMoney writes a date as far as it is known.
_DATE_LENGTH = {"year": 4, "month": 7, "week": 10, "day": 10}

#: Schema, id, and values of its properties.
Entity = tuple[str, str, dict[str, Any]]


def write(batches: Iterator[Batch], about: About) -> Iterator[bytes]:
    """Entities in the order of the events; one that was written already is not again. Raises BadRequest where the
    library is not installed: it says what an identifier, a date and a country may look like."""
    try:
        model = import_module(PACKAGE).model
    except ImportError:
        raise BadRequest.field("f", "ftm needs FollowTheMoney here: pip install 'skerry[ftm]'") from None
    seen: set[bytes] = set()
    for batch in features(batches):
        lines = []
        for schema, key, values in (entity for feature in batch for entity in _entities(feature, about)):
            proxy = model.make_entity(schema)
            proxy.id = key
            for name, value in values.items():
                proxy.add(name, value)
            line = orjson.dumps(proxy.to_dict()) + b"\n"
            known = sha1(line, usedforsecurity=False).digest()
            if known not in seen:
                seen.add(known)
                lines.append(line)
        yield b"".join(lines)


def _entities(feature: Feature, about: About) -> Iterator[Entity]:
    properties, event = feature["properties"], _key("event", feature["id"])
    articles = {mention["article"]["id"]: mention["article"] for mention in properties["mentions"]}
    actors = [(_key("actor", each["name"], each["country"]), each) for each in properties["actors"]]
    yield (
        "Event",
        event,
        {
            "name": properties["title"] or properties["type"],
            "summary": properties["summary"],
            "startDate": _date(properties["start"], properties["date_precision"]),
            "endDate": _date(properties["end"], properties["date_precision"]),
            "location": properties["place"],
            "keywords": [properties[name] for name in ("type", "category", "modality", "verification")],
            "recordId": feature["id"],
            "sourceUrl": about.event(feature["id"]),
            "modifiedAt": properties["updated"],
            "involved": [key for key, _ in actors],
            "proof": [_key("article", each) for each in articles],
        },
    )
    for key, actor in actors:
        yield "Organization", key, {"name": actor["name"], "country": actor["country"]}
    yield from _vessels(properties["vessels"], event)
    for each in articles.values():
        values = {"title": each["title"], "publisher": each["publisher"], "sourceUrl": each["url"]}
        yield (
            "Article",
            _key("article", each["id"]),
            {**values, "publishedAt": each["published"], "language": each["language"]},
        )
    for mention in properties["mentions"]:
        yield (
            "Documentation",
            _key("mention", mention["id"]),
            {
                "document": _key("article", mention["article"]["id"]),
                "entity": event,
                "role": mention["stance"],
                "status": mention["state"],
                "summary": mention["exact"],
            },
        )


def _vessels(vessels: Iterable[dict[str, Any]], event: str) -> Iterator[Entity]:
    """A hull is one entity wherever it has an IMO number; under a name alone it is that event's own."""
    for each in vessels:
        key = _key("vessel", each["imo"]) if each["imo"] else _key("vessel", event, each["name"], each["mmsi"])
        values = {"name": each["name"], "alias": each["other_names"], "type": each["type"], "flag": each["flag"]}
        yield "Vessel", key, {**values, "imoNumber": each["imo"], "mmsi": each["mmsi"]}
        # An Event involves persons and companies only, so a link says that a ship was part of it.
        yield "UnknownLink", _key("part", event, key), {"subject": key, "object": event, "role": each["role"]}


def _key(kind: str, *parts: str | None) -> str:
    """An id that is the same in every export."""
    if len(parts) == 1 and parts[0] is not None:
        return f"skerry-{kind}-{parts[0]}"
    return f"skerry-{kind}-{sha1(repr(parts).encode(), usedforsecurity=False).hexdigest()}"


def _date(value: str | None, precision: str) -> str | None:
    return None if value is None else value[: _DATE_LENGTH.get(precision, 19)]
