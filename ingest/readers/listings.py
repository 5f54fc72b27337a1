"""A document in, the articles that it lists out: a feed, a sitemap, an index of sitemaps; none for a page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from ingest.characters import one_line
from ingest.readers.feeds import ROOTS, Entry, entries, joined
from ingest.readers.xml_tree import local, root, tree

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

SITEMAPS = frozenset({"urlset", "sitemapindex"})


class Listing(NamedTuple):
    """The articles, and the other lists, that an address names."""

    entries: list[Entry]
    sitemaps: list[str]
    is_page: bool = False
    """It is no list: the document may be an article itself."""


def listing(text: str, url: str) -> Listing:
    """What a document from this address lists. Raises UnreadableArticle for a broken list."""
    kind = root(text)
    if kind in ROOTS:
        return Listing([entry for entry in entries(text, url) if entry.url], [])
    if kind.rpartition(":")[2] not in SITEMAPS:
        return Listing([], [], is_page=True)
    sitemap = tree(text, "a sitemap")
    found = list(_places(sitemap, url))
    if local(sitemap) == "sitemapindex":
        return Listing([], [entry.url for entry in _newest_first(found)])
    return Listing(_newest_first(found), [])


def _places(sitemap: Element, url: str) -> Iterator[Entry]:
    for place in sitemap:
        said = {local(each): one_line(each.text or "") for each in place.iter() if each is not place}
        if address := joined(url, said["loc"]) if "loc" in said else "":
            yield Entry(
                url=address,
                title=said.get("title", "") if "publication_date" in said else "",
                published=said.get("publication_date", ""),
                outlet=said.get("name", ""),
                language=said.get("language", ""),
                changed=_time(said.get("lastmod") or said.get("publication_date", "")),
            )


def _time(written: str) -> datetime | None:
    """A time as the W3C writes it; a day alone means its end, for something may still change on it."""
    try:
        time = datetime.fromisoformat(written)
        time = time if time.tzinfo else time.replace(tzinfo=UTC)
        return time + timedelta(days=1) if len(written) <= len("2026-11-22") else time
    except (ValueError, OverflowError):  # the last day that there is has no next
        return None


def _newest_first(found: list[Entry]) -> list[Entry]:
    oldest = datetime.min.replace(tzinfo=UTC)
    return sorted(found, key=lambda entry: entry.changed or oldest, reverse=True)
