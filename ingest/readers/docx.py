"""A Word file's bytes in, one Draft out: the text as it stands with all changes accepted, title and day from the file.

Read from its XML, not by python-docx: that loses what was inserted with changes tracked, opens every part of the file
whatever its size, and knows no footnotes. Links to other files are never followed.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from errors import UnreadableArticle
from ingest.draft import Draft
from ingest.readers.xml_tree import local, tree

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

DOCUMENT = "word/document.xml"
ABOUT = "docProps/core.xml"
FOOTNOTES = ("word/footnotes.xml", "word/endnotes.xml")
MOST_BYTES = 50_000_000
"""Of one part, unpacked."""
MOST_RATIO = 200
"""A part that packs better than that was made to burst its reader; text in XML packs to a tenth or a twentieth."""
SMALL = 1_000_000
"""Bytes; a part that unpacks to less can do no harm, however well it packs."""
SKIPPED = frozenset({"del", "moveFrom", "delText", "instrText", "Fallback", "pPr", "rPr", "drawing", "pict", "object"})
"""What is not read: deleted and moved text, field codes, second versions of shapes, pictures with their text."""
SPACES = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011"}
HEADINGS = frozenset({"title", "titel", "titre", "heading1", "berschrift1", "1"})
"""Names of styles by which a first paragraph is the title; Word drops what is not ASCII from them."""


def read(data: bytes) -> Iterator[Draft]:
    """The one article of a Word file. Raises UnreadableArticle for one that is broken, a trap, or has no text."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            document = _part(package, DOCUMENT)
            about = _part(package, ABOUT) if ABOUT in package.namelist() else None
            notes = [_part(package, name) for name in FOOTNOTES if name in package.namelist()]
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, EOFError, IndexError):
        raise UnreadableArticle("not a Word file, or a broken one: it cannot be unpacked") from None
    paragraphs = [each for each in _paragraphs(document) if each[1].strip()]
    noted = [text for part in notes for _, text in _paragraphs(part) if text.strip()]
    if not paragraphs:
        raise UnreadableArticle("a Word file without text")
    known = {local(each): each.text or "" for each in about.iter()} if about is not None else {}
    title = known.get("title", "").strip()
    if paragraphs[0][0].lower() in HEADINGS and len(paragraphs) > 1:
        title = paragraphs.pop(0)[1].strip()
    author = known.get("creator", "").strip()
    yield Draft(
        body="\n\n".join([text for _, text in paragraphs] + noted),
        title=title or None,
        authors=(author,) if " " in author or not author.isascii() else (),
        dated=known.get("created") or known.get("modified") or None,
        language=known.get("language") or None,
    )


def _part(package: zipfile.ZipFile, name: str) -> Element:
    """One part of the file, unpacked within bounds and parsed."""
    try:
        info = package.getinfo(name)
    except KeyError:
        raise UnreadableArticle(f"not a Word file: it has no {name}") from None
    if info.flag_bits & 0x1:
        raise UnreadableArticle("an encrypted Word file, which needs a password")
    if info.file_size > MOST_BYTES or info.file_size > max(SMALL, MOST_RATIO * info.compress_size):
        raise UnreadableArticle(f"a Word file whose {name} unpacks to {info.file_size / 1e6:,.0f} MB")
    with package.open(info) as file:  # it stops at the size that was checked
        text = file.read(MOST_BYTES)
    return tree(text.decode("utf-16" if text.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"), "a Word file")


def _paragraphs(root: Element) -> Iterator[tuple[str, str]]:
    """Style and text of every paragraph, the rows of tables as one each; without recursion, however deep they nest."""
    # Each element comes twice: when it begins and, marked, when it ends.
    waiting: list[tuple[Element, bool]] = [(root, False)]
    open_: list[tuple[str, list[str]]] = []
    while waiting:
        element, ends = waiting.pop()
        name = local(element)
        if ends:
            style, parts = open_.pop()
            yield style, re.sub(r"[ \t]*\t[ \t]*", " ", "".join(parts))
        elif name in SKIPPED:
            continue
        elif name == "p" and not any(style == "row" for style, _ in open_):
            open_.append((_style(element), []))
            waiting.append((element, True))
            waiting += [(child, False) for child in reversed(element)]
        else:
            if name == "tr" and not open_:
                open_.append(("row", []))
                waiting.append((element, True))
            _take(element, name, open_)
            waiting += [(child, False) for child in reversed(element)]


def _take(element: Element, name: str, open_: list[tuple[str, list[str]]]) -> None:
    """Add what an element itself shows to the paragraph it stands in."""
    if not open_:
        return
    parts = open_[-1][1]
    if name == "t":
        parts.append(element.text or "")
    elif name in ("p", "tc") and parts and parts[-1] != " ":
        parts.append(" ")
    else:
        parts.append(SPACES.get(name, ""))


def _style(paragraph: Element) -> str:
    found = (each for child in paragraph if local(child) == "pPr" for each in child if local(each) == "pStyle")
    return next((value for each in found for key, value in each.attrib.items() if key.endswith("}val")), "")
