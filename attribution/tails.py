"""What stands after "…, said X" → whether only circumstances follow, or what was said goes on."""

from __future__ import annotations

from attribution import kinds
from attribution.clause import PAUSES, Clause

_PARTED = 8  # tokens between a verb and the complementiser of what follows it
_GOING_ON = 3  # words of the shortest infinitive that goes on with the content


def is_tail(clause: Clause, at: int, relaxed: bool = False) -> bool:
    """Whether nothing follows but circumstances: "on Monday", "in a statement to reporters", an apposition."""
    end = clause.trimmed_end()
    if at >= end:
        return True
    if any(clause.is_quote(k) for k in range(at, end)) or clause.has("complementisers", at):
        return False
    if clause.low(at) == "," and (clause.has("complementisers", at + 1) or clause.has("subordinators", at + 1)):
        return False
    if not clause.lex.zero and _complemented(clause, at, min(end, at + _PARTED)):
        return False
    first = clause.tokens[at]
    if first.low == "," or first.low == "(":
        return relaxed or (end - at <= 22 and not _new_clause(clause, at + 1, end))
    opens = clause.has("prepositions", at) or kinds.is_time(first, clause.lex) or clause.has("subordinators", at)
    opens = opens or clause.has("relatives", at)
    return (opens or relaxed) and end - at <= 22


def _complemented(clause: Clause, at: int, limit: int) -> bool:
    """As in "a déclaré mardi que …": what follows the verb is its content."""
    for k in range(at, limit):
        if clause.low(k) == ",":
            return False
        if clause.has("complementisers", k):
            return True
    return False


def goes_on_after(clause: Clause, rest: int) -> bool:
    """As in "The bridge, the mayor said, will stay closed": a verb right after the comma goes on with the content."""
    if clause.low(rest) not in PAUSES or rest + 1 >= clause.end:
        return False
    verb = kinds.is_verb(clause.tokens[rest + 1], clause.lex) and not kinds.is_time(clause.tokens[rest + 1], clause.lex)
    verb = verb and not kinds.is_preposition(clause.tokens[rest + 1], clause.lex)  # German ", am Samstag"
    return verb and clause.words(rest + 1, clause.end) >= 2


def infinitive_after(clause: Clause, rest: int) -> bool:
    """As in "Sería mejor, pensó Platón, otorgar el poder …": an infinitive goes on with the content."""
    if clause.low(rest) not in PAUSES or clause.words(rest + 1, clause.end) < _GOING_ON:
        return False
    pattern, word = clause.lex.infinitive_pattern, clause.low(rest + 1)
    known = clause.has("person_nouns", rest + 1) or clause.has("times", rest + 1)
    lower = rest + 1 < clause.end and not clause.tokens[rest + 1].upper
    return lower and not known and bool(pattern and pattern.search(word))


def _new_clause(clause: Clause, at: int, end: int) -> bool:
    """Whether a main clause begins here rather than an apposition or circumstance."""
    if clause.has("relatives", at) or clause.has("prepositions", at) or clause.has("subordinators", at):
        return False
    if kinds.is_time(clause.tokens[at], clause.lex) or clause.lex.cues.get(clause.low(at)):
        return False
    return _main_verb(clause, at, end)


def _main_verb(clause: Clause, at: int, end: int) -> bool:
    """Whether some verb stands outside relative and subordinate clauses: not in "founder of X, in a post that …"."""
    embedded = False
    for k in range(at, end):
        if clause.low(k) == ",":
            embedded = False
        elif any(clause.has(name, k) for name in ("relatives", "complementisers", "subordinators")):
            embedded = True
        elif not embedded and kinds.is_verb(clause.tokens[k], clause.lex):
            return True
    return False


def pronoun_between(clause: Clause, rest: int) -> bool:
    """As in "Ses généraux, a-t-il précisé, penchent …": behind a pronoun's comma nothing describes the speaker."""
    if clause.low(rest) not in PAUSES or clause.words(rest + 1, clause.end) < 2:
        return False
    names = ("prepositions", "subordinators", "relatives", "times")
    return not (any(clause.has(name, rest + 1) for name in names) or clause.low(rest + 1) in clause.lex.cues)
