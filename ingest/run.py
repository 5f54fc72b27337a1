"""Paths and an archive open for writing in, a Report out: only what is new or changed is read, prepared and stored.

Safe against a kill: a file counts as read only when its last article is stored, so the next run completes it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from domain import Article, StoredFile
from errors import UnreadableArticle
from ingest.files import FoundFile, contents, is_untouched, resolved, stored_file, walk
from ingest.report import Duplicate, Note, Report, Skipped
from ingest.writer import ArchiveWriter

if TYPE_CHECKING:
    from ingest.pipeline import Embedder
    from ingest.reading import FileContents

BATCH_ARTICLES = 64
BATCH_CHARACTERS = 400_000
"""So much text is prepared and stored at a time; it bounds the memory of a run."""
Progress = Callable[[int, int], None]
"""Called with the files done and the files in all."""


def ingest(
    paths: Sequence[Path | str],
    archive: ArchiveWriter,
    *,
    embedder: Embedder,
    prune: bool = False,
    progress: Progress | None = None,
    max_file_mb: int = 20,
    default_outlet: str = "",
) -> Report:
    """Bring the archive in line with the files below `paths`; with `prune` also with those that are gone from there.

    What cannot be read is skipped with its reason. Raises BadInput for a path that does not exist.
    """
    roots = resolved(paths)
    found = list(walk(roots))
    run = _Run(archive, embedder, max_file_mb, default_outlet, archive.files())
    if prune:
        run.prune([root for root in roots if os.path.isdir(root)], found)
    for number, file in enumerate(found, 1):
        run.take(file)
        if progress:
            progress(number, len(found))
    run.flush()
    archive.keep_report(run.report.as_json())
    return run.report


@dataclass(slots=True)
class _Run:
    """One run: what it was given, the batch it is filling, and the report it is writing."""

    archive: ArchiveWriter
    embedder: Embedder
    max_file_mb: int
    default_outlet: str
    stored: Mapping[str, StoredFile]
    report: Report = field(default_factory=Report)
    batch: list[tuple[StoredFile, Article]] = field(default_factory=list)
    characters: int = 0
    ids: set[str] = field(default_factory=set)
    """Of the articles in the batch."""
    twins: dict[object, str] = field(default_factory=dict)
    """Address, and outlet with title and text, of the articles in the batch → their ids."""

    def prune(self, folders: Sequence[str], found: Sequence[FoundFile]) -> None:
        """Delete what came from files that are gone; what lies in a folder that cannot be opened is not gone."""
        seen = {file.path for file in found}
        closed = tuple(file.path + os.sep for file in found if file.refused)
        below = tuple(folder.rstrip(os.sep) + os.sep for folder in folders)
        for path in self.stored:
            if path.startswith(below) and path not in seen and not (closed and path.startswith(closed)):
                gone = self.archive.articles_of(path)
                self._delete(gone)
                self.archive.forget_file(path)

    def _delete(self, gone: Sequence[str]) -> None:
        if gone:
            self.archive.delete(gone)
            self.report.deleted += len(gone)

    def take(self, file: FoundFile) -> None:
        """Look at one file: not at all, at its bytes only, or at its articles."""
        before = self.stored.get(file.path)
        try:
            if file.refused:
                raise UnreadableArticle(file.refused)
            if before and is_untouched(file, before):
                self.report.unchanged += len(self.archive.articles_of(file.path))
                return
            self._read(file, before)
        except UnreadableArticle as error:
            kept = len(self.archive.articles_of(file.path)) if before else 0
            also = f" (the archive keeps what it had from this file, articles: {kept})" if kept else ""
            self.report.skipped.append(Skipped(file.path, f"{error}{also}"))

    def _read(self, file: FoundFile, before: StoredFile | None) -> None:
        from ingest.reading import known_suffix, read_data  # the readers, only when a file is new or changed

        known_suffix(Path(file.path))
        data = contents(file.path, self.max_file_mb)
        now = stored_file(file, data)
        if before and before.sha256 == now.sha256:
            self.archive.note_file(now)
            self.report.unchanged += len(self.archive.articles_of(file.path))
        else:
            self._take_articles(now, read_data(Path(file.path), data, self.default_outlet))

    def _take_articles(self, file: StoredFile, found: FileContents) -> None:
        own = frozenset(self.archive.articles_of(file.path))
        changed, kept, complete = self._sorted_out(file, found, own)
        self._delete(sorted(own - kept))
        unfinished = file._replace(size=-1, mtime_ns=0, sha256="")
        for number, article in enumerate(changed, 1):
            self._add(file if complete and number == len(changed) else unfinished, article)
        if complete and not changed:
            self.archive.note_file(file)

    def _sorted_out(
        self, file: StoredFile, found: FileContents, own: frozenset[str]
    ) -> tuple[list[Article], set[str], bool]:
        """The articles to store, the ids that stay, and whether the file needs no second look next time.

        A file with a duplicate does: the other article may be gone by then; so does one with a broken part.
        """
        from ingest.identity import with_free_id

        changed: list[Article] = []
        kept: set[str] = set()
        complete = not found.problems
        for read in found.articles:
            article = with_free_id(read, len(found.articles) == 1, own, kept, self._is_taken)
            id_ = article.reference.id
            if why := self.archive.withheld(article, read.own_id):
                self.report.skipped.append(Skipped(file.path, why))
                continue
            twin = self._duplicate(article, changed)
            if twin and twin != id_ and (twin in kept or twin not in own):
                self.report.duplicates.append(Duplicate(file.path, id_, twin))
                complete = False
                continue
            kept.add(id_)
            if self._is_changed(article, own):
                changed.append(article)
                self.report.notes += [Note(file.path, id_, note) for note in read.notes]
        self.report.skipped += [Skipped(file.path, problem) for problem in found.problems]
        return changed, kept, complete

    def _is_changed(self, article: Article, own: frozenset[str]) -> bool:
        id_ = article.reference.id
        if id_ not in own:
            self.report.new += 1
        elif self.archive.holds(article):
            self.report.unchanged += 1
            return False
        else:
            self.report.updated += 1
        return True

    def _is_taken(self, id_: str) -> bool:
        return id_ in self.ids or self.archive.knows(id_)

    def _duplicate(self, article: Article, same_file: Sequence[Article]) -> str | None:
        """Id of the same article in the archive, in the batch, or earlier in the file."""
        mine = _marks(article)
        for other in same_file:
            if _marks(other) & mine:
                return other.reference.id
        waiting = (self.twins[mark] for mark in mine if mark in self.twins)
        return next(waiting, None) or self.archive.find_duplicate(article)

    def _add(self, file: StoredFile, article: Article) -> None:
        self.batch.append((file, article))
        self.ids.add(article.reference.id)
        self.twins |= dict.fromkeys(_marks(article), article.reference.id)
        self.characters += len(article.text)
        if len(self.batch) >= BATCH_ARTICLES or self.characters >= BATCH_CHARACTERS:
            self.flush()

    def flush(self) -> None:
        """Prepare and store the batch. The heavy libraries are loaded here, and only if there is something."""
        if not self.batch:
            return
        from ingest.pipeline import prepare

        self.archive.put(prepare(self.batch, self.embedder))
        self.batch, self.characters, self.ids, self.twins = [], 0, set(), {}


def _marks(article: Article) -> set[object]:
    reference = article.reference
    same = (reference.outlet, reference.title, article.text)
    return {same, reference.url} if reference.url else {same}
