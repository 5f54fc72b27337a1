"""Text → the language it is most likely written in, by lingua and, where lingua knows none, by common words."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lingua import LanguageDetector

UNKNOWN = "und"
_LINGUA_KNOWS = frozenset(
    "ar bg bn cs da de el en es fa fi fr he hi hu id it ja ko ms nb nl pl pt ro ru sr sv sw th tr uk ur vi zh".split()
)
"""33 languages cost about 45 MB of memory, loaded at the first text."""
FUNCTION_WORDS = {
    "ha": frozenset("da na ta ya kuma wannan cikin sai domin amma wanda ba suka yana kan shi mai ce".split()),
}
"""Languages that lingua does not know, told by their commonest words; over a fifth of the words must be these."""
DETECTED = _LINGUA_KNOWS | FUNCTION_WORDS.keys()
"""The languages that detection can tell."""
SCRIPTS = {
    "ar": (re.compile("[\u0600-\u06ff]"), re.compile("[پچژگکیےٹڈڑہھ]")),
    "fa": (re.compile("[\u0600-\u06ff]"), re.compile("[ےٹڈڑہھںێۆەڵټډړښې]")),
    "ru": (re.compile("[\u0400-\u04ff]"), re.compile("[іїєґўјљњћђџѓќѕ]", re.IGNORECASE)),
    "uk": (re.compile("[\u0400-\u04ff]"), re.compile("[ыэъёўјљњћђџѓќѕ]", re.IGNORECASE)),
    "zh": (re.compile("[\u4e00-\u9fff]"), re.compile("[\u3040-\u30ff\uac00-\ud7af]")),
    "ja": (re.compile("[\u3040-\u30ff\u4e00-\u9fff]"), re.compile("[\uac00-\ud7af]")),
    "ko": (re.compile("[\uac00-\ud7af]"), re.compile("[\u3040-\u30ff]")),
    "hi": (re.compile("[\u0900-\u097f]"), re.compile("[ळ]")),
}
"""Language → the letters that most of its text is written in, and a neighbour's letters that rule it out.

Where two neighbours fit, common words decide, and where these do not either, the first."""
_SAMPLE = 1500
_BEGINNING, _SURE = 400, 0.999
"""So many characters are asked about first, and what lingua is so sure of is settled: in 1,500 articles of thirteen
languages it never said otherwise of more, which takes three times as long."""
_NEAR = frozenset({"id", "ms", "da", "nb"})
"""Languages so near to one another that a beginning settles nothing: an Indonesian dispatch was Malay to .9999."""
_LEAST = 20
_RIVAL = 0.35
"""A wanted language is believed if its confidence is at least this share of the best one's."""


def detect(text: str, least: int = _LEAST) -> tuple[str, float]:
    """The most likely language and the confidence in it, 0 to 1; (`und`, 0) for fewer than `least` letters."""
    ranked = _ranked(text, least)
    return ranked[0] if ranked else (UNKNOWN, 0.0)


def identify(text: str, wanted: Mapping[str, Collection[str]]) -> str | None:
    """The language of a short text such as a question; None if it can hardly be one of the `wanted`.

    `wanted` gives each language's commonest words. Script and common words tell most questions apart in
    microseconds; lingua is asked about the rest. Short texts are ambiguous between near languages (Indonesian and
    Malay, Spanish and Galician): a wanted language that comes close to the best one is taken.
    """
    scripts = {code: wanted[code] for code in _by_script(text) if code in wanted}
    likely = _by_words(text, scripts, least=0)[:1] if scripts else _by_words(text, wanted) or _by_opening(text, wanted)
    if len(likely) == 1:
        return likely[0]
    ranked = _ranked(text, least=1)
    close = [
        code
        for code, confidence in ranked
        if code in (likely or wanted) and (likely or confidence >= _RIVAL * ranked[0][1] > 0)  # 0: lingua knows none
    ]
    return close[0] if close else None


def _by_script(text: str) -> list[str]:
    """The languages whose letters it is written in; both of two neighbours, if it has the letters of neither alone."""
    letters = sum(c.isalpha() for c in text)
    fits = ((len(wants.findall(text)) > letters / 2, bars.search(text)) for wants, bars in SCRIPTS.values())
    return [code for code, (written, barred) in zip(SCRIPTS, fits, strict=True) if written and not barred]


def _by_words(text: str, wanted: Mapping[str, Collection[str]], least: int = 2) -> tuple[str, ...]:
    """The wanted languages with the most of their common words in the text; none for fewer than `least` words."""
    words = re.findall(r"[^\W\d_]+", text.casefold())
    votes = {code: sum(w in common for w in words) for code, common in wanted.items()}
    most = max(votes.values())
    return tuple(code for code, count in votes.items() if count == most) if most >= least else ()


def _by_opening(text: str, wanted: Mapping[str, Collection[str]]) -> tuple[str, ...]:
    """The one wanted language that has the first word among its common ones, as "did": most questions begin so."""
    first = re.search(r"[^\W\d_]+", text.casefold())
    owners = tuple(code for code, common in wanted.items() if first and first.group() in common)
    return owners if len(owners) == 1 else ()


def _ranked(text: str, least: int) -> list[tuple[str, float]]:
    sample = text[:_SAMPLE]
    if sum(c.isalpha() for c in sample) < least:
        return []
    words = re.findall(r"[^\W\d_]+", sample.casefold())
    for code, common in FUNCTION_WORDS.items():
        if len(words) > 3 and sum(w in common for w in words) > 0.2 * len(words):
            return [(code, 0.95)]
    ranked = _by_lingua(sample[:_BEGINNING])
    settled = ranked[0][1] >= _SURE and ranked[0][0] not in _NEAR
    return ranked if settled or len(sample) <= _BEGINNING else _by_lingua(sample)


def _by_lingua(text: str) -> list[tuple[str, float]]:
    values = _detector().compute_language_confidence_values(text)
    return [(value.language.iso_code_639_1.name.lower(), value.value) for value in values]


@lru_cache(maxsize=1)
def _detector() -> LanguageDetector:
    from lingua import Language, LanguageDetectorBuilder

    known = (each for each in Language.all() if each.iso_code_639_1.name.lower() in _LINGUA_KNOWS)
    # Low accuracy is lingua's word for trigrams only. On 298 articles it decides as the full mode does; for texts under
    # 120 characters the full mode would load 600 MB more, for 14 seconds.
    return LanguageDetectorBuilder.from_languages(*known).with_low_accuracy_mode().build()
