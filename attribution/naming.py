"""A noun phrase that names a speaker → the name in it, without titles, offices and descriptions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from attribution import name_ends, oblique
from attribution.lexicon import Lexicon, fold
from attribution.speakers import names_country

_WORD = re.compile(r"[^\W_]+(?:[-’'ʼ][^\W_]+)*")
_CUT = re.compile(r"[,;:(（،]|\s[–—-]\s")
_CASES = (re.compile(r"n(?:[dt][ae]n?|[ıiuü]n|[ae])$"), re.compile(r"(?:[dt][ae]n?|[ıiuü]n|[ae])$"))
_GENITIVES = (re.compile(r"(?<=[ıiuü])n[ıiuü]n$"), re.compile(r"(?<=l[ae]r)[ıi]n$"))
"""Of a possessed noun and of a plural, which no noun has in the nominative: "generallerinin", "çocukların"."""
_PARTICLES = frozenset("de da di do dos du van von der den bin ibn al el la le of und y e".split())
_VERBS = ("auxiliaries", "frame_verbs", "evidence_verbs", "times")
_SMALL = (
    "determiners",
    "articles",
    "possessives",
    "prepositions",
    "conjunctions",
    "subordinators",
    "not_speakers",
    "quantities",
)
_USUAL_NAME = 3  # words
_FULL = 2  # words of a forename and a surname
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_NOUNS = ("body_nouns", "person_nouns", "statement_nouns")
_OBLIQUE = ("ной", "кой", "ного", "кого", "ных", "ких")
_ADJECTIVES = ("ие", "ые", "ая", "ое")
_HARDENED = (("b", "p"), ("c", "ç"), ("d", "t"), ("ğ", "k"))
"""How the last letter of a Turkish noun sounds before an ending, and without one: "gruba", "grup"."""


def core_name(phrase: str, kind: str, lex: Lexicon, text: str = "") -> str:
    """The name in a noun phrase: "Obama special assistant Kori Schulman" → "Kori Schulman".

    `text` is the article: where a title's office and a name follow each other without a mark, it tells them apart.
    """
    phrase = _past_parenthesis(phrase, kind)
    cut = _CUT.search(phrase)
    phrase = (
        phrase[: cut.start()] if cut and cut.start() > 2 and not _is_list(phrase[cut.start() :], kind, lex) else phrase
    )
    if lex.elisions and (elided := lex.elisions.match(phrase)) and elided.group()[-1] in "'’ʼ":
        phrase = phrase[elided.end() :]
    words = phrase.split()
    if lex.prefixes and words:
        words[0] = _without_preposition(words[0], lex)
    while len(words) > 1 and (
        lex.has("determiners", fold(words[0])) and (len(words[0]) == 1 or not words[0].isupper())
    ):
        words = words[1:]
    while len(words) > 1 and lex.has("demonstratives", fold(words[-1])):
        words = words[:-1]
    words = name_ends.within(words, kind, lex)
    if kind == "name" and not lex.caseless:
        words = _before_verb(words, lex)
    if kind in ("person", "name") and lex.language.spaces:
        words = _person(words, lex, text)
    words = _uninflected(words, kind, lex, text)
    name = re.sub(r"(?<=\w\w)['’]s$", "", " ".join(words).strip(' ,;:–—"“”«»'))
    return name + "".join(closing for opening, closing in ("«»", "“”") if opening in name and closing not in name)


def _uninflected(words: list[str], kind: str, lex: Lexicon, text: str) -> list[str]:
    """The words without what a language's grammar puts before, behind or on them: an office, a particle, a case."""
    if lex.title_genitive and kind in ("person", "name"):
        words = _without_office(words, lex, text)
    if lex.title_genitive and kind == "name" and len(words) > 1 and all(w.islower() for w in words[1:]):
        elsewhere = any(w.islower() for w in _words_before(text).get(words[0], ()))
        known = words[0].isupper() or names_country(fold(words[0]), lex.language.code)
        proper = (elsewhere or known) and not words[0].endswith(_ADJECTIVES)  # "Американские источники"
        words = words[:1] if proper else words  # "BMKG pertama kali", "США ранее"
    if kind == "body" and words and lex.words["speaking_places"]:
        words = [oblique.place(words[0], lex.words["body_nouns"]), *words[1:]]
    if lex.topic_pattern and words and len(words[-1]) > 2:
        words = [*words[:-1], lex.topic_pattern.sub("", words[-1])]
    if lex.case_suffixes and words:
        words = [*words[:-1], _nominative(re.sub(r"['’]\w+$", "", words[-1]), lex)]
    return words


def _is_list(rest: str, kind: str, lex: Lexicon) -> bool:
    """As in "the ministry of Food, Agriculture and Fisheries": the words after the first comma go on with its name."""
    items = [item.split() for item in rest.split(",")[1:]]
    joined = bool(items) and any(lex.has("conjunctions", fold(word)) for word in items[-1][:-1])
    return kind in ("person", "body") and joined and all(0 < len(item) <= _FULL + 1 + joined for item in items)


def _past_parenthesis(phrase: str, kind: str) -> str:
    """As in "el director de Human Rights Watch (HRW) José Miguel Vivanco": a full name behind it is the person's."""
    behind = phrase.rpartition(")")[2].split() if kind == "person" else []
    return " ".join(behind) if len(behind) > 1 and _capital_run(behind) == behind else phrase


def names_nobody(name: str, lex: Lexicon) -> bool:
    """Whether a name was cut wrongly: it opens with a verb ("وكان مكتب …") or a day, or holds only small words."""
    words = [fold(word) for word in _WORD.findall(name)]
    if name_ends.is_cut(name, lex):
        return True
    if lex.order == "vso" and words:
        bare = next((words[0][len(p) :] for p in lex.prefixes if words[0].startswith(p)), words[0])
        if any(word in lex.cues or any(lex.has(c, word) for c in _VERBS) for word in (words[0], bare)):
            return True
    if words and not lex.language.spaces:
        return _is_account("".join(words), lex)
    return bool(words) and all(any(lex.has(c, word) for c in _SMALL) for word in words)


def _is_account(name: str, lex: Lexicon) -> bool:
    """As in Chinese "另有说法": small words, and behind them at most a word for what is said, not for who says it."""
    small = {word for table in _SMALL for word in lex.words[table]}
    rest = name
    while found := max((word for word in small if rest.startswith(word)), key=len, default=""):
        rest = rest[len(found) :]
    return rest != name and (not rest or lex.has("labels", rest) or lex.has("statement_nouns", rest))


def _nominative(word: str, lex: Lexicon) -> str:
    """As in Turkish "Bakanlığından" → "Bakanlığı": without its case ending, if a known body or person is left."""
    for case in _CASES:
        bare = case.sub("", word)
        forms = [bare, *(bare[:-1] + hard for soft, hard in _HARDENED if bare.endswith(soft))]
        known = (form for form in forms if any(lex.has(name, fold(form)) for name in _NOUNS))
        if bare != word and (found := next(known, "")):
            return found
    return next((bare for case in _GENITIVES if (bare := case.sub("", word)) != word), word)


def _without_preposition(word: str, lex: Lexicon) -> str:
    """As in Arabic "للشرطة" → "الشرطة", "لوزارة" → "وزارة"."""
    if word.startswith("لل") and len(word) > 4:
        return "ا" + word[1:]
    bare = fold(word[1:])
    known = lex.has("body_nouns", bare) or lex.has("person_nouns", bare)
    return word[1:] if word.startswith("ل") and known else word


def _person(words: Sequence[str], lex: Lexicon, text: str) -> list[str]:
    """From the words after the last title on, if they are a name; else the last run of capitalised words."""
    roles = [k for k, w in enumerate(words) if _is_role(w, lex)]
    if roles and _is_anothers(words, roles[-1], lex):
        return list(words)
    after = list(words[roles[-1] + 1 :]) if roles else list(words)
    if lex.title_genitive and after and roles:
        return _past_office(words, after, lex, text)
    if after and after[0][:1].isupper():
        run = _capital_run(after)
        return run if roles or len(run) == len(after) else _last_run(words, lex)
    if (roles and roles[-1] == len(words) - 1) or not after:
        return list(words)
    return _last_run(words, lex)


def _is_anothers(words: Sequence[str], role: int, lex: Lexicon) -> bool:
    """As in "le cabinet de M. Riester", "the lawyer of President Trump": the title of somebody whose the speaker is."""
    at = role - 1
    while at > 0 and lex.has("determiners", fold(words[at])) and not lex.has("noun_prepositions", fold(words[at])):
        at -= 1
    joined = at > 0 and words[at].islower() and lex.has("noun_prepositions", fold(words[at]))
    return joined and words[at - 1].islower()


def _before_verb(words: list[str], lex: Lexicon) -> list[str]:
    """As in "Joe Biden hit the trail": a name holds no article, unless a preposition stands before it."""
    joining = ("noun_prepositions", "prepositions", "conjunctions", "determiners")
    for k in range(2, len(words)):
        before = fold(words[k - 1])
        joined = any(lex.has(name, before) for name in joining) or "'" in before
        if lex.has("determiners", fold(words[k])) and words[k].islower() and words[k - 1].islower() and not joined:
            run = _capital_run(words)
            cased = bool(run) and lex.case_suffixes and bool(re.search(r"['’]\w+$", run[-1]))
            return words if cased else run or words  # "Girona’da oy kullanan emekli bir öğretmen" is not Girona
    return words


def _past_office(words: Sequence[str], after: list[str], lex: Lexicon, text: str) -> list[str]:
    """The name after a title and what it is the title of, or all the words where nothing tells the two apart."""
    name = list(after)
    while name and _is_office(name[0], lex):
        name = name[1:]
    run = _capital_run(name)
    if len(run) != len(name) or not run:
        return list(words)
    stripped = after[: len(after) - len(name)]
    if run[0].endswith(_OBLIQUE):
        return list(words)  # "представителя МИД Северной Кореи"
    if len(run) == _USUAL_NAME and any(lex.has("prepositions", fold(w)) for w in stripped):
        return run[1:]  # "политолог из университета Гумбольдта Александр Бух"
    if stripped and not lex.has("body_nouns", fold(stripped[-1])):
        return run
    before = _words_before(text)
    for k in range(1, len(run) - 1):
        if before.get(run[k], frozenset()) - {run[k - 1]}:
            return run[k:]
    if len(run) == 1:
        named = any(_is_forename(w, lex) for w in before.get(run[0], ()))
    else:
        named = len(run) <= _USUAL_NAME and bool(before.get(run[-1], frozenset()) - {run[-2]})
    return run if named else list(words)


def _without_office(words: list[str], lex: Lexicon, text: str) -> list[str]:
    """As in "США Рекс Тиллерсон", "Испании Мариано Рахой": a full name without the office's land, in the nominative."""
    printed = _words_before(text)
    capitals = [w[:1].isupper() for w in words]
    while len(words) > _FULL and all(capitals) and _is_land(words, lex, printed):
        words, capitals = words[1:], capitals[1:]
    return oblique.nominative(words, printed) if _CYRILLIC.match(words[0]) and all(capitals) else words


def _is_land(words: Sequence[str], lex: Lexicon, printed: Mapping[str, frozenset[str]]) -> bool:
    first, others = words[0], words[1:]
    if (_is_body(first, lex) and not first.isupper()) or any(_is_body(w, lex) for w in others):
        return False
    if first.isupper() and len(first) > 1:
        return not lex.has("body_nouns", fold(first))
    genitive = bool(_CYRILLIC.match(first)) and oblique.is_genitive(first, printed)
    return genitive and oblique.nominative(others, printed) == list(others)


def _is_forename(word: str, lex: Lexicon) -> bool:
    known = any(lex.has(name, fold(word)) for name in ("prepositions", "connectors", "conjunctions", "times"))
    return word[:1].isupper() and not (known or _is_office(word, lex) or _is_role(word, lex))


@lru_cache(maxsize=2)
def _words_before(text: str) -> dict[str, frozenset[str]]:
    """Each capitalised word of an article → the words right before it, wherever it stands."""
    found: dict[str, set[str]] = {}
    last, end = "", 0
    for match in _WORD.finditer(text):
        word = match.group()
        if word[:1].isupper():
            found.setdefault(word, set()).add(last if text[end : match.start()].isspace() else "")
        last, end = word, match.end()
    return {word: frozenset(others) for word, others in found.items()}


def _is_office(word: str, lex: Lexicon) -> bool:
    """Whether a word after a title says whose title it is: "обороны", "Rusia", "BMKG", "Kementerian"."""
    return word[:1].islower() or (word.isupper() and len(word) > 2) or _is_body(word, lex)


def _is_body(word: str, lex: Lexicon) -> bool:
    plain = fold(word)
    return lex.has("body_nouns", plain) or lex.has("office_words", plain) or names_country(plain, lex.language.code)


def _is_role(word: str, lex: Lexicon) -> bool:
    plain = fold(word).rstrip(".,")
    return lex.has("person_nouns", plain) or lex.has("titles", plain) or lex.has("titles", fold(word))


def _capital_run(words: Sequence[str]) -> list[str]:
    run: list[str] = []
    for word in words:
        if not (word[:1].isupper() or word.lower() in _PARTICLES or not word[:1].isalpha()):
            break
        run.append(word)
    while run and run[-1].lower() in _PARTICLES:
        run.pop()
    return run


def _last_run(words: Sequence[str], lex: Lexicon) -> list[str]:
    runs: list[list[str]] = []
    for k, word in enumerate(words):
        if word[:1].isupper() and (k == 0 or not words[k - 1][:1].isupper()):
            runs.append(_capital_run(words[k:]))
    last = runs[-1] if runs else []
    before = fold(words[len(words) - len(last) - 1]) if len(last) < len(words) else ""
    part_of = lex.has("noun_prepositions", before) or lex.has("determiners", before)
    return last if len(last) >= 2 and words[-1] == last[-1] and not part_of else list(words)
