"""An archive folder → its articles by every name that a label may use, and the archive and answerer to ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from domain import Article, Passage, Query, Statement
from evaluation.asking import System
from evaluation.cases import Label
from evaluation.matching import canonical_url, same_article
from evaluation.words import normalise

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from index import Archive, ChromaServer, Embedder

EVIDENCE = 20
"""Passages kept of a question that only passages are asked for, as in the answer object."""


class Shelf:
    """The articles of an archive, looked up by what labels say."""

    def __init__(self, folder: Path, archive: Archive) -> None:
        self._folder = folder
        self._archive = archive

    @cached_property
    def ids(self) -> list[str]:
        """Every article's id, in order."""
        return [row[0] for row in self._rows]

    @cached_property
    def _rows(self) -> list[tuple[str, str | None, str | None, str | None]]:
        from index.library import Library

        library = Library(self._folder)
        try:
            return library.connection.execute("SELECT id, path, url, title FROM articles ORDER BY id").fetchall()
        finally:
            library.close()

    @cached_property
    def _names(self) -> Mapping[str, str]:
        """Id, file name, path, address or title → id; an id goes before a file name."""
        names: dict[str, str] = {}
        for id_, path, url, title in self._rows:
            pure = PurePath(path or "")
            known = (id_, path, pure.name, pure.stem, url and canonical_url(url), title and normalise(title))
            for name in known:
                names.setdefault(name or "", id_)
        return names | {id_: id_ for id_ in self.ids}

    def article(self, article_id: str) -> Article | None:
        """The stored article with this id."""
        return self._archive.article(article_id)

    def find(self, label: Label) -> Article | None:
        """The stored article that a label names."""
        from evaluation.asking import described

        wanted = (label.article, label.url and canonical_url(label.url), label.title and normalise(label.title))
        id_ = next((self._names[name] for name in wanted if name and name in self._names), None)
        found = self.article(id_) if id_ else None
        return found if found and same_article(replace(label, text=None), described(found)) else None

    def holding(self, words: str) -> list[Article]:
        """The articles that hold exactly these words."""
        from index.library import Library

        library = Library(self._folder)
        try:
            sql = "SELECT id FROM articles WHERE instr(text, ?) ORDER BY id"
            rows = library.connection.execute(sql, (words,)).fetchall()
        finally:
            library.close()
        return [article for row in rows if (article := self.article(row[0]))]

    def statements(self, article_id: str) -> tuple[Statement, ...]:
        """What is said in an article."""
        return self._archive.statements(article_id)

    def passages(self, article_id: str) -> tuple[Passage, ...]:
        """An article's passages."""
        return self._archive.passages(article_id)

    def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Normalised vectors by the archive's own embedder."""
        return self._archive.embedder.embed_documents(texts)

    def stats(self) -> dict[str, Any]:
        """How much the archive holds, and of which embedder."""
        return self._archive.stats()

    def retrieve(self, query: Query) -> dict[str, Any]:
        """The answer object of a search alone: evidence, and nothing said."""
        from answer import as_json  # the evidence has the form of the contract
        from domain import Answer

        found = tuple(self._archive.retrieve(query, EVIDENCE))
        state = self._archive.state()
        return as_json(Answer("", query, query.language or "und", "answered", 0.0, (), (), (), found, (), state))

    def system(self, *, retrieval_only: bool) -> System:
        """The archive as something to ask."""
        if retrieval_only:
            return System(self.retrieve, self, retrieval_only=True)
        from answer import Answerer, as_json

        answerer = Answerer(self._archive)
        return System(lambda query: as_json(answerer.ask(query)), self)


def open_shelf(folder: Path, embedder: Embedder, server: ChromaServer | None = None) -> Shelf:
    """The archive in a folder, its vectors there or on a server; raises an ArchiveError if there is none."""
    from index import Archive

    return Shelf(folder, Archive.open(folder, embedder, server))
