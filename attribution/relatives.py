"""Tokens before a verb → where a relative clause begins among them that describes the verb's subject."""

from __future__ import annotations

from collections.abc import Sequence

from attribution.kinds import is_verb
from attribution.lexicon import Lexicon
from attribution.tokens import Token

_VERB_AND_NAME = 2  # words
_NO_VERBS = (
    "determiners", "articles", "possessives", "demonstratives", "persons", "bodies", "person_nouns", "body_nouns",
    "titles", "prepositions", "conjunctions", "connectors", "subordinators", "times", "relatives",
)  # fmt: skip


def begins(tokens: Sequence[Token], first: int, last: int, start: int, lex: Lexicon) -> int | None:
    """The relative in or right before the run `[first:last]`, whose antecedent is the subject; None without one."""
    if not lex.language.spaces or lex.order == "sov":
        return None
    return first - 1 if _is_inverted(tokens, first, last, start, lex) else _within(tokens, first, last, lex)


def _within(tokens: Sequence[Token], first: int, last: int, lex: Lexicon) -> int | None:
    """As in "a judge whom The Post reached said": the judge, not The Post."""
    places = (k for k in range(first + 1, last - 1) if lex.has("relatives", tokens[k].low))
    return next((k for k in places if any(is_verb(t, lex) for t in tokens[k + 1 : last])), None)


def _is_inverted(tokens: Sequence[Token], first: int, last: int, start: int, lex: Lexicon) -> bool:
    """As in Spanish "la coalición que encabeza Estados Unidos negó": behind "that" a verb and only then its subject."""
    if first - 2 < start or last - first < _VERB_AND_NAME or not lex.inversion:
        return False
    that, noun, verb, name = tokens[first - 1], tokens[first - 2], tokens[first], tokens[first + 1]
    if not lex.has("complementisers", that.low) or noun.kind != "w" or noun.low in lex.cues or is_verb(noun, lex):
        return False
    named = name.upper or lex.has("articles", name.low)
    return named and verb.kind == "w" and not verb.upper and not any(lex.has(n, verb.low) for n in _NO_VERBS)
