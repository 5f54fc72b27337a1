"""A text and what a question asks for → where the values stand that may answer it: numbers with units, days, hours."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

import attribution
import languages
from answer.figures import Values, figures, scaled, values
from answer.moments import DATELINE, moments, written_on
from answer.question import Understanding
from domain import Span

_UNIT = re.compile(r"\s?[%‰°]|[\s\u00a0-]?[^\W\d_]+")
_CLOSE = re.compile(r"\s?%|[多余餘]?[百千万亿兆億萬]*(?:[美欧日英港韩歐韓]元|公[里斤顷頃]|平方[米公]里?|[^\W\d_])?")
"""Where words are not parted by spaces: a measure, or the one character after the number."""
_OTHER_END = re.compile(r"\s?[-–~～至到]\s?\d+(?:[.,]\d+)*")
"""The rest of a range: "25万至30万", "10–15"."""
_AFTER = re.compile(r"[\s-]*(?:[^\W\d_]+\s?){0,2}")
_WORD = re.compile(r"\w+")
_STEM = 4
BESIDE = 8
"""Words on each side that tell what a value is of; where words are not parted, twice as many characters."""


class Value(NamedTuple):
    """One value within a text."""

    span: Span
    values: Values
    """What a number can mean; empty for a day or hour."""
    after: str = ""
    """The words right after it."""
    bare: Span | None = None
    """Of a number, it without its unit."""


def sought(text: str, language: str, asked: Understanding) -> list[Value]:
    """The values of the kind asked for, in the order of the text, without those that the question holds itself."""
    if not any(letter.isdigit() for letter in text):
        return []
    if asked.wanted == "quantity":
        return list(_numbers(text, language, values(figures(asked.text, asked.asked_in))))
    return list(_dated(text, language, asked)) if asked.wanted == "time" else []


def beside(value: Span, text: str, language: str) -> str:
    """The value with the words beside it."""
    if not languages.load_or_default(language).spaces:
        return text[max(0, value.start - 2 * BESIDE) : value.end + 2 * BESIDE]
    before = [word.start() for word in _WORD.finditer(text, 0, value.start)][-BESIDE:]
    after = [word.end() for word in _WORD.finditer(text, value.end)][:BESIDE]
    return text[before[0] if before else 0 : after[-1] if after else len(text)]


def stems(text: str) -> set[str]:
    """The beginnings of its longer words."""
    return {attribution.fold(word)[:_STEM] for word in re.findall(r"[^\W\d_]{4,}", text)}


def _dated(text: str, language: str, asked: Understanding) -> Iterator[Value]:
    """Days and hours with a number.

    A weekday alone is mostly when somebody spoke, and a dateline's day when it was written.
    """
    known, dateline = attribution.fold(asked.text.strip()), DATELINE.match(text)
    start = dateline.end() if dateline else 0
    for span in moments(text, language):
        written = span.of(text)
        if span.start >= start and re.search(r"\d", written) and attribution.fold(written.strip()) not in known:
            yield Value(span, frozenset())


def _numbers(quote: str, language: str, known: Values) -> Iterator[Value]:
    """Every number in digits that may be the answer, with its unit, and the words right after it."""
    dates = [*moments(quote, language), *written_on(quote, language)]
    plain = "".join(str(unicodedata.digit(c)) if c.isdecimal() else c for c in quote)  # as figures() reads it
    at, ends = 0, 0
    for figure in figures(quote, language):
        start = plain.find(figure.written, at)
        if not figure.written[0].isdigit() or start < 0:
            continue
        at = start + len(figure.written)
        number = Span(start, at)
        if start < ends or figure.values & known or any(number.overlaps(date) for date in dates):
            continue
        ends = _end(plain, at, language)
        after = _AFTER.match(quote, ends).group()  # type: ignore[union-attr]
        yield Value(Span(start, _with_unit(quote, ends, language)), figure.values, after, Span(start, ends))


def _end(plain: str, at: int, language: str) -> int:
    """Where a number ends with its "million" and, of a range, with its other end."""
    end = scaled(plain, at, language)
    other = _OTHER_END.match(plain, end)
    return scaled(plain, other.end(), language) if other else end


def _with_unit(quote: str, end: int, language: str) -> int:
    """Where the unit ends; a commonest word ("850 of them") is none."""
    known = languages.load_or_default(language)
    if not known.spaces:
        after = _CLOSE.match(quote, end)
        return after.end() if after else end
    after = _UNIT.match(quote, end) if quote[end - 1].isdigit() else None  # "9.6 billion" has its word
    if after is None:
        return end
    word = attribution.fold(after.group().strip("\u00a0 -"))
    return end if word in known.question.get("common", ()) else after.end()
