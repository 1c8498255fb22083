"""Two records of one event become one, and one of two becomes two again; no mention and no revision is lost."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.auth.author import Author
from app.errors import BadRequest, Conflict, NotFound
from app.events import drafts, locks, readmodel, repository, revisions, service, verification
from app.events.models import Event, Mention


def merge(session: Session, event_id: UUID, into: UUID, reason: str, author: Author) -> tuple[Event, Event]:
    """Move an event's mentions into another, which keeps its own reading; returns both.

    Raises NotFound, BadRequest for an event into itself, and Conflict where one of them is merged or rejected.
    """
    locks.serialize(session)
    if event_id == into:
        raise BadRequest.field("into", "is the event itself")
    event, target = (_whole(session, each) for each in (event_id, into))
    if event.status == "merged":
        raise Conflict(f"{event.id} is merged already, into {event.merged_into}")
    if target.status not in ("proposed", "published"):
        raise Conflict(f"{target.id} is {target.status}: merge into an event that is proposed or published")
    before, target_before = revisions.state(event), revisions.state(target)
    words = {(m.passage_id, m.quote) if m.passage_id else (m.article_id, m.quote) for m in target.mentions}
    for mention in list(event.mentions):
        same = (mention.passage_id, mention.quote) if mention.passage_id else (mention.article_id, mention.quote)
        if same not in words and not _let_go(session, target, mention):
            mention.event_id = target.id
            mention.reasons = [*mention.reasons, f"merged by {author.role}: {reason}"]
    session.flush()
    for each in (event, target):
        session.expire(each, ["mentions"])
    event.status, event.merged_into = "merged", target.id
    verification.compute(session, target)
    service.settle(session, event, before, author, "merge", reason)
    service.settle(session, target, target_before, author, "join", reason)
    return event, target


def unmerge(session: Session, event: Event, reason: str, author: Author, batch: UUID | None = None) -> Event:
    """Take a merge back: the event is a proposal again and has the mentions that it brought, where they still are."""
    assert event.merged_into is not None
    target = _whole(session, event.merged_into)
    before, target_before = revisions.state(event), revisions.state(target)
    for mention in session.scalars(
        select(Mention).where(Mention.event_id == target.id, Mention.id.in_(_brought(session, event)))
    ).all():
        mention.event_id = event.id
    session.flush()
    for each in (event, target):
        session.expire(each, ["mentions"])
    event.status, event.merged_into = "proposed", None
    verification.compute(session, target)
    service.settle(session, event, before, author, "reopen", reason, batch)
    if revisions.state(target) != target_before:
        service.settle(session, target, target_before, author, "part", reason, batch)
    return event


def split(
    session: Session,
    event_id: UUID,
    mention_ids: Sequence[UUID],
    changes: dict[str, Any],
    reason: str,
    author: Author,
) -> tuple[Event, Event]:
    """Make an event of its own of some mentions of another; returns the old one and the new one.

    The new one has the old one's fields with `changes` (a merge patch) on them, and its status.
    Raises NotFound, BadRequest for mentions that are not the event's, and Conflict where none would stay.
    """
    locks.serialize(session)
    event = _whole(session, event_id)
    if event.status not in ("proposed", "published"):
        raise Conflict(f"{event.id} is {event.status}: only an event that is proposed or published can be split")
    moving = [mention for mention in event.mentions if mention.id in set(mention_ids)]
    if not moving or len(moving) != len(set(mention_ids)):
        raise BadRequest.field("mentions", "must be ids of mentions of this event")
    if len(moving) == len(event.mentions):
        raise Conflict("all mentions would go: change the event, or leave it one")
    incoming = drafts.patched(event, drafts.flat(changes))
    before = revisions.state(event)
    new = Event(origin=event.origin, status=event.status, reported_by=event.reported_by)
    session.add(new)
    service.fill_new(session, new, incoming.draft, author, event.rounding_km)
    for mention in moving:
        mention.event_id = new.id
    session.flush()
    for each in (event, new):
        session.expire(each, ["mentions"])
    verification.compute(session, event)
    verification.compute(session, new)
    revisions.record(session, new, {}, author, "split", f"from {event.id}: {reason}")
    if new.status == "published":
        readmodel.refresh(session, new, "created")
    service.settle(session, event, before, author, "part", reason)
    return event, new


def _whole(session: Session, event_id: UUID) -> Event:
    event = repository.whole(session, event_id)
    if event is None:
        raise NotFound(f"no event {event_id}")
    return event


def _let_go(session: Session, target: Event, mention: Mention) -> bool:
    """Whether the target once let go of the same passage, which its history still holds: that one is taken up again."""
    if mention.passage_id is None:
        return False
    past = session.scalar(
        select(Mention).where(Mention.event_id == target.id, Mention.passage_id == mention.passage_id)
    )
    if past is None:
        return False
    past.withdrawn = None
    return True


def _brought(session: Session, event: Event) -> list[UUID]:
    """The mentions that the event had when it was merged."""
    merges = [each for each in revisions.of(session, event.id) if each.action == "merge"]
    had, kept = merges[-1].changes.get("mentions", [[], []])
    remaining = {part["id"] for part in kept}
    return [UUID(part["id"]) for part in had if part["id"] not in remaining]
