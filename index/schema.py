"""The tables of the library file: a path goes in, an open SQLite connection with today's schema comes out."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from errors import DamagedArchive, EmptyArchive

FILE = "library.sqlite"
OWN_FILES = ("uploads", "fetched")
"""Folders of the archive for files that did not lie in a folder of somebody's: from the page, from the web."""
VERSION = "4"

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

UPGRADES = {
    "1": """
-- Which articles are copies of one story: signature and group of each, and the bands by which they are looked up.
CREATE TABLE copies (
    number INTEGER PRIMARY KEY, article TEXT NOT NULL UNIQUE, day TEXT, signature BLOB, origin TEXT NOT NULL
);
CREATE INDEX copies_origin ON copies (origin);
CREATE TABLE bands (band INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (band, number)) WITHOUT ROWID;
-- Where sentences and statements lie in the embedder's space: the sentences' pieces first.
CREATE TABLE placed (
    article TEXT PRIMARY KEY, rules TEXT NOT NULL, sentences INTEGER NOT NULL, spans BLOB NOT NULL,
    vectors BLOB NOT NULL
);
""",
    "2": """
-- The agency or outlet that a statement is credited to.
ALTER TABLE statements ADD COLUMN credit TEXT;
-- From which day anybody may read an article: what its file says, and what access.toml says; the later one counts.
CREATE TABLE IF NOT EXISTS restricted (article TEXT PRIMARY KEY, told TEXT NOT NULL, ruled TEXT NOT NULL) WITHOUT ROWID;
""",
    "3": """
-- The links of the statements' chains, a row each: `alias` is the id that attribution gave, `speaker` whom it means.
CREATE TABLE spoken (
    article TEXT NOT NULL, number INTEGER NOT NULL, level INTEGER NOT NULL, alias TEXT NOT NULL, speaker TEXT NOT NULL,
    name TEXT NOT NULL, stance TEXT NOT NULL, polarity TEXT NOT NULL, shown INTEGER NOT NULL,
    PRIMARY KEY (article, number, level)
) WITHOUT ROWID;
CREATE INDEX spoken_speaker ON spoken (speaker);
CREATE INDEX spoken_alias ON spoken (alias, name);
-- Of whose full name a single word may be a part, by the article's text.
CREATE TABLE fuller (
    article TEXT NOT NULL, alias TEXT NOT NULL, person TEXT NOT NULL, PRIMARY KEY (article, alias, person)
) WITHOUT ROWID;
-- Whom an alias means in the whole archive, where it is another than its own.
CREATE TABLE meant (alias TEXT PRIMARY KEY, speaker TEXT NOT NULL) WITHOUT ROWID;
""",
}
"""Schema → what the next one has beyond it. A new library starts as schema 1 and takes every step."""

FIRST_META = {"schema": "1", "generation": "0"}


def require(folder: Path) -> None:
    """Raises EmptyArchive if the folder has no library."""
    if not (folder / FILE).is_file():
        raise _empty(folder)


def _empty(folder: Path) -> EmptyArchive:
    return EmptyArchive(f"{folder}: nothing has been ingested here yet; run `python -m ingest PATH --archive {folder}`")


def connect(folder: Path, *, create: bool = False, upgrade: bool = False) -> sqlite3.Connection:
    """The library of an archive folder, opened; with `create`, made first where there is none.

    With either flag an older schema gets the tables that it lacks; what belongs in them, `backfill` knows.

    A committed transaction survives a power cut (WAL, synchronous FULL). Raises EmptyArchive if no table was ever
    committed, DamagedArchive if the file is no library or has another schema.
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
        if create or upgrade:
            _prepare(connection, create)
        if not connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
            connection.close()
            raise _empty(folder)  # whoever began it was cut off before there was a table
        found = connection.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone()
    except sqlite3.DatabaseError as error:
        raise damaged(folder, error) from None
    if found is None or found[0] != VERSION:
        connection.close()
        raise _other_schema(folder, found[0] if found else "none")
    return connection


def set_meta(connection: sqlite3.Connection, key: str, value: str) -> None:
    """Keep a value about the archive itself."""
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))


def touch(connection: sqlite3.Connection) -> None:
    """Count the generation up and note the time, so that readers look again."""
    connection.execute("UPDATE meta SET value = value + 1 WHERE key = 'generation'")
    set_meta(connection, "built", datetime.now(UTC).isoformat(timespec="seconds"))


def _other_schema(folder: Path, has: str) -> DamagedArchive:
    what = f"{folder / FILE}: schema {has}, this program reads schema {VERSION}"
    if has not in UPGRADES:
        return DamagedArchive(f"{what}; ingest into a new folder")
    return DamagedArchive(f"{what}; `python -m index rebuild --archive {folder}` brings it up to date")


def _prepare(connection: sqlite3.Connection, create: bool) -> None:
    connection.execute("BEGIN IMMEDIATE")
    if create and not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone():
        _run(connection, TABLES)
        connection.executemany("INSERT INTO meta VALUES (?, ?)", FIRST_META.items())
    found = connection.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone()
    for number in range(int(found[0]), int(VERSION)) if found and found[0] in UPGRADES else ():
        _run(connection, UPGRADES[str(number)])
        connection.execute("UPDATE meta SET value = ? WHERE key = 'schema'", (str(number + 1),))
    connection.execute("COMMIT")


def _run(connection: sqlite3.Connection, script: str) -> None:
    for statement in script.split(";\n"):
        connection.execute(statement)


def damaged(folder: Path, error: Exception) -> DamagedArchive:
    """What SQLite says of a library file that it cannot read, and what to do."""
    return DamagedArchive(
        f"{folder / FILE}: cannot be read ({error}); put a copy of it back, or ingest the articles into "
        "a new archive: python -m ingest PATH --archive NEW"
    )
