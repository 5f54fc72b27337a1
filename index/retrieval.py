"""A question goes in, passages come out best first: vectors and words searched, fused, scored again (LlamaIndex)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from index.fusion import fuse, spread
from index.interaction import RULES, interact, words_of
from index.library import Candidate, Words

if TYPE_CHECKING:
    from index.embedders import Embedder
    from index.filters import Filters
    from index.library import Library
    from index.reader import VectorReader
    from index.static_model import Floats

POOL = 200
"""Candidates from each of the two searches."""


class HybridRetriever(BaseRetriever):
    """Vector and lexical search over one archive."""

    def __init__(
        self,
        library: Library,
        vectors: VectorReader,
        embedder: Embedder,
        filters: Filters,
        language: str | None,
        limit: int,
    ) -> None:
        """`language` is the question's, None if unknown; `limit` the number of passages wanted."""
        super().__init__()
        self._library, self._vectors, self._embedder = library, vectors, embedder
        self._filters, self._language, self._limit = filters, language, limit

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        question = query_bundle.query_str
        vector = self._embedder.embed_queries([question])[0]
        pool = max(POOL, self._limit)
        near = self._vectors.search(vector, self._filters, pool)
        lexical = dict(self._library.search_words(question, self._filters, pool))
        named = dict(self._library.search_names(question, self._filters, pool))
        candidates = self._library.candidates(list(dict.fromkeys([*near, *lexical, *named])))
        if not candidates:
            return []
        scores = self._score(question, vector, candidates, lexical, named)
        order = [int(i) for i in np.argsort(-scores, kind="stable")]
        articles = [c.article for c in candidates]
        origins = self._library.origins(list(dict.fromkeys(articles)))
        chosen = spread(order, articles, [origins.get(a, a) for a in articles])[: self._limit]
        by_vector = set(near)
        by_words = lexical.keys() | named.keys()
        return [_node(candidates[i], float(scores[i]), by_vector, by_words) for i in chosen]

    def _score(
        self,
        question: str,
        vector: Floats,
        candidates: Sequence[Candidate],
        lexical: dict[int, float],
        named: dict[int, float],
    ) -> Floats:
        halves = np.frombuffer(b"".join(c.vector for c in candidates), dtype=np.float16)
        dense: Floats = halves.reshape(len(candidates), -1).astype(np.float32) @ vector
        words, names = (
            np.array([found.get(c.row, 0.0) for c in candidates], dtype=np.float32) for found in (lexical, named)
        )
        model = self._embedder.static
        soft = interact(model, question, self._words(candidates)) if model is not None else None
        return fuse(dense, soft, words, [c.language for c in candidates], self._language, names)

    def _words(self, candidates: Sequence[Candidate]) -> list[Words]:
        """The candidates' words, made anew where they were stored by other rules."""
        stale = [c for c in candidates if c.words is None or c.words.rules != RULES]
        if not stale:
            return [c.words for c in candidates if c.words is not None]
        texts = self._library.texts([c.row for c in stale])
        made = words_of(self._embedder, [texts[c.row] for c in stale]) or []
        fresh = {c.row: w for c, w in zip(stale, made, strict=True)}
        return [fresh.get(c.row) or c.words or Words(RULES, b"", b"") for c in candidates]


def _node(candidate: Candidate, score: float, near: set[int], lexical: set[int]) -> NodeWithScore:
    found_by = [name for name, by in (("vectors", near), ("lexical", lexical)) if candidate.row in by]
    metadata = {"row": candidate.row, "found_by": found_by}
    return NodeWithScore(node=TextNode(id_=candidate.id, text="", metadata=metadata), score=score)
