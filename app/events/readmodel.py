"""Writing the read model, in the transaction that changes the event; nothing else ever writes it."""

from typing import Any

import shapely
from sqlalchemy import Connection, bindparam, delete, func, insert, select
from sqlalchemy.orm import Session, undefer

from app.codes import category_of
from app.db.base import Base
from app.db.indexes import Bounds, Indexes
from app.errors import Conflict
from app.events import features, locks
from app.events.keys import first_key, last_key
from app.events.models import Change, Event, EventFeature, EventPoint, EventTerm
from app.events.properties import EVENT_PROPERTY, row
from app.events.time import interval
from app.words import fold, fold_ship, words

#: 1e-7 degrees, about a centimetre, to the integer step.
DEGREE = 10_000_000

#: Statements of every write, made once: to make one takes as long as to run it.
_ROWS = Base.metadata.tables
_FEATURE = _ROWS[EventFeature.__tablename__]
_KEY_OF = select(_FEATURE.c.k).where(_FEATURE.c.event_id == bindparam("event_id"))
_HIGHEST = select(func.max(_FEATURE.c.k)).where(_FEATURE.c.k.between(bindparam("first"), bindparam("last")))
_ADD_FEATURE, _ADD_POINT, _ADD_TERMS, _ADD_CHANGE = (
    insert(_ROWS[model.__tablename__]) for model in (EventFeature, EventPoint, EventTerm, Change)
)
_ADD_PROPERTIES = insert(EVENT_PROPERTY)
#: What else hangs on a key goes with its feature.
_DROP = delete(_FEATURE).where(_FEATURE.c.k == bindparam("key"))


def refresh(session: Session, event: Event, action: str) -> None:
    """Bring the event's rows in line with the event, and log the change for whoever follows.

    `action` is a code of `change.action`. An event that is not published has no rows. Raises Conflict where more
    events start in one second than a key has room for.
    """
    locks.serialize(session)
    session.flush()
    store, indexes = session.connection(), _indexes(session)
    was = None if action == "created" else store.scalar(_KEY_OF, {"event_id": event.id})
    key = None
    if was is not None:
        indexes.drop_spatial(store, was)
        indexes.drop_text(store, was)
        store.execute(_DROP, {"key": was})
    if event.status == "published":
        key = _write(store, indexes, event, was)
    store.execute(_ADD_CHANGE, {"event_id": event.id, "action": action, "was": was, "k": key, "at": event.updated})


def terms(event: Event) -> set[tuple[str, str]]:
    """The posting lists that the event stands in: (kind, folded term)."""
    found = {
        ("type", event.type),
        ("category", category_of()[event.type]),
        ("modality", event.modality),
        ("verification", event.verification),
        *(("region", code) for code in event.regions),
        *(("publisher", fold(name)) for name in features.publishers(event)),
    }
    for part in event.vessels:
        found |= {("vessel", fold_ship(name)) for name in [part.name, *part.vessel.values("name", hidden=False)]}
        found |= {("vessel", mmsi) for mmsi in part.vessel.values("mmsi", hidden=False)}
        if part.vessel.imo:
            found.add(("vessel", part.vessel.imo))
        if part.flag:
            found.add(("country", part.flag))
    for actor in event.actors:
        found.add(("actor", fold(actor.actor.name)))
        if actor.actor.country:
            found.add(("country", actor.actor.country))
    return {(kind, term[:255]) for kind, term in found if term}


def searchable(event: Event) -> str:
    """The folded words that `q` looks through: title, summary, place, ships, actors, and every quote."""
    texts = [event.title, event.summary, event.place or "", event.attributed_to or ""]
    for part in event.vessels:
        texts += [part.vessel.imo or "", part.mmsi or "", part.name, *part.vessel.values("name", hidden=False)]
    texts += [part.actor.name for part in event.actors]
    for mention in event.mentions:
        texts += [mention.article.publisher or ""]
        texts += [mention.passage.exact] if mention.passage else [mention.article.title]
    return " ".join(word for text in texts for word in words(text))


def differences(session: Session, event: Event) -> list[str]:
    """Which parts of a published event's rows are not what the event says now: "feature", "item", "point",
    "properties", "terms"."""
    stored = session.scalar(select(EventFeature).where(EventFeature.event_id == event.id).options(undefer("*")))
    if stored is None:
        return ["feature"]
    kept, properties = (
        dict(session.execute(select(table).where(table.c.k == stored.k)).mappings().first() or {})
        for table in (_ROWS[EventPoint.__tablename__], EVENT_PROPERTY)
    )
    listed = select(EventTerm.kind, EventTerm.term).where(EventTerm.k == stored.k)
    carried = {(kind, term) for kind, term in session.execute(listed)}
    now, feature = point(event), features.feature(event)
    stands = {
        "feature": stored.body == features.encode(feature) and stored.renderer == features.RENDERER,
        "item": stored.item == features.encode(features.whole(event, feature))
        and stored.etag == features.etag(stored.item),
        "point": {name: kept.get(name) for name in now} == now and _starts_at(stored.k, now["t0"]),
        "properties": properties == {"k": stored.k, **_properties(feature, now)},
        "terms": carried == terms(event),
    }
    return [part for part, right in stands.items() if not right]


def point(event: Event) -> dict[str, Any]:
    """The event's row in `event_point`, without its key."""
    t0, t1 = interval(event.start, event.end, event.date_precision) or (None, None)
    geometry = shapely.from_wkb(event.geometry) if event.geometry else None
    at = geometry if isinstance(geometry, shapely.Point) else None
    flags = [part.flag for part in event.vessels if part.flag]
    subject = [part.flag for part in event.vessels if part.flag and part.role == "subject"]
    return {
        "event_id": event.id,
        "t0": t0,
        "t1": t1,
        "span": None if t0 is None or t1 is None else t1 - t0,
        "updated": int(event.updated.timestamp()),
        "x": round(at.x * DEGREE) if at else None,
        "y": round(at.y * DEGREE) if at else None,
        "shape": event.geometry if geometry and not at else None,
        "type": event.type,
        "modality": event.modality,
        "verification": event.verification,
        "regions": " ".join(event.regions),
        "countries": " ".join(sorted({*flags, *(part.actor.country for part in event.actors if part.actor.country)})),
        "flag": subject[0] if subject else None,
    }


def _write(store: Connection, indexes: Indexes, event: Event, was: int | None) -> int:
    values = point(event)
    key = was if was is not None and _starts_at(was, values["t0"]) else _free_key(store, values["t0"])
    feature = features.feature(event)
    body, item = features.encode(feature), features.encode(features.whole(event, feature))
    store.execute(
        _ADD_FEATURE,
        {
            "k": key,
            "event_id": event.id,
            "etag": features.etag(item),
            "renderer": features.RENDERER,
            "body": body,
            "item": item,
        },
    )
    store.execute(_ADD_POINT, {"k": key, **values})
    store.execute(_ADD_PROPERTIES, {"k": key, **_properties(feature, values)})
    store.execute(_ADD_TERMS, [{"kind": kind, "term": term, "k": key} for kind, term in sorted(terms(event))])
    if event.geometry is not None:
        indexes.put_spatial(store, key, Bounds(*shapely.from_wkb(event.geometry).bounds))
    indexes.put_text(store, key, searchable(event))
    return key


def _properties(feature: dict[str, Any], at: dict[str, Any]) -> dict[str, Any]:
    """The event's row in `event_property`, without its key, of its feature and its row in `event_point`."""
    return row(feature["properties"], None if at["t0"] is None else (at["t0"], at["t1"]))


def _starts_at(key: int, t0: int | None) -> bool:
    return first_key(t0) <= key <= last_key(t0)


def _free_key(store: Connection, t0: int | None) -> int:
    """The next key of that second; the writer's lock keeps others off until the commit."""
    first, last = first_key(t0), last_key(t0)
    highest = store.scalar(_HIGHEST, {"first": first, "last": last})
    if highest == last:
        raise Conflict("more events start in this second than the store has room for")
    return first if highest is None else highest + 1


def _indexes(session: Session) -> Indexes:
    indexes: Indexes = session.info["indexes"]
    return indexes
