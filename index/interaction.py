"""The second stage: a question and word pieces of passages go in, one score per passage comes out.

Late interaction over static word vectors. A word is the sum of its pieces; its length, which training has made a
measure of importance, squared is its weight. A passage's score is the weighted mean, over the question's
words, of the best cosine among the passage's words, cosines under 0.25 counted as 0. It works as a soft BM25 across
languages.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import regex

from index.library import Words
from index.tokens import terms

if TYPE_CHECKING:
    from index.embedders import Embedder
    from index.static_model import Floats, StaticModel

RULES = "1"
"""Counts up when words are cut or measured in another way; stored words of other rules are made anew when needed."""
POWER = 2.0
FLOOR = 0.25

_NO_SPACES = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]")
_START = np.uint32(1 << 31)
"""The bit of a stored piece that says: a word begins here."""

Bools = npt.NDArray[np.bool_]


def words_of(embedder: Embedder, texts: Sequence[tuple[str, str]]) -> list[Words] | None:
    """Per (headline, text) its words, to be stored; None for a model without word vectors."""
    model = embedder.static
    return None if model is None else _words(model, [f"{title}\n{text}" for title, text in texts])


def _words(model: StaticModel, texts: Sequence[str]) -> list[Words]:
    """Of many texts at once: a piece that stands in several is looked up once."""
    pieces = model.pieces(texts)
    starts = [_starts(model, ids) for ids in pieces]
    if not any(len(ids) for ids in pieces):
        return [Words(RULES, b"", b"") for _ in texts]
    used, places = _distinct(np.concatenate(pieces), model.size)
    sums = _sums(model.vectors(used), places, np.concatenate(starts))
    with np.errstate(over="ignore"):  # a word of ten thousand letters is infinitely long, and meets nothing
        lengths_of_words = np.linalg.norm(sums, axis=1).astype(np.float16)
    norms = np.split(lengths_of_words, np.cumsum([s.sum() for s in starts])[:-1])
    return [
        Words(RULES, (ids.astype(np.uint32) | (begins * _START)).astype(np.uint32).tobytes(), lengths.tobytes())
        for ids, begins, lengths in zip(pieces, starts, norms, strict=True)
    ]


def interact(model: StaticModel, question: str, words: Sequence[Words]) -> Floats:
    """One score from 0 to 1 for each passage's words."""
    best, weights = support(model, question, words)
    scores: Floats = np.where(best < FLOOR, 0.0, best) @ weights
    return scores


def support(model: StaticModel, question: str, words: Sequence[Words]) -> tuple[Floats, Floats]:
    """For each passage and each word of the question the best cosine among the passage's words; the words' weights."""
    asked, weights = _question(model, question)
    found = np.zeros((len(words), len(weights)), dtype=np.float32)
    full = [i for i, w in enumerate(words) if w.pieces]
    if not len(weights) or not full:
        return found, weights
    stored = np.frombuffer(b"".join(words[i].pieces for i in full), dtype=np.uint32)
    norms = np.frombuffer(b"".join(words[i].norms for i in full), dtype=np.float16).astype(np.float32)
    ids, starts = (stored & ~_START).astype(np.int64), (stored & _START) != 0
    used, places = _distinct(ids, model.size)
    similar = _sums(model.similar(used, asked), places, starts) / np.maximum(norms, 1e-6)[:, None]
    counts = [len(words[i].norms) // 2 for i in full]
    found[full] = np.maximum.reduceat(similar, np.concatenate([[0], np.cumsum(counts)[:-1]]), axis=0)
    return found, weights


def word_support(embedder: Embedder, question: str, texts: Sequence[tuple[str, str]]) -> tuple[Floats, Floats]:
    """`Archive.support`."""
    if (model := embedder.static) is not None:
        return support(model, question, _words(model, [text for _, text in texts]))
    rows = [_met(terms(question, code), frozenset(terms(text, code))) for code, text in texts]
    width = max((len(row) for row in rows), default=0)
    found = np.array([row + [0.0] * (width - len(row)) for row in rows], dtype=np.float32).reshape(len(rows), width)
    return found, np.full(width, 1 / max(width, 1), dtype=np.float32)


def _met(asked: Sequence[str], there: frozenset[str]) -> list[float]:
    return [float(term in there) for term in asked]


def _question(model: StaticModel, question: str) -> tuple[Floats, Floats]:
    """Unit vectors of the question's words and their weights, which sum to 1."""
    ids = model.pieces([question])[0]
    starts = _starts(model, ids)
    if not len(ids):
        return np.zeros((0, model.dimension), dtype=np.float32), np.zeros(0, dtype=np.float32)
    vectors = _sums(model.vectors(ids), np.arange(len(ids)), starts)[~_marks(model)[1][ids[starts]]]
    norms = np.linalg.norm(vectors, axis=1)
    weights = norms**POWER
    kept = weights > 0
    return vectors[kept] / norms[kept, None], weights[kept] / max(float(weights.sum()), 1e-12)


def _distinct(ids: npt.NDArray[np.int64], size: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The different ids below `size`, and for each given id its place among them (`np.unique` sorts, and is slower)."""
    seen = np.zeros(size, dtype=bool)
    seen[ids] = True
    used = np.flatnonzero(seen)
    place = np.zeros(size, dtype=np.int64)
    place[used] = np.arange(len(used))
    return used, place[ids]


def _starts(model: StaticModel, ids: npt.NDArray[np.int64]) -> Bools:
    """Which pieces begin a word."""
    marked, punctuation = _marks(model)
    starts: Bools = marked[ids] | punctuation[ids]
    if len(ids):
        starts[1:] |= punctuation[ids[:-1]]
        starts[0] = True
    return starts


def _sums(table: Floats, ids: npt.NDArray[np.int64], starts: Bools) -> Floats:
    """Per word the sum of its pieces' rows; by position in the word, which is faster than `np.add.reduceat`."""
    firsts = np.flatnonzero(starts)
    lengths = np.diff(firsts, append=len(ids))
    sums: Floats = table[ids[firsts]]
    longer, position = np.flatnonzero(lengths > 1), 1
    while len(longer):
        sums[longer] += table[ids[firsts[longer] + position]]
        position += 1
        longer = longer[lengths[longer] > position]
    return sums


@lru_cache(maxsize=4)
def _marks(model: StaticModel) -> tuple[Bools, Bools]:
    """Per piece of the vocabulary: whether a word begins with it, and whether it is punctuation."""
    size = model.size
    marked, punctuation = np.zeros(size, dtype=bool), np.zeros(size, dtype=bool)
    for piece, number in model.tokenizer.get_vocab().items():
        bare = piece.lstrip("▁")
        if number < size:
            marked[number] = piece.startswith("▁") or bool(_NO_SPACES.match(bare))
            punctuation[number] = bool(bare) and not any(c.isalnum() for c in bare)
    return marked, punctuation
