"""Link or propose: what an article tells joins the event that is there already, or becomes a proposal of its own."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy.orm import Session

from app.auth.author import SKERRY
from app.events import candidates, linking, records, revisions, service, time, verification
from app.events.candidates import Sought
from app.events.linking import Choice, Facts
from app.events.models import Event
from app.events.schemas import Draft, Evidence, VesselDraft
from app.vessels.models import Vessel
from app.words import fold_ship

#: Events that a candidate is compared with, at most, so that no archive makes linking slow.
MOST_CANDIDATES = 150


def matches(session: Session, drafts: Sequence[Draft], apart: Sequence[UUID]) -> list[Choice[UUID] | None]:
    """For each thing that one article tells, the event that it is, or None. `apart` are events that it is not: those
    that the article is known to tell of elsewhere."""
    hulls = _Hulls(session, drafts)
    told = [facts_of_draft(draft, hulls) for draft in drafts]
    near = candidates.near(session, [_sought(*each, hulls) for each in zip(drafts, told, strict=True)], MOST_CANDIDATES)
    return linking.assign(told, [(key, facts) for key, facts in near.items() if key not in apart])


def similar(session: Session, event: Event, limit: int = 10) -> list[tuple[Event, linking.Verdict]]:
    """Events that may be the same as this one, the likeliest first: what a reviewer may merge."""
    facts = candidates.facts(event)
    hulls = [part.vessel_id for part in event.vessels]
    near = candidates.near(session, [Sought(_types(event.type), _span(facts), hulls)], MOST_CANDIDATES)
    near.pop(event.id, None)
    return _likeliest(session, facts, near, limit)


def similar_to_draft(session: Session, draft: Draft) -> list[tuple[Event, linking.Verdict]]:
    """Events of any status but merged that may be what somebody is about to report, the likeliest first."""
    hulls = _Hulls(session, [draft])
    facts = facts_of_draft(draft, hulls)
    near = candidates.near(session, [_sought(draft, facts, hulls)], MOST_CANDIDATES)
    return _likeliest(session, facts, near, MOST_CANDIDATES)


def _likeliest(
    session: Session, facts: Facts, near: Mapping[UUID, Facts], limit: int
) -> list[tuple[Event, linking.Verdict]]:
    compared = ((key, linking.compare(facts, other)) for key, other in near.items())
    found = [(key, verdict) for key, verdict in compared if not verdict.against and verdict.score > 1]
    likeliest = sorted(found, key=lambda each: -each[1].score)[:limit]
    events = {event.id: event for event in records.with_ships(session, [key for key, _ in likeliest])}
    return [(events[key], verdict) for key, verdict in likeliest]


def join(
    session: Session, event: Event, draft: Draft, evidence: Sequence[Evidence], verdict: linking.Verdict, source: str
) -> None:
    """Give an event the mentions of an article that tells of it. Its own reading stays; so does its status: what was
    rejected is not proposed again because somebody repeats it. What the article knows of its ships is learned."""
    before = revisions.state(event)
    reasons = (f"{verdict.score:.1f} points", *verdict.reasons)
    service.join(session, event, [replace(item, reasons=reasons) for item in evidence])
    for part in event.vessels:
        known = linking.ship(part.vessel.imo, [part.name, *part.vessel.values("name")])
        for told in draft.vessels:
            ship = linking.ship(told.imo, [told.name, *told.aliases])
            if (told.imo and told.imo == known.imo) or (not (told.imo and known.imo) and ship.names & known.names):
                service.learn(session, part.vessel, told, source, SKERRY, public=event.status == "published")
    verification.compute(session, event)
    if revisions.state(event) != before:
        service.settle(session, event, before, SKERRY, "link", "; ".join(verdict.reasons))
    service.refresh_others(session, event)


class _Hulls:
    """Hulls that the ships of drafts may be, all looked up at once."""

    def __init__(self, session: Session, drafts: Sequence[Draft]) -> None:
        ships = {(part.imo, fold_ship(part.name)) for draft in drafts for part in draft.vessels}
        self._found: dict[tuple[str | None, str], list[Vessel]] = {ship: [] for ship in ships}
        numbered, named = defaultdict(list), defaultdict(list)
        for ship in ships:
            numbered[ship[0]].append(ship)
            named[ship[1]].append(ship)
        for hull in records.hulls(session, ships):
            may_be = {ship for each in hull.identities if each.kind == "name" for ship in named.get(each.folded, ())}
            may_be.update(numbered.get(hull.imo, ()) if hull.imo else ())
            for ship in may_be:
                self._found[ship].append(hull)

    def of(self, part: VesselDraft) -> list[Vessel]:
        """Those of the ship's number, or that ever bore her name."""
        return self._found[part.imo, fold_ship(part.name)]

    def of_all(self, draft: Draft) -> list[UUID]:
        """Keys of those of all the draft's ships."""
        return [hull.id for part in draft.vessels for hull in self.of(part)]


def facts_of_draft(draft: Draft, hulls: _Hulls) -> Facts:
    """What a draft is compared by; a ship that is known goes by all her names."""
    ships = []
    for part in draft.vessels:
        known = hulls.of(part)
        one = known[0] if len(known) == 1 and not (part.imo and known[0].imo and part.imo != known[0].imo) else None
        names = [part.name, *part.aliases, *(one.values("name") if one else [])]
        ships.append((part.role, linking.ship(part.imo or (one.imo if one else None), names)))
    span = time.interval(draft.start, draft.end, draft.date_precision) or (None, None)
    middle = draft.shape.centroid if draft.shape is not None else None
    return Facts(
        type=draft.type,
        modality=draft.modality,
        date_precision=draft.date_precision,
        location_precision=draft.location_precision,
        t0=span[0],
        t1=span[1],
        lon=middle.x if middle else None,
        lat=middle.y if middle else None,
        uncertainty_m=draft.uncertainty_m or 0.0,
        regions=frozenset(service.regions_of(draft)),
        subjects=tuple(ship for role, ship in ships if role == "subject"),
        others=tuple(ship for role, ship in ships if role != "subject"),
        count=draft.count,
    )


def _sought(draft: Draft, facts: Facts, hulls: _Hulls) -> Sought:
    return Sought(_types(draft.type), _span(facts), hulls.of_all(draft))


def _span(facts: Facts) -> tuple[int, int] | None:
    return (facts.t0, facts.t1) if facts.t0 is not None and facts.t1 is not None else None


def _types(kind: str) -> list[str]:
    return sorted({kind}.union(*(step for step in linking.STEPS if kind in step)))
