"""Text in any script goes in, the sounds of its names come out, alike for Путин, Putin, بوتين and 普京.

A sound is the row of consonant classes that a name is heard by: P (also b), F (v), T (d), K (g, q), S (z), J (ch, j),
L (r), M, N; vowels and repetitions fall away. Latin spelling follows a few rules. What a letter of another script
stands for was learned from the name pairs of Wikidata (CC0) by `models/training/sounds.py`, which writes sounds.json;
of Chinese only the characters that write foreign names are listed there.
"""

from __future__ import annotations

import json
import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType

import regex

TABLES = Path(__file__).with_name("sounds.json")
SHORTEST = 2
"""Sounds of one consonant say nothing."""
LONGEST_RUN = 6
"""Chinese characters in one name at most."""

_WORD = regex.compile(
    r"[\p{Latin}\p{M}'’]+|[\p{Cyrillic}\p{M}]+|[\p{Hebrew}\p{M}]+|[\p{Arabic}\p{M}]+|[\p{Katakana}ー]+|\p{Hangul}+|\p{Han}+"
)
_SCRIPTS = {
    name: regex.compile(rf"\p{{{name}}}")
    for name in ("Latin", "Cyrillic", "Hebrew", "Arabic", "Katakana", "Hangul", "Han")
}
_REPEATED = regex.compile(r"(.)\1+")
_ARABIC_ARTICLE = regex.compile(r"^(?:وال|بال|كال|ال|لل)(?=..)")
_POSSESSIVE = regex.compile(r"['’]s?$")
_CASES = ("M", "F")
"""Endings of Russian names in oblique cases (Путиным, Путинов) that may not belong to the name."""

_GROUPS = MappingProxyType(
    {
        "tsch": "J", "sch": "S", "dzh": "J", "tch": "J", "kh": "K", "sh": "S", "ch": "J", "ph": "F", "th": "T",
        "ck": "K", "zh": "J", "gh": "K", "ts": "S", "tz": "S", "ce": "S", "ci": "S", "cy": "S",
    }
)  # fmt: skip
_LETTERS = MappingProxyType(
    {
        "b": "P", "p": "P", "f": "F", "v": "F", "d": "T", "t": "T", "g": "K", "k": "K", "q": "K", "c": "K", "x": "KS",
        "s": "S", "z": "S", "ß": "S", "j": "J", "l": "L", "ł": "L", "r": "L", "m": "M", "n": "N", "đ": "T", "þ": "T",
    }
)  # fmt: skip


def sounds(text: str) -> list[str]:
    """The sounds of the words that may be names, in order: capitalised ones in scripts that have capitals, else all."""
    return [sound for heard in map(_of_word, _WORD.findall(text)) for sound in heard]


def whole_sound(word: str) -> str:
    """The sound of one name from its first letter to its last; empty if a character of it has none."""
    if not _SCRIPTS["Han"].match(word):
        return next(iter(_of_word(word)), "")
    table = _tables()["Han"]
    return _squeezed("".join(table[c] for c in word)) if all(c in table for c in word) else ""


def asked_sounds(question: str) -> list[str]:
    """The same for a question, each once, without its first word where that is capitalised only for standing first."""
    words = _WORD.findall(question)
    if len(words) > 1 and words[0][0].isupper() and not words[1][0].isupper():
        words = words[1:]
    return list(dict.fromkeys(sound for word in words for sound in _of_word(word)))


@lru_cache(maxsize=100_000)
def _of_word(word: str) -> tuple[str, ...]:
    """The same words come again and again while articles are stored."""
    return tuple(sound for sound in _sounds_of(word) if len(sound) >= SHORTEST)


def _sounds_of(word: str) -> list[str]:
    script = next((name for name, letters in _SCRIPTS.items() if letters.match(word)), "Latin")
    if script == "Latin":
        return [latin_sound(word)] if word[0].isupper() else []
    if script == "Cyrillic":
        return _cyrillic(word) if word[0].isupper() else []
    if script == "Han":
        return _han(word)
    if script == "Arabic":
        word = _ARABIC_ARTICLE.sub("", word)
    if script == "Hangul":
        word = unicodedata.normalize("NFD", word)
    return [_heard(word, script)]


def _heard(word: str, script: str) -> str:
    table = _tables()[script]
    return _squeezed("".join(table.get(letter, "") for letter in word.lower()))


def _cyrillic(word: str) -> list[str]:
    sound = _heard(word, "Cyrillic")
    return [sound, sound[:-1]] if len(sound) > 3 and sound.endswith(_CASES) else [sound]


def _han(run: str) -> list[str]:
    """The sounds of every stretch of 2 to 6 characters that write foreign names."""
    table = _tables()["Han"]
    found: list[str] = []
    for first in range(len(run)):
        heard = ""
        for last in range(first, min(first + LONGEST_RUN, len(run))):
            if run[last] not in table:
                break
            heard += table[run[last]]
            if last > first:
                found.append(_squeezed(heard))
    return found


def latin_sound(word: str) -> str:
    """The sound of a name in Latin letters."""
    bare = unicodedata.normalize("NFD", _POSSESSIVE.sub("", word).lower().replace("ç", "s"))
    bare = "".join(letter for letter in bare if not unicodedata.combining(letter))
    heard, at = "", 0
    while at < len(bare):
        group = next((bare[at : at + n] for n in (4, 3, 2) if bare[at : at + n] in _GROUPS), "")
        heard += _GROUPS[group] if group else _LETTERS.get(bare[at], "")
        # In "ce" the vowel is silent, in "sch" all letters are heard at once: either way the group is done.
        at += len(group) or 1
    return _squeezed(heard)


def _squeezed(sound: str) -> str:
    return str(_REPEATED.sub(r"\1", sound))


@cache
def _tables() -> dict[str, dict[str, str]]:
    """Script → letter → consonant classes."""
    by_class: dict[str, dict[str, str]] = json.loads(TABLES.read_text("utf-8"))
    return {script: {c: heard for heard, cs in rows.items() for c in cs} for script, rows in by_class.items()}
