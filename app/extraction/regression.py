"""Linear weights by logistic regression: NumPy only, and the same data give the same weights."""

from collections import Counter
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Row = dict[str, float]
Floats = NDArray[np.float32]
Keep = Callable[[str], bool]
_ROUNDS = 250
_WORDS = ("w:", "b:")


def fit(
    rows: list[Row],
    wanted: Floats,
    words: float,
    others: float,
    keep: Keep = bool,
    groups: list[int] | None = None,
) -> tuple[list[str], Floats]:
    """Logistic regression, one column each, by accelerated gradient descent with an L2 penalty.

    With `groups` (of each row, ascending) the rows of one group are weighed against each other: what is learned is
    which of them is right. A group in which none is right teaches nothing.
    """
    starts = np.flatnonzero(np.diff(np.array(groups or range(len(rows))), prepend=-1))
    sizes = np.diff(np.append(starts, len(rows)))
    counts = Counter(name for row in rows for name in row)
    names = sorted(name for name, count in counts.items() if count >= 2 and keep(name))
    index = {name: i for i, name in enumerate(names)}
    x = np.zeros((len(rows), len(names)), np.float32)
    for i, row in enumerate(rows):
        for name, value in row.items():
            if name in index:
                x[i, index[name]] = value
    penalty = np.array([words if n.startswith(_WORDS) else 1e-6 if n == "1" else others for n in names], np.float32)[
        :, None
    ]
    probe = np.ones(len(names), np.float32)
    for _ in range(20):
        probe = x.T @ (x @ probe)
        probe /= np.linalg.norm(probe)
    step = 1 / (np.linalg.norm(x @ probe) ** 2 / 4 / len(rows) * 1.1 + penalty.max())
    weights = ahead = np.zeros((len(names), wanted.shape[1]), np.float32)
    momentum = 1.0
    for _ in range(_ROUNDS):
        said = x @ ahead
        likely, target = 1 / (1 + np.exp(-said)), wanted
        if groups:
            likely, target = _shares(said, starts, sizes), _shares(said + (wanted - 1) * 30, starts, sizes)
        stepped = ahead - step * (x.T @ (likely - target) / len(rows) + penalty * ahead)
        following = (1 + (1 + 4 * momentum * momentum) ** 0.5) / 2
        ahead = stepped + (momentum - 1) / following * (stepped - weights)
        weights, momentum = stepped, following
    return names, weights


def _shares(said: Floats, starts: NDArray[np.intp], sizes: NDArray[np.intp]) -> Floats:
    """Softmax of each group's rows, which begin at `starts`."""
    odds = np.exp(said - np.repeat(np.maximum.reduceat(said, starts), sizes, axis=0))
    shares: Floats = odds / np.repeat(np.add.reduceat(odds, starts), sizes, axis=0)
    return shares


def named(names: list[str], weights: Floats, columns: tuple[str, ...]) -> dict[str, dict[str, float]]:
    """Feature → column → weight, without the weights too small to matter."""
    table: dict[str, dict[str, float]] = {}
    for name, values in zip(names, weights, strict=True):
        kept = {c: round(float(v), 3) for c, v in zip(columns, values, strict=True) if abs(v) >= 0.01}
        if kept:
            table[name] = kept
    return table
