"""Text in any script → the normal form, tokens and word containment that labels and answers are compared by."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

import regex

_ARABIC_MARKS = regex.compile("[\u0640\u064b-\u065f\u0670]")
_OUTSIDE_WORDS = regex.compile(r"[^\p{L}\p{M}\p{N}]+")
_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Hangul}"
_TOKENS = regex.compile(rf"[{_UNSPACED}]|[^\s{_UNSPACED}]+")
_CASED = regex.compile(r"[\p{Latin}\p{Cyrillic}\p{Greek}\p{N}]")
_SCRIPTS = {
    name: regex.compile(rf"\p{{{name}}}")
    for name in ("Latin", "Cyrillic", "Arabic", "Han", "Greek", "Hebrew", "Devanagari", "Thai", "Hangul", "Hiragana")
}


@lru_cache(maxsize=50_000)
def normalise(text: str) -> str:
    """NFKC, case folded, ASCII digits, no Arabic vowel marks; one space for all that is no letter or number."""
    folded = unicodedata.normalize("NFKC", _ARABIC_MARKS.sub("", unicodedata.normalize("NFKC", text).casefold()))
    digits = "".join(str(unicodedata.digit(ch)) if ch.isdigit() and not ch.isascii() else ch for ch in folded)
    return str(_OUTSIDE_WORDS.sub(" ", digits)).strip()


def tokens(text: str) -> list[str]:
    """Words by spaces; in scripts without spaces between words, and in Hangul, one token per character."""
    return list(_TOKENS.findall(normalise(text)))


def script(text: str) -> str:
    """The script most of the letters are in; empty if there is none that we know."""
    counts = {name: len(letters.findall(text)) for name, letters in _SCRIPTS.items()}
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] else ""


def contains(text: str, wanted: str) -> bool:
    """Whether `wanted` stands in `text` after normalisation: whole words, or anywhere in scripts without case.

    Arabic and Hebrew join articles and prepositions to the word, Chinese and Thai have no spaces: there, anywhere.
    """
    inside, outside = normalise(wanted), normalise(text)
    if not inside:
        return False
    if not _CASED.search(inside):
        return inside in outside
    return any(_whole(outside, at, at + len(inside)) for at in _places(outside, inside))


def _places(text: str, part: str) -> Iterator[int]:
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)


def _whole(text: str, start: int, end: int) -> bool:
    """Whether no letter of a script with case, and no digit, joins on: 50 stands whole in 约有50人."""
    before, after = text[start - 1 : start], text[end : end + 1]
    left = bool(before and _CASED.match(before) and _CASED.match(text[start]))
    return not left and not (after and _CASED.match(after) and _CASED.match(text[end - 1]))


def token_f1(given: str, reference: str) -> float:
    """Harmonic mean of token precision and recall, tokens counted as often as they stand (SQuAD's F1)."""
    a, b = tokens(given), tokens(reference)
    if not a or not b:
        return float(a == b)
    shared = (Counter(a) & Counter(b)).total()
    return 2 * shared / (len(a) + len(b))


def chrf(given: str, reference: str, order: int = 6, beta: float = 2.0) -> float:
    """ChrF (Popović 2015), 0 to 1: mean character n-gram precision and recall, n = 1 to 6, recall weighed double."""
    a, b = normalise(given).replace(" ", ""), normalise(reference).replace(" ", "")
    precisions, recalls = [], []
    for n in range(1, order + 1):
        grams_a, grams_b = _grams(a, n), _grams(b, n)
        if grams_a and grams_b:
            shared = sum(min(count, grams_b.get(gram, 0)) for gram, count in grams_a.items())
            precisions.append(shared / sum(grams_a.values()))
            recalls.append(shared / sum(grams_b.values()))
    if not precisions or not sum(precisions) + sum(recalls):
        return float(bool(a) and a == b)
    precision, recall = sum(precisions) / len(precisions), sum(recalls) / len(recalls)
    return (1 + beta**2) * precision * recall / (beta**2 * precision + recall)


def _grams(text: str, n: int) -> dict[str, int]:
    counts: dict[str, int] = {}
    for i in range(len(text) - n + 1):
        counts[text[i : i + n]] = counts.get(text[i : i + n], 0) + 1
    return counts
