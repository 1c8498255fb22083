"""Which of an article's times and places are an event's own: candidates, and what speaks for each.

The scorer weighs the features; its tables `time` and `place` come from `training.py`.
"""

import math
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

import numpy as np

from app.extraction.cast import Cast, names_the_story
from app.extraction.dates import DatedMention, TimeSpan, resolve
from app.extraction.page import Page
from app.extraction.reading import Reading
from app.extraction.sentences import dateline
from app.extraction.stems import stem
from geo.expressions import locate
from geo.location import Location, PlaceMention
from geo.resources import DATA

Row = dict[str, float]


@dataclass
class Scene:
    """An event as far as it is known when its time and place are sought."""

    reading: Reading
    casts: list[Cast]
    sentences: list[int]
    main: int
    word: int
    """The page's word at which the act is told."""
    type: str
    modality: str
    ships: set[str] = field(default_factory=set)
    """Keys of its merchant ships."""
    rivals: list[int] = field(default_factory=list)
    """The page's words at which its main sentence tells of other events."""


def times(scene: Scene) -> list[tuple[TimeSpan | None, Row]]:
    """Every time of the article as a candidate, then the day of publication, then None for "not known"."""
    reading, published = scene.reading, scene.reading.told(scene.main)
    found: list[tuple[TimeSpan | None, Row]] = []
    near = _order([d.mention.start for d in reading.times if d.sentence == scene.main], scene)
    days = [d.span.day for d in reading.times if d.sentence == scene.main]
    plain = usual_time(scene)
    for d, fixed in zip(reading.times, _fixed(reading, "time", _fixed_times), strict=True):
        span = d.span
        if scene.modality == "planned" and d.sentence in scene.sentences and not d.said:
            ahead = resolve(d.mention, d.told, d.anchor, future=True)
            if ahead is not None and (ahead.day - d.told.date()).days <= _FAR_AHEAD:
                span = ahead
        row = fixed | _place_in_text(scene, d.mention.start, d.sentence)
        if d.said:
            row[f"said:{'own' if d.sentence in scene.sentences else 'lent'}"] = 1.0
        if d is plain:
            row["usual"] = row[f"usual:{scene.modality}"] = 1.0
            row[f"usual:{'own' if d.sentence in scene.sentences else 'lent'}"] = 1.0
        if d.sentence == scene.main:
            row[f"nearest:{min(3, near.index(d.mention.start))}"] = 1.0
            row["earliest" if d.span.day == min(days) else "later"] = 1.0
            row[f"main:{d.mention.role}:{d.span.precision}"] = 1.0
        if published is not None:
            age = (published.date() - span.day).days
            row["age:future" if age < 0 else "age:today" if age == 0 else "age:week" if age < 8 else "age:old"] = 1.0
            if age < 0 or scene.modality in {"planned", "ongoing"}:
                row[f"age:{'future' if age < 0 else 'past'}:{scene.modality}"] = 1.0
        found.append((span, row))
    here = [d for d in reading.times if d.sentence == scene.main]
    own = [d for d in reading.times if d.sentence in scene.sentences]
    lack = "main" if here else "event" if own else "story" if reading.times else "none"
    if published is not None:
        row = {
            "published": 1.0,
            f"usual:{plain is None}": 1.0,
            f"published:{lack}": 1.0,
            f"published:{scene.modality}": 1.0,
            "1": 1.0,
        }
        found.append((TimeSpan(published.date(), None, "day"), row))
    row = {"unknown": 1.0, f"unknown:{lack}": 1.0, f"unknown:{scene.modality}": 1.0, "1": 1.0}
    row[f"unknown:{scene.modality}:{lack}"] = 1.0
    found.append((None, row))
    return found


def places(scene: Scene) -> list[tuple[PlaceMention | None, Row]]:
    """Every place of the article as a candidate, then None for "nowhere"."""
    reading = scene.reading
    found: list[tuple[PlaceMention | None, Row]] = []
    here = [p.start for p in reading.places if reading.page.sentence_at(p.start) == scene.main]
    near = _order(here, scene)
    whole = setting(reading)
    plain = usual(scene) or whole
    for p, fixed in zip(reading.places, _fixed(reading, "place", _fixed_places), strict=True):
        if p is not plain and "or" in fixed:
            continue
        sentence = reading.page.sentence_at(p.start)
        row = fixed | _place_in_text(scene, p.start, sentence)
        if p.start in here:
            row[f"nearest:{min(3, near.index(p.start))}"] = 1.0
            row[f"main:{p.kind}"] = 1.0
            row[f"first:{here[0] == p.start}"] = 1.0
        elif sentence in scene.sentences:
            row[f"event:{p.kind}"] = 1.0
        else:
            row[f"story:{p.kind}"] = 1.0
        if "haven" in fixed:
            row[f"haven:{scene.type in {'detention', 'release'}}"] = 1.0
        if p is plain:
            row["usual"] = row[f"usual:{'own' if sentence in scene.sentences else 'lent'}"] = 1.0
        if p is whole:
            row["setting"] = 1.0
        found.append((p, row))
    lack = "main" if here else "story" if reading.places else "none"
    home = {"1": 1.0, "home": 1.0, f"home:{lack}": 1.0, f"home:{scene.type}": 1.0}
    found += [(place, home) for place in _home(scene)]
    found.append((None, {"nowhere": 1.0, f"nowhere:{lack}": 1.0, "1": 1.0}))
    return found


_FAR_AHEAD = 240
"""Days. "In August", said in September of a plan, is when it was made rather than next year's."""
_OR = frozenset(["or", "tai", "või", "eller", "oder", "lub", "albo", "или"])
"""Words before a second guess: "in the Baltic or the North Sea" is in the Baltic, as far as it tells."""
_SPEAKS, _OFFICE = 3, 5
"""Words after a capital in which a verb of speaking makes it a government, and before it in which its office stands."""
_POINTERS = (
    "she",
    "definite",
    "pronoun",
    "ship",
    "ships",
    "generic",
    "both",
    "another",
    "number",
    "warship",
    "setting",
    "terminal",
    "installation",
)


_SOON = 2
"""Sentences within which a lead's ship is named."""


def lent(scene: Scene) -> Row | None:
    """What speaks for the story's ships being those of an event that names none; None where it names them or has none,
    and where a lead's "a tanker" is named in the next sentences, as newsrooms do, or "her name is" said further on.

    "She was let go" is told of the ship of the sentence before, "31 such escorts since May" of no ship in particular.
    """
    page, told = scene.reading.page, [scene.casts[n] for n in scene.sentences]
    if not scene.ships or any(now.named for now in told):
        return None
    span, now = page.sentences[scene.main], scene.casts[scene.main]
    names = [n for n, c in enumerate(scene.casts) if c.named and any(s.key in scene.ships for s in c.subjects)]
    gap = min((abs(scene.sentences[0] - n) for n in names), default=9)
    ahead = all(n > scene.main for n in names)
    at_last = bool(names) and names_the_story(page, names[0])
    if ahead and not now.plural and (at_last or (gap <= _SOON and not span.paragraph)):
        return None
    row: Row = {"1": 1.0, f"type:{scene.type}": 1.0, f"modality:{scene.modality}": 1.0}
    pointers = [name for name in _POINTERS if page.any(span.first, span.last, name)]
    row |= {f"c:{name}": 1.0 for name in pointers}
    row |= {f"c:{name}:{scene.type}": 1.0 for name in pointers if name in {"she", "definite", "ship", "ships"}}
    row["plural" if now.plural else "fresh" if now.fresh else "plain"] = 1.0
    row["points" if {"she", "definite"} & set(pointers) else "points:not"] = 1.0
    row["bare"] = float(not now.subjects)
    if any(f.sentence == scene.main for f in page.found.get("count", [])):
        row["counts"] = 1.0
    for d in scene.reading.times:
        if d.sentence == scene.main:
            row[f"time:{d.span.precision}"] = row[f"role:{d.mention.role}"] = 1.0
    row[f"gap:{min(4, gap)}"] = 1.0
    row["ahead"] = float(ahead)
    row["paragraph"] = float(any(page.sentences[n].paragraph == span.paragraph for n in names))
    row["several"] = float(len(scene.ships) > 1)
    row["opens"] = float(span.first > 0 and page.sentences[scene.main - 1].paragraph != span.paragraph)
    return row


_LASTING = frozenset({"naval_escort", "shadowing", "detention", "breakdown"})
"""Types that go on for a time: of two days in a sentence the first is the beginning."""
_COARSE = {"minute": 0, "day": 0, "week": 40, "month": 60, "year": 120}


def usual_time(scene: Scene) -> DatedMention | None:
    """What a plain rule would choose: the time nearest to the act, else the last one before it, else one soon after."""
    reading, offset = scene.reading, scene.reading.page.starts[scene.word]
    able = [d for d in reading.times if d.mention.role != "until" and not d.said]
    own = [d for d in able if d.sentence == scene.main] or [d for d in able if d.sentence in scene.sentences]
    if own:
        nearest = min(own, key=lambda d: abs(d.mention.start - offset) + _COARSE[d.span.precision])
        if scene.type in _LASTING and nearest.span.precision in {"day", "minute"}:
            exact = [d for d in own if d.span.precision in {"day", "minute"}]
            close = [d for d in exact if 0 <= (nearest.span.day - d.span.day).days <= 9]
            return min(close, key=lambda d: (d.span.day, d.mention.start))
        return nearest
    spans = reading.page.sentences
    before = [d for d in able if d.sentence < scene.sentences[0]]
    same = [d for d in before if spans[d.sentence].paragraph == spans[scene.main].paragraph]
    after = [d for d in able if scene.sentences[-1] < d.sentence <= scene.sentences[-1] + 2]
    chosen = same or before or after[:1]
    return chosen[-1] if chosen else None


def plain_time(scene: Scene) -> TimeSpan | None:
    """The answer of the plain rule: its time, else the day of publication; None for a plan without a date."""
    found, published = usual_time(scene), scene.reading.told(scene.main)
    own = found is not None and found.sentence in scene.sentences
    if scene.modality == "planned" and not own:
        return None
    if found is not None:
        return found.span
    return TimeSpan(published.date(), None, "day") if published is not None else None


_WORTH = {"coordinates": 6, "bearing": 6, "between": 4, "relation": 4, "place": 3, "route": 3, "region": 1}
_ROUTE = frozenset(["from", "to", "for", "toward", "towards", "via", "and"])


def _beside(scene: Scene, sentence: int) -> bool:
    """Whether a sentence is up to two before the event's, or the next, in its paragraph, and of no other ship."""
    spans = scene.reading.page.sentences
    if not scene.sentences[0] - 2 <= sentence <= scene.sentences[-1] + 1:
        return False
    ships = {s.key for s in scene.casts[sentence].subjects}
    other = bool(ships and scene.ships and not ships & scene.ships)
    return not other and spans[sentence].paragraph == spans[scene.main].paragraph


def setting(reading: Reading) -> PlaceMention | None:
    """The first sea or gulf that the article names, else its first place."""
    return next((p for p in reading.places if p.kind == "region"), reading.places[0] if reading.places else None)


def usual(scene: Scene) -> PlaceMention | None:
    """What a plain rule would choose: the most exact place of the event's sentences near the act, no end of a route."""
    page, offset = scene.reading.page, scene.reading.page.starts[scene.word]
    best, chosen = -99.0, None
    for p in scene.reading.places:
        sentence = page.sentence_at(p.start)
        before = page.word_at(p.start - 1)
        ends_route = p.kind in {"place", "region"} and before >= 0 and page.norms[before] in _ROUTE
        vague = p.kind == "region" and any(r.startswith("anaphora") for r in p.location.rests_on)
        if ends_route or (sentence not in scene.sentences and (p.kind == "region" or not _beside(scene, sentence))):
            continue
        worth = _WORTH.get(p.kind, 1) - abs(p.start - offset) / 200 - (sentence != scene.main) - 4 * vague
        worth -= 6 * (sentence not in scene.sentences)
        if worth > best:
            best, chosen = worth, p
    return chosen


def _home(scene: Scene) -> list[PlaceMention]:
    """The home waters of the first state that the event's main sentence names, unless the article names that place."""
    page = scene.reading.page
    span = page.sentences[scene.main]
    named = {p.location.name for p in scene.reading.places}
    for f in page.found.get("state", []):
        spot = home_waters().get(f.rule.country or "") if f.sentence == scene.main else None
        if spot is not None and spot.name not in named:
            return [PlaceMention(span.start, span.start, spot.name, spot, "region")]
    return []


@cache
def home_waters() -> dict[str, Location]:
    """Country → where its ships act if a text says no more (`data/scorer/home_waters.toml`)."""
    table = tomllib.loads((DATA / "scorer" / "home_waters.toml").read_text(encoding="utf-8"))
    found = {country: locate(words, "en") for country, words in table.items()}
    return {country: spot for country, spot in found.items() if spot is not None}


def _order(starts: list[int], scene: Scene) -> list[int]:
    offset = scene.reading.page.starts[scene.word]
    return sorted(starts, key=lambda s: abs(s - offset))


def _place_in_text(scene: Scene, start: int, sentence: int) -> Row:
    """How a mention stands to the event's words."""
    page = scene.reading.page
    row: Row = {"1": 1.0}
    if sentence == scene.main:
        row["in:main"] = 1.0
        row["before:word" if start < page.starts[scene.word] else "after:word"] = 1.0
        here = page.word_at(start)
        gap = abs(here - scene.word)
        row["gap:near" if gap <= 6 else "gap:middle" if gap <= 15 else "gap:far"] = 1.0
        row |= _rivalry(scene, here)
    elif sentence in scene.sentences:
        row["in:event"] = 1.0
        row[f"in:event:{'before' if sentence < scene.main else 'after'}"] = 1.0
    else:
        first, last = scene.sentences[0], scene.sentences[-1]
        step = first - sentence if sentence < first else last - sentence if sentence > last else 0
        row[f"step:{max(-3, min(5, step))}"] = 1.0
        row["in:past" if step > 0 else "in:next"] = 1.0
        if step > 0:
            row["distance"] = min(step, 12) / 12
    if page.sentences[sentence].paragraph == page.sentences[scene.main].paragraph:
        row["paragraph"] = 1.0
    ships = {s.key for s in scene.casts[sentence].subjects}
    if ships and scene.ships:
        same = "same" if ships & scene.ships else "other"
        row[f"ship:{same}"] = row[f"ship:{same}:{scene.type}"] = 1.0
    return row


def _rivalry(scene: Scene, here: int) -> Row:
    """Whether a word is rather another event's of the sentence: "stopped on Monday after a cable broke on Sunday"."""
    row: Row = {}
    if scene.rivals:
        low, high = sorted((here, scene.word))
        row["rival:between" if any(low < word < high for word in scene.rivals) else "rival:not between"] = 1.0
        row["rival:nearer" if min(abs(here - word) for word in scene.rivals) < high - low else "rival:farther"] = 1.0
    return row


def _fixed(reading: Reading, name: str, make: Callable[[Reading], list[Row]]) -> list[Row]:
    """What is the same for each event of an article is made once."""
    if name not in reading.fixed:
        reading.fixed[name] = make(reading)
    return reading.fixed[name]


def _fixed_times(reading: Reading) -> list[Row]:
    """Features of each time that don't depend on the event."""
    rows = []
    for d in reading.times:
        row = _words_before(reading.page, d.mention.start, d.sentence)
        row |= {f"precision:{d.span.precision}": 1.0, f"kind:{d.mention.kind}": 1.0, f"role:{d.mention.role}": 1.0}
        if d.said:
            row["said"] = 1.0
        rows.append(row)
    return rows


def _fixed_places(reading: Reading) -> list[Row]:
    """Features of each place that don't depend on the event; `or` marks a second guess."""
    page, wire = reading.page, dateline(reading.page.text)
    states = {i for f in page.found.get("state", []) for i in range(f.first, f.last)}
    spoken = {i for f in page.found.get("source", []) for i in range(f.first, f.last)}
    rows = []
    for p, far in zip(reading.places, _remoteness(reading.places), strict=True):
        row = _words_before(page, p.start, page.sentence_at(p.start))
        size = p.location.uncertainty_m / 1000
        row |= {f"kind:{p.kind}": 1.0, f"precision:{p.location.precision}": 1.0, "size": math.log1p(size) / 5}
        row["vast" if size > 200 else "wide" if size > 60 else "narrow"] = 1.0
        row |= far
        if wire is not None and wire[0] <= p.start < wire[1]:
            row["dateline"] = 1.0
        before = page.word_at(p.start - 1)
        if before >= 0 and page.any(max(0, before - 2), before + 1, "authority"):
            row["authority"] = 1.0
        if before >= 0 and page.norms[before] in _OR:
            row["or"] = 1.0
        first, last = page.words_between(p.start, p.end)
        if page.any(first, last, "haven"):
            row["haven"] = 1.0
        if states.intersection(range(first, last)):  # "Stockholm" may stand for a government
            row["state"] = row[f"state:{p.kind}"] = 1.0
            if spoken.intersection(range(last, last + _SPEAKS)):
                row["state:speaks"] = 1.0
            if any(page.any(max(0, first - _OFFICE), first, name) for name in ("actor", "authority")):
                row["state:office"] = 1.0
        rows.append(row)
    return rows


_DEGREE_KM = 111.2
_REMOTE = 300.0
"""Kilometres from every other place of an article."""
_NEIGHBOURS = 100
"""Places of an article from which the distance is measured: no article has more, but a text made up to do harm may."""


def _remoteness(places: list[PlaceMention]) -> list[Row]:
    """How far each place is from the nearest other, on a flat map: "laden for Rotterdam" is far from all else."""
    spots = [(p.location.lon, p.location.lat) for p in places]
    here = np.array(spots, float).reshape(-1, 1, 2)
    others = np.array(list(dict.fromkeys(spots))[:_NEIGHBOURS], float).reshape(1, -1, 2)
    across = (here[..., 0] - others[..., 0]) * np.cos(np.radians(here[..., 1]))
    km = np.hypot(across, here[..., 1] - others[..., 1]) * _DEGREE_KM
    km[km < 1] = np.inf  # the same place, named again
    nearest = np.minimum(km.min(axis=1, initial=np.inf), 2 * _REMOTE).tolist()
    return [
        {"far": d / _REMOTE, "remote": float(d - p.location.uncertainty_m / 1000 > _REMOTE)}
        for d, p in zip(nearest, places, strict=True)
    ]


def _words_before(page: Page, start: int, sentence: int) -> Row:
    """The two words before a mention, where its sentence has any."""
    first, before = page.sentences[sentence].first, page.word_at(start - 1)
    if before < first:
        return {"opens": 1.0}
    row = {f"w:{stem(page.norms[before])}": 1.0}
    if before > first:
        row[f"w:2:{stem(page.norms[before - 1])}"] = 1.0
    return row
