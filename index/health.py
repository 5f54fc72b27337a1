"""An archive folder goes in; its figures, its disagreements, or a rebuilt Chroma and lexical index come out."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path
from typing import Any

from errors import DamagedArchive
from index import lexical, schema, spoken
from index.backfill import backfill, transaction
from index.known import read_known
from index.library import Library
from index.lock import only_writer
from index.vectors import FOLDER, Vectors
from index.writer import touch, vectors_to_put

NAMED = 5
"""Passages named for each disagreement."""


def stats(library: Library) -> dict[str, Any]:
    """Counts, facets, embedder and size on disk in bytes."""
    state = library.state()
    return {
        "articles": state.articles,
        "passages": library.count("passages"),
        "statements": library.count("statements"),
        "languages": library.facets("language"),
        "outlets": library.facets("outlet"),
        "embedder": library.embedder(),
        "bytes": sum(p.stat().st_size for p in library.folder.rglob("*") if p.is_file()),
        "newest": state.newest.isoformat() if state.newest else None,
        "built": state.built.isoformat() if state.built else None,
    }


def doctor(folder: Path) -> list[str]:
    """Every disagreement between library, Chroma and lexical index, one sentence each; empty if all is well."""
    library = Library(folder)
    try:
        library.check()
        passages = dict(library.connection.execute("SELECT id, row FROM passages").fetchall())
        found = _compare("lexical index", set(passages.values()), lexical.rows(library.connection))
        found += _compare("vectors of the library", set(passages.values()), library.rows("vectors"))
        found += _compare_chroma(folder, set(passages))
        waiting = library.count("pending")
        return found + (
            [f"{waiting} passages wait to be written to Chroma; the next ingest does it"] if waiting else []
        )
    finally:
        library.close()


def _compare_chroma(folder: Path, passages: set[str]) -> list[str]:
    try:
        vectors = Vectors(folder)
    except DamagedArchive as error:
        return [str(error)]
    try:
        return _compare("Chroma", passages, vectors.ids())
    except DamagedArchive as error:
        return [str(error)]
    finally:
        vectors.close()


def _compare(name: str, expected: set[Any], found: set[Any]) -> list[str]:
    sentences = []
    for what, values in (("lacks", expected - found), ("still holds", found - expected)):
        if values:
            some = ", ".join(str(v) for v in sorted(values)[:NAMED])
            sentences.append(f"{name} {what} {len(values)} passages: {some}{', …' if len(values) > NAMED else ''}")
    return sentences


def rebuild(folder: Path) -> int:
    """Make Chroma and the lexical index anew from the library, embedding nothing. Returns the number of passages."""
    schema.require(folder)
    with only_writer(folder):
        connection = schema.connect(folder, upgrade=True)
        try:
            backfill(connection)
            with transaction(connection):
                spoken.relink(connection, read_known(folder))
            _rebuild_lexical(connection)
            _clear(folder / FOLDER)
            vectors = Vectors(folder)
            vectors.put(vectors_to_put(connection))
            vectors.close()
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("DELETE FROM pending")
            touch(connection)
            connection.execute("COMMIT")
            return int(connection.execute("SELECT count(*) FROM passages").fetchone()[0])
        except sqlite3.DatabaseError as error:
            raise schema.damaged(folder, error) from error
        finally:
            connection.close()


def relinked(folder: Path) -> int:
    """Find out anew which names are one speaker, by today's speakers.toml; how many names in articles that changed.

    Raises BadSetting, ArchiveLocked, EmptyArchive, DamagedArchive.
    """
    known = read_known(folder)
    schema.require(folder)
    with only_writer(folder):
        connection = schema.connect(folder, upgrade=True)
        try:
            backfill(connection)
            with transaction(connection):
                changed = spoken.relink(connection, known)
                touch(connection)
            return changed
        except sqlite3.DatabaseError as error:
            raise schema.damaged(folder, error) from error
        finally:
            connection.close()


def _clear(path: Path) -> None:
    """Take away what stands where Chroma's folder belongs, be it a file."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _rebuild_lexical(connection: Any) -> None:  # noqa: ANN401
    sql = """SELECT p.row, a.language, coalesce(a.title, ''), a.text, p.first, p.last
             FROM passages AS p JOIN articles AS a ON a.id = p.article"""
    connection.execute("BEGIN IMMEDIATE")
    lexical.drop(connection)
    lexical.create(connection)
    entries = ((row, lang, title, text[a:b]) for row, lang, title, text, a, b in connection.execute(sql).fetchall())
    lexical.add(connection, entries)
    connection.execute("COMMIT")
