"""An article in, its passages out: some sentences each, one of overlap, cut at sentence ends outside quotations.

Sizes are in characters of a spaced script; a character of Chinese, Japanese, Thai and the like counts for 2.4,
which makes the 600 characters of a passage 250 there.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise

from domain import Article, Passage, Span

TARGET = 600
"""A passage is full when the next sentence would carry it beyond this."""
LARGEST = 900
"""So far a passage may go to reach the end of a quotation, or to take in the last words of the article."""
MOST_SENTENCES = 5
SMALLEST_REST = 120
"""New text of a last passage that is not worth a passage of its own."""
DENSE = 1.4
"""What a character of a script without spaces counts beyond one."""
RULES = f"sentences 3-{MOST_SENTENCES}, target {TARGET}, largest {LARGEST}, overlap 1"
"""Names these passage rules, for whoever records how an archive was made."""
_DENSE = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_CLAUSE_END = re.compile(r"[,;:،؛、，；：–—][\"'”’»)\]]*\s*|\s+")


def passages(article: Article) -> tuple[Passage, ...]:
    """The article's passages in order. Together they cover its text; the headline belongs to the first."""
    from attribution import quotations, sentences

    text, language = article.text, article.reference.language
    quoted = quotations(text, language)
    units = list(_units(article, sentences(text, language), quoted))
    spans = [Span(units[a].start, units[b - 1].end) for a, b in _groups(text, units, quoted)]
    identity = article.reference.id
    return tuple(Passage(f"{identity}#{n}", identity, span, span.of(text)) for n, span in enumerate(spans))


def _units(article: Article, sentences: tuple[Span, ...], quoted: tuple[Span, ...]) -> Iterator[Span]:
    """The sentences, the headline as one, nothing but white space between them and none of them over-long."""
    headline = article.headline
    end = headline.end
    if headline.end:
        yield headline
    for sentence in sentences:
        if sentence.end <= end:
            continue
        start = max(sentence.start, end)
        between = article.text[end:start]
        start -= len(between.lstrip()) if between.strip() else 0
        yield from _pieces(article.text, Span(start, sentence.end), quoted)
        end = sentence.end
    rest = article.text[end:]
    if rest.strip():
        start = end + len(rest) - len(rest.lstrip())
        yield from _pieces(article.text, Span(start, len(article.text.rstrip())), quoted)


def _pieces(text: str, unit: Span, quoted: tuple[Span, ...]) -> Iterator[Span]:
    """A sentence beyond LARGEST (a table, a list, a text without full stops) in parts, at clause ends if it has any."""
    while _size(unit.of(text)) > LARGEST:
        reach = unit.start + (TARGET if _size(unit.of(text)) < 1.5 * len(unit.of(text)) else int(TARGET / (1 + DENSE)))
        ends = [found.end() for found in _CLAUSE_END.finditer(text, unit.start + (reach - unit.start) // 2, reach)]
        outside = [end for end in ends if not _inside(end, quoted)]
        cut = (outside or ends or [reach])[-1]
        yield Span(unit.start, unit.start + len(text[unit.start : cut].rstrip()))
        start = cut + len(text[cut : unit.end]) - len(text[cut : unit.end].lstrip())
        unit = Span(start, unit.end)
    if unit.start < unit.end:
        yield unit


def _groups(text: str, units: list[Span], quoted: tuple[Span, ...]) -> Iterator[tuple[int, int]]:
    """Which units make a passage, as (first, one beyond the last)."""
    open_after = [_inside(left.end, quoted) and _inside(right.start, quoted) for left, right in pairwise(units)]
    first = new = 0
    while new < len(units):
        end = _end(text, units, first, new, [*open_after, False])
        yield first, end
        overlap = end - 1 if _size(units[end - 1].of(text)) <= TARGET / 2 else end
        first, new = max(overlap, first + 1), end


def _end(text: str, units: list[Span], first: int, new: int, open_after: list[bool]) -> int:
    """Where a passage from `first` ends, its first new unit being `new`: full, but not within a quotation."""

    def size(end: int) -> int:
        return _size(text[units[first].start : units[end - 1].end])

    end = new + 1
    while end < len(units) and end - first < MOST_SENTENCES and size(end + 1) <= TARGET:
        end += 1
    rest = units[-1].end - units[end - 1].end  # first, because it is reckoned without reading the whole text
    if rest <= SMALLEST_REST and size(len(units)) <= LARGEST:
        return len(units)
    longer = (e for e in range(end, len(units) + 1) if not open_after[e - 1])
    shorter = (e for e in range(end, new, -1) if not open_after[e - 1])
    further = next(longer, end)
    return further if size(further) <= LARGEST else next(shorter, end)


def _inside(position: int, quoted: tuple[Span, ...]) -> bool:
    number = bisect_right(quoted, position, key=lambda q: q.start) - 1
    return number >= 0 and quoted[number].start < position < quoted[number].end


def _size(text: str) -> int:
    return len(text) + int(DENSE * len(_DENSE.findall(text)))
