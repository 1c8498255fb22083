"""What happens to events: created and changed, each time with a revision and the read model at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import shapely
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.auth.author import Author
from app.codes import labels
from app.db.types import utcnow
from app.errors import BadRequest
from app.events import locks, privacy, readmodel, repository, revisions, time, verification
from app.events.models import Event, EventActor, EventVessel, Mention
from app.events.schemas import Draft, Evidence, ReporterDraft, VesselDraft
from app.vessels import repository as vessels
from app.vessels.models import Vessel
from geo import regions as sea_regions


@dataclass(frozen=True, slots=True)
class Private:
    """What a person gives with an event that nobody is shown."""

    reporter: ReporterDraft | None = None
    rounding_km: float | None = None


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
    private: Private = Private(),
    reason: str | None = None,
) -> Event:
    """Store a new event with its evidence. `source` says where ship names and flags come from.

    Raises BadRequest for a region that is not known.
    """
    locks.serialize(session)
    event = _new(origin=origin, status=status, source_key=source_key, reported_by=author.token_id)
    _apply(session, event, draft, source, author, private.rounding_km)
    _attach(event, evidence)
    if origin not in ("catalogue", "sample"):
        verification.compute(session, event)
    # Only now, so that it and all that hangs on it are written at once.
    session.add(event)
    revisions.record(session, event, {}, author, "create", reason)
    if private.rounding_km is not None or private.reporter is not None:
        privacy.keep(session, event, draft if private.rounding_km is not None else None, private.reporter)
    if status == "published":
        readmodel.refresh(session, event, "created")
    refresh_others(session, event)
    return event


def _new(**fields: Any) -> Event:
    """An event that is in no store yet and knows that nothing hangs on it, so that nobody asks for it."""
    now = utcnow()
    return Event(
        **fields, revision=1, verification_set=False, created=now, updated=now, vessels=[], actors=[], mentions=[]
    )


def change(
    session: Session,
    event: Event,
    draft: Draft,
    evidence: Sequence[Evidence],
    *,
    author: Author,
    reason: str | None,
    source: str | None = None,
) -> bool:
    """Bring an event to what `draft` and `evidence` say; False if that is what it said already.

    Mentions that `evidence` does not name are let go of by the event, not deleted from its history.
    """
    locks.serialize(session)
    before = revisions.state(event)
    _apply(session, event, draft, source, author, event.rounding_km)
    kept = {(item.article_id, item.passage_id) for item in evidence}
    withdraw(session, event, [m for m in event.mentions if (m.article_id, m.passage_id) not in kept])
    join(session, event, evidence)
    if revisions.state(event) == before:
        refresh_others(session)  # another name of a ship is no change of the event, and shows in it all the same
        return False
    settle(session, event, before, author, "change", reason)
    return True


def edit(
    session: Session,
    event: Event,
    draft: Draft,
    added: Sequence[Evidence],
    *,
    author: Author,
    reason: str | None = None,
    private: Private = Private(),
) -> bool:
    """A person's change: the fields become what `draft` says, `added` evidence joins what is there; False if nothing
    changed. A rounding once asked for stays until another is given."""
    locks.serialize(session)
    before = revisions.state(event)
    rounding = event.rounding_km if private.rounding_km is None else private.rounding_km
    moved = draft.shape is not None and not _is_at(event, draft)
    _apply(session, event, draft, None, author, rounding if moved or rounding != event.rounding_km else None)
    event.rounding_km = rounding
    join(session, event, added)
    if (rounding is not None and (moved or rounding != before["rounding_km"])) or private.reporter is not None:
        hidden = draft if rounding is not None and (moved or before["rounding_km"] is None) else None
        privacy.keep(session, event, hidden, private.reporter)
    if draft.verification in verification.COMPUTED:
        # Counted, so it is not for anybody to write: one of the two means no more than that it is not set.
        event.verification_set, event.verification = False, before["verification"]
        if added or event.verification not in verification.COMPUTED:
            event.verification = "reported"
            verification.compute(session, event)
    if revisions.state(event) == before:
        refresh_others(session)  # another name of a ship is no change of the event, and shows in it all the same
        return False
    settle(session, event, before, author, "change", reason)
    return True


def settle(
    session: Session,
    event: Event,
    before: dict[str, Any],
    author: Author,
    action: str,
    reason: str | None,
    batch: UUID | None = None,
) -> None:
    """Close a change of an event: its number, its revision, its place in the read model and in the change log."""
    session.flush()
    event.revision += 1
    event.updated = max(utcnow(), event.updated)
    revisions.record(session, event, before, author, action, reason, batch)
    was, is_now = before["status"] == "published", event.status == "published"
    if is_now:
        _reveal(session, event)
    if was or is_now:
        gone = "merged" if event.status == "merged" else "deleted"
        readmodel.refresh(session, event, "updated" if was and is_now else "created" if is_now else gone)
    refresh_others(session, event)


def fill_new(session: Session, event: Event, draft: Draft, author: Author, rounding_km: float | None) -> None:
    """Give a new event its fields; its mentions, its revision and its read model are the caller's."""
    _apply(session, event, draft, None, author, None)
    event.rounding_km = rounding_km
    event.created = event.updated = utcnow()
    session.flush()


def withdraw(session: Session, event: Event, mentions: Sequence[Mention]) -> None:
    """Let go of mentions; they stay in the history, and come back if they are joined again."""
    for mention in mentions:
        mention.withdrawn = utcnow()
    if mentions:
        session.flush()
        session.expire(event, ["mentions"])


def join(session: Session, event: Event, evidence: Sequence[Evidence]) -> None:
    """Add evidence that the event does not have yet; what it once let go of is taken up again."""
    if not evidence:
        return
    present = {_same_words(m) for m in event.mentions}
    let_go = select(Mention).where(Mention.event_id == event.id, Mention.withdrawn.is_not(None))
    with session.no_autoflush:
        past = {_same_words(m): m for m in session.scalars(let_go)}
    fresh = []
    for item in evidence:
        words = _same_words(item)
        if words in present:
            continue
        if words in past:
            past[words].withdrawn = None
        else:
            fresh.append(item)
        present.add(words)
    _attach(event, fresh)
    session.flush()
    # Read back, those taken up again too: what is shown is what the store keeps, and JSONB keeps keys in its own order.
    session.expire(event, ["mentions"])


def _same_words(item: Mention | Evidence) -> tuple[Any, ...]:
    return item.article_id, item.passage_id, item.quote


def _is_at(event: Event, draft: Draft) -> bool:
    """Whether the draft's place is the event's own, as a change that leaves it alone carries it."""
    assert draft.shape is not None
    return event.geometry is not None and bool(
        shapely.equals_exact(shapely.from_wkb(event.geometry), draft.shape, 1e-6)
    )


def _apply(
    session: Session, event: Event, draft: Draft, source: str | None, author: Author, rounding_km: float | None
) -> None:
    given = draft
    if rounding_km is not None:
        draft, event.rounding_km = privacy.rounded(draft, rounding_km), rounding_km
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
    if draft.verification not in verification.COMPUTED:
        event.verification_set = True
    event.t0, event.t1 = time.interval(draft.start, draft.end, draft.date_precision) or (None, None)
    event.title = draft.title or title_of(draft)
    event.geometry = shapely.to_wkb(draft.shape) if draft.shape is not None else None
    event.regions = regions_of(draft) or (regions_of(given) if given is not draft else [])
    event.regions_version = sea_regions.load().version
    _set_vessels(session, event, draft, source, author)
    _set_actors(session, event, draft)


def _set_actors(session: Session, event: Event, draft: Draft) -> None:
    wanted = [(part.name, part.country or "", part.role) for part in draft.actors]
    if [(part.actor.name, part.actor.country, part.role) for part in event.actors] == wanted:
        return
    if event.actors:
        event.actors[:] = []
        session.flush()  # their places are free before others take them
    event.actors[:] = [
        EventActor(position=position, role=part.role, actor=vessels.actor(session, part.name, part.country))
        for position, part in enumerate(draft.actors)
    ]


def learn(
    session: Session, hull: Vessel, told: VesselDraft, source: str | None, author: Author, *, public: bool
) -> None:
    """Keep what is told of a ship that was not known of her, as a revision of hers; `refresh_others` then shows it, if
    it is for the public."""
    is_new, is_shown = not hull.identities, any(each.public for each in hull.identities)
    known = [("name", name) for name in [told.name, *told.aliases]]
    known += [(kind, value) for kind, value in (("flag", told.flag), ("mmsi", told.mmsi)) if value]
    learned = {kind: value for kind, value in known if vessels.identify(hull, kind, value, source, public=public)}
    may_show = public or not is_shown
    if hull.kind is None and told.type and may_show:
        hull.kind = learned["type"] = told.type
    if (
        hull.imo is None
        and told.imo
        and may_show
        and not session.scalar(select(Vessel.id).where(Vessel.imo == told.imo))
    ):
        hull.imo = learned["imo"] = told.imo
    if learned:
        changes = {kind: [None, value] for kind, value in learned.items()}
        revisions.log(session, "vessel", hull.id, author, "learn", changes, source, new=is_new)
    if learned and public and not is_new:
        session.info.setdefault("learned_hulls", set()).add(hull.id)


def _reveal(session: Session, event: Event) -> None:
    """What a published event and its sources tell of its ships is for everybody."""
    hidden = [(part, each) for part in event.vessels for each in part.vessel.identities if not each.public]
    told = {mention.article.url or f"article:{mention.article.id}" for mention in event.mentions} if hidden else set()
    for part, identity in hidden:
        if identity.source in told or identity.value in (part.name, part.flag, part.mmsi):
            identity.public = True
            session.info.setdefault("learned_hulls", set()).add(part.vessel_id)


def _set_vessels(session: Session, event: Event, draft: Draft, source: str | None, author: Author) -> None:
    found = [(part, vessels.hull(session, imo=part.imo, name=part.name)) for part in draft.vessels]
    for part, hull in found:
        learn(session, hull, part, source, author, public=event.status == "published")
    wanted = [(hull.id, part.role, part.name, part.flag, part.mmsi) for part, hull in found]
    if [(each.vessel_id, each.role, each.name, each.flag, each.mmsi) for each in event.vessels] == wanted:
        return
    if event.vessels:
        event.vessels[:] = []
        session.flush()
    event.vessels[:] = [
        EventVessel(position=position, role=part.role, name=part.name, flag=part.flag, mmsi=part.mmsi, vessel=hull)
        for position, (part, hull) in enumerate(found)
    ]


def refresh_others(session: Session, event: Event | None = None) -> None:
    """What is learned of a hull or a source shows in every event that names it: their features are written anew.

    `event` has been written already.
    """
    hulls, articles = (session.info.pop(learned, ()) for learned in ("learned_hulls", "completed_articles"))
    if hulls or articles:
        for other in repository.published_naming(session, hulls, articles, but=event.id if event else None):
            readmodel.refresh(session, other, "updated")


def _attach(event: Event, evidence: Sequence[Evidence]) -> None:
    for item in evidence:
        event.mentions.append(
            Mention(
                article_id=item.article_id,
                article=item.article,
                passage_id=item.passage_id,
                passage=item.passage,
                state="anchored" if item.passage else "reference",
                stance=item.stance,
                reading=item.reading,
                found_by=item.found_by,
                rules=list(item.rules),
                quote=item.quote,
                reasons=list(item.reasons),
                withdrawn=None,
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
    return list(known.of(draft.shape)) if draft.shape is not None else []


def title_of(draft: Draft) -> str:
    """A plain title from the fields: "Detention: Kiwala, off Aegna island (attempted)"."""
    ships = ", ".join(part.name for part in draft.vessels if part.role == "subject")
    about = ", ".join(text for text in (ships, draft.place) if text)
    hedge = "" if draft.modality == "occurred" else f" ({labels('modalities')[draft.modality].lower()})"
    return labels("types")[draft.type] + (f": {about}" if about else "") + hedge
