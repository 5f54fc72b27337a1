"""Signals → finds: the statements and sentences of the retrieved passages, scored against the question; best first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from answer.fitted import Fitted, score
from answer.signals import SIGNALS, Signals
from domain import Article, Span, Statement

KEPT = 80
"""The best finds, among which the claims are found."""
SAME = 2.0
"""Share of the likeness to the best find in a find's fit."""
MARKS = frozenset({"“”", "„“", "„”", "«»", '""', "「」", "『』", "‘’", "”“"})
_EDGES = " \t\u00a0\u202f,،，"

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Find:
    """One statement, or one bare sentence of an outlet, that may answer the question."""

    article: Article
    sentence: Span
    statement: Statement
    score: float
    """How far it bears on the question: log odds within one question, 0 for the best."""
    head: float = 0.0
    """Cosine of its words to those of the best find that is nobody's account of another: how far it says the same."""
    spoken: float = -99.0
    """How far it tells who is asked for, as log odds among the attributed ones; far below 0 for the others."""

    @property
    def quote(self) -> Span:
        """What is shown between quotation marks: quoted words alone, else the outlet's whole sentence.

        Of a statement that runs over several sentences, the words in this one.
        """
        if self.statement.form in ("direct", "own_voice") or self.statement.nested:
            return bare(self.article.text, common(self.statement.content, self.sentence))
        return self.sentence

    @property
    def fit(self) -> float:
        """What finds of one claim are ranked by: the score, and whether it says the same as the best find."""
        return self.score + SAME * self.head

    @property
    def attributed(self) -> bool:
        """Whether the product may name who said this."""
        return self.statement.shown and not self.statement.own_voice and bool(self.statement.chain)


def find(signals: Signals, fitted: Fitted) -> list[Find]:
    """The pieces that bear most on the question, and those that best tell who is asked for; the best first."""
    pieces = signals.pieces
    if not pieces:
        return []
    bears = score(fitted.bears, SIGNALS, signals.table) + score(fitted.holds, SIGNALS, signals.table)
    attributed = np.array([p.attributed for p in pieces])
    spoken = np.where(attributed, score(fitted.speaks, SIGNALS, signals.table), -np.inf)
    chosen = sorted({int(i) for scores in (bears, spoken) for i in np.argsort(-scores, kind="stable")[:KEPT]})
    vectors = _vectors(signals, chosen)
    plain = np.array([not pieces[i].statement.nested for i in chosen])
    alike = vectors @ vectors[int(np.argmax(np.where(plain, bears[chosen], -np.inf)))]
    bears, spoken = bears - bears.max(), spoken - max(float(spoken.max()), -1e6)
    finds = [
        Find(p.article, p.sentence, p.statement, float(bears[i]), float(same), max(float(spoken[i]), -99.0))
        for i, same in zip(chosen, alike, strict=True)
        for p in (pieces[i],)
    ]
    return sorted(finds, key=lambda f: -f.score)


def _vectors(signals: Signals, chosen: list[int]) -> Floats:
    """Where each statement's part of its sentence lies; the sentence itself where the part was not placed."""
    found = []
    for piece in (signals.pieces[i] for i in chosen):
        vectors = signals.placed[piece.article.reference.id].vectors
        part = common(piece.statement.content, piece.sentence)
        found.append(vectors.get(part, vectors[piece.sentence]))
    return np.stack(found)


def common(one: Span, other: Span) -> Span:
    """The characters that lie in both spans, which overlap."""
    return Span(max(one.start, other.start), min(one.end, other.end))


def bare(text: str, span: Span) -> Span:
    """The span without the quotation marks around it and without the comma before the cue."""
    start, end = span
    while end > start and text[end - 1] in _EDGES:
        end -= 1
    if end - start > 2 and text[start] + text[end - 1] in MARKS:
        return Span(*_trimmed(text, start + 1, end - 1))
    return Span(*_trimmed(text, start, end))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while end > start and text[end - 1] in _EDGES:
        end -= 1
    while end > start and text[start] in _EDGES:
        start += 1
    return start, end
