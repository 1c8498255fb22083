"""The linear scorer: how likely a sentence tells of an event, and of which type. Weights are data (`training.py`)."""

import json
import math
from functools import cache

from geo.resources import DATA

Table = dict[str, dict[str, float]]


@cache
def model(language: str) -> dict[str, Table]:
    """Table's name → feature → column → weight. Of the language, else of all languages; empty if there are none."""
    for name in (language, "any"):
        path = DATA / "scorer" / f"{name}.json"
        if path.exists():
            tables: dict[str, Table] = json.loads(path.read_text(encoding="utf-8"))
            return tables
    return {}


@cache
def has_words(language: str) -> bool:
    """Whether the weights are the language's own, its words among them."""
    return (DATA / "scorer" / f"{language}.json").exists()


def probabilities(features: dict[str, float], table: Table) -> dict[str, float]:
    """Column → probability."""
    sums: dict[str, float] = {}
    for name, value in features.items():
        for kind, weight in table.get(name, {}).items():
            sums[kind] = sums.get(kind, 0.0) + weight * value
    return {kind: 1 / (1 + math.exp(-max(-30.0, min(30.0, s)))) for kind, s in sums.items()}
