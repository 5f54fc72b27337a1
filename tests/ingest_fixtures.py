"""What the tests of ingest put in place of an archive and of a model: dictionaries, and vectors made from letters."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from llama_index.core.base.embeddings.base import BaseEmbedding
from pydantic import Field

from domain import Article, Prepared, StoredFile


class LetterEmbedding(BaseEmbedding):
    """A text's vector counts its letters by code, modulo 16."""

    seen: list[str] = Field(default_factory=list)

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)

    def _get_text_embedding(self, text: str) -> list[float]:
        self.seen.append(text)
        counts = np.bincount([ord(c) % 16 for c in text], minlength=16).astype(float)
        return [float(x) for x in counts / np.linalg.norm(counts)]


class LetterEmbedder:
    """An embedder that needs no model and remembers what it was asked to embed."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def as_llama(self) -> BaseEmbedding:
        embedding = LetterEmbedding(model_name="letters")
        embedding.seen = self.seen  # given at construction it would be copied
        return embedding


def _pathless(article: Article) -> Article:
    return replace(article, reference=replace(article.reference, path=None))


class MemoryArchive:
    """An archive open for writing that keeps all in dictionaries and logs what it was told."""

    def __init__(self) -> None:
        self.stored: dict[str, Prepared] = {}
        self.known: dict[str, StoredFile] = {}
        self.log: list[str] = []
        self.report: Mapping[str, Any] = {}

    def files(self) -> dict[str, StoredFile]:
        return dict(self.known)

    def articles_of(self, path: str) -> tuple[str, ...]:
        return tuple(sorted(i for i, p in self.stored.items() if p.article.reference.path == path))

    def knows(self, article_id: str) -> bool:
        return article_id in self.stored

    def holds(self, article: Article) -> bool:
        stored = self.stored.get(article.reference.id)
        return stored is not None and _pathless(stored.article) == _pathless(article)

    def put(self, batch: Sequence[Prepared]) -> None:
        self.log.append(f"put {len(batch)}")
        for prepared in batch:
            self.stored[prepared.article.reference.id] = prepared
            self.known[prepared.file.path] = prepared.file

    def note_file(self, file: StoredFile) -> None:
        self.log.append("note")
        self.known[file.path] = file

    def forget_file(self, path: str) -> None:
        self.known.pop(path, None)

    def delete(self, article_ids: Sequence[str]) -> None:
        self.log.append(f"delete {len(article_ids)}")
        for article_id in article_ids:
            del self.stored[article_id]

    def keep_report(self, report: Mapping[str, Any]) -> None:
        self.report = report

    def withheld(self, article: Article, named: bool) -> str:
        return ""

    def find_duplicate(self, article: Article) -> str | None:
        r = article.reference
        for id_, other in ((i, p.article) for i, p in sorted(self.stored.items()) if i != r.id):
            o = other.reference
            same = (o.outlet, o.title, other.text) == (r.outlet, r.title, article.text)
            if same or (r.url and r.url == o.url):
                return id_
        return None
