"""Paths and an archive open for writing in, a Report out: only what is new or changed is read, prepared and stored.

Safe against a kill: a file counts as read only when its last article is stored, so the next run completes it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence, Set
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from domain import Article, StoredFile
from errors import UnreadableArticle
from ingest.batches import Batches
from ingest.files import FoundFile, resolved, walk
from ingest.intake import Intake, Look, ahead, bundles_of, inside
from ingest.limits import USUAL, Limits
from ingest.report import Duplicate, Note, Report, Skipped
from ingest.workers import Here
from ingest.writer import ArchiveWriter

if TYPE_CHECKING:
    from ingest.pipeline import Embedder
    from ingest.reading import FileContents
    from ingest.workers import Workers

Progress = Callable[[int, int], None]
"""Called with the files done and the files in all."""


def ingest(
    paths: Sequence[Path | str],
    archive: ArchiveWriter,
    *,
    embedder: Embedder,
    prune: bool = False,
    progress: Progress | None = None,
    limits: Limits = USUAL,
    default_outlet: str = "",
    skipped: Sequence[Skipped] = (),
    workers: Workers | None = None,
) -> Report:
    """Bring the archive in line with the files below `paths`; with `prune` also with those that are gone from there.

    What cannot be read is skipped with its reason, after what was `skipped` before it came to files. The work is done
    here unless `workers` do it; only this process writes, and in the same order.
    Raises BadInput for a path that does not exist.
    """
    roots = resolved(paths)
    found = list(walk(roots))
    done_by = workers or Here(limits, embedder)
    run = _Run(archive, Batches(archive, done_by), archive.files())
    run.report.skipped += skipped
    intake = Intake(done_by, limits.file_mb, default_outlet, run.stored)
    if prune:
        run.prune([root for root in roots if os.path.isdir(root)], found)
    done = {file.path: number for number, file in enumerate(found, 1)}
    with closing(ahead(look for file in found for look in intake.look(file))) as looks:
        for look in looks:
            run.take(look)
            if progress and look.path in done:
                progress(done[look.path], len(found))
    run.batches.finish()
    archive.keep_report(run.report.as_json())
    return run.report


@dataclass(slots=True)
class _Run:
    """One run: what it was given, what waits to be stored, and the report it is writing."""

    archive: ArchiveWriter
    batches: Batches
    stored: Mapping[str, StoredFile]
    report: Report = field(default_factory=Report)
    troubles: int = 0
    """How many the report had when the ZIP that is being read was opened."""
    passed_over: int = 0
    """How many that the report tells of are none: what a file holds besides articles."""

    def prune(self, folders: Sequence[str], found: Sequence[FoundFile]) -> None:
        """Delete what came from files that are gone; what lies in a folder that cannot be opened is not gone."""
        seen = {file.path for file in found}
        closed = tuple(file.path + os.sep for file in found if file.refused)
        below = tuple(folder.rstrip(os.sep) + os.sep for folder in folders)
        for path in self.stored:
            kept = not seen.isdisjoint((path, *bundles_of(path))) or (closed and path.startswith(closed))
            if path.startswith(below) and not kept:
                gone = self.archive.articles_of(path)
                self._delete(gone)
                self.archive.forget_file(path)

    def _delete(self, gone: Sequence[str]) -> None:
        if gone:
            self.archive.delete(gone)
            self.report.deleted += len(gone)

    def take(self, look: Look) -> None:
        """Bring the archive in line with one file, as far as it was looked at."""
        try:
            if look.refused:
                raise UnreadableArticle(look.refused)
            if look.members is not None:
                self._open(look.path, look.members)
            elif look.now and look.ends:
                self._close(look.now)
            elif look.now and look.holds:
                self._take_articles(look.now, look.holds.result())
            else:
                if look.now:
                    self.archive.note_file(look.now)
                self.report.unchanged += self._count(look.path)
        except UnreadableArticle as error:
            kept = self._count(look.path)
            also = f" (the archive keeps what it had from this file, articles: {kept})" if kept else ""
            self.report.skipped.append(Skipped(look.path, f"{error}{also}"))

    def _count(self, path: str) -> int:
        """Stored articles of a file, or of all files in a ZIP."""
        files = [p for p in (path, *inside(path, self.stored)) if p in self.stored]
        return sum(len(self.archive.articles_of(file)) for file in files)

    def _open(self, path: str, members: Set[str]) -> None:
        """A ZIP is about to be read: what is no longer in it goes first, so that nothing is taken for its copy."""
        self.troubles = self._told()
        if path in self.stored:
            self.archive.note_file(_unfinished(self.stored[path]))
        for gone in inside(path, self.stored):
            if gone not in members:
                self._delete(self.archive.articles_of(gone))
                self.archive.forget_file(gone)

    def _close(self, bundle: StoredFile) -> None:
        """All of a ZIP was taken; one with a trouble is gone through again by the next run, as any other file is."""
        if self._told() == self.troubles:
            self.batches.close(bundle)

    def _told(self) -> int:
        return len(self.report.skipped) - self.passed_over + len(self.report.duplicates)

    def _take_articles(self, file: StoredFile, found: FileContents) -> None:
        own = frozenset(self.archive.articles_of(file.path))
        changed, kept, complete = self._sorted_out(file, found, own)
        if gone := sorted(own - kept):
            self.archive.note_file(_unfinished(file))  # a kill must not leave the old mark on what is fewer now
            self._delete(gone)
        for number, article in enumerate(changed, 1):
            mark = file if complete and number == len(changed) else _unfinished(file)
            self.batches.add(mark, article, _marks(article))
        if not changed and (complete or file.path in self.stored):
            self.archive.note_file(file if complete else _unfinished(file))

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
        self.report.skipped += [Skipped(file.path, why) for why in (*found.problems, *found.passed_over)]
        self.passed_over += len(found.passed_over)
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
        return self.batches.knows(id_) or self.archive.knows(id_)

    def _duplicate(self, article: Article, same_file: Sequence[Article]) -> str | None:
        """Id of the same article in the archive, in the batch, or earlier in the file."""
        mine = _marks(article)
        for other in same_file:
            if _marks(other) & mine:
                return other.reference.id
        return self.batches.twin(mine) or self.archive.find_duplicate(article)


def _unfinished(file: StoredFile) -> StoredFile:
    """The mark of a file that the next run must look at again."""
    return file._replace(size=-1, mtime_ns=0, sha256="")


def _marks(article: Article) -> set[object]:
    reference = article.reference
    same = (reference.outlet, reference.title, article.text)
    return {same, reference.url} if reference.url else {same}
