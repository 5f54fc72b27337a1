"""An archive folder goes in; its figures, its disagreements, or a rebuilt Chroma and lexical index come out."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from errors import DamagedArchive, VectorsUnavailable
from index import access, agreement, lexical, schema, spoken
from index.backfill import backfill, transaction
from index.filters import Filters
from index.known import read_known
from index.library import Library
from index.lock import only_writer
from index.pending import vectors_to_put
from index.schema import touch
from index.vectors import Vectors, made_anew

if TYPE_CHECKING:
    from index.chroma_server import ChromaServer
    from index.static_model import Floats

NAMED = 5
"""Passages named for each disagreement."""
SAMPLES = 20
"""Passages of which the doctor compares and seeks the vectors."""
OWN, LOST = "vectors of the library", "restore a backup, or ingest the articles into a new archive"
"""What nothing here could be made anew from, and what to do where some of it is lost."""
NEAR = 0.999
"""Cosine from which two vectors are the same but for rounding."""


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


def doctor(folder: Path, server: ChromaServer | None = None) -> list[str]:
    """Every disagreement within the library and with its indexes, one sentence each; empty if all is well."""
    library = Library(folder)
    try:
        library.check()
        found = agreement.disagreements(library.connection, folder)
    except sqlite3.DatabaseError as error:
        raise schema.damaged(folder, error) from error
    finally:
        library.close()
    return [*found, *compare_indexes(folder, server), *_interrupted(folder)]


def compare_indexes(folder: Path, server: ChromaServer | None = None) -> list[str]:
    """Where lexical index, vectors and Chroma do not hold exactly the library's passages."""
    library = Library(folder)
    try:
        passages = dict(library.connection.execute("SELECT id, row FROM passages").fetchall())
        rows = set(passages.values())
        found = _compare("lexical index", rows, lexical.rows(library.connection))
        found += _compare("index of names", rows, lexical.rows(library.connection, "names"))
        found += filter(None, (lexical.problem(library.connection, table) for table in ("lexical", "names")))
        found += [f"{s}; {LOST}" if "lacks" in s else s for s in _compare(OWN, rows, library.rows("vectors"))]
        found += [s for s in _compare("word pieces", rows, library.rows("words")) if "still" in s]
        found += _compare_chroma(library, set(passages), server)
        waiting = library.count("pending")
        return found + (
            [f"{waiting} passages wait to be written to Chroma; the next ingest does it"] if waiting else []
        )
    except sqlite3.DatabaseError as error:
        raise schema.damaged(folder, error) from error
    finally:
        library.close()


def _interrupted(folder: Path) -> list[str]:
    if not (folder / ".restoring").exists():
        return []
    return [
        f"{folder / '.restoring'}: a restore was interrupted, or is going on; if it was, restore again with --force"
    ]


def _compare_chroma(library: Library, passages: set[str], server: ChromaServer | None) -> list[str]:
    try:
        vectors = Vectors(library.folder, server)
    except (DamagedArchive, VectorsUnavailable) as error:
        return [str(error)]
    try:
        return _compare("Chroma", passages, vectors.ids()) or _samples(library, vectors, sorted(passages))
    except (DamagedArchive, VectorsUnavailable) as error:
        return [str(error)]
    finally:
        vectors.close()


def _samples(library: Library, vectors: Vectors, ids: Sequence[str]) -> list[str]:
    """Whether Chroma holds, and finds, the vectors of a few passages, spread evenly over the archive."""
    chosen = ids[:: max(1, len(ids) // SAMPLES)]
    held, wrong = vectors.held(chosen) if chosen else {}, []
    for id_, vector, metadata in vectors_to_put(library.connection, chosen):
        stored, described = held[id_]
        nearest = vectors.search(vector, Filters(), 1)
        best = next((v for _, v, _ in vectors_to_put(library.connection, nearest)), None)
        if described != metadata or not _alike(vector, stored) or best is None or not _alike(vector, best):
            wrong.append(id_)
    return [f"Chroma has other vectors, or does not find: {', '.join(wrong[:NAMED])}"] if wrong else []


def _alike(one: Floats, other: Floats) -> bool:
    return bool(np.dot(one, other) >= NEAR * np.linalg.norm(one) * np.linalg.norm(other))


def _compare(name: str, expected: set[Any], found: set[Any]) -> list[str]:
    sentences = []
    for what, values in (("lacks", expected - found), ("still holds", found - expected)):
        if values:
            some = ", ".join(str(v) for v in sorted(values)[:NAMED])
            sentences.append(f"{name} {what} {len(values)} passages: {some}{', …' if len(values) > NAMED else ''}")
    return sentences


def rebuild(folder: Path, server: ChromaServer | None = None) -> int:
    """Make Chroma and the lexical index anew from the library, embedding nothing. Returns the number of passages.

    With a server, vectors that were in the folder move there; without one, they come back.
    """
    schema.require(folder)
    with only_writer(folder):
        connection = schema.connect(folder, upgrade=True)
        try:
            _record_anew(connection, folder)
            _rebuild_lexical(connection)
            with made_anew(folder, server) as vectors:
                vectors.put(vectors_to_put(connection))
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("DELETE FROM pending")
            touch(connection)
            connection.execute("COMMIT")
            return int(connection.execute("SELECT count(*) FROM passages").fetchone()[0])
        except sqlite3.DatabaseError as error:
            raise schema.damaged(folder, error) from error
        finally:
            connection.close()


def _record_anew(connection: sqlite3.Connection, folder: Path) -> None:
    """Mend the tables of derived things: copies, speakers, who may read what."""
    with transaction(connection):
        agreement.mend(connection)
    backfill(connection)
    access.keep_to(connection, access.read_rules(folder))
    with transaction(connection):
        spoken.relink(connection, read_known(folder))


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


def _rebuild_lexical(connection: Any) -> None:  # noqa: ANN401
    sql = """SELECT p.row, a.language, coalesce(a.title, ''), a.text, p.first, p.last
             FROM passages AS p JOIN articles AS a ON a.id = p.article"""
    connection.execute("BEGIN IMMEDIATE")
    lexical.drop(connection)
    lexical.create(connection)
    entries = ((row, lang, title, text[a:b]) for row, lang, title, text, a, b in connection.execute(sql).fetchall())
    lexical.add(connection, entries)
    connection.execute("COMMIT")
