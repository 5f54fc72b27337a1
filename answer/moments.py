"""A text and its language → where days, months, years and hours stand in it, by the names of the Unicode CLDR."""

from __future__ import annotations

import re
from functools import cache

import languages
from domain import Span

DATELINE = re.compile(r"\A[^–—.]{0,80}[–—]\s|\A[^–—]{0,90}\)\s[–—]\s")
"""Where an article was written, and often when: "MOSCOW, 14 November (Wire) – "."""
_YEAR = r"(?:19|20)\d{2}"
_HOUR = (
    r"\b\d{1,2}(?:[:h٫]|\.(?=\d{2}\s*(?:uhr|utc|gmt|wib|ч)))\d{2}\b(?:\s?(?:[ap]\.?m\.?|uhr))?"
    r"|\b\d{1,2}\s?(?:[ap]\.m\.|[ap]m\b|uhr\b)"
)
_EASTERN = (
    r"(?:\d{4}\s?[年년]\s?)?\d{1,2}\s?[月월](?:\s?\d{1,2}\s?[日일号])?|\d{4}\s?[年년]|\d{1,2}[日号일](?!元|本)"
    r"|(?:上午|下午|晚|凌晨)?\d{1,2}[时時点點시](?:\d{1,2}分)?"
)
_SHORTEST = 3
"""Letters of a month's short name; fewer are too often another word."""


def moments(text: str, language: str) -> list[Span]:
    """The spans in the order of the text; they do not overlap."""
    return [Span(*found.span()) for found in _pattern(language, _SHORTEST).finditer(_plain(text))]


def written_on(text: str, language: str) -> list[Span]:
    """The days in a dateline, where even the shortest name of a month is no other word: "JACARTA, 3 out (Wire) – "."""
    dateline = DATELINE.match(text)
    return (
        [Span(*found.span()) for found in _pattern(language, 0).finditer(_plain(dateline.group()))] if dateline else []
    )


def _plain(text: str) -> str:
    """Lower case with ASCII digits, character by character: offsets stay."""
    return "".join(str(int(c)) if c.isdecimal() else c.lower() if len(c.lower()) == 1 else c for c in text)


@cache
def _pattern(language: str, shortest: int) -> re.Pattern[str]:
    months, days = _names(language, shortest)
    eastern = [_EASTERN] if not languages.load_or_default(language).spaces or language == "ko" else []
    dated = []
    if months:
        month = rf"(?:{months})\w{{0,4}}\.?"
        number = r"\d{1,2}(?:\.|st|nd|rd|th|er|º|-?го)?"
        link = r"(?:\s+d[eu]l?)?\s+"
        year = rf"(?:{link}{_YEAR}|,\s?{_YEAR})?"
        day = rf"(?:(?:{days})\w{{0,4}},?{link})?" if days else ""
        dated = [
            rf"\b{day}{number}{link}{month}{year}(?!\w)",
            rf"\b{day}{month}\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?!:)(?:,?\s{_YEAR})?",
            rf"\b{month}{link}{_YEAR}\b",
        ]
    alone = [rf"\b(?:{days})(?:s|\w{{1,2}})?\b"] if days else []
    return re.compile("|".join([*eastern, *dated, _HOUR, rf"(?<![\d.,$€£]){_YEAR}(?![\d.,]?\d)(?!\s?[%$€])", *alone]))


def _names(language: str, shortest: int) -> tuple[str, str]:
    """The names of months and of weekdays as alternatives; empty where the CLDR does not know the language."""
    from babel import Locale, UnknownLocaleError

    try:
        locale = Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return "", ""
    months = {n for context in ("format", "stand-alone") for n in locale.months[context]["wide"].values()}
    short = {n.rstrip(".") for n in locale.months["format"]["abbreviated"].values()}
    days = {n for context in ("format", "stand-alone") for n in locale.days[context]["wide"].values()}
    wide = months | {n for n in short if len(n) > shortest or language == "en"}
    return _either(wide), _either(days)


def _either(names: set[str]) -> str:
    words = sorted({name.lower() for name in names if not name.isdecimal()}, key=len, reverse=True)
    return "|".join(re.escape(word) for word in words)
