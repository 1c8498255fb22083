"""Trains the scorer: `python -m app.extraction.training` reads data/reports/train and writes data/scorer/*.json.

Linear weights over the features of `features.py` and `choose.py`: whether a sentence tells of an event at all, of which
types, given that it does, whether it happened, on whose word, when and where. Besides the annotated reports it learns
from sentences written for it (`data/scorer/`) and from the catalogue's titles and first sentences. NumPy only; the
same data give the same weights.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import UTC, date, datetime
from functools import reduce
from itertools import chain
from pathlib import Path
from typing import Any, get_args

import numpy as np

from app.extraction import choose, weigh
from app.extraction.cast import cast
from app.extraction.choose import Scene
from app.extraction.engine import passages_of
from app.extraction.evaluation_pairs import best_pairs
from app.extraction.features import modality_features, source_features, trigger
from app.extraction.lexicon import languages
from app.extraction.proposal import EventType, Modality
from app.extraction.reading import Reading, read_article
from app.extraction.register import name_key
from app.extraction.regression import Keep, Row, fit, named
from app.extraction.scorer import Table, names
from app.extraction.sentences import split
from app.extraction.story import Draft, compose, tell
from app.extraction.training_names import examples
from geo.geodesy import distance_m
from geo.location import PlaceMention
from geo.resources import DATA

TYPES: tuple[str, ...] = get_args(EventType)
MODALITIES: tuple[str, ...] = get_args(Modality)
Weights = dict[str, dict[str, float]]
Model = dict[str, Weights]
Report = dict[str, Any]
Told = list[tuple[Reading, dict[str, Any], list[dict[str, Any]]]]
"""Events, each with its article before it and all events of that behind it."""
_FOLDS = 5
_OTHERS_COUNT = 3
"""Times that each report in another language counts beside the English ones; chosen by cross-validation on train."""
_UNLEARNT = ("en-8", "en-9", "en-70", "en-71", "en-4", "en-74", "en-75")
"""Reports that measure and teach nothing but when the story lends an event its ships. By cross-validation they add
nothing else beyond noise (type F1 ±0.01); in the latter two a third of the events is planned, tried or denied, twice as
many as elsewhere."""
_DETAILS = ("en-52", "en-54", "en-55", "en-72", "en-73")
"""Reports that teach whether, where and on whose word; for the rest they add nothing beyond noise."""
_OWN = ("w:", "b:", "r:", "u:")
EVENT_PENALTY = (1e-3, 3e-3)
TYPE_PENALTY = (2e-3, 2e-3)
CHOICE_PENALTY = (3e-3, 5e-4)
LENDING_PENALTY = (1e-2, 1e-2)
"""Few events teach it: with a twentieth of this, as for other choices, what is learned is what the reports say by
chance (cross-validation on train: 82 % of what an event is lent or not is right, and 86 % with this)."""
MODALITY_PENALTY = (5e-4, 1e-3)
MODALITY_PENALTY_WORDLESS = (3e-3, 2e-3)
DRAFT_PENALTY = 0.02
NAME_PENALTY = (3e-4, 1e-3)
"""L2 penalties of words and of all other features; chosen by cross-validation on train."""


class Examples:
    """Feature rows with the types that hold of each."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.types: list[frozenset[str]] = []

        self.told: list[tuple[Reading, int, str, str]] = []
        """One for each event: its article, its first sentence, its type and its modality."""
        self.events: Told = []
        """Events of whole reports, from which the choice of times and places is learned."""

    def add(self, row: Row, types: Iterable[str]) -> None:
        """One sentence."""
        self.rows.append(row)
        self.types.append(frozenset(types))

    def join(self, other: "Examples") -> "Examples":
        """Both together."""
        both = Examples()
        both.rows, both.types, both.told = self.rows + other.rows, self.types + other.types, self.told + other.told
        both.events = self.events + other.events
        return both


def from_reports(reports: Iterable[dict[str, Any]]) -> Examples:
    """Every sentence of annotated reports; a sentence has the types of the events whose passages hold it."""
    examples = Examples()
    for report in reports:
        reading = _read(report)
        if reading is None:
            continue
        for span, row in zip(reading.page.sentences, reading.features(), strict=True):
            examples.add(row, (e["type"] for e in report["events"] if _holds(e, span.start, span.end)))
        for event in report["events"]:
            first = reading.page.sentence_at(event["passages"][0]["start"])
            examples.told.append((reading, first, event["type"], event["modality"]))
            examples.events.append((reading, event, report["events"]))
    return examples


def _read(report: Report) -> Reading | None:
    return read_article(report["text"], report["language"], datetime.fromisoformat(report["published"]))


def _holds(event: dict[str, Any], start: int, end: int) -> bool:
    return any(p["start"] <= start + 1 and end <= p["end"] + 1 for p in event["passages"])


def from_lines(lines: Iterable[tuple[str, list[str]]], language: str) -> Examples:
    """Single sentences with their types."""
    examples = Examples()
    for text, types in lines:
        reading = read_article(text, language, datetime(2025, 6, 15, 12, tzinfo=UTC))
        if reading is not None:
            kinds = [t.partition("/")[0] for t in types]
            row = reading.features()[0]
            row.pop("first", None)
            examples.add(row, kinds)
            examples.told += [
                (reading, 0, k, t.partition("/")[2] or "occurred") for k, t in zip(kinds, types, strict=True)
            ]
    return examples


def written(language: str) -> list[tuple[str, list[str]]]:
    """The sentences of `data/scorer/sentences.{language}.tsv`."""
    path = DATA / "scorer" / f"sentences.{language}.tsv"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    pairs = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [(text, [] if types == "-" else types.split(",")) for types, text in pairs]


def catalogued() -> list[tuple[str, list[str]]]:
    """Titles and first sentences of the catalogue's events (English)."""
    lines = []
    for event in json.loads((DATA / "catalogue" / "events.json").read_text(encoding="utf-8")):
        first = split(event["summary"], "en")[:1]
        lines += [(event["title"], [event["type"]])] + [
            (event["summary"][s.start : s.end], [event["type"]]) for s in first
        ]
    return lines


def everything(name: str) -> bool:
    """Keep a feature, whatever it is."""
    return bool(name)


def wordless(name: str) -> bool:
    """Keep only features that mean the same in every language: no words, no rules of one language."""
    return not name.startswith(_OWN) and not (name.startswith("says:") and "." in name)


def train(
    reports: Examples,
    single: Examples,
    titles: Examples,
    keep: Keep = everything,
    *,
    others: Examples | None = None,
    lending: Examples | None = None,
    details: Examples | None = None,
) -> Model:
    """Fit all weights but those of drafts. Titles teach types only: they don't look like sentences of an article.

    `lending`: the reports that teach when the story lends an event its ships, where more are to. `details`: further
    ones that teach whether, where and on whose word.

    `others`: reports in other languages, which teach where an event was, too (cross-validation on train: place .81 to
    .83, while the time is chosen no better with them).
    """
    model = _sentences(reports.join(single), titles, keep)
    of_words = Table(model["type"])
    sentences = reports.join(details or Examples()).join(single)
    rows = []
    for reading, number, kind, _ in sentences.told:
        word = trigger(reading.page, number, kind, of_words)
        rows.append(modality_features(reading.page, number, word, kind, reading.times, reading.published))
    penalty = MODALITY_PENALTY_WORDLESS if keep is wordless else MODALITY_PENALTY
    whether = np.array([[m == name for name in MODALITIES] for *_, m in sentences.told], np.float32)
    model["modality"] = named(*fit(rows, whether, *penalty, keep), MODALITIES)
    rows, claimed = [], []
    for reading, event, _ in sentences.events:
        number = reading.page.sentence_at(event["passages"][0]["start"])
        word = trigger(reading.page, number, event["type"], of_words)
        rows.append(source_features(reading.page, number, word, event["type"], event["modality"]))
        claimed.append([event["attributed_to"] is not None])
    model["source"] = named(*fit(rows, np.array(claimed, np.float32), *penalty, keep), ("claimed",))
    elsewhere = [each for some in (others, details) if some is not None for each in some.events]
    model |= _choices(reports.events, elsewhere, of_words, keep)
    model |= _lending((lending or reports).events, of_words, keep)
    return model


def _sentences(examples: Examples, titles: Examples, keep: Keep) -> Model:
    """The tables for sentences: whether one tells of an event, and of which types, given that it does."""
    is_event = np.array([[bool(t)] for t in examples.types], np.float32)
    told = [(r, t) for r, t in zip(examples.rows + titles.rows, examples.types + titles.types, strict=True) if t]
    of_type = np.array([[kind in t for kind in TYPES] for _, t in told], np.float32)
    return {
        "event": named(*fit(examples.rows, is_event, *EVENT_PENALTY, keep), ("event",)),
        "type": named(*fit([r for r, _ in told], of_type, *TYPE_PENALTY, keep), TYPES),
    }


def drafts(reports: list[Report], learn: Callable[[list[Report]], Model]) -> Weights:
    """The table for drafts, learned from how the sentence tables of `learn` do on reports that they have not seen."""
    rows: list[Row] = []
    right: list[list[bool]] = []
    for fold in range(_FOLDS):
        seen = [report for n, report in enumerate(reports) if n % _FOLDS != fold]
        tables = {name: Table(weights) for name, weights in learn(seen).items()}
        unseen = reports[fold::_FOLDS]
        for report in [*unseen, *chain(*map(paragraphs, unseen)), *map(joined, unseen, unseen[1:])]:
            reading = _read(report)
            if reading is None:
                continue
            told = tell(reading, tables)
            composed = compose(reading, cast(reading.page, reading.ships), told)
            rows += weigh.draft_features(reading, composed, told)
            right += [[found] for found in _found(report["events"], reading, composed)]
    return named(*fit(rows, np.array(right, np.float32), DRAFT_PENALTY, DRAFT_PENALTY), ("right",))


def paragraphs(report: Report) -> list[Report]:
    """Each paragraph of a report as an article of its own: what people paste is of any length."""
    found, start = [], 0
    for text in report["text"].split("\n\n"):
        inside = [_moved(e, -start, start, start + len(text)) for e in report["events"]]
        found.append(report | {"text": text, "events": [e for e in inside if e["passages"]]})
        start += len(text) + 2
    return found


def joined(one: Report, other: Report) -> Report:
    """Two reports as one article, since long ones have their events farther apart."""
    start = len(one["text"]) + 2
    events = [_moved(e, start, 0, len(other["text"])) for e in other["events"]]
    return one | {"text": f"{one['text']}\n\n{other['text']}", "events": one["events"] + events}


def _moved(event: dict[str, Any], by: int, start: int, end: int) -> dict[str, Any]:
    """The event with its passages between two offsets, which are moved."""
    passages = [p for p in event["passages"] if start <= p["start"] and p["end"] <= end]
    return event | {"passages": [p | {"start": p["start"] + by, "end": p["end"] + by} for p in passages]}


def _found(events: list[dict[str, Any]], reading: Reading, composed: list[Draft]) -> list[bool]:
    """Which drafts stand for an annotated event of their type; each event is found once."""
    drafted = [
        {"type": d.type, "passages": [asdict(p) for p in passages_of(reading.page, d.sentences)]} for d in composed
    ]
    found = [False] * len(composed)
    for event, draft in best_pairs(events, drafted):
        found[draft] = events[event]["type"] == drafted[draft]["type"]
    return found


def _choices(own: Told, others: Told, table: Table, keep: Keep) -> Model:
    """Learn which of an article's times and places are an event's."""
    rows: dict[str, list[Row]] = {"time": [], "place": []}
    right: dict[str, list[list[bool]]] = {name: [] for name in rows}
    scenes: dict[str, list[int]] = {name: [] for name in rows}

    def put(name: str, scene: int, row: Row, holds: bool) -> None:
        rows[name].append(row)
        right[name].append([holds])
        scenes[name].append(scene)

    for number, (reading, event, beside) in enumerate(own + others):
        at = _scene(reading, event, beside, table)
        for place, row in choose.places(at):
            put("place", number, row, _same_place(event, place))
        if number >= len(own):
            continue
        for span, row in choose.times(at):
            put("time", number, row, _same_time(event, None if span is None else span.day))
    model = {}
    for name, wanted in right.items():
        fitted = fit(rows[name], np.array(wanted, np.float32), *CHOICE_PENALTY, keep, scenes[name])
        model[name] = named(*fitted, ("right",))
    return model


def _lending(told: Told, table: Table, keep: Keep) -> Model:
    """Learn when the story lends an event that names no ship its own."""
    rows: list[Row] = []
    wanted: list[list[bool]] = []
    for reading, event, beside in told:
        at = _scene(reading, event, beside, table)
        meant, at.ships = at.ships, _story_ships(at)
        lent = choose.lent(at)
        if lent is not None:
            rows.append(lent)
            wanted.append([bool(meant & at.ships)])
    return {"ships": named(*fit(rows, np.array(wanted, np.float32), *LENDING_PENALTY, keep), ("lent",))}


def _story_ships(at: Scene) -> set[str]:
    """Keys of the merchant ships that the story lends to an event: those of the first of its sentences with any."""
    return next(({s.key for s in c.subjects} for n in at.sentences if (c := at.casts[n]).subjects), set())


def _scene(reading: Reading, event: dict[str, Any], beside: list[dict[str, Any]], table: Table) -> Scene:
    """The event as the extractor finds it at best: told by all its sentences, the first of them the surest."""
    spans = reading.page.sentences
    first = reading.page.sentence_at(event["passages"][0]["start"])
    told = [n for n, s in enumerate(spans) if _holds(event, s.start, s.end)] or [first]
    word = trigger(reading.page, told[0], event["type"], table)
    casts = cast(reading.page, reading.ships)
    kinds = {e["type"] for e in beside if _holds(e, spans[told[0]].start, spans[told[0]].end)} - {event["type"]}
    rivals = [trigger(reading.page, told[0], kind, table) for kind in sorted(kinds)]
    return Scene(reading, casts, told, told[0], word, event["type"], event["modality"], _subjects(event), rivals)


def _subjects(event: dict[str, Any]) -> set[str]:
    return {name_key(v["name"]) for v in event["vessels"] if v["role"] == "subject"}


def _day(event: dict[str, Any]) -> date | None:
    return None if event["start"] is None else date.fromisoformat(event["start"][:10])


def _same_time(event: dict[str, Any], day: date | None) -> bool:
    """Whether a day is the event's, at the precision of the annotation (a week: within four days)."""
    wanted, precision = _day(event), event["date_precision"]
    if wanted is None or day is None:
        return wanted is None and day is None
    if precision in {"year", "month"}:
        return wanted.year == day.year and (precision == "year" or wanted.month == day.month)
    return abs((wanted - day).days) <= (4 if precision == "week" else 0)


def _same_place(event: dict[str, Any], place: PlaceMention | None) -> bool:
    if event["lon"] is None or place is None:
        return event["lon"] is None and place is None
    spot = place.location
    metres: float = distance_m(event["lon"], event["lat"], spot.lon, spot.lat)
    return metres <= float(event["tolerance_km"]) * 1000


def ship_names(reports: Iterable[Report], language: str) -> Weights:
    """The words around names after "the" that are ships'."""
    found = examples(reports, language)
    ships = np.array([[ship] for _, ship in found], np.float32)
    return named(*fit([row for row, _ in found], ships, *NAME_PENALTY), ("ship",))


def load_reports(
    folder: Path, language: str, only: tuple[str, ...] = ("",), but: tuple[str, ...] = ()
) -> list[dict[str, Any]]:
    """A folder's annotated reports in a language, of which the names begin with one of `only` and none of `but`."""
    paths = sorted(p for p in folder.glob(f"{language}-*.json") if p.name.startswith(only))
    return [json.loads(p.read_text(encoding="utf-8")) for p in paths if not (but and p.name.startswith(but))]


def main() -> None:
    """Train on all of train: English with its words, the other languages together without theirs."""
    others = [language for language in languages() if language != "en"]
    folder = DATA / "reports" / "train"
    reports = {language: load_reports(folder, language, but=_UNLEARNT + _DETAILS) for language in languages()}
    _write("names.en", {"name": ship_names(reports["en"], "en")})
    names.cache_clear()
    read = {r["id"]: from_reports([r]) for each in reports.values() for r in each}
    single = {language: from_lines(written(language), language) for language in languages()}
    titles = from_lines(catalogued(), "en")

    def joined(some: Iterable[Report]) -> Examples:
        return reduce(Examples.join, [read[r["id"]] for r in some], Examples())

    def english(some: list[Report]) -> Model:
        return _sentences(joined(some).join(single["en"]), titles, everything)

    def any_language(some: list[Report]) -> Model:
        return _sentences(weighted(some).join(singles), titles, wordless)

    def weighted(some: list[Report]) -> Examples:
        own = [r for r in some if r["language"] == "en"]
        return joined(own + [r for r in some if r["language"] != "en"] * _OTHERS_COUNT)

    singles = reduce(Examples.join, single.values())
    foreign = [r for language in others for r in reports[language]]
    model = train(
        joined(reports["en"]),
        single["en"],
        titles,
        others=joined(foreign),
        lending=from_reports(load_reports(folder, "en")),
        details=from_reports(load_reports(folder, "en", _DETAILS)),
    )
    _write("en", model | {"draft": drafts(reports["en"], english)})
    model = train(weighted(reports["en"] + foreign), singles, titles, wordless)
    _write("any", model | {"draft": drafts(reports["en"] + foreign, any_language)})


def _write(name: str, model: Model) -> None:
    path = DATA / "scorer" / f"{name}.json"
    text = json.dumps(model, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    path.write_text(text + "\n", encoding="utf-8")
    print(f"{path.name}: {', '.join(f'{table} {len(rows)}' for table, rows in model.items())}")


if __name__ == "__main__":
    main()
