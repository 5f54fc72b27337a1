"""Evidence → finds: the single statements and sentences of the retrieved passages, scored against the question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import attribution
from domain import Article, Evidence, Span, Statement
from index import Archive

SENTENCES_PER_QUESTION = 400
"""Most sentences scored for one question; the best-ranked passages come first."""


@dataclass(frozen=True, slots=True)
class Find:
    """One statement, or one bare sentence of an outlet, that may answer the question."""

    article: Article
    sentence: Span
    statement: Statement
    score: float
    """Similarity to the question, about 0 to 1."""

    @property
    def quote(self) -> Span:
        """What is shown between quotation marks: quoted words alone, else the outlet's whole sentence."""
        direct = self.statement.form == "direct" or self.statement.nested
        return self.statement.content if direct else self.sentence

    @property
    def attributed(self) -> bool:
        """Whether the product may name who said this."""
        return self.statement.shown and not self.statement.own_voice and bool(self.statement.chain)


@dataclass(frozen=True, slots=True)
class _Candidate:
    article: Article
    sentence: Span
    statement: Statement
    rank: int


def find(question: str, evidence: Sequence[Evidence], archive: Archive) -> list[Find]:
    """Score every statement in the passages; best first."""
    candidates = list(_candidates(evidence, archive))
    sentences = sorted({(c.article.reference.id, c.sentence): c for c in candidates}.items())
    texts = [c.sentence.of(c.article.text) for _, c in sentences]
    contents = [c.statement.content.of(c.article.text) for c in candidates]
    scores = archive.score_sentences(question, texts + contents)
    by_sentence = {key: float(score) for (key, _), score in zip(sentences, scores, strict=False)}
    finds = [
        Find(c.article, c.sentence, c.statement, _blend(by_sentence[(c.article.reference.id, c.sentence)], float(own), c))
        for c, own in zip(candidates, scores[len(texts) :], strict=True)
    ]
    return sorted(finds, key=lambda f: -f.score)


def _blend(sentence: float, content: float, candidate: _Candidate) -> float:
    """A sentence carries its statement, but words beside the matter (a nested aside, the speaker's name) count less."""
    return 0.5 * sentence + 0.5 * content - 0.001 * candidate.rank


def _candidates(evidence: Sequence[Evidence], archive: Archive) -> Iterator[_Candidate]:
    seen: set[tuple[str, Span]] = set()
    sentences: dict[str, tuple[Span, ...]] = {}
    for piece in evidence:
        article = archive.article(piece.passage.article)
        if article is None:  # taken down between retrieval and here
            continue
        key = article.reference.id
        if key not in sentences:
            sentences[key] = attribution.sentences(article.text, article.reference.language)
        for sentence in sentences[key]:
            if (key, sentence) in seen or not sentence.overlaps(piece.passage.span):
                continue
            if len(seen) >= SENTENCES_PER_QUESTION:
                return
            seen.add((key, sentence))
            for statement in _statements_in(sentence, archive.statements(key)):
                yield _Candidate(article, sentence, statement, piece.rank)


def _statements_in(sentence: Span, statements: Iterable[Statement]) -> Iterator[Statement]:
    """The statements that begin in this sentence; one that runs on belongs to where it begins."""
    for statement in statements:
        if sentence.start <= statement.content.start < sentence.end:
            yield statement
