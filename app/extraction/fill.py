"""What an event's sentences say of it: when, where, whether, who, how many, and on whose word."""

from datetime import datetime
from typing import TypeVar

from app.extraction import choose
from app.extraction.cast import Cast
from app.extraction.choose import Row, Scene
from app.extraction.dates_tables import time_words
from app.extraction.features import ESCORTING, modality_features, source_features
from app.extraction.page import Found
from app.extraction.proposal import ActorRole, DatePrecision, ProposedActor, ProposedVessel, VesselRole
from app.extraction.reading import Reading
from app.extraction.scorer import Table, has_words, model, probabilities, worth
from app.extraction.ships import Ship
from app.extraction.story import INSPECTION, Draft, Telling
from geo.location import PlaceMention

T = TypeVar("T")

TRIED = frozenset({*INSPECTION, "release", "attack", "transfer"})
"""Types that can be tried and fail."""
_CLOSE = 3
"""Words between a cue and the act that it is surely said of."""
UNDONE = frozenset({"breakdown", "grounding", "collision", "fire_explosion", "pollution", "transfer"})
"""Types that no authority does."""
ACTING: dict[str, ActorRole] = {"naval_escort": "escort", "air_escort": "escort", "attack": "attacker"}
"""The actor's role, where it is not `authority`."""
CLAIMED = 0.5
RARE = 1.8
"""Factor for what is not told as done, where the weights know no words: few reports teach it, so that they are kept too
small (cross-validation on train: modality .887 to .90, record F1 .493 to .504, the same from 1.6 to 2)."""
MOST = 100_000
"""More ships than this are no count of acts."""
_BEFORE_NOUN = 3
"""Words after a number in which the ships that it counts come: "eleven other laden tankers"."""
SPEAKERS = frozenset({"media", "analyst", "company", "group"})
"""Kinds of actor that speak of an act and do not act."""
PAIRED = frozenset({"collision", "transfer"})
"""Types with a second merchant ship. Where the weights know words (English) it is `other`, else a subject too: as in
the annotated reports, in all twelve events of the six languages and all eleven of the founders' English ones."""
ESCORTED = frozenset({"naval_escort", "air_escort", "shadowing", "confrontation"})


def iso(value: object) -> str:
    """A date as `2025-04-11`, a moment as `2025-04-11T06:12:00+03:00`."""
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else str(value)


def scene(reading: Reading, draft: Draft, beside: list[Draft], casts: list[Cast], whether: str) -> Scene:
    """What the choice of time and place needs to know of an event; `beside`: the drafts of its main sentence."""
    main = draft.main
    ships = {s.key for s in draft.ships}
    rivals = [d.main.word for d in beside if d.type != draft.type]
    return Scene(reading, casts, draft.sentences, main.sentence, main.word, draft.type, whether, ships, rivals)


def ships_lent(at: Scene) -> bool:
    """Whether the ships of the story are the event's, where its own sentences name none."""
    table, row = model(at.reading.language).get("ships"), choose.lent(at)
    return table is None or row is None or worth(row, table, "lent") >= 0


def when(at: Scene) -> tuple[str | None, str | None, DatePrecision]:
    """Start, end and precision of the time that is likeliest the event's."""
    table = model(at.reading.language).get("time")
    span = _likeliest(choose.times(at), table) if table else choose.plain_time(at)
    if span is None:
        return None, None, "unknown"
    return iso(span.start), iso(span.end) if span.end is not None else None, span.precision


def where(at: Scene) -> tuple[PlaceMention | None, bool]:
    """The event's place, and whether another sentence of the story lends it."""
    table = model(at.reading.language).get("place")
    place = _likeliest(choose.places(at), table) if table else choose.usual(at) or choose.setting(at.reading)
    return place, place is not None and at.reading.page.sentence_at(place.start) not in at.sentences


def _likeliest(candidates: list[tuple[T | None, Row]], table: Table) -> T | None:
    return max(candidates, key=lambda c: worth(c[1], table, "right"))[0]


def modality(reading: Reading, draft: Draft) -> str:
    """Whether it happened: weighed by the scorer, or where there are no weights by the cues before the act."""
    main = draft.main
    tables = model(reading.language)
    if "modality" in tables:
        row = modality_features(
            reading.page, main.sentence, main.word, draft.type, reading.times, reading.told(main.sentence)
        )
        scores = probabilities(row, tables["modality"])
        rare = 1.0 if has_words(reading.language) else RARE
        best = max(scores, key=lambda k: scores[k] if k == "occurred" else scores[k] * rare)
        # Weights without words can't know that "ei totellut" is an attempt; the act's own rule may say so.
        said = main.act.modality if main.act is not None and not has_words(reading.language) else None
        if best == "occurred" and draft.type in TRIED and _just_before(reading, main, "attempted"):
            return "attempted"
        if best in {"occurred", "planned"} and draft.type in TRIED and _just_before(reading, main, "unwilling"):
            return "denied"
        return said if said and best == "occurred" else best
    if main.act is not None and main.act.modality:
        return main.act.modality
    near = [
        f.rule.name
        for f in reading.page.found.get("cue", [])
        if f.sentence == main.sentence and (f.rule.scope != "after" or f.last - 1 <= main.word <= f.last + f.rule.reach)
    ]
    for kind in ("denied", "attempted", "planned", "ongoing"):
        if kind in near and (kind != "attempted" or draft.type in TRIED):
            return kind
    return "occurred"


def _just_before(reading: Reading, main: Telling, name: str) -> bool:
    """Whether a cue of this kind stands right before the act: "tried to get on board", "will not be boarded"."""
    cues = (f for f in reading.page.found.get("cue", []) if f.sentence == main.sentence and f.rule.name == name)
    return any(0 <= main.word - f.last < _CLOSE for f in cues)


def escorting(ship: Ship) -> bool:
    """Whether a warship protects merchant ships: by its state or, where that is not known, as the story says."""
    return ship.country in ESCORTING or (ship.country is None and ship.escorts)


def vessels(draft: Draft, escorts: list[Ship], language: str) -> list[ProposedVessel]:
    """The ships of the event with their roles. `escorts`: warships that a neighbouring event names beside its ship."""
    out: dict[str, ProposedVessel] = {}

    def add(ship: Ship, role: VesselRole) -> None:
        out.setdefault(ship.key, ProposedVessel(ship.name, ship.imo, ship.mmsi, ship.flag, role))

    subjects = draft.ships
    others = [s for c in draft.casts for s in c.others] if draft.type in PAIRED else []
    if draft.type in PAIRED and has_words(language):
        others, subjects = others + subjects[1:], subjects[:1]
    for s in subjects:
        add(s, "subject")
    for s in others:
        add(s, "other")
    warships = [s for c in draft.casts for s in c.warships]
    if not subjects and draft.type == "signal_interference":
        for s in warships:
            add(s, "subject")
    guards = [s for s in warships if escorting(s) or (s.country is None and draft.type == "naval_escort")]
    watchers = [s for s in warships if s not in guards]
    if draft.type in ESCORTED:
        for s in guards + escorts:
            add(s, "escort")
    if draft.type == "shadowing" or draft.type in INSPECTION or draft.type in {"release", "confrontation"}:
        for s in watchers:
            add(s, "authority")
    return list(out.values())


def count(reading: Reading, draft: Draft) -> int:
    """How many separate acts the event sums up: the number in "458 tankers", where no single ship is named.

    Small numbers are written in words, and are of acts only where each ship is dealt with by itself: "eleven ships were
    boarded", but "three tankers under escort" are one convoy (rule 18 of the annotation guide).
    """
    page = reading.page
    if draft.ships:
        return 1
    times = [page.words_between(d.mention.start, d.mention.end) for d in reading.times]
    for f in page.found.get("count", []):
        if f.sentence == draft.main.sentence:
            for i in range(f.first, f.last):
                digits = page.norms[i].replace(",", "")
                dated = any(first <= i < last for first, last in times)
                if digits.isdecimal() and 1 < int(digits[:7]) < MOST and not dated:
                    return int(digits[:7])
    span = page.sentences[draft.main.sentence]
    if draft.type in INSPECTION or draft.type == "release":
        for i in range(span.first, span.last):
            known = time_words(reading.language).look_up(page.norms[i])
            number = int(known[0].get("number", 0)) if known is not None else 0
            if number > 1 and page.any(i + 1, min(span.last, i + 1 + _BEFORE_NOUN), "ships"):
                return number
    return 1


def actors(reading: Reading, draft: Draft) -> list[ProposedActor]:
    """States' services that the event's sentences name; without one, the states of the main sentence."""
    if draft.type in UNDONE:
        return []
    page = reading.page
    role = ACTING.get(draft.type, "authority")
    out: dict[tuple[str, str | None], ProposedActor] = {}
    stops = page.found.get("stop", [])
    told = set(draft.sentences)
    last = -1
    for f in page.found.get("actor", []):
        if f.sentence not in told or f.first < last or f.rule.kind in SPEAKERS:
            continue
        if any(s.first <= f.first < s.last for s in stops if s.sentence == f.sentence):
            continue
        last = f.last
        country = f.rule.country or _country(reading, f)
        out.setdefault((f.rule.kind, country), ProposedActor(f.rule.name or page.quote(f.first, f.last), country, role))
    if any(country for _, country in out):
        out = {key: actor for key, actor in out.items() if actor.country}
    if not out:
        # The Finland of "the Sea of Finland" does nothing.
        placed = {word for place in reading.places for word in range(*page.words_between(place.start, place.end))}
        for f in page.found.get("state", []):
            if f.sentence == draft.main.sentence and f.first not in placed:
                out.setdefault(
                    ("state", f.rule.country), ProposedActor(page.quote(f.first, f.last), f.rule.country, role)
                )
    return list(out.values())[:4]


def _country(reading: Reading, f: Found) -> str | None:
    near = [s for s in reading.page.found.get("state", []) if s.sentence == f.sentence and 0 <= f.first - s.first <= 4]
    return near[-1].rule.country if near else None


def attribution(reading: Reading, draft: Draft, whether: str) -> str | None:
    """Who says so, where the sentence that tells it hangs on a claim."""
    page, main = reading.page, draft.main
    table = model(reading.language).get("source", Table())
    row = source_features(page, main.sentence, main.word, draft.type, whether)
    if probabilities(row, table).get("claimed", 0.0) < CLAIMED:
        return None
    found = [f for f in page.found.get("source", []) if f.sentence == main.sentence]
    if not found:
        return None
    rank = {"phrase": 0, "verb": 1, "adverb": 2}
    return _speaker(reading, min(found, key=lambda f: (rank[f.rule.kind], f.rule.own_voice, f.first)))


def _speaker(reading: Reading, f: Found) -> str:
    page = reading.page
    span = page.sentences[f.sentence]
    named = [a for s in ("actor", "state") for a in page.found.get(s, []) if a.sentence == f.sentence]
    if f.rule.kind == "phrase":
        after = [a for a in named if a.first >= f.last]
        if after:
            nearest = min(after, key=lambda a: a.first)
            return page.quote(nearest.first, nearest.last)
        return page.quote(f.last, min(span.last, f.last + 4)) if f.last < span.last else page.quote(f.first, f.last)
    if named:
        nearest = min(named, key=lambda a: abs(a.first - f.first))
        return page.quote(nearest.first, nearest.last)
    return page.quote(f.first, f.last)
