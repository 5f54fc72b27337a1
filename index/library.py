"""SQLite, the truth of an archive: ids, filters and rows go in; articles, passages, statements and vectors come out."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

import numpy as np

from domain import ArchiveState, Article, Passage, Speaker, Statement
from errors import DamagedArchive
from index import access, called, lexical, origins, placed, schema
from index.backfill import statements_of
from index.filters import Filters
from index.rows import REFERENCE_COLUMNS, passage_from, reference_from

if TYPE_CHECKING:
    from index.static_model import Floats

Result = TypeVar("Result")

CHUNK = 500
"""Values bound to one statement at most; SQLite's own limit is higher."""


class Words(NamedTuple):
    """A passage's word pieces as the second stage wants them."""

    rules: str
    pieces: bytes
    norms: bytes


class Candidate(NamedTuple):
    """What scoring needs to know of a passage."""

    row: int
    id: str
    article: str
    language: str
    vector: bytes
    """As float16."""
    words: Words | None


class Library:
    """One archive folder's library, open for reading in any number of threads."""

    def __init__(self, folder: Path, *, public: bool = False) -> None:
        """With `public`, what anybody may read and nothing else.

        Raises EmptyArchive if nothing has been ingested there, DamagedArchive if the file cannot be read.
        """
        self.folder = folder
        self._public = public
        schema.require(folder)
        self._local = threading.local()
        self._opened: dict[threading.Thread, sqlite3.Connection] = {}
        self._opening = threading.Lock()
        self._counted: dict[str, tuple[tuple[int, date], Any]] = {}
        self.connection.execute("SELECT 1")

    @property
    def connection(self) -> sqlite3.Connection:
        """The calling thread's own connection."""
        found: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if found is None:
            found = self._local.connection = schema.connect(self.folder)
            if self._public:
                access.restrict(found)
            with self._opening:
                self._close([thread for thread in self._opened if not thread.is_alive()])
                self._opened[threading.current_thread()] = found
        return found

    def close(self) -> None:
        """Close every thread's connection."""
        with self._opening:
            self._close(list(self._opened))
        self._local = threading.local()

    def _close(self, threads: Iterable[threading.Thread]) -> None:
        """Close the connections of these threads; a server's threads come and go, and each left megabytes behind."""
        for thread in threads:
            self._opened.pop(thread).close()

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """What is read within sees one state of the library, whatever is written meanwhile."""
        if self.connection.in_transaction:
            yield
            return
        self.connection.execute("BEGIN")
        try:
            yield
        finally:
            self.connection.execute("ROLLBACK")

    def meta(self, key: str) -> str | None:
        """A value that the archive keeps about itself."""
        found = self.connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return found[0] if found else None

    def generation(self) -> int:
        """Counts every change of the archive, by whichever process."""
        return int(self.meta("generation") or 0)

    def embedder(self) -> dict[str, str | int]:
        """The fingerprint of the embedder that the index belongs to; empty before the first ingest."""
        return dict(json.loads(self.meta("embedder") or "{}"))

    def state(self) -> ArchiveState:
        """How large and how fresh the archive is."""
        sql = "SELECT count(*), max(published) FROM articles"
        count, newest = self._kept("state", lambda: self.connection.execute(sql).fetchone())
        built = self.meta("built")
        return ArchiveState(
            count, date.fromisoformat(newest) if newest else None, datetime.fromisoformat(built) if built else None
        )

    def count(self, table: str) -> int:
        """Rows of one of our tables."""
        return int(self.connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])

    def facets(self, column: str) -> dict[str, int]:
        """How many articles each `language` or `outlet` has, most first; unknown outlets are left out."""
        sql = f"SELECT {column}, count(*) AS n FROM articles WHERE {column} IS NOT NULL GROUP BY 1 ORDER BY n DESC, 1"
        return dict(self._kept(column, lambda: self.connection.execute(sql).fetchall()))

    def _kept(self, name: str, make: Callable[[], Result]) -> Result:
        """What counting the whole archive gave, for as long as nothing changes in it, and the same day."""
        now = (self.generation(), date.today())
        known = self._counted.get(name)
        if known is None or known[0] != now:
            known = self._counted[name] = (now, make())
        return cast("Result", known[1])

    def article(self, article_id: str) -> Article | None:
        """An article as it was ingested."""
        sql = f"SELECT {REFERENCE_COLUMNS}, a.text FROM articles AS a WHERE a.id = ?"
        row = self.connection.execute(sql, (article_id,)).fetchone()
        return Article(reference_from(row), row[8]) if row else None

    def articles(self, ids: Iterable[str]) -> dict[str, Article]:
        """Those articles that exist, by id."""
        wanted = list(ids)
        known: dict[str, Article] = {}
        for start in range(0, len(wanted), CHUNK):
            part = wanted[start : start + CHUNK]
            sql = f"SELECT {REFERENCE_COLUMNS}, a.text FROM articles AS a WHERE a.id IN ({', '.join('?' * len(part))})"
            for row in self.connection.execute(sql, tuple(part)):
                known[row[0]] = Article(reference_from(row), row[8])
        return {i: known[i] for i in wanted if i in known}

    def passages(self, article_id: str) -> tuple[Passage, ...]:
        """An article's passages in order."""
        article = self.article(article_id)
        sql = "SELECT id, article, first, last FROM passages WHERE article = ? ORDER BY first, last"
        rows = self.connection.execute(sql, (article_id,)).fetchall()
        return tuple(passage_from(row, article.text) for row in rows) if article else ()

    def passages_by_row(self, rows: Sequence[int]) -> dict[int, tuple[str, str, int, int]]:
        """(id, article, first, last) of passages, by row."""
        marks = ", ".join("?" * len(rows))
        sql = f"SELECT row, id, article, first, last FROM passages WHERE row IN ({marks})"
        return {row: (i, a, f, last) for row, i, a, f, last in self.connection.execute(sql, tuple(rows))}

    def statements(self, article_id: str) -> tuple[Statement, ...]:
        """An article's statements in the order of the text."""
        return statements_of(self.connection, article_id)

    def origins(self, article_ids: Sequence[str]) -> dict[str, str]:
        """Article id → the name of the group of copies that it belongs to."""
        return origins.of(self.connection, article_ids)

    def outlets_of(self, article_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Article id → every known outlet that prints its story."""
        return origins.outlets(self.connection, article_ids)

    def placed(self, article_ids: Sequence[str]) -> dict[str, placed.Placed]:
        """Where the pieces of these articles lie in the embedder's space; only those that are stored."""
        return placed.read(self.connection, article_ids)

    def speakers(self, ids: Sequence[str] | None = None) -> list[Speaker]:
        """Whoever of these (None: of all) stands in a statement that the product shows, most often first."""
        if ids is None:
            return self._kept("speakers", lambda: called.speakers(self.connection))
        return called.speakers(self.connection, ids)

    def named(self, question: str) -> list[Speaker]:
        """The speakers whom a question may name, also in another script; most quoted first."""
        return called.named(self.connection, question)

    def search_words(self, question: str, filters: Filters, limit: int) -> list[tuple[int, float]]:
        """(row, BM25 score) of the passages that share words with the question, best first."""
        languages = list(filters.languages) or list(self.facets("language"))
        return lexical.search(self.connection, question, languages, filters, limit, self._spread())

    def search_names(self, question: str, filters: Filters, limit: int) -> list[tuple[int, float]]:
        """(row, BM25 score) of the passages in which the question's names are heard, best first."""
        return lexical.search_names(self.connection, question, filters, limit, self._spread())

    def _spread(self) -> lexical.Spread:
        return self._kept("spread", lambda: lexical.Spread(self.size(), {}))

    def size(self) -> int:
        """How many passages there are."""
        return int(self._kept("size", lambda: self.count("passages")))

    def nearest(self, vector: Floats, filters: Filters, limit: int, after: int = 0) -> list[int]:
        """Rows of the passages nearest to a vector by exact search, among those added after row `after`."""
        condition, values = filters.sql()
        sql = f"""SELECT v.row, v.vector FROM articles AS a JOIN passages AS p ON p.article = a.id
                  JOIN vectors AS v ON v.row = p.row WHERE {condition} AND p.row > ?"""
        if not filters:
            sql = "SELECT row, vector FROM vectors WHERE row > ?"
        found = self.connection.execute(sql, (*(values if filters else ()), after)).fetchall()
        if not found:
            return []
        rows = np.fromiter((row for row, _ in found), dtype=np.int64, count=len(found))
        matrix = np.frombuffer(b"".join(blob for _, blob in found), dtype=np.float16).reshape(len(found), -1)
        scores = matrix.astype(np.float32) @ vector
        best = np.argsort(-scores, kind="stable")[:limit]
        return [int(row) for row in rows[best]]

    def alive(self, rows: Sequence[int]) -> list[int]:
        """Those of the rows that (still) are passages, in the given order."""
        known: set[int] = set()
        for start in range(0, len(rows), CHUNK):
            part = rows[start : start + CHUNK]
            sql = f"SELECT row FROM passages WHERE row IN ({', '.join('?' * len(part))})"
            known |= {row for (row,) in self.connection.execute(sql, tuple(part))}
        return [row for row in rows if row in known]

    def rows_of(self, ids: Sequence[str]) -> list[int]:
        """Rows of those passages that (still) exist, in the order of `ids`."""
        known: dict[str, int] = {}
        for start in range(0, len(ids), CHUNK):
            part = ids[start : start + CHUNK]
            sql = f"SELECT id, row FROM passages WHERE id IN ({', '.join('?' * len(part))})"
            known.update(self.connection.execute(sql, tuple(part)).fetchall())
        return [known[i] for i in ids if i in known]

    def candidates(self, rows: Sequence[int]) -> list[Candidate]:
        """What scoring needs of those passages that (still) exist."""
        found: list[Candidate] = []
        for start in range(0, len(rows), CHUNK):
            part = rows[start : start + CHUNK]
            sql = f"""SELECT p.row, p.id, p.article, a.language, v.vector, w.rules, w.pieces, w.norms
                      FROM passages AS p JOIN articles AS a ON a.id = p.article JOIN vectors AS v ON v.row = p.row
                      LEFT JOIN words AS w ON w.row = p.row WHERE p.row IN ({", ".join("?" * len(part))})"""
            for row, id_, article, language, vector, *words in self.connection.execute(sql, tuple(part)):
                found.append(Candidate(row, id_, article, language, vector, Words(*words) if words[0] else None))
        return found

    def texts(self, rows: Sequence[int]) -> dict[int, tuple[str, str]]:
        """(headline, text) of passages, by row."""
        known = self.passages_by_row(rows)
        articles = self.articles({values[1] for values in known.values()})
        found = {row: (articles[a], first, last) for row, (_, a, first, last) in known.items() if a in articles}
        return {row: (a.reference.title or "", a.text[first:last]) for row, (a, first, last) in found.items()}

    def rows(self, table: str) -> set[int]:
        """The rows that a table of the library has."""
        return {row for (row,) in self.connection.execute(f"SELECT row FROM {table}")}

    def last_row(self) -> int:
        """The newest row that Chroma knows too: whatever comes after it must be searched here."""
        sql = """SELECT coalesce((SELECT min(p.row) - 1 FROM pending JOIN passages AS p ON p.id = pending.passage),
                                 (SELECT max(row) FROM passages), 0)"""
        return int(self.connection.execute(sql).fetchone()[0])

    def check(self) -> None:
        """Raises DamagedArchive if SQLite finds its own file damaged."""
        found = self.connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if found != "ok":
            raise DamagedArchive(
                f"{self.folder / schema.FILE}: damaged ({found}); ingest the articles into a new folder"
            )
