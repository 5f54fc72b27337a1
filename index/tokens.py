"""Text and its language go in, the terms that the lexical index stores and looks up come out.

NFKC and casefold, Snowball stems where the language has an algorithm, then diacritics folded; character bigrams for
scripts that write no spaces between words (Chinese, Japanese, Thai, Lao, Khmer, Burmese) and for Korean, whose words
carry their particles.
"""

from __future__ import annotations

import threading
import unicodedata
from functools import lru_cache
from typing import Any

import regex

STEMMERS = {
    "ar": "arabic",
    "ca": "catalan",
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "eo": "esperanto",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fa": "persian",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "ms": "indonesian",
    "ne": "nepali",
    "nl": "dutch",
    "no": "norwegian",
    "nb": "norwegian",
    "nn": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "st": "sesotho",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}
"""Language → Snowball algorithm. A language without one is searched by its folded words."""

_WORD = regex.compile(r"[\p{L}\p{N}\p{M}]+")
_BIGRAM_RUN = regex.compile(
    r"([\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}ー]+)", regex.VERSION1
)
_FOLDED_MARKS = regex.compile(r"[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]")
_ARABIC = regex.compile(r"\p{Arabic}")
_ARABIC_LETTERS = str.maketrans(
    {"ٱ": "ا", "أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ی": "ي", "ة": "ه", "ک": "ك", "ـ": None}
)
_ARABIC_CLITICS = ("وال", "بال", "كال", "فال", "ولل", "ال", "لل", "و")
"""Conjunction, preposition and article before a noun, longest first."""
_UNFOLDABLE = str.maketrans(
    {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h"}
)
"""Letters that Unicode does not take apart into a base letter and a mark."""


def terms(text: str, language: str) -> list[str]:
    """The terms of a text in order, repetitions included. An unknown language gives unstemmed words."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    words = _WORD.findall(plain)
    if not _BIGRAM_RUN.search(plain):
        return [_term(word, language) for word in words]
    found: list[str] = []
    for word in words:
        for part in _BIGRAM_RUN.split(word):
            if not part:
                continue
            if _BIGRAM_RUN.match(part):
                found += _bigrams(part)
            else:
                found.append(_term(part, language))
    return found


def _bigrams(run: str) -> list[str]:
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]


@lru_cache(maxsize=200_000)
def _term(word: str, language: str) -> str:
    if _ARABIC.match(word):
        return _arabic(word, language)
    stemmer = _stemmer(STEMMERS[language]) if language in STEMMERS else None
    return fold(stemmer.stemWord(word) if stemmer and not word.isdecimal() else word)


def fold(word: str) -> str:
    """The word without diacritics; marks that carry a vowel (Indic scripts, Thai) stay."""
    bare = _FOLDED_MARKS.sub("", unicodedata.normalize("NFD", word))
    return unicodedata.normalize("NFC", bare).translate(_UNFOLDABLE)


def _arabic(word: str, language: str) -> str:
    bare = fold(word.translate(_ARABIC_LETTERS)).translate(_ARABIC_LETTERS)
    for clitic in _ARABIC_CLITICS:
        if bare.startswith(clitic) and len(bare) - len(clitic) >= 3:
            bare = bare[len(clitic) :]
            break
    if language not in ("ar", "fa"):
        return bare
    stemmed: str = _stemmer(STEMMERS[language]).stemWord(bare)
    return stemmed if len(stemmed) >= 2 else bare


_local = threading.local()


def _stemmer(algorithm: str) -> Any:  # noqa: ANN401 (PyStemmer has no types)
    """One stemmer per thread: they keep state while they stem."""
    stemmers: dict[str, Any] = _local.__dict__.setdefault("stemmers", {})
    if algorithm not in stemmers:
        import Stemmer

        stemmers[algorithm] = Stemmer.Stemmer(algorithm)
    return stemmers[algorithm]
