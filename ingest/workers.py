"""Files and batches of articles in, what they hold and what is to be stored out, later: by whoever does the work."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from domain import Article, Prepared, StoredFile
from ingest.cage import cage
from ingest.limits import Limits

if TYPE_CHECKING:
    from ingest.bundles import Member
    from ingest.pipeline import Embedder
    from ingest.reading import FileContents

Batch = Sequence[tuple[StoredFile, Article]]


class Workers(Protocol):
    """Who reads files and prepares articles: this machine, or the machines of a cluster (`ingest.spread`)."""

    @property
    def at_once(self) -> int:
        """So many batches may be on their way while the next one is filled."""

    def read(self, path: Path, data: bytes, default_outlet: str) -> Future[FileContents]:
        """What the bytes of the file at `path` hold; the result raises UnreadableArticle with the reason."""

    def members(self, data: bytes) -> list[Member]:
        """The files of a ZIP. Raises UnreadableArticle where it is not to be opened."""

    def read_member(self, path: Path, packed: bytes, default_outlet: str, member: Member) -> Future[FileContents]:
        """What a file of a ZIP holds, given its packed bytes; like `read`."""

    def prepare(self, batch: Batch) -> Future[list[Prepared]]:
        """Each article with its passages, their vectors and its statements, in the given order."""


class Here:
    """On this machine: files are read in the cage, articles prepared in this process."""

    at_once = 0

    def __init__(self, limits: Limits, embedder: Embedder) -> None:
        """Nothing is loaded or started before there is work."""
        self._cage, self._embedder = cage(limits), embedder
        self.read, self.members, self.read_member = self._cage.read, self._cage.members, self._cage.read_member

    def prepare(self, batch: Batch) -> Future[list[Prepared]]:
        """Done when this returns."""
        from ingest.pipeline import prepare  # the heavy libraries, only if there is something

        done: Future[list[Prepared]] = Future()
        done.set_result(prepare(batch, self._embedder))
        return done
