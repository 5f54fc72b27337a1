"""A labelled question over an archive → the signals of its statements, and which of them the labels call right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from answer.question import Understanding, understand
from answer.signals import Piece, Signals, measure
from domain import Query, Turn
from evaluation.cases.model import Case
from evaluation.matching import same_article, same_name, same_words
from index import Archive

RETRIEVED = 50
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """One question with everything the fit needs of it."""

    case: Case
    asked: Understanding
    signals: Signals
    supports: Bools
    """Per piece: whether it lies in the labelled words."""
    spoken: Bools
    """Per piece: whether it is attributed, in a supporting sentence, to a speaker whom the labels name."""
    event: str
    """Questions of one event share it: they are never parted between fitting and checking."""


def examples(cases: list[Case], archive: Archive) -> Iterator[Example]:
    """Every question that the archive finds anything for."""
    events = _events(cases)
    for case in cases:
        history = tuple(Turn(str(t.get("question", ""))) for t in case.history)
        asked = understand(Query(case.question, language=case.language, history=history))
        query = Query(asked.topic, language=asked.asked_in)
        signals = measure(asked, archive.retrieve(query, RETRIEVED), archive)
        if signals.pieces:
            pieces = signals.pieces
            supports = np.array([_supports(case, p) for p in pieces], dtype=bool)
            spoken = np.array([p.attributed and s and _names(case, p) for p, s in zip(pieces, supports, strict=True)])
            yield Example(case, asked, signals, supports, spoken, events[case.id])


def _supports(case: Case, piece: Piece) -> bool:
    reference = piece.article.reference
    found = {"id": reference.id, "path": reference.path or "", "title": reference.title, "outlet": reference.outlet}
    labels = [label for label in case.words if same_article(label, found)]
    if case.words:
        return any(same_words(label.text or "", piece.sentence.of(piece.article.text)) for label in labels)
    return any(same_article(label, found) for label in case.articles) and _names(case, piece)


def _names(case: Case, piece: Piece) -> bool:
    names = [link.name for link in piece.statement.chain[:1]]
    return any(same_name(name, a.speaker) for name in names for a in case.attributions)


def _events(cases: list[Case]) -> dict[str, str]:
    """Case id → the smallest article that its labels hang together with."""
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while parent.setdefault(name, name) != name:
            name = parent[name]
        return name

    for case in cases:
        keys = [label.key for label in case.articles]
        for key in keys[1:]:
            first, second = sorted((root(keys[0]), root(key)))
            parent[second] = first
    return {case.id: root(case.articles[0].key) if case.articles else case.id for case in cases}


def without_speakers(example: Example) -> Example:
    """The same with only the attributed statements."""
    kept = np.array([p.attributed for p in example.signals.pieces])
    signals = example.signals
    fewer = replace(
        signals,
        pieces=[p for p, k in zip(signals.pieces, kept, strict=True) if k],
        table=signals.table[kept],
        around=signals.around[kept],
    )
    return replace(example, signals=fewer, supports=example.supports[kept], spoken=example.spoken[kept])
