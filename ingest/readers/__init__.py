"""The text of a file in, Drafts out: one reader per format, all of them in the table READERS."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from errors import UnreadableArticle
from ingest.draft import Draft, PassedOver
from ingest.readers import csv_rows, docx, feeds, fetched, html, json_objects, jsonl, markdown, pdf, text

Reader = Callable[[str], Iterable[Draft | UnreadableArticle | PassedOver]]
"""Yields a Draft per article; where one of several cannot be read, or is no article, the reason takes its place."""
BinaryReader = Callable[[bytes], Iterable[Draft | UnreadableArticle]]

READERS: Mapping[str, Reader] = {
    ".txt": text.read,
    ".text": text.read,
    ".md": markdown.read,
    ".markdown": markdown.read,
    ".html": html.read,
    ".htm": html.read,
    ".xhtml": html.read,
    ".json": json_objects.read,
    ".jsonl": jsonl.read,
    ".ndjson": jsonl.read,
    ".csv": csv_rows.read,
    ".tsv": csv_rows.read,
    ".rss": feeds.read,
    ".atom": feeds.read,
    ".xml": feeds.read,
    ".wxr": feeds.read,
    ".page": fetched.read,
}
"""Extension (lower case) → its reader. A new format is a file in this folder, a row here and a sample under tests/."""
BINARY: Mapping[str, BinaryReader] = {
    ".pdf": pdf.read,
    ".docx": docx.read,
}
"""The same for formats that are not text."""
DECLARING = frozenset({".html", ".htm", ".xhtml", ".rss", ".atom", ".xml", ".wxr"})
"""Formats that name their own character encoding."""

__all__ = ["BINARY", "DECLARING", "READERS", "Reader"]
