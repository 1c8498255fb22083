"""Queries over the records of events, for those who write, review and link; readers are served by the read model."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, selectinload

from app.articles.models import Passage
from app.auth.author import Author
from app.events import repository
from app.events.models import Change, Event, EventVessel, Mention
from app.vessels.models import Vessel, VesselIdentity

DAY = 86_400
#: No event's time is longer than the year that it is known to, a quarter more for one that runs over.
LONGEST = 460 * DAY
#: Sources differ by a night.
SLACK = DAY // 2
#: Hulls of one name that are looked at.
MOST_HULLS = 50


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
        return list(session.scalars(query.limit(limit).options(*repository.everything())))
    # Regions are a list in the record, which the two databases search differently; the queue is short.
    found: list[Event] = []
    for event in session.scalars(query.options(*repository.everything())):
        if region in event.regions:
            found.append(event)
        if len(found) == limit:
            break
    return found


def _told_in(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return Event.id.in_(select(Mention.event_id).where(condition, Mention.withdrawn.is_(None)))


def near(
    session: Session, types: Sequence[str], span: tuple[int, int] | None, hulls: Sequence[UUID], *, limit: int
) -> list[Event]:
    """Events of these types that may be one of this time (seconds of the Unix epoch, half-open): those of one of these
    hulls first, then those that start nearest. Of any status but merged; undated ones only by hull."""
    of_hull = Event.id.in_(select(EventVessel.event_id).where(EventVessel.vessel_id.in_(hulls)))
    query = select(Event).where(Event.status != "merged", Event.type.in_(types)).limit(limit)
    if span is None:
        query = query.where(of_hull).order_by(Event.id.desc())
    else:
        t0, t1 = span
        meets = and_(Event.t0.between(t0 - LONGEST, t1 + SLACK), Event.t1 > t0 - SLACK)
        query = query.where(or_(meets, and_(Event.t0.is_(None), of_hull)))
        query = query.order_by(of_hull.desc(), func.abs(Event.t0 - t0), Event.id)
    return list(session.scalars(query.options(*repository.everything())))


def hulls(session: Session, imos: Sequence[str], names: Sequence[str]) -> list[Vessel]:
    """Hulls of these IMO numbers, or that ever bore one of these names (folded)."""
    named = select(VesselIdentity.vessel_id).where(VesselIdentity.kind == "name", VesselIdentity.folded.in_(names))
    query = select(Vessel).where(or_(Vessel.imo.in_(imos), Vessel.id.in_(named))).limit(MOST_HULLS)
    return list(session.scalars(query.options(selectinload(Vessel.identities))))


def changes(session: Session, since: int, limit: int) -> list[Change]:
    """The log of changes of published events behind `since`, the first first."""
    return list(session.scalars(select(Change).where(Change.seq > since).order_by(Change.seq).limit(limit)))


def merged_into(session: Session, event_ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """Where merged events went."""
    rows = session.execute(
        select(Event.id, Event.merged_into).where(Event.id.in_(event_ids), Event.merged_into.is_not(None))
    )
    return {row.id: row.merged_into for row in rows}
