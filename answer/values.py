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
from answer.sought import Value, sought, stems
from domain import Span

MOST = 3
"""Finds whose values are told, the best first."""


@dataclass(frozen=True, slots=True)
class Given:
    """One value as it is first written, and the finds that give it."""

    written: str
    """With its unit where all that give it write the same in the reader's language, else the number alone."""
    values: Values
    finds: tuple[Find, ...]


def value_of(find: Find, asked: Understanding) -> Span | None:
    """Where the value asked for stands in the find's quote, in characters of the article; None if none does."""
    found = _value(find, asked)
    return _moved(found.span, find) if found else None


def given(finds: Sequence[Find], asked: Understanding, most: int = MOST) -> list[Given]:
    """The values of the best finds, equal ones together."""
    told: list[Given] = []
    for find in finds[:most]:
        if (found := _value(find, asked)) is None:
            continue
        read, written = found.values, _label(found, find, asked)
        same = next((g for g in told if g.values & read or (not read and _folded(g.written) == _folded(written))), None)
        if same:
            alike = _folded(same.written) == _folded(written) or not read
            label = same.written if alike else _label(_value(same.finds[0], asked), same.finds[0])  # type: ignore[arg-type]
            told[told.index(same)] = Given(label, same.values & read, (*same.finds, find))
        else:
            told.append(Given(written, read, (find,)))
    return told


def _label(value: Value, find: Find, asked: Understanding | None = None) -> str:
    """The value as printed; a number without its unit, which is an inflected word, if it is not in that language."""
    own = asked is not None and find.article.reference.language == asked.language
    return _moved(value.span if own or value.bare is None else value.bare, find).of(find.article.text)


def with_value(find: Find, asked: Understanding) -> Find:
    """The find; where the value stands beside its quoted words, the outlet's whole sentence, said to be nobody's words.

    "The withdrawal on 17 July “caused concern”, said the radio": the day is not the radio's.
    """
    if not asked.factual or _value(find, asked):
        return find
    bare = replace(find.statement, content=find.sentence, form="indirect", chain=(), shown=False)
    whole = replace(find, statement=bare)
    return whole if _value(whole, asked) else find


def _value(find: Find, asked: Understanding) -> Value | None:
    """The first value, in characters of the quote; of numbers, one that counts what the question names comes first.

    Somebody's is only one that stands in what they are reported to have said: the sentence may hold another's.
    """
    there = sought(find.quote.of(find.article.text), find.article.reference.language, asked)
    if find.attributed:
        there = [value for value in there if _moved(value.span, find).overlaps(find.statement.content)]
    named = stems(asked.text)
    counts = (value for value in there if not named.isdisjoint(stems(value.after)))
    return next(counts, there[0] if there else None)


def _moved(span: Span, find: Find) -> Span:
    """The span of the quote in characters of the article."""
    return Span(find.quote.start + span.start, find.quote.start + span.end)


def _folded(text: str) -> str:
    return attribution.fold(text.strip())
