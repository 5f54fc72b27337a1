"""A record with named fields (JSON object, CSV row, front matter) in, a Draft out; every accepted name is in FIELDS."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from errors import UnreadableArticle
from ingest.draft import Draft

FIELDS: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "guid", "uuid"),
    "title": ("title", "headline"),
    "body": ("text", "content", "body", "articlebody"),
    "outlet": ("outlet", "source", "publisher", "site_name", "sitename"),
    "authors": ("authors", "author", "byline"),
    "published": ("published", "publish_date", "date", "published_at", "publishedat", "datepublished", "pubdate"),
    "language": ("language", "lang", "inlanguage"),
    "url": ("url", "link", "canonical_url"),
    "access": ("access", "visibility"),
    "embargo": ("embargo", "embargo_until"),
}
"""What a Draft wants → the names a file may give it under, compared without case; the first with a value wins."""
WITHHELD = {"access": "write public or internal", "embargo": "write a day, as 2026-12-01"}
"""How the fields are written that keep an article from the public."""
INNER = ("rendered", "name", "title", "value", "text", "@value")
"""Where a value is itself an object, its text stands under one of these."""
_TAGS = re.compile(
    r"</?(?:p|br|div|h[1-6]|li|ul|ol|a|em|strong|b|i|span|blockquote|img|figure)\b[^<>]*>", re.IGNORECASE
)
_BLOCK = re.compile(r"<(?:/p|/div|/h[1-6]|/li|/blockquote|br\s*/?)>", re.IGNORECASE)


def draft_of(record: Mapping[str, Any]) -> Draft:
    """The Draft of one record. Raises UnreadableArticle when it has no text."""
    fields = {str(name).strip().lower(): value for name, value in record.items()}
    body = _first(fields, "body")
    if not body or not body.strip():
        raise UnreadableArticle(f"no text: none of the fields {', '.join(FIELDS['body'][:3])} holds any")
    if found := next((name for name in FIELDS["body"] if _holds_number(fields.get(name))), None):
        raise UnreadableArticle(f"no text: its field {found} holds a number; write text in quotation marks")
    return Draft(
        body=_without_markup(body),
        id=_first(fields, "id"),
        title=_first(fields, "title"),
        outlet=_first(fields, "outlet"),
        authors=_authors(fields),
        published=_first(fields, "published"),
        language=_first(fields, "language"),
        url=_first(fields, "url"),
        access=_withheld(fields, "access"),
        embargo=_withheld(fields, "embargo"),
    )


def _withheld(fields: Mapping[str, Any], wanted: str) -> str | None:
    """What keeps it from the public.

    Raises UnreadableArticle for `true` or an object, which do not say from whom, and for two values that differ.
    """
    given = {name: fields[name] for name in FIELDS[wanted] if fields.get(name) is not None}
    for name, value in given.items():
        if not (isinstance(value, str) or text_of(value)):
            raise UnreadableArticle(f"its {name} is {str(value)[:40]!r}; {WITHHELD[wanted]}")
    told = {name: text for name, value in given.items() if (text := (text_of(value) or "").strip().casefold())}
    if len(set(told.values())) > 1:
        both = " and its ".join(f"{name} {text[:40]!r}" for name, text in told.items())
        raise UnreadableArticle(f"its {both}; {WITHHELD[wanted]}, once")
    return _first(fields, wanted)


def _first(fields: Mapping[str, Any], wanted: str) -> str | None:
    found = (text_of(fields.get(name)) for name in FIELDS[wanted])
    return next((text for text in found if text and text.strip()), None)


def text_of(value: object) -> str | None:
    """The text of a value: a string, a number, a list of paragraphs, or an object that holds one of these."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, Mapping):
        return next((t for name in INNER if (t := text_of(value.get(name)))), None)
    if isinstance(value, list):
        return "\n\n".join(t for item in value if (t := text_of(item))) or None
    return str(value)  # a date of TOML front matter


def _holds_number(value: object) -> bool:
    """Whether a value is a number or has one among its paragraphs, which nobody wrote as text."""
    if isinstance(value, Mapping | list):
        return any(map(_holds_number, (value.get(name) for name in INNER) if isinstance(value, Mapping) else value))
    return isinstance(value, int | float)


def _authors(fields: Mapping[str, Any]) -> tuple[str, ...]:
    for name in FIELDS["authors"]:
        value = fields.get(name)
        parts = value if isinstance(value, list) else re.split(r"[;|]| and ", text_of(value) or "")
        if found := tuple(t.strip() for part in parts if (t := text_of(part)) and t.strip()):
            return found
    return ()


def _without_markup(body: str) -> str:
    """Content systems export bodies as HTML: tags go, block ends become line ends."""
    if len(_TAGS.findall(body[:5000])) < 2:
        return body
    from html import unescape

    return unescape(re.sub(r"<[^<>]{1,2000}>", "", _BLOCK.sub("\n\n", body.replace("\n", " "))))
