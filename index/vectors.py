"""Passage vectors go in, the passages nearest to a question's vector come out (Chroma, cosine).

Chroma holds a copy: the vectors of the library are the truth, and `python -m index rebuild` makes this copy anew, in
the archive's folder (`index.embedded`) or on a server (`index.served`). Traps of chromadb 1.5.9 that this module steps
around: `add` silently ignores an id that it has (upsert), larger batches than get_max_batch_size() fail.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from index import embedded, served
from index.filters import Filters

if TYPE_CHECKING:
    from index.chroma_server import ChromaServer
    from index.static_model import Floats

Metadata = dict[str, str | int]
"""language, outlet (if known), published as YYYYMMDD (if known), article."""
Vector = tuple[str, "Floats", Metadata]

T = TypeVar("T")


class Vectors:
    """The Chroma collection of one archive."""

    def __init__(self, archive: Path, server: ChromaServer | None = None, *, anew: bool = False) -> None:
        """Open it as it is now, made first where there is none; `anew`: an empty one, on a server beside the old one.

        Raises DamagedArchive; with a server also VectorsUnavailable and BadSetting.
        """
        if anew and server is None:
            embedded.clear(archive)
        self._engine = served.Served(archive, server, anew=anew) if server else embedded.Embedded(archive)
        try:
            self.reopen()
        except BaseException:
            self.close()
            raise

    def reopen(self) -> None:
        """See what other processes have written since this client was opened."""
        with self._reported():
            self._engine.open()

    def close(self) -> None:
        """Close the client; nothing can be asked of it afterwards."""
        with self._engine.lock:
            self._engine.close()

    def put(self, vectors: Iterable[Vector]) -> None:
        """Write passages, over what was known of them."""
        with self._reported():
            self._engine.check_own()
            for batch in _batches(vectors, self._engine.batch()):
                ids, embeddings, metadata = zip(*batch, strict=True)
                self._engine.collection.upsert(ids=list(ids), embeddings=list(embeddings), metadatas=list(metadata))

    def delete(self, ids: Iterable[str]) -> None:
        """Forget passages; ids that are not there do not matter."""
        with self._reported():
            self._engine.check_own()
            for batch in _batches(ids, self._engine.batch()):
                self._engine.collection.delete(ids=list(batch))

    def search(self, vector: Floats, filters: Filters, limit: int) -> list[str]:
        """Ids of the nearest passages, nearest first. Raises what opening raises."""
        with self._reported():
            found = self._engine.collection.query(
                query_embeddings=vector[None, :], n_results=limit, where=filters.where(), include=["distances"]
            )
        return list(found["ids"][0])

    def ids(self) -> set[str]:
        """Every id that Chroma holds. Raises what opening raises."""
        found: set[str] = set()
        with self._reported():
            while page := self._engine.collection.get(limit=5000, offset=len(found), include=[])["ids"]:
                found.update(page)
        return found

    def held(self, ids: Sequence[str]) -> dict[str, tuple[Floats, Metadata]]:
        """What Chroma has stored for these passages. Raises what opening raises."""
        with self._reported():
            found: Any = self._engine.collection.get(ids=list(ids), include=["embeddings", "metadatas"])
        return dict(zip(found["ids"], zip(found["embeddings"], found["metadatas"], strict=True), strict=True))

    @contextmanager
    def _reported(self) -> Iterator[None]:
        """What Chroma or its server raises, as one sentence."""
        with self._engine.lock:
            try:
                yield
            except BaseException as error:
                sentence = self._engine.told(error)
                if sentence is None:
                    raise
                raise sentence from error


@contextmanager
def made_anew(archive: Path, server: ChromaServer | None = None) -> Iterator[Vectors]:
    """An empty collection to fill, which is the archive's when the context ends well.

    On a server the old one is searched until then, and a failure leaves it as it was.
    """
    vectors = Vectors(archive, server, anew=True)
    try:
        yield vectors
    except BaseException:
        vectors._engine.drop()
        raise
    else:
        with vectors._reported():
            vectors._engine.adopt()
    finally:
        vectors.close()


def _batches(items: Iterable[T], size: int) -> Iterator[Sequence[T]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
