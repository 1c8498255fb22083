"""Writing the read model, in the transaction that changes the event; nothing else ever writes it."""

import shapely
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.codes import category_of
from app.db.indexes import Bounds, Indexes
from app.errors import Conflict
from app.events import features
from app.events.keys import first_key, last_key
from app.events.models import Change, Event, EventFeature, EventTerm
from app.events.time import interval
from app.words import fold, fold_ship, words


def refresh(session: Session, event: Event, action: str) -> None:
    """Bring the event's rows in line with the event, and log the change for whoever follows.

    `action` is a code of `change.action`. An event that is not published has no rows. Raises Conflict where more
    events start in one second than a key has room for.
    """
    session.flush()
    old = session.scalar(select(EventFeature).where(EventFeature.event_id == event.id))
    key = None
    if event.status == "published":
        key = _write(session, event, old)
    elif old is not None:
        _remove(session, old.k)
    session.add(Change(event_id=event.id, action=action, k=key, at=event.updated))
    session.flush()


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
        found |= {("vessel", fold_ship(name)) for name in [part.name, *part.vessel.values("name")]}
        found |= {("vessel", mmsi) for mmsi in part.vessel.values("mmsi")}
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
        texts += [part.vessel.imo or "", part.mmsi or "", part.name, *part.vessel.values("name")]
    texts += [part.actor.name for part in event.actors]
    for mention in event.mentions:
        texts += [mention.article.publisher or ""]
        texts += [mention.passage.exact] if mention.passage else [mention.article.title]
    return " ".join(word for text in texts for word in words(text))


def _write(session: Session, event: Event, old: EventFeature | None) -> int:
    span = interval(event.start, event.end, event.date_precision)
    t0, t1 = span or (None, None)
    in_place = old is not None and old.t0 == t0
    key = old.k if old is not None and in_place else _free_key(session, t0)
    body, item = features.encode(features.feature(event)), features.encode(features.item(event))
    values = {
        "event_id": event.id,
        "t0": t0,
        "t1": t1,
        "updated": event.updated,
        "etag": features.etag(item),
        "renderer": features.RENDERER,
        "body": body,
        "item": item,
    }
    if old is not None and in_place:
        for name, value in values.items():
            setattr(old, name, value)
    else:
        if old is not None:
            _remove(session, old.k)
        session.add(EventFeature(k=key, **values))
    session.flush()
    session.execute(delete(EventTerm).where(EventTerm.k == key))
    session.add_all(EventTerm(kind=kind, term=term, k=key) for kind, term in sorted(terms(event)))
    indexes = _indexes(session)
    if event.geometry is None:
        indexes.drop_spatial(session, key)
    else:
        indexes.put_spatial(session, key, Bounds(*shapely.from_wkb(event.geometry).bounds))
    indexes.put_text(session, key, searchable(event))
    return key


def _free_key(session: Session, t0: int | None) -> int:
    """The next key of that second; the writer's lock keeps others off until the commit."""
    first, last = first_key(t0), last_key(t0)
    highest = session.scalar(select(func.max(EventFeature.k)).where(EventFeature.k.between(first, last)))
    if highest == last:
        raise Conflict("more events start in this second than the store has room for")
    return first if highest is None else highest + 1


def _remove(session: Session, key: int) -> None:
    _indexes(session).drop_spatial(session, key)
    _indexes(session).drop_text(session, key)
    session.execute(delete(EventTerm).where(EventTerm.k == key))
    row = session.get(EventFeature, key)
    if row is not None:
        session.delete(row)
    session.flush()


def _indexes(session: Session) -> Indexes:
    indexes: Indexes = session.info["indexes"]
    return indexes
