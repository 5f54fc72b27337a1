"""Finds → the value asked for in each of them: a number with its unit, or a day or hour, and where it stands.

A value is what somebody gives: it is never told without the one who gives it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import attribution
import languages
from answer.figures import Values, figures, values
from answer.finds import Find
from answer.moments import DATELINE, moments
from answer.question import Understanding
from domain import Span

MOST = 3
"""Finds whose values are told, the best first."""
_UNIT = re.compile(r"\s?[%‰°]|[\s\u00a0-]?[^\W\d_]+")
_CLOSE = re.compile(r"\s?%|[百千万亿兆億萬]*(?:[美欧日英港韩歐韓]元|公[里斤顷頃]|平方[米公]里?|[^\W\d_])?")
"""Where words are not parted by spaces: a measure, or the one character after the number."""
_AFTER = re.compile(r"[\s-]*(?:[^\W\d_]+\s?){0,2}")
_STEM = 4


@dataclass(frozen=True, slots=True)
class Given:
    """One value as it is first written, and the finds that give it."""

    written: str
    values: Values
    finds: tuple[Find, ...]


def value_of(find: Find, asked: Understanding) -> Span | None:
    """Where the value asked for stands in the find's quote, in characters of the article; None if none does."""
    found = _value(find, asked)
    return found[0] if found else None


def given(finds: Sequence[Find], asked: Understanding, most: int = MOST) -> list[Given]:
    """The values of the best finds, equal ones together."""
    told: list[Given] = []
    for find in finds[:most]:
        if (found := _value(find, asked)) is None:
            continue
        span, read = found
        written = span.of(find.article.text)
        same = next((g for g in told if g.values & read or (not read and _folded(g.written) == _folded(written))), None)
        if same:
            told[told.index(same)] = Given(same.written, same.values & read, (*same.finds, find))
        else:
            told.append(Given(written, read, (find,)))
    return told


def _value(find: Find, asked: Understanding) -> tuple[Span, Values] | None:
    quote = find.quote.of(find.article.text)
    language = find.article.reference.language
    if asked.wanted == "quantity":
        found = _quantity(quote, language, asked)
    elif asked.wanted == "time":
        found = _moment(quote, language, asked)
    else:
        return None
    start = find.quote.start
    return (Span(start + found[0].start, start + found[0].end), found[1]) if found else None


def _moment(quote: str, language: str, asked: Understanding) -> tuple[Span, Values] | None:
    """The first day or hour that the question does not hold itself.

    A weekday alone is mostly when somebody spoke, and a dateline's day when it was written.
    """
    known, dateline = _folded(asked.text), DATELINE.match(quote)
    start = dateline.end() if dateline else 0
    dated = (span for span in moments(quote, language) if span.start >= start and re.search(r"\d", span.of(quote)))
    there = (span for span in dated if _folded(span.of(quote)) not in known)
    return next(((span, frozenset()) for span in there), None)


def _quantity(quote: str, language: str, asked: Understanding) -> tuple[Span, Values] | None:
    """The number that counts what the question names, else the first that is neither of the question nor a date."""
    there = list(_numbers(quote, language, values(figures(asked.text, asked.asked_in))))
    stems = _stems(asked.text)
    counts = (found for found in there if not stems.isdisjoint(_stems(found[2])))
    best = next(counts, there[0] if there else None)
    return best[:2] if best else None


def _stems(text: str) -> set[str]:
    return {attribution.fold(word)[:_STEM] for word in re.findall(r"[^\W\d_]{4,}", text)}


def _numbers(quote: str, language: str, known: Values) -> Iterator[tuple[Span, Values, str]]:
    """Every number in digits that may be the answer, with its unit, and the words right after it."""
    dates = moments(quote, language)
    unit = _UNIT if languages.load_or_default(language).spaces else _CLOSE
    plain = "".join(str(unicodedata.digit(c)) if c.isdecimal() else c for c in quote)  # as figures() reads it
    at = 0
    for figure in figures(quote, language):
        start = plain.find(figure.written, at)
        if not figure.written[0].isdigit() or start < 0:
            continue
        at = start + len(figure.written)
        bare = Span(start, at)
        if figure.values & known or any(bare.overlaps(date) for date in dates):
            continue
        after = unit.match(quote, at)
        end = after.end() if after else at
        yield Span(start, end), figure.values, _AFTER.match(quote, at).group()  # type: ignore[union-attr]


def _folded(text: str) -> str:
    return attribution.fold(text.strip())
