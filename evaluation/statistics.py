"""Values per case → interval of their mean, paired tests, Holm's correction, the smallest difference one can see.

Everything is seeded: the same values give the same figures. Values of one group (one question in several forms) are
resampled together.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

RESAMPLES = 10_000
SEED = 20_171_114
POWERED = 2.8
"""Standard errors that a difference must have to be seen in four of five runs at the 5 % level (1.96 + 0.84)."""

Array = npt.NDArray[np.float64]


class Estimate(NamedTuple):
    """A mean over cases with its 95 % interval."""

    mean: float
    n: int
    low: float
    high: float
    detectable: float
    """The smallest difference between two runs over these cases that is seen four times in five."""


@lru_cache(maxsize=12)
def _resamples(n: int, resamples: int, seed: int) -> npt.NDArray[np.float32]:
    """How often each of n units stands in each resample."""
    rng = np.random.default_rng([seed, n])
    drawn = rng.integers(0, n, size=(resamples, n))
    flat = (drawn + np.arange(resamples)[:, None] * n).ravel()
    return np.bincount(flat, minlength=resamples * n).reshape(resamples, n).astype(np.float32)


def estimate(
    values: Sequence[float], groups: Sequence[str] | None = None, resamples: int = RESAMPLES, seed: int = SEED
) -> Estimate:
    """Mean and percentile bootstrap interval; at least one value."""
    sums, sizes = _grouped(np.asarray(values, dtype=float), groups)
    low, high = _interval(sums, sizes, resamples, seed)
    spread = float(np.std(values, ddof=1)) if len(values) > 1 else 0.0
    # Two runs over the same cases share about half of the variance, so a difference varies as much as a value.
    return Estimate(float(np.mean(values)), len(values), low, high, POWERED * spread / math.sqrt(len(values)))


def _grouped(values: Array, groups: Sequence[str] | None) -> tuple[Array, Array]:
    if groups is None or len(set(groups)) == len(values):
        return values, np.ones(len(values))
    _, of = np.unique(np.asarray(groups), return_inverse=True)
    return np.bincount(of, weights=values).astype(float), np.bincount(of).astype(float)


def _interval(sums: Array, sizes: Array, resamples: int, seed: int) -> tuple[float, float]:
    weights = _resamples(len(sums), resamples, seed)
    means = (weights @ sums.astype(np.float32)) / (weights @ sizes.astype(np.float32))
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)


class Difference(NamedTuple):
    """What changed from one run to another in one metric, over the cases that both have."""

    mean: float
    """Second minus first."""
    n: int
    low: float
    high: float
    p: float
    test: str
    """McNemar (exact, for right-or-wrong metrics) or sign flip."""
    wins: int
    ties: int
    losses: int
    detectable: float


def difference(
    first: Sequence[float], second: Sequence[float], groups: Sequence[str] | None = None, seed: int = SEED
) -> Difference:
    """Compare paired values; at least one pair."""
    change = np.asarray(second, dtype=float) - np.asarray(first, dtype=float)
    sums, sizes = _grouped(change, groups)
    low, high = _interval(sums, sizes, RESAMPLES, seed) if np.any(change) else (0.0, 0.0)
    wins, losses = int(np.sum(change > 1e-12)), int(np.sum(change < -1e-12))
    yes_or_no = set(first) | set(second) <= {0.0, 1.0} and len(sums) == len(change)
    p = mcnemar(wins, losses) if yes_or_no else sign_flip(sums, seed)
    spread = float(np.std(change, ddof=1)) if len(change) > 1 else 0.0
    return Difference(
        float(np.mean(change)), len(change), low, high, p, "McNemar" if yes_or_no else "sign flip",
        wins, len(change) - wins - losses, losses, POWERED * spread / math.sqrt(len(change)),
    )  # fmt: skip


def mcnemar(wins: int, losses: int) -> float:
    """Exact two-sided p of McNemar's test: the chance of so uneven a split of the cases that changed."""
    changed = wins + losses
    tail = sum(math.comb(changed, k) for k in range(min(wins, losses) + 1))
    return float(min(1.0, 2 * tail / 2**changed))


def sign_flip(change: Array, seed: int = SEED, flips: int = RESAMPLES) -> float:
    """Two-sided p of the paired permutation test: how often random signs give so large a sum."""
    change = change[change != 0]
    if not len(change):
        return 1.0
    signs = np.random.default_rng([seed, len(change), 1]).integers(0, 2, size=(flips, len(change))) * 2 - 1
    as_large = int(np.sum(np.abs(signs @ change) >= abs(change.sum()) - 1e-9))
    return (as_large + 1) / (flips + 1)


def holm(p_values: Mapping[str, float]) -> dict[str, float]:
    """Holm's step-down correction: p values that may be compared with 0.05 although several were looked at."""
    corrected: dict[str, float] = {}
    highest = 0.0
    for place, (name, p) in enumerate(sorted(p_values.items(), key=lambda item: item[1])):
        highest = max(highest, min(1.0, p * (len(p_values) - place)))
        corrected[name] = highest
    return corrected


def auroc(positives: Sequence[float], negatives: Sequence[float]) -> float | None:
    """Chance that a positive scores above a negative, ties counted half; None without both."""
    if not positives or not negatives:
        return None
    a, b = np.asarray(positives, dtype=float)[:, None], np.asarray(negatives, dtype=float)[None, :]
    return float(np.mean((a > b) + 0.5 * (a == b)))
