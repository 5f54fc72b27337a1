"""Language code → what the product knows of that language: names, direction, marks, lexicons, templates, page words.

One file `<code>.toml` per language; adding a language is adding a file. Files are read on first use and kept.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from errors import UnknownLanguage
from languages.detection import DETECTED, UNKNOWN, detect, identify

__all__ = ["DETECTED", "UNKNOWN", "Language", "codes", "detect", "identify", "load", "load_or_default"]

_FOLDER = Path(__file__).resolve().parent
# Without a file of their own: scripts that run right to left, and scripts without spaces between words.
_RTL = frozenset({"ur", "ps", "sd", "ug", "yi", "dv", "ckb", "ku"})
_UNSPACED = frozenset({"th", "lo", "km", "my", "bo", "dz"})


def _nothing() -> Mapping[str, Any]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Quotes:
    """Quotation marks, each pair written as two characters: opening, closing."""

    outer: tuple[str, ...] = ("“”", '""', "«»", "„“", "„”")
    """The first is the pair that this language prints by default."""
    inner: tuple[str, ...] = ("‘’", "''")
    """Pairs that stand inside another quotation; single ones may also stand alone."""


@dataclass(frozen=True, slots=True)
class SentenceRules:
    """Where sentences of this language end and where a full stop is no end."""

    enders: str = ".!?…。！？｡؟۔।॥"
    abbreviations: frozenset[str] = frozenset()
    """Lower case, without the last full stop; a full stop after one never ends a sentence."""
    number_abbreviations: frozenset[str] = frozenset()
    """The same, only before a digit ("No. 5")."""
    ordinal_dot: bool = False
    """Whether "14. November" writes an ordinal number."""
    starters: frozenset[str] = frozenset()
    """Lower-case words that, capitalised after "U.S.", show that a new sentence begins."""


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """What the product knows of one language."""

    code: str
    """ISO 639-1."""
    name: str
    """In English."""
    own_name: str
    direction: str = "ltr"
    """`ltr` or `rtl`."""
    spaces: bool = True
    """Whether words are parted by spaces."""
    quotes: Quotes = field(default_factory=Quotes)
    sentences: SentenceRules = field(default_factory=SentenceRules)
    attribution: Mapping[str, Any] = field(default_factory=_nothing)
    """The lexicon of who-said-what: section [attribution], read by attribution.lexicon."""
    search: Mapping[str, Any] = field(default_factory=_nothing)
    """`stopwords`, `question_words`: section [search]."""
    question: Mapping[str, Any] = field(default_factory=_nothing)
    """Words by which a question shows what it asks for: section [question]."""
    credits: Mapping[str, Any] = field(default_factory=_nothing)
    """How an article credits what it prints to an agency or another outlet: section [credits]."""
    answer: Mapping[str, Any] = field(default_factory=_nothing)
    """Templates of the answers: section [answer]; empty if the file has none."""
    page: Mapping[str, Any] = field(default_factory=_nothing)
    """Words of the page: section [page]; empty if the file has none."""
    model: Mapping[str, Any] = field(default_factory=_nothing)
    """Words about a language model's part in an answer, and words that turn a sentence round: section [model]."""


@cache
def codes() -> tuple[str, ...]:
    """The codes that have a file, in alphabetical order."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


@cache
def load(code: str) -> Language:
    """The language with this code; raises UnknownLanguage if there is no file for it."""
    if code not in codes():
        raise UnknownLanguage(
            f"no language {code!r}; known: {', '.join(codes())}. Add languages/<code>.toml for another."
        )
    with (_FOLDER / f"{code}.toml").open("rb") as file:
        return _language(tomllib.load(file))


@cache
def load_or_default(code: str) -> Language:
    """The language with this code, or a neutral one with rules that suit most languages."""
    if code in codes():
        return load(code)
    direction = "rtl" if code in _RTL else "ltr"
    return Language(code, code, code, direction, spaces=code not in _UNSPACED)


def _language(data: Mapping[str, Any]) -> Language:
    rules: dict[str, Any] = {
        name: frozenset(rule) if isinstance(rule, list) else rule for name, rule in data["sentences"].items()
    }
    optional = ("attribution", "search", "question", "credits", "answer", "page", "model")
    sections: dict[str, Any] = {name: MappingProxyType(data[name]) for name in optional if name in data}
    return Language(
        **{name: data[name] for name in ("code", "name", "own_name", "direction", "spaces")},
        quotes=Quotes(**{name: tuple(pairs) for name, pairs in data["quotes"].items()}),
        sentences=SentenceRules(**rules),
        **sections,
    )
