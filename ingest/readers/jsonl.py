"""JSON Lines in, Drafts out: one article object per line; a broken line is reported, the others are read."""

from __future__ import annotations

from collections.abc import Iterator

from errors import UnreadableArticle
from ingest.draft import Draft
from ingest.readers.json_objects import draft_or_reason, parse


def read(text: str) -> Iterator[Draft | UnreadableArticle]:
    """The articles of the file, in order of its lines."""
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            record = parse(line)
        except UnreadableArticle as error:
            yield UnreadableArticle(f"line {number}: {error}".replace(" at line 1, column", " at column"))
        else:
            yield draft_or_reason(record, f"line {number}: ")
