"""XML of somebody else's in, its tree out: no entity is expanded, nothing is loaded."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError, ParserCreate

from errors import UnreadableArticle
from ingest.characters import plain

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
"""Once the text is decoded, what it says of its encoding is no longer true."""
_ROOT = re.compile(
    r"\s*(?:<\?[^>]*>\s*|<!--(?:(?!-->).)*+-->\s*|<!DOCTYPE[^>\[]*(?:\[[^\]]*\]\s*)?>\s*)*<([\w:.-]+)", re.DOTALL
)


MAX_DEPTH = 64
"""Elements within elements; an article in a feed, with its tables and lists, has some twenty."""


def root(text: str) -> str:
    """The name of an XML document's first element, with its prefix; empty if it has none."""
    found = _ROOT.match(text.lstrip("\ufeff")[:20_000])
    return found[1] if found else ""


def tree(text: str, what: str) -> Element:
    """The first element of an XML text. Raises UnreadableArticle, which calls it by `what` it was taken for."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    # Control characters are against the rules of XML, and in what is served and exported all the same.
    text = plain(DECLARATION.sub("", text.lstrip("\ufeff"))).strip()
    check_depth(text, what)
    try:
        found: Element = fromstring(text, forbid_dtd=True)
    except ParseError as error:
        line, column = error.position
        raise UnreadableArticle(f"{what} whose XML is broken at line {line}, column {column}") from None
    except DefusedXmlException:
        raise UnreadableArticle(f"{what} that declares entities or a DTD, which it has no use for") from None
    return found


def check_depth(text: str, what: str) -> None:
    """Raises UnreadableArticle for an XML text that is nested beyond MAX_DEPTH, before anything is built of it.

    It is looked at up to the first mistake, or entity: readers refuse those, or read on in a flat way.
    """
    depth = 0

    def opened(_name: str, _attributes: object) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise UnreadableArticle(f"{what} whose XML is nested more than {MAX_DEPTH} deep")

    def closed(_name: str) -> None:
        nonlocal depth
        depth -= 1

    def declared(*_: object) -> None:
        raise ExpatError

    parser = ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler, parser.EntityDeclHandler = opened, closed, declared
    with suppress(ExpatError):
        parser.Parse(text.encode("utf-8", "replace"), True)


def local(element: Element) -> str:
    """The element's name without its namespace."""
    return element.tag.rpartition("}")[2]
