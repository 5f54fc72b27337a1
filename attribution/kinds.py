"""A word or a stretch of words → what it is for attribution: time, verb, pronoun; a body, a person, a name …"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from attribution.lexicon import Lexicon
from attribution.tokens import Token

_PLAIN = 2
"""Words: in a script without capitals a longer phrase with "statement" says whose statement it is."""
PhraseKind = Literal["name", "body", "person", "pronoun", "statement", "first_person", "common"]


_SAME = 4
"""Words of "the same source", which is whoever spoke last."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Tokens `[first:last]` that name, describe or stand for somebody."""

    first: int
    last: int
    kind: PhraseKind
    quality: float
    """0 to 1: how sure its borders are."""
    named: tuple[int, int] | None = None
    """The tokens of an apposition that names the person: "the chairman, Osama Rabie"."""


def is_time(token: Token, lex: Lexicon) -> bool:
    """A day, a month, a number or "last week"."""
    return token.low[:1].isdigit() or lex.has("times", token.low)


def is_pronoun(token: Token, lex: Lexicon) -> bool:
    """A personal pronoun."""
    return any(lex.has(name, token.low) for name in ("persons", "bodies", "plurals", "first_persons"))


def is_role(tokens: Sequence[Token], at: int, lex: Lexicon) -> bool:
    """As in Indonesian "juru bicara": two words for persons in a row are one, though the second is a verb elsewhere."""
    return at > 0 and all(t.kind == "w" and lex.has("person_nouns", t.low) for t in tokens[at - 1 : at + 1])


def is_preposition(token: Token, lex: Lexicon) -> bool:
    """A preposition that is no article as well, as Portuguese "a" is."""
    return lex.has("prepositions", token.low) and not lex.has("determiners", token.low)


def is_verb(token: Token, lex: Lexicon) -> bool:
    """Whether a word looks like a finite verb, so that a noun phrase before it has ended."""
    if token.kind != "w" or (token.upper and lex.order != "vso"):
        return False
    if lex.has("verbs_like", token.low) or lex.has("negations", token.low):
        return True
    if lex.has("auxiliaries", token.low):
        return not (lex.has("determiners", token.low) or lex.has("noun_prepositions", token.low))  # "l'", "d'"
    if lex.narrative_pattern and lex.narrative_pattern.match(token.low):
        return True
    return bool(lex.verb_pattern and lex.verb_pattern.match(token.low))


def is_finite(token: Token, lex: Lexicon) -> bool:
    """Whether a word surely is a finite verb: auxiliaries and adverbs left out."""
    known = token.kind == "w" and not token.upper
    return known and (lex.has("verbs_like", token.low) or bool(lex.verb_pattern and lex.verb_pattern.match(token.low)))


def kind_of(tokens: Sequence[Token], first: int, last: int, lex: Lexicon) -> PhraseKind:
    """Pronoun, body, person …: what the words themselves tell."""
    words = [t.low for t in tokens[first:last] if t.kind == "w"]
    if len(words) <= 2 and words:
        if lex.has("first_persons", words[0]):
            return "first_person"
        if len(words) == 1 and any(lex.has(name, words[0]) for name in ("persons", "bodies", "plurals")):
            return "pronoun"
    first_person = len(words) == _PLAIN + 1 and not lex.caseless and lex.has("first_persons", words[0])
    if first_person and not any(t.upper for t in tokens[first + 1 : last]):
        return "first_person"  # "я все же"
    if len(words) <= _SAME and any(lex.has("same", w) for w in words):
        return "statement"
    plain = len(words) <= _PLAIN if lex.caseless else not any(t.upper for t in tokens[first + 1 : last])
    if plain and any(lex.has("statement_nouns", w) for w in words):
        return "statement"
    if any(lex.has("person_nouns", w.rstrip(".")) or lex.has("titles", w) for w in words):
        return "person"
    if any(lex.has("body_nouns", w) for w in words):
        return "body"
    capitals = any(t.upper for t in tokens[first:last])
    return "name" if capitals or lex.caseless else "common"


def says_whose(tokens: Sequence[Token], at: int, start: int, lex: Lexicon) -> bool:
    """As in Indonesian "sepupu saya": a pronoun of the first person after a noun says whose it is."""
    if not (lex.zero and lex.title_genitive and at > start and lex.has("first_persons", tokens[at].low)):
        return False
    noun = tokens[at - 1]
    other = ("connectors", "conjunctions", "complementisers", "subordinators", "prepositions", "times", "auxiliaries")
    return noun.kind == "w" and not is_verb(noun, lex) and not any(lex.has(name, noun.low) for name in other)
