"""From sentences that tell of acts to events: one operation on one ship is one event, told in several sentences."""

from dataclasses import dataclass, field
from datetime import timedelta

from app.extraction.acts import Act
from app.extraction.cast import Cast
from app.extraction.dates import DatedMention
from app.extraction.features import trigger
from app.extraction.page import Page
from app.extraction.reading import Reading
from app.extraction.scorer import has_words, model, probabilities
from app.extraction.ships import Ship

INSPECTION = ("document_check", "boarding", "detention")
"""Steps of one operation, the furthest last (rule 1 of the annotation guide)."""
THRESHOLD, THRESHOLD_WORDLESS = 0.27, 0.2
"""Least product of "tells of an event" and "of this type" for an event to be proposed; shyer weights ask for less."""
CONTINUES = 0.5
"""Least "tells of an event" for a sentence without a type of its own to go on with the event before it."""
GATE, GATE_WORDLESS = (0.9, 0.82, 0.65), (0.9, 0.82, 0.5)
"""Least odds for an article to tell of events at all: of its surest sentence, of its two surest on average, and of the
surest that one has a certain type. Below them the article yields nothing (cross-validation on train: at 0.65 instead of
0.6 two more of 22 reports without events stay empty, and type F1 is the same)."""
BEYOND_DOUBT = (0.96, 0.5)
"""From where on the two surest sentences are beyond doubt, and what is then asked of the surest type (as above)."""
_FAR = 6
SHIPLESS = frozenset({"infrastructure_damage", "signal_interference", "pollution", "drone_activity"})
"""Types that a sentence may tell of without a word for a ship or a port."""
_SHIP_WORDS = ("ship", "ships", "she", "definite", "warship", "terminal", "installation", "outside")


@dataclass(slots=True)
class Telling:
    """One sentence that tells of one act."""

    sentence: int
    type: str
    score: float
    act: Act | None
    word: int
    """The page's word at which the act is told, for what stands near it."""


@dataclass(slots=True)
class Draft:
    """An event in the making."""

    type: str
    tellings: list[Telling] = field(default_factory=list)
    ships: list[Ship] = field(default_factory=list)
    """Merchant ships that it happens to."""
    times: list[DatedMention] = field(default_factory=list)
    named: bool = False
    """Whether one of its sentences names them, and does not only mean them."""
    casts: list[Cast] = field(default_factory=list)

    @property
    def main(self) -> Telling:
        """The telling that is surest; the first of equals."""
        return max(self.tellings, key=lambda t: t.score)

    @property
    def sentences(self) -> list[int]:
        """Its sentences, in order."""
        return sorted({t.sentence for t in self.tellings})


def tell(reading: Reading) -> tuple[list[Telling], list[float]]:
    """The sentences that tell of an act, each type of which is sure enough; and how sure each sentence tells of any."""
    tables = model(reading.language)
    rows = reading.features() if tables else []
    tellings: list[Telling] = []
    sure: list[float] = []
    ships = _about_ships(reading)
    own = has_words(reading.language)
    threshold, gate = (THRESHOLD, GATE) if own else (THRESHOLD_WORDLESS, GATE_WORDLESS)
    for number, acts in enumerate(reading.acts):
        span = reading.page.sentences[number]
        event = 1.0
        scores = {k: a.score / 2 for k, a in acts.acts.items()}
        if tables:
            event = probabilities(rows[number], tables["event"])["event"]
            scores = probabilities(rows[number], tables["type"]) if event >= threshold else {}
        sure.append(event)
        kept: list[Telling] = []
        for kind, score in scores.items():
            if score * event >= threshold and (ships[number] or kind in SHIPLESS):
                act = acts.acts.get(kind)
                word = act.word if act else span.first
                if tables:
                    word = trigger(reading.page, number, kind, tables["type"])
                kept.append(Telling(number, kind, score * event, act, word))
        tellings += _one_operation(kept)
    top = sorted(sure, reverse=True)[:2]
    best = max((t.score for t in tellings), default=0.0)
    if tables and top and not _passes((top[0], sum(top) / len(top), best), gate):
        return [], [0.0] * len(sure)
    return tellings, sure


def _passes(odds: tuple[float, float, float], gate: tuple[float, float, float]) -> bool:
    """Whether an article's odds (of its surest sentence, its two surest, its surest type) let it tell of events."""
    certain, typed = BEYOND_DOUBT
    least = (*gate[:2], min(gate[2], typed)) if odds[1] >= certain else gate
    return all(x >= y for x, y in zip(odds, least, strict=True))


def _about_ships(reading: Reading) -> list[bool]:
    """For each sentence whether it is about ships or ports: by its own words, or by a pronoun for those just before."""
    page = reading.page
    named = {m.sentence for m in reading.ships}
    others = {m.sentence for m in reading.ships if m.ship.kind == "outside"}
    merchants = named - others
    about: list[bool] = []
    for number, span in enumerate(page.sentences):
        if number not in merchants and number in others and _of_others(page, span.first, span.last):
            about.append(False)
            continue
        own = number in named or any(page.any(span.first, span.last, c) for c in _SHIP_WORDS)
        before = any(about[max(0, number - 3) :])
        about.append(own or (before and page.any(span.first, span.last, "pronoun")))
    return about


def _of_others(page: Page, first: int, last: int) -> bool:
    """Whether the first ship that a sentence speaks of is a yacht, a tug or another that is none of our concern."""
    for i in range(first, last):
        if page.has(i, "outside"):
            return True
        if any(page.has(i, c) for c in _SHIP_WORDS):
            return False
    return False


def _one_operation(kept: list[Telling]) -> list[Telling]:
    """Of the steps of one inspection in one sentence, the furthest that is about as sure as the others."""
    steps = [t for t in kept if t.type in INSPECTION]
    if len(steps) > 1:
        best = max(t.score for t in steps)
        sure = [t for t in steps if t.score >= 0.6 * best]
        furthest = max(sure, key=lambda t: INSPECTION.index(t.type))
        kept = [t for t in kept if t.type not in INSPECTION or t is furthest]
    return sorted(kept, key=lambda t: t.word)


def compose(reading: Reading, casts: list[Cast]) -> list[Draft]:
    """Join tellings to events, in the order of the text."""
    drafts: list[Draft] = []
    tellings, sure = tell(reading)
    by_sentence: dict[int, list[Telling]] = {}
    for t in tellings:
        by_sentence.setdefault(t.sentence, []).append(t)
    for number, now in enumerate(casts):
        times = [d for d in reading.times if d.sentence == number and d.mention.role != "until"]
        for t in by_sentence.get(number, []):
            draft = _home(drafts, t, now, times)
            if draft is None:
                draft = Draft(t.type, ships=list(now.subjects), named=now.named)
                drafts.append(draft)
            elif now.named and not draft.named:
                draft.ships, draft.named = list(now.subjects), True
            elif now.subjects and not draft.ships:
                draft.ships = list(now.subjects)
            draft.tellings.append(t)
            draft.casts.append(now)
            draft.times += [d for d in times if d not in draft.times]
            if t.type != draft.type and INSPECTION.index(t.type) > INSPECTION.index(draft.type):
                draft.type = t.type
        if number not in by_sentence and drafts and sure[number] >= CONTINUES:
            _continue(drafts[-1], number, now, reading)
    return drafts


def _continue(draft: Draft, number: int, now: Cast, reading: Reading) -> None:
    """Let a sentence without an act of its own go on with the event of the sentence before it."""
    spans = reading.page.sentences
    if draft.sentences[-1] != number - 1 or spans[number].paragraph != spans[number - 1].paragraph:
        return
    if now.fresh or (now.subjects and draft.ships and not any(s in draft.ships for s in now.subjects)):
        return
    if now.named and not draft.named:
        draft.ships, draft.named = list(now.subjects), True
    draft.tellings.append(Telling(number, draft.type, 0.0, None, spans[number].first))
    draft.casts.append(now)


def _home(drafts: list[Draft], t: Telling, now: Cast, times: list[DatedMention]) -> Draft | None:
    """The event that a telling goes on with, if any."""
    family = INSPECTION if t.type in INSPECTION else (t.type,)
    for draft in reversed(drafts):
        if draft.type not in family:
            continue
        if now.fresh and t.sentence != draft.sentences[-1]:
            return None
        same = any(s in draft.ships for s in now.subjects)
        if now.subjects and draft.ships and not same:
            continue
        if not same and t.sentence - draft.sentences[-1] > _FAR:
            continue
        if _times_differ(draft.times, times):
            continue
        return draft
    return None


def _times_differ(a: list[DatedMention], b: list[DatedMention]) -> bool:
    """Whether two tellings name days that can't be one event's."""
    if not a or not b:
        return False
    coarse = {"minute": 1, "day": 1, "week": 7, "month": 31, "year": 366}
    for x in a:
        for y in b:
            reach = max(coarse[x.span.precision], coarse[y.span.precision])
            if abs(x.span.day - y.span.day) <= timedelta(days=reach):
                return False
    return True
