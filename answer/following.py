"""A question and the turns before it → which of them it leans on, and what it asks in full, without a model."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import attribution
import languages
from answer.wording import EDGES, WORD, capitalised_row, has, length, tells
from domain import Query, Turn

SHORT = 7
"""Words: a question at most this long that leans on a pronoun, or names nothing, follows the turn before it."""
SHORTEST = 3
"""A question of so few words follows it in any case: "Why?", "When was that?"."""
FRAGMENT = 5
"""A question of so few words that asks nothing itself asks the question before it of somebody else: "And France?"."""


def language_of(query: Query, wanted: Mapping[str, frozenset[str]]) -> str | None:
    """The question's language; of a few words, as "And Canada?", with the question before."""
    few = len(WORD.findall(query.question)) <= SHORTEST
    last = query.history[-1].question if few and query.history else ""
    return languages.identify(f"{last} {query.question}".strip(), wanted)


def before(question: str, history: tuple[Turn, ...], language: str) -> str:
    """The question before, after those that it leans on itself, if this one leans on it; else nothing."""
    if not history or not _leans_back(question, language):
        return ""
    last = history[-1].question
    return f"{before(last, history[:-1], language)} {last}".strip()


def in_full(
    question: str,
    earlier: str,
    language: str,
    topic: Callable[[str, str], str],
    kind: Callable[[str, str], str],
) -> str:
    """A fragment ("And France?") as the question before, asked of somebody else; any other question as it is."""
    words = languages.load(language).question
    asks = (*words["what"], *words["who"], *words["quantity"], *words["time"], *words["place"], *words["why"])
    told = tells(question, language, attribution.reporting_forms(language), "said_pattern", "told_pattern")
    if length(question, language) > FRAGMENT or told or has(question, asks, language):
        return question
    other = topic(question, language).strip(EDGES + " ")
    if kind(earlier, language) == "who" or not other[:1].isupper():
        return f"{earlier} {other}"
    there = WORD.findall(earlier)
    place = next((i for i, word in enumerate(there) if i and word[0].isupper()), 0)
    first = " ".join(capitalised_row(there[place:])) if place else ""
    return earlier.replace(first, other, 1) if first else f"{earlier} {other}"


def _leans_back(question: str, language: str) -> bool:
    known = languages.load(language)
    folded = question.lower().lstrip(" ¿¡")
    end = r"\b" if known.spaces else ""
    opens = any(re.match(re.escape(word) + end, folded) for word in known.question["follow_up"])
    count = length(question, language)
    leans = _nameless(question) or has(question, known.question["pronouns"], language)
    return opens or count <= SHORTEST or (count <= SHORT and leans)


def _nameless(question: str) -> bool:
    """No name and no number, as far as its script has capitals: "Who spoke for the agency?"."""
    rest = question.strip(' ¿¡"“«')[1:]
    return rest.lower() != rest.upper() and not any(letter.isupper() or letter.isdigit() for letter in rest)
