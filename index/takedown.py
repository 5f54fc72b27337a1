"""An archive folder and article ids go in; those articles are gone from everything in it and stay away."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from errors import BadInput
from index import lexical, origins, removal, schema, spoken
from index.backfill import backfill, transaction
from index.known import read_known
from index.lock import only_writer
from index.pending import complete
from index.removal import Removed
from index.schema import touch
from index.vectors import Vectors

if TYPE_CHECKING:
    from index.chroma_server import ChromaServer


class TakenDown(NamedTuple):
    """What became of one article, and what is left that its keeper should know of."""

    article: str
    copies: tuple[str, ...]
    """Stored articles of the same origin, which were not named and stay."""
    file: str | None
    """The file that it came from, if that is still there."""


def take_down(
    folder: Path, article_ids: Sequence[str], why: str = "", *, server: ChromaServer | None = None
) -> list[TakenDown]:
    """Delete articles from library, Chroma, lexical index and kept files, and keep them from coming back.

    All of them or none; the bytes are overwritten. May be repeated after a kill. Raises BadInput for an id that is
    unknown, EmptyArchive, ArchiveLocked, DamagedArchive.
    """
    with _opened(folder) as connection:
        known = {each.article: each for each in removal.every(connection)}
        stored = [id_ for id_ in dict.fromkeys(article_ids) if _is_stored(connection, id_)]
        if unknown := sorted(set(article_ids) - set(stored) - set(known)):
            raise BadInput(f"{unknown[0]}: {folder} has no article of this id; nothing was removed")
        copies = _copies(connection, stored)
        connection.execute("PRAGMA secure_delete=ON")
        with transaction(connection):
            removal.note(connection, stored, why)
            removal.forget(connection, stored)
            lexical.compact(connection)
            spoken.relink(connection, read_known(folder))
            touch(connection)
        _tell_chroma(connection, folder, server)
        paths = {each.article: each.path for each in removal.every(connection)}
        files = {id_: _without_file(connection, folder, paths.get(id_)) for id_ in article_ids}
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return [TakenDown(id_, copies.get(id_, ()), files[id_]) for id_ in dict.fromkeys(article_ids)]


def lift(folder: Path, article_ids: Sequence[str]) -> list[TakenDown]:
    """Let articles that were taken down in again, with the next ingest. Raises BadInput for one that was not."""
    with _opened(folder) as connection:
        known = {each.article for each in removal.every(connection)}
        if unknown := sorted(set(article_ids) - known):
            raise BadInput(f"{unknown[0]}: was not taken down; `python -m index removed` shows what was")
        with transaction(connection):
            removal.lift(connection, article_ids)
    return []


def taken_down(folder: Path) -> list[Removed]:
    """Whatever was taken down of an archive, the latest first."""
    with _opened(folder) as connection:
        return removal.every(connection)


def keep_down(folder: Path, removed: Sequence[Removed]) -> None:
    """Take down in this archive what was taken down in another: a restored backup may be older than a takedown."""
    with _opened(folder) as connection, transaction(connection):
        marks = ", ".join("?" * len(Removed._fields))
        connection.executemany(f"INSERT OR REPLACE INTO removed VALUES ({marks})", removed)
        sql = "SELECT a.id FROM articles AS a JOIN removed AS r ON r.article = a.id AND r.twin = a.twin"
        removal.forget(connection, [id_ for (id_,) in connection.execute(sql).fetchall()])


@contextmanager
def _opened(folder: Path) -> Iterator[sqlite3.Connection]:
    schema.require(folder)
    with only_writer(folder):
        connection = schema.connect(folder, upgrade=True)
        try:
            lexical.create(connection)
            removal.create(connection)
            backfill(connection)
            yield connection
        except sqlite3.DatabaseError as error:
            raise schema.damaged(folder, error) from error
        finally:
            connection.close()


def _is_stored(connection: sqlite3.Connection, id_: str) -> bool:
    return connection.execute("SELECT 1 FROM articles WHERE id = ?", (id_,)).fetchone() is not None


def _copies(connection: sqlite3.Connection, ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """For each article those of the same origin that are not among `ids`."""
    found: dict[str, tuple[str, ...]] = {}
    for id_, origin in origins.of(connection, ids).items():
        sql = "SELECT article FROM copies WHERE origin = ? ORDER BY article"
        found[id_] = tuple(other for (other,) in connection.execute(sql, (origin,)) if other not in ids)
    return found


def _tell_chroma(connection: sqlite3.Connection, folder: Path, server: ChromaServer | None) -> None:
    vectors = Vectors(folder, server)
    try:
        complete(connection, lambda: vectors)
    finally:
        vectors.close()


def _without_file(connection: sqlite3.Connection, folder: Path, path: str | None) -> str | None:
    """Delete the file if it is an upload or was fetched, and nothing of it is stored any more; a file that is left."""
    file = _file_of(Path(path)) if path else None
    if file is None:
        return None
    own = file.parent.resolve() in [(folder / name).resolve() for name in schema.OWN_FILES]
    sql = "SELECT 1 FROM articles WHERE path = ? OR substr(path, 1, ?) = ?"
    inside = f"{file}{os.sep}"
    if not own or connection.execute(sql, (str(file), len(inside), inside)).fetchone():
        return str(file)
    file.unlink(missing_ok=True)
    connection.execute("DELETE FROM files WHERE path = ? OR substr(path, 1, ?) = ?", (str(file), len(inside), inside))
    return None


def _file_of(path: Path) -> Path | None:
    """The file that is there: a path below that of a file is one inside a ZIP."""
    return next((each for each in (path, *path.parents) if each.is_file()), None)
