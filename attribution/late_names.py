"""Tokens after a verb of saying → the speaker who comes only after circumstances: "dijo a la prensa el ministro"."""

from __future__ import annotations

from collections.abc import Sequence

from attribution import phrases
from attribution.kinds import Phrase, is_preposition, is_time, kind_of
from attribution.lexicon import Lexicon
from attribution.tokens import Token


def later_name(tokens: Sequence[Token], at: int, limit: int, lex: Lexicon) -> Phrase | None:
    """As in "escribió el lunes en un blog Kori Schulman", "dijo a la prensa el ministro": after the circumstances.

    Two capitals, or an article and an office, so that the circumstance's own words are not taken.
    """
    addressed = lex.has("prepositions", tokens[at].low) if at < limit else False
    for first in range(at + 1, min(limit - 1, at + 10)):
        token = tokens[first]
        if token.kind == "Q" or (token.kind == "p" and token.low not in phrases.JOINING):
            return None
        if _is_office(tokens, first, lex) or (addressed and _is_somebody(tokens, first, lex)):
            return phrases.right(tokens, first, limit, lex)
        if token.upper and tokens[first + 1].upper and not is_time(token, lex):
            last = first
            while last < limit and tokens[last].kind == "w" and tokens[last].upper:
                last += 1
            return Phrase(first, last, kind_of(tokens, first, last, lex), 0.9)
    return None


def _is_office(tokens: Sequence[Token], at: int, lex: Lexicon) -> bool:
    """Whether an article and a person or body begin here, not governed by a preposition."""
    if not lex.has("articles", tokens[at].low) or lex.has("noun_prepositions", tokens[at].low):
        return False
    before, noun = tokens[at - 1].low, tokens[at + 1].low
    governed = lex.has("prepositions", before) or lex.has("noun_prepositions", before)
    return not governed and (lex.has("person_nouns", noun) or lex.has("body_nouns", noun))


def _is_somebody(tokens: Sequence[Token], at: int, lex: Lexicon) -> bool:
    """As in "relató a este diario un marinero": an article after whom it was told to, which is no time."""
    if not lex.has("articles", tokens[at].low) or is_preposition(tokens[at], lex):
        return False
    before = tokens[at - 1]
    return not (before.kind == "p" or _governs(before, lex) or is_time(tokens[at + 1], lex))


def _governs(token: Token, lex: Lexicon) -> bool:
    return any(lex.has(name, token.low) for name in ("prepositions", "noun_prepositions", "conjunctions", "articles"))


def behind_day(tokens: Sequence[Token], at: int, limit: int, lex: Lexicon) -> Phrase | None:
    """As in Russian "…, сообщил во вторник мэр": the subject behind the day, whose preposition would end the search."""
    day = lex.comma_clause and at + 1 < limit and lex.has("prepositions", tokens[at].low)
    first = at + 2 if day and lex.has("times", tokens[at + 1].low) else at
    return phrases.subject_after(tokens, first, limit, lex)
