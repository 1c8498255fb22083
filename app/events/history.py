"""Every version of an event: listed, shown as it was, and brought back."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import shapely
from sqlalchemy import select
from sqlalchemy.orm import Session, make_transient

from app.articles.models import Passage
from app.auth.author import Author
from app.errors import BadRequest, Conflict
from app.events import privacy, revisions, service, time
from app.events.models import Event, EventActor, EventVessel, Mention, Revision
from app.events.visibility import own
from app.vessels import repository as vessels
from app.vessels.models import Actor, Vessel


def listed(session: Session, event: Event, author: Author | None) -> list[dict[str, Any]]:
    """Every change, the first first. Who it was is for reviewers, and for everybody where it was the service; the
    public is told neither who reviews what nor what was rounded since."""
    insider = author is not None and author.may("analyst")
    rows = []
    for each in revisions.of(session, event.id):
        changes = each.changes
        if not insider:
            changes = {name: pair for name, pair in changes.items() if name not in revisions.INTERNAL}
            changes = privacy.scrub(session, event, changes)
        rows.append(
            {
                "revision": each.revision,
                "at": each.at.isoformat().replace("+00:00", "Z"),
                "by": each.by if insider or not each.by_person else _role(each, event, author),
                "action": each.action,
                "reason": each.reason if insider else privacy.scrub(session, event, each.reason),
                "changes": changes,
                **({"batch": str(each.batch)} if insider and each.batch else {}),
            }
        )
    return rows


def _role(revision: Revision, event: Event, author: Author | None) -> str:
    reported = revision.revision == 1 and event.reported_by is not None
    if reported:
        return "you" if own(event, author) else "a reporter"
    return "a reviewer"


def state_at(
    made: Sequence[Revision], *, revision: int | None = None, at: datetime | None = None
) -> tuple[dict[str, Any], Revision] | None:
    """An event's fields after one of its revisions, or at an instant, with the revision that made them so; None before
    there was any."""
    fields: dict[str, Any] = {}
    last = None
    for each in made:
        if (revision is not None and each.revision > revision) or (at is not None and each.at > at):
            break
        fields |= {name: pair[1] for name, pair in each.changes.items()}
        last = each
    return (fields, last) if last is not None else None


def instant(value: str) -> datetime:
    """An RFC 3339 time; a date is its end, in UTC. Raises BadRequest."""
    try:
        parsed = time.parse(value)
        if isinstance(parsed, datetime):
            return parsed.astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadRequest.field("as_of", "must be an RFC 3339 time such as 2026-05-13T08:00:00Z, or a date") from None
    return datetime(parsed.year, parsed.month, parsed.day, 23, 59, 59, 999_999, tzinfo=UTC)


def as_of(
    session: Session, event: Event, at: datetime, author: Author | None, made: Sequence[Revision] | None = None
) -> Event | None:
    """The event as it was, detached from the store; None where there was none then that this caller may know of. What
    is no longer public now is not shown to the public as it was either. `made` are its revisions, if they are at hand.
    """
    found = state_at(revisions.of(session, event.id) if made is None else made, at=at)
    insider = author is not None and author.may("analyst")
    if found is None or not (insider or own(event, author) or event.status == found[0]["status"] == "published"):
        return None
    fields, revision = found
    if not insider:
        fields = privacy.scrub(session, event, fields)
    past = Event(id=event.id, origin=event.origin, created=event.created, updated=revision.at)
    past.revision = revision.revision
    _fill(past, fields)
    past.vessels = [_vessel(session, number, part) for number, part in enumerate(fields["vessels"])]
    past.actors = [
        EventActor(position=number, role=part["role"], actor=Actor(name=part["name"], country=part["country"] or ""))
        for number, part in enumerate(fields["actors"])
    ]
    past.mentions = [mention for part in fields["mentions"] if (mention := _mention(session, part))]
    return past


def restore(
    session: Session, event: Event, revision: int, reason: str, author: Author, *, action: str = "restore"
) -> Event:
    """Make an event again what it was after a revision, as a new revision. Mentions that have gone to another event
    since stay there.

    Raises BadRequest for a revision that it does not have, and Conflict where a merge stands between.
    """
    found = state_at(revisions.of(session, event.id), revision=revision)
    if found is None or found[1].revision != revision:
        raise BadRequest.field("revision", f"is none of this event's: 1 to {event.revision}")
    fields = found[0]
    if "merged" in (event.status, fields["status"]):
        raise Conflict("a merge is taken back with the decision reopen, not by restoring a version")
    before = revisions.state(event)
    _fill(event, fields)
    event.vessels[:] = []
    event.actors[:] = []
    session.flush()
    for number, part in enumerate(fields["vessels"]):
        event.vessels.append(_vessel(session, number, part))
    for number, part in enumerate(fields["actors"]):
        actor = vessels.actor(session, part["name"], part["country"])
        event.actors.append(EventActor(position=number, role=part["role"], actor=actor))
    _restore_mentions(session, event, fields["mentions"])
    service.settle(session, event, before, author, action, reason)
    return event


def _fill(event: Event, fields: dict[str, Any]) -> None:
    for name in revisions.FIELDS:
        setattr(event, name, fields.get(name))
    event.geometry = shapely.to_wkb(shapely.from_wkt(fields["geometry"])) if fields["geometry"] else None
    event.t0, event.t1 = time.interval(event.start, event.end, event.date_precision) or (None, None)


def _vessel(session: Session, number: int, part: dict[str, Any]) -> EventVessel:
    hull = session.get(Vessel, UUID(part["hull"]))
    assert hull is not None, "hulls are never deleted"
    return EventVessel(
        position=number, role=part["role"], name=part["name"], flag=part["flag"], mmsi=part["mmsi"], vessel=hull
    )


def _mention(session: Session, part: dict[str, Any]) -> Mention | None:
    """A copy of the mention as it stood then: on the passage of that version."""
    mention = session.get(Mention, UUID(part["id"]))
    if mention is None:
        return None
    passage = session.get(Passage, UUID(part["passage"])) if part["passage"] else None
    copy = Mention(
        id=mention.id,
        created=mention.created,
        state=part["state"],
        stance=part["stance"],
        reading=mention.reading,
        found_by=mention.found_by,
        rules=mention.rules,
        quote=mention.quote,
        reasons=mention.reasons,
    )
    copy.article, copy.passage = mention.article, passage
    if copy in session:
        session.expunge(copy)
    make_transient(copy)
    return copy


def _restore_mentions(session: Session, event: Event, parts: list[dict[str, Any]]) -> None:
    wanted = {UUID(part["id"]): part for part in parts}
    service.withdraw(session, event, [mention for mention in event.mentions if mention.id not in wanted])
    kept = session.scalars(select(Mention).where(Mention.event_id == event.id, Mention.id.in_(wanted)))
    for mention in kept.all():
        part = wanted[mention.id]
        mention.withdrawn, mention.state, mention.stance = None, part["state"], part["stance"]
        mention.passage_id = UUID(part["passage"]) if part["passage"] else None
    session.flush()
    session.expire(event, ["mentions"])
