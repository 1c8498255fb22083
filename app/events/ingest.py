"""From an article's words to proposed events: kept once, extracted once, and every proposal on its passages."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy.orm import Session

from app.articles import service as articles
from app.articles.anchoring import Selectors, anchor
from app.articles.models import Article, ArticleVersion
from app.articles.service import Incoming, Kept
from app.auth.author import SKERRY, Author
from app.db.engine import Database
from app.events import joining, locks, repository, revisions, service
from app.events.models import Event
from app.events.schemas import ActorDraft, Draft, Evidence, VesselDraft
from app.extraction.proposal import EventProposal
from app.llm.extractors import Reading, by_rules

_NO_READING = frozenset({"passages", "rules", "category", "found_by", "reasons"})
"""Parts of a proposal that the mention has in places of their own, or that follow from others."""
_STANCES = {"planned": "plans", "denied": "denies"}


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of an article: its id, whether it or this text of it is new, and the events proposed just now."""

    article_id: UUID
    new_article: bool
    new_version: bool
    proposed: tuple[UUID, ...] = ()
    #: Events that were there already and that it tells of too.
    linked: tuple[UUID, ...] = ()
    #: What a person should know about how it was read: that the model was not heard, and why.
    remarks: tuple[str, ...] = ()


def ingest(
    database: Database, incoming: Incoming, author: Author, read: Callable[[Incoming], Reading] = by_rules
) -> Ingested:
    """Store an article and propose its events, all of it or nothing. The same article again changes nothing,
    unless a model reads it now that did not before: what it alone finds is proposed.

    Extraction runs before the store is locked, since it may take longer than others should wait.
    """
    found = read(incoming)
    with database.write() as session:
        locks.serialize(session)
        kept = articles.keep(session, incoming)
        if not kept.new_version:
            late = [each for each in found.proposals if each.found_by == "llm"]
            late = late if kept.version is kept.article.newest else []
            proposed, _ = propose(session, kept, late) if late else ([], [])
            return Ingested(kept.article.id, False, False, tuple(event.id for event in proposed), remarks=found.remarks)
        if not kept.new_article:
            reanchor(session, kept.article)
            service.refresh_others(session)
        changes = {"sha256": [_before(kept), kept.version.sha256]}
        action = "create" if kept.new_article else "version"
        revisions.log(session, "article", kept.article.id, author, action, changes, new=kept.new_article)
        proposed, linked = propose(session, kept, found.proposals)
        return Ingested(
            kept.article.id,
            kept.new_article,
            new_version=True,
            proposed=tuple(event.id for event in proposed),
            linked=tuple(event.id for event in linked),
            remarks=found.remarks,
        )


def propose(session: Session, kept: Kept, proposals: Sequence[EventProposal]) -> tuple[list[Event], list[Event]]:
    """Link or propose what an article has not brought before, whatever was decided about that. Returns the events
    that are new, and those that were there and have new mentions now.

    What only the model found joins nothing, since what it joined may be public: a person decides first.
    """
    article, version = kept.article, kept.version
    known = [] if kept.new_article else repository.of_article(session, article.id)
    fresh = [each for each in proposals if not any(_same(event, article, each) for event in known)]
    drafts = [draft_of(each) for each in fresh]
    source = article.url or f"article:{article.id}"
    evidence = [_evidence(article, version, each) for each in fresh]
    may_join = [number for number, each in enumerate(fresh) if each.found_by != "llm"]
    # All at once, before anything is made, and not writing first what is still to be written: no question is about it.
    with session.no_autoflush:
        found = joining.matches(session, [drafts[number] for number in may_join], [event.id for event in known])
        joined = repository.wholes(session, [match.key for match in found if match])
    matched = dict(zip(may_join, found, strict=True))
    created, linked = [], []
    for number, (proposal, draft, told) in enumerate(zip(fresh, drafts, evidence, strict=True)):
        match = matched.get(number)
        event = joined.get(match.key) if match else None
        if match is not None and event is not None:
            verdict = replace(match.verdict, reasons=[*match.verdict.reasons, *proposal.reasons])
            joining.join(session, event, draft, told, verdict, source)
            linked.append(event)
            continue
        created.append(
            service.create(session, draft, told, author=SKERRY, origin="extraction", status="proposed", source=source)
        )
    return created, linked


def _evidence(article: Article, version: ArticleVersion, proposal: EventProposal) -> list[Evidence]:
    return [
        Evidence(
            article,
            articles.passage(version, part.start, part.end),
            stance=_STANCES.get(proposal.modality, "asserts"),
            reading=reading_of(proposal),
            found_by=proposal.found_by,
            rules=tuple(proposal.rules),
            reasons=tuple(proposal.reasons),
        )
        for part in proposal.passages
    ]


def reanchor(session: Session, article: Article) -> None:
    """Look for every passage of older versions in the newest; what is not found stays, and is shown, as orphaned."""
    newest = article.newest
    if newest is None:
        return
    for event in repository.of_article(session, article.id):
        before = revisions.state(event)
        for mention in event.mentions:
            passage = mention.passage
            if mention.article_id != article.id or passage is None or passage.version_id == newest.id:
                continue
            found = anchor(
                Selectors(passage.exact, passage.prefix, passage.suffix, passage.start, passage.end),
                newest.text,
                passage.version.sha256,
                newest.sha256,
                language=article.language,
            )
            mention.state = found.state
            if found.start is not None and found.end is not None:
                mention.passage = articles.passage(newest, found.start, found.end)
        session.flush()
        if revisions.state(event) != before:
            service.settle(session, event, before, SKERRY, "reanchor", "the article has changed")


def _before(kept: Kept) -> str | None:
    """The hash of the text that this one replaces."""
    older = [version.sha256 for version in kept.article.versions if version.number < kept.version.number]
    return older[-1] if older else None


def draft_of(proposal: EventProposal) -> Draft:
    """A proposal as the draft of an event."""
    return Draft(
        type=proposal.type,
        modality=proposal.modality,
        start=proposal.start,
        end=proposal.end,
        date_precision=proposal.date_precision,
        place=proposal.place,
        location_precision=proposal.location_precision,
        lon=proposal.lon,
        lat=proposal.lat,
        uncertainty_m=proposal.uncertainty_m,
        regions=list(proposal.regions),
        vessels=[
            VesselDraft(name=ship.name, imo=ship.imo, mmsi=ship.mmsi, flag=ship.flag, role=ship.role)
            for ship in proposal.vessels
        ],
        actors=[ActorDraft(name=each.name, country=each.country, role=each.role) for each in proposal.actors],
        attributed_to=proposal.attributed_to,
        count=proposal.count,
        confidence=proposal.confidence,
        summary=proposal.passages[0].exact if proposal.passages else "",
    )


def reading_of(proposal: EventProposal) -> dict[str, object]:
    """What this source alone says: kept with the mention, whatever the event comes to say."""
    whole = proposal.to_spec()
    return {name: value for name, value in whole.items() if name not in _NO_READING}


def _same(event: Event, article: Article, proposal: EventProposal) -> bool:
    """Whether the article has brought this event before: the same type on overlapping words, or on the same words."""
    if event.type != proposal.type:
        return False
    passages = [m.passage for m in event.mentions if m.article_id == article.id and m.passage is not None]
    exact = {passage.exact for passage in passages}
    newest = article.newest
    return any(
        part.exact in exact
        or any(
            newest is not None and p.version_id == newest.id and p.start < part.end and part.start < p.end
            for p in passages
        )
        for part in proposal.passages
    )
