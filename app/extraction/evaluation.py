"""How well an extractor does on annotated reports: the guide's measures, with intervals and a breakdown.

A predicted event may stand for one gold event of its report where both have the same category and a passage of one
overlaps a passage of the other. Of all one-to-one pairings the best is taken: same type first, then the same modality,
date, place and ships, then the larger overlap. From those pairs come:

- `category`, `type`: precision, recall and F1 of the pairs, and of the pairs of the same type;
- `record`: of the pairs that are right throughout (type, modality, date, place, subject ships);
- `modality`, `date`, `place`, `region`, `attribution`: the share of pairs in which that field is right;
- `vessel`: ships of paired events by name and role;
- `negatives_clean`: the share of reports without events for which nothing was predicted;
- `anchors_exact`, `whole_sentences`: the share of predicted passages that are the text to the letter, and that begin
  and end where sentences do.
"""

import json
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from app.extraction.evaluation_pairs import FIELDS, Event, Judgement, best_pairs, judge, ships
from app.extraction.sentences import split

Predict = Callable[[dict[str, Any]], list[Event]]
"""From a report as it stands in its file to events in the guide's form; a `confidence` from 0 to 1 is used if given."""

_ROUNDS = 1000
_SEED = 20261122
_BINS = 10


@dataclass(slots=True)
class Tally:
    """Counts over reports; they add up, so that any group of reports has its figures."""

    counts: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Tally") -> None:
        """Take another tally's counts in."""
        self.counts.update(other.counts)

    def share(self, part: str, whole: str) -> float | None:
        """One count over another; None where there is nothing to count."""
        return self.counts[part] / self.counts[whole] if self.counts[whole] else None

    def rates(self, hits: str, predicted: str, gold: str) -> "Rates":
        """Precision, recall and F1."""
        precision, recall = self.share(hits, predicted) or 0.0, self.share(hits, gold) or 0.0
        both = precision + recall
        return Rates(precision, recall, 2 * precision * recall / both if both else 0.0)


@dataclass(frozen=True, slots=True)
class Rates:
    """Precision, recall and F1, 0 to 1."""

    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class Figures:
    """The measures of one group of reports; None where there was nothing to measure."""

    reports: int
    gold_events: int
    predicted_events: int
    category: Rates
    type: Rates
    record: Rates
    modality: float | None
    date: float | None
    place: float | None
    region: float | None
    attribution: float | None
    vessel: Rates
    negatives_clean: float | None
    anchors_exact: float | None
    whole_sentences: float | None


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Predicted events of like confidence: how sure they were on average, and how often the type was right."""

    low: float
    high: float
    events: int
    confidence: float
    right: float


@dataclass(frozen=True, slots=True)
class Report:
    """An evaluation: overall, by language, register and event type, with 95 % intervals and what went wrong."""

    overall: Figures
    #: (low, high) of F1s and shares, by resampling whole reports.
    intervals: Mapping[str, tuple[float, float]]
    languages: Mapping[str, Figures]
    registers: Mapping[str, Figures]
    #: Event type → precision, recall and F1 of that type alone.
    types: Mapping[str, Rates]
    reliability: Sequence[ReliabilityBin]
    #: Mean of |confidence - share right|, weighted by events; None without confidences.
    calibration_error: float | None
    errors: Sequence[str]

    def as_json(self) -> str:
        """The whole report as JSON, without the list of errors."""
        return json.dumps({key: value for key, value in asdict(self).items() if key != "errors"}, ensure_ascii=False)


def load_reports(folder: Path, language: str | None = None) -> list[dict[str, Any]]:
    """The annotated reports of a folder in the order of their names; `language` "other" is all but English.

    Raises OSError or ValueError (with the file's name) for a file that can't be read as JSON.
    """
    reports: list[dict[str, Any]] = []
    for path in sorted(folder.glob("*.json")):
        try:
            reports.append(json.loads(path.read_text(encoding="utf-8")))
        except ValueError as error:
            raise ValueError(f"{path.name}: {error}") from error
    if language == "other":
        return [report for report in reports if report["language"] != "en"]
    return [report for report in reports if language is None or report["language"] == language]


def evaluate(folder: Path, predict: Predict, language: str | None = None) -> Report:
    """Run `predict` over the reports of `folder` and measure it. Raises ValueError where the folder holds none."""
    reports = load_reports(folder, language)
    if not reports:
        raise ValueError(f"no annotated reports in {folder}")
    return measure(reports, {report["id"]: predict(report) for report in reports})


def measure(reports: Sequence[dict[str, Any]], predictions: Mapping[str, list[Event]]) -> Report:
    """Measure predictions (by report id; a report without one counts as empty)."""
    tallies: list[Tally] = []
    errors: list[str] = []
    sure: list[tuple[float, bool]] = []
    for report in reports:
        tally, wrong, confidences = _one(report, predictions.get(report["id"], []))
        tallies.append(tally)
        errors += wrong
        sure += confidences
    bins = _reliability(sure)
    total = sum(entry.events for entry in bins)
    error = sum(abs(entry.confidence - entry.right) * entry.events for entry in bins) / total if total else None
    everything = _sum(tallies)
    return Report(
        overall=_figures(everything),
        intervals=_intervals(tallies),
        languages=_by(reports, tallies, "language"),
        registers=_by(reports, tallies, "register"),
        types=_types(everything),
        reliability=bins,
        calibration_error=error,
        errors=errors,
    )


def _one(report: dict[str, Any], got: list[Event]) -> tuple[Tally, list[str], list[tuple[float, bool]]]:
    """The counts of one report, its errors in words, and each confidence with whether the type was right."""
    gold: list[Event] = report["events"]
    count: Counter[str] = Counter(reports=1, gold=len(gold), predicted=len(got))
    _count_passages(report, got, count)
    if not gold:
        count["negatives"] += 1
        count["clean"] += not got
    for event in gold:
        count[f"gold {event['type']}"] += 1
    for event in got:
        count[f"predicted {event['type']}"] += 1
    pairs = best_pairs(gold, got)
    errors: list[str] = []
    right_type: set[int] = set()
    for i, j in pairs:
        judgement = judge(gold[i], got[j])
        _count_pair(gold[i], got[j], judgement, count)
        if judgement.type:
            right_type.add(j)
        if wrong := judgement.wrong():
            errors.append(
                f"{report['id']}: {gold[i]['type']}: wrong {', '.join(wrong)}: {_brief(gold[i])} → {_brief(got[j])}"
            )
    paired_gold, paired_got = {i for i, _ in pairs}, {j for _, j in pairs}
    errors += [f"{report['id']}: missed {_quote(event)}" for i, event in enumerate(gold) if i not in paired_gold]
    errors += [f"{report['id']}: invented {_quote(event)}" for j, event in enumerate(got) if j not in paired_got]
    sure = [(float(e["confidence"]), j in right_type) for j, e in enumerate(got) if e.get("confidence") is not None]
    return Tally(count), errors, sure


def _count_passages(report: dict[str, Any], got: list[Event], count: Counter[str]) -> None:
    text: str = report["text"]
    passages = [passage for event in got for passage in event["passages"]]
    if not passages:
        return
    sentences = split(text, report["language"])
    starts, ends = {s.start for s in sentences}, {s.end for s in sentences}
    for passage in passages:
        count["passages"] += 1
        count["exact"] += text[passage["start"] : passage["end"]] == passage.get("exact")
        count["whole"] += passage["start"] in starts and passage["end"] in ends


def _count_pair(gold: Event, got: Event, judgement: Judgement, count: Counter[str]) -> None:
    count["pairs"] += 1
    count["type"] += judgement.type
    count["record"] += judgement.record
    for name in FIELDS:
        count[name] += getattr(judgement, name)
    a, b = ships(gold), ships(got)
    count["ship hits"] += len(a & b)
    count["ship gold"] += len(a)
    count["ship got"] += len(b)
    if judgement.type:
        count[f"hit {gold['type']}"] += 1


def _figures(tally: Tally) -> Figures:
    count = tally.counts
    return Figures(
        reports=count["reports"],
        gold_events=count["gold"],
        predicted_events=count["predicted"],
        category=tally.rates("pairs", "predicted", "gold"),
        type=tally.rates("type", "predicted", "gold"),
        record=tally.rates("record", "predicted", "gold"),
        vessel=tally.rates("ship hits", "ship got", "ship gold"),
        negatives_clean=tally.share("clean", "negatives"),
        anchors_exact=tally.share("exact", "passages"),
        whole_sentences=tally.share("whole", "passages"),
        **{name: tally.share(name, "pairs") for name in FIELDS},
    )


def _sum(tallies: Iterable[Tally]) -> Tally:
    total = Tally()
    for tally in tallies:
        total.add(tally)
    return total


def _by(reports: Sequence[dict[str, Any]], tallies: Sequence[Tally], key: str) -> dict[str, Figures]:
    groups: dict[str, Tally] = {}
    for report, tally in zip(reports, tallies, strict=True):
        groups.setdefault(report[key], Tally()).add(tally)
    return {name: _figures(groups[name]) for name in sorted(groups)}


def _types(tally: Tally) -> dict[str, Rates]:
    names = {
        key.split(" ", 1)[1] for key in tally.counts if key.startswith(("gold ", "predicted ")) and tally.counts[key]
    }
    return {name: tally.rates(f"hit {name}", f"predicted {name}", f"gold {name}") for name in sorted(names)}


_MEASURES = ("category", "type", "record", "vessel", *FIELDS, "negatives_clean")


def _intervals(tallies: Sequence[Tally]) -> dict[str, tuple[float, float]]:
    """95 % bootstrap intervals: whole reports are drawn with replacement, with a fixed seed."""
    draw = random.Random(_SEED)  # noqa: S311 - statistics, not secrets
    samples: dict[str, list[float]] = {name: [] for name in _MEASURES}
    for _ in range(_ROUNDS):
        figures = _figures(_sum(draw.choices(tallies, k=len(tallies))))
        for name, values in samples.items():
            value = getattr(figures, name)
            if isinstance(value, Rates):
                values.append(value.f1)
            elif value is not None:
                values.append(value)
    return {
        name: (values[int(0.025 * len(values))], values[int(0.975 * (len(values) - 1))])
        for name, unsorted in samples.items()
        if (values := sorted(unsorted))
    }


def _reliability(sure: Sequence[tuple[float, bool]]) -> list[ReliabilityBin]:
    bins: list[ReliabilityBin] = []
    for n in range(_BINS):
        inside = [(c, right) for c, right in sure if min(int(c * _BINS), _BINS - 1) == n]
        if inside:
            mean = sum(c for c, _ in inside) / len(inside)
            hit = sum(right for _, right in inside) / len(inside)
            bins.append(ReliabilityBin(n / _BINS, (n + 1) / _BINS, len(inside), mean, hit))
    return bins


def _quote(event: Event) -> str:
    passage = event["passages"][0] if event["passages"] else {}
    return f"{event['type']}: {passage.get('exact')!r}"


def _brief(event: Event) -> str:
    where = f"{event['lat']:.2f} {event['lon']:.2f}" if event.get("lon") is not None else "nowhere"
    names = ", ".join(f"{vessel['name']} ({vessel['role']})" for vessel in event.get("vessels", []))
    rules = " ".join(event.get("rules", []))
    parts = (event["type"], event.get("modality"), event.get("start"), f"{event.get('place')} {where}", names, rules)
    return "[" + "; ".join(str(part) for part in parts if part) + "]"


def predict_with_rules(report: dict[str, Any]) -> list[Event]:
    """The rules extractor's events for a report, from its text, language, time of publication and title."""
    from app.extraction.engine import extract

    published = datetime.fromisoformat(report["published"])
    proposals = extract(report["text"], language=report["language"], published=published, title=report["title"])
    return [proposal.to_spec() for proposal in proposals]


def main(folder: Path, *, language: str | None = None, errors: bool = False, as_json: bool = False) -> None:
    """Print the evaluation of the rules extractor over a folder; exits with a message where it holds no reports."""
    try:
        report = evaluate(folder, predict_with_rules, language)
    except (OSError, ValueError) as error:
        sys.exit(f"evaluate: {error}")
    print(report.as_json() if as_json else format_report(report, errors=errors))


def format_report(report: Report, *, errors: bool = False) -> str:
    """A report as plain text for a terminal; with `errors`, what was missed, invented or wrong comes first."""
    lines = list(report.errors) if errors else []
    lines += _headline(report)
    lines += ["", *_table("language", report.languages), "", *_table("register", report.registers)]
    lines += ["", f"{'type':24}precision  recall     F1"]
    lines += [f"{name:24}{r.precision:9.2f}{r.recall:8.2f}{r.f1:7.2f}" for name, r in report.types.items()]
    if report.reliability:
        lines += ["", "confidence      events   said  right"]
        for entry in report.reliability:
            span = f"{entry.low:.1f} to {entry.high:.1f}"
            lines.append(f"{span:14}{entry.events:8}{entry.confidence:7.2f}{entry.right:7.2f}")
        lines.append(f"calibration error {report.calibration_error:.3f}")
    return "\n".join(lines)


def _headline(report: Report) -> list[str]:
    figures = report.overall
    lines = [f"{figures.reports} reports, {figures.gold_events} events, {figures.predicted_events} predicted"]
    for name in (*_MEASURES, "anchors_exact", "whole_sentences"):
        value = getattr(figures, name)
        if isinstance(value, Rates):
            said = f"F1 {value.f1:.3f}  precision {value.precision:.3f}  recall {value.recall:.3f}"
        else:
            said = "-" if value is None else f"   {value:.3f}"
        low_high = report.intervals.get(name)
        span = f"  ({low_high[0]:.2f} to {low_high[1]:.2f})" if low_high else ""
        lines.append(f"{name.replace('_', ' '):18}{said}{span}")
    return lines


def _table(title: str, groups: Mapping[str, Figures]) -> list[str]:
    lines = [f"{title:16}reports events   type record vessel modality  date place clean"]
    for name, figures in groups.items():
        shares = (figures.modality, figures.date, figures.place, figures.negatives_clean)
        said = [
            f"{'-' if share is None else f'{share:.2f}':>{width}}"
            for share, width in zip(shares, (9, 6, 6, 6), strict=True)
        ]
        rates = f"{figures.type.f1:7.2f}{figures.record.f1:7.2f}{figures.vessel.f1:7.2f}"
        lines.append(f"{name:16}{figures.reports:7}{figures.gold_events:7}{rates}{''.join(said)}")
    return lines
