"""XML of somebody else's in, its tree out: no entity is expanded, nothing is loaded."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from errors import UnreadableArticle
from ingest.characters import plain

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
"""Once the text is decoded, what it says of its encoding is no longer true."""
_ROOT = re.compile(
    r"\s*(?:<\?[^>]*>\s*|<!--(?:(?!-->).)*+-->\s*|<!DOCTYPE[^>\[]*(?:\[[^\]]*\]\s*)?>\s*)*<([\w:.-]+)", re.DOTALL
)


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
    try:
        found: Element = fromstring(text, forbid_dtd=True)
    except ParseError as error:
        line, column = error.position
        raise UnreadableArticle(f"{what} whose XML is broken at line {line}, column {column}") from None
    except DefusedXmlException:
        raise UnreadableArticle(f"{what} that declares entities or a DTD, which it has no use for") from None
    return found


def local(element: Element) -> str:
    """The element's name without its namespace."""
    return element.tag.rpartition("}")[2]
