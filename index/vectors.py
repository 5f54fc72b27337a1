"""Passage vectors go in, the passages nearest to a question's vector come out (Chroma, cosine).

Chroma holds a copy: the vectors of the library are the truth, and `python -m index rebuild` makes this copy anew.
Traps of chromadb 1.5.9 that this module steps around: `add` silently ignores an id that it has (upsert), larger batches
than get_max_batch_size() fail, an embedding function that is not None is fetched from the network, a client never sees
what another process wrote after it was opened (docs/decisions/0003-fresh-readers.md).
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from errors import DamagedArchive
from index.filters import Filters

if TYPE_CHECKING:
    from chromadb.api.client import Client

    from index.static_model import Floats

FOLDER = "chroma"
COLLECTION = "passages"
SPACE: dict[str, Any] = {"hnsw": {"space": "cosine", "ef_construction": 200, "ef_search": 200, "max_neighbors": 32}}
"""recall@10 against exact search: see docs/decisions/0003-fresh-readers.md."""

ELEMENT_BYTES = 4 * (2 * 32 + 1) + 8
"""Least that an element takes: the links to twice `max_neighbors` others with their number, and its label."""

Metadata = dict[str, str | int]
"""language, outlet (if known), published as YYYYMMDD (if known), article."""
Vector = tuple[str, "Floats", Metadata]

T = TypeVar("T")
_spellings: set[str] = set()
_spelling_lock = threading.Lock()


class Vectors:
    """The Chroma collection of one archive folder."""

    def __init__(self, archive: Path) -> None:
        """Open it as it is on the disk now, made first where there is none. Raises DamagedArchive."""
        self.path = archive / FOLDER
        self._lock = threading.RLock()
        self._spelling = _own_spelling(self.path)
        with _Reported(self.path):
            self._open()

    def _open(self) -> None:
        import chromadb
        from chromadb.config import Settings

        if any(_cut(level) for level in self.path.rglob("data_level0.bin")):
            raise ValueError("data_level0.bin is cut short")
        self._client = chromadb.PersistentClient(self._spelling, settings=Settings(anonymized_telemetry=False))
        self._collection = self._client.get_or_create_collection(
            COLLECTION,
            embedding_function=None,
            configuration=SPACE,  # type: ignore[arg-type]
        )

    def reopen(self) -> None:
        """See what other processes have written since this client was opened."""
        with self._lock, _Reported(self.path):
            cast("Client", self._client).close()
            self._open()

    def close(self) -> None:
        """Close the client's files; nothing can be asked of it afterwards."""
        with self._lock:
            cast("Client", self._client).close()
            _spellings.discard(self._spelling)

    def put(self, vectors: Iterable[Vector]) -> None:
        """Write passages, over what was known of them."""
        size = self._client.get_max_batch_size()
        with self._lock, _Reported(self.path):
            for batch in _batches(vectors, size):
                ids, embeddings, metadata = zip(*batch, strict=True)
                self._collection.upsert(ids=list(ids), embeddings=list(embeddings), metadatas=list(metadata))

    def delete(self, ids: Iterable[str]) -> None:
        """Forget passages; ids that are not there do not matter."""
        with self._lock, _Reported(self.path):
            for batch in _batches(ids, self._client.get_max_batch_size()):
                self._collection.delete(ids=list(batch))

    def search(self, vector: Floats, filters: Filters, limit: int) -> list[str]:
        """Ids of the nearest passages, nearest first. Raises DamagedArchive."""
        with self._lock, _Reported(self.path):
            found = self._collection.query(
                query_embeddings=vector[None, :], n_results=limit, where=filters.where(), include=["distances"]
            )
        return list(found["ids"][0])

    def ids(self) -> set[str]:
        """Every id that Chroma holds. Raises DamagedArchive."""
        found: set[str] = set()
        with self._lock, _Reported(self.path):
            while page := self._collection.get(limit=5000, offset=len(found), include=[])["ids"]:
                found.update(page)
        return found

    def held(self, ids: Sequence[str]) -> dict[str, tuple[Floats, Metadata]]:
        """What Chroma has stored for these passages. Raises DamagedArchive."""
        with self._lock, _Reported(self.path):
            found: Any = self._collection.get(ids=list(ids), include=["embeddings", "metadatas"])
        return dict(zip(found["ids"], zip(found["embeddings"], found["metadatas"], strict=True), strict=True))


class _Reported:
    """Turns whatever Chroma raises over a broken folder into one sentence."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if error is None or isinstance(error, DamagedArchive | sqlite3.DatabaseError):
            return  # Chroma's core raises errors of its own: one of Python's sqlite3 comes from the library
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            return  # an interrupt; a panic of Chroma's Rust core is no Exception either, but means damage
        reason = " ".join(str(error).split())[:120] or type(error).__name__
        raise DamagedArchive(
            f"{self.path}: Chroma cannot read its index ({reason}); "
            f"`python -m index rebuild --archive {self.path.parent}` makes it anew from the library"
        ) from error


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


def _batches(items: Iterable[T], size: int) -> Iterator[Sequence[T]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
