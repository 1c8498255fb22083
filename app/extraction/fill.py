"""What an event's sentences say of it: when, where, whether, who, how many, and on whose word."""

from datetime import datetime

from app.extraction.dates import DatedMention
from app.extraction.features import ESCORTING, modality_features
from app.extraction.page import Found
from app.extraction.proposal import ProposedActor, ProposedVessel, VesselRole
from app.extraction.reading import Reading
from app.extraction.scorer import model, probabilities
from app.extraction.ships import Ship
from app.extraction.story import INSPECTION, Draft
from geo.location import PlaceMention

_KIND_WORTH = {"coordinates": 6, "bearing": 6, "between": 4, "relation": 4, "place": 3, "route": 3, "region": 1}

TRIED = frozenset({*INSPECTION, "release", "attack", "transfer"})
"""Types that can be tried and fail."""
PAIRED = frozenset({"collision", "transfer"})
"""Types with a second merchant ship, which is not the subject."""
ESCORTED = frozenset({"naval_escort", "air_escort", "shadowing", "confrontation"})


def iso(value: object) -> str:
    """A date as `2025-04-11`, a moment as `2025-04-11T06:12:00+03:00`."""
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else str(value)


def when(reading: Reading, draft: Draft) -> tuple[str | None, str | None, str]:
    """Start, end and precision: the event's own words, else the day that the story is at."""
    main = draft.main
    own = [d for d in draft.times if d.mention.role != "until"]
    here = [d for d in own if d.sentence == main.sentence] or own
    chosen: DatedMention | None = None
    if here:
        chosen = _nearest(reading, here, main.word)
    else:
        before = [d for d in reading.times if d.sentence < draft.sentences[0] and d.mention.role != "until"]
        same = [
            d
            for d in before
            if reading.page.sentences[d.sentence].paragraph == reading.page.sentences[main.sentence].paragraph
        ]
        chosen = (same or before)[-1] if (same or before) else None
        if chosen is None:
            later = [d for d in reading.times if d.sentence <= draft.sentences[-1] + 2]
            chosen = later[0] if later else None
    if chosen is None:
        if reading.published is None:
            return None, None, "unknown"
        return reading.published.date().isoformat(), None, "day"
    span = chosen.span
    return iso(span.start), iso(span.end) if span.end is not None else None, span.precision


def _nearest(reading: Reading, times: list[DatedMention], word: int) -> DatedMention:
    """The time in the act's own clause: nearest to its word, a day before a month."""
    offset = reading.page.starts[word]
    rank = {"minute": 0, "day": 0, "week": 40, "month": 60, "year": 120}
    return min(times, key=lambda d: abs(d.mention.start - offset) + rank[d.span.precision])


def where(reading: Reading, draft: Draft, story: PlaceMention | None) -> tuple[PlaceMention | None, bool]:
    """The place of the event, and whether it is only inherited from the story."""
    own = [p for p in reading.places if reading.page.sentence_at(p.start) in draft.sentences]
    if own:
        main = draft.main
        offset = reading.page.starts[main.word]
        best = max(
            own,
            key=lambda p: (
                _worth(reading, p) - abs(p.start - offset) / 200 - (reading.page.sentence_at(p.start) != main.sentence)
            ),
        )
        if _worth(reading, best) > 0:
            return best, False
    return story, True


def _worth(reading: Reading, p: PlaceMention) -> float:
    """How likely a place is the scene and not where a ship comes from or goes."""
    worth = float(_KIND_WORTH.get(p.kind, 1))
    before = reading.page.text[max(0, p.start - 25) : p.start].casefold().split()
    if p.kind in {"place", "region"} and before:
        if before[-1] in {"from", "to", "for", "toward", "towards", "via", "and"} or {"loaded", "bound"} & set(
            before[-3:]
        ):
            worth -= 4
    return worth


def modality(reading: Reading, draft: Draft) -> str:
    """Whether it happened: weighed by the scorer, or where there are no weights by the cues before the act."""
    main = draft.main
    tables = model(reading.language)
    if "modality" in tables:
        row = modality_features(reading.page, main.sentence, main.word, draft.type, reading.times, reading.published)
        scores = probabilities(row, tables["modality"])
        return max(scores, key=lambda k: scores[k])
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


def vessels(reading: Reading, draft: Draft, escorts: dict[str, list[Ship]]) -> list[ProposedVessel]:
    """The ships of the event with their roles. `escorts`: the warships that are known to go with a ship, by its key."""
    out: dict[str, ProposedVessel] = {}

    def add(ship: Ship, role: VesselRole) -> None:
        out.setdefault(ship.key, ProposedVessel(ship.name, ship.imo, ship.mmsi, ship.flag, role))

    subjects = draft.ships
    if draft.type in PAIRED:
        others = [s for c in draft.casts for s in c.others] + subjects[1:]
        subjects = subjects[:1]
    else:
        others = []
    for s in subjects:
        add(s, "subject")
    for s in others:
        add(s, "other")
    warships = [s for c in draft.casts for s in c.warships]
    if not subjects and draft.type == "signal_interference":
        for s in warships:
            add(s, "subject")
    guards = [s for s in warships if s.country in ESCORTING or s.country is None and draft.type == "naval_escort"]
    watchers = [s for s in warships if s not in guards]
    if draft.type in ESCORTED:
        for s in guards + [e for m in subjects for e in escorts.get(m.key, [])]:
            add(s, "escort")
    if draft.type == "shadowing" or draft.type in INSPECTION or draft.type in {"release", "confrontation"}:
        for s in watchers + (guards if draft.type in INSPECTION else []):
            add(s, "authority")
    return list(out.values())


def actors(reading: Reading, draft: Draft) -> list[ProposedActor]:
    """States' services named in the main sentence."""
    out: list[ProposedActor] = []
    page = reading.page
    role = {"naval_escort": "escort", "air_escort": "escort", "attack": "attacker"}.get(draft.type, "authority")
    if draft.type in {"breakdown", "grounding", "collision", "fire_explosion", "pollution", "transfer"}:
        return out
    found: list[Found] = [f for f in page.found.get("actor", []) if f.sentence == draft.main.sentence]
    last = -1
    for f in found:
        if f.first < last or f.rule.kind in {"media", "analyst", "company", "group"}:
            continue
        last = f.last
        country = f.rule.country or _country(reading, f)
        out.append(ProposedActor(f.rule.name or page.quote(f.first, f.last), country, role))  # type: ignore[arg-type]
    if not out:
        for f in page.found.get("state", []):
            if f.sentence == draft.main.sentence and len(out) < 2 and not any(a.country == f.rule.country for a in out):
                out.append(ProposedActor(page.quote(f.first, f.last), f.rule.country, role))  # type: ignore[arg-type]
    return out[:4]


def _country(reading: Reading, f: Found) -> str | None:
    near = [s for s in reading.page.found.get("state", []) if s.sentence == f.sentence and 0 <= f.first - s.first <= 4]
    return near[-1].rule.country if near else None


def attribution(reading: Reading, draft: Draft) -> str | None:
    """Who says so, if every telling hangs on a claim."""
    sources: list[str] = []
    page = reading.page
    for number in draft.sentences:
        claim = None
        for f in page.found.get("source", []):
            if f.sentence != number:
                continue
            if f.rule.kind in {"phrase", "adverb"} or (f.rule.kind == "verb" and not f.rule.own_voice):
                claim = _speaker(reading, f)
                break
        if claim is None:
            return None
        sources.append(claim)
    return sources[0] if sources else None


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
