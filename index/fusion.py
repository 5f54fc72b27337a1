"""Several scores per candidate go in, one score per candidate and then one order come out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from index.static_model import Floats

RANK_OFFSET = 60
"""The usual constant of reciprocal rank fusion."""
WORDS = 0.8
"""How far the best BM25 score reaches on the scale of the best late interaction."""
NAMES = 0.4
"""How much the best match of names adds on the same scale."""
FIRST = 10
PER_ARTICLE = 3
"""At most so many passages of one article among the first ten."""


def reciprocal(scores: Floats) -> Floats:
    """1 / (60 + rank) per candidate; a score of 0 gets none."""
    ranks = np.empty(len(scores), dtype=np.float32)
    ranks[np.argsort(-scores, kind="stable")] = np.arange(1, len(scores) + 1)
    return np.where(scores > 0, 1.0 / (RANK_OFFSET + ranks), 0.0).astype(np.float32)


def fuse(
    dense: Floats,
    soft: Floats | None,
    words: Floats,
    languages: Sequence[str],
    asked: str | None,
    names: Floats | None = None,
) -> Floats:
    """One score per candidate from cosine, late interaction (None: the model has no word vectors), BM25 and names.

    A passage in another language than the question cannot score lexically, and must not lose by that. With late
    interaction, which sees through languages, BM25 can only lift a passage that shares the question's own words.
    Without it the two ranks are fused, and a passage in another language than `asked` counts its vector rank twice.
    """
    if soft is not None:
        best = np.maximum(_scaled(soft), WORDS * _scaled(words))
        if names is not None:
            best = best + NAMES * _scaled(names)
        return standardised(dense) + standardised(best)
    by_vector, by_words = reciprocal(dense), reciprocal(words)
    foreign = np.array([asked is not None and code != asked for code in languages], dtype=bool)
    fused: Floats = by_vector + np.where(foreign, by_vector, by_words)
    return fused if names is None else fused + NAMES * reciprocal(names)


def _scaled(scores: Floats) -> Floats:
    result: Floats = scores / max(float(scores.max()), 1e-6)
    return result


def standardised(scores: Floats) -> Floats:
    """The scores with mean 0 and deviation 1; equal scores become 0."""
    result: Floats = (scores - scores.mean()) / max(float(scores.std()), 1e-6)
    return result


def spread(order: Sequence[int], articles: Sequence[str]) -> list[int]:
    """The same candidates with at most PER_ARTICLE of one article among the first FIRST, others moved behind."""
    first: list[int] = []
    later: list[int] = []
    taken: dict[str, int] = {}
    for i in order:
        if len(first) < FIRST and taken.get(articles[i], 0) < PER_ARTICLE:
            first.append(i)
            taken[articles[i]] = taken.get(articles[i], 0) + 1
        else:
            later.append(i)
    return first + later
