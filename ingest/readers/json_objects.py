"""JSON in, Drafts out: one article object, a list of them, or a list under a name such as "articles"."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from errors import UnreadableArticle
from ingest.draft import Draft
from ingest.fields import FIELDS, draft_of

LISTS = ("articles", "items", "results", "documents", "docs", "data", "news", "stories", "entries")
"""Names under which a file may hold its list of articles."""
MAX_DEPTH = 64
"""Deeper nesting is no article and could exhaust the parser."""


def read(text: str) -> Iterator[Draft | UnreadableArticle]:
    """The articles of a JSON file, in order."""
    records = list(_records(parse(text)))
    if not records:
        raise UnreadableArticle(f"no article in it: no object with one of the fields {', '.join(FIELDS['body'][:3])}")
    for number, record in enumerate(records, 1):
        yield draft_or_reason(record, f"article {number}: " if len(records) > 1 else "")


def parse(text: str) -> object:
    """The value that JSON text writes. Raises UnreadableArticle if it is broken or nested beyond MAX_DEPTH."""
    if _depth(text) > MAX_DEPTH:
        raise UnreadableArticle(f"its JSON is nested more than {MAX_DEPTH} deep")
    try:
        return json.loads(text, parse_constant=lambda _: None)
    except json.JSONDecodeError as error:
        raise UnreadableArticle(f"broken JSON at line {error.lineno}, column {error.colno}: {error.msg}") from None
    except ValueError:
        raise UnreadableArticle("broken JSON: a number in it has thousands of digits") from None


def draft_or_reason(record: object, where: str) -> Draft | UnreadableArticle:
    """The Draft of one record, or why there is none, with the place in the file."""
    if not isinstance(record, dict):
        return UnreadableArticle(f"{where}not an object but {type(record).__name__}")
    try:
        return draft_of(record)
    except UnreadableArticle as error:
        return UnreadableArticle(f"{where}{error}")


def _records(value: object, depth: int = 0) -> Iterator[object]:
    if isinstance(value, list):
        yield from value
    elif isinstance(value, dict):
        inner = next((value[name] for name in LISTS if isinstance(value.get(name), list | dict)), None)
        names = {str(name).lower() for name in value}
        if names & set(FIELDS["body"]) or inner is None:
            yield value
        elif depth < 4:
            yield from _records(inner, depth + 1)


def _depth(text: str) -> int:
    """How deep brackets nest, outside strings; found without recursion and before anything is parsed."""
    deepest = depth = 0
    for bracket in re.finditer(r'"(?:[^"\\]|\\.)*+"|[\[{]|[\]}]', text, re.DOTALL):
        if bracket[0] in "[{":
            depth += 1
            deepest = max(deepest, depth)
            if deepest > MAX_DEPTH:
                break
        elif bracket[0] in "]}":
            depth -= 1
    return deepest
