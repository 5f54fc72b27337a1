"""Finds → those that belong to the answer: near the best, saying the same, or said by somebody where that is asked.

Where a denial is asked for, denials are looked for further down. Distances are log odds below the best find; they are
tuned on the development archive and the seeds.
"""

from __future__ import annotations

from collections.abc import Sequence

from answer.claims import denies, speaker_id
from answer.finds import Find
from answer.question import Understanding

NEAR = 1.2
"""A find belongs to the answer if it lies at most so far below the best one;"""
SPOKEN_NEAR = 0.9
"""or, where a speaker is asked for, at most so far below the best attributed one;"""
ECHO, ECHO_NEAR = 0.5, 2.0
"""or if it says the same as the best one (cosine) and lies at most so far below it;"""
OWN_ECHO, OWN_NEAR = 0.2, 7.0
"""or if the leading speaker says it, or is credited with it, and it says something like it: so one claim is followed
through outlets and languages, where likeness is lower."""

DENIAL_NEAR = 4.0
"""or if a denial is asked for and it is one, and lies at most so far below it."""

ASKED_NEAR = 3.0
"""or if it is said by the one whose words are asked for, and lies at most so far below it."""

FACT_NEAR, FACTS = 2.0, 4
"""A fact stands in one of so many sentences that lie at most so far below the best one: a find that only says the same
as the best one adds nothing where one value is asked for."""


def relevant(finds: Sequence[Find], asked: Understanding) -> list[Find]:
    """The finds of the answer, in the given order (best first)."""
    if asked.factual:
        return _likeliest(finds)
    lead = _leading(finds, asked)

    def belongs(find: Find) -> bool:
        near = find.score >= -NEAR or (asked.kind == "who" and find.attributed and find.spoken >= -SPOKEN_NEAR)
        echoes = find.head >= ECHO and find.score >= -ECHO_NEAR
        if asked.denial and find.attributed and denies(find.statement.chain[-1]):
            return find.score >= -DENIAL_NEAR
        same = lead is not None and _speaker(find) == lead
        wanted = asked.speakers if asked.wanted == "other" else ()
        if find.attributed and _speaker(find) in wanted and find.score >= -ASKED_NEAR:
            return True
        return near or echoes or (same and find.head >= OWN_ECHO and find.score >= -OWN_NEAR)

    return [find for find in finds if belongs(find)]


def _likeliest(finds: Sequence[Find]) -> list[Find]:
    """The finds of the best sentences."""
    near = [find for find in finds if find.score >= -FACT_NEAR]
    best = list(dict.fromkeys((find.article.reference.id, find.sentence) for find in near))[:FACTS]
    return [find for find in near if (find.article.reference.id, find.sentence) in best]


def _leading(finds: Sequence[Find], asked: Understanding) -> str | None:
    """Who says what is asked for, if anybody does."""
    if not finds:
        return None
    best = max(finds, key=lambda f: f.spoken) if asked.kind == "who" else finds[0]
    return _speaker(best) if best.attributed else None


def _speaker(find: Find) -> str | None:
    """The canonical id of the one who says it, or is credited with it by the article's own voice."""
    chain = find.statement.chain
    return speaker_id(chain[0], find) if chain and (find.attributed or find.statement.own_voice) else None
