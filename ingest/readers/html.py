"""A web page in, one Draft out: trafilatura finds the body, the page's own metadata names the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from errors import UnreadableArticle
from ingest.characters import one_line, plain
from ingest.draft import Draft
from ingest.readers.page_metadata import metadata

if TYPE_CHECKING:
    from lxml.html import HtmlElement

BLOCKS = frozenset(
    {"p", "head", "quote", "item", "row", "code", "h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote"}
)
"""Elements of trafilatura's tree (and of HTML) that are a paragraph of their own."""
BODIES = ('//*[@itemprop="articleBody"]', "//article", "//main", "//body")
"""Where the paragraphs are looked for if trafilatura finds nothing, the surest first."""
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
NO_TEXT = ("script", "style", "noscript", "iframe", "form", "figcaption", "template", "select", "button")
"""What a piece of HTML may hold that is not to be read."""
PARTS = ("div", "section", "article", "figure", "table", "tr", "td", "th", "dt", "dd", "pre", "center")
"""What parts the text of such a piece as a paragraph does."""
ENDS = re.compile(r"[.!?。！？؟۔]")


def read(text: str) -> Iterator[Draft]:
    """The one article of a page. Raises UnreadableArticle if it holds no running text."""
    page = _parsed(text)
    known = metadata(page)
    body = _extracted(text) or _paragraphs_of(page)
    if not ENDS.search(body) and len(body) < 200:
        raise UnreadableArticle("no article in the page: it holds no running text")
    yield Draft(body=body, **known)


def fragment(markup: str) -> str:
    """The text of a piece of HTML that is nothing but the article; paragraphs are parted by empty lines."""
    from lxml.etree import strip_elements

    if not markup.strip():
        return ""
    page = _parsed(f"<html><body>{markup}</body></html>")
    strip_elements(page, *NO_TEXT, with_tail=False)
    for part in page.iter(*PARTS):
        part.tag = "p"
    return "\n\n".join(_blocks(page))


def _parsed(text: str) -> HtmlElement:
    from lxml import etree
    from lxml.html import document_fromstring

    try:
        return document_fromstring(_DECLARATION.sub("", text))
    except (etree.ParserError, ValueError) as error:
        raise UnreadableArticle(f"not a web page: {error}") from None


def _extracted(text: str) -> str:
    """The paragraphs that trafilatura takes for the article, read from its tree so that no character is normalised."""
    import logging

    from trafilatura import bare_extraction

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # says "discarding data" of every page without text
    document = bare_extraction(text, include_comments=False, favor_recall=True)
    if document is None or isinstance(document, dict):
        return ""
    return "\n\n".join(_blocks(document.body))


def _paragraphs_of(page: HtmlElement) -> str:
    for place in BODIES:
        for element in page.xpath(place):
            found = [one_line(_text(p)) for p in element.iter("p")]
            if any(ENDS.search(paragraph) for paragraph in found):
                return "\n\n".join(paragraph for paragraph in found if paragraph)
    return ""


def _blocks(element: HtmlElement) -> Iterator[str]:
    """The text of every innermost block, in order, and text that stands between blocks."""
    loose = element.text or ""
    for child in element:
        if isinstance(child.tag, str) and (child.tag in BLOCKS or _has_blocks(child)):
            yield from _lines(loose)
            loose = child.tail or ""
            yield from _blocks(child) if _has_blocks(child) else _lines(_text(child))
        else:
            loose += (_text(child) if isinstance(child.tag, str) else "") + (child.tail or "")
    yield from _lines(loose)


def _has_blocks(element: HtmlElement) -> bool:
    return any(isinstance(inner.tag, str) and inner.tag in BLOCKS for inner in element.iterdescendants())


def _text(element: HtmlElement) -> str:
    """The element's text with line breaks where the page breaks the line (single ones are only layout)."""
    parts = [_spaced(element.text)]
    for child in element:
        if child.tag in ("br", "lb"):
            parts.append("\n")
        elif isinstance(child.tag, str) and child.tag not in ("script", "style"):
            parts.append(_text(child))
        parts.append(_spaced(child.tail))
    return "".join(parts)


def _spaced(text: str | None) -> str:
    return re.sub(r"[ \t\n]+", " ", plain(text or ""))


def _lines(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        if cleaned := one_line(line):
            yield cleaned
