"""What happens to events: created, changed, reviewed, each time with a revision and the read model at once."""

from collections.abc import Sequence
from uuid import UUID

import shapely
from sqlalchemy.orm import Session

from app.auth.author import Author
from app.codes import labels
from app.db.types import utcnow
from app.errors import BadRequest, Conflict, NotFound
from app.events import readmodel, repository, revisions
from app.events.models import Event, EventActor, EventVessel, Mention
from app.events.schemas import Draft, Evidence
from app.vessels import repository as vessels
from geo import regions as sea_regions

#: Decision → (statuses that it may be taken in, status after it).
DECISIONS = {
    "publish": (("proposed", "rejected"), "published"),
    "reject": (("proposed", "published"), "rejected"),
    "reopen": (("rejected",), "proposed"),
}


def create(
    session: Session,
    draft: Draft,
    evidence: Sequence[Evidence],
    *,
    author: Author,
    origin: str,
    status: str,
    source_key: str | None = None,
    source: str | None = None,
) -> Event:
    """Store a new event with its evidence. `source` says where ship names and flags come from.

    Raises BadRequest for a region that is not known.
    """
    event = Event(origin=origin, status=status, source_key=source_key)
    session.add(event)
    _apply(session, event, draft, source)
    _attach(event, evidence)
    event.created = event.updated = utcnow()
    session.flush()
    revisions.record(session, event, {}, author, "create")
    if status == "published":
        readmodel.refresh(session, event, "created")
    _refresh_others(session, event)
    return event


def change(
    session: Session,
    event: Event,
    draft: Draft,
    evidence: Sequence[Evidence],
    *,
    author: Author,
    reason: str,
    source: str | None = None,
) -> bool:
    """Bring an event to what `draft` and `evidence` say; False if that is what it said already.

    Mentions that `evidence` does not name are let go of by the event, not deleted from its history.
    """
    before = revisions.state(event)
    _apply(session, event, draft, source)
    kept = {(item.article_id, item.passage_id) for item in evidence}
    event.mentions[:] = [m for m in event.mentions if (m.article_id, m.passage_id) in kept]
    present = {(m.article_id, m.passage_id) for m in event.mentions}
    _attach(event, [item for item in evidence if (item.article_id, item.passage_id) not in present])
    session.flush()
    if revisions.state(event) == before:
        return False
    _commit_change(session, event, before, author, "change", reason)
    _refresh_others(session, event)
    return True


def review(session: Session, event_id: UUID, decision: str, reason: str, author: Author) -> Event:
    """Decide about an event. Raises NotFound, BadRequest for a decision that there is none of, and Conflict for one
    that the event's status does not allow."""
    event = session.get(Event, event_id)
    if event is None:
        raise NotFound(f"no event {event_id}")
    before = revisions.state(event)
    if decision in DECISIONS:
        allowed, status = DECISIONS[decision]
        if event.status not in allowed:
            raise Conflict(
                f"an event that is {event.status} cannot be {status}; it can be if it is {' or '.join(allowed)}"
            )
        event.status = status
    elif decision in ("dispute", "retract"):
        if event.status != "published":
            raise Conflict(f"only a published event can be disputed or retracted; this one is {event.status}")
        event.verification = "disputed" if decision == "dispute" else "retracted"
    else:
        raise BadRequest.field("decision", "is not known", [*DECISIONS, "dispute", "retract"])
    _commit_change(session, event, before, author, decision, reason)
    return event


def _commit_change(
    session: Session, event: Event, before: dict[str, object], author: Author, action: str, reason: str
) -> None:
    event.revision += 1
    event.updated = max(utcnow(), event.updated)
    revisions.record(session, event, before, author, action, reason)
    was, is_now = before["status"] == "published", event.status == "published"
    if was or is_now:
        readmodel.refresh(session, event, "updated" if was and is_now else "created" if is_now else "deleted")


def _apply(session: Session, event: Event, draft: Draft, source: str | None) -> None:
    for name in (
        "type",
        "modality",
        "verification",
        "summary",
        "start",
        "end",
        "date_precision",
        "place",
        "location_precision",
        "uncertainty_m",
        "attributed_to",
        "count",
        "confidence",
    ):
        setattr(event, name, getattr(draft, name))
    event.title = draft.title or title_of(draft)
    event.geometry = None
    if draft.lon is not None and draft.lat is not None:
        event.geometry = shapely.to_wkb(shapely.Point(draft.lon, draft.lat))
    event.regions = regions_of(draft)
    event.regions_version = sea_regions.load().version
    _set_vessels(session, event, draft, source)
    event.actors[:] = []
    session.flush()
    event.actors[:] = [
        EventActor(position=position, role=part.role, actor=vessels.actor(session, part.name, part.country))
        for position, part in enumerate(draft.actors)
    ]


def _set_vessels(session: Session, event: Event, draft: Draft, source: str | None) -> None:
    event.vessels[:] = []
    session.flush()
    for position, part in enumerate(draft.vessels):
        hull = vessels.hull(session, imo=part.imo, name=part.name)
        known = [("name", name) for name in [part.name, *part.aliases]]
        known += [(kind, value) for kind, value in (("flag", part.flag), ("mmsi", part.mmsi)) if value]
        learned = [vessels.identify(session, hull, kind, value, source) for kind, value in known]
        if hull.kind is None and part.type:
            hull.kind = part.type
            learned.append(True)
        event.vessels.append(
            EventVessel(position=position, role=part.role, name=part.name, flag=part.flag, mmsi=part.mmsi, vessel=hull)
        )
        if any(learned):
            session.info.setdefault("learned_hulls", set()).add(hull.id)


def _refresh_others(session: Session, event: Event) -> None:
    """What is learned of a hull shows in every event of hers: their finished features are written anew."""
    for hull_id in sorted(session.info.pop("learned_hulls", ())):
        for other in repository.published_of_vessel(session, hull_id):
            if other.id != event.id:
                readmodel.refresh(session, other, "updated")


def _attach(event: Event, evidence: Sequence[Evidence]) -> None:
    for item in evidence:
        event.mentions.append(
            Mention(
                article_id=item.article_id,
                passage_id=item.passage_id,
                state="anchored" if item.passage_id else "reference",
                stance=item.stance,
                reading=item.reading,
                found_by=item.found_by,
                rules=item.rules,
            )
        )


def regions_of(draft: Draft) -> list[str]:
    """Regions that hold the event: those of its point; a region as a place is that region and its parents alone,
    since a sea's middle says nothing of the basin that it happens to lie in."""
    known = sea_regions.load()
    for code in draft.regions:
        if code not in known.codes and code != "other":
            raise BadRequest.field("regions", f"{code} is not known", known.codes)
    if draft.location_precision == "region" and draft.regions:
        return [code for code in draft.regions if code != "other"]
    if draft.lon is None or draft.lat is None:
        return []
    return list(known.at(draft.lon, draft.lat))


def title_of(draft: Draft) -> str:
    """A plain title from the fields: "Detention: Kiwala, off Aegna island (attempted)"."""
    ships = ", ".join(part.name for part in draft.vessels if part.role == "subject")
    about = ", ".join(text for text in (ships, draft.place) if text)
    hedge = "" if draft.modality == "occurred" else f" ({labels('modalities')[draft.modality].lower()})"
    return labels("types")[draft.type] + (f": {about}" if about else "") + hedge
