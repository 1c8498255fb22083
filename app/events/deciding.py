"""Decisions of reviewers: about one event, about many at once or not at all, and taking a whole batch back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.auth.author import Author
from app.db.types import uuid7
from app.errors import BadRequest, Conflict, NotFound
from app.events import drafts, history, locks, merging, repository, revisions, service, sources, verification
from app.events.models import Event

#: Decision → (statuses that it may be taken in, status after it).
STATUSES = {
    "publish": (("proposed", "rejected"), "published"),
    "reject": (("proposed", "published"), "rejected"),
    "reopen": (("rejected", "merged"), "proposed"),
}
#: Decision about a published event → what becomes of its verification; None counts it anew.
VERIFICATIONS = {"confirm": "confirmed", "dispute": "disputed", "retract": "retracted", "recount": None}
DECISIONS = (*STATUSES, *VERIFICATIONS)


@dataclass(frozen=True, slots=True)
class Decision:
    """What a reviewer decides about one event, and why. `changes` is a merge patch that is made first."""

    event_id: UUID
    decision: str
    reason: str
    changes: dict[str, Any] | None = None


def decide(session: Session, wanted: Decision, author: Author, batch: UUID | None = None) -> Event:
    """Carry out one decision.

    Raises NotFound, BadRequest for a decision that there is none of, Conflict for one that the event's status does not
    allow, and what reading and checking the changes raises.
    """
    locks.serialize(session)
    event = repository.whole(session, wanted.event_id)
    if event is None:
        raise NotFound(f"no event {wanted.event_id}")
    if wanted.decision not in DECISIONS:
        raise BadRequest.field("decision", "is not known", DECISIONS)
    if wanted.changes:
        amend(session, event, wanted.changes, author, wanted.reason)
    if wanted.decision == "reopen" and event.status == "merged":
        return merging.unmerge(session, event, wanted.reason, author, batch)
    before = revisions.state(event)
    if wanted.decision in STATUSES:
        allowed, status = STATUSES[wanted.decision]
        if event.status not in allowed:
            raise Conflict(
                f"an event that is {event.status} cannot be {status}; it can be if it is {' or '.join(allowed)}"
            )
        event.status = status
    else:
        if event.status != "published":
            raise Conflict(f"only a published event can be decided upon so; this one is {event.status}")
        value = VERIFICATIONS[wanted.decision]
        event.verification_set = value is not None
        if value is None:
            event.verification = "reported"
            verification.compute(session, event)
        else:
            event.verification = value
    service.settle(session, event, before, author, wanted.decision, wanted.reason, batch)
    return event


def amend(session: Session, event: Event, patch: dict[str, Any], author: Author, reason: str | None) -> bool:
    """Change an event by a merge patch; False if nothing changed."""
    incoming = drafts.patched(event, drafts.flat(patch))
    private = service.Private(incoming.extra.reporter, incoming.extra.rounding_km)
    added = sources.evidence(session, incoming.extra.sources)
    reason = incoming.extra.reason or reason
    return service.edit(session, event, incoming.draft, added, author=author, reason=reason, private=private)


def decide_all(session: Session, wanted: Sequence[Decision], author: Author) -> tuple[UUID, list[Event]]:
    """Carry out all decisions or, where one of them cannot be, none; returns the batch's id, by which it is undone.

    Raises as `decide`; the error says of which event.
    """
    batch = uuid7()
    events = []
    for each in wanted:
        try:
            events.append(decide(session, each, author, batch))
        except (Conflict, NotFound) as error:
            raise type(error)(f"{each.event_id}: {error.detail}; none of the {len(wanted)} was decided") from None
    return batch, events


def undo(session: Session, batch: UUID, reason: str, author: Author) -> list[Event]:
    """Bring every event of a batch back to what it was before.

    Raises NotFound for a batch that there is none of, and Conflict where one of its events has been changed since.
    """
    locks.serialize(session)
    made = revisions.of_batch(session, batch)
    if not made:
        raise NotFound(f"no batch {batch}")
    events = []
    for each in reversed(made):
        event = repository.whole(session, each.record_id)
        assert event is not None
        if event.revision != each.revision:
            raise Conflict(f"{event.id} has been changed since; undo that first, or decide about it by itself")
        events.append(history.restore(session, event, each.revision - 1, reason, author, action="undo"))
    return events


def assign(session: Session, event_ids: Sequence[UUID], to: str | None, author: Author) -> list[Event]:
    """Say who reviews these events; None takes the name off. Raises NotFound."""
    locks.serialize(session)
    events = []
    for event_id in event_ids:
        event = repository.whole(session, event_id)
        if event is None:
            raise NotFound(f"no event {event_id}; none was assigned")
        before = revisions.state(event)
        if event.assigned_to != to:
            event.assigned_to = to
            service.settle(session, event, before, author, "assign", None)
        events.append(event)
    return events


def remove(session: Session, event: Event, author: Author, reason: str | None = None) -> Event:
    """Take an event away, as DELETE does: rejected, so that it can be reopened and its history stays."""
    locks.serialize(session)
    before = revisions.state(event)
    event.status = "rejected"
    service.settle(session, event, before, author, "delete", reason)
    return event
