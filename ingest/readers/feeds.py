"""RSS or Atom in, Drafts out: the entries that hold their whole text; `entries` gives those that only link to it, too.

A file is never a reason to use the network: what only links to its article is skipped with that reason. Read by
feedparser, which knows the dialects that are really served; it gets bytes, so it opens no address and no file.
"""

from __future__ import annotations

import calendar
import io
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple
from urllib.parse import urljoin

from errors import UnreadableArticle
from ingest.characters import one_line, plain
from ingest.draft import Draft, PassedOver
from ingest.readers import html, wordpress
from ingest.readers.xml_tree import DECLARATION, check_depth, root

ROOTS = frozenset({"rss", "feed", "rdf:RDF"})
WHOLE = 600
"""Characters that a description must have to pass for an article when there is nothing else."""


class Entry(NamedTuple):
    """One entry of a feed: what it says of an article, and where that stands."""

    url: str
    title: str = ""
    published: str = ""
    outlet: str = ""
    language: str = ""
    authors: tuple[str, ...] = ()
    changed: datetime | None = None
    """When it was last touched, if the feed says so with a time."""
    content: str = ""
    """HTML; the whole article or a part of it."""


def read(text: str) -> Iterator[Draft | UnreadableArticle | PassedOver]:
    """The articles of a feed, or of a WordPress export, which is a feed of its own kind."""
    if wordpress.is_export(text):
        yield from wordpress.read(text)
        return
    for number, entry in enumerate(entries(text), 1):
        body = html.fragment(entry.content) if entry.content else ""
        if not body or (len(body) < WHOLE and not html.ENDS.search(body)):
            yield UnreadableArticle(
                f"entry {number}: holds no text; `python -m ingest` with the feed's address fetches it"
            )
            continue
        yield Draft(
            body=body,
            title=entry.title or None,
            outlet=entry.outlet or None,
            authors=entry.authors,
            published=entry.published or None,
            language=entry.language or None,
            url=entry.url or None,
        )


def entries(text: str, base: str = "") -> list[Entry]:
    """The entries of a feed in its order; `base` is its address. Raises UnreadableArticle if it is no feed."""
    import feedparser

    if root(text) not in ROOTS:
        raise UnreadableArticle("not a feed: neither RSS nor Atom nor a WordPress export")
    told = plain(DECLARATION.sub("", text.lstrip("\ufeff")))
    check_depth(told.strip(), "a feed")
    data = told.encode("utf-8")
    try:
        parsed = feedparser.parse(io.BytesIO(data), response_headers={"content-type": "application/xml; charset=utf-8"})
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError) as error:
        raise UnreadableArticle(f"a broken feed ({type(error).__name__})") from None
    found = [_entry(entry, parsed.feed, base) for entry in parsed.entries]
    if not found:
        raise UnreadableArticle("a feed without entries")
    return found


def _entry(entry: Mapping[str, Any], feed: Mapping[str, Any], base: str) -> Entry:
    contents = [str(each.get("value") or "") for each in (*entry.get("content", ()), {"value": entry.get("summary")})]
    # feedparser answers for "updated" with what was published, and warns that it will not go on doing so.
    newest = "updated" if "updated" in entry else "published"
    own = entry.get("source") or {}
    link = str(entry.get("link") or "").strip()
    return Entry(
        url=joined(base, link) if link else "",
        title=_words(entry.get("title")),
        published=one_line(str(entry.get("published") or entry.get(newest) or "")),
        outlet=_words(own.get("title") or feed.get("title")),
        language=one_line(str(feed.get("language") or "")),
        authors=tuple(name for each in entry.get("authors", ()) if (name := _words(each.get("name")))),
        changed=_time(entry.get(f"{newest}_parsed")),
        content=max(contents, key=len, default=""),
    )


def joined(base: str, link: str) -> str:
    """A link as an address; empty if it is none: brackets around what is no address of version 6."""
    try:
        return urljoin(base, link)
    except ValueError:
        return ""


def _time(stamp: Any) -> datetime | None:  # noqa: ANN401 - a struct_time of feedparser's, which is untyped
    try:
        return datetime.fromtimestamp(calendar.timegm(stamp), UTC) if stamp else None
    except (OverflowError, ValueError, OSError):
        return None


def _words(written: object) -> str:
    """A name or title, which feeds give with markup and entities as they like."""
    text = str(written or "")
    return one_line(html.fragment(text) if "<" in text or "&" in text else text)
