"""A date as a file writes it in, a `date` out, or None: two readings, a missing day or an unknown word are not guessed.

The day is the one written down, in whatever time zone the outlet writes.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import lru_cache

MONTH_LANGUAGES = ("en", "fr", "id", "ar", "ru", "es", "de", "pt", "tr", "zh", "it", "vi", "sw", "uk", "fa", "pl", "nl")
"""Languages whose month names are understood (CLDR's, wide and abbreviated)."""
OTHER_MONTHS = {
    # Names that CLDR lists under regional variants or not at all.
    "sept": 9,
    **dict.fromkeys(("جانفي", "كانون الثاني"), 1),
    **dict.fromkeys(("فيفري", "شباط"), 2),
    **dict.fromkeys(("آذار", "اذار"), 3),
    **dict.fromkeys(("أفريل", "نيسان", "ابريل"), 4),
    **dict.fromkeys(("ماي", "أيار", "ايار"), 5),
    **dict.fromkeys(("جوان", "حزيران"), 6),
    **dict.fromkeys(("جويلية", "تموز"), 7),
    **dict.fromkeys(("أوت", "آب", "اغسطس"), 8),
    "أيلول": 9,
    **dict.fromkeys(("تشرين الأول", "اكتوبر"), 10),
    "تشرين الثاني": 11,
    "كانون الأول": 12,
}
MONTH_FIRST = frozenset({"en"})
"""Languages in which 3/4/2020 has two readings; in every other one the day stands first."""
_LETTER = r"[^\W\d_]"
_WORDY = (
    re.compile(rf"(?<!\d)(?P<d>\d{{1,2}})(?:\.|st|nd|rd|th|er|º|°)?\s*(?:de\s+|of\s+)?(?P<m>{_LETTER}+(?: {_LETTER}+)?)"
               r"\.?,?\s*(?:de\s+|del\s+)?(?P<y>\d{4})(?!\d)", re.IGNORECASE),
    re.compile(rf"(?P<m>{_LETTER}+)\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}})(?!\d)", re.IGNORECASE),
    re.compile(rf"(?<!\d)(?P<d>\d{{1,2}})[-/](?P<m>{_LETTER}{{3,}})\.?[-/](?P<y>\d{{4}})(?!\d)"),
)  # fmt: skip
_NUMERIC = (
    re.compile(r"(?<!\d)(?P<y>\d{4})\s*[年년]\s*(?P<m>\d{1,2})\s*[月월]\s*(?P<d>\d{1,2})\s*[日일号]"),
    re.compile(r"(?<!\d)(?P<y>\d{4})([-/.])\s?(?P<m>\d{1,2})\2\s?(?P<d>\d{1,2})(?!\d)"),
    re.compile(r"(?<!\d)(?P<y>(?:18|19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>\d{4})(?!\d)"),
)
_SLASHED = re.compile(r"(?<!\d)(?P<a>\d{1,2})([-/])(?P<b>\d{1,2})\2(?P<y>\d{4})(?!\d)")
_VIETNAMESE = re.compile(r"(?P<d>\d{1,2})\s+tháng\s+(?P<m>\d{1,2})(?:\s+năm|,)\s+(?P<y>\d{4})", re.IGNORECASE)
_LONGEST = 200
_EPOCH = re.compile(r"\d{10}(?:\d{3})?(?:\.\d+)?")


def parse_date(written: str | None, language: str = "und") -> date | None:
    """The day that a text such as "Wednesday, 15 November 2017 03:27" names; None if it names none for certain.

    `language` settles 03/04/2020: in a language that never puts the month first it is 3 April.
    """
    text = _western_digits((written or "")[:_LONGEST]).strip()
    if _EPOCH.fullmatch(text):
        seconds = float(text) / (1000 if len(text.split(".")[0]) == 13 else 1)
        return datetime.fromtimestamp(seconds, UTC).date()
    for pattern in (*_NUMERIC, _VIETNAMESE):
        if found := pattern.search(text):
            return _day(int(found["y"]), int(found["m"]), int(found["d"]))
    return _slashed(text, language) or _named(text)


def _western_digits(text: str) -> str:
    return "".join(str(int(c)) if c.isdecimal() and not c.isascii() else c for c in text)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if 1800 <= year <= 2100 else None
    except ValueError:
        return None


def _slashed(text: str, language: str) -> date | None:
    found = _SLASHED.search(text)
    if not found:
        return None
    first, second, year = int(found["a"]), int(found["b"]), int(found["y"])
    if first > 12 or first == second:
        return _day(year, second, first)
    if second > 12:
        return _day(year, first, second)
    return None if language in MONTH_FIRST or language == "und" else _day(year, second, first)


def _named(text: str) -> date | None:
    for pattern in _WORDY:
        for found in pattern.finditer(text):
            words = found["m"].casefold()
            month = months().get(words) or months().get(words.split(" ")[0])
            if month and (day := _day(int(found["y"]), month, int(found["d"]))):
                return day
    return None


@lru_cache(maxsize=1)
def months() -> dict[str, int]:
    """Every month name that is understood, case-folded, with its number."""
    from babel import Locale

    known = dict(OTHER_MONTHS)
    for code in MONTH_LANGUAGES:
        locale = Locale.parse(code)
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in locale.months[context][width].items():
                    if not name[:1].isdigit():
                        known.setdefault(name.casefold().rstrip("."), number)
    return known


@lru_cache(maxsize=1)
def weekdays() -> tuple[str, ...]:
    """Every weekday name of the same languages, the longest first."""
    from babel import Locale

    tables = (Locale.parse(code).days["format"] for code in MONTH_LANGUAGES)
    names = {
        name.casefold().rstrip(".")
        for days in tables
        for width in ("wide", "abbreviated")
        for name in days[width].values()
    }
    return tuple(sorted(names, key=len, reverse=True))
