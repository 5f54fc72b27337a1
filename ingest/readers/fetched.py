"""A page that `ingest.fetch` kept in, one Draft out: what the page says, then what the feed says that listed it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from errors import UnreadableArticle
from ingest.draft import Draft
from ingest.readers import html
from ingest.readers import text as plain_text
from ingest.readers.json_objects import parse


def read(text: str) -> Iterator[Draft]:
    """The one article of a kept page. Raises UnreadableArticle if it holds none."""
    kept = parse(text)
    if not isinstance(kept, dict) or not all(isinstance(kept.get(name), str) for name in ("url", "page")):
        raise UnreadableArticle("not a page that was fetched: it has no url and page")
    if not kept["url"].startswith(("http://", "https://")):
        raise UnreadableArticle("not a page that was fetched: its url is no address of the web")
    listed = kept.get("listed")
    known: dict[str, Any] = listed if isinstance(listed, dict) else {}
    is_plain = kept.get("kind") == "text/plain"
    for draft in plain_text.read(kept["page"]) if is_plain else html.read(kept["page"]):
        yield replace(
            draft,
            title=draft.title or _string(known, "title"),
            outlet=draft.outlet or _string(known, "outlet") or site_of(kept["url"]),
            authors=draft.authors or tuple(str(name) for name in known.get("authors") or ()),
            published=draft.published or _string(known, "published"),
            language=draft.language or _string(known, "language"),
            url=_address(draft.url, kept["url"]),
        )


def write(page: str, kind: str, url: str, **rest: object) -> bytes:
    """The bytes of the file that `read` reads; `rest` is what the fetching wants to know again next time."""
    return json.dumps({"url": url, "kind": kind, **rest, "page": page}, ensure_ascii=False, indent=1).encode(
        "utf-8", "replace"
    )


def site_of(url: str) -> str:
    """The host of an address without www: who published a page that does not say so itself."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _address(canonical: str | None, url: str) -> str:
    """What the page calls its address, if it is its own to say: on the same site, and not merely the front page."""
    if not canonical or site_of(canonical) != site_of(url):
        return url
    is_front = not urlsplit(canonical).path.strip("/") and bool(urlsplit(url).path.strip("/"))
    return url if is_front else canonical


def _string(known: dict[str, Any], name: str) -> str | None:
    value = known.get(name)
    return value if isinstance(value, str) and value.strip() else None
