"""Article → statements: who said what, with the chain of speakers; sentences and quotations of a text."""

from __future__ import annotations

from attribution.engine import statements
from attribution.lexicon import fold, reporting_forms
from attribution.quotations import pair
from attribution.sentences import split
from attribution.speakers import canonical
from domain import Span
from languages import load_or_default

__all__ = ["canonical", "fold", "quotations", "reporting_forms", "sentences", "statements"]


def sentences(text: str, language: str) -> tuple[Span, ...]:
    """Quote-aware sentence spans in order, never across a line break; any language code."""
    return split(text, load_or_default(language))


def quotations(text: str, language: str) -> tuple[Span, ...]:
    """The outer quotations in order, marks included; one that runs over paragraphs gives a span for each."""
    return tuple(Span(q.start, q.end) for q in pair(text, load_or_default(language)) if q.depth == 0)
