"""An archive folder goes in, a copy that can be verified comes out, also while the archive is read and written.

What is copied is what cannot be made again: the library with all vectors, kept answers, what readers reported and
uploaded, and what the archive's keeper wrote. Chroma is left out: `restore` makes it from the library.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from errors import ArchiveError, BadInput, DamagedArchive
from index import access, known, schema

MANIFEST = "manifest.json"
FORMAT = 1
COUNTED = ("articles", "passages", "statements")


def _database(source: Path, target: Path) -> None:
    """All that was committed at one moment; whoever writes is not kept waiting (SQLite's own backup)."""
    address = f"{source.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True, timeout=30.0)) as one, closing(sqlite3.connect(target)) as other:
        one.backup(other)
        other.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it


def _file(source: Path, target: Path) -> None:
    shutil.copy2(source, target)


def _lines(source: Path, target: Path) -> None:
    """Whole lines only: the last one may be half written."""
    data = source.read_bytes()
    target.write_bytes(data[: data.rfind(b"\n") + 1])


def _tree(source: Path, target: Path) -> None:
    target.mkdir()
    for path in sorted(source.iterdir()):
        if path.is_file() and not path.is_symlink():
            shutil.copy2(path, target / path.name)


PARTS: Mapping[str, Callable[[Path, Path], None]] = {
    schema.FILE: _database,
    "answers.sqlite": _database,
    access.FILE: _file,
    known.FILE: _file,
    "feedback.jsonl": _lines,
    **dict.fromkeys(schema.OWN_FILES, _tree),
}
"""What of an archive folder is backed up, and how. The library comes first: a file is kept before it is ingested."""


def backup(folder: Path, target: Path) -> dict[str, Any]:
    """Copy the archive to a new folder `target` and verify the copy; its manifest.

    Written beside the target and renamed: there is a whole backup, or none. Raises EmptyArchive, BadInput for a
    target that exists, DamagedArchive if the archive cannot be read, ArchiveError if the target cannot be written.
    """
    schema.require(folder)
    if os.path.lexists(target):
        raise BadInput(f"{target}: is there already; name a new folder for the backup")
    if target.resolve().is_relative_to(folder.resolve()):
        raise BadInput(f"{target}: lies in the archive itself; name a folder elsewhere")
    part: Path | None = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
        manifest = _copied(folder, part)
        verify(part)
        sync(part)
        part.rename(target)
        _sync_one(target.parent)
        return manifest
    except OSError as error:
        why = error.strerror or str(error)
        raise ArchiveError(
            f"{target}: the backup cannot be written ({why}); make room or name another folder"
        ) from None
    except sqlite3.DatabaseError as error:
        if "full" in str(error):
            raise ArchiveError(f"{target}: the disk is full; make room or name another folder") from None
        raise schema.damaged(folder, error) from None
    finally:
        if part is not None:
            shutil.rmtree(part, ignore_errors=True)


def _copied(folder: Path, part: Path) -> dict[str, Any]:
    for name, copy in PARTS.items():
        if (folder / name).exists():
            copy(folder / name, part / name)
    manifest = {
        "format": FORMAT,
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "archive": str(folder.resolve()),
        "versions": {"python": platform.python_version(), "sqlite": sqlite3.sqlite_version},
        **_described(part / schema.FILE),
        "files": {name: _seen(part / name) for name in sorted(_names(part))},
    }
    manifest["seal"] = _seal(manifest)
    (part / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
    return manifest


def verify(folder: Path) -> dict[str, Any]:
    """The manifest of a backup, if everything is as it was written and opens. Raises DamagedArchive."""
    manifest = _read(folder)
    listed, there = manifest["files"], set(_names(folder)) - {MANIFEST}
    for name in sorted(there ^ set(listed)):
        raise _refused(folder, f"{name} is missing" if name in listed else f"{name} is not in its manifest")
    for name, seen in listed.items():
        if _seen(folder / name) != seen:
            raise _refused(folder, f"{name} is not what was backed up")
    described = _described(folder / schema.FILE)
    if wrong := [key for key, value in described.items() if manifest.get(key) != value]:
        raise _refused(folder, f"its {wrong[0]} is not what the manifest says")
    return manifest


def _read(folder: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    except OSError:
        raise _refused(folder, f"it has no {MANIFEST}") from None
    except ValueError:
        raise _refused(folder, f"its {MANIFEST} cannot be read") from None
    if not isinstance(manifest, dict) or manifest.get("seal") != _seal(manifest):
        raise _refused(folder, f"its {MANIFEST} was changed")
    if manifest.get("format") != FORMAT:
        raise _refused(folder, f"it has format {manifest.get('format')}, this program reads {FORMAT}")
    if schema.FILE not in manifest["files"] or any(Path(name).parts[0] not in PARTS for name in manifest["files"]):
        raise _refused(folder, f"its {MANIFEST} lists other files than an archive has")
    return manifest


def _refused(folder: Path, why: str) -> DamagedArchive:
    return DamagedArchive(f"{folder}: no backup that can be trusted: {why}; take another one")


def _seal(manifest: Mapping[str, Any]) -> str:
    """sha256 over the rest of the manifest: tells damage and careless edits, not somebody who seals it anew."""
    rest = {key: value for key, value in manifest.items() if key != "seal"}
    return hashlib.sha256(json.dumps(rest, ensure_ascii=False, sort_keys=True).encode("utf-8")).hexdigest()


def _seen(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return {"bytes": path.stat().st_size, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}


def _names(folder: Path) -> Iterator[str]:
    """What lies below a backup's folder, as paths within it. Raises DamagedArchive for what is no plain file."""
    for path in folder.rglob("*"):
        if path.is_symlink() or not (path.is_dir() or path.is_file()):
            raise _refused(folder, f"{path.name} is a link or a device")
        if path.is_file():
            yield path.relative_to(folder).as_posix()


def _described(library: Path) -> dict[str, Any]:
    """Schema, embedder and counts of a library that no one writes to. Raises DamagedArchive if it is damaged."""
    try:
        with closing(sqlite3.connect(f"{library.absolute().as_uri()}?immutable=1", uri=True)) as connection:
            found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if found != "ok":
                raise DamagedArchive(f"{library.name}: is damaged ({' '.join(str(found).split())[:120]}); put back an "
                                     "earlier backup, or ingest the articles into a new archive")  # fmt: skip
            meta = dict(connection.execute("SELECT key, value FROM meta").fetchall())
            counts = {t: connection.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in COUNTED}
    except sqlite3.DatabaseError as error:
        raise DamagedArchive(f"{library.name}: cannot be read ({error}); put back an earlier backup") from None
    return {"schema": meta.get("schema"), "embedder": json.loads(meta.get("embedder", "{}")), **counts}


def sync(folder: Path) -> None:
    """Wait until everything in a folder is on the disk."""
    for path in [*folder.rglob("*"), folder]:
        _sync_one(path)


def _sync_one(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
