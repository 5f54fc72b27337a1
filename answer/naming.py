"""A sentence and the statements it cites → the names in it that nothing cited names, over scripts and languages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

import attribution
import languages
from answer.carrying import Carrying
from answer.numbered import Numbered
from index import sounds

_WORD = re.compile(r"[^\W\d_]+", re.UNICODE)
_LATIN = re.compile(r"\b[^\W\d_a-zA-Z]*[a-zA-Z]\w*")
_START = 4
"""Letters that two forms of one name share at least."""
_SHORT = 3
"""Letters of a part of a name that says nothing by itself: Abu, al, bin."""
_SAME = 0.5
"""Likeness from which two words are one name: 98 in 100 names from elsewhere stay under 0.32."""
_CAPITALISES_NOUNS = frozenset({"de"})


def strange_names(plain: str, cited: Sequence[Numbered], language: str, carrying: Carrying) -> Iterator[str]:
    """Capitalised words within the sentence that no cited text, headline, outlet or speaker holds in any form.

    A name is met by the same beginning, by the same sound in another script, by another word for the same country, or
    by a word of much the same sense (October and octubre). A short part of a longer name goes with the rest of it, and
    a name of one consonant (Suez, Aoun) cannot be told by its sound: in another script it is let pass. Scripts
    without capitals, and German with a capital on every noun, are left to the measure of content.
    """
    if language in _CAPITALISES_NOUNS:
        return
    there = _There.of(cited)
    known_before = False
    for match in _WORD.finditer(plain):
        name = match.group()
        if not name[0].isupper() or _first(plain, match.start()):
            known_before = False
            continue
        short = len(name) <= _SHORT and (known_before or _goes_on(plain, match.end(), there, language))
        known = short or there.holds(name, language) or carrying.words(name, there.texts) >= _SAME
        known = known or (there.foreign(name) and not sounds(name))
        known_before = known
        if not known:
            yield name


def _goes_on(plain: str, end: int, there: _There, language: str) -> bool:
    """Whether the next word is a name that is known."""
    after = _WORD.match(plain, end + 1)
    return after is not None and after.group()[0].isupper() and there.holds(after.group(), language)


class _There(NamedTuple):
    """What the cited statements hold."""

    texts: list[str]
    words: frozenset[str]
    heard: frozenset[str]
    lands: frozenset[str]

    @classmethod
    def of(cls, cited: Sequence[Numbered]) -> _There:
        written = [(_around(statement), statement.citation.reference.language) for statement in cited]
        texts = [text for text, _ in written]
        words = frozenset(attribution.fold(word) for text in texts for word in _WORD.findall(text))
        heard = frozenset(sound for text in texts for sound in sounds(text))
        return cls(texts, words, heard, frozenset(land for w in written for land in _countries(*w)))

    def foreign(self, name: str) -> bool:
        """Whether all that is cited is written in another script than the name."""
        script = _LATIN.match(name) is not None
        return all(len(_LATIN.findall(text)) * 2 < len(_WORD.findall(text)) for text in self.texts) == script

    def holds(self, name: str, language: str) -> bool:
        folded = attribution.fold(name)
        alike = any(len(w) >= _START <= len(folded) and w[:_START] == folded[:_START] for w in self.words)
        return (
            folded in self.words
            or alike
            or not self.heard.isdisjoint(sounds(name))
            or not self.lands.isdisjoint(_countries(name, language))
        )


def _around(statement: Numbered) -> str:
    reference = statement.citation.reference
    return " ".join([statement.printed, reference.title or "", reference.outlet or "", *sorted(statement.known)])


def _first(text: str, at: int) -> bool:
    """Whether a word stands first in its sentence, where every word has a capital."""
    before = text[:at].rstrip(" ,:—–-")
    return not before or before[-1] in ".!?…"


def _countries(text: str, language: str) -> set[str]:
    return {code for code, pattern in _patterns(language) if pattern.search(text)}


@cache
def _patterns(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    section = languages.load_or_default(language).attribution.get("countries", {})
    return tuple((code, re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)) for code, words in section.items())
