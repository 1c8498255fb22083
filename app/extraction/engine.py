"""The rules extractor: article text in, candidate events out. No database, no network, always the same answer."""

from collections import defaultdict
from datetime import datetime
from typing import cast as cast_to

from app.extraction import fill
from app.extraction.cast import Cast, cast
from app.extraction.dates import Posts
from app.extraction.features import ESCORTING
from app.extraction.page import Page
from app.extraction.proposal import EventProposal, EventType, Modality, Passage
from app.extraction.reading import Reading, read_article
from app.extraction.scorer import model
from app.extraction.ships import Ship
from app.extraction.story import Draft, compose, tell
from app.extraction.weigh import likely

_NEAR = 4
"""Sentences within which an escort named for a ship is taken to be with it still."""


def extract(
    text: str, *, language: str, published: datetime | None, title: str = "", posts: Posts = ()
) -> list[EventProposal]:
    """Candidate events of an article, in the order in which the text comes to them.

    `language`: ISO 639-1 code. `published`: when the article came out, with its zone; without it relative days stay
    unknown. `title` is read for context only: no passage lies in it. `posts`: where the posts of a live blog
    begin and when each came out, from which its own "this morning" counts. Never raises on any text.
    """
    reading = read_article(text, language, published, posts)
    if reading is None:
        return []
    casts = cast(reading.page, reading.ships)
    tables = model(language)
    told = tell(reading, tables)
    chosen = likely(reading, compose(reading, casts, told), told, tables)
    drafts = [draft for draft, _ in chosen]
    escorts = _escorts(drafts)
    beside: defaultdict[int, list[Draft]] = defaultdict(list)
    for draft in drafts:
        beside[draft.main.sentence].append(draft)
    proposals = [
        _proposal(reading, draft, beside[draft.main.sentence], casts, escorts.get(n, []), c)
        for n, (draft, c) in enumerate(chosen)
    ]
    return sorted(proposals, key=lambda p: p.passages[0].start)


def _escorts(drafts: list[Draft]) -> dict[int, list[Ship]]:
    """For each draft, by its place in the list, the escorting warships that a draft just before names for its ship."""
    found: dict[int, list[Ship]] = {}
    for s in (s for d in drafts if d.type == "naval_escort" for c in d.casts for s in c.warships):
        s.escorts = True
    for number, draft in enumerate(drafts):
        if any(fill.escorting(s) for c in draft.casts for s in c.warships):
            continue
        for other in drafts:
            gap = min(abs(a - b) for a in draft.sentences for b in other.sentences)
            if other.type == "naval_escort" and other is not draft and gap <= _NEAR and _share(draft, other):
                guards = [s for c in other.casts for s in c.warships if s.country in ESCORTING]
                found.setdefault(number, []).extend(guards)
    return found


def _share(one: Draft, other: Draft) -> bool:
    return any(s in other.ships for s in one.ships)


def _proposal(
    reading: Reading,
    draft: Draft,
    beside: list[Draft],
    casts: list[Cast],
    escorts: list[Ship],
    confidence: float,
) -> EventProposal:
    whether = fill.modality(reading, draft)
    at = fill.scene(reading, draft, beside, casts, whether)
    if not fill.ships_lent(at):
        draft.ships, at.ships = [], set()
    start, end, date_precision = fill.when(at)
    place, inherited = fill.where(at)
    proposal = EventProposal(
        type=cast_to(EventType, draft.type),
        modality=cast_to(Modality, whether),
        passages=passages_of(reading.page, draft.sentences),
        start=start,
        end=end,
        date_precision=date_precision,
        vessels=fill.vessels(draft, escorts, reading.language),
        actors=fill.actors(reading, draft),
        attributed_to=fill.attribution(reading, draft, whether),
        count=fill.count(reading, draft),
        confidence=confidence,
        rules=list(dict.fromkeys(r for t in draft.tellings if t.act for r in t.act.rules)),
    )
    if place is not None:
        spot = place.location
        proposal.place, proposal.lon, proposal.lat = place.text, spot.lon, spot.lat
        proposal.uncertainty_m, proposal.regions = spot.uncertainty_m, list(spot.regions)
        proposal.location_precision = "region" if inherited else spot.precision
    return proposal


def passages_of(page: Page, sentences: list[int]) -> list[Passage]:
    """An event's sentences, given by their numbers in order; neighbours in one paragraph become one passage."""
    passages: list[Passage] = []
    previous = -2
    for number in sentences:
        span = page.sentences[number]
        if number == previous + 1 and page.sentences[previous].paragraph == span.paragraph:
            start = passages.pop().start
        else:
            start = span.start
        passages.append(Passage(start, span.end, page.text[start : span.end]))
        previous = number
    return passages
