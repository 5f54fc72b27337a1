"""Prepared articles go in; library, Chroma and lexical index hold them, after a kill in between by the next run."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from domain import Article, Prepared, StoredFile
from errors import ArchiveError, BadInput, DamagedArchive
from index import access, lexical, origins, placed, removal, room, rows, schema, spoken
from index.backfill import backfill, transaction
from index.chroma_server import ChromaServer, reach
from index.interaction import RULES, words_of
from index.known import read_known
from index.lock import only_writer
from index.overview import shortened
from index.owner import check_owner
from index.pending import Telling
from index.schema import set_meta, touch
from index.vectors import Vectors

if TYPE_CHECKING:
    from index.embedders import Embedder


class Writer:
    """An archive folder, open for the one process that may change it."""

    def __init__(
        self, folder: Path, embedder: Embedder, connection: sqlite3.Connection, server: ChromaServer | None = None
    ) -> None:
        """Use `open_writer`, which takes the lock."""
        self._folder, self._server = folder, server
        self._embedder = embedder
        self._db = connection
        self._chroma: Vectors | None = None
        self._telling = Telling(connection, self._vectors)
        self._rules = access.read_rules(folder)
        self._known = read_known(folder)
        backfill(connection, embedder)
        access.keep_to(connection, self._rules)
        self._complete()

    def files(self) -> Mapping[str, StoredFile]:
        """Path → the file as it was when it was read."""
        found = self._db.execute("SELECT path, size, mtime_ns, sha256 FROM files").fetchall()
        return {row[0]: StoredFile(*row) for row in found}

    def articles_of(self, path: str) -> tuple[str, ...]:
        """Ids of the stored articles that came from a file."""
        return tuple(i for (i,) in self._db.execute("SELECT id FROM articles WHERE path = ? ORDER BY id", (path,)))

    def knows(self, article_id: str) -> bool:
        """Whether an article of this id is stored."""
        return self._fingerprint(article_id) is not None

    def holds(self, article: Article) -> bool:
        """Whether exactly this article is stored: text and reference; the file it came from may be another."""
        return self._fingerprint(article.reference.id) == rows.fingerprint(article)

    def withheld(self, article: Article, named: bool) -> str:
        """Why this article must not be stored, if it was taken down; `named`: its id is the file's own word for it."""
        return removal.withheld(self._db, article, named)

    def find_duplicate(self, article: Article) -> str | None:
        """Id of another stored article with the same url, or with the same outlet, title and text."""
        own, url = article.reference.id, article.reference.url
        sql = (
            "SELECT id FROM articles WHERE id != ? AND (twin = ? OR (url IS NOT NULL AND url = ?)) ORDER BY id LIMIT 1"
        )
        found = self._db.execute(sql, (own, rows.twin(article), url)).fetchone()
        return found[0] if found else None

    def put(self, batch: Sequence[Prepared]) -> None:
        """Store articles, over whatever was stored under their ids: everything of a batch or nothing.

        Chroma is told while the caller goes on, and has heard it before the next change and when the writer is closed:
        what fails there is raised there. Raises BadInput for vectors that do not fit the passages, ArchiveError when
        the disk is full.
        """
        batch = list({p.article.reference.id: p for p in batch}.values())
        for prepared in batch:
            if prepared.vectors.shape != (len(prepared.passages), self._dimension(prepared)):
                raise BadInput(
                    f"{prepared.article.reference.id}: {len(prepared.passages)} passages but vectors of shape "
                    f"{prepared.vectors.shape}"
                )
        with self._change():
            removal.forget(self._db, [prepared.article.reference.id for prepared in batch])
            for prepared in batch:
                self._store(prepared)
                self._note(prepared.file)
            placed.add(self._db, self._embedder, [(prepared.article, prepared.statements) for prepared in batch])
        self._with_chroma(self._telling.begin)

    def note_file(self, file: StoredFile) -> None:
        """Remember a file whose articles are unchanged, or that holds none."""
        with transaction(self._db):
            self._note(file)

    def forget_file(self, path: str) -> None:
        """Forget a file; its articles are deleted with `delete`."""
        with transaction(self._db):
            self._db.execute("DELETE FROM files WHERE path = ?", (path,))

    def delete(self, article_ids: Iterable[str]) -> None:
        """Take articles with all that was made of them out of the archive."""
        with self._change():
            removal.forget(self._db, article_ids)
        self._complete()

    def keep_report(self, report: Mapping[str, Any]) -> None:
        """Remember what the last ingest did, for whoever looks at the archive."""
        with transaction(self._db):
            set_meta(self._db, "report", json.dumps(shortened(dict(report)), ensure_ascii=False))

    def finish(self) -> None:
        """Find out who is whom, let SQLite fold its log into the file, and let go of Chroma."""
        try:
            self.relink()
            self._with_chroma(self._telling.finish)
            self._db.execute("PRAGMA wal_checkpoint(PASSIVE)")
        finally:
            if self._chroma:
                self._chroma.close()

    def relink(self) -> int:
        """Find out anew which names are one speaker; how many names in articles that changed."""
        with transaction(self._db):
            changed = spoken.relink(self._db, self._known)
            if changed:
                touch(self._db)
        return changed

    def _fingerprint(self, article_id: str) -> str | None:
        found = self._db.execute("SELECT fingerprint FROM articles WHERE id = ?", (article_id,)).fetchone()
        return found[0] if found else None

    def _dimension(self, prepared: Prepared) -> int:
        known = self._db.execute("SELECT value FROM meta WHERE key = 'embedder'").fetchone()
        return int(json.loads(known[0])["dimension"]) if known else prepared.vectors.shape[-1]

    def _store(self, prepared: Prepared) -> None:
        article, passages = prepared.article, prepared.passages
        values = rows.article_row(article)
        self._db.execute(
            f"INSERT INTO articles ({rows.ARTICLE_COLUMNS}) VALUES ({', '.join('?' * len(values))})", values
        )
        sql = "INSERT INTO passages (id, article, first, last) VALUES (?, ?, ?, ?)"
        numbers = [int(self._db.execute(sql, (p.id, p.article, *p.span)).lastrowid or 0) for p in passages]
        blobs = (vector.tobytes() for vector in prepared.vectors.astype(np.float16))
        self._db.executemany("INSERT INTO vectors VALUES (?, ?)", zip(numbers, blobs, strict=True))
        self._db.executemany("INSERT OR IGNORE INTO pending VALUES (?)", ((p.id,) for p in passages))
        title, language = article.reference.title or "", article.reference.language
        entries = ((n, language, title, p.text) for n, p in zip(numbers, passages, strict=True))
        lexical.add(self._db, entries)
        if words := words_of(self._embedder, [(title, p.text) for p in passages]):
            values_of = ((n, RULES, w.pieces, w.norms) for n, w in zip(numbers, words, strict=True))
            self._db.executemany("INSERT INTO words VALUES (?, ?, ?, ?)", values_of)
        sql = f"INSERT INTO statements VALUES ({', '.join('?' * 10)})"
        self._db.executemany(sql, (rows.statement_row(n, s) for n, s in enumerate(prepared.statements)))
        origins.add(self._db, article)
        spoken.add(self._db, article, prepared.statements)
        access.store(self._db, article.reference, self._rules)

    def _note(self, file: StoredFile) -> None:
        self._db.execute("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?)", tuple(file))

    @contextmanager
    def _change(self) -> Iterator[None]:
        """A transaction that readers notice: it counts the generation up."""
        self._with_chroma(self._telling.finish)
        room.require_disk(self._folder)
        with transaction(self._db):
            yield
            touch(self._db)
            if not self._db.execute("SELECT 1 FROM meta WHERE key = 'embedder'").fetchone():
                set_meta(self._db, "embedder", json.dumps(self._embedder.fingerprint))

    def _complete(self) -> None:
        """Tell Chroma what the library has committed and Chroma has not heard: also after a kill in between."""
        self._with_chroma(self._telling.begin)
        self._with_chroma(self._telling.finish)

    def _with_chroma(self, step: Callable[[], None]) -> None:
        try:
            step()
        except DamagedArchive as error:
            if not room.is_full(self._folder):
                raise
            raise room.full(self._folder) from error

    def _vectors(self) -> Vectors:
        """Opened only when there is something to tell: a run that changes nothing must not wait for Chroma's import."""
        self._chroma = self._chroma or Vectors(self._folder, self._server)
        return self._chroma


@contextmanager
def open_writer(folder: Path, embedder: Embedder, server: ChromaServer | None = None) -> Iterator[Writer]:
    """The folder (made if need be) open for writing, with what a kill interrupted completed.

    Raises ArchiveLocked, EmbedderMismatch, EmbedderUnavailable, DamagedArchive, ArchiveError for want of room, and for
    a server VectorsUnavailable and BadSetting.
    """
    room.require_memory(folder)
    if server:
        reach(server)  # before minutes are spent on what could not be told to it
    try:
        str(folder.absolute()).encode("utf-8")
        folder.mkdir(parents=True, exist_ok=True)
    except UnicodeEncodeError:
        raise ArchiveError(
            f"{folder}: its path is not UTF-8, which Chroma cannot open; choose another folder"
        ) from None
    except OSError as error:
        raise ArchiveError(f"{folder}: no archive can be made here ({error.strerror}); choose another folder") from None
    with only_writer(folder):
        connection = schema.connect(folder, create=True)
        try:
            lexical.create(connection)
            removal.create(connection)
            check_owner(connection, embedder, folder)
            writer = Writer(folder, embedder, connection, server)
            try:
                yield writer
            finally:
                writer.finish()
        except sqlite3.DatabaseError as error:
            if "full" in str(error):
                raise room.full(folder) from error
            raise DamagedArchive(f"{folder / schema.FILE}: cannot be written ({error})") from error
        finally:
            connection.close()
