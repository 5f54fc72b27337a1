"""An archive's folder goes in, the Chroma collection in it comes out, opened in this process (the default).

Traps of chromadb 1.5.9 that this module steps around: an embedding function that is not None is fetched from the
network, a client never sees what another process wrote after it was opened (docs/decisions/0003-fresh-readers.md).
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from errors import DamagedArchive

if TYPE_CHECKING:
    from chromadb import Collection
    from chromadb.api import ClientAPI
    from chromadb.api.client import Client

FOLDER = "chroma"
"""Of an archive: the index itself, or the note that says which collection of a server has it."""
NOTE = "server.json"
COLLECTION = "passages"
SPACE: dict[str, Any] = {"hnsw": {"space": "cosine", "ef_construction": 200, "ef_search": 200, "max_neighbors": 32}}
"""recall@10 against exact search: see docs/decisions/0003-fresh-readers.md."""

ELEMENT_BYTES = 4 * (2 * 32 + 1) + 8
"""Least that an element takes: the links to twice `max_neighbors` others with their number, and its label."""

_spellings: set[str] = set()
_spelling_lock = threading.Lock()


class Embedded:
    """Chroma's engine over one archive folder, within this process."""

    client: ClientAPI
    collection: Collection

    def __init__(self, archive: Path) -> None:
        """Nothing is opened yet."""
        self.path = archive / FOLDER
        self.lock = threading.RLock()
        self._spelling = _own_spelling(self.path)
        self._is_open = False

    def open(self) -> None:
        """Read the folder as it is on the disk now, made first where there is none."""
        import chromadb
        from chromadb.config import Settings

        self._let_go()
        if (self.path / NOTE).exists():
            raise DamagedArchive(
                f"{self.path.parent}: its vectors are on a Chroma server; set WHOSAID_INDEX__CHROMA_URL, or bring them "
                f"here with `python -m index rebuild --archive {self.path.parent}`"
            )
        if any(_cut(level) for level in self.path.rglob("data_level0.bin")):
            raise ValueError("data_level0.bin is cut short")
        self.client = chromadb.PersistentClient(self._spelling, settings=Settings(anonymized_telemetry=False))
        self._is_open = True
        self.collection = self.client.get_or_create_collection(
            COLLECTION,
            embedding_function=None,
            configuration=SPACE,  # type: ignore[arg-type]
        )

    def close(self) -> None:
        """Close its files; nothing can be asked of it afterwards."""
        self._let_go()
        _spellings.discard(self._spelling)

    def _let_go(self) -> None:
        if self._is_open:
            cast("Client", self.client).close()
            self._is_open = False

    def batch(self) -> int:
        """Passages that may be written at once."""
        return self.client.get_max_batch_size()

    def check_own(self) -> None:
        """A folder's index is always its own."""

    def adopt(self) -> None:
        """What was made anew is in its place already."""

    def drop(self) -> None:
        """What was made anew and is not whole stays: `python -m index doctor` says what it lacks."""

    def told(self, error: BaseException) -> Exception | None:
        """One sentence for whatever Chroma raises over a broken folder; None for what is not Chroma's."""
        if isinstance(error, DamagedArchive | sqlite3.DatabaseError):
            return None  # Chroma's core raises errors of its own: one of Python's sqlite3 comes from the library
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            return None  # an interrupt; a panic of Chroma's Rust core is no Exception either, but means damage
        reason = " ".join(str(error).split())[:120] or type(error).__name__
        return DamagedArchive(
            f"{self.path}: Chroma cannot read its index ({reason}); "
            f"`python -m index rebuild --archive {self.path.parent}` makes it anew from the library"
        )


def clear(archive: Path) -> None:
    """Take away what stands where Chroma's folder belongs, be it a file."""
    path = archive / FOLDER
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _cut(level: Path) -> bool:
    """Whether a vector file holds less than its elements need: Chroma's core would read past its end, or crash."""
    lengths = level.with_name("length.bin")
    return lengths.is_file() and level.stat().st_size < lengths.stat().st_size // 4 * ELEMENT_BYTES


def _own_spelling(path: Path) -> str:
    """The path as no other open client of this process spells it.

    Chroma keeps one engine per spelling, shared by its clients and never read again: a client with a spelling of its
    own reads the disk when it is opened, and closes everything when it is closed.
    """
    with _spelling_lock:
        spelling = str(path.absolute())
        while spelling in _spellings:
            spelling += f"{os.sep}."
        _spellings.add(spelling)
        return spelling
