"""A page of a PDF in, its lines in reading order out, each with its place and size on the page."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from ingest.characters import plain
from ingest.readers.visual_order import LETTER, RIGHT, letters, logical

if TYPE_CHECKING:
    from pypdf import PageObject

EDGE = 2
"""So many lines at the top and at the bottom of a page may be its header and footer."""
_HAN = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_MARKS = "\u3000-\u303f\uff00-\uff65“”‘’·—…"
_LOOSE = re.compile(
    rf"(?<=[{_HAN}{_MARKS}]) (?=[{_MARKS}\d])|(?<=[{_MARKS}\d%]) (?=[{_HAN}{_MARKS}])|(?<=[{_MARKS}]) (?=\d)"
)
"""Gaps that typesetting leaves between Chinese or Japanese characters, marks and numbers; nobody writes them."""
_SPACED = re.compile(rf"(?<=[{_HAN}]) (?=[{_HAN}])")
_TURNS_BACK = re.compile(r"[^\x00-\x2f\x3a-\x40\u0660-\u066d\u06f0-\u06f9\u2000-\u206f\u20a0-\u21ff]")
"""What pypdf takes for a character that is read from left to right; after others it goes on as before."""
_UNKNOWN = re.compile("(?<![\u0621-\u0643\u0645-\u065f])\0+")
"""Glyphs that the file gives no letter for. Behind an Arabic letter they are marks, which print often leaves out, too;
but behind a lam it may be an alef."""
_SPREAD = 0.15
"""Where so many Chinese characters of a line have a gap behind them, the line was spread to fill its measure."""
_IN_MARKS = re.compile(r"(?<=[(\[«“]) | (?=[)\]»”،؛؟.,:])")
_NUMBER_OF_PAGE = re.compile(
    r"\W*(?:page|seite|página|pagina|halaman|sayfa|стр(?:аница)?|صفحة|第)?\W*\d{1,4}\W*"
    r"(?:(?:of|von|de|sur|из|dari|/|من|共)\W*\d{1,4})?\W*[页頁]?\W*",
    re.IGNORECASE,
)


class Line(NamedTuple):
    """A line of text; in points, from the left and from the bottom of the page."""

    text: str
    x: float
    y: float
    size: float


class _Piece(NamedTuple):
    text: str
    x: float
    y: float
    size: float


def lines(page: PageObject) -> list[Line]:
    """The lines of a page, in the order in which the file draws them: column by column, where there are some."""
    drawn: list[list[_Piece]] = [[]]

    def visit(text: str, cm: Sequence[float], tm: Sequence[float], _: object, size: float) -> None:
        x, y, scale = _place(cm, tm)
        head, ends, _rest = text.partition("\n")
        if head:
            drawn[-1].append(_Piece(head, x, y, size * scale))
        if ends:
            drawn.append([])

    page.extract_text(visitor_text=visit, orientations=(0,))
    shown = "".join(piece.text for pieces in drawn for piece in pieces)
    is_right = len(RIGHT.findall(shown)) > len(LETTER.findall(shown))
    return [line for pieces in drawn for line in _line(pieces, is_right)]


def _place(cm: Sequence[float], tm: Sequence[float]) -> tuple[float, float, float]:
    """Where a piece begins on the page, and how much larger than its nominal size it stands there."""
    x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
    y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
    return x, y, math.hypot(tm[2] * cm[0] + tm[3] * cm[2], tm[2] * cm[1] + tm[3] * cm[3])


def _line(pieces: Sequence[_Piece], is_right: bool) -> list[Line]:
    solid = [piece for piece in pieces if piece.text.strip()]
    if not solid:
        return []
    is_turned = is_right or any(RIGHT.search(piece.text) for piece in pieces)
    text = logical(_shown(pieces), is_right) if is_turned else "".join(piece.text for piece in pieces)
    text = re.sub(r"[ \t\u00a0]*[ \t][ \t\u00a0]*", " ", plain(_UNKNOWN.sub("\ufffd", letters(text))))
    text = (_IN_MARKS if is_right else _LOOSE).sub("", text).strip()
    if len(_SPACED.findall(text)) > max(2, _SPREAD * len(text)):
        text = _SPACED.sub("", text)
    size = max(solid, key=lambda piece: len(piece.text)).size
    return [Line(text, min(piece.x for piece in solid), solid[0].y, size)] if text else []


def _shown(pieces: Sequence[_Piece]) -> str:
    """The line as it is seen: pypdf has turned what is read from right to left piece by piece, which is undone."""
    shown: list[str] = []
    turned = False
    for piece in pieces:
        if RIGHT.search(piece.text):
            turned = True
        elif _TURNS_BACK.search(piece.text):
            turned = False
        shown.append(piece.text[::-1] if turned else piece.text)
    steps = [later.x - piece.x for piece, later in pairwise(pieces) if later.x != piece.x]
    # Nearly every program draws a line from its left end; the places of single pieces are not exact enough to sort by.
    return "".join(shown if sum(step > 0 for step in steps) >= len(steps) / 2 else reversed(shown))


def without_repeats(pages: Sequence[list[Line]]) -> list[list[Line]]:
    """The pages without the headers and footers that stand on most of them, and without their numbers."""
    seen = Counter(mark for page in pages for mark in {_mark(line) for line in _edges(page)})
    least = max(2, (len(pages) + 1) // 2)
    kept = []
    for page in pages:
        edges = _edges(page)
        gone = [line for line in edges if seen[_mark(line)] >= least or _NUMBER_OF_PAGE.fullmatch(line.text)]
        kept.append([line for line in page if line not in gone])
    return kept


def _edges(page: Sequence[Line]) -> list[Line]:
    by_height = sorted(page, key=lambda line: line.y)
    return [*by_height[:EDGE], *by_height[-EDGE:]]


def _mark(line: Line) -> tuple[str, int]:
    """What makes two lines the same header: their words without numbers, and their height."""
    return re.sub(r"\d+", "#", line.text), round(line.y / 5)
