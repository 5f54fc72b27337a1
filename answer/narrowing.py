"""Question → the outlets, languages and days that it names itself, as filters that a reader can see and take away."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import attribution
import languages
from answer.question import Understanding
from domain import Query, Understood

FILTERS = ("outlets", "languages", "since", "until")
NEAR = 3
"""Characters between a day and the word that says since or until."""
SHORTEST_STEM = 4
LATER = 31
"""Days after a thing happened in which it is still reported as news."""
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_EASTERN = re.compile(r"(\d{4})\s?[年년](?:\s?(\d{1,2})\s?[月월])?(?:\s?(\d{1,2})\s?[日일])?")
_OF = r"(?:de\s+|năm\s+)?"
"""What may stand between a month and its year."""
_YEAR = re.compile(r"\b((?:19|20)\d{2})\b")


def narrowed(query: Query, asked: Understanding, outlets: Sequence[str]) -> tuple[Query, Understood]:
    """The query within what its question names, where its sender set no such filter; and what was understood."""
    since, until = _days(query.question, asked.asked_in)
    if asked.kind in ("compare", "happened") and not (since or until):
        since, until = _when(query.question, asked.asked_in)
    named = Understood(
        kind=asked.kind,
        outlets=_outlets(query.question, asked, outlets),
        languages=_languages(query.question, asked.asked_in),
        since=since,
        until=until,
    )
    for name in FILTERS:
        if name in query.ignore or getattr(query, name):
            named = replace(named, **{name: getattr(Understood(), name)})
    used = {name: value for name in FILTERS if (value := getattr(named, name))}
    return replace(query, **used), named


def _outlets(question: str, asked: Understanding, outlets: Sequence[str]) -> tuple[str, ...]:
    """Outlets that the question speaks of as the place of the report ("in Le Monde", "according to SANA")."""
    folded = attribution.fold(question)
    if not languages.load(asked.asked_in).spaces:
        return tuple(o for o in outlets if len(o) > 1 and attribution.fold(o) in folded)
    before = "|".join(re.escape(attribution.fold(w)) for w in languages.load(asked.asked_in).question["outlet_in"])
    opened = "" if asked.kind == "compare" else rf"(?:\b(?:{before})\s+(?:the\s+)?)"
    there = [o for o in outlets if attribution.fold(o) in folded]
    return tuple(o for o in there if re.search(rf"{opened}(?<!\w){re.escape(attribution.fold(o))}(?!\w)", folded))


def _languages(question: str, language: str) -> tuple[str, ...]:
    """Languages that stand beside a word for the press ("in French articles")."""
    from babel import Locale

    known = languages.load(language)
    if not known.spaces:
        return ()
    words = [attribution.fold(word) for word in re.findall(r"[\w-]+", question)]
    press = [i for i, word in enumerate(words) if word in set(map(attribution.fold, known.question["press"]))]
    beside = {words[j] for i in press for j in (i - 1, i + 1) if 0 <= j < len(words)}
    names = {code: attribution.fold(str(Locale.parse(language).languages.get(code, ""))) for code in languages.codes()}
    stems = {code: name[: max(SHORTEST_STEM, len(name) - 2)] for code, name in names.items() if name}
    return tuple(code for code, stem in stems.items() if any(word.startswith(stem) for word in beside))


def _days(question: str, language: str) -> tuple[date | None, date | None]:
    """The first day and the last that the question sets ("since March 2022", "until 2018")."""
    words = languages.load(language).question
    since = until = None
    folded = question.lower()
    for start, end, first, last in _dates(folded, language):
        around = (folded[:start], folded[end:])
        if _beside(around, words["since"]):
            since = first
        elif _beside(around, words["until"]):
            until = last
    return (since, until) if not (since and until and since > until) else (None, None)


def _when(question: str, language: str) -> tuple[date | None, date | None]:
    """The days on which what happened then was reported: to a month after the last day named."""
    spans = [(first, last) for *_, first, last in _dates(question.lower(), language)]
    if not spans:
        return None, None
    return min(first for first, _ in spans), max(last for _, last in spans) + timedelta(days=LATER)


def _beside(around: tuple[str, str], words: Sequence[str]) -> bool:
    """Whether one of the words stands right before or right after."""
    before, after = around[0].rstrip(), around[1].lstrip(" 'ʼ’")
    ends = any(re.search(rf"(?<!\w){re.escape(w)}(?:\s+\w{{1,{NEAR}}})?$", before) for w in words)
    return ends or any(re.match(rf"\w{{0,{NEAR}}}\s?{re.escape(w)}", after) for w in words)


def _dates(text: str, language: str) -> Iterator[tuple[int, int, date, date]]:
    """Start, end, first and last day of every date in the text."""
    if not any(character.isdigit() for character in text):
        return
    names = _months(language)
    taken: list[tuple[int, int]] = []
    patterns = [(_ISO, "ymd"), (_EASTERN, "ymd")]
    month = "(" + "|".join(map(re.escape, sorted(names, key=len, reverse=True))) + r")\w{0,3}"
    patterns += [
        (re.compile(rf"\b(\d{{1,2}})\.?\s+(?:de\s+)?{month}\s+{_OF}(\d{{4}})\b"), "dmy"),
        (re.compile(rf"\b{month}\s+(\d{{1,2}}),?\s+(\d{{4}})\b"), "mdy"),
        (re.compile(rf"\b{month}\s+{_OF}(\d{{4}})\b"), "my"),
    ]
    for pattern, order in [*patterns, (_YEAR, "y")]:
        for found in pattern.finditer(text):
            if any(found.start() < e and s < found.end() for s, e in taken):
                continue
            taken.append(found.span())
            if span := _span(dict(zip(order, found.groups(), strict=True)), names):
                yield (*found.span(), *span)


@cache
def _months(language: str) -> tuple[str, ...]:
    """The names of the months as they stand in a date."""
    from babel import Locale

    return tuple(str(name).lower() for _, name in sorted(Locale.parse(language).months["format"]["wide"].items()))


def _span(parts: dict[str, str | None], names: Sequence[str]) -> tuple[date, date] | None:
    year, month, day = int(parts["y"] or 0), parts.get("m"), parts.get("d")
    number = names.index(month) + 1 if month in names else int(month) if month else 0
    try:
        if not number:
            return date(year, 1, 1), date(year, 12, 31)
        if not day:
            return date(year, number, 1), date(year, number, calendar.monthrange(year, number)[1])
        return date(year, number, int(day)), date(year, number, int(day))
    except ValueError:
        return None
