"""Name pairs in, the table of what each letter of another script stands for out (index/sounds.json).

A letter's consonant class is learned by expectation maximisation over pairs such as (putin, Путин), as words are
aligned in IBM's first translation model, with a prior that letters stand about where their sounds do.
"""

from __future__ import annotations

import json
import math
import random
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from models.training.sources import Pair

LANGUAGES = {"ar": "Arabic", "he": "Hebrew", "ru": "Cyrillic", "ja": "Katakana", "ko": "Hangul", "zh": "Han"}
PAIRS = 25_000
ROUNDS = 6
SURE = 0.4
"""A letter stands for a class if it is the origin of so many of its sounds per occurrence."""

RAREST = 20
"""A letter that stands in fewer names is left out."""

NAMELY = 0.7
"""A Chinese character writes names if it is exp(0.7), twice as frequent in names as in prose."""

Table = dict[str, dict[str, float]]


def learned(pairs: Sequence[tuple[str, str]]) -> Table:
    """Letter → consonant class → expected number per occurrence, from (sound of the Latin name, the other name)."""
    split = [(list(_letters(other)), list(sound)) for sound, other in pairs]
    split = [(letters, heard) for letters, heard in split if letters and heard]
    occurrences = Counter(letter for letters, _ in split for letter in letters)
    table: Table = defaultdict(lambda: defaultdict(lambda: 0.1))
    for _ in range(ROUNDS):
        counts: Table = defaultdict(lambda: defaultdict(float))
        for letters, heard in split:
            _count(letters, heard, table, counts)
        table = defaultdict(lambda: defaultdict(float))
        for letter, classes in counts.items():
            if occurrences[letter] < RAREST or not letter.isalpha():
                continue
            table[letter].update({c: n / occurrences[letter] for c, n in classes.items()})
    return table


def _count(letters: Sequence[str], heard: Sequence[str], table: Table, counts: Table) -> None:
    for j, sound in enumerate(heard):
        place = (j + 0.5) / len(heard)
        near = [max(0.02, 1 - 1.6 * abs((i + 0.5) / len(letters) - place)) for i in range(len(letters))]
        weights = [table[letter][sound] * close for letter, close in zip(letters, near, strict=True)]
        total = sum(weights) or 1.0
        for letter, weight in zip(letters, weights, strict=True):
            counts[letter][sound] += weight / total


def _letters(name: str) -> str:
    """Hangul syllables as their letters; everything else as it is."""
    return unicodedata.normalize("NFD", name) if any("가" <= c <= "힣" for c in name) else name.replace("ー", "")


def by_class(table: Mapping[str, Mapping[str, float]], kept: Iterable[str], most: int) -> dict[str, str]:
    """Consonant classes → the letters that stand for them; a Chinese character may stand for two (`most`)."""
    rows: dict[str, list[str]] = defaultdict(list)
    for letter in sorted(kept):
        sure = sorted(((n, c) for c, n in table[letter].items() if n >= SURE), reverse=True)[:most]
        # A syllable ends in N if it has two consonants: lang is LN.
        rows["".join(sorted((c for _, c in sure), key=lambda c: c == "N"))].append(letter)
    return {heard: "".join(letters) for heard, letters in sorted(rows.items()) if heard or most > 1}


def namely(names: Iterable[str], prose: Iterable[str]) -> set[str]:
    """The characters that are markedly more frequent in names than in prose."""
    inside, outside = Counter("".join(names)), Counter("".join(prose))
    share = outside.total() / max(1, inside.total())
    return {c for c, n in inside.items() if n > 5 and math.log(n * share / (outside[c] + 3)) > NAMELY}


def write(entries: Iterable[Pair], chinese: Iterable[str], hear: Callable[[str], str], path: Path, seed: int) -> None:
    """Learns every script's table from the names among the entries and writes them.

    `chinese` is simplified prose, against which characters are told to write names; `hear` gives the sound of a name
    in Latin letters (`index.names.latin_sound`).

    """
    names: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for entry in entries:
        single = entry.left.isascii() and " " not in entry.right and 3 <= len(entry.left) <= 14
        if entry.source == "wikidata-names" and entry.right_language in LANGUAGES and single:
            names[entry.right_language].append((hear(entry.left), entry.right))
    tables: dict[str, dict[str, str]] = {}
    for language, script in LANGUAGES.items():
        pairs = list(names[language])
        random.Random(seed).shuffle(pairs)
        table = learned(pairs[:PAIRS])
        kept = namely((other for _, other in pairs), chinese) & table.keys() if language == "zh" else set(table)
        tables[script] = by_class(table, kept, 2 if language == "zh" else 1)
    path.write_text(json.dumps(tables, ensure_ascii=False, indent=1) + "\n", encoding="utf8")
