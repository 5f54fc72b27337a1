"""Article → statements: who said what, with the chain of speakers; sentences and quotations of a text."""

from __future__ import annotations

from attribution import engine
from attribution.countries import country_in
from attribution.credits import agency, credited
from attribution.lexicon import fold, reporting_forms, roles
from attribution.persons import fuller, person, surname
from attribution.quotations import pair
from attribution.sentences import split
from attribution.speakers import canonical, is_body
from domain import Article, Span, Statement
from languages import load_or_default

__all__ = [
    "agency",
    "canonical",
    "credited",
    "fold",
    "fuller",
    "is_body",
    "person",
    "quotations",
    "reporting_forms",
    "roles",
    "sentences",
    "statements",
    "surname",
    "warm_up",
]


def statements(article: Article) -> tuple[Statement, ...]:
    """What the article reports and what it asserts itself, in order of the text, with its credits."""
    return credited(article, engine.statements(article))


def sentences(text: str, language: str) -> tuple[Span, ...]:
    """Quote-aware sentence spans in order, never across a line break; any language code."""
    return split(text, load_or_default(language))


def quotations(text: str, language: str) -> tuple[Span, ...]:
    """The outer quotations in order, marks included; one that runs over paragraphs gives a span for each."""
    return tuple(Span(q.start, q.end) for q in pair(text, load_or_default(language)) if q.depth == 0)


def warm_up(language: str) -> None:
    """Read and compile what the first name of a language would otherwise wait for: some 40 ms."""
    canonical("who", language)
    country_in("who", language)
