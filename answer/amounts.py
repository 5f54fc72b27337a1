"""Finds → the number that a "how many" question asks for, as each outlet gives it, different ones side by side."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import languages
from answer.figures import Values, figures, values
from answer.finds import Find

MOST = 3
"""Sentences looked at, the best first."""
_UNIT = re.compile(r"\s?[%‰°]|[\s\u00a0-]?[^\W\d_]+")
_CLOSE = re.compile(r"[^\W\d_]{1,2}|%")
"""Where words are not parted by spaces."""
_YEARS = range(1900, 2101)


@dataclass(frozen=True, slots=True)
class Amount:
    """One number with its unit, as it is written, and the finds that give it."""

    written: str
    values: Values
    finds: tuple[Find, ...]


def amounts(finds: Sequence[Find], question: str, language: str) -> list[Amount]:
    """The first number of each sentence that is neither in the question nor a year; equal ones together."""
    asked = values(figures(question, language))
    found: list[Amount] = []
    for find in finds[:MOST]:
        words = find.quote.of(find.article.text)
        first = _first(words, find.article.reference.language, asked)
        if first is None:
            continue
        same = next((a for a in found if a.values & first[1]), None)
        if same:
            found[found.index(same)] = Amount(same.written, same.values & first[1], (*same.finds, find))
        else:
            found.append(Amount(*first, (find,)))
    return found


def _first(words: str, language: str, asked: Values) -> tuple[str, Values] | None:
    spaced = languages.load_or_default(language).spaces
    plain = "".join(str(unicodedata.digit(c)) if c.isdecimal() else c for c in words)  # as figures() reads it
    for figure in figures(words, language):
        year = figure.written.isdecimal() and int(figure.written) in _YEARS
        at = plain.find(figure.written)
        if figure.written[0].isdigit() and not year and at >= 0 and not figure.values & asked:
            unit = (_UNIT if spaced else _CLOSE).match(words, at + len(figure.written))
            end = unit.end() if unit else at + len(figure.written)
            return words[at:end], figure.values
    return None
