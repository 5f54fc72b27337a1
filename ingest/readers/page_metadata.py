"""A parsed web page in, the fields of a Draft out, from meta tags, JSON-LD, <time>, <link> and <html lang>."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ingest.characters import one_line
from ingest.fields import text_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

PLACES: Mapping[str, tuple[str, ...]] = {
    "outlet": ("meta:og:site_name", "ld:publisher", "meta:application-name", "meta:dc.publisher", "meta:publisher"),
    "title": ("meta:og:title", "ld:headline", "meta:twitter:title", "meta:dc.title", "//h1", "//title"),
    "published": (
        *("meta:article:published_time", "ld:datePublished", "meta:datepublished", "meta:date", "meta:dc.date"),
        *("meta:pubdate", "meta:parsely-pub-date", "meta:publish-date", "meta:dc.date.issued"),
        *("//time[@pubdate]/@datetime", "//article//time/@datetime", "//time/@datetime", "//article//time"),
    ),
    "language": ("/html/@lang", "/html/@xml:lang", "ld:inLanguage", "meta:content-language", "meta:og:locale"),
    "url": ('//link[@rel="canonical"]/@href', "meta:og:url", "ld:url"),
    "authors": ("ld:author", "meta:author", "meta:article:author", "meta:dc.creator", "meta:parsely-author",
                '//*[@rel="author"]', '//*[@itemprop="author"]'),
}  # fmt: skip
"""Field → where a page may say it, the surest place first: a meta tag, a JSON-LD property or an XPath."""
ARTICLE_TYPES = frozenset(
    {"Article", "NewsArticle", "ReportageNewsArticle", "AnalysisNewsArticle", "BlogPosting", "WebPage", "Report"}
)
_TAIL = re.compile(r"\s+[|·•—–»-]+\s+(?P<tail>[^|·•»]{2,60})$")


def metadata(page: HtmlElement) -> dict[str, Any]:
    """The page's title, outlet, published, language, url and authors; None (or empty) for what it does not say."""
    tags, linked = _meta_tags(page), list(_json_ld(page))
    found = {name: list(_values(page, places, tags, linked)) for name, places in PLACES.items()}
    known: dict[str, Any] = {name: next(iter(values), None) for name, values in found.items()}
    known["authors"] = _names(found["authors"])
    known["url"] = _web_address(known["url"])
    known["title"] = without_tail(known["title"], known["outlet"], found["title"][1:])
    return known


def without_tail(title: str | None, outlet: str | None, others: list[str]) -> str | None:
    """The title without " | Outlet": a tail goes if it names the outlet or if another place gives the title without."""
    if not title or not (found := _TAIL.search(title)):
        return title
    head, tail = title[: found.start()].rstrip(), found["tail"].strip()
    is_outlet = outlet is not None and (tail.casefold() in outlet.casefold() or outlet.casefold() in tail.casefold())
    return head if is_outlet or head in others else title


def _meta_tags(page: HtmlElement) -> dict[str, list[str]]:
    tags: dict[str, list[str]] = {}
    for tag in page.iter("meta"):
        name = tag.get("property") or tag.get("name") or tag.get("itemprop") or tag.get("http-equiv") or ""
        if content := one_line(tag.get("content") or ""):
            tags.setdefault(name.strip().lower(), []).append(content)
    return tags


def _json_ld(page: HtmlElement) -> Iterator[dict[str, Any]]:
    for script in page.xpath('//script[@type="application/ld+json"]'):
        try:
            value = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue  # broken JSON-LD is common; the page's other places remain
        graph = value.get("@graph", [value]) if isinstance(value, dict) else value
        for item in graph if isinstance(graph, list) else ():
            kinds = item.get("@type") if isinstance(item, dict) else None
            if ARTICLE_TYPES & {k for k in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(k, str)}:
                yield item


def _values(
    page: HtmlElement, places: tuple[str, ...], tags: Mapping[str, list[str]], linked: list[dict[str, Any]]
) -> Iterator[str]:
    for place in places:
        if place.startswith("meta:"):
            yield from tags.get(place[5:], ())
        elif place.startswith("ld:"):
            yield from (t for item in linked for v in _each(item.get(place[3:])) if (t := one_line(text_of(v) or "")))
        else:
            nodes = page.xpath(place.replace("/@xml:lang", '/@*[local-name()="lang"]'))
            yield from (t for n in nodes if (t := one_line(n if isinstance(n, str) else n.text_content())))


def _each(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _names(found: list[str]) -> tuple[str, ...]:
    """People only: some pages give a profile's address as the author."""
    people = [name for name in found if not re.match(r"https?://|@|www\.", name) and len(name) <= 80]
    return tuple(dict.fromkeys(people))[:8]


def _web_address(url: str | None) -> str | None:
    try:
        return url if url and urlsplit(url).scheme in ("http", "https") else None
    except ValueError:  # brackets around what is no address of version 6
        return None
