"""Answers in, kept under ids that nobody can guess; an id in, the answer as it was given out.

A SQLite file of its own in the archive folder: keeping an answer never waits for an ingest, and deleting the file
forgets everything. A record that cannot be written costs the link, never the answer.
"""

from __future__ import annotations

import hashlib
import logging
import re
import secrets
import sqlite3
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from domain import Answer
from errors import DamagedArchive
from index import Archive

if TYPE_CHECKING:
    from pydantic import TypeAdapter

log = logging.getLogger(__name__)

FILE = "answers.sqlite"
TABLE = """
CREATE TABLE IF NOT EXISTS kept (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, given TEXT NOT NULL, restricted INTEGER NOT NULL,
    body BLOB NOT NULL
)"""
_ID = re.compile("[A-Za-z0-9_-]{16}")


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it was given, with what it rested on."""

    answer: Answer
    given: datetime
    """UTC."""
    hashes: Mapping[str, str]
    """Article id → SHA-256 of the text that it had, for every article cited or among the evidence."""
    versions: Mapping[str, str]
    """What made it: `embedder`, `model` (a language model, if one had a part in it), `archive` (when it was built)."""
    restricted: bool = False
    """Whether it was given to a known reader and may rest on articles that others must not see."""


class Record:
    """The kept answers of one archive folder. Safe in any number of threads and processes."""

    def __init__(self, folder: Path, most: int, days: int) -> None:
        """Keep at most `most` answers, each for `days` days; 0 keeps none."""
        self._path = folder / FILE
        self._most = most
        self._days = days

    def keep(self, answer: Answer, archive: Archive, *, restricted: bool) -> Answer:
        """The answer with its id, kept; or as it came, if nothing is kept or the file cannot be written."""
        if not self._most:
            return answer
        kept = replace(answer, id=secrets.token_urlsafe(12), kept=True)
        now = datetime.now(UTC)
        try:
            whole = Kept(kept, now, _hashes(answer, archive), _versions(answer, archive), restricted)
            with self._open() as connection:
                connection.execute(
                    "INSERT INTO kept (id, given, restricted, body) VALUES (?, ?, ?, ?)",
                    (kept.id, now.isoformat(), int(restricted), zlib.compress(_form().dump_json(whole))),
                )
                self._forget(connection, now)
        except (sqlite3.Error, OSError) as error:
            log.warning("an answer could not be kept: %s", error)
            return answer
        return kept

    def find(self, id_: str, *, restricted: bool) -> Kept | None:
        """The answer of this id; None if there is none, or it is for known readers and this is not one."""
        if not _ID.fullmatch(id_) or not self._path.is_file():
            return None
        oldest = (datetime.now(UTC) - timedelta(days=self._days)).isoformat()
        sql = "SELECT body FROM kept WHERE id = ? AND given >= ? AND restricted <= ?"
        try:
            with self._open() as connection:
                row = connection.execute(sql, (id_, oldest, int(restricted))).fetchone()
            return _form().validate_json(zlib.decompress(row[0])) if row else None
        except (sqlite3.Error, OSError, ValueError, zlib.error) as error:
            log.warning("a kept answer could not be read: %s", type(error).__name__)
            return None

    def every(self) -> Iterator[Kept]:
        """All kept answers, the newest first; one that cannot be read is passed over. Raises DamagedArchive."""
        if not self._path.is_file():
            return
        try:
            with self._open() as connection:
                bodies = connection.execute("SELECT body FROM kept ORDER BY number DESC").fetchall()
        except sqlite3.Error as error:
            raise DamagedArchive(
                f"{self._path}: cannot be read ({error}); delete it to forget the kept answers"
            ) from None
        for (body,) in bodies:
            with suppress(ValueError, zlib.error):
                yield _form().validate_json(zlib.decompress(body))

    def _forget(self, connection: sqlite3.Connection, now: datetime) -> None:
        oldest = (now - timedelta(days=self._days)).isoformat()
        connection.execute("DELETE FROM kept WHERE given < ?", (oldest,))
        connection.execute("DELETE FROM kept WHERE number <= (SELECT max(number) FROM kept) - ?", (self._most,))

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._path, timeout=2.0)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=NORMAL")  # a power cut may cost the last answers, never the file
            connection.execute(TABLE)
            with connection:
                yield connection


def digest(text: str) -> str:
    """What tells whether an article's text is still the same."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _hashes(answer: Answer, archive: Archive) -> dict[str, str]:
    ids = [c.reference.id for c in answer.citations] + [e.reference.id for e in (*answer.evidence, *answer.nearest)]
    return {id_: digest(found.text) for id_ in dict.fromkeys(ids) if (found := archive.article(id_))}


def _versions(answer: Answer, archive: Archive) -> dict[str, str]:
    embedder: Mapping[str, Any] = archive.embedder.identity
    built = answer.archive.built
    return {
        "embedder": f"{embedder.get('name', '')} {embedder.get('revision', '')}".strip(),
        "model": answer.phrased_by,
        "archive": built.isoformat() if built else "",
    }


@cache
def _form() -> TypeAdapter[Kept]:
    from pydantic import TypeAdapter

    return TypeAdapter(Kept)
