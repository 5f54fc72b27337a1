"""An article's text → the ministries that it names with their country: whose "the ministry" is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from attribution.speakers import canonical, office, office_pattern
from languages import Language

_WORD = re.compile(r"[^\W_]+(?:[-’'ʼ][^\W_]+)*")
BEFORE, AFTER = 3, 4
"""Words beside the office among which its country stands: "Russia’s Defence Ministry"."""
CHARACTERS = 12
"""The same for a language without spaces between words."""
PREFIX = "ministry"


def ministries(text: str, language: Language) -> dict[str, str]:
    """Speaker id → the shortest name under which the text gives that ministry with its country."""
    found: dict[str, str] = {}
    pattern = office_pattern(language)
    for match in pattern.finditer(text.replace("İ", "i").lower()) if pattern else ():
        for name in _windows(text, *match.span(), language):
            speaker = canonical(name, language.code)
            if f".{PREFIX}." in speaker and len(name) <= len(found.get(speaker, name)):
                found[speaker] = name
    return found


def _windows(text: str, start: int, end: int, language: Language) -> Iterator[str]:
    """The office with ever more words around it, within its line."""
    left, right = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    right = len(text) if right < 0 else right
    if not language.spaces:
        for first in range(start, max(left, start - CHARACTERS) - 1, -1):
            yield text[first:end]
        return
    starts = [start, *(m.start() for m in reversed(list(_WORD.finditer(text, left, start))[-BEFORE:]))]
    ends = [end, *(m.end() for _, m in zip(range(AFTER), _WORD.finditer(text, end, right), strict=False))]
    yield from (text[first:last] for first in starts for last in ends)


def whose(name: str, language: Language, known: Mapping[str, str]) -> tuple[str, str]:
    """Name and speaker id; of a ministry named without its country those of the only one that the article can mean."""
    speaker = canonical(name, language.code)
    country, _, body = speaker.partition(".")
    if body != PREFIX:
        country, body = "", office(name, language) or ""
    if not body.startswith(PREFIX):
        return name, speaker
    meant = [id_ for id_ in known if id_.startswith(country) and _fits(id_.partition(".")[2], body)]
    return (known[meant[0]], meant[0]) if len(meant) == 1 else (name, speaker)


def _fits(body: str, asked: str) -> bool:
    return body == asked or body.startswith(f"{asked}.")
