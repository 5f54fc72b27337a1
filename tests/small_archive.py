"""Small archives for the tests of index/: texts go in, prepared articles and a toy embedder come out."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import date
from typing import cast

import numpy as np
import numpy.typing as npt

from domain import Article, Passage, Prepared, Reference, Span, Statement, StoredFile
from index import Embedder

Floats = npt.NDArray[np.float32]
DIMENSION = 64


class _ToyEmbedder:
    """A vector per word by hashing: equal words are near, nothing else is."""

    static = None
    dimension = DIMENSION

    def __init__(self, name: str = "toy", query_prompt: str = "", document_prompt: str = "") -> None:
        self.name = name
        self.identity = {
            "name": name,
            "revision": hashlib.sha256(name.encode()).hexdigest(),
            "query_prompt": query_prompt,
            "document_prompt": document_prompt,
        }
        self.fingerprint = {**self.identity, "dimension": DIMENSION}

    def embed_documents(self, texts: Sequence[str]) -> Floats:
        rows = np.array([self._vector(t) for t in texts], dtype=np.float32).reshape(len(texts), DIMENSION)
        normalised: Floats = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
        return normalised

    embed_queries = embed_documents

    def _vector(self, text: str) -> Floats:
        total = np.zeros(DIMENSION, dtype=np.float32)
        for word in re.findall(r"\w+", text.casefold()):
            seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "big")
            total += np.random.default_rng(seed).normal(size=DIMENSION).astype(np.float32)
        return total


def toy_embedder(name: str = "toy", query_prompt: str = "") -> Embedder:
    """An embedder that loads nothing; its revision is its name's."""
    return cast(Embedder, _ToyEmbedder(name, query_prompt))


def prepared(
    id_: str,
    *texts: str,
    title: str = "",
    language: str = "en",
    outlet: str | None = "The Demo Herald",
    published: date | None = None,
    authors: tuple[str, ...] = (),
    url: str | None = None,
    opens: date | None = None,
    statements: Sequence[Statement] = (),
    embedder: Embedder | None = None,
) -> Prepared:
    """An article of which each text is a paragraph and a passage."""
    text = "\n\n".join([title, *texts] if title else texts)
    reference = Reference(id_, title or None, outlet, language, published, authors, url, f"/news/{id_}.txt", opens)
    starts = [text.index(t) for t in texts]
    passages = tuple(
        Passage(f"{id_}#{n}", id_, Span(start, start + len(t)), t)
        for n, (start, t) in enumerate(zip(starts, texts, strict=True))
    )
    vectors = (embedder or toy_embedder()).embed_documents(texts)
    file = StoredFile(f"/news/{id_}.txt", len(text), 1, hashlib.sha256(text.encode()).hexdigest())
    return Prepared(file, Article(reference, text), passages, vectors, tuple(statements))
