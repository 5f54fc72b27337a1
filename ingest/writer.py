"""What ingest needs of an archive that is open for writing; index has it, and neither folder knows the other."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Protocol

from domain import Article, Prepared, StoredFile


class ArchiveWriter(Protocol):
    """An archive open for writing, by this process alone."""

    def files(self) -> Mapping[str, StoredFile]:
        """Every file that articles came from, by path, as it was when it was read."""

    def articles_of(self, path: str) -> tuple[str, ...]:
        """Ids of the stored articles that came from this file."""

    def fingerprint(self, article_id: str) -> str | None:
        """`fingerprint` of the stored article; None if there is none of this id."""

    def put(self, batch: Sequence[Prepared]) -> None:
        """Store the articles, replacing what each had, all or none of them."""

    def note_file(self, file: StoredFile) -> None:
        """Remember a file whose articles are as they are stored."""

    def forget_file(self, path: str) -> None:
        """Forget a file."""

    def delete(self, article_ids: Sequence[str]) -> None:
        """Remove articles with all that was made of them."""

    def find_duplicate(self, article: Article) -> str | None:
        """Id of a stored article with the same address, or the same outlet, title and text."""


def fingerprint(article: Article) -> str:
    """sha256 over all that is stored of an article but its path; the archive reckons the same over what it holds."""
    r = article.reference
    day = r.published.isoformat() if r.published else None
    parts = [r.id, r.title, r.outlet, r.language, day, list(r.authors), r.url, article.text]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()
