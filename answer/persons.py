"""Names of speakers in, whether they surely are two, or a question names one, out: other looks alone prove nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

import attribution
import languages
from answer.wording import padded

_WORD = re.compile(r"[^\W\d_]{3,}")
_LATIN = re.compile("[a-z]")
ALIKE = 0.6
"""Likeness of two words that may be one name spelled twice: Michel and Mişel have 0.73."""


def surely_two(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether the names can be compared, being in one script, and none of them shares a word in any spelling."""
    pairs = [(a, b) for a in map(_words, one) for b in map(_words, other) if a and b and _latin(a) == _latin(b)]
    return bool(pairs) and not any(_alike(x, y) for a, b in pairs for x in a for y in b)


def names_person(question: str, names: Mapping[str, str]) -> bool:
    """Whether the question writes out the person of these names (language → name), in full or by the surname."""
    asked = padded(question)
    for language, name in names.items():
        full = attribution.person(name, language)
        last = re.split(r"[\s·・]", full)[-1] if full else ""
        parted = languages.load_or_default(language).spaces
        if last and (padded(last) in asked if parted else last in question):
            return True
    return False


def _words(name: str) -> list[str]:
    return _WORD.findall(attribution.fold(name))


def _latin(words: Sequence[str]) -> bool:
    return any(_LATIN.search(word) for word in words)


def _alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one, other).ratio() >= ALIKE
