"""Several scores per candidate go in, one score per candidate and then one order come out."""

from __future__ import annotations

from collections import Counter
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
PER_ARTICLE, FIRST = 3, 10
"""At most so many passages of one article (or of one story that several outlets print) among the first ten."""
PER_STORY, FEW = 2, 5
"""At most so many passages of a story that several outlets print among the first five."""
LISTED, SHOWN = 10, 50
"""At most so many of such a story among the first fifty: enough for its outlets, and room for the others."""


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


def spread(order: Sequence[int], articles: Sequence[str], stories: Sequence[str]) -> list[int]:
    """The same candidates, those moved behind of whose article or story enough stand before them.

    `stories` says which articles are copies of one another: they have the same.
    """
    several = {
        story for story, count in Counter(s for _, s in set(zip(articles, stories, strict=True))).items() if count > 1
    }
    taken: Counter[str] = Counter()
    left, chosen = list(order), list[int]()
    while left and len(chosen) < SHOWN:
        place = len(chosen)
        fits = (k for k, i in enumerate(left) if taken[stories[i]] < _most(place, stories[i] in several))
        at = next(fits, None)
        if at is None:
            break
        chosen.append(left.pop(at))
        taken[stories[chosen[-1]]] += 1
    return chosen + left


def _most(place: int, several: bool) -> int:
    """How many passages of one story may stand before this place, and in it."""
    if place < FEW and several:
        return PER_STORY
    if place < FIRST:
        return PER_ARTICLE
    return LISTED if several else SHOWN
