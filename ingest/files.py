"""Paths in, the article files below them out, each with the fingerprint that tells an unchanged file unread."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from domain import StoredFile
from errors import BadInput, UnreadableArticle

KINDS = (
    (stat.S_ISLNK, "a symbolic link, which is not followed"),
    (stat.S_ISFIFO, "a named pipe, not a file"),
    (stat.S_ISSOCK, "a socket, not a file"),
    (stat.S_ISCHR, "a device, not a file"),
    (stat.S_ISBLK, "a device, not a file"),
)
"""What is never opened: it could block, never end, or lead out of the folder."""


ABOUT = re.compile(r"(?:readme|licen[cs]e|changelog|contributing|copying)(?:\..*)?", re.IGNORECASE)
"""Files of a folder that tell about it; given by name they are read like any other."""

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


class FoundFile(NamedTuple):
    """A name below the given paths, and why it is not to be opened, if so."""

    path: str
    """Absolute; links in the given path are resolved, so that it is the same from wherever it is asked for."""
    size: int
    mtime_ns: int
    refused: str | None


def is_address(named: str) -> bool:
    """Whether what a person named is an address of the web, of whatever kind, and no path."""
    return bool(_ADDRESS.match(named))


def resolved(paths: Sequence[Path | str]) -> tuple[str, ...]:
    """The given files and folders as absolute paths. Raises BadInput for one that does not exist."""
    for path in paths:
        if not os.path.lexists(path) or not Path(path).exists():
            raise BadInput(f"{path}: there is no such file or folder")
    return tuple(dict.fromkeys(os.path.realpath(path) for path in paths))


def walk(roots: Sequence[str]) -> Iterator[FoundFile]:
    """Every file of the roots in a steady order, each once; hidden names below a root are passed over."""
    seen: set[str] = set()
    for root in roots:
        for found in _below(root) if os.path.isdir(root) else (_found(root),):
            if found.path not in seen:
                seen.add(found.path)
                yield found


def _below(root: str) -> Iterator[FoundFile]:
    closed: list[FoundFile] = []

    def refuse(error: OSError) -> None:
        closed.append(FoundFile(str(error.filename), 0, 0, f"the folder cannot be opened: {error.strerror}"))

    for folder, folders, names in os.walk(root, onerror=refuse, followlinks=False):
        folders.sort()
        linked = [name for name in folders if os.path.islink(os.path.join(folder, name))]
        folders[:] = [name for name in folders if not name.startswith(".") and name not in linked]
        for name in sorted([*names, *linked]):
            if not name.startswith("."):
                found = _found(os.path.join(folder, name))
                about = "tells about its folder and is no article" if ABOUT.fullmatch(name) else None
                yield found._replace(refused=found.refused or about)
    yield from closed


def _found(path: str) -> FoundFile:
    try:
        status = os.lstat(path)
    except OSError as error:
        return FoundFile(path, 0, 0, f"cannot be looked at: {error.strerror}")
    refused = next((why for is_kind, why in KINDS if is_kind(status.st_mode)), None)
    if any("\ud800" <= character <= "\udfff" for character in path):  # the bytes that are none, as Python keeps them
        refused = "its name, or that of a folder above it, is not UTF-8; rename it"
    return FoundFile(path, status.st_size, status.st_mtime_ns, refused)


def contents(path: str | Path, max_file_mb: int) -> bytes:
    """The bytes of a file. Raises UnreadableArticle if it is too large, empty, or cannot be opened."""
    limit = max_file_mb * 1_000_000
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0))
        with open(descriptor, "rb") as file:
            status = os.fstat(descriptor)
            refused = next((why for is_kind, why in KINDS if is_kind(status.st_mode)), None)
            data = b"" if refused or status.st_size > limit else file.read(limit + 1)
    except OSError as error:
        raise UnreadableArticle(f"cannot be opened: {error.strerror}") from None
    if refused:
        raise UnreadableArticle(refused)
    if max(status.st_size, len(data)) > limit:
        raise too_large(status.st_size, max_file_mb)
    if not data.strip():
        raise UnreadableArticle("empty")
    return data


def too_large(size: int, max_file_mb: int) -> UnreadableArticle:
    """The reason for which a file of so many bytes is not opened."""
    return UnreadableArticle(
        f"{size / 1_000_000:.0f} MB is more than the {max_file_mb} MB allowed; WHOSAID_INGEST__MAX_FILE_MB raises it"
    )


def stored_file(found: FoundFile, data: bytes) -> StoredFile:
    """The file as it was when `data` was read."""
    return StoredFile(found.path, found.size, found.mtime_ns, hashlib.sha256(data).hexdigest())


def is_untouched(found: FoundFile, stored: StoredFile) -> bool:
    """Whether size and modification time are those stored: then the file is not even opened."""
    return (found.size, found.mtime_ns) == (stored.size, stored.mtime_ns)
