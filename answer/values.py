"""Finds → the value asked for in each of them: a number with its unit, or a day or hour, and where it stands.

A value is what somebody gives: it is never told without the one who gives it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import attribution
from answer.figures import Values
from answer.finds import Find
from answer.question import Understanding
from answer.sought import sought, stems
from domain import Span

MOST = 3
"""Finds whose values are told, the best first."""


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


def with_value(find: Find, asked: Understanding) -> Find:
    """The find; where the value stands beside its quoted words, the outlet's whole sentence, said to be nobody's words.

    "The withdrawal on 17 July “caused concern”, said the radio": the day is not the radio's.
    """
    if not asked.factual or _value(find, asked):
        return find
    bare = replace(find.statement, content=find.sentence, form="indirect", chain=(), shown=False)
    whole = replace(find, statement=bare)
    return whole if _value(whole, asked) else find


def _value(find: Find, asked: Understanding) -> tuple[Span, Values] | None:
    """The first value; of numbers, the one that counts what the question names comes first."""
    there = sought(find.quote.of(find.article.text), find.article.reference.language, asked)
    named = stems(asked.text)
    counts = (value for value in there if not named.isdisjoint(stems(value.after)))
    best = next(counts, there[0] if there else None)
    if best is None:
        return None
    start = find.quote.start
    return Span(start + best.span.start, start + best.span.end), best.values


def _folded(text: str) -> str:
    return attribution.fold(text.strip())
