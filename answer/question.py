"""Query → what is asked: the answer's language, the kind of question, the words that bear on the matter."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal

import languages
from domain import Query, Turn

Kind = Literal["who", "said", "fact"]
"""`who` says it, what somebody `said`, or anything else: a `fact`."""

_WORD = re.compile(r"[\w’'-]+")
_EDGES = "?¿¡!.,;:…«»“”\"'’()،؟؛？！。，"
_SHORT_FOLLOW_UP = 7
"""Words: a question at most this long that opens with "and" or leans on a pronoun follows the turn before it."""


@dataclass(frozen=True, slots=True)
class Understanding:
    """A question, understood without a language model."""

    text: str
    """What is searched for: the question, after the earlier ones that it leans on."""
    language: str
    """The answer's language: the reader's if the house has words for it, else English."""
    kind: Kind
    topic: str
    """The words of the question that bear on the matter: no question words, function words or verbs of saying."""


def understand(query: Query) -> Understanding:
    """Tell language and kind of a question and join it to the earlier turns that it leans on."""
    language = answer_language(query)
    text = _with_history(query.question, query.history, language)
    return Understanding(text, language, _kind(query.question, language), _topic(text, language))


def answer_language(query: Query) -> str:
    """The reader's language if languages/ has answer templates for it, else English."""
    wanted = _answerable()
    code = query.language or languages.identify(query.question, wanted)
    return code if code in wanted else "en"


@cache
def _answerable() -> dict[str, frozenset[str]]:
    """The languages with answer templates, each with its commonest words."""
    found = (languages.load(code) for code in languages.codes())
    return {each.code: frozenset(each.question.get("common", ())) for each in found if each.answer}


def _kind(question: str, language: str) -> Kind:
    words = languages.load(language).question
    reports = _reports(question, language)
    if _has(question, words["person"], language) and reports:
        return "who"
    if _has(question, words["who"], language) and reports and not _has(question, words["quantity"], language):
        return "who"
    return "said" if reports else "fact"


def _reports(question: str, language: str) -> bool:
    """Whether the question has a word of saying in it."""
    from attribution import reporting_forms

    return _has(question, reporting_forms(language), language)


def _topic(text: str, language: str) -> str:
    from attribution import reporting_forms

    idle = _idle_words(language)
    if not languages.load(language).spaces:
        for phrase in sorted(idle | reporting_forms(language), key=len, reverse=True):
            text = text.replace(phrase, " ")
        return text
    kept = [
        word
        for word in text.split()
        if (bare := fold(word).strip(_EDGES)) not in idle | reporting_forms(language) or not bare
    ]
    return " ".join(kept) or text


@cache
def _idle_words(language: str) -> frozenset[str]:
    words = languages.load(language).question
    lists = ("common", "stop", "who", "what", "person", "quantity", "time", "place", "verify", "follow_up")
    return frozenset(fold(word) for name in lists for word in words.get(name, ()))


def _has(question: str, phrases: Iterable[str], language: str) -> bool:
    folded = fold(question)
    if not languages.load(language).spaces:
        return any(phrase in folded for phrase in phrases)
    padded = f" {' '.join(_WORD.findall(folded))} "
    return any(f" {fold(phrase)} " in padded for phrase in phrases)


def fold(text: str) -> str:
    """Compatibility forms and case folded: a copy for comparing, never for showing."""
    return unicodedata.normalize("NFKC", text).casefold()


def _with_history(question: str, history: tuple[Turn, ...], language: str) -> str:
    if not history or not _leans_back(question, language):
        return question
    return f"{history[-1].question} {question}"


def _leans_back(question: str, language: str) -> bool:
    words = languages.load(language).question
    folded = fold(question).lstrip(" ¿¡")
    opens = any(re.match(re.escape(fold(word)) + r"\b", folded) for word in words["follow_up"])
    count = len(_WORD.findall(question)) if languages.load(language).spaces else len(question) // 2
    return opens or (count <= _SHORT_FOLLOW_UP and _has(question, words["pronouns"], language))
