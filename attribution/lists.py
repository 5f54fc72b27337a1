"""Words before a verb → where the name begins whose list they end: "the minister for Roads, Rivers and Ports"."""

from __future__ import annotations

from collections.abc import Sequence

from attribution.kinds import is_verb, kind_of
from attribution.lexicon import Lexicon
from attribution.tokens import Token

_ITEM = 4
"""Words of an item of the list, at most."""
_ITEMS = 6
_HEAD = 8
"""Words before the first comma, at most: office or body, and the first item."""


def begins(tokens: Sequence[Token], first: int, last: int, start: int, lex: Lexicon) -> int:
    """Where the office or body begins whose list of fields ends with the run `[first:last]`; `first` without one."""
    if not lex.language.spaces or not any(lex.has("conjunctions", t.low) for t in tokens[first : last - 1]):
        return first
    comma, parted = first - 1, lex.has("conjunctions", tokens[first].low)
    for number in range(_ITEMS):
        if comma <= start or tokens[comma].low != ",":
            return first
        at = comma
        while at > start and tokens[at - 1].kind == "w" and not _parts(tokens[at - 1], lex):
            at -= 1
        if _is_head(tokens, at, comma, lex):
            return first if parted and number == 0 else at  # "Smith, the minister of trade, and Jones"
        if not 0 < comma - at <= _ITEM:
            return first
        comma = at - 1
    return first


def _parts(token: Token, lex: Lexicon) -> bool:
    """Whether a word stands in no name: a verb, or what begins a clause."""
    classes = ("complementisers", "subordinators", "relatives", "connectors", "negations")
    cue = any(entry.kind in ("verb", "participle") for entry in lex.cues.get(token.low, ()))
    return cue or is_verb(token, lex) or any(lex.has(name, token.low) for name in classes)


def _is_head(tokens: Sequence[Token], first: int, last: int, lex: Lexicon) -> bool:
    """As in "the minister for Trade", "Badan Meteorologi": an office or a body, and what it is for behind it."""
    if not 1 < last - first <= _HEAD or kind_of(tokens, first, last, lex) not in ("person", "body"):
        return False
    nouns = ("person_nouns", "body_nouns", "titles")
    noun = next(k for k in range(last - 1, first - 1, -1) if any(lex.has(n, tokens[k].low.rstrip(".")) for n in nouns))
    field = tokens[noun + 1 : last]
    joined = len(field) > 1 and any(lex.has(n, field[0].low) for n in ("noun_prepositions", "prepositions"))
    return joined or (lex.title_genitive and len(field) > 0)
