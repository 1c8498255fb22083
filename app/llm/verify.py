"""From what a model said to proposals: only words of the article go on, and what they mean our own readers say.

A model's answer is as hostile as the article that it read. A quote has to be in the text to the letter (typography
folded away); time and place are what our resolvers make of the article's words; numbers and flags of ships come from
our reading of the text. So an article that talks the model into something gains quotes of itself, no more.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from app.articles.anchoring import Place, in_other_typography
from app.articles.typography import fold
from app.codes import codes
from app.extraction.dates import DatedMention, Posts, resolve, timeline
from app.extraction.engine import passages_of
from app.extraction.fill import iso
from app.extraction.lexicon import lexicon
from app.extraction.page import LONGEST_TEXT, Page, look, read
from app.extraction.proposal import (
    ActorRole,
    EventProposal,
    EventType,
    Modality,
    ProposedActor,
    ProposedVessel,
    VesselRole,
)
from app.extraction.sentences import Sentence
from app.extraction.ships import ShipMention, find_ships
from app.llm.answer import ActorWords, EventWords, VesselWords
from geo.expressions import find_places, locate
from geo.location import Location, PlaceMention

SHORTEST_QUOTE = 15
"""Characters, folded: what is shorter stands in many sentences."""
LONGEST_QUOTE = 4
"""Sentences: what is longer is a story, not a passage."""
MOST_QUOTES = 6
MOST_EVENTS = 40
MOST_NAMES = 12
LONGEST_NAME = 120
_ONE_NUMBER = re.compile(r"\D*(\d{1,3}(?:[ ,.\u00a0]\d{3}){1,2}|\d{1,6})\D*")
_FINE = ("minute", "day", "week", "month", "year")


@dataclass(slots=True)
class Verified:
    """What is left of an answer, and what was dropped: reason → number of events."""

    proposals: list[EventProposal] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)


def verify(
    events: list[EventWords],
    text: str,
    *,
    language: str,
    published: datetime | None,
    posts: Posts = (),
    rules: tuple[str, ...] = (),
) -> Verified:
    """The events of an answer that the text bears out, in its order. `rules` are put on each. Never raises."""
    article = _Article(text, language, published, posts)
    out = Verified()
    taken: set[tuple[str, int]] = set()
    for event in events[:MOST_EVENTS]:
        if event.type not in codes("types") or event.modality not in codes("modalities"):
            out.dropped["with a type or modality that is no code"] += 1
            continue
        sentences = article.sentences(event.quotes)
        if not sentences:
            out.dropped["with words that are not in the text"] += 1
            continue
        if any((event.type, number) in taken for number in sentences):
            out.dropped["said twice"] += 1
            continue
        taken.update((event.type, number) for number in sentences)
        out.proposals.append(article.proposal(event, sentences, rules))
    if len(events) > MOST_EVENTS:
        out.dropped["beyond the first forty"] += len(events) - MOST_EVENTS
    out.proposals.sort(key=lambda proposal: proposal.passages[0].start)
    return out


class _Article:
    """The text as our own readers see it."""

    def __init__(self, text: str, language: str, published: datetime | None, posts: Posts) -> None:
        self._text, self._language = text, language
        self._folded = fold(text[:LONGEST_TEXT])
        self._page: Page = read(text, lexicon(language))
        self._places: list[PlaceMention] = find_places(text[:LONGEST_TEXT], language)
        taken = [self._page.words_between(place.start, place.end) for place in self._places]
        self._ships: list[ShipMention] = find_ships(self._page, taken)
        look(self._page)
        self._times: list[DatedMention] = []
        if published is not None:
            spans = [Sentence(s.start, s.end, s.paragraph) for s in self._page.sentences]
            self._times = timeline(text[:LONGEST_TEXT], language, published, spans, posts=posts)

    def sentences(self, quotes: list[str]) -> list[int]:
        """Numbers of the sentences that the quotes stand in; empty unless every quote is in the text."""
        numbers: set[int] = set()
        for quote in quotes:
            found = self._find(quote, SHORTEST_QUOTE)
            if not found or len(quotes) > MOST_QUOTES:
                return []
            first, last = self._page.sentence_at(found[0][0]), self._page.sentence_at(found[0][1] - 1)
            if last - first >= LONGEST_QUOTE:
                return []
            numbers.update(range(first, last + 1))
        return sorted(numbers)

    def proposal(self, event: EventWords, sentences: list[int], rules: tuple[str, ...]) -> EventProposal:
        """The event with whatever of its words the text has; what it has not stays empty."""
        proposal = EventProposal(
            type=cast(EventType, event.type),
            modality=cast(Modality, event.modality),
            passages=passages_of(self._page, sentences),
            vessels=self._vessels(event.vessels, sentences),
            actors=self._actors(event.actors, sentences),
            rules=list(rules),
            found_by="llm",
        )
        if event.when is not None:
            self._date(proposal, self._nearest(event.when, sentences))
        if event.where is not None:
            self._place(proposal, self._nearest(event.where, sentences), sentences)
        if event.attributed_to is not None and (said := self._nearest(event.attributed_to, sentences)):
            proposal.attributed_to = self._text[slice(*said)][:LONGEST_NAME]
        if event.how_many is not None and not proposal.vessels and (said := self._nearest(event.how_many, sentences)):
            number = _ONE_NUMBER.fullmatch(self._text[slice(*said)][:LONGEST_NAME])
            proposal.count = max(1, int(re.sub(r"\D", "", number.group(1)))) if number else 1
        proposal.count = min(proposal.count, 100_000)
        return proposal

    def _date(self, proposal: EventProposal, said: Place | None) -> None:
        """The time that our reader of times finds in these words."""
        here = [d for d in self._times if said and d.mention.start < said[1] and said[0] < d.mention.end]
        if not here:
            return
        best = min(here, key=lambda d: _FINE.index(d.span.precision))
        span = best.span
        if proposal.modality == "planned":
            span = resolve(best.mention, best.told, best.anchor, future=True) or span
        proposal.start, proposal.date_precision = iso(span.start), span.precision
        proposal.end = iso(span.end) if span.end is not None else None

    def _place(self, proposal: EventProposal, said: Place | None, sentences: list[int]) -> None:
        """The place that our gazetteer finds in these words; one that another sentence lends is a region's."""
        if said is None:
            return
        start, end = said
        here = [p for p in self._places if p.start < end and start < p.end]
        spot: Location | None = None
        if here:
            best = max(here, key=lambda p: min(p.end, end) - max(p.start, start))
            spot, words = best.location, best.text
        else:
            words = self._text[start : min(end, start + LONGEST_NAME)]
            spot = locate(words, self._language)
        if spot is None:
            return
        proposal.place, proposal.lon, proposal.lat = words, spot.lon, spot.lat
        proposal.uncertainty_m, proposal.regions = spot.uncertainty_m, list(spot.regions)
        own = self._page.sentence_at(start) in sentences
        proposal.location_precision = spot.precision if own else "region"

    def _vessels(self, said: list[VesselWords], sentences: list[int]) -> list[ProposedVessel]:
        """Ships whose names the text has, with the numbers and flags that our own reading gives them."""
        found: dict[str, ProposedVessel] = {}
        for each in said[:MOST_NAMES]:
            where = self._nearest(each.name, sentences)
            if where is None or each.role not in codes("vessel_roles") or where[1] - where[0] > LONGEST_NAME:
                continue
            first, last = self._page.words_between(*where)
            known = next((m.ship for m in self._ships if m.first < last and first < m.last), None)
            if known is not None and known.kind == "outside":
                continue
            name, role = self._text[slice(*where)], cast(VesselRole, each.role)
            vessel = (
                ProposedVessel(known.name, known.imo, known.mmsi, known.flag, role)
                if known is not None
                else ProposedVessel(name, role=role)
            )
            found.setdefault(vessel.name, vessel)
        return list(found.values())

    def _actors(self, said: list[ActorWords], sentences: list[int]) -> list[ProposedActor]:
        """Actors whose names the text has; the country is what our lexicon says of those words."""
        found: dict[str, ProposedActor] = {}
        known = [*self._page.found.get("actor", []), *self._page.found.get("state", [])]
        for each in said[:MOST_NAMES]:
            where = self._nearest(each.name, sentences)
            if where is None or each.role not in codes("actor_roles") or where[1] - where[0] > LONGEST_NAME:
                continue
            first, last = self._page.words_between(*where)
            country = next(
                (f.rule.country for f in known if f.first < last and first < f.last and f.rule.country), None
            )
            name = self._text[slice(*where)]
            found.setdefault(name, ProposedActor(name, country, cast(ActorRole, each.role)))
        return list(found.values())

    def _find(self, words: str, shortest: int = 2) -> list[Place]:
        """Where words are in the text, whole."""
        quote = fold(words).text
        if len(quote) < shortest:
            return []
        return [place for place in in_other_typography(quote, self._folded) if self._is_whole(*place)]

    def _is_whole(self, start: int, end: int) -> bool:
        text = self._text
        cut_before = start > 0 and text[start - 1].isalnum() and text[start].isalnum()
        cut_after = end < len(text) and text[end].isalnum() and text[end - 1].isalnum()
        return not cut_before and not cut_after

    def _nearest(self, words: str, sentences: list[int]) -> Place | None:
        """Where words are: in the event's sentences, or else as near to them as can be."""

        def distance(place: Place) -> int:
            number = self._page.sentence_at(place[0])
            return min(abs(number - each) for each in sentences)

        return min(self._find(words), key=distance, default=None)
