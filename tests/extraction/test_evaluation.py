"""The measures: checked on two small reports whose figures were also taken with the annotation guide's own scorer."""

import copy
import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.extraction.evaluation import evaluate, format_report, load_reports, measure
from app.extraction.evaluation_pairs import best_pairs, category, date_right, judge, overlap, ship_key, ships

TEXT = "The navy held the tanker Alpha off Aegna on Friday. It was freed on Sunday. A drone was seen over the Bravo."
HELD, FREED, SEEN = (0, 51), (52, 75), (76, 108)


def event(kind: str, span: tuple[int, int], **other: Any) -> dict[str, Any]:
    start, end = span
    base = {
        "type": kind,
        "modality": "occurred",
        "start": "2025-04-11",
        "end": None,
        "date_precision": "day",
        "place": "off Aegna",
        "location_precision": "place",
        "lon": 24.76,
        "lat": 59.6,
        "tolerance_km": 15,
        "regions": ["gulf-of-finland", "baltic-sea"],
        "vessels": [{"name": "Alpha", "imo": None, "role": "subject"}],
        "actors": [],
        "attributed_to": None,
        "count": 1,
        "passages": [{"start": start, "end": end, "exact": TEXT[start:end]}],
    }
    return base | other


@pytest.fixture
def reports() -> list[dict[str, Any]]:
    head = {"register": "wire", "language": "en", "text": TEXT}
    bravo = [{"name": "Bravo", "imo": None, "role": "subject"}]
    return [
        {
            **head,
            "id": "en-1",
            "events": [
                event("detention", HELD),
                event("release", FREED, start="2025-04-13", attributed_to="navy"),
                event("drone_activity", SEEN, vessels=bravo, date_precision="month", start="2025-04-01"),
            ],
        },
        {**head, "id": "en-2", "register": "opinion", "events": []},
    ]


@pytest.fixture
def predictions() -> dict[str, list[dict[str, Any]]]:
    return {
        "en-1": [
            event("detention", HELD, vessels=[{"name": "MT ALPHA", "imo": None, "role": "subject"}], confidence=0.9),
            event("boarding", FREED, start="2025-04-12", regions=["baltic-sea"], confidence=0.4),
            event("attack", SEEN, start="2025-04-30", lon=None, lat=None, confidence=0.8),
            event("grounding", HELD, confidence=0.1),
        ],
        "en-2": [event("fire_explosion", (0, 5), confidence=0.2)],
    }


def test_the_figures_are_those_of_the_annotation_guides_scorer(
    reports: list[dict[str, Any]], predictions: dict[str, list[dict[str, Any]]]
) -> None:
    figures = measure(reports, predictions).overall
    rounded = {name: round(getattr(figures, name).f1, 4) for name in ("category", "type", "record", "vessel")}
    assert rounded == {"category": 0.75, "type": 0.25, "record": 0.25, "vessel": 0.6667}
    shares = {name: round(getattr(figures, name), 4) for name in ("modality", "date", "place", "region", "attribution")}
    assert shares == {"modality": 1.0, "date": 0.6667, "place": 0.6667, "region": 0.6667, "attribution": 0.6667}
    assert (figures.negatives_clean, figures.anchors_exact, figures.whole_sentences) == (0.0, 1.0, 0.8)


def test_groups_types_and_errors_add_up(
    reports: list[dict[str, Any]], predictions: dict[str, list[dict[str, Any]]]
) -> None:
    report = measure(reports, predictions)
    assert {name: figures.reports for name, figures in report.registers.items()} == {"opinion": 1, "wire": 1}
    assert report.types["detention"].f1 == 1.0
    assert report.types["release"].recall == 0.0
    assert sum("wrong" in line for line in report.errors) == 2
    assert sum("invented" in line for line in report.errors) == 2
    assert format_report(report, errors=True).count("\n") > len(report.errors)


def test_confidence_is_set_against_what_was_right(
    reports: list[dict[str, Any]], predictions: dict[str, list[dict[str, Any]]]
) -> None:
    report = measure(reports, predictions)
    assert [(entry.events, entry.right) for entry in report.reliability] == [
        (1, 0.0),
        (1, 0.0),
        (1, 0.0),
        (1, 0.0),
        (1, 1.0),
    ]
    assert report.calibration_error == pytest.approx((0.1 + 0.2 + 0.4 + 0.8 + 0.1) / 5)


def test_intervals_hold_the_figure_and_are_the_same_every_time(
    reports: list[dict[str, Any]], predictions: dict[str, list[dict[str, Any]]]
) -> None:
    report = measure(reports, predictions)
    low, high = report.intervals["type"]
    assert low <= report.overall.type.f1 <= high
    assert measure(reports, predictions).intervals == report.intervals


def test_gold_against_itself_is_perfect(reports: list[dict[str, Any]]) -> None:
    figures = measure(reports, {r["id"]: copy.deepcopy(r["events"]) for r in reports}).overall
    assert figures.record.f1 == figures.vessel.f1 == figures.date == figures.negatives_clean == 1.0


def test_a_folder_is_read_by_language(tmp_path: Path, reports: list[dict[str, Any]]) -> None:
    for report in reports:
        (tmp_path / f"{report['id']}.json").write_text(json.dumps(report), encoding="utf-8")
    assert evaluate(tmp_path, lambda report: report["events"], "en").overall.type.f1 == 1.0
    assert load_reports(tmp_path, "other") == []
    with pytest.raises(ValueError, match="no annotated reports"):
        evaluate(tmp_path, lambda report: [], "fi")


@pytest.mark.parametrize(
    ("precision", "found", "right"),
    [
        ("day", "2025-04-12", False),
        ("week", "2025-04-15", True),
        ("week", "2025-04-16", False),
        ("month", "2025-04-30", True),
        ("month", "2024-04-11", False),
        ("year", "2025-12-31", True),
        ("day", None, False),
    ],
)
def test_a_date_is_right_at_the_golds_precision(precision: str, found: str | None, right: bool) -> None:
    assert date_right(event("other", HELD, date_precision=precision), event("other", HELD, start=found)) is right


@pytest.mark.parametrize("name", ["MT Sea Owl I", "sea-owl i", "M/T SEA OWL I", "tanker Sea Owl I"])
def test_ships_are_compared_without_case_spaces_and_prefix(name: str) -> None:
    assert ship_key(name) == "seaowli"


KINDS = st.sampled_from(["detention", "boarding", "attack", "grounding", "shadowing"])
EVENTS = st.lists(
    st.builds(
        lambda kind, start, length, day: event(kind, (start, start + length), start=f"2025-04-{day:02}"),
        KINDS,
        st.integers(0, 60),
        st.integers(1, 40),
        st.integers(10, 12),
    ),
    max_size=4,
)


@given(EVENTS, EVENTS)
def test_no_other_pairing_weighs_more(gold: list[dict[str, Any]], got: list[dict[str, Any]]) -> None:
    def weight(i: int, j: int) -> float:
        shared = overlap(gold[i], got[j])
        if not shared or category(gold[i]) != category(got[j]):
            return 0.0
        right = judge(gold[i], got[j])
        same = ships(gold[i]) == ships(got[j])
        return 1000 + 500 * right.type + 40 * (right.modality + right.date + right.place + same) + min(39, shared / 20)

    pairs = best_pairs(gold, got)
    assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)
    size = max(len(gold), len(got))
    best = max(
        sum(weight(i, j) for i, j in enumerate(order) if i < len(gold) and j < len(got))
        for order in itertools.permutations(range(size))
    )
    assert sum(weight(i, j) for i, j in pairs) == pytest.approx(best)
