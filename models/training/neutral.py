"""Token vectors and sentence pairs in, vectors without the directions that tell the languages apart out.

Two sentences that mean the same still differ by what is common to their languages, so that a question lies too near to
the passages of its own. The mean difference between English and each other language spans a small space; the token
vectors are projected out of it (as in "language information removal", Yang et al. 2021).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from models.training.pools import Pool, Ragged

Floats = npt.NDArray[np.float32]

PROSE = frozenset({"tico19", "mt-geneval", "mlqe-pe", "mozilla-www", "korean-park-news"})
"""Sources of whole sentences in which the languages say the same."""

LEAST, MOST = 200, 1500
"""Pairs of a language that are needed, and that are used."""

DIRECTIONS = 20
"""Fewer leave the languages apart, more cost sentences their meaning (docs/decisions/0005-static-model.md)."""


def neutral(vectors: Floats, sentences: Pool, directions: int = DIRECTIONS) -> Floats:
    """The vectors with the strongest `directions` of the differences between languages taken out."""
    differences = [_difference(vectors, sentences, rows) for rows in _rows(sentences)]
    if not differences:
        return vectors
    axes = np.linalg.svd(np.stack(differences), full_matrices=False)[2][:directions]
    result: Floats = (vectors - (vectors @ axes.T) @ axes).astype(np.float32)
    return result


def _rows(pool: Pool) -> Iterable[npt.NDArray[np.int64]]:
    """Per language the rows of its pairs with English."""
    found: dict[str, list[npt.NDArray[np.int64]]] = defaultdict(list)
    for group in pool.groups:
        if group.source in PROSE and group.left_language == "en":
            found[group.right_language].append(np.arange(group.start, group.end))
    for own in found.values():
        rows = np.concatenate(own)
        if len(rows) >= LEAST:
            yield rows[:: max(1, len(rows) // MOST)]


def _difference(vectors: Floats, pool: Pool, rows: npt.NDArray[np.int64]) -> Floats:
    left, right = (embedded(vectors, side, rows) for side in (pool.left, pool.right))
    result: Floats = (right - left).mean(axis=0)
    return result


def embedded(vectors: Floats, texts: Ragged, rows: npt.NDArray[np.int64]) -> Floats:
    """The rows' sentence vectors, normalised."""
    ids, lengths = texts.take(rows)
    sums = np.add.reduceat(vectors[ids], np.cumsum(lengths) - lengths, axis=0)
    result: Floats = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)
    return result
