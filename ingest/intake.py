"""Files found and files stored in, what each holds out as far as it must be read: an untouched one is not opened.

A ZIP is a folder: each file in it has a path below the ZIP's own, is compared with what is stored, and is read alone.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Generator, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, NamedTuple

from domain import StoredFile
from errors import UnreadableArticle
from ingest.bundles import BUNDLES, Member
from ingest.files import FoundFile, contents, is_untouched, stored_file, too_large

if TYPE_CHECKING:
    from ingest.reading import FileContents
    from ingest.workers import Workers

ENDINGS = tuple(BUNDLES)
AHEAD = 64
AHEAD_BYTES = 64_000_000
"""So many files are read, or wait to be, while those before them are stored."""


class Look(NamedTuple):
    """A file as far as it has been looked at; with nothing but a path it is as it was stored."""

    path: str
    refused: str = ""
    """Why nothing is read from it."""
    now: StoredFile | None = None
    """How it is now, if it was opened."""
    holds: Future[FileContents] | None = None
    """What it holds, if its bytes are new; the result may raise UnreadableArticle."""
    members: frozenset[str] | None = None
    """The paths of all files in it, if it is a ZIP that was opened; their own looks follow, then one that `ends` it."""
    ends: bool = False
    size: int = 0
    """Bytes that wait to be read."""


@dataclass(frozen=True, slots=True)
class Intake:
    """Looks at files; what is new or changed is handed to whoever reads."""

    workers: Workers
    file_mb: int
    default_outlet: str
    stored: Mapping[str, StoredFile]

    def look(self, file: FoundFile) -> Iterator[Look]:
        """One look at a file, or several at a ZIP."""
        before = self.stored.get(file.path)
        known = before if before and self._is_complete(file.path) else None
        try:
            if file.refused:
                raise UnreadableArticle(file.refused)
            if known and is_untouched(file, known):
                yield Look(file.path)
            else:
                yield from self._opened(file, known)
        except UnreadableArticle as error:
            yield Look(file.path, refused=str(error))

    def _opened(self, file: FoundFile, known: StoredFile | None) -> Iterator[Look]:
        from ingest.reading import known_suffix  # the readers, only when a file is new or changed

        path = Path(file.path)
        suffix = known_suffix(path)
        data = contents(path, self.file_mb)
        now = stored_file(file, data)
        if known and known.sha256 == now.sha256:
            yield Look(file.path, now=now)
        elif suffix in BUNDLES:
            yield from self._bundle(now, data)
        else:
            yield Look(file.path, now=now, holds=self.workers.read(path, data, self.default_outlet), size=len(data))

    def _bundle(self, now: StoredFile, data: bytes) -> Iterator[Look]:
        members = self.workers.members(data)
        yield Look(now.path, members=frozenset(f"{now.path}/{member.name}" for member in members))
        for member in members:
            path = f"{now.path}/{member.name}"
            try:
                yield self._member(path, member, now, data)
            except UnreadableArticle as error:
                yield Look(path, refused=str(error))
        yield Look(now.path, now=now, ends=True)

    def _member(self, path: str, member: Member, bundle: StoredFile, data: bytes) -> Look:
        from ingest.reading import known_suffix

        if member.refused:
            raise UnreadableArticle(member.refused)
        if known_suffix(Path(path)) in BUNDLES:
            raise UnreadableArticle("a ZIP in a ZIP, which is not opened")
        if member.size > self.file_mb * 1_000_000:
            raise too_large(member.size, self.file_mb)
        packed = data[member.start : member.start + member.packed]
        now = StoredFile(path, member.size, bundle.mtime_ns, hashlib.sha256(packed).hexdigest())
        before = self.stored.get(path)
        if before and before.sha256 == now.sha256:
            return Look(path, now=now)
        holds = self.workers.read_member(Path(path), packed, self.default_outlet, member)
        return Look(path, now=now, holds=holds, size=len(packed))

    def _is_complete(self, path: str) -> bool:
        """Whether nothing in a ZIP waits to be read again."""
        return all(self.stored[inner].size >= 0 for inner in inside(path, self.stored))


def inside(path: str, stored: Mapping[str, StoredFile]) -> list[str]:
    """The stored paths below a ZIP's own; none below any other file's."""
    return [inner for inner in stored if inner.startswith(f"{path}/")] if path.lower().endswith(ENDINGS) else []


def bundles_of(path: str) -> list[str]:
    """The paths above a file that may be the ZIP that it lies in: a folder in a ZIP may have a ZIP's name."""
    return [str(folder) for folder in PurePath(path).parents if folder.suffix.lower() in BUNDLES]


def ahead(looks: Iterator[Look]) -> Generator[Look, None, None]:
    """The same looks, each taken some time before it is asked for: so reading goes on while others are stored.

    Closed before its end, it takes back what nobody has begun to read.
    """
    waiting: deque[Look] = deque()
    size = 0
    try:
        for look in looks:
            waiting.append(look)
            size += look.size
            while len(waiting) > AHEAD or size > AHEAD_BYTES:
                size -= waiting[0].size
                yield waiting.popleft()
        while waiting:
            yield waiting.popleft()
    finally:
        for look in waiting:
            if look.holds:
                look.holds.cancel()
