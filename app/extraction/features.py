"""What the scorer sees of a sentence: named features with values. Words count only through a language's own weights."""

import math
from collections import Counter
from datetime import datetime

from app.extraction.acts import SentenceActs
from app.extraction.dates import DatedMention
from app.extraction.page import Page, Span
from app.extraction.register import register
from app.extraction.scorer import Table
from app.extraction.ships import ShipMention
from app.extraction.stems import stem
from geo.location import PlaceMention

ESCORTING = frozenset({"RU", "BY", "IR"})
"""States whose warships protect the ships that this project is about; those of the others watch them."""
_QUOTES = '"“„«'
_CLASSES = [
    "ship",
    "ships",
    "pronoun",
    "definite",
    "another",
    "warship",
    "navy",
    "aircraft",
    "helicopter",
    "drone",
    "weapon",
    "installation",
    "terminal",
    "haven",
    "authority",
    "crew",
    "outside",
    "papers",
    "signal",
    "person",
    "state",
    "number",
    "setting",
]


def cue_kinds(page: Page) -> list[set[str]]:
    """For each sentence the kinds of cue in it."""
    kinds: list[set[str]] = [set() for _ in page.sentences]
    for f in page.found.get("cue", []):
        kinds[f.sentence].add(f.rule.name)
    return kinds


def _asks(page: Page, span: Span) -> bool:
    return page.text[span.start : span.end].rstrip('"”’»)').endswith("?")


def document_features(page: Page, cues: list[set[str]]) -> dict[str, float]:
    """What holds for the whole article: how much of it is exercise, fiction, policy; how much is about ships."""
    n = max(1, len(page.sentences))
    counts = Counter(kind for kinds in cues for kind in kinds)
    found = {f"d:{k}": counts[k] / n for k in ("exercise", "fiction", "policy", "hypothetical")}
    found["d:question"] = sum(_asks(page, s) for s in page.sentences) / n
    ships = sum(page.any(s.first, s.last, "ship+") for s in page.sentences)
    found["d:ships"] = ships / n
    return found


def sentence_features(
    page: Page,
    acts: list[SentenceActs],
    cues: list[set[str]],
    ships: list[ShipMention],
    document: dict[str, float],
    times: list[DatedMention],
    places: list[PlaceMention],
) -> list[dict[str, float]]:
    """Features of every sentence, its neighbours' acts included."""
    named = Counter(m.sentence for m in ships if m.ship.kind == "merchant")
    timed: dict[int, set[str]] = {}
    for d in times:
        timed.setdefault(d.sentence, set()).add(d.span.precision)
    placed: dict[int, set[str]] = {}
    for p in places:
        placed.setdefault(page.sentence_at(p.start), set()).add(p.kind)
    sides = _sides(page, ships)
    concepts = page.lexicon.concepts
    classes = {page.lexicon.classes.tag(name): name for name in _CLASSES}
    rows: list[dict[str, float]] = []
    for number, span in enumerate(page.sentences):
        row: dict[str, float] = {"1": 1.0}
        here = acts[number]
        total = sum(a.score for a in here.acts.values())
        for kind, act in here.acts.items():
            row[f"t:{kind}"] = act.score
            row[f"share:{kind}"] = act.score / total
            for rule in act.rules:
                row[f"r:{rule}"] = 1.0
        for rule in here.unmet:
            row[f"u:{rule}"] = 1.0
        for step, mark in ((-1, "p"), (1, "n"), (-2, "pp")):
            if 0 <= number + step < len(acts):
                for kind, act in acts[number + step].acts.items():
                    row[f"{mark}:{kind}"] = act.score
        for mark, hits in Counter("".join(page.tags[span.first : span.last])).items():
            if mark in concepts:
                row[f"v:{concepts[mark]}"] = min(3, hits) ** 0.5
            elif mark in classes:
                row[f"c:{classes[mark]}"] = 1.0
        for kind in cues[number]:
            row[f"k:{kind}"] = 1.0
        if named[number]:
            row["named"] = 1.0
            if named[number] > 1:
                row["named:several"] = 1.0
        for precision in timed.get(number, ()):
            row[f"time:{precision}"] = 1.0
        if number in timed:
            row["time"] = 1.0
        for kind in placed.get(number, ()):
            row[f"place:{kind}"] = 1.0
        if number in placed:
            row["place"] = 1.0
        for side in sides[number]:
            row[f"side:{side}"] = 1.0
            if named[number] or "c:ship" in row or "c:ships" in row or "c:pronoun" in row:
                row[f"side+ship:{side}"] = 1.0
        if _asks(page, span):
            row["asks"] = 1.0
        if page.text[span.start] in _QUOTES:
            row["quoted"] = 1.0
        row.update(_recorded(number, ships, times))
        if number == 0:
            row["first"] = 1.0
        row["length"] = math.log1p(span.last - span.first) / 4
        row.update(_words(page, number))
        rows.append(row)
    return rows


def trigger(page: Page, number: int, kind: str, table: Table) -> int:
    """The word of a sentence that speaks most for a type, by the weights of its concepts and of itself."""
    span = page.sentences[number]
    weights, concepts = table.of(kind), page.lexicon.concepts
    best, chosen = 0.0, span.first
    for i in range(span.first, span.last):
        worth = weights.get(f"w:{stem(page.norms[i])}", 0.0)
        for mark in page.tags[i]:
            if mark in concepts:
                worth += weights.get(f"v:{concepts[mark]}", 0.0)
        if worth > best:
            best, chosen = worth, i
    return chosen


_BESIDE = frozenset({"denied", "attempted", "negation", "hearsay"})
"""Kinds of cue that bear on what the sentence beside them tells."""


def modality_features(
    page: Page, number: int, word: int, kind: str, times: list[DatedMention], published: datetime | None
) -> dict[str, float]:
    """What speaks for whether an act, told at a word of a sentence, happened."""
    span = page.sentences[number]
    row: dict[str, float] = {"1": 1.0, f"type:{kind}": 1.0}
    for f in page.found.get("cue", []):
        name = f.rule.name
        # "Posts had her aground. There is no truth in it": what is told is taken back, or tried, beside it.
        beside = f.sentence - number
        if abs(beside) == 1 and name in _BESIDE and page.sentences[f.sentence].paragraph == span.paragraph:
            row[f"{'next' if beside > 0 else 'last'}:{name}"] = 1.0
        if beside:
            continue
        row[f"k:{name}"] = 1.0
        if f.last <= word + 1:
            row[f"before:{name}"] = 1.0
            if word - f.last <= 8:
                row[f"near:{name}"] = 1.0
        else:
            row[f"after:{name}"] = 1.0
    for f in page.found.get("source", []):
        if f.sentence == number:
            row[f"says:{f.rule.kind}:{f.rule.own_voice}"] = 1.0
    here = [d for d in times if d.sentence == number]
    for d in here:
        row[f"time:{d.span.precision}"] = 1.0
        row[f"role:{d.mention.role}"] = 1.0
        if published is not None and d.span.day > published.date():
            row["future"] = 1.0
    if not here:
        row["time:none"] = 1.0
    for name in ("ships", "generic", "she", "definite", "c-refuse", "c-modal", "c-plot", "c-count", "another"):
        if page.any(span.first, span.last, name):
            row[f"c:{name}"] = 1.0
    if _asks(page, span):
        row["asks"] = 1.0
    for i in range(max(span.first, word - 5), min(span.last, word + 3)):
        term = "<n>" if page.has(i, "number") else stem(page.norms[i])
        row[f"w:{'-' if i < word else '+'}{term}"] = 0.5
        if i < word:
            row[f"b:{term} {stem(page.norms[i + 1])}"] = 0.5
    for i in range(span.first, span.last):
        row[f"w:{stem(page.norms[i])}"] = 0.3
    return row


def source_features(page: Page, number: int, word: int, kind: str, modality: str) -> dict[str, float]:
    """What speaks for an act being told on another's word, and not in the article's own voice."""
    span = page.sentences[number]
    row: dict[str, float] = {"1": 1.0, f"type:{kind}": 1.0, f"modality:{modality}": 1.0}
    for f in page.found.get("source", []):
        if f.sentence != number:
            continue
        side = "before" if f.first < word else "after"
        row[f"says:{f.rule.id}"] = row[f"says:{side}:{f.rule.kind}"] = row[f"says:{side}:{f.rule.id}"] = 1.0
        row["says"] = 1.0
        row[f"w:{side}:{stem(page.norms[f.first])}"] = 0.5
        row["closing" if f.last >= span.last - 2 else "opening" if f.first <= span.first + 8 else "inside"] = 1.0
    kinds = {f.rule.kind for f in page.found.get("actor", []) if f.sentence == number}
    for name in kinds:
        row[f"actor:{name}"] = 1.0
        if "says" in row:
            row[f"actor:says:{name}"] = 1.0
    if page.text[span.start] in _QUOTES:
        row["quoted"] = 1.0
    return row


def _sides(page: Page, ships: list[ShipMention]) -> list[set[str]]:
    """For each sentence whose forces are in it: the escorting state's (`guard`) or another's (`watch`)."""
    sides: list[set[str]] = [set() for _ in page.sentences]
    for m in ships:
        if m.ship.kind == "warship" and m.ship.country:
            sides[m.sentence].add("guard" if m.ship.country in ESCORTING else "watch")
    states = [(f.first, f.sentence, f.rule.country) for f in page.found.get("state", [])]
    for first, number, country in states:
        span = page.sentences[number]
        side = "guard" if country in ESCORTING else "watch"
        for i in range(first + 1, min(span.last, first + 5)):
            if page.has(i, "aircraft"):
                sides[number].add(side + ":air")
                break
            if page.has(i, "warship") or page.has(i, "navy"):
                sides[number].add(side)
                break
            if page.has(i, "authority"):
                sides[number].add(side + ":law")
                break
            if page.has(i, "ship") or page.has(i, "ships"):
                break
    return sides


_SAME = {"minute": 2, "day": 2, "week": 8, "month": 31, "year": 0}
"""Days by which a time may differ from that of a recorded event and still mean it."""


def _recorded(number: int, ships: list[ShipMention], times: list[DatedMention]) -> dict[str, float]:
    """What the catalogue knows of the ships named in a sentence: events of the very time that it names."""
    row: dict[str, float] = {}
    days = [d.span for d in times if d.sentence == number]
    for m in ships:
        entry = register().get(m.ship.key) if m.sentence == number and m.ship.kind == "merchant" else None
        for kind, day in entry.events if entry is not None else ():
            row[f"ship:{kind}"] = 1.0
            if any(
                0 <= (day - s.day).days + _SAME[s.precision] * (s.precision != "month") <= 2 * _SAME[s.precision]
                for s in days
            ):
                row[f"record:{kind}"] = 1.0
    return row


def _words(page: Page, number: int) -> dict[str, float]:
    span, tags = page.sentences[number], page.tags
    figure, state, signal = (page.lexicon.classes.tag(name) for name in ("number", "state", "signal"))
    terms: list[str] = []
    for i in range(span.first, span.last):
        if figure in tags[i]:
            terms.append("<n>")
        elif state in tags[i]:
            terms.append("<state>")
        elif page.text[page.starts[i]].isupper() and i > span.first and signal not in tags[i]:
            terms.append("<name>")
        else:
            terms.append(stem(page.norms[i]))
    weight = 1.0 / math.sqrt(max(4, len(terms)))
    row: dict[str, float] = {}
    for i, term in enumerate(terms):
        row[f"w:{term}"] = 2 * weight
        if i:
            row[f"b:{terms[i - 1]} {term}"] = weight
    return row
