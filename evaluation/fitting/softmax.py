"""Rows of signals with the right ones marked → weights under which the right ones come first (or a yes from a no)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Gradient = Callable[[Floats], Floats]
STEPS = 600
RATE = 0.05


def first(
    tables: Sequence[Floats],
    right: Sequence[Bools],
    shares: Sequence[float],
    penalty: float,
    known: Sequence[Floats] | None = None,
) -> Floats:
    """Weights that lift any right row of each table over its other rows, beside the score `known` of each row.

    The loss of a table is -log of what a softmax over its rows gives to the right ones together.
    """
    scale = _scale(np.concatenate(tables))
    scored = known or [np.zeros(len(table)) for table in tables]
    rows = [(table / scale, marks, there) for table, marks, there in zip(tables, right, scored, strict=True)]

    def gradient(weights: Floats) -> Floats:
        total = penalty * weights
        for (table, marks, there), share in zip(rows, shares, strict=True):
            given = _softmax(table @ weights + there)
            wanted = given * marks
            total = total - share * table.T @ (wanted / max(wanted.sum(), 1e-12) - given)
        return total / len(rows)

    return _descended(gradient, tables[0].shape[1]) / scale


def yes(table: Floats, truth: Bools, shares: Floats, penalty: float) -> Floats:
    """Logistic weights, the intercept last; `shares` weighs the rows."""
    scale, mean = _scale(table), table.mean(axis=0)
    rows = np.column_stack([(table - mean) / scale, np.ones(len(table))])

    def gradient(weights: Floats) -> Floats:
        given = 1 / (1 + np.exp(-(rows @ weights)))
        found: Floats = (rows.T @ (shares * (given - truth)) + penalty * np.append(weights[:-1], 0)) / len(rows)
        return found

    found = _descended(gradient, rows.shape[1])
    weights = found[:-1] / scale
    return np.append(weights, found[-1] - weights @ mean)


def _softmax(scores: Floats) -> Floats:
    raised = np.exp(scores - scores.max())
    found: Floats = raised / raised.sum()
    return found


def _scale(table: Floats) -> Floats:
    spread: Floats = table.std(axis=0)
    return np.where(spread > 1e-9, spread, 1.0)


def _descended(gradient: Gradient, count: int) -> Floats:
    """Adam from zero: the losses are smooth and the signals few."""
    weights, slow, squared = (np.zeros(count) for _ in range(3))
    for step in range(1, STEPS + 1):
        slope = gradient(weights)
        slow, squared = 0.9 * slow + 0.1 * slope, 0.999 * squared + 0.001 * slope**2
        weights = weights - RATE * (slow / (1 - 0.9**step)) / (np.sqrt(squared / (1 - 0.999**step)) + 1e-9)
    return weights
