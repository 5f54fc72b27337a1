"""Tokens of a noun phrase → where the name in it begins and ends: without connectors, occasions, foreign cases."""

from __future__ import annotations

import re
from collections.abc import Sequence

from attribution.kinds import Phrase, is_preposition, is_time, is_verb, kind_of
from attribution.lexicon import Lexicon
from attribution.tokens import Token

_LONGEST_CONNECTOR = 3  # words: "в свою очередь"
_JOINED = 4  # letters: a shorter word may be a name that begins with "ل"
_LONGEST_SUBJECT = 5  # tokens: beyond that subject and object cannot be told apart in a verb-first language
_OCCASION_WINDOW = 4  # words from a preposition to the noun of an occasion: "в эксклюзивном интервью"


def lists(token: Token, lex: Lexicon) -> bool:
    """As in "加拿大创新、科学和工业部长": the Chinese mark that stands within a list, and parts no clauses."""
    return token.low == "、" and lex.order == "svo"


def past_connector(tokens: Sequence[Token], at: int, limit: int, lex: Lexicon) -> int:
    """Past a connector of one or more words ("but", "por otra parte") that begins here; `at` if none does."""
    for length in range(min(_LONGEST_CONNECTOR, limit - at), 0, -1):
        if lex.has("connectors", " ".join(t.low for t in tokens[at : at + length])):
            return at + length
    return at


def speaking_place(tokens: Sequence[Token], first: int, last: int, lex: Lexicon) -> bool:
    """As in Russian "В министерстве сообщили": a body that speaks is named as a place."""
    place = last - first > 1 and lex.has("speaking_places", tokens[first].low)
    return place and kind_of(tokens, first + 1, last, lex) == "body"


def before_occasion(tokens: Sequence[Token], first: int, last: int, lex: Lexicon) -> int:
    """As in "Министр в интервью газете сказал": the name ends before "in an interview"."""
    for k in range(first + 1, last):
        if lex.has("prepositions", tokens[k].low):
            after = tokens[k + 1 : min(last, k + 1 + _OCCASION_WINDOW)]
            if any(lex.has("occasions", t.low) or lex.has("statement_nouns", t.low) for t in after):
                return k
    return last


def before_place(tokens: Sequence[Token], first: int, end: int, lex: Lexicon) -> int:
    """As in "发言人2日在北京表示", "委员会14日提交草案指出": the name ends before day, place and another verb.

    Not within an attribute ("一名住在港口附近的裁缝"), nor between the halves of a name ("灾害与应急管理署").
    """
    attribute = max((k for k in range(first, end) if lex.has("noun_prepositions", tokens[k].low)), default=first)
    parts = (
        k
        for k in range(first + 1, end)
        if is_verb(tokens[k], lex) or (k > attribute and _is_place(tokens, k, end, lex))
    )
    place = next(parts, end)
    while place - 1 > first and is_time(tokens[place - 1], lex):
        place -= 1
    return place


def _is_place(tokens: Sequence[Token], at: int, end: int, lex: Lexicon) -> bool:
    nouns = ("body_nouns", "person_nouns")
    joins = lex.has("conjunctions", tokens[at].low) and any(lex.has(n, t.low) for n in nouns for t in tokens[at:end])
    return lex.has("prepositions", tokens[at].low) and not joins


def before_object(tokens: Sequence[Token], first: int, last: int, lex: Lexicon) -> int:
    """As in Russian "Мадрид цифру оспорил": the name ends before the object of the verb."""
    pattern = lex.object_pattern
    within = first + speaking_place(tokens, first, last, lex)
    if pattern is None or any(lex.has("prepositions", t.low) for t in tokens[within:last]):
        return last
    end = last
    while end - 1 > within and not tokens[end - 1].upper and pattern.search(tokens[end - 1].low):
        end -= 1
    return end


def is_addressed(tokens: Sequence[Token], first: int, last: int, lex: Lexicon) -> bool:
    """As in Russian "Министру сообщили": the phrase stands in a case in which nobody speaks."""
    if lex.dative_pattern is None:
        return False
    for token in tokens[first:last]:
        match = lex.dative_pattern.search(token.low) if token.kind == "w" else None
        if match:
            stem = token.low[: match.start()]
            return any(lex.has(name, stem + end) for name in ("person_nouns", "body_nouns") for end in _NOMINATIVES)
    return False


def is_told_to(tokens: Sequence[Token], at: int, limit: int, lex: Lexicon) -> bool:
    """As in Arabic "قال للصحفيين": "to" is written on the noun."""
    word = tokens[at].low if at < limit else ""
    if lex.order != "vso" or not word.startswith("ل") or len(word) <= _JOINED:
        return False
    known = any(lex.has(name, word[1:]) for name in ("person_nouns", "body_nouns", "statement_nouns"))
    return word.startswith("لل") or known


def is_listener(tokens: Sequence[Token], at: int, phrase: Phrase, lex: Lexicon) -> bool:
    """As in "the owner, told Reuters", "сообщил RT": English "told" has its listener behind it and never its subject.

    A Russian verb in the past agrees with its subject, and a name in Latin letters is no "he" and no "they".
    """
    verb = tokens[at - 1].low if at else ""
    if lex.strict_inversion and lex.has("tell", verb):
        return True
    latin = phrase.last - phrase.first <= _FOREIGN and all(t.low.isascii() for t in tokens[phrase.first : phrase.last])
    return bool(_AGREES.fullmatch(verb)) and latin and phrase.kind == "name"


def is_addressee(tokens: Sequence[Token], at: int, end: int, lex: Lexicon) -> bool:
    """As in "disse a jornalistas", where "a" means "to"; in "disse a ministra" it is the article."""
    if not lex.has("prepositions", tokens[at].low):
        return False
    if is_preposition(tokens[at], lex) or at + 1 >= end:
        return True
    noun = tokens[at + 1]
    known = lex.has("body_nouns", noun.low) or lex.has("person_nouns", noun.low)
    return noun.low.endswith("s") or (noun.upper and not known)


def is_beside_verb(token: Token, lex: Lexicon) -> bool:
    """Whether a word between a verb and its subject belongs to the verb: an auxiliary or an adverb."""
    if lex.has("determiners", token.low) or lex.has("persons", token.low) or lex.has("bodies", token.low):
        return False
    return lex.has("auxiliaries", token.low) or bool(lex.adverb_pattern and lex.adverb_pattern.match(token.low))


def may_hold_object(tokens: Sequence[Token], phrase: Phrase, lex: Lexicon) -> bool:
    """Whether it is too long for a subject alone; an office with its holder right before "that" is long as well."""
    if phrase.last - phrase.first <= _LONGEST_SUBJECT:
        return False
    told = phrase.last < len(tokens) and lex.has("complementisers", tokens[phrase.last].low)
    return not (told and phrase.kind in ("person", "body"))


def is_party(tokens: Sequence[Token], phrase: Phrase) -> bool:
    """As in "Sen. Dianne Feinstein, D-Calif., said"."""
    words = [t.low for t in tokens[phrase.first : phrase.last] if t.low != "."]
    return len(words) == 1 and bool(_PARTY.fullmatch(words[0]))


_FOREIGN = 3  # words
_AGREES = re.compile(r"[а-яё]+(?:л|ла|ли)(?:с[ья])?")
_PARTY = re.compile(r"[dri]-[a-z.]+")
_NOMINATIVES = ("", "а", "я", "о", "е", "ь", "й")
