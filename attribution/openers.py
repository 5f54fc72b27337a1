"""Tokens that may begin with "On Tuesday" or "In a statement" → past them, where the clause or the name begins."""

from __future__ import annotations

from collections.abc import Sequence

from attribution import borders
from attribution.clause import DASHES
from attribution.kinds import Phrase, is_preposition, is_time, is_verb
from attribution.lexicon import Lexicon
from attribution.tokens import Token

_DATELINE = 16  # tokens
_SHORT = 10  # tokens of an opener such as "Speaking in Rome on Monday,"


def skip_openers(tokens: Sequence[Token], start: int, limit: int, lex: Lexicon) -> int:
    """Past "But", "On Tuesday," and the like at the start of a clause."""
    at = past_dateline(tokens, start, limit, lex)
    while at < limit:
        token = tokens[at]
        if token.kind == "p" or lex.has("complementisers", token.low):
            at += 1
        elif (after := borders.past_connector(tokens, at, limit, lex)) > at:
            at = after
        elif lex.case_suffixes and is_time(token, lex):
            at += 1  # "Salı günü bakanlık, …": the comma stands behind the subject
        elif _opens(tokens, at, start, limit, lex):
            comma = next((k for k in range(at, min(limit, at + 18)) if tokens[k].low == ","), None)
            if comma is None:
                return past_time(tokens, at, limit, lex)
            at = _past_place(tokens, comma + 1, limit, lex)
        else:
            break
    return at


def _opens(tokens: Sequence[Token], at: int, start: int, limit: int, lex: Lexicon) -> bool:
    token = tokens[at]
    if is_preposition(token, lex) or is_time(token, lex) or lex.has("subordinators", token.low):
        return True
    near = any(tokens[k].low == "," for k in range(at, min(limit, at + _SHORT)))
    if at > start or not near:
        return False
    following = at + 1 < limit and lex.has("prepositions", tokens[at + 1].low)
    speaking = lex.strict_inversion and token.low.endswith("ing") and following  # "Speaking in Rome, he …"
    return lex.has("noun_prepositions", token.low) or speaking  # "For months, he …"


def _past_place(tokens: Sequence[Token], at: int, limit: int, lex: Lexicon) -> int:
    """As in "In Ames, Iowa, on Sunday, she …": the second half of a place."""
    if at + 2 >= limit or at < 2 or not (tokens[at].upper and tokens[at - 2].upper and tokens[at + 1].low == ","):
        return at
    return at + 2 if lex.has("prepositions", tokens[at + 2].low) or is_time(tokens[at + 2], lex) else at


def past_dateline(tokens: Sequence[Token], start: int, limit: int, lex: Lexicon) -> int:
    """Past "WASHINGTON, Aug 31 (Reuters) —" at the start of an article's text."""
    dash = next((k for k in range(start + 1, min(limit, start + _DATELINE)) if tokens[k].low in DASHES), None)
    if dash is None or dash + 1 >= limit or not (tokens[start].upper or lex.caseless):
        return start
    before = tokens[start:dash]
    if any(is_verb(t, lex) or t.kind in "Qq" for t in before):
        return start
    marked = tokens[start].shouted or any(t.low == "(" or t.low[:1].isdigit() for t in before)
    return dash + 1 if marked else start


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
    governed = is_preposition(tokens[capital], lex)  # "en un comunicado remitido a Europa Press"
    return (capital + 1, 0.5) if first < capital + 1 < last and not governed else (first, 0.3)


def is_circumstance(tokens: Sequence[Token], phrase: Phrase, lex: Lexicon) -> bool:
    """Whether a phrase says when or where rather than who."""
    words = tokens[phrase.first : phrase.last]
    return is_preposition(words[0], lex) or all(is_time(t, lex) for t in words)
