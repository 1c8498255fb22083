"""Who may see and change an event, and which version of it they have in hand."""

from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.auth.author import Author
from app.errors import Forbidden, NotFound
from app.events import features, locks, repository
from app.events.models import Event, EventFeature

#: Made once: to make it takes as long as to run it.
_RENDERED = select(EventFeature.item, EventFeature.etag).where(EventFeature.event_id == bindparam("event_id"))


def own(event: Event, author: Author | None) -> bool:
    """Whether this very token reported the event."""
    return author is not None and author.token_id is not None and event.reported_by == author.token_id


def may_see(event: Event, author: Author | None) -> bool:
    """Published events are everybody's; others are their reporter's and the reviewers'."""
    return event.status == "published" or own(event, author) or (author is not None and author.may("analyst"))


def may_change(event: Event, author: Author | None) -> bool:
    """Reviewers change any event, reporters their own until it is reviewed; a merged one is the other event's."""
    if author is None or event.status == "merged":
        return False
    return author.may("analyst") or (own(event, author) and event.status == "proposed")


def seen(session: Session, event_id: UUID, author: Author | None) -> Event:
    """The event, whole. Raises NotFound where there is none or this caller may not know of it."""
    event = repository.whole(session, event_id)
    if event is not None and may_see(event, author):
        return event
    if event is not None and event.merged_into is not None:
        target = session.get(Event, event.merged_into)
        if target is not None and target.status == "published":
            raise NotFound(f"{event_id} was merged into {target.id}: read that one")
    raise NotFound(f"no event {event_id}")


def changed(session: Session, event_id: UUID, author: Author) -> Event:
    """The event, for this caller to change, with all other writers kept off.

    Raises NotFound as `seen`, and Forbidden where it may be seen and not changed.
    """
    locks.serialize(session)
    event = seen(session, event_id, author)
    if not may_change(event, author):
        if event.status == "merged":
            raise Forbidden(f"this event was merged into {event.merged_into}: change that one, or reopen this one")
        raise Forbidden("a reporter may change own proposals until they are reviewed; an analyst may change all")
    return event


def rendered(session: Session, event: Event) -> tuple[bytes, str]:
    """The single event as a read of it shows it, without links, and the strong validator that such a read carries."""
    session.flush()
    row = session.connection().execute(_RENDERED, {"event_id": event.id}).first()
    if row is not None:
        return row.item, row.etag
    document = features.encode(features.item(event))
    return document, features.etag(document)
