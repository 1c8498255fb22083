"""The linear scorer: how likely a sentence tells of an event of each type. Weights are data, trained by `training.py`."""

import json
import math
from functools import cache

from geo.resources import DATA


@cache
def weights(language: str) -> dict[str, dict[str, float]]:
    """Feature → type → weight, of the language or (without its words) of all languages; empty if there are none."""
    for name in (language, "any"):
        path = DATA / "scorer" / f"{name}.json"
        if path.exists():
            table: dict[str, dict[str, float]] = json.loads(path.read_text(encoding="utf-8"))["weights"]
            return table
    return {}


def probabilities(features: dict[str, float], table: dict[str, dict[str, float]]) -> dict[str, float]:
    """Type → probability."""
    sums: dict[str, float] = {}
    for name, value in features.items():
        for kind, weight in table.get(name, {}).items():
            sums[kind] = sums.get(kind, 0.0) + weight * value
    return {kind: 1 / (1 + math.exp(-max(-30.0, min(30.0, s)))) for kind, s in sums.items()}
