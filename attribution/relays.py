"""Arabic "نقل X عن Y قوله إن …" → that X tells it, and within what X tells, that Y said it."""

from __future__ import annotations

from attribution import phrases
from attribution.clause import Clause, Finding
from attribution.cues import Cue

_FROM = "عن"
_REACH = 3
"""Tokens between who passes something on and "from"."""


def passed_on(clause: Clause, cue: Cue, after: int) -> Finding | None:
    """As in "نقل زعيم القرية عن ضابط قوله إن …": a person who passes words on; an agency that does is only credited."""
    if cue.kind != "verb" or not clause.has("relays", cue.last - 1):
        return None
    found = phrases.subject_after(clause.tokens, cue.last, clause.end, clause.lex)
    if found is None or found.kind != "person":
        return None
    source = next((k for k in range(found.last, found.last + _REACH) if clause.low(k) == _FROM), None)
    return None if source is None else Finding(source, clause.trimmed_end(), "verb_that", cue, found)


def from_somebody(clause: Clause, cue: Cue, after: int) -> Finding | None:
    """As in "عن ضابط قوله إن …" within what somebody passes on: whose words they are."""
    if cue.kind != "nominal" or not clause.nested or clause.low(clause.start) != _FROM:
        return None
    speaker = phrases.right(clause.tokens, clause.start + 1, cue.first, clause.lex)
    if speaker is None or not clause.has("complementisers", cue.last) or clause.words(cue.last + 1, clause.end) < 1:
        return None
    return Finding(cue.last + 1, clause.trimmed_end(), "verb_that", cue, speaker)
