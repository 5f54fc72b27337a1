"""Article files → articles → passages: what ingest gives to the rest of the house."""

from __future__ import annotations

from pathlib import Path

from domain import Article
from ingest.passages import passages  # not lazily: importing the module later would put it in the function's place
from ingest.report import Report
from ingest.run import ingest
from ingest.upload import add_file

__all__ = ["Report", "add_file", "ingest", "passages", "read_file"]


def read_file(path: Path, *, max_file_mb: int = 20, default_outlet: str = "") -> tuple[Article, ...]:
    """The articles of one file, at least one. Raises UnreadableArticle with the reason."""
    from ingest.reading import read_file as read

    return read(path, max_file_mb=max_file_mb, default_outlet=default_outlet)
