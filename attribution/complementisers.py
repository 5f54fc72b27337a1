"""A clause and a verb of saying → the "that" that belongs to it, and what may stand between the two."""

from __future__ import annotations

from attribution import kinds, phrases
from attribution.clause import Clause
from attribution.cues import Cue

_PARTED = 9  # tokens between a verb and "that"
_DESCRIPTION = 20  # tokens of a relative clause between commas
_WINDOW = 14  # tokens between a verb and its complementiser


def complementiser(clause: Clause, cue: Cue) -> int | None:
    """The complementiser that belongs to this verb, or None."""
    free = may_be_parted(clause, cue) or inverted(clause, cue)
    described = _description(clause, cue)
    for k in range(cue.last, min(clause.end, cue.last + _WINDOW + len(described))):
        token = clause.tokens[k]
        if k in described:
            continue
        if token.kind == "Q" or token.low in (";", ":"):
            return None
        parted = clause.low(k - 1) == "," and clause.low(cue.last) == "," and k > cue.last + 1
        if clause.has("near_complementisers", k) and (k == cue.last or parted):
            return k  # "m'ont demandé, avec une grande bêtise, si …"
        if clause.has("complementisers", k) and not _is_pronoun(clause, cue, k):
            near = free and k - cue.last - len(described) <= _PARTED and not _after_thing(clause, cue, k)
            return k if k == cue.last or near else None
        if k > cue.last and starts_other_cue(clause, k):
            return None
    return None


def _is_pronoun(clause: Clause, cue: Cue, at: int) -> bool:
    """As in "had not commented on that by Tuesday": behind a preposition English "that" is a pronoun."""
    return (
        at > cue.last and clause.has("demonstratives", at) and kinds.is_preposition(clause.tokens[at - 1], clause.lex)
    )


def _description(clause: Clause, cue: Cue) -> range:
    """As in Arabic "قال الربان علي، الذي قاد السفينة، إن": a relative clause between commas behind the subject."""
    comma = next((k for k in range(cue.last, min(clause.end, cue.last + _PARTED)) if clause.low(k) == ","), None)
    if clause.lex.order != "vso" or comma is None or not clause.has("relatives", comma + 1):
        return range(0)
    end = next((k for k in range(comma + 1, clause.end) if clause.low(k) == ","), None)
    return range(comma, end + 1) if end is not None and end - comma <= _DESCRIPTION else range(0)


def _after_thing(clause: Clause, cue: Cue, at: int) -> bool:
    """As in "desmintió así una acusación que …": an object stands before "que", which is its relative."""
    lex = clause.lex
    if not lex.pro_drop or lex.order != "svo" or lex.comma_clause:
        return False
    start = next((k for k in range(at - 1, cue.last - 1, -1) if clause.has("articles", k)), None)
    if start is None or any(clause.has(n, start - 1) for n in ("prepositions", "noun_prepositions")):
        return False
    if clause.has("prepositions", start) or kinds.is_time(clause.tokens[start + 1], lex):
        return False
    known = any(clause.has(n, k) for n in ("sources", "person_nouns", "body_nouns") for k in range(start, at))
    return not known and not any(t.upper for t in clause.tokens[start:at])


def inverted(clause: Clause, cue: Cue) -> bool:
    """Whether the subject may stand between verb and complementiser: none stands before the verb."""
    lex = clause.lex
    if lex.zero:
        return False
    return lex.comma_clause or lex.order != "svo" or phrases.left(clause.tokens, cue.head, clause.start, lex) is None


def may_be_parted(clause: Clause, cue: Cue) -> bool:
    """Whether words may stand between the verb and "that": a circumstance, somebody told, an adverb."""
    first = cue.last
    if (
        clause.has("prepositions", first)
        or clause.low(first) == ","
        or clause.lex.has("tell", clause.tokens[cue.first].low)
    ):
        return True
    token = clause.tokens[first] if first < clause.end else None
    adverb = clause.lex.adverb_pattern
    following = clause.tokens[first + 1] if first + 1 < clause.end else None
    day = clause.has("articles", first) and following is not None and kinds.is_time(following, clause.lex)
    return token is not None and (
        kinds.is_time(token, clause.lex)
        or day  # "anunció el martes que …"
        or clause.has("auxiliaries", first)
        or bool(adverb and clause.lex.order == "svo" and adverb.match(token.low))
    )


def starts_other_cue(clause: Clause, at: int) -> bool:
    """Whether another verb of saying stands here."""
    return any(e.kind in ("verb", "participle") and e.plain for e in clause.lex.cues.get(clause.low(at), ()))
