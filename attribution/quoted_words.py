"""A clause and a verb → the finding whose quoted words end a phrase of the reporter: X called the plan “a disgrace”."""

from __future__ import annotations

from attribution import kinds
from attribution.clause import Clause, Finding
from attribution.cues import Cue
from attribution.subjects import subject

_REACH = 12  # tokens between the verb and the quoted words
_BARE = 2
"""Tokens before the quotation that are no content of their own: "called it “…”"."""


def quoted_words(clause: Clause, cue: Cue, after: int) -> Finding | None:
    """As in "She called his actions “a crucial step”": what she says is the object with the words quoted of it."""
    if cue.kind != "verb" or cue.passive or cue.modal or cue.entry.stance not in _UTTERING:
        return None
    quote = _quotation(clause, cue)
    if quote is None:
        return None
    if quote - cue.last < _BARE and clause.has("determiners", quote - 1):
        return None  # "sagte der „Financial Times“, …": who is told
    speaker = subject(clause, cue, after, cue.last)
    if speaker is None or clause.has("relatives", speaker.first - 1) or clause.has("subordinators", speaker.first - 1):
        return None  # "what he called “…”" is told by somebody else
    first = quote if quote - cue.last <= _BARE or clause.has("prepositions", cue.last) else cue.last
    return Finding(first, _end(clause, quote + 1), "quoted_words", cue, speaker)


def _end(clause: Clause, at: int) -> int:
    """Where the phrase ends: at the next mark that no further quoted words follow, or at a verb."""
    end = at
    while end < clause.trimmed_end():
        token = clause.tokens[end]
        quoted = any(t.kind in "Qq" for t in clause.tokens[end + 1 : end + 3])
        if token.kind == "p" and token.low not in "'’/&." and not quoted:
            break
        if (
            clause.has("conjunctions", end)
            and end + 1 < clause.end
            and kinds.is_verb(clause.tokens[end + 1], clause.lex)
        ):
            break
        end += 1
    return end


_UTTERING = frozenset({"says", "claims", "accuses", "denies", "confirms"})


def _quotation(clause: Clause, cue: Cue) -> int | None:
    """The quotation that the verb's object or complement ends with, before any other verb or mark."""
    for k in range(cue.last, min(clause.end, cue.last + _REACH)):
        token = clause.tokens[k]
        if token.kind in "Qq":
            return k
        if token.kind == "p" and token.low not in "'’/&.":
            return None
        if kinds.is_verb(token, clause.lex) or token.low in clause.lex.cues:
            return None
        if any(clause.has(name, k) for name in ("complementisers", "subordinators", "relatives")):
            return None
    return None
