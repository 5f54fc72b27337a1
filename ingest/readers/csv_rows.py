"""CSV with a header row in, Drafts out: one article per row; comma, semicolon, tab or bar between the columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from errors import UnreadableArticle
from ingest.draft import Draft
from ingest.fields import FIELDS, draft_of

DELIMITERS = ",;\t|"
_LONGEST_FIELD = 2**31 - 1


def read(text: str) -> Iterator[Draft | UnreadableArticle]:
    """The articles of the file, in order of its rows."""
    csv.field_size_limit(_LONGEST_FIELD)  # the module's own limit, 128 kB, is less than a long article
    header = text.lstrip("\ufeff \r\n").split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=header.count)
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, restkey="", strict=True)
    names = {(name or "").strip().lower() for name in _header(rows)}
    if not names & set(FIELDS["body"]):
        raise UnreadableArticle(f"its header row has no column named {', '.join(FIELDS['body'][:3])}")
    yield from _drafts(rows)


def _header(rows: csv.DictReader[str]) -> list[str]:
    try:
        return list(rows.fieldnames or ())
    except csv.Error as error:
        raise UnreadableArticle(f"broken CSV in the header row: {error}") from None


def _drafts(rows: csv.DictReader[str]) -> Iterator[Draft | UnreadableArticle]:
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield UnreadableArticle(f"row at line {rows.line_num}: broken CSV: {error}")
            continue
        try:
            yield draft_of({name: value for name, value in row.items() if name})
        except UnreadableArticle as error:
            yield UnreadableArticle(f"row at line {rows.line_num}: {error}")
