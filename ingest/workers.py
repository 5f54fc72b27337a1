"""Files and batches of articles in, what they hold and what is to be stored out, later: by whoever does the work."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from domain import Article, Prepared, StoredFile
from ingest.beside import Beside
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

    def begin(self, article: Article) -> None:
        """It will be in a batch: what can be done with it before may be."""

    def prepare(self, batch: Batch) -> Callable[[], list[Prepared]]:
        """Who waits for the outcome: each article with its passages, their vectors and its statements, in order."""


class Here:
    """On this machine: files are read in the cage, statements found beside this process, the rest is done in it."""

    at_once = 1
    """The statements of the next batch are found while this process stores the last one."""

    def __init__(self, limits: Limits, embedder: Embedder) -> None:
        """Nothing is loaded or started before there is work."""
        self._cage, self._beside, self._embedder = cage(limits), Beside(), embedder
        self.read, self.members, self.read_member = self._cage.read, self._cage.members, self._cage.read_member
        self.begin = self._beside.begin

    def prepare(self, batch: Batch) -> Callable[[], list[Prepared]]:
        """Done when it is waited for."""
        return lambda: self._prepared(batch)

    def _prepared(self, batch: Batch) -> list[Prepared]:
        from ingest.pipeline import prepare  # the heavy libraries, only if there is something

        return prepare(batch, self._embedder, self._beside.statements)
