"""Texts with their languages in, a Unigram tokenizer out: whole frequent words, fair shares for every language.

The tokenizer keeps no punctuation and folds what only spelling tells apart, because a static model adds up its pieces.
Scripts that write prefixes on words (Arabic, Hebrew) or no spaces have the word-start mark apart, as a piece without a
vector, so that a stem is one piece wherever it stands; Vietnamese is cut over its spaces, since its words have several
syllables.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tokenizers import Tokenizer

MARK = "▁"
UNKNOWN = "<unk>"

INVISIBLE = r"[\u064B-\u065F\u0670\u0640\u0591-\u05C7\u0307\u200B\u200D-\u200F\u202A-\u202E\u2060-\u2069\uFEFF\u00AD]"
"""Vowel points of Arabic and Hebrew, tatweel, the dot that lower-casing İ leaves, and marks of no width."""

FOLDED = {"[أإآٱ]": "ا", "[ىیۍئ]": "ي", "ة": "ه", "ؤ": "و", "ک": "ك", "ё": "е", "ß": "ss"}
"""Letters that writers or languages exchange for one another."""

DIGITS = ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९", "০১২৩৪৫৬৭৮৯")

ARABIC_ARTICLE = r"(?<![\p{L}\p{M}])(?:وال|فال|بال|كال|لل|ال)(?=\p{Arabic}{3})"
NOT_A_WORD = r"[^\p{L}\p{M}\p{N}$€£¥₹%]+"
VIETNAMESE = r"ơưđ\u1EA0-\u1EF9"
LATIN = r"a-zß-öø-ʯ\u1E00-\u1EFF"

# First alternative: a run of Vietnamese syllables, up to two of them before the first letter that only Vietnamese has.
PRETOKEN = (
    rf"(?:▁[{LATIN}]{{1,7}}){{0,2}}▁?[{LATIN}]*[{VIETNAMESE}][{LATIN}]*(?:▁[{LATIN}]{{1,7}}(?![{LATIN}]))*"
    r"|▁?[\p{Latin}\p{M}]+|▁?[\p{Cyrillic}\p{M}]+|▁?[\p{Greek}\p{M}]+|▁?[\p{Devanagari}\p{M}]+|▁?[\p{Bengali}\p{M}]+"
    r"|▁?[\p{Arabic}\p{M}]+|▁?[\p{Hebrew}\p{M}]+|▁?[\p{Thai}\p{M}]+|▁?\p{Han}+|▁?\p{Hiragana}+|▁?[\p{Katakana}ー]+"
    r"|▁?\p{Hangul}+|▁?\p{Ethiopic}+|▁?\p{N}+|▁?[^▁]"
)
UNMARKED = r"▁(?=[\p{Arabic}\p{Hebrew}\p{Thai}\p{Han}\p{Hiragana}\p{Katakana}ー\p{Hangul}\p{N}$€£¥₹%])"

LONGEST_PIECE = 16
LONGEST_WITHOUT_SPACES = 6
UNSPACED = ("\u0e00", "\u9fff")
"""First and last character of the scripts that write no spaces and so make long pre-tokens."""


def splitter(pieces: list[tuple[str, float]]) -> Tokenizer:
    """A tokenizer with our normalisation and pre-tokenisation and these pieces (piece, log probability)."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

    tokenizer = Tokenizer(models.Unigram([(UNKNOWN, -20.0), *pieces], unk_id=0, byte_fallback=False))
    folds = [normalizers.Replace(Regex(old), new) for old, new in FOLDED.items()]
    digits = [normalizers.Replace(d, str(n)) for row in DIGITS for n, d in enumerate(row)]
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFKC(),
            normalizers.Lowercase(),
            normalizers.Replace(Regex(INVISIBLE), ""),
            *folds,
            *digits,
            normalizers.Replace(Regex(ARABIC_ARTICLE), ""),
            normalizers.Replace(Regex(NOT_A_WORD), " "),
            normalizers.Strip(),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Metaspace(replacement=MARK, prepend_scheme="always", split=False),
            pre_tokenizers.Split(Regex(PRETOKEN), behavior="isolated"),
            pre_tokenizers.Split(Regex(UNMARKED), behavior="isolated"),
        ]
    )
    return tokenizer


def count_pretokens(texts: Iterable[str]) -> Counter[str]:
    """How often each pre-token stands in the texts."""
    tokenizer = _cutter()
    counts: Counter[str] = Counter()
    for text in texts:
        normal = tokenizer.normalizer.normalize_str(text)
        counts.update(piece for piece, _ in tokenizer.pre_tokenizer.pre_tokenize_str(normal))
    return counts


@cache
def _cutter() -> Tokenizer:
    """A splitter for counting only; made once, because that takes fifty times as long as cutting a word."""
    return splitter([("a", 0.0)])


def balanced(counts: Mapping[str, Counter[str]], weights: Mapping[str, float]) -> Counter[str]:
    """One table of frequencies in which every language has the mass that `weights` gives it (1.0 by default)."""
    together: Counter[str] = Counter()
    for language, own in counts.items():
        unit = 1e6 * weights.get(language, 1.0) / max(1, own.total())
        for pretoken, count in own.items():
            together[pretoken] += count * unit  # type: ignore[assignment]
    return together


def grow(
    frequencies: Mapping[str, float], size: int, rounds: tuple[float, ...] = (4.0, 2.0, 1.4, 1.15, 1.0, 1.0)
) -> Tokenizer:
    """The tokenizer of `size` pieces under which the pre-tokens are most likely, found by hard EM with pruning.

    Each round cuts every pre-token the best way, counts the pieces used, and keeps the most frequent `size` times
    the round's factor. Single characters always stay.
    """
    pieces = _seed(frequencies, int(size * rounds[0] * 2))
    for factor in rounds:
        counts = _used(splitter(_scored(pieces)), frequencies)
        pieces = _kept(counts, int(size * factor) - 1)
    return splitter(_scored(_ordered(pieces)))


def _seed(frequencies: Mapping[str, float], most: int) -> Counter[str]:
    candidates: Counter[str] = Counter()
    for pretoken, frequency in frequencies.items():
        for part in dict.fromkeys(_parts(pretoken)):
            candidates[part] += frequency  # type: ignore[assignment]
    single = Counter({p: c for p, c in candidates.items() if len(p) == 1 and c >= 1.0})
    scored = Counter({p: c * math.sqrt(len(p)) for p, c in candidates.items() if len(p) > 1 and c >= 2.0})
    return Counter({p: candidates[p] for p, _ in scored.most_common(most)}) + single


def _parts(pretoken: str) -> list[str]:
    if MARK in pretoken[1:]:
        return _syllables(pretoken)
    longest = LONGEST_WITHOUT_SPACES if UNSPACED[0] <= pretoken[-1] <= UNSPACED[1] else LONGEST_PIECE
    last = len(pretoken)
    return [pretoken[i:j] for i in range(last) for j in range(i + 1, min(i + longest, last) + 1)]


def _syllables(run: str) -> list[str]:
    """Up to three Vietnamese syllables in a row, each with its mark, and the parts of each."""
    syllables = [MARK + s for s in run.split(MARK) if s]
    grams = ["".join(syllables[i : i + n]) for n in (2, 3) for i in range(len(syllables) - n + 1)]
    return grams + [part for s in syllables for part in _parts(s)]


def _used(tokenizer: Tokenizer, frequencies: Mapping[str, float]) -> Counter[str]:
    used: Counter[str] = Counter()
    for pretoken, frequency in frequencies.items():
        for token in tokenizer.model.tokenize(pretoken):
            used[token.value] += frequency  # type: ignore[assignment]
    return used


def _kept(counts: Counter[str], size: int) -> Counter[str]:
    single = Counter({p: max(c, 1e-3) for p, c in counts.items() if len(p) == 1 and c >= 1.0 and p != UNKNOWN})
    longer = Counter({p: c for p, c in counts.items() if len(p) > 1 and p != UNKNOWN})
    return single + Counter(dict(longer.most_common(max(0, size - len(single)))))


def _scored(pieces: Mapping[str, float]) -> list[tuple[str, float]]:
    total = math.log(sum(pieces.values()))
    return [(piece, math.log(count) - total) for piece, count in pieces.items()]


def _ordered(pieces: Mapping[str, float]) -> dict[str, float]:
    """Most frequent first, ties by the piece: the order of rows does not depend on hashing."""
    return dict(sorted(pieces.items(), key=lambda item: (-item[1], item[0])))
