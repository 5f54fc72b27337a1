"""Texts go in, the ids of their word pieces come out: the same as the tokenizer's, but five times as fast.

Normalising and splitting take nine tenths of a tokenizer's time. Both give for a word what they gave before, so words
are remembered; and most words are of letters that normalising only puts into lower case, so they are handed to the
model as they are. That is so for the tokenizers in WORD_BY_WORD; others, words with other letters, and texts with
Vietnamese words, which go over spaces, are left to the tokenizer whole.
"""

from __future__ import annotations

import hashlib
import re
from array import array
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Ids = npt.NDArray[np.int64]
Memory = dict[str, bytes | None]
"""Word → its ids; None for a word that may go over its spaces."""

WORD_BY_WORD = frozenset({"41a988926888"})
"""Digests of the normaliser and pre-tokenizer of `models/training/vocabulary.py` for which tests show all this."""

MOST = 100_000
"""Words remembered at once, about 25 MB; then it begins anew."""
LONGEST = 60
"""Characters of a word that is worth remembering; a text with a longer one is left to the tokenizer."""
TOGETHER = 256
"""Texts cut at once."""

BETWEEN = r"""[\s.,;:!?"'()\[\]“”„‘’«»…¿¡&*#@_،؛؟、。，！？；：「」『』（）《》–—/-]+"""
"""Characters that part words and never join with their neighbours when a text is normalised."""
_BETWEEN = re.compile(BETWEEN)

LETTERS = "A-Za-zÀ-ÖØ-Þà-öø-ÿĀ-ďĒ-įĴ-ľŁ-ňŊ-ž", "А-Яа-яЀЂ-Џѐђ-џҐґ"
"""Letters that normalising only puts into lower case, by script; the mark of a word's beginning is joined to them."""
APART = "0-9", "א-ת", "一-龥", "ぁ-ゖ", "ァ-ヺー", "가-힣"
"""Characters that normalising leaves alone, as it is split; the mark stands apart from them."""
ARABIC = "ء-غف-يٱپچژکگیٹڈڑںھہے"
FOLDED = str.maketrans("أإآٱىیئةؤک", "اااايييهوك")
"""What normalising makes of some of them."""

_RUN = re.compile("|".join(f"([{characters}]+)" for characters in (*LETTERS, *APART, ARABIC)))
_PLAIN = re.compile(f"[{''.join((*LETTERS, *APART))}]+|[{ARABIC}]+")
_ARABIC_ARTICLE = re.compile(f"^(?:وال|فال|بال|كال|لل|ال)(?=[{ARABIC}]{{3}})")
_OVER_SPACES = re.compile("[ơưđ\u1ea0-\u1ef9]")
_MARK = "▁"


class Pieces:
    """A tokenizer with a memory of words."""

    def __init__(self, tokenizer: Any) -> None:  # noqa: ANN401 (tokenizers has no types)
        """`tokenizer` is one of Hugging Face's `tokenizers`."""
        self._tokenizer, self._model = tokenizer, tokenizer.model
        self._known: Memory = {"": b""}
        self._by_word = digest(tokenizer) in WORD_BY_WORD
        self._mark = tokenizer.token_to_id(_MARK)

    def of(self, texts: Sequence[str]) -> list[Ids]:
        """Per text the ids of its word pieces, in order."""
        if not self._by_word:
            return self.as_tokenized(texts)
        return [ids for at in range(0, len(texts), TOGETHER) for ids in self._of(texts[at : at + TOGETHER])]

    def as_tokenized(self, texts: Sequence[str]) -> list[Ids]:
        """The same from the tokenizer alone."""
        encoded = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [np.asarray(e.ids, dtype=np.int64) for e in encoded]

    def _of(self, texts: Sequence[str]) -> list[Ids]:
        words = [own if max(map(len, own)) <= LONGEST else [] for own in map(_BETWEEN.split, texts)]
        known = self._learnt(words)
        found = [list(map(known.__getitem__, own)) for own in words]
        left = [i for i, own in enumerate(found) if not own or None in own]
        cut = dict(zip(left, self.as_tokenized([texts[i] for i in left]), strict=True))
        return [
            cut[i] if i in cut else np.frombuffer(b"".join(own), dtype=np.int64)  # type: ignore[arg-type]
            for i, own in enumerate(found)
        ]

    def _learnt(self, texts: Iterable[Sequence[str]]) -> Memory:
        """The memory, with these texts' words in it."""
        known: Memory = self._known if len(self._known) < MOST else {"": b""}
        left = []
        for word in set[str]().union(*texts).difference(known):
            if _PLAIN.fullmatch(word):
                known[word] = array("q", self._plain(word)).tobytes()
            else:
                left.append(word)
        for word, ids in zip(left, self.as_tokenized(left), strict=True):
            over = not word.isascii() and _OVER_SPACES.search(self._tokenizer.normalizer.normalize_str(word))
            known[word] = None if over else ids.tobytes()
        self._known = known
        return known

    def _plain(self, word: str) -> list[int]:
        """The pieces of a word in characters of LETTERS and APART, or in ARABIC."""
        tokenize = self._model.tokenize
        if word.isascii() and word.isalpha():  # what is said below of most words, in short
            return [token.id for token in tokenize(_MARK + word.lower())]
        ids: list[int] = []
        for run in _RUN.finditer(_ARABIC_ARTICLE.sub("", word.lower().translate(FOLDED))):
            joined = run.lastindex is not None and run.lastindex <= len(LETTERS)
            first = run.start() == 0
            if first and not joined:
                ids.append(self._mark)
            ids.extend(token.id for token in tokenize(_MARK + run[0] if first and joined else run[0]))
        return ids


def digest(tokenizer: Any) -> str:  # noqa: ANN401
    """Names how a tokenizer normalises and splits."""
    rules = tokenizer.normalizer, tokenizer.pre_tokenizer
    return hashlib.sha256(b"".join(rule.__getstate__() if rule else b"" for rule in rules)).hexdigest()[:12]
