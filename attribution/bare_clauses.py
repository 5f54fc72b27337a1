"""A clause and a verb → the finding whose content follows without a complementiser: "The minister said it was over"."""

from __future__ import annotations

from attribution import kinds
from attribution.clause import Clause, Finding
from attribution.cues import Cue
from attribution.kinds import Phrase
from attribution.subjects import subject

_LISTENER = 8
"""Tokens within which a listener ends, characters of a name counted as one each."""


def bare_clause(clause: Clause, cue: Cue, after: int) -> Finding | None:
    """As in "The minister said it was over": no complementiser, where the language allows it."""
    listener = _listener_end(clause, cue)
    if not clause.lex.zero or cue.kind != "verb" or not (cue.entry.plain or listener) or cue.passive:
        return None
    if cue.modal and not cue.negated:
        return None
    speaker = subject(clause, cue, after, cue.last)
    if speaker is None:
        return None
    first = _past_times(clause, listener or _past_addressee(clause, cue))
    while clause.has("aspects", first) or (not clause.lex.language.spaces and clause.low(first) == ","):
        first += 1
    if clause.words(first, clause.end) < 2 or clause.has("conjunctions", first):
        return None
    if clause.tokens[first].kind == "p" and clause.tokens[first].low not in "([":
        return None
    if clause.has("prepositions", first):
        return _after_circumstance(clause, cue, first, speaker)
    return Finding(first, clause.trimmed_end(), "verb_clause", cue, speaker)


def _after_circumstance(clause: Clause, cue: Cue, first: int, speaker: Phrase) -> Finding | None:
    """As in "said in a statement the plan was dead": the clause starts at the second determiner, pronoun or comma."""
    for k in range(first + 2, min(clause.end, first + 12)):
        comma = clause.low(k) == ","
        if comma or clause.has("persons", k) or clause.has("bodies", k) or clause.has("plurals", k):
            begin = k + 1 if comma else k
            if clause.verbish(begin, clause.end) and clause.words(begin, clause.end) >= 3:
                return Finding(begin, clause.trimmed_end(), "verb_circumstance_clause", cue, speaker)
            return None
    return None


def _listener_end(clause: Clause, cue: Cue) -> int | None:
    """As in Chinese "姨妈告诉本报，孩子们很好": the comma between who is told and what."""
    if clause.lex.language.spaces or not clause.has("tell", cue.first):
        return None
    comma = next((k for k in range(cue.last, min(clause.end, cue.last + _LISTENER)) if clause.low(k) == ","), None)
    return comma if comma is not None and comma > cue.last else None


def _past_addressee(clause: Clause, cue: Cue) -> int:
    if not clause.lex.has("tell", clause.tokens[cue.first].low):
        return cue.last
    at = cue.last
    while at < clause.end and clause.tokens[at].kind == "w":
        pronoun = clause.has("persons", at) or clause.has("bodies", at) or clause.has("plurals", at)
        if at > cue.last and (pronoun or clause.has("determiners", at)):
            break
        at += 1
        if pronoun:
            break
    return at


def _past_times(clause: Clause, at: int) -> int:
    first = at
    if clause.has("prepositions", at) and at + 1 < clause.end and kinds.is_time(clause.tokens[at + 1], clause.lex):
        at += 1
    while at < clause.end and kinds.is_time(clause.tokens[at], clause.lex) and not clause.low(at)[:1].isdigit():
        at += 1
    return at if at > first else first
