"""Finds → every telling of what most of them are about, so that a question gets one answer in whichever language.

A question scores best against sentences of its own language. What it asks about, though, may be told in many: the finds
vote for the matter that they belong to, and what is told are all sentences of the archive that tell this matter, by
likeness to its middle and not to the question. A matter is a mode of the sentences' density in the embedder's space,
reached by mean shift (Fukunaga and Hostetler 1975): its sentences climb to one point, whichever is first. Measured in
docs/decisions/0024-one-answer-in-every-language.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from answer.finds import Find
from answer.question import Understanding
from answer.signals import within
from domain import Evidence, Query, Span, Statement
from index import Archive, Placed

LANGUAGES = 8
"""Fewest languages that tell a matter: what fewer tell is not sharp enough to be told apart from its neighbours."""
LEADS = 3
"""Best finds of which one must tell it: the very best is another one in every language, the best three seldom are."""
SEEN = 2
"""Fewest languages among the votes for a matter that is looked for in the whole archive."""
SEEDS = 40
"""Best finds that vote."""
EVEN = 2.0
"""Log odds: how evenly they vote; the higher, the more a matter counts for being told by many of them."""
SAID = -90.0
"""Below it a find is nobody's words, where it is asked who says it."""
REACH = 0.4
"""Cosine from which a sentence draws the middle of a matter to itself;"""
PULL = 0.05
"""how much one does that lies just so far."""
STEPS = 8
ALONE = 250_000
"""Products that BLAS reckons in one thread."""
ONE = 0.97
"""Cosine from which two middles are one."""
BELONGS = 0.48
"""Cosine to the middle from which a sentence tells the matter."""
NEARBY = 60
"""Passages that are looked through for tellings."""

Floats = npt.NDArray[np.float32]


class Matter(NamedTuple):
    """What the finds agree on."""

    finds: list[Find]
    """Every statement in the sentences that tell it, the one nearest to its middle first; scores count from there."""
    evidence: tuple[Evidence, ...]
    """Passages around its middle; those of every find's article are among them."""


def retold(finds: Sequence[Find], asked: Understanding, query: Query, archive: Archive) -> Matter | None:
    """The matter that most votes are for, else that of the best find; None unless one of the best and many tell it."""
    votes = _votes(finds, asked)
    if not votes:
        return None
    places = archive.placed(list(dict.fromkeys(find.article.reference.id for find, _ in votes)))
    seeds = np.stack([places[find.article.reference.id].vectors[find.sentence] for find, _ in votes])
    climbed = _climbed(seeds, _field(places))
    leads = {(find.article.reference.id, find.sentence) for find, _ in votes[:LEADS]}
    elected = _elected(climbed, np.array([weight for _, weight in votes], dtype=np.float32))
    for middle in [elected] if elected @ climbed[0] >= ONE else [elected, climbed[0]]:
        seen = {
            f.article.reference.language for (f, _), seed in zip(votes, seeds, strict=True) if seed @ middle >= BELONGS
        }
        if len(seen) < SEEN:
            continue
        found = _around(middle, query, archive)
        there = any((f.article.reference.id, f.sentence) in leads for f in found.finds)
        if there and len({f.article.reference.language for f in found.finds}) >= LANGUAGES:
            return found
    return None


def _votes(finds: Sequence[Find], asked: Understanding) -> list[tuple[Find, float]]:
    """Each sentence once with the weight of its best find, the best first; only words of those asked for, if any."""
    named = [f for f in finds if f.attributed and f.statement.chain[0].speaker in asked.speakers]
    scored = [(f.spoken if asked.kind == "who" else f.score, f) for f in named or finds]
    best = sorted((pair for pair in scored if pair[0] > SAID), key=lambda pair: -pair[0])[:SEEDS]
    once: dict[tuple[str, Span], tuple[Find, float]] = {}
    for score, find in best:
        once.setdefault((find.article.reference.id, find.sentence), (find, float(np.exp((score - best[0][0]) / EVEN))))
    return list(once.values())


def _field(places: Mapping[str, Placed]) -> Floats:
    vectors = [placed.vectors[sentence] for placed in places.values() for sentence in placed.sentences]
    return np.stack(vectors) if vectors else np.zeros((0, 1), dtype=np.float32)


def _climbed(points: Floats, field: Floats) -> Floats:
    """Where each point ends that moves, step by step, to the mean of what is around it."""
    for _ in range(STEPS):
        pulled = _pulled(points, field)
        length = np.linalg.norm(pulled, axis=1, keepdims=True)
        points = np.where(length > 0, pulled / np.maximum(length, 1e-9), points).astype(np.float32)
    return points


def _pulled(points: Floats, field: Floats) -> Floats:
    """The sum of what is around each point, taken in pieces for which BLAS starts no threads: they wait by running."""
    pulled, rows = np.zeros_like(points), max(1, ALONE // max(points.size, 1))
    for start in range(0, len(field), rows):
        piece = field[start : start + rows]
        near = points @ piece.T
        pulled += np.where(near >= REACH, near - REACH + PULL, 0.0).astype(np.float32) @ piece
    return pulled


def _elected(middles: Floats, weights: Floats) -> Floats:
    """The middle with most weight."""
    won = (middles @ middles.T >= ONE) @ weights
    best: Floats = middles[int(np.argmax(won))]
    return best


def _around(middle: Floats, query: Query, archive: Archive) -> Matter:
    """What tells the matter, wherever its question would have looked: the middle is sought once more in all of it."""
    evidence = archive.near(middle, query, NEARBY)
    places = archive.placed(list(dict.fromkeys(e.reference.id for e in evidence)))
    middle = _climbed(middle[None, :], _field(places))[0] if places else middle
    told = [find for id_, placed in places.items() for find in _tellings(id_, placed, middle, archive)]
    return Matter(sorted(told, key=lambda find: -find.score), tuple(evidence))


def _tellings(id_: str, placed: Placed, middle: Floats, archive: Archive) -> Iterator[Find]:
    likes = {sentence: float(placed.vectors[sentence] @ middle) for sentence in placed.sentences}
    near = {sentence: like for sentence, like in likes.items() if like >= BELONGS}
    article = archive.article(id_) if near else None
    if article is None:
        return
    statements = archive.statements(id_)
    for sentence, like in near.items():
        for statement in _once(within(sentence, statements)):
            yield Find(article, sentence, statement, like - 1, like, like - 1)


def _once(statements: Iterator[Statement]) -> list[Statement]:
    """One statement for each chain of speakers, a shown one if there is one."""
    once: dict[tuple[str, ...], Statement] = {}
    for statement in sorted(statements, key=lambda s: not s.shown):
        once.setdefault(tuple(link.name for link in statement.chain), statement)
    return list(once.values())
