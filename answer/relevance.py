"""Finds → those that belong to the answer: near the best, saying the same, or said by somebody where that is asked."""

from __future__ import annotations

from collections.abc import Sequence

from answer.finds import Find
from answer.question import Understanding

NEAR = 0.75
"""A find belongs to the answer if it scores at least this share of the best one;"""
ECHO, ECHO_NEAR = 0.36, 0.45
"""or if it says the same (cosine to the best one) and scores this lower share of the best of its kind;"""
OWN_BEST, OWN_ECHO = 0.5, 0.2
"""or if it is its article's best, scores this share of the best of its kind and says something like the best one."""
SPOKEN = 0.6
"""Where a speaker is asked for, attributed finds are measured against the best attributed one, if that scores at
least this share of the best of all."""


def relevant(finds: Sequence[Find], asked: Understanding) -> list[Find]:
    """The finds of the answer, in the given order (best first).

    A find's kind is whether it is in the question's language: likeness is lower across languages. The shares are
    tuned on the development archive.
    """
    if not finds:
        return []
    best = finds[0].score
    of_kind: dict[bool, float] = {}
    of_article: dict[str, float] = {}
    for f in finds:
        of_kind.setdefault(_native(f, asked), f.score)
        of_article.setdefault(f.article.reference.id, f.score)
    spoken = _best_spoken(finds, asked)

    def belongs(f: Find) -> bool:
        kind = of_kind[_native(f, asked)]
        echoes = f.head >= ECHO and f.score >= ECHO_NEAR * kind
        own = f.score >= max(of_article[f.article.reference.id], OWN_BEST * kind) and f.head >= OWN_ECHO
        return f.score >= NEAR * best or echoes or own or (f.attributed and f.score >= NEAR * spoken)

    return [f for f in finds if belongs(f)]


def _native(find: Find, asked: Understanding) -> bool:
    return find.article.reference.language == asked.asked_in


def _best_spoken(finds: Sequence[Find], asked: Understanding) -> float:
    """The score of the best attributed find where a speaker is asked for; else out of reach."""
    best = next((f.score for f in finds if f.attributed), 0.0)
    return best if asked.kind == "who" and best >= SPOKEN * finds[0].score else float("inf")
