"""Articles go in, the place of each of their sentences and statements in the embedder's space comes out, and is stored.

So an answer need not embed sentences while somebody waits, and the same claim is found in several languages.
A vector is stored as whole numbers from -127 to 127 and normalised when it is read: its length says nothing.
"""

from __future__ import annotations

import sqlite3
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

import attribution
from domain import Article, Span, Statement

if TYPE_CHECKING:
    from index.embedders import Embedder
    from index.static_model import Floats

RULES = "1"
"""Counts up when other pieces of a text are placed; those of other rules are made anew when needed."""
CHUNK = 500

Told = tuple[Article, Sequence[Statement]]


class Placed(NamedTuple):
    """An article's sentences, and where its pieces lie."""

    sentences: tuple[Span, ...]
    """In order, as `attribution.sentences` cuts them."""
    vectors: Mapping[Span, Floats]
    """Normalised, for every sentence and for the part of every statement that lies in a sentence."""

    def statement(self, content: Span) -> Floats | None:
        """Where a whole statement lies: the mean of its parts; None if it has no part here."""
        parts = [self.vectors[part] for s in self.sentences if (part := _shared(content, s)) in self.vectors]
        if not parts:
            return None
        mean: Floats = np.mean(parts, axis=0)
        length = float(np.linalg.norm(mean))
        return mean / length if length else mean


def place(embedder: Embedder, articles: Sequence[Told]) -> list[tuple[Placed, npt.NDArray[np.int8]]]:
    """Per article its pieces with their vectors, and the same vectors as they are stored."""
    cut = [_pieces(article, statements) for article, statements in articles]
    texts = [span.of(article.text) for (article, _), (_, spans) in zip(articles, cut, strict=True) for span in spans]
    vectors = embedder.embed_documents(texts) if texts else np.zeros((0, embedder.dimension), dtype=np.float32)
    stored, made, at = _rounded(vectors), [], 0
    for sentences, spans in cut:
        rows = stored[at : at + len(spans)]
        made.append((_placed(sentences, spans, rows), rows))
        at += len(spans)
    return made


def add(connection: sqlite3.Connection, embedder: Embedder, articles: Sequence[Told]) -> None:
    """Store the places of articles that have none yet."""
    sql = "INSERT OR REPLACE INTO placed VALUES (?, ?, ?, ?, ?)"
    for (article, _), (placed, rows) in zip(articles, place(embedder, articles), strict=True):
        spans = np.array(list(placed.vectors), dtype=np.int32).tobytes()
        values = (article.reference.id, RULES, len(placed.sentences), spans, rows.tobytes())
        connection.execute(sql, values)


def read(connection: sqlite3.Connection, article_ids: Sequence[str]) -> dict[str, Placed]:
    """What is stored for these articles, by today's rules."""
    found: dict[str, Placed] = {}
    for start in range(0, len(article_ids), CHUNK):
        part = article_ids[start : start + CHUNK]
        sql = f"""SELECT article, sentences, spans, vectors FROM placed
                  WHERE rules = ? AND article IN ({", ".join("?" * len(part))})"""
        for id_, count, spans, vectors in connection.execute(sql, (RULES, *part)):
            pieces = [Span(*pair) for pair in np.frombuffer(spans, dtype=np.int32).reshape(-1, 2).tolist()]
            rows = np.frombuffer(vectors, dtype=np.int8).reshape(len(pieces), -1) if pieces else np.zeros((0, 1))
            found[id_] = _placed(pieces[:count], pieces, rows)
    return found


def missing(connection: sqlite3.Connection) -> list[str]:
    """Articles that have no places by today's rules."""
    sql = "SELECT id FROM articles WHERE id NOT IN (SELECT article FROM placed WHERE rules = ?) ORDER BY id"
    return [id_ for (id_,) in connection.execute(sql, (RULES,))]


def _pieces(article: Article, statements: Iterable[Statement]) -> tuple[Sequence[Span], list[Span]]:
    """The sentences, and all pieces with the sentences first."""
    sentences = attribution.sentences(article.text, article.reference.language)
    ends = [sentence.end for sentence in sentences]
    parts = (part for s in statements for part in _parts(s.content, sentences, ends))
    return sentences, list(dict.fromkeys([*sentences, *parts]))


def _parts(content: Span, sentences: Sequence[Span], ends: Sequence[int]) -> Iterator[Span]:
    """What a statement shares with each sentence that it lies in."""
    for number in range(bisect_right(ends, content.start), len(sentences)):
        part = _shared(content, sentences[number])
        if part.end <= part.start:
            return
        yield part


def _shared(one: Span, other: Span) -> Span:
    return Span(max(one.start, other.start), min(one.end, other.end))


def _placed(sentences: Sequence[Span], spans: Sequence[Span], rows: npt.NDArray[np.generic]) -> Placed:
    vectors = rows.astype(np.float32)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    return Placed(tuple(sentences), dict(zip(spans, vectors, strict=True)))


def _rounded(vectors: Floats) -> npt.NDArray[np.int8]:
    """Every row stretched so that its largest number becomes 127."""
    largest = np.abs(vectors).max(axis=1, keepdims=True, initial=1e-12)
    rounded: npt.NDArray[np.int8] = np.rint(vectors / largest * 127).astype(np.int8)
    return rounded
