"""A speaker's name as printed goes in; the personal name in it, without titles and offices, comes out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from attribution.lexicon import Lexicon, fold, lexicon
from attribution.speakers import canonical, names_country

LONGEST = 4
"""Words in a personal name."""
PARTICLES = frozenset("de da di do dos du van von der den bin ibn al el la le ben".split())
_NOT_NAMES = ("person_nouns", "titles", "body_nouns", "determiners", "demonstratives", "statement_nouns", "sources")
_BETWEEN = ("noun_prepositions", "prepositions", "conjunctions")
_SHORTEST, _LONGEST_RUN = 2, 6
"""Characters of a foreign surname in Chinese."""
_COMPOUNDED = 4
"""Letters of a noun for somebody that ends a German compound."""
_NAME_BEGINS = frozenset("عبد ابو بن ابن سيف نور فخر شمس صلاح نصر محيي جمال".split())
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_WORD = re.compile(r"[^\W\d_](?:[\w’'·-]*\w)?\.?")


@lru_cache(maxsize=50_000)
def person(name: str, language: str) -> str | None:
    """The personal name: "Presiden Emmanuel Macron" → "Emmanuel Macron"; None if the name is no person's in full.

    Two to four words that are capitalised, where the script has capitals, after nothing but words of a title.
    """
    lex = lexicon(language)
    if not lex.language.spaces:
        bare = _without_titles(name, lex)
        parts = re.split("[·・]", bare)
        return bare if 1 < len(parts) <= LONGEST and all(len(p) > 1 for p in parts) else None
    words = name.split()
    if lex.order == "vso" and (named := _beside_title(words, lex)):
        return named
    roles = [k for k, word in enumerate(words) if _is_known(word, lex)]
    before, rest = (words[: roles[-1] + 1], words[roles[-1] + 1 :]) if roles else ([], words)
    if not 2 <= len(rest) <= LONGEST or not all(map(_may_name, rest)) or not _may_begin(rest[0]):
        return None
    if roles and lex.has("body_nouns", fold(words[roles[0]])):
        return None  # "the office of Prime Minister X" is not X
    return " ".join(rest) if all(_is_title(k, word, before, lex) for k, word in enumerate(before)) else None


def surname(name: str, language: str) -> str | None:
    """A name of one word, without its title: "美国总统特朗普" → "特朗普"; None if it is no single name."""
    lex = lexicon(language)
    if not lex.language.spaces:
        bare = _without_titles(name, lex)
        return bare if _SHORTEST <= len(bare) <= _LONGEST_RUN and not _holds_noun(bare, lex) else None
    *titles, last = name.split()
    titled = all(_is_role(word, lex) for word in titles)
    named = len(last) > _SHORTEST and _may_name(last) and not _is_known(last, lex)
    return last if titled and named and not last.isupper() else None


def _is_role(word: str, lex: Lexicon) -> bool:
    return any(lex.has(table, fold(word).strip(".,")) for table in ("person_nouns", "titles", "determiners"))


def _without_titles(name: str, lex: Lexicon) -> str:
    """As in "国际联盟发言人瑞安·狄龙上校" → "瑞安·狄龙": past the last office and before a rank."""
    roles = [word for table in ("person_nouns", "titles") for word in lex.words[table] if len(word) > 1]
    bare = next((name[: -len(word)] for word in roles if name.endswith(word) and name != word), name)
    ends = [bare.rfind(word) + len(word) for word in roles if word in bare]
    return bare[max(ends) :] if ends and max(ends) < len(bare) else bare


def _holds_noun(name: str, lex: Lexicon) -> bool:
    return any(word in name for table in ("person_nouns", "body_nouns", "sources") for word in lex.words[table])


def _beside_title(words: Sequence[str], lex: Lexicon) -> str | None:
    """As in Arabic "رئيس الوزراء ماريانو راخوي", "مارتن دولان رئيس المكتب": the words after, or before, a title.

    An office is what has the article, or stands before a word that has it; "عبد" and the like begin a name.
    """
    roles = [k for k, word in enumerate(words) if _is_known(word, lex)]
    if not roles:
        return None
    if roles[0] > 1:
        return _in_full(words[: roles[0]], lex)
    if roles[0] or lex.has("body_nouns", fold(words[0])):
        return None  # "مكتب رئيس الوزراء …": the office of somebody
    at = 1
    opened = not words[roles[0]].startswith("ال")  # "رئيس …": what follows says of what
    while at < len(words) and (opened or _is_office(words, at, lex)):
        opened = opened and not words[at].startswith("ال")
        at += 1
    return _in_full(words[at:], lex)


def _is_office(words: Sequence[str], at: int, lex: Lexicon) -> bool:
    word, after = words[at], words[at + 1] if at + 1 < len(words) else ""
    if word.startswith("ال") or _is_known(word, lex):
        return True
    return after.startswith("ال") and fold(word) not in _NAME_BEGINS


def _in_full(words: Sequence[str], lex: Lexicon) -> str | None:
    full = 2 <= len(words) <= LONGEST and not any(_is_known(word, lex) for word in words)
    return " ".join(words) if full else None


def fuller(text: str, name: str, language: str) -> frozenset[str]:
    """Ids of the personal names of which this single word is a part somewhere in the text: Trump → donald trump.

    Only where the script has capitals. In Cyrillic a name before it ("советник Саакашвили Павел Богомазов") may be
    somebody else's, so the word must be the last there.
    """
    if (
        not name[:1].isupper()
        or " " in name
        or _is_known(name, lexicon(language))
        or (len(name) < 5 and name.isupper())
    ):
        return frozenset()
    first = not _CYRILLIC.match(name)
    found: set[str] = set()
    for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text):
        before = _run([m.group() for m in _WORD.finditer(text, max(0, match.start() - 40), match.start())][::-1])
        after = _run([m.group() for m in _WORD.finditer(text, match.end(), match.end() + 40)]) if first else []
        near = [" ".join([*before[:n][::-1], name]) for n in (1, 2) if len(before) >= n]
        near += [" ".join([name, *after[:n]]) for n in (1, 2) if len(after) >= n]
        found.update(full for full in near if full in text)
    return frozenset(canonical(full, language) for full in found)


def _run(words: Sequence[str]) -> list[str]:
    """The words up to the first that cannot be part of a name."""
    end = next((k for k, word in enumerate(words) if not _may_name(word)), len(words))
    return list(words[:end])


def _may_name(word: str) -> bool:
    """Whether it is capitalised, of a script without capitals, or a small word of names."""
    letters = word.rstrip(".")
    if not letters or not letters[0].isalpha() or any(c.isdigit() for c in letters):
        return False
    return letters[0].upper() == letters[0] or letters in PARTICLES


def _may_begin(word: str) -> bool:
    return word[:1].upper() == word[:1] and not word.startswith("ال")


def _is_title(place: int, word: str, before: Sequence[str], lex: Lexicon) -> bool:
    """Whether it can belong to the title before a name: what joins two names, or is one, cannot."""
    plain = fold(word).strip(".,")
    if any(lex.has(table, plain) for table in _BETWEEN):
        return False
    described = word[:1].islower() or word.startswith("ال")
    begins = place == 0 and len(before) > 1 and (before[1][:1].islower() or _is_known(before[1], lex))
    return described or begins or _is_known(word, lex)


def _is_known(word: str, lex: Lexicon) -> bool:
    """Whether it is a word for an office or a body, a small word, or a country."""
    plain = fold(word).strip(".,'’«»“”\"")
    if plain in PARTICLES and word[:1].islower():
        return False
    if any(lex.has(table, plain) for table in (*_NOT_NAMES, *_BETWEEN)) or lex.has("titles", f"{plain}."):
        return True
    if lex.nouns_upper and any(plain.endswith(noun) for noun in lex.words["person_nouns"] if len(noun) >= _COMPOUNDED):
        return True  # "Regierungssprecher", "UN-Botschafter"
    return names_country(word, lex.language.code)
