"""A clause and a participle → the finding whose content follows it: "…, claiming that …"."""

from __future__ import annotations

from attribution.clause import PAUSES, Clause, Finding
from attribution.cues import Cue
from attribution.subjects import of_participle


def participle(clause: Clause, cue: Cue, after: int) -> Finding | None:
    """As in "…, claiming that …": said by the subject of the clause that it hangs on."""
    first = after_participle(clause, cue)
    speaker = of_participle(clause, cue) if first is not None else None
    return Finding(first, quoted_end(clause, first), "participle", cue, speaker) if first and speaker else None


def quoted_end(clause: Clause, first: int) -> int:
    """Where a content that begins with a quotation ends: with it, or with others that follow it at once."""
    if not clause.is_quote(first):
        return clause.trimmed_end()
    last = first + 1
    while clause.is_quote(last) or (clause.low(last) in PAUSES and clause.is_quote(last + 1)):
        last += 1
    return last


def after_participle(clause: Clause, cue: Cue) -> int | None:
    """Where the content of a participle begins, or None if it has none."""
    if cue.kind != "participle" or cue.modal:
        return None
    marked = clause.low(cue.last) in (",", ":") and clause.is_quote(cue.last + 1)
    parted = marked or (clause.lex.comma_clause and clause.low(cue.last) == ",")
    at = cue.last + 1 if parted else cue.last
    if clause.has("complementisers", at):
        first = at + 1
    elif clause.is_quote(at) or (cue.entry.plain and clause.lex.zero):
        first = at
    else:
        return None
    return None if clause.words(first, clause.end) < 2 and not clause.is_quote(first) else first
