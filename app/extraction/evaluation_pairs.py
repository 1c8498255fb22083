"""Which predicted event stands for which annotated one, and what is right about it."""

import math
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.extraction.proposal import CATEGORIES

Event = dict[str, Any]
"""An event in the form of the annotation guide; a predicted one may lack `count` and `tolerance_km`."""

FIELDS = ("modality", "date", "place", "region", "attribution")

_EARTH_KM = 12742
# A week is a guess: this many days off are right.
_WEEK = 4
_PREFIX = re.compile(r"^(m/?t|m/?v|rfs|tanker)\s+")
_NOT_NAME = re.compile(r"[^0-9a-zа-яёäöüõšžåéæøąćęłńóśźż]")
# Weights of a pair: a pair at all, its type, each right field, the passages' overlap (at most 39 for 780 characters).
_PAIR, _TYPE, _FIELD, _OVERLAP, _OVERLAP_UNIT = 1000.0, 500.0, 40.0, 39.0, 20.0


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is right about a predicted event, given the annotated one that it stands for."""

    type: bool
    modality: bool
    date: bool
    place: bool
    region: bool
    attribution: bool
    record: bool

    def wrong(self) -> list[str]:
        """The names of what is not right."""
        return [name for name in ("type", *FIELDS, "record") if not getattr(self, name)]


def category(event: Event) -> str:
    """inspection, escort or incident."""
    return CATEGORIES.get(event["type"], "incident")


def overlap(a: Event, b: Event) -> int:
    """Characters that the passages of two events share."""
    return sum(
        max(0, min(p["end"], q["end"]) - max(p["start"], q["start"])) for p in a["passages"] for q in b["passages"]
    )


def judge(gold: Event, got: Event) -> Judgement:
    """Compare a predicted event with the annotated one, field by field."""
    right_type = gold["type"] == got["type"]
    modality = gold["modality"] == got.get("modality")
    dated, placed = date_right(gold, got), place_right(gold, got)
    subjects = ships(gold, "subject") == ships(got, "subject")
    return Judgement(
        type=right_type,
        modality=modality,
        date=dated,
        place=placed,
        region=set(gold["regions"]) == set(got.get("regions", [])),
        attribution=bool(gold["attributed_to"]) == bool(got.get("attributed_to")),
        record=right_type and modality and dated and placed and subjects,
    )


def date_right(gold: Event, got: Event) -> bool:
    """Both unknown, or the same day, month or year at the gold's precision; a week may be four days off."""
    said, found = gold["start"], got.get("start")
    if said is None or found is None:
        return said is None and found is None
    a, b = date.fromisoformat(said[:10]), date.fromisoformat(found[:10])
    match gold["date_precision"]:
        case "year":
            return a.year == b.year
        case "month":
            return (a.year, a.month) == (b.year, b.month)
        case "week":
            return abs((a - b).days) <= _WEEK
        case _:
            return a == b


def place_right(gold: Event, got: Event) -> bool:
    """Both nowhere, or no farther from the gold's point than its `tolerance_km`."""
    if gold["lon"] is None or got.get("lon") is None:
        return gold["lon"] is None and got.get("lon") is None
    return kilometres(gold, got) <= float(gold["tolerance_km"])


def kilometres(a: Event, b: Event) -> float:
    """Great-circle distance of two events' points (WGS 84 degrees, on a sphere of 6371 km), in kilometres."""
    lat1, lat2 = math.radians(a["lat"]), math.radians(b["lat"])
    half_lon = math.radians(b["lon"] - a["lon"]) / 2
    h = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(half_lon) ** 2
    return _EARTH_KM * math.asin(math.sqrt(min(1.0, h)))


def ship_key(name: str) -> str:
    """A ship's name for comparing: case, spaces, marks and MT or MV put aside."""
    return _NOT_NAME.sub("", _PREFIX.sub("", name.casefold().strip()))


def ships(event: Event, role: str | None = None) -> set[tuple[str, str]]:
    """Name keys with roles."""
    vessels = event.get("vessels", [])
    return {(ship_key(vessel["name"]), vessel["role"]) for vessel in vessels if role is None or vessel["role"] == role}


def best_pairs(gold: list[Event], got: list[Event]) -> list[tuple[int, int]]:
    """The one-to-one pairs (index in `gold`, index in `got`) of the greatest total weight."""
    weights: dict[tuple[int, int], float] = {}
    for i, annotated in enumerate(gold):
        for j, predicted in enumerate(got):
            shared = overlap(annotated, predicted)
            if shared and category(annotated) == category(predicted):
                weights[i, j] = _weight(annotated, predicted, shared)
    if not weights:
        return []
    size = max(len(gold), len(got))
    matched = _assign([[-weights.get((i, j), 0.0) for j in range(size)] for i in range(size)])
    return [(i, j) for j, i in enumerate(matched) if (i, j) in weights]


def _weight(gold: Event, got: Event, shared: int) -> float:
    right = judge(gold, got)
    fields = right.modality + right.date + right.place + (ships(gold) == ships(got))
    return _PAIR + _TYPE * right.type + _FIELD * fields + min(_OVERLAP, shared / _OVERLAP_UNIT)


def _assign(cost: list[list[float]]) -> list[int]:
    """Row of each column in the assignment of least cost (Hungarian method with potentials, O(n³), square matrix)."""
    size = len(cost)
    free = size
    row_potential, column_potential = [0.0] * size, [0.0] * (size + 1)
    row_of = [-1] * (size + 1)
    for row in range(size):
        row_of[free] = row
        column = free
        least = [math.inf] * size
        came_from = [free] * size
        done = [False] * (size + 1)
        while row_of[column] != -1:
            done[column] = True
            here = row_of[column]
            step, following = math.inf, free
            for j in range(size):
                if done[j]:
                    continue
                reduced = cost[here][j] - row_potential[here] - column_potential[j]
                if reduced < least[j]:
                    least[j], came_from[j] = reduced, column
                if least[j] < step:
                    step, following = least[j], j
            for j in range(size + 1):
                if done[j]:
                    row_potential[row_of[j]] += step
                    column_potential[j] -= step
                elif j < size:
                    least[j] -= step
            column = following
        while column != free:
            row_of[column] = row_of[came_from[column]]
            column = came_from[column]
        row_of[free] = -1
    return row_of[:size]
