"""The linear scorer: how likely a sentence tells of an event, and of which type. Weights are data (`training.py`)."""

import json
import math
from functools import cache, cached_property
from itertools import repeat
from operator import mul

import numpy as np
from numpy.typing import NDArray

from geo.resources import DATA

Floats = NDArray[np.float32]


class Table(dict[str, dict[str, float]]):
    """Feature → column → weight, with the same as a matrix for adding up. Not to be changed once it has been used."""

    @cached_property
    def columns(self) -> list[str]:
        """The names of the columns, in the order of the matrix."""
        return sorted({column for row in self.values() for column in row})

    @cached_property
    def index(self) -> dict[str, int]:
        """Feature → its row of `matrix`."""
        return {name: i for i, name in enumerate(self)}

    @cached_property
    def matrix(self) -> Floats:
        """Features by columns."""
        return np.array([[row.get(c, 0.0) for c in self.columns] for row in self.values()], np.float32)

    @cached_property
    def _of(self) -> dict[str, dict[str, float]]:
        return {c: {name: row[c] for name, row in self.items() if c in row} for c in self.columns}

    def of(self, column: str) -> dict[str, float]:
        """Feature → its weight for one column; empty for a column that the table has not."""
        return self._of.get(column, {})


@cache
def model(language: str) -> dict[str, Table]:
    """Table's name → table. Of the language, else of all languages; empty if there are none."""
    for name in (language, "any"):
        path = DATA / "scorer" / f"{name}.json"
        if path.exists():
            return {k: Table(v) for k, v in json.loads(path.read_text(encoding="utf-8")).items()}
    return {}


@cache
def names(language: str) -> Table:
    """The weights of the words around ships' names; empty for a language that has none."""
    path = DATA / "scorer" / f"names.{language}.json"
    return Table(json.loads(path.read_text(encoding="utf-8"))["name"] if path.exists() else {})


@cache
def has_words(language: str) -> bool:
    """Whether the weights are the language's own, its words among them."""
    return (DATA / "scorer" / f"{language}.json").exists()


def probabilities(features: dict[str, float], table: Table) -> dict[str, float]:
    """Column → probability."""
    if len(table.columns) == 1:
        return {table.columns[0]: 1 / (1 + math.exp(-max(-30.0, min(30.0, worth(features, table, table.columns[0])))))}
    index = table.index
    known = [name for name in features if name in index]
    if not known:
        return dict.fromkeys(table.columns, 0.5)
    values = np.array([features[name] for name in known], np.float32)
    sums = values @ table.matrix.take([index[name] for name in known], axis=0)
    likely = 1 / (1 + np.exp(-np.clip(sums, -30, 30)))
    return dict(zip(table.columns, likely.tolist(), strict=True))


def worth(features: dict[str, float], table: Table, column: str) -> float:
    """What the features speak for a column: the sum of their weights (the log-odds of `probabilities`)."""
    weights = map(table.of(column).get, features, repeat(0.0))
    return math.fsum(map(mul, features.values(), weights))
