"""English sentences and dictionaries in, sentences with words replaced by their translations out (code-switching)."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from models.training.sources import NAMES, SOURCES, Pair

WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
LONGEST_PHRASE = 3
SHORTEST_WORD = 3
NEVER = frozenset({"the", "and", "for", "not", "was", "were", "are", "has", "had", "its", "with", "that", "this"})
"""Function words: their dictionary entries are mostly not what a sentence says in their place."""

NOTE = re.compile(r"…|\+|[Nn]ot used in|[Uu]sed ")
"""What Wiktionary writes where there is no plain translation."""

NAME, STEM = "@", "~"
"""Keys of names (only capitalised words are looked up among them: "were" is also a surname) and of stems."""

REPLACED = 0.6
"""The share of the known words that is replaced, as tried in `design/embedding-model.md`."""

Stem = Callable[[str], str]

Dictionary = dict[str, list[tuple[str, float]]]
"""English word, phrase or stem → translations with their weights."""


def dictionaries(entries: Iterable[Pair]) -> dict[str, Dictionary]:
    """Per language the translations of English words and phrases, weighted by the share of their source."""
    by_language: dict[str, Dictionary] = defaultdict(lambda: defaultdict(list))
    stem = _stemmer()
    for entry in entries:
        english = NAME + entry.left.lower() if entry.source in NAMES else entry.left.lower()
        if entry.source == "cldr-keywords" or english.count(" ") >= LONGEST_PHRASE or len(english) < SHORTEST_WORD:
            continue
        if english in NEVER or NOTE.search(entry.right):
            continue
        weight = SOURCES[entry.source].share
        by_language[entry.right_language][english].append((entry.right, weight))
        if entry.source not in NAMES and " " not in english and (root := stem(english)) != english:
            by_language[entry.right_language][STEM + root].append((entry.right, weight))
    return {language: dict(found) for language, found in by_language.items()}


def switched(
    pairs: Sequence[Pair], by_language: Mapping[str, Dictionary], weights: Mapping[str, float], count: int, seed: int
) -> Iterator[Pair]:
    """`count` pairs: an English sentence with words put into one language, against its other side or itself.

    Every third pair has both sides switched, into two languages: so languages meet without English between them.
    """
    rng = random.Random(seed)
    stem = _stemmer()
    languages = sorted(language for language in by_language if weights.get(language, 0) > 0)
    chances = [weights[language] for language in languages]
    shares = [SOURCES[pair.source].share for pair in pairs]
    for pair in rng.choices(pairs, shares, k=count):
        first, second = rng.choices(languages, chances, k=2)
        left = replaced(pair.left, by_language[first], stem, rng)
        kind = rng.random()
        if kind < 0.33:
            yield Pair(left, replaced(pair.left, by_language[second], stem, rng), first, second, "switched")
        elif kind < 0.66:
            yield Pair(left, pair.left, first, "en", "switched")
        else:
            yield Pair(left, pair.right, first, pair.right_language, "switched")


def replaced(text: str, dictionary: Dictionary, stem: Stem, rng: random.Random) -> str:
    """The text's words in their order, some of the known ones (and known phrases) replaced by a translation."""
    words = WORD.findall(text)
    lowered = [NAME + word.lower() if at and word[0].isupper() else word.lower() for at, word in enumerate(words)]
    out: list[str] = []
    at = 0
    while at < len(words):
        length, found = _longest(lowered, at, dictionary, stem)
        if found and rng.random() < REPLACED:
            out.append(rng.choices([t for t, _ in found], [w for _, w in found])[0])
        else:
            out.extend(words[at : at + length])
        at += length
    return " ".join(out)


def _longest(
    words: Sequence[str], at: int, dictionary: Dictionary, stem: Stem
) -> tuple[int, list[tuple[str, float]] | None]:
    plain = [word.removeprefix(NAME) for word in words[at : at + LONGEST_PHRASE]]
    for length in range(len(plain), 1, -1):
        if found := dictionary.get(" ".join(plain[:length])):
            return length, found
    word = plain[0]
    if len(word) < SHORTEST_WORD:
        return 1, None
    if words[at].startswith(NAME) and (found := dictionary.get(words[at])):
        return 1, found
    return 1, dictionary.get(word) or dictionary.get(STEM + stem(word))


def _stemmer() -> Stem:
    import Stemmer

    stem: Stem = Stemmer.Stemmer("english").stemWord
    return stem
