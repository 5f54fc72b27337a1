"""A backup and a folder go in; if the backup is whole, the folder is that archive again, with nothing embedded anew."""

from __future__ import annotations

import itertools
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from errors import ArchiveError, BadInput, DamagedArchive
from index import schema
from index.backfill import transaction
from index.backup import PARTS, sync, verify
from index.embedded import FOLDER
from index.health import compare_indexes, rebuild
from index.lock import only_writer
from index.removal import Removed, every
from index.served import forget
from index.takedown import keep_down

if TYPE_CHECKING:
    from index.chroma_server import ChromaServer

STAGE = ".restoring"
"""Within the archive's folder, so that it may be a mount point; left behind by a kill only."""
LOGS = tuple(f"{name}{end}" for name in PARTS if name.endswith(".sqlite") for end in ("-wal", "-shm"))


def restore(backup: Path, folder: Path, *, force: bool = False, server: ChromaServer | None = None) -> dict[str, Any]:
    """Make `folder` the archive that `backup` was taken of; the backup's manifest.

    Everything is verified and made ready beside what is there before that is touched. Raises DamagedArchive for a
    backup that is not whole, BadInput for a folder that holds an archive unless `force`, ArchiveLocked, ArchiveError.
    """
    manifest = verify(backup)
    there = [name for name in (*PARTS, FOLDER) if os.path.lexists(folder / name)]
    if there and not force:
        raise BadInput(f"{folder}: has {there[0]} already; --force replaces that archive, or name another folder")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with only_writer(folder):
            stage = folder / STAGE
            _prepare(backup, manifest, folder, stage, server)
            _swap(stage / "new", folder, stage / "old")
            sync(folder)
            forget(stage / "old", server)
            shutil.rmtree(stage, ignore_errors=True)
    except OSError as error:
        raise ArchiveError(
            f"{folder}: cannot be restored to ({error.strerror or error}); what was there is kept"
        ) from None
    return manifest


def _prepare(backup: Path, manifest: dict[str, Any], folder: Path, stage: Path, server: ChromaServer | None) -> None:
    """The whole archive in stage/new, indexes and all."""
    shutil.rmtree(stage, ignore_errors=True)
    new = stage / "new"
    new.mkdir(parents=True)
    (stage / "old").mkdir()
    try:
        for name in manifest["files"]:
            (new / name).parent.mkdir(exist_ok=True)
            shutil.copy2(backup / name, new / name)
        _move_files(new, Path(manifest["archive"]), folder.resolve())
        if removed := _removed(folder):
            keep_down(new, removed)
        rebuild(new, server)
        if found := compare_indexes(new, server):
            raise DamagedArchive(f"{backup}: what was restored does not agree ({found[0]}); take another backup")
    except BaseException:
        forget(new, server)
        shutil.rmtree(stage, ignore_errors=True)
        raise


def _removed(folder: Path) -> list[Removed]:
    """What was taken down in the archive that is replaced; nothing if it cannot be read."""
    try:
        with closing(sqlite3.connect(f"{(folder / schema.FILE).absolute().as_uri()}?mode=ro", uri=True)) as connection:
            return every(connection)
    except sqlite3.DatabaseError:
        return []


def _move_files(new: Path, before: Path, now: Path) -> None:
    """Uploaded and fetched files lie in the archive's folder: where that is another one now, so are their paths."""
    if before == now:
        return
    with closing(sqlite3.connect(new / schema.FILE, isolation_level=None)) as connection, transaction(connection):
        for table, part in itertools.product(("articles", "files"), schema.OWN_FILES):
            old, here = (f"{base / part}{os.sep}" for base in (before, now))
            sql = f"UPDATE {table} SET path = ? || substr(path, ?) WHERE substr(path, 1, ?) = ?"
            connection.execute(sql, (here, len(old) + 1, len(old), old))


def _swap(new: Path, folder: Path, old: Path) -> None:
    """Put the new parts where the old ones are; if that fails, the old ones are put back."""
    moved: list[tuple[Path, Path]] = []
    names = (*PARTS, *LOGS, FOLDER)
    pairs = [(folder / name, old / name) for name in names] + [(new / name, folder / name) for name in names]
    try:
        for source, target in pairs:
            if os.path.lexists(source):
                source.rename(target)
                moved.append((source, target))
    except OSError:
        for source, target in reversed(moved):
            target.rename(source)
        raise
