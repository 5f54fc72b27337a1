"""Article files → articles → passages: what ingest gives to the rest of the house."""

from __future__ import annotations

from pathlib import Path

from domain import Article
from ingest.limits import USUAL, Limits
from ingest.passages import passages  # not lazily: importing the module later would put it in the function's place
from ingest.report import Report
from ingest.run import ingest
from ingest.upload import add_address, add_file

__all__ = ["Limits", "Report", "add_address", "add_file", "ingest", "passages", "read_file"]


def read_file(path: Path, *, limits: Limits = USUAL, default_outlet: str = "") -> tuple[Article, ...]:
    """The articles of one file, at least one, in their order.

    Raises UnreadableArticle with the reason: no reader for the format, too large, not text, broken, no article in it,
    too much for the limits.
    """
    from ingest.cage import cage
    from ingest.files import contents

    read = cage(limits).read(path, contents(path, limits.file_mb), default_outlet).result()
    return tuple(each.article for each in read.articles)
