"""A question's text and phrases of its language → whether they stand there, over endings, marks and scripts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import takewhile

import attribution
import languages

WORD = re.compile(r"[\w\u0900-\u0963\u200c’'-]+")
"""With the vowel signs of Hindi and the narrow gap within Persian words, which are no letters to `\\w`."""
EDGES = "?¿¡!.,;:…«»“”\"'’()،؟؛？！。，।"


def has(question: str, phrases: Iterable[str], language: str) -> bool:
    """Whether one of the phrases stands there, in whole words where the language parts them."""
    if not languages.load(language).spaces:
        return any(phrase in question for phrase in phrases)
    words = padded(question)
    return any(padded(phrase) in words for phrase in phrases)


@lru_cache(maxsize=1 << 14)
def padded(text: str) -> str:
    """Its words, folded, with one space around each."""
    return f" {' '.join(attribution.fold(word) for word in WORD.findall(text))} "


def tells(question: str, language: str, forms: Iterable[str], *patterns: str) -> bool:
    """Whether a verb of saying stands there: in one of the forms that articles use, or as questions inflect it."""
    words = languages.load(language).question
    spoken = (str(words[name]) for name in patterns if name in words)
    return has(question, forms, language) or any(re.search(pattern, question) for pattern in spoken)


def length(question: str, language: str) -> int:
    """Its words; where they are not parted, half its characters."""
    return len(WORD.findall(question)) if languages.load(language).spaces else len(question) // 2


def capitalised_row(words: Sequence[str]) -> list[str]:
    """The first words, as long as each has a capital."""
    return list(takewhile(lambda word: word[0].isupper(), words))
