"""Tokens that may begin with "On Tuesday" or "In a statement" → past them, where the clause or the name begins."""

from __future__ import annotations

from collections.abc import Sequence

from attribution import borders
from attribution.kinds import Phrase, is_preposition, is_time
from attribution.lexicon import Lexicon
from attribution.tokens import Token


def skip_openers(tokens: Sequence[Token], start: int, limit: int, lex: Lexicon) -> int:
    """Past "But", "On Tuesday," and the like at the start of a clause."""
    at = start
    while at < limit:
        token = tokens[at]
        if token.kind == "p" or lex.has("complementisers", token.low):
            at += 1
        elif (after := borders.past_connector(tokens, at, limit, lex)) > at:
            at = after
        elif is_preposition(token, lex) or is_time(token, lex) or lex.has("subordinators", token.low):
            comma = next((k for k in range(at, min(limit, at + 18)) if tokens[k].low == ","), None)
            if comma is None:
                return past_time(tokens, at, limit, lex)
            at = comma + 1
        else:
            break
    return at


def past_time(tokens: Sequence[Token], at: int, limit: int, lex: Lexicon) -> int:
    """Past "On Monday", if a time follows the word at `at`."""
    after = at + 1
    while after < limit and is_time(tokens[after], lex):
        after += 1
    return after if after > at + 1 else at


def past_circumstance(tokens: Sequence[Token], first: int, last: int, lex: Lexicon) -> tuple[int, float]:
    """As in "On Monday Trump", "In a statement the ministry": what follows the circumstance, less trusted."""
    after = past_time(tokens, first, last, lex)
    if first < after < last and not lex.has("prepositions", tokens[after].low):
        return after, 0.95
    anchors = [k for k in range(first + 2, last) if lex.has("determiners", tokens[k].low)]
    if anchors:
        return anchors[-1], 0.6
    capital = next((k for k in range(last - 1, first, -1) if not tokens[k].upper), first)
    return (capital + 1, 0.5) if first < capital + 1 < last else (first, 0.3)


def is_circumstance(tokens: Sequence[Token], phrase: Phrase, lex: Lexicon) -> bool:
    """Whether a phrase says when or where rather than who."""
    words = tokens[phrase.first : phrase.last]
    return is_preposition(words[0], lex) or all(is_time(t, lex) for t in words)
