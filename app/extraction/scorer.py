"""The linear scorer: how likely a sentence tells of an event, and of which type. Weights are data (`training.py`)."""

import json
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

from geo.resources import DATA

Floats = NDArray[np.float32]


class Table(dict[str, dict[str, float]]):
    """Feature → column → weight, with the same as a matrix for adding up."""

    @cached_property
    def columns(self) -> list[str]:
        """The names of the columns, in the order of the matrix."""
        return sorted({column for row in self.values() for column in row})

    @cached_property
    def vectors(self) -> dict[str, Floats]:
        """Feature → its weights in the order of `columns`."""
        index = {column: i for i, column in enumerate(self.columns)}
        matrix = np.zeros((len(self), len(index)), np.float32)
        for i, row in enumerate(self.values()):
            for column, weight in row.items():
                matrix[i, index[column]] = weight
        return dict(zip(self, matrix, strict=True))


@cache
def model(language: str) -> dict[str, Table]:
    """Table's name → table. Of the language, else of all languages; empty if there are none."""
    for name in (language, "any"):
        path = DATA / "scorer" / f"{name}.json"
        if path.exists():
            return {k: Table(v) for k, v in json.loads(path.read_text(encoding="utf-8")).items()}
    return {}


@cache
def has_words(language: str) -> bool:
    """Whether the weights are the language's own, its words among them."""
    return (DATA / "scorer" / f"{language}.json").exists()


def probabilities(features: dict[str, float], table: Table) -> dict[str, float]:
    """Column → probability."""
    vectors = table.vectors
    known = [(vectors[name], value) for name, value in features.items() if name in vectors]
    if not known:
        return dict.fromkeys(table.columns, 0.5)
    rows, values = zip(*known, strict=True)
    sums = np.array(values, np.float32) @ np.stack(rows)
    likely = 1 / (1 + np.exp(-np.clip(sums, -30, 30)))
    return dict(zip(table.columns, likely.tolist(), strict=True))
