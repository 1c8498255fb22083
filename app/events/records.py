"""Queries over the records of events, for those who write, review and link; readers are served by the read model."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, Integer, Select, bindparam, or_, select
from sqlalchemy.orm import Session, joinedload

from app.articles.models import Passage
from app.auth.author import Author
from app.db.portions import portions
from app.events import repository
from app.events.models import Change, Event, Mention
from app.vessels.models import Vessel, VesselIdentity

#: Hulls of one ship's number and name that are looked at.
MOST_HULLS = 50


def _among(name: str) -> BindParameter[Any]:
    return bindparam(name, expanding=True)


#: A statement of every article, made once: to make one takes as long as to run it.
_NAMED = select(VesselIdentity.vessel_id).where(
    VesselIdentity.kind == "name", VesselIdentity.folded.in_(_among("names"))
)
_HULLS = (
    select(Vessel)
    .where(or_(Vessel.imo.in_(_among("imos")), Vessel.id.in_(_NAMED)))
    .limit(bindparam("limit", type_=Integer))
    .options(joinedload(Vessel.identities))
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reviewer asks the queue for; everything given must hold."""

    status: str = "proposed"
    types: tuple[str, ...] = ()
    region: str | None = None
    origin: str | None = None
    #: A name, or "nobody".
    assigned: str | None = None
    article: UUID | None = None
    #: Words that must stand so in the title, the summary or a quote; case does not matter.
    words: str | None = None


def queue(
    session: Session, wanted: Wanted, author: Author | None, *, limit: int, after: UUID | None
) -> tuple[list[Event], bool]:
    """One page, the longest waiting first, and whether there are more. A caller who does not review sees own reports,
    and nobody else's; the public sees nothing here."""
    query = select(Event).where(Event.status == wanted.status).order_by(Event.id)
    if author is None or not author.may("analyst"):
        if author is None or author.token_id is None:
            return [], False
        query = query.where(Event.reported_by == author.token_id)
    if wanted.types:
        query = query.where(Event.type.in_(wanted.types))
    if wanted.origin is not None:
        query = query.where(Event.origin == wanted.origin)
    if wanted.assigned is not None:
        nobody = wanted.assigned == "nobody"
        query = query.where(Event.assigned_to.is_(None) if nobody else Event.assigned_to == wanted.assigned)
    if wanted.article is not None:
        query = query.where(_told_in(Mention.article_id == wanted.article))
    if wanted.words is not None:
        words = wanted.words
        quoted = _told_in(
            Mention.passage_id.in_(select(Passage.id).where(Passage.exact.icontains(words, autoescape=True)))
        )
        titled = Event.title.icontains(words, autoescape=True)
        query = query.where(or_(titled, Event.summary.icontains(words, autoescape=True), quoted))
    if after is not None:
        query = query.where(Event.id > after)
    found = _page(session, query, wanted.region, limit + 1)
    return found[:limit], len(found) > limit


def _page(session: Session, query: Select[Any], region: str | None, limit: int) -> list[Event]:
    if region is None:
        return list(session.scalars(query.limit(limit).options(*repository.EVERYTHING)))
    # Regions are a list in the record, which the two databases search differently; the queue is short.
    found: list[Event] = []
    for event in session.scalars(query.options(*repository.EVERYTHING)):
        if region in event.regions:
            found.append(event)
        if len(found) == limit:
            break
    return found


def _told_in(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return Event.id.in_(select(Mention.event_id).where(condition, Mention.withdrawn.is_(None)))


def hulls(session: Session, ships: Collection[tuple[str | None, str]]) -> list[Vessel]:
    """Hulls of the IMO number of one of these ships, or that ever bore her name (folded)."""
    found: dict[UUID, Vessel] = {}
    for some in portions(sorted(ships, key=lambda ship: ship[1])):
        imos, names = sorted({imo for imo, _ in some if imo}), sorted({name for _, name in some})
        given = {"imos": imos, "names": names, "limit": MOST_HULLS * len(some)}
        found |= {hull.id: hull for hull in session.scalars(_HULLS, given).unique()}
    return list(found.values())


def with_ships(session: Session, event_ids: Sequence[UUID]) -> list[Event]:
    """These events, their ships loaded with them."""
    return list(session.scalars(select(Event).where(Event.id.in_(event_ids)).options(repository.SHIPS)))


def changes(session: Session, since: int, limit: int) -> list[Change]:
    """The log of changes of published events behind `since`, the first first."""
    return list(session.scalars(select(Change).where(Change.seq > since).order_by(Change.seq).limit(limit)))


def merged_into(session: Session, event_ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """Where merged events went."""
    rows = session.execute(
        select(Event.id, Event.merged_into).where(Event.id.in_(event_ids), Event.merged_into.is_not(None))
    )
    return {row.id: row.merged_into for row in rows}
