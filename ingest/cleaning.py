"""Title and paragraphs of a Draft in, the same without boilerplate out, with the rules that cut something.

Conservative: a paragraph goes only if it matches a table row as a whole, and only the end of a text goes by the block.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from ingest import boilerplate

Paragraphs = list[str]

_TEASER = 160
"""Longest headline or caption, in characters, that may go with the heading above it."""
_TAIL_PARAGRAPHS = 4
_TAIL_SHARE = 0.34
"""A block of other articles is the end of the text: so few paragraphs, at most this share of the characters."""
_LEAD = 30
"""Shortest paragraph, in characters, whose repetition is taken for a lead that stands twice."""
_SUFFIX = 400
"""Characters at the end of a text in which a counter or the like is looked for: blanks without end would take long."""
_SENTENCE_END = re.compile(r"""[.!?。！？؟۔]["'”’»›）)\]]*$""")
_CUT_OFF = re.compile(r"(?:…|\.\.\.|\[…\])$")
_LONE_WORD = re.compile(r"""(?s)(.*[.!?。！？؟]["'”’»]?)\s+[^\W\d_]{1,15}:?""")


def clean(title: str | None, paragraphs: Paragraphs) -> tuple[Paragraphs, list[str]]:
    """The paragraphs that are the article's own, and the names of the RULES that cut something."""
    applied = []
    for name, rule in RULES.items():
        kept = rule(title, paragraphs)
        if kept != paragraphs:
            applied.append(name)
        paragraphs = kept
    return paragraphs, applied


def _without_tail(_: str | None, paragraphs: Paragraphs) -> Paragraphs:
    """Drop "Check Also" and the like, near the end: the heading, what follows, and a word of the widget before it."""
    for number, paragraph in enumerate(paragraphs):
        if number and _heading().fullmatch(paragraph) and _is_tail(paragraphs, number):
            return _without_lone_word(paragraphs[:number])
    return paragraphs


def _is_tail(paragraphs: Paragraphs, number: int) -> bool:
    after = paragraphs[number + 1 :]
    if all(_is_teaser(p) for p in after):
        return True
    size = sum(map(len, after))
    return len(after) <= _TAIL_PARAGRAPHS and size <= _TAIL_SHARE * sum(map(len, paragraphs))


def _is_teaser(paragraph: str) -> bool:
    cut_off = bool(_CUT_OFF.search(paragraph)) and len(paragraph) < 3 * _TEASER
    return cut_off or (len(paragraph) <= _TEASER and not _SENTENCE_END.search(paragraph))


def _without_lone_word(paragraphs: Paragraphs) -> Paragraphs:
    if len(paragraphs) > 1 and re.fullmatch(r"[^\W\d_]{1,15}:?", paragraphs[-1]):
        paragraphs = paragraphs[:-1]
    if paragraphs and (found := _LONE_WORD.fullmatch(paragraphs[-1])):
        return [*paragraphs[:-1], found[1]]
    return paragraphs


def _without_lists(_: str | None, paragraphs: Paragraphs) -> Paragraphs:
    """Such a heading in the middle: it goes with the headlines right under it, up to a teaser that breaks off."""
    kept: Paragraphs = []
    in_list = False
    for number, paragraph in enumerate(paragraphs):
        if number and _heading().fullmatch(paragraph):
            in_list = True
        elif in_list and _is_teaser(paragraph):
            in_list = not _CUT_OFF.search(paragraph)
        else:
            in_list = False
            kept.append(paragraph)
    return kept


def _without_pointers(_: str | None, paragraphs: Paragraphs) -> Paragraphs:
    return [p for p in paragraphs if not _pointer().fullmatch(p)]


def _without_noise(_: str | None, paragraphs: Paragraphs) -> Paragraphs:
    return [p for p in paragraphs if not _noise().fullmatch(p)]


def _without_share_lines(_: str | None, paragraphs: Paragraphs) -> Paragraphs:
    return [p for p in paragraphs if len(p) > _TEASER or not _is_share_line(p)]


def _is_share_line(paragraph: str) -> bool:
    share, part = _share_line()
    return bool(share.search(paragraph)) and not re.search(r"\w", part.sub("", paragraph))


def _without_suffix(_: str | None, paragraphs: Paragraphs) -> Paragraphs:
    if not paragraphs:
        return paragraphs
    last = paragraphs[-1]
    head, tail = last[:-_SUFFIX], last[-_SUFFIX:]
    return [*paragraphs[:-1], head + _suffix().sub("", tail)]


def _without_title(title: str | None, paragraphs: Paragraphs) -> Paragraphs:
    """A body that begins by repeating the title."""
    if title and len(paragraphs) > 1 and _folded(paragraphs[0]) == _folded(title):
        return paragraphs[1:]
    return paragraphs


def _without_second_lead(_: str | None, paragraphs: Paragraphs) -> Paragraphs:
    """A lead that is printed again further down, and any long paragraph printed twice in a row."""
    kept: Paragraphs = []
    for paragraph in paragraphs:
        again = len(paragraph) >= _LEAD and kept and _folded(paragraph) in (_folded(kept[0]), _folded(kept[-1]))
        if not again:
            kept.append(paragraph)
    return kept


RULES: dict[str, Callable[[str | None, Paragraphs], Paragraphs]] = {
    "other articles at the end": _without_tail,
    "other articles in between": _without_lists,
    "pointers to other articles": _without_pointers,
    "counters and notices": _without_noise,
    "share buttons": _without_share_lines,
    "counters after the last sentence": _without_suffix,
    "title repeated": _without_title,
    "lead repeated": _without_second_lead,
}
"""Applied in this order. A new rule is a function and a row here; a new wording is a row in `ingest.boilerplate`."""


def _folded(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()


@lru_cache(maxsize=1)
def _heading() -> re.Pattern[str]:
    return boilerplate.heading()


@lru_cache(maxsize=1)
def _pointer() -> re.Pattern[str]:
    return boilerplate.pointer()


@lru_cache(maxsize=1)
def _noise() -> re.Pattern[str]:
    return boilerplate.noise()


@lru_cache(maxsize=1)
def _share_line() -> tuple[re.Pattern[str], re.Pattern[str]]:
    return boilerplate.share_line()


@lru_cache(maxsize=1)
def _suffix() -> re.Pattern[str]:
    return boilerplate.suffix()
