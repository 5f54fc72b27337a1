"""Text and its language → whether it denies, refuses or negates: so that a sentence cannot turn its statement round."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import NamedTuple

import attribution
import languages

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*", re.UNICODE)


_ARABIC_AND = frozenset("وف")
"""Written as one word with what follows: "and denied"."""
_SHORTEST_AFTER_AND = 2


class _Words(NamedTuple):
    negators: tuple[str, ...]
    negatives: tuple[str, ...]
    doubtful: tuple[str, ...]
    pattern: re.Pattern[str] | None
    spaced: bool


def turns(text: str, language: str) -> bool:
    """Whether something in it is negated, denied or refused."""
    words = _words(language)
    return _any(text, words.negators, words.negatives, words)


def negates(text: str, language: str) -> bool:
    """Whether a "not", "nobody" or "without" stands in it."""
    words = _words(language)
    return _any(text, words.negators, (), words)


def may_turn(text: str, language: str) -> bool:
    """The same, or something in it is false, mistaken, lacking: what a paraphrase may say with a negation."""
    words = _words(language)
    return _any(text, words.negators, words.negatives + words.doubtful, words)


def _any(text: str, whole: tuple[str, ...], beginnings: tuple[str, ...], words: _Words) -> bool:
    if not words.spaced:
        return any(piece in text for piece in whole + beginnings)
    for word in _WORD.findall(text.replace("’", "'")):
        folded = _bare(word)
        if folded[:1] in _ARABIC_AND and len(folded) > _SHORTEST_AFTER_AND:
            folded = folded[1:] if folded not in whole else folded
        parts = {folded, *folded.split("'")} | {part + "'" for part in folded.split("'")[:-1]}
        if parts & set(whole) or folded.endswith("n't") or folded.startswith(beginnings):
            return True
    return bool(words.pattern and words.pattern.search(text.casefold()))


def _bare(word: str) -> str:
    """Lower case without accents."""
    apart = unicodedata.normalize("NFD", attribution.fold(word))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


@cache
def _words(language: str) -> _Words:
    known = languages.load_or_default(language)
    lists = known.model or {}
    negators = str(lists.get("negators", "")).split() or str(known.attribution.get("negations", "")).split()
    pattern = str(lists.get("negative_pattern", ""))

    def folded(name: str) -> tuple[str, ...]:
        return tuple(_bare(word) for word in str(lists.get(name, "")).split())

    return _Words(
        tuple(_bare(word) for word in negators),
        folded("negatives"),
        folded("doubtful"),
        re.compile(pattern) if pattern else None,
        known.spaces,
    )
