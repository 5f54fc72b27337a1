"""Text and its language → the numbers written in it, each with every value that it can mean.

`1.500` is fifteen hundred or one and a half; `1,5 juta` and `1.5 million` are one value; digits of any script count.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

import languages

_NUMBER = re.compile(r"(?<!\d)\d{1,3}(?: \d{3}(?!\d))+(?:[.,]\d+)?|\d+(?:[.,٫٬\u00a0\u202f’']\d+)*")
_WORD = re.compile(r"[^\W\d_]+", re.UNICODE)
_GAP = re.compile(r"[\s\u00a0\u202f-]*")

Values = frozenset[float]


class Figure(NamedTuple):
    """A number as it is written, and what it can mean."""

    written: str
    values: Values


def figures(text: str, language: str) -> list[Figure]:
    """The numbers in digits and, where the language parts its words, the small ones in words, in order of kinds."""
    plain = "".join(str(unicodedata.digit(c)) if c.isdecimal() else c for c in text)
    words, scales = _lexicon(language)
    found: list[Figure] = []
    rest: tuple[int, float, Values] | None = None  # where a scale ended, what it is, what stood before it
    for match in _NUMBER.finditer(plain):
        scale, end = _scale(plain, match.end(), scales, spaced=bool(words))
        read = frozenset(value * scale for value in _readings(match.group(), _decimal(language)))
        if rest and not plain[rest[0] : match.start()].strip():  # "2 bin 750" is one number
            read |= {before + value for before in rest[2] for value in read if value < rest[1]}
        found.append(Figure(match.group(), read))
        rest = (end, scale, read) if scale > 1 else None
    if words:
        found += [Figure(w, frozenset({words[w.casefold()]})) for w in _WORD.findall(plain) if w.casefold() in words]
    return found


def scaled(text: str, end: int, language: str) -> int:
    """Where the number that ends at `end` ends with the words that multiply it: "9,6 млрд", "25万"."""
    words, scales = _lexicon(language)
    return _scale(text, end, scales, spaced=bool(words))[1]


def values(found: Iterable[Figure]) -> Values:
    """Everything that these numbers can mean."""
    return frozenset(value for figure in found for value in figure.values)


def _readings(written: str, decimal: str) -> set[float]:
    """`2,750` is 2750 in English; `1.500` may be one and a half there, or 1500 as other languages write it."""
    groups = re.split(r"[^\d]", written)
    last = re.findall(r"[^\d]", written)[-1:]
    read = set()
    if len(groups) == 1 or (len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])):
        read.add(float("".join(groups)))
    if last and (len(groups[-1]) != 3 or (len(groups) == 2 and last[0] == decimal)):
        read.add(float("".join(groups[:-1]) + "." + groups[-1]))
    return read or {float("".join(groups))}


def _scale(text: str, at: int, scales: dict[str, int], *, spaced: bool) -> tuple[float, int]:
    """What the words right after a number multiply it by (thousand, juta, 万), and where they end."""
    power = 0
    while True:
        start = _GAP.match(text, at).end()  # type: ignore[union-attr]
        if spaced:
            word = _WORD.match(text, start)
            name = word.group().casefold() if word else ""
        else:
            name = next((s for s in sorted(scales, key=len, reverse=True) if text.startswith(s, start)), "")
        if name not in scales:
            return float(10**power), at
        power += scales[name]
        at = start + len(name)


@cache
def _lexicon(language: str) -> tuple[dict[str, float], dict[str, int]]:
    """Small numbers in words, none for a language without spaces; words that multiply, as powers of ten."""
    known = languages.load_or_default(language)
    pairs = [pair.split("=") for pair in str(known.model.get("numbers", "")).split()]
    scales = {word: int(value[1:]) for word, value in pairs if value.startswith("*")}
    words = {word: float(value) for word, value in pairs if not value.startswith("*")}
    return (words if known.spaces else {}), scales


@cache
def _decimal(language: str) -> str:
    """The mark before the fraction in this language."""
    from babel import UnknownLocaleError
    from babel.numbers import get_decimal_symbol

    try:
        return str(get_decimal_symbol(language))
    except (UnknownLocaleError, ValueError):
        return "."
