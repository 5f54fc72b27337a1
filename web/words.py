"""A language code in, the words of the page out: its texts, its dates, its direction, the names of languages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache

from languages import load, load_or_default

Words = Mapping[str, str]

PAGE_LANGUAGES = ("en", "fr", "id", "ar", "es", "de", "ru", "pt", "tr", "zh", "it")
"""The languages in which the interface can be read, in the order of the choice."""

FALLBACK = "en"
UNKNOWN = "und"


@cache
def words(code: str) -> Words:
    """The texts of the page in this language; what its file lacks stands in English."""
    english = dict(load(FALLBACK).page)
    return english | dict(load(page_language(code)).page) | {"code": page_language(code)}


def page_language(wanted: str | None) -> str:
    """The interface language for what a browser or reader asks for: `fr-CA` → `fr`, unknown → `en`."""
    for choice in re.split(r"[,\s]+", wanted or ""):
        code = re.split(r"[-_;]", choice, maxsplit=1)[0].lower()
        if code in PAGE_LANGUAGES:
            return code
    return FALLBACK


@cache
def direction(code: str) -> str:
    """`rtl` or `ltr`."""
    return load_or_default(code).direction


@cache
def quotation_marks(code: str) -> tuple[str, str]:
    """The marks in which this language prints a quotation."""
    pair = load_or_default(code).quotes.outer[0]
    return pair[0], pair[-1]


def language_name(code: str, texts: Words) -> str:
    """The language's name for itself; a code without a file stays a code."""
    if code == UNKNOWN:
        return texts["language_unknown"]
    found = load_or_default(code)
    return found.own_name if found.code == code and found.own_name else code


def day(value: date | datetime | None, texts: Words) -> str:
    """A date as this language writes it; the words for an unknown one where there is none."""
    if value is None:
        return texts["date_unknown"]
    month = texts["months"].split("|")[value.month - 1]
    return texts["date"].format(day=value.day, month=month, year=value.year)
