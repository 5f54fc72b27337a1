"""What ingest needs of an archive that is open for writing; index has it, and neither folder knows the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from domain import Article, Prepared, StoredFile


class ArchiveWriter(Protocol):
    """An archive open for writing, by this process alone."""

    def files(self) -> Mapping[str, StoredFile]:
        """Every file that articles came from, by path, as it was when it was read."""

    def articles_of(self, path: str) -> tuple[str, ...]:
        """Ids of the stored articles that came from this file."""

    def knows(self, article_id: str) -> bool:
        """Whether an article of this id is stored."""

    def holds(self, article: Article) -> bool:
        """Whether exactly this article is stored: text and reference; the file it came from may be another."""

    def put(self, batch: Sequence[Prepared]) -> None:
        """Store the articles, replacing what each had, all or none of them."""

    def note_file(self, file: StoredFile) -> None:
        """Remember a file whose articles are as they are stored."""

    def forget_file(self, path: str) -> None:
        """Forget a file."""

    def delete(self, article_ids: Sequence[str]) -> None:
        """Remove articles with all that was made of them."""

    def keep_report(self, report: Mapping[str, Any]) -> None:
        """Remember what the last ingest did."""

    def find_duplicate(self, article: Article) -> str | None:
        """Id of a stored article with the same address, or the same outlet, title and text."""

    def withheld(self, article: Article, named: bool) -> str:
        """Why the article must not be stored, if it was taken down; `named`: the file itself gives its id."""
