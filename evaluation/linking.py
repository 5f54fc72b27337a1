"""Articles → pairs in different languages that report the same event, told by vectors, numbers and names together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations

import numpy as np
import numpy.typing as npt
import regex

from domain import Article

Embed = Callable[[Sequence[str]], npt.NDArray[np.float32]]
LEAST_SIMILAR = 0.5
"""Cosine of title and lead below which two articles are not linked, whatever they share."""
CLOSE = 0.85
"""Cosine from which one shared number or name is enough; below, it takes three."""
AT_MOST = 2000
"""Articles looked at: every pair of them is compared."""
_MARKS = regex.compile(r"\d{2,}|\b\p{Lu}\p{Latin}{3,}")


def linked_pairs(articles: Sequence[Article], embed: Embed) -> Iterator[tuple[Article, Article]]:
    """Pairs (asked, answering), the surest first; each article is asked from once."""
    articles = articles[:AT_MOST]
    if len(articles) < 2:
        return
    vectors = embed([article.text[:500] for article in articles])
    marks = [frozenset(_MARKS.findall(article.text)) for article in articles]
    scored = []
    for i, j in combinations(range(len(articles)), 2):
        if articles[i].reference.language != articles[j].reference.language:
            similarity, shared = float(vectors[i] @ vectors[j]), len(marks[i] & marks[j])
            if similarity >= LEAST_SIMILAR and shared >= (1 if similarity >= CLOSE else 3):
                scored.append((similarity + 0.02 * min(shared, 10), i, j))
    used: set[int] = set()
    for _, i, j in sorted(scored, reverse=True):
        for first, second in ((i, j), (j, i)):
            if first not in used:
                used.add(first)
                yield articles[first], articles[second]
