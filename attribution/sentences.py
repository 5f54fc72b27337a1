"""Text → sentence spans in order, never across a line break, never inside a quotation of ordinary length."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from attribution.lexicon import fold, lexicon, reporting_forms
from attribution.quotations import Quotation, pair
from domain import Span
from languages import Language

LONG_QUOTATION = 400
"""Characters: a longer quotation of several sentences is parted at its inner sentence ends."""

_SHORT = 16  # characters: "美国国防部长马蒂斯说。"
_UNSPACED_ENDERS = "。！？｡"
_OPENERS = tuple('"“«„')
_CLOSERS = "\"”“’»›)]}）」』】〉》＂'"
_LONGEST_NAME = 5  # words between a quotation and its verb; after more it may be a sentence of its own
_INITIALS = re.compile(r"(?:\b\w\.)+\w$")
_TOKEN = re.compile(r"[^\s(\[{«“\"„‘'—–]*$")


@cache
def _ender_pattern(language: Language) -> re.Pattern[str]:
    return re.compile(f"[{re.escape(language.sentences.enders)}]+")


def split(
    text: str,
    language: Language,
    quotations: Sequence[Quotation] | None = None,
    longest: int = LONG_QUOTATION,
) -> tuple[Span, ...]:
    """The sentences of `text`, without the white space around them; quotations up to `longest` are never parted.

    Closing marks and brackets stay with their sentence; abbreviations, initials, decimal points, ordinals and
    "No. 5" end none. Headlines and list lines are sentences by their line breaks.
    """
    paired = pair(text, language) if quotations is None else quotations
    protected = [(q.start, q.end) for q in paired if q.depth == 0 and q.end - q.start <= longest]
    starts, closings = [start for start, _ in protected], {q.end for q in paired}
    return tuple(
        sentence
        for line in re.finditer(r"[^\n\r\u2028\u2029]+", text)
        for sentence in _line(text, Span(*line.span()), language, (starts, protected), closings)
    )


def _line(
    text: str,
    line: Span,
    language: Language,
    quoted: tuple[Sequence[int], Sequence[tuple[int, int]]],
    closings: set[int],
) -> Iterator[Span]:
    starts, protected = quoted
    start = line.start
    for match in _ender_pattern(language).finditer(text, line.start, line.end):
        end = _with_closers(text, match.end(), line.end, closings)
        inside = bisect_right(starts, match.start()) - 1
        introduced = inside >= 0 and text[line.start : starts[inside]].rstrip().endswith((":", "："))
        if end <= start or end >= line.end or not _ends(text, match, end, language, introduced):
            continue
        if inside >= 0 and match.start() < protected[inside][1] and end < protected[inside][1]:
            continue
        yield from _trimmed(text, start, end)
        start = end
    yield from _trimmed(text, start, line.end)


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    piece = text[start:end]
    inner = piece.strip()
    if inner:
        offset = start + len(piece) - len(piece.lstrip())
        yield Span(offset, offset + len(inner))


def _with_closers(text: str, at: int, limit: int, closings: set[int]) -> int:
    """Past the closing marks and brackets that follow a sentence's last full stop; French puts a space before »."""
    while at < limit:
        if text[at] in _CLOSERS and (text[at] not in "\"“'’＂" or at + 1 in closings):
            at += 1
        elif text[at] in " \u00a0\u202f" and at + 1 < limit and text[at + 1] in "»›" and at + 2 in closings:
            at += 2
        else:
            break
    return at


def _ends(text: str, match: re.Match[str], end: int, language: Language, introduced: bool) -> bool:
    """Whether the full stop, question mark … really ends a sentence; `introduced`: in words that a colon announced."""
    mark = match.group()
    if mark[-1] in _UNSPACED_ENDERS:
        return end == match.end() or not _names_speaker(text, end, language)
    following = text[end : end + 60].lstrip()
    if following[:1] in ("–", "—", "―") and end > match.end():
        return False  # “…” — Name
    if not text[end].isspace() and language.spaces:
        return False
    if mark.strip(".…") == "" and text[match.start() - 1 : match.start()].isspace() and len(mark) == 1:
        return False  # ".5", " . "
    if end > match.end() and not introduced and _speaker_follows(following, language):
        return False
    first = following.lstrip("\"“„«»‘'([-–—¿¡ \u00a0\u202f")[:1]
    if first.islower() and mark[-1] not in "؛":
        return False
    return mark != "." or not _dotted(text, match.start(), following, first, language)


def _speaker_follows(following: str, language: Language) -> bool:
    """As in "“Why?” Trump said, looking on": what follows a quotation is only who said it."""
    if language.attribution.get("order") == "sov":
        return False
    forms, words = reporting_forms(language.code), lexicon(language.code).words
    parts = following.split()
    for verb, after in zip(parts[1 : _LONGEST_NAME + 1], [*parts[2 : _LONGEST_NAME + 2], ""], strict=False):
        if fold(verb.rstrip(",.")) in forms:
            circumstance = any(fold(after.strip(",.")) in words[name] for name in ("prepositions", "times"))
            circumstance = circumstance or (fold(verb) in words["tell"] and after[:1].islower())
            return (verb[-1] in ",." and after[:1] not in _OPENERS) or circumstance
        if verb[-1] in ",;:" or verb[0] in _OPENERS:
            return False
    return False


def _names_speaker(text: str, end: int, language: Language) -> bool:
    """Whether only "he said" follows a quotation that ends with a full stop, in scripts without spaces."""
    following = _ender_pattern(language).search(text, end, end + _SHORT)
    return following is not None and "\n" not in text[end : following.start()] and following.start() > end


def _dotted(text: str, dot: int, following: str, first: str, language: Language) -> bool:
    """Whether a full stop belongs to an abbreviation, an initial or an ordinal."""
    rules = language.sentences
    found = _TOKEN.search(text, max(0, dot - 20), dot)
    token = found.group() if found else ""
    bare = token.lower()
    if not token or bare in rules.abbreviations or (bare in rules.number_abbreviations and first.isdigit()):
        return bool(token)
    if rules.ordinal_dot and token.isdigit() and len(token) <= 2:
        return True
    if len(token) == 1 and token.isalpha() and token.isupper():
        return True
    if _INITIALS.search(token):
        word = re.match(r"\w+", following)
        return word is None or word.group().lower() not in rules.starters
    return False


def paragraph_numbers(text: str, sentences: Sequence[Span]) -> Iterator[int]:
    """For each sentence the number of its paragraph."""
    number = 0
    if sentences:
        yield number
    for before, after in pairwise(sentences):
        number += "\n" in text[before.end : after.start]
        yield number
