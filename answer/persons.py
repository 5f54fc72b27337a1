"""The names of two speakers in, whether they surely are two out: a name that only looks different proves nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

import attribution

_WORD = re.compile(r"[^\W\d_]{3,}")
_LATIN = re.compile("[a-z]")
ALIKE = 0.6
"""Likeness of two words that may be one name spelled twice: Michel and Mişel have 0.73."""


def surely_two(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether the names can be compared, being in one script, and none of them shares a word in any spelling."""
    pairs = [(a, b) for a in map(_words, one) for b in map(_words, other) if a and b and _latin(a) == _latin(b)]
    return bool(pairs) and not any(_alike(x, y) for a, b in pairs for x in a for y in b)


def _words(name: str) -> list[str]:
    return _WORD.findall(attribution.fold(name))


def _latin(words: Sequence[str]) -> bool:
    return any(_LATIN.search(word) for word in words)


def _alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one, other).ratio() >= ALIKE
