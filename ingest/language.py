"""An article's text and declared language in, its ISO 639-1 code out, with a note where the two contradict."""

from __future__ import annotations

import re
from functools import lru_cache

from languages import DETECTED, UNKNOWN, detect

CERTAIN = 0.9
"""Confidence (0 to 1) at which detection overrules the declared language."""
LIKELY = 0.4
"""Confidence at which it is believed where nothing is declared."""
ALIASES = {
    "no": "nb",
    "nn": "nb",
    "nob": "nb",
    "in": "id",
    "iw": "he",
    "cmn": "zh",
    "zho": "zh",
    "chi": "zh",
    "jp": "ja",
}
CLOSE = ({"id", "ms"}, {"sr", "hr", "bs"}, {"nb", "da", "sv"}, {"ru", "uk", "be", "bg"}, {"ur", "fa", "ps"}, {"cs",
"sk"},
         {"hi", "mr", "ne"}, {"es", "gl", "ca"}, {"pt", "gl"}, {"nl", "af"})  # fmt: skip
"""Languages that short texts do not tell apart: within one group the declared one is believed."""


def identify(text: str, declared: str | None) -> tuple[str, str | None]:
    """The language of a text, and a note if it is not the declared one.

    The declared language wins unless the text is clearly in another; without one, detection decides; where
    neither can tell (a few characters, numbers only) the answer is `und`.
    """
    code = declared_code(declared)
    found, confidence = detect(text)
    if code is None:
        return (found if confidence >= LIKELY else UNKNOWN), None
    if found == code or confidence < CERTAIN or _undecidable(code, found):
        return code, None
    return found, f"declared as {declared} but its text is {found} ({confidence:.0%} sure)"


def declared_code(declared: str | None) -> str | None:
    """ISO 639-1 for "en-US", "pt_BR", "eng" or "français"; None for nothing and for what is no language."""
    written = (declared or "").strip().casefold().replace("_", "-")
    code = ALIASES.get(written.split("-")[0], written.split("-")[0])
    if re.fullmatch(r"[a-z]{2}", code) and code in _names_by_code():
        return code
    return _codes_by_name().get(written)


def _undecidable(code: str, found: str) -> bool:
    """Detection cannot contradict a language that it does not know, unless the two are written differently."""
    if any(code in group and found in group for group in CLOSE):
        return True
    return code not in DETECTED and _script(code) == _script(found)


def _script(code: str) -> str:
    from babel.core import get_global

    likely = str(get_global("likely_subtags").get(code, ""))
    return next((part for part in likely.split("_") if len(part) == 4), "Latn")


@lru_cache(maxsize=1)
def _names_by_code() -> dict[str, str]:
    from babel import Locale

    return {code: name for code, name in Locale("en").languages.items() if len(code) == 2}


@lru_cache(maxsize=1)
def _codes_by_name() -> dict[str, str]:
    """English and own names ("Indonesian", "bahasa indonesia") and three-letter codes of languages."""
    from babel import Locale

    known = {name.casefold(): code for code, name in _names_by_code().items()}
    for code in DETECTED:
        locale = Locale(code)
        known |= {(locale.get_language_name(code) or code).casefold(): code}
    return known | THREE_LETTERS | {"bahasa indonesia": "id", "mandarin": "zh", "farsi": "fa", "norwegian": "nb"}


THREE_LETTERS = {
    "eng": "en", "fra": "fr", "fre": "fr", "ind": "id", "ara": "ar", "rus": "ru", "spa": "es", "deu": "de", "ger": "de",
    "por": "pt", "tur": "tr", "ita": "it", "nld": "nl", "dut": "nl", "pol": "pl", "ukr": "uk", "fas": "fa", "per": "fa",
    "heb": "he", "hin": "hi", "urd": "ur", "ben": "bn", "jpn": "ja", "kor": "ko", "tha": "th", "vie": "vi", "msa": "ms",
    "may": "ms", "swa": "sw", "swe": "sv", "dan": "da", "fin": "fi", "hun": "hu", "ces": "cs", "cze": "cs", "ron": "ro",
    "rum": "ro", "bul": "bg", "srp": "sr", "ell": "el", "gre": "el", "hau": "ha",
}  # fmt: skip
