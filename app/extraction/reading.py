"""One article read through all the stages that come before events: words, ships, places, times, acts, scores."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from app.extraction.acts import SentenceActs, sentence_acts
from app.extraction.dates import DatedMention, Posts, TimeMention, timeline, told_at
from app.extraction.features import cue_kinds, document_features, sentence_features
from app.extraction.lexicon import lexicon
from app.extraction.page import LONGEST_TEXT, Page, look, read
from app.extraction.sentences import Sentence
from app.extraction.ships import ShipMention, find_ships
from geo.expressions import find_places
from geo.location import PlaceMention


@dataclass
class Reading:
    """What the rules know of an article; lists run parallel to `page.sentences` where they say so."""

    page: Page
    language: str
    published: datetime | None
    ships: list[ShipMention]
    places: list[PlaceMention]
    times: list[DatedMention]
    acts: list[SentenceActs]
    """One for each sentence."""
    cues: list[set[str]]
    """One for each sentence: kinds of cue."""
    document: dict[str, float]
    posts: Posts = ()
    fixed: dict[str, list[dict[str, float]]] = field(default_factory=dict)
    """Features of its times and places that are the same for each event (`choose.py`)."""

    def told(self, sentence: int) -> datetime | None:
        """When a sentence came out: with the article, or with the post of a live blog that it stands in."""
        return told_at(self.posts, self.page.sentences[sentence].start) or self.published

    def features(self) -> list[dict[str, float]]:
        """The scorer's features, one row for each sentence."""
        return sentence_features(self.page, self.acts, self.cues, self.ships, self.document, self.times, self.places)


_BREAK = re.compile(r"[,.;:!?\n]")
_LEADS_ON = frozenset({"that", "how"})
"""Words after which comes what was said; other languages set a comma."""


def _when_said(page: Page) -> Callable[[TimeMention], bool]:
    """Tells the times beside a verb of speaking: "the ministry said late on Monday", "on Monday denied"."""
    verbs = [f for f in page.found.get("source", []) if f.rule.kind == "verb"]
    verbs += [f for f in page.found.get("cue", []) if f.rule.name == "denied"]
    ends, starts = {f.last for f in verbs}, {f.first for f in verbs}

    def said(mention: TimeMention) -> bool:
        first, last = page.words_between(mention.start, mention.end)
        if last in starts and not page.text[mention.end : page.starts[last]].strip():
            return True
        for end in range(first, max(0, first - 3), -1):
            if end in ends:
                return not _BREAK.search(page.text, page.ends[end - 1], mention.start)
            if page.norms[end - 1] in _LEADS_ON:
                break
        return False

    return said


def read_article(text: str, language: str, published: datetime | None, posts: Posts = ()) -> Reading | None:
    """Read an article; None where nothing in it could be an event with a ship. Never raises on any text."""
    page = read(text, lexicon(language))
    if not page.found.get("class") or not page.sentences:
        return None
    places = find_places(text[:LONGEST_TEXT], language)
    ships = find_ships(page, [page.words_between(p.start, p.end) for p in places])
    # The Kerch of "the Kerch Dawn" is nowhere.
    named = {word for m in ships for word in range(m.first, m.last)}
    places = [p for p in places if not named.issuperset(range(*page.words_between(p.start, p.end)) or {-1})]
    if not ships and not any(
        page.any(s.first, s.last, c) for s in page.sentences for c in ("ship", "ships", "installation", "terminal")
    ):
        return None
    look(page)
    acts = sentence_acts(page)
    cues = cue_kinds(page)
    sentences = [Sentence(s.start, s.end, s.paragraph) for s in page.sentences]
    times = []
    if published is not None:
        times = timeline(text[:LONGEST_TEXT], language, published, sentences, is_said=_when_said(page), posts=posts)
    document = document_features(page, cues)
    return Reading(page, language, published, ships, places, times, acts, cues, document, posts)
