"""A clause and a verb → the finding whose content is the object of a denial: X rejects the accusations."""

from __future__ import annotations

from attribution import kinds, phrases
from attribution.clause import PAUSES, Clause, Finding
from attribution.cues import Cue
from attribution.subjects import subject

ACTS = frozenset({"denies"})
"""Stances whose verbs say something already with an object: "rejected the charge". Accusations and requests are left
out: on the PUD sets they lowered precision by up to 8 points."""
WITHIN = frozenset({"denies", "asks", "promises", "accuses"})
"""The same within a statement, where a request is somebody's word and no longer an act that the outlet tells."""


def act(clause: Clause, cue: Cue, after: int) -> Finding | None:
    """As in "rejects the accusations"; in verb-second languages subject and object cannot be told apart here."""
    if clause.lex.order == "v2" or cue.kind != "verb" or cue.passive or (cue.modal and not cue.negated):
        return None
    proposes = clause.nested and clause.has("proposing", cue.first)
    if not proposes and cue.entry.stance not in (WITHIN if clause.nested else ACTS):
        return None
    if clause.lex.strict_inversion and clause.has("infinitives", cue.last):
        return None  # "rejected to strike": a deed
    if clause.low(cue.last) in (*PAUSES, ":", "") or clause.words(cue.last, clause.end) < 1:
        return None
    speaker = subject(clause, cue, after, cue.last)
    if speaker is None and clause.nested and not clause.lex.language.spaces:
        speaker = phrases.clause_subject(clause.tokens, clause.start, cue.first, clause.lex)  # "海关六次致函，要求…"
    if speaker is None or clause.has("conjunctions", cue.last):
        return None
    return Finding(cue.last, _object_end(clause, cue.last), "act", cue, speaker)


def _object_end(clause: Clause, at: int) -> int:
    """Before a comma that begins something else, or "and" with another verb."""
    for k in range(at + 1, clause.trimmed_end()):
        if clause.low(k) in (",", ";", ":"):
            return k
        joined = clause.has("conjunctions", k) and k + 1 < clause.end
        if joined and kinds.is_verb(clause.tokens[k + 1], clause.lex):
            return k
    return clause.trimmed_end()
