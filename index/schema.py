"""The tables of the library file: a path goes in, an open SQLite connection with today's schema comes out."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from errors import DamagedArchive

FILE = "library.sqlite"
VERSION = "1"

TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE files (path TEXT PRIMARY KEY, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, sha256 TEXT NOT NULL);
CREATE TABLE articles (
    id TEXT PRIMARY KEY, path TEXT, outlet TEXT, title TEXT, language TEXT NOT NULL, published TEXT,
    authors TEXT NOT NULL, url TEXT, text TEXT NOT NULL, fingerprint TEXT NOT NULL, twin TEXT NOT NULL
);
CREATE INDEX articles_path ON articles (path);
CREATE INDEX articles_url ON articles (url);
CREATE INDEX articles_twin ON articles (twin);
CREATE INDEX articles_facets ON articles (language, outlet, published);
CREATE TABLE passages (
    row INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, article TEXT NOT NULL,
    first INTEGER NOT NULL, last INTEGER NOT NULL
);
CREATE INDEX passages_article ON passages (article);
-- Vectors and word pieces lie apart from the passages, so that a search by filter reads small rows only.
CREATE TABLE vectors (row INTEGER PRIMARY KEY, vector BLOB NOT NULL);
CREATE TABLE words (row INTEGER PRIMARY KEY, rules TEXT NOT NULL, pieces BLOB NOT NULL, norms BLOB NOT NULL);
CREATE TABLE statements (
    article TEXT NOT NULL, number INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, form TEXT NOT NULL,
    confidence REAL NOT NULL, found TEXT, shown INTEGER NOT NULL, chain TEXT NOT NULL, PRIMARY KEY (article, number)
) WITHOUT ROWID;
-- What Chroma has not been told yet: filled in the transaction that changes the passages, emptied afterwards.
CREATE TABLE pending (passage TEXT PRIMARY KEY) WITHOUT ROWID;
"""

FIRST_META = {"schema": VERSION, "generation": "0"}


def connect(folder: Path, *, create: bool = False) -> sqlite3.Connection:
    """The library of an archive folder, opened; with `create`, made first where there is none.

    A committed transaction survives a power cut (WAL, synchronous FULL). Raises DamagedArchive if the file
    is no library or has another schema.
    """
    path = folder / FILE
    mode = "rwc" if create else "rw"
    try:
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={mode}",
            uri=True,
            timeout=30.0,
            check_same_thread=False,
            isolation_level=None,
        )
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        if create:
            _create(connection)
        found = connection.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone()
    except sqlite3.DatabaseError as error:
        raise DamagedArchive(f"{path}: the library cannot be read ({error}); ingest into a new folder") from None
    if found is None or found[0] != VERSION:
        has = found[0] if found else "none"
        raise DamagedArchive(f"{path}: schema {has}, this program reads schema {VERSION}; ingest into a new folder")
    return connection


def _create(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone():
        for statement in TABLES.split(";\n"):
            connection.execute(statement)
        connection.executemany("INSERT INTO meta VALUES (?, ?)", FIRST_META.items())
    connection.execute("COMMIT")


def damaged(folder: Path, error: Exception) -> DamagedArchive:
    """What SQLite says of a library file that it cannot read, and what to do."""
    return DamagedArchive(
        f"{folder / FILE}: cannot be read ({error}); put a copy of it back, or ingest the articles into "
        "a new archive: python -m ingest PATH --archive NEW"
    )
