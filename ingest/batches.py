"""New and changed articles go in one by one; batches of them are prepared by whoever does that, and stored in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Set
from dataclasses import dataclass, field

from domain import Article, Prepared, StoredFile
from ingest.workers import Workers
from ingest.writer import ArchiveWriter

BATCH_ARTICLES = 32
BATCH_CHARACTERS = 400_000
"""So much text is prepared and stored at a time; it bounds the memory of a run, and how long a processor waits for the
other one at its beginning and its end."""


@dataclass(slots=True)
class _Batch:
    articles: list[tuple[StoredFile, Article]] = field(default_factory=list)
    characters: int = 0
    ids: set[str] = field(default_factory=set)
    twins: dict[object, str] = field(default_factory=dict)
    """Address, and outlet with title and text, of its articles → their ids."""
    due: list[StoredFile] = field(default_factory=list)
    """ZIPs that were read to their end: they count as read when the batch is stored."""
    prepared: Callable[[], list[Prepared]] | None = None


class Batches:
    """The batch that is filled, and those that are being prepared and are stored after one another."""

    def __init__(self, archive: ArchiveWriter, workers: Workers) -> None:
        """Nothing waits yet."""
        self._archive, self._workers = archive, workers
        self._filling = _Batch()
        self._sent: deque[_Batch] = deque()

    def knows(self, article_id: str) -> bool:
        """Whether an article of this id waits to be stored."""
        return any(article_id in batch.ids for batch in (*self._sent, self._filling))

    def twin(self, marks: Set[object]) -> str | None:
        """Id of an article that waits to be stored and is the same."""
        waiting = (*self._sent, self._filling)
        return next((batch.twins[mark] for batch in waiting for mark in marks if mark in batch.twins), None)

    def add(self, file: StoredFile, article: Article, marks: Set[object]) -> None:
        """One article, which is stored with others."""
        self._workers.begin(article)
        batch = self._filling
        batch.articles.append((file, article))
        batch.ids.add(article.reference.id)
        batch.twins |= dict.fromkeys(marks, article.reference.id)
        batch.characters += len(article.text)
        if len(batch.articles) >= BATCH_ARTICLES or batch.characters >= BATCH_CHARACTERS:
            self._send()

    def close(self, bundle: StoredFile) -> None:
        """All articles of this ZIP have been added."""
        self._filling.due.append(bundle)

    def finish(self) -> None:
        """Store whatever waits."""
        self._send()
        self._store_but(0)

    def _send(self) -> None:
        """Have the batch prepared.

        With an update in it nothing may stay on its way: what is read next is compared with what is stored.
        """
        batch, self._filling = self._filling, _Batch()
        updates = any(self._archive.knows(article_id) for article_id in batch.ids)
        if batch.articles:
            batch.prepared = self._workers.prepare(batch.articles)
        self._sent.append(batch)
        self._store_but(0 if updates else self._workers.at_once)

    def _store_but(self, count: int) -> None:
        while len(self._sent) > count:
            batch = self._sent.popleft()
            if batch.prepared:
                self._archive.put(batch.prepared())
            for bundle in batch.due:
                self._archive.note_file(bundle)
