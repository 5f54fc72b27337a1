"""Evidence → finds: the single statements and sentences of the retrieved passages, scored against the question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

import attribution
from domain import Article, Evidence, Span, Statement
from index import Archive

SENTENCES_PER_QUESTION = 400
"""Most sentences scored for one question; the best-ranked passages come first."""
PASSAGE_WEIGHT = 0.2
"""Share of the passage's own standing (standardised) in a find's score."""
FOREIGN = 0.1
"""Added for a sentence in another language than the question's: similarity is that much lower across languages."""
AGREEMENT = 0.2
"""Share of what other articles say alike in a find's score."""
AGREEING = 80
"""The best finds among which agreement is sought."""
LEAST_SHARED = 10
"""Characters of a statement that must lie in a sentence."""
SAME = 0.4
"""Share of the likeness to the best find in a find's fit."""
ALIKE = 0.25
"""Cosine under which two statements say nothing alike."""
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
    """Fit to the question; comparable within one question."""
    head: float = 0.0
    """Cosine of its words to those of the best find that is nobody's account of another: how far it says the same."""

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


@dataclass(frozen=True, slots=True)
class _Candidate:
    article: Article
    sentence: Span
    statement: Statement
    standing: float
    """The passage's retrieval score."""

    @property
    def scored(self) -> Span:
        """The sentence, which names the speaker and the matter; of the outlet's own words only these."""
        own = self.statement.own_voice
        return common(self.statement.content, self.sentence) if own else self.sentence


def find(topic: str, language: str, evidence: Sequence[Evidence], archive: Archive) -> list[Find]:
    """Score every statement in the passages against the topic of a question in this language; best first."""
    candidates = list(_candidates(evidence, archive))
    if not candidates:
        return []
    scores = _scores(topic, language, candidates, archive)
    order = [int(i) for i in np.argsort(-scores, kind="stable")]
    best = [candidates[i] for i in order[:AGREEING]]
    vectors = archive.embedder.embed_documents(
        [common(c.statement.content, c.sentence).of(c.article.text) for c in best]
    )
    agreed = scores[order[:AGREEING]] + AGREEMENT * _agreement(best, vectors, scores[order[:AGREEING]])
    plain = np.array([not c.statement.nested for c in best])
    head = vectors @ vectors[int(np.argmax(np.where(plain, agreed, -np.inf)))]
    finds = [
        Find(c.article, c.sentence, c.statement, float(score), float(alike))
        for c, score, alike in zip(best, agreed, head, strict=True)
    ]
    return sorted(finds, key=lambda f: -f.score)


def _scores(topic: str, language: str, candidates: Sequence[_Candidate], archive: Archive) -> Floats:
    texts = {(c.article.reference.id, c.scored): c.scored.of(c.article.text) for c in candidates}
    by_text = dict(zip(texts, archive.score_sentences(topic, list(texts.values())), strict=True))
    scores = np.array([by_text[(c.article.reference.id, c.scored)] for c in candidates], dtype=np.float32)
    standing = np.array([c.standing for c in candidates], dtype=np.float32)
    foreign = np.array([c.article.reference.language != language for c in candidates], dtype=np.float32)
    standardised = (standing - standing.mean()) / max(float(standing.std()), 1e-6)
    result: Floats = scores + FOREIGN * foreign + PASSAGE_WEIGHT * standardised
    return result


def _agreement(candidates: Sequence[_Candidate], vectors: Floats, scores: Floats) -> Floats:
    """Per candidate the mean of the two strongest echoes in other articles: likeness times score."""
    alike = vectors @ vectors.T
    articles = np.array([c.article.reference.id for c in candidates], dtype=object)
    alike[(articles[:, None] == articles[None, :]) | (alike < ALIKE)] = 0
    echoes = np.sort(alike * np.maximum(scores, 0)[None, :], axis=1)[:, -2:]
    result: Floats = echoes.mean(axis=1).astype(np.float32)
    return result


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
                yield _Candidate(article, sentence, statement, piece.score)


def _statements_in(sentence: Span, statements: Iterable[Statement]) -> Iterator[Statement]:
    """The statements with words in this sentence, punctuation aside."""
    for statement in statements:
        covered = statement.nested and not statement.shown  # its teller's statement holds the same words
        if statement.content.overlaps(sentence) and not covered:
            shared = common(statement.content, sentence)
            if shared.end - shared.start >= min(LEAST_SHARED, sentence.end - sentence.start):
                yield statement
