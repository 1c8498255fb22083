"""From sentences that tell of acts to events: one operation on one ship is one event, told in several sentences."""

from dataclasses import dataclass, field
from datetime import timedelta

from app.extraction.acts import Act
from app.extraction.cast import Cast
from app.extraction.dates import DatedMention
from app.extraction.features import trigger
from app.extraction.page import Page
from app.extraction.reading import Reading
from app.extraction.scorer import Table, has_words, probabilities
from app.extraction.ships import Ship

INSPECTION = ("document_check", "boarding", "detention")
"""Steps of one operation, the furthest last (rule 1 of the annotation guide)."""
THRESHOLD, THRESHOLD_WORDLESS = 0.27, 0.2
"""Least product of "tells of an event" and "of this type" for a sentence to join events and to lend them its type;
shyer weights ask for less."""
CONTINUES = 0.5
"""Least "tells of an event" for a sentence without a type of its own to go on with the event before it."""
FAINT = 0.08
"""Least product for an act of a sentence to be weighed at all: an event of its own where no surer one tells of it."""
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


@dataclass(frozen=True, slots=True)
class Odds:
    """How likely a sentence tells of any event, and, given that it does, of each type."""

    event: float
    types: dict[str, float]


@dataclass(frozen=True, slots=True)
class Told:
    """What an article's sentences tell: the odds of each, acts that are plain enough, and those only hinted at."""

    odds: list[Odds]
    plain: list[Telling]
    faint: list[Telling]


def tell(reading: Reading, tables: dict[str, Table]) -> Told:
    """Weigh every sentence by the scorer's tables or, without any, by the rules that match."""
    rows = reading.features() if tables else []
    ships = _about_ships(reading)
    threshold = THRESHOLD if has_words(reading.language) else THRESHOLD_WORDLESS
    told = Told([], [], [])
    # The annotated stories of boardings mostly go on to a detention, so that the tables take the one for the other.
    held = any("detention" in acts.acts for acts in reading.acts)
    for number, acts in enumerate(reading.acts):
        odds = Odds(1.0, {k: a.score / 2 for k, a in acts.acts.items()})
        if tables:
            event = probabilities(rows[number], tables["event"])["event"]
            odds = Odds(event, probabilities(rows[number], tables["type"]))
        if not held and "boarding" in acts.acts:
            odds = _on_board_only(odds)
        told.odds.append(odds)
        plain: list[Telling] = []
        faint: list[Telling] = []
        for kind, likely in odds.types.items():
            score = likely * odds.event
            if score < FAINT or not (ships[number] or kind in SHIPLESS):
                continue
            act = acts.acts.get(kind)
            word = act.word if act else reading.page.sentences[number].first
            if tables:
                word = trigger(reading.page, number, kind, tables["type"])
            (plain if score >= threshold else faint).append(Telling(number, kind, score, act, word))
        plain = _one_operation(plain)
        told.plain.extend(plain)
        if any(t.type in INSPECTION for t in plain):
            faint = [t for t in faint if t.type not in INSPECTION]
        told.faint.extend(_one_operation(faint))
    return told


def _on_board_only(odds: Odds) -> Odds:
    """The same where no sentence of the article has a word for holding a ship."""
    types = dict(odds.types)
    types["boarding"] = types.get("boarding", 0.0) + types.pop("detention", 0.0)
    return Odds(odds.event, types)


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


def compose(reading: Reading, casts: list[Cast], told: Told) -> list[Draft]:
    """Join tellings to events: plain ones in the order of the text, then the hints that go with none of them."""
    drafts: list[Draft] = []
    by_sentence: dict[int, list[Telling]] = {}
    for t in told.plain:
        by_sentence.setdefault(t.sentence, []).append(t)
    for number, now in enumerate(casts):
        times = _times(reading, number)
        for t in by_sentence.get(number, []):
            draft = _home(drafts, t, now, times)
            if draft is None:
                drafts.append(_begin(t, now, times))
                continue
            if now.named and not draft.named:
                draft.ships, draft.named = list(now.subjects), True
            elif now.subjects and not draft.ships:
                draft.ships = list(now.subjects)
            draft.tellings.append(t)
            draft.casts.append(now)
            draft.times += [d for d in times if d not in draft.times]
            if t.type != draft.type and INSPECTION.index(t.type) > INSPECTION.index(draft.type):
                draft.type = t.type
        if number not in by_sentence and drafts and told.odds[number].event >= CONTINUES:
            _continue(drafts[-1], number, now, reading)
    for t in told.faint:
        times = _times(reading, t.sentence)
        if _home(drafts, t, casts[t.sentence], times) is None:
            drafts.append(_begin(t, casts[t.sentence], times))
    for draft in drafts:
        if draft.type == "infrastructure_damage" and not draft.ships:
            draft.ships = _suspect(reading, draft, casts)
    return drafts


def _suspect(reading: Reading, draft: Draft, casts: list[Cast]) -> list[Ship]:
    """The ship that the next sentence names: "A cable was torn. The freighter Vezhen, whose anchor is thought …"."""
    spans, behind = reading.page.sentences, draft.sentences[-1] + 1
    if behind < len(spans) and spans[behind].paragraph == spans[behind - 1].paragraph and casts[behind].named:
        return list(casts[behind].subjects)
    return []


def _times(reading: Reading, number: int) -> list[DatedMention]:
    return [d for d in reading.times if d.sentence == number and d.mention.role != "until"]


def _begin(t: Telling, now: Cast, times: list[DatedMention]) -> Draft:
    return Draft(t.type, [t], list(now.subjects), list(times), now.named, [now])


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
