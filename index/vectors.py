"""Passage vectors go in, the passages nearest to a question's vector come out (Chroma, cosine).

Chroma holds a copy: the vectors of the library are the truth, and `python -m index rebuild` makes this copy anew.
Traps of chromadb 1.5.9 that this module steps around: `add` silently ignores an id that it has (upsert), larger batches
than get_max_batch_size() fail, an embedding function that is not None is fetched from the network, a client never sees
what another process wrote after it was opened (docs/decisions/0003-fresh-readers.md).
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from errors import DamagedArchive
from index.filters import Filters

if TYPE_CHECKING:
    from index.static_model import Floats

FOLDER = "chroma"
COLLECTION = "passages"
SPACE: dict[str, Any] = {"hnsw": {"space": "cosine", "ef_construction": 200, "ef_search": 400, "max_neighbors": 32}}
"""recall@10 against exact search: see docs/decisions/0003-fresh-readers.md."""

Metadata = dict[str, str | int]
"""language, outlet (if known), published as YYYYMMDD (if known), article."""
Vector = tuple[str, "Floats", Metadata]

T = TypeVar("T")
_opening = threading.Lock()


class Vectors:
    """The Chroma collection of one archive folder."""

    def __init__(self, archive: Path) -> None:
        """Open it, made first where there is none. Raises DamagedArchive."""
        self.path = archive / FOLDER
        self._lock = threading.RLock()
        with _Reported(self.path):
            self._open()

    def _open(self) -> None:
        import chromadb
        from chromadb.config import Settings

        with _opening:
            self._client = chromadb.PersistentClient(str(self.path), settings=Settings(anonymized_telemetry=False))
        self._collection = self._client.get_or_create_collection(
            COLLECTION,
            embedding_function=None,
            configuration=SPACE,  # type: ignore[arg-type]
        )

    def reopen(self) -> None:
        """See what other processes have written since this client was opened."""
        from chromadb.api.shared_system_client import SharedSystemClient

        with self._lock, _Reported(self.path):
            # Chroma shares one system per path within a process and never re-reads it; forgetting them all makes the
            # next client read the disk. Clients that still hold an old system go on working with what they know.
            with _opening:
                SharedSystemClient.clear_system_cache()
            self._open()

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
                query_embeddings=[vector], n_results=limit, where=filters.where(), include=["distances"]
            )
        return list(found["ids"][0])

    def ids(self) -> set[str]:
        """Every id that Chroma holds. Raises DamagedArchive."""
        found: set[str] = set()
        with self._lock, _Reported(self.path):
            while page := self._collection.get(limit=5000, offset=len(found), include=[])["ids"]:
                found.update(page)
        return found

    def close(self) -> None:
        """Let go of the client; files are closed when nothing holds it any more."""
        self._client = self._collection = None  # type: ignore[assignment]


class _Reported:
    """Turns whatever Chroma raises over a broken folder into one sentence."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if error is None or not isinstance(error, Exception) or isinstance(error, DamagedArchive):
            return
        reason = " ".join(str(error).split())[:120] or type(error).__name__
        raise DamagedArchive(
            f"{self.path}: Chroma cannot read its index ({reason}); "
            f"`python -m index rebuild --archive {self.path.parent}` makes it anew from the library"
        ) from error


def _batches(items: Iterable[T], size: int) -> Iterator[Sequence[T]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
