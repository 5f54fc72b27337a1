"""A folder and an embedder go in; what the archive holds, and what it finds for a question, comes out."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from domain import ArchiveState, Article, Evidence, Passage, Query, Speaker, Statement
from index.filters import Filters
from index.library import Library
from index.owner import check_owner
from index.placed import Placed, place
from index.room import require_memory
from index.rows import passage_from
from index.schema import damaged

if TYPE_CHECKING:
    from index.chroma_server import ChromaServer
    from index.embedders import Embedder
    from index.ledger import LedgerEntry, LedgerQuery
    from index.reader import VectorReader
    from index.static_model import Floats
    from index.writer import Writer


POOL = 200
"""Passages in which a claim is sought."""
Params = ParamSpec("Params")
Result = TypeVar("Result")


def _reported(method: Callable[Concatenate[Archive, Params], Result]) -> Callable[Concatenate[Archive, Params], Result]:
    """The method, with what SQLite says of a damaged file as one sentence."""

    @wraps(method)
    def reported(self: Archive, /, *args: Params.args, **named: Params.kwargs) -> Result:
        try:
            return method(self, *args, **named)
        except sqlite3.DatabaseError as error:
            raise damaged(self.folder, error) from error

    return reported


class Archive:
    """An archive open for reading, safe in any number of threads.

    Every read sees what was last committed, by whichever process.
    """

    def __init__(self, folder: Path, library: Library, embedder: Embedder, server: ChromaServer | None = None) -> None:
        """Use `Archive.open`."""
        self.folder = folder
        self.embedder = embedder
        self._library, self._server = library, server
        self._opening = threading.Lock()
        self._reader: VectorReader | None = None
        self._whole: Archive | None = None

    @classmethod
    def open(cls, folder: Path, embedder: Embedder, server: ChromaServer | None = None) -> Archive:
        """The archive in a folder, its vectors there too or on a Chroma server.

        Raises EmptyArchive, EmbedderMismatch, EmbedderUnavailable, DamagedArchive. ArchiveError says that the process
        was given too little memory.
        """
        require_memory(folder)
        library = Library(folder)
        check_owner(library.connection, embedder, folder)
        return cls(folder, library, embedder, server)

    def public(self) -> Archive:
        """The same archive as anybody may see it: no article, count, outlet, name or example of any other part."""
        seen = Archive(self.folder, Library(self.folder, public=True), self.embedder)
        seen._whole = self
        return seen

    @staticmethod
    def write(folder: Path, embedder: Embedder, server: ChromaServer | None = None) -> AbstractContextManager[Writer]:
        """The archive in a folder, open for its only writer.

        Raises ArchiveLocked, what `open` raises, and VectorsUnavailable for a server that is down.
        """
        from index.writer import open_writer

        return open_writer(folder, embedder, server)

    def close(self) -> None:
        """Close every file."""
        if self._reader:
            self._reader.close()
        self._library.close()

    @_reported
    def retrieve(self, query: Query, limit: int = 50) -> list[Evidence]:
        """The passages that best fit the question, best first. Raises DamagedArchive."""
        from llama_index.core.schema import QueryBundle

        from index.retrieval import HybridRetriever

        if not query.question.strip() or limit < 1:
            return []
        parts = (self._library, self._vectors(), self.embedder)
        retriever = HybridRetriever(*parts, Filters.of(query), query.language, limit)
        nodes = retriever.retrieve(QueryBundle(query.question))
        return self._evidence([(n.node.metadata, n.score or 0.0) for n in nodes])

    @_reported
    def near(self, vector: Floats, query: Query, limit: int) -> list[Evidence]:
        """The passages that lie nearest to a place in the embedder's space, within the query's filters."""
        rows = self._vectors().search(vector, Filters.of(query), limit)
        return self._evidence([({"row": row, "found_by": ["vectors"]}, 0.0) for row in rows])

    def support(self, question: str, texts: Sequence[tuple[str, str]]) -> tuple[Floats, Floats]:
        """For each (language, text) and word of the question, how well that word is met there, 0 to 1.

        Second, the words' weights, which sum to 1. Without word vectors a word is met if its stem stands there.
        """
        from index.interaction import word_support

        return word_support(self.embedder, question, texts)

    @_reported
    def met(self, words: Sequence[str], articles: Sequence[Article]) -> Floats:
        """How well each word (row) is met in each whole article (column), 0 to 1, as `support` reckons it."""
        from index.whole import met

        return met(self._library.connection, self.embedder, words, articles)

    @_reported
    def article(self, article_id: str) -> Article | None:
        """An article as it was ingested; None if there is none of that id."""
        return self._library.article(article_id)

    @_reported
    def passages(self, article_id: str) -> tuple[Passage, ...]:
        """An article's passages in the order of its text."""
        return self._library.passages(article_id)

    @_reported
    def statements(self, article_id: str) -> tuple[Statement, ...]:
        """An article's statements in the order of its text."""
        return self._library.statements(article_id)

    @_reported
    def placed(self, article_ids: Sequence[str]) -> dict[str, Placed]:
        """Sentences of these articles, and a vector for each sentence and for each statement's part of it.

        Read from the store in one go; what an older version did not store is embedded now. Ids that do not exist
        are left out.
        """
        found = self._library.placed(article_ids)
        articles = self._library.articles(i for i in article_ids if i not in found)
        told = [(article, self._library.statements(i)) for i, article in articles.items()]
        made = place(self.embedder, told) if told else []
        return found | {i: fresh for i, (fresh, _) in zip(articles, made, strict=True)}

    @_reported
    def origins(self, article_ids: Sequence[str]) -> dict[str, str]:
        """Article id → its origin: copies of one story have the same."""
        return self._library.origins(article_ids)

    @_reported
    def speakers(self, ids: Sequence[str] | None = None) -> list[Speaker]:
        """Whoever of these (None: of all) stands in a shown statement, most often first.

        Each with the name most used in each language.
        """
        return self._library.speakers(ids)

    @_reported
    def named(self, question: str) -> list[Speaker]:
        """The speakers whom a question may name, also in another script, most quoted first."""
        return self._library.named(question)

    @_reported
    def warm_up(self) -> None:
        """Read what the first search would otherwise wait for."""
        self._vectors().warm_up()

    def read_ahead(self) -> threading.Thread | None:
        """Begin to bring the files into the system's spare memory; None where they are too large for that."""
        from index.readahead import read_ahead

        return read_ahead(self.folder)

    @_reported
    def ledger(self, query: LedgerQuery) -> tuple[int, list[LedgerEntry]]:
        """How many shown statements fit, and the page asked for, newest first."""
        from index.ledger import ledger

        return ledger(self._library, query)

    @_reported
    def same_claim(self, entry: LedgerEntry, limit: int = 50) -> list[LedgerEntry]:
        """Statements elsewhere, in any language, that make the same claim; sought in the passages nearest to it."""
        from index.ledger import same_claim

        vector = self.embedder.embed_documents([entry.text])[0] if entry.vector is None else entry.vector
        rows = self._vectors().search(vector, Filters(), POOL)
        articles = [article for _, article, _, _ in self._library.passages_by_row(rows).values()]
        return same_claim(self._library, entry, list(dict.fromkeys(articles)))[:limit]

    @_reported
    def state(self) -> ArchiveState:
        """How large and how fresh the archive is."""
        return self._library.state()

    @_reported
    def outlets(self) -> list[str]:
        """Every outlet, the one with most articles first."""
        return list(self._library.facets("outlet"))

    @_reported
    def languages(self) -> list[str]:
        """Every language code, the one with most articles first."""
        return list(self._library.facets("language"))

    @_reported
    def stats(self) -> dict[str, Any]:
        """What `python -m index stats --json` prints."""
        from index.health import stats

        return stats(self._library)

    @_reported
    def overview(self) -> dict[str, Any]:
        """Articles by outlet, language and month, and the last ingest's report: what the page about it shows."""
        from index.overview import overview

        return overview(self._library)

    def _vectors(self) -> VectorReader:
        if self._whole is not None:
            return self._whole._vectors()  # rows alone: what they say, the library shows or hides
        with self._opening:
            if self._reader is None:
                from index.reader import VectorReader

                self._reader = VectorReader(self._library, self._server)
            return self._reader

    def _evidence(self, found: Sequence[tuple[dict[str, Any], float]]) -> list[Evidence]:
        rows = [metadata["row"] for metadata, _ in found]
        with self._library.snapshot():  # offsets and text of one version
            passages = self._library.passages_by_row(rows) if rows else {}
            articles = self._library.articles({values[1] for values in passages.values()})
            outlets = self._library.outlets_of(list(articles))
        evidence: list[Evidence] = []
        for metadata, score in found:
            values = passages.get(metadata["row"])
            if values is None or values[1] not in articles:
                continue  # deleted since it was found
            article = articles[values[1]]
            passage = passage_from(values, article.text)
            by = tuple(metadata["found_by"])
            own = article.reference.outlet
            story = (*filter(None, (own,)), *(o for o in outlets.get(values[1], ()) if o != own))
            evidence.append(Evidence(passage, article.reference, score, len(evidence) + 1, by, story))
        return evidence
