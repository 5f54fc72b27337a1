"""Tokens of one sentence → its findings: which words are reported, by which cue, with which phrase as the speaker."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from attribution import kinds
from attribution.clause import Clause, Finding, cues_of
from attribution.closing import closing
from attribution.cues import Cue
from attribution.opening import PATTERNS


def analyse(clause: Clause) -> list[Finding]:
    """The statements of this level, left to right; what lies inside their contents is the next level's."""
    cues = cues_of(clause)
    for cue in reversed(cues):
        found = closing(clause, cue)
        if found:
            return [found]
    return list(_left_to_right(clause, cues))


def _left_to_right(clause: Clause, cues: Sequence[Cue]) -> Iterator[Finding]:
    after = clause.start
    for number, cue in enumerate(cues):
        if cue.first < after:
            continue
        for pattern in PATTERNS:
            found = pattern(clause, cue, after)
            if found:
                found = _before_coordinate(clause, found, cues[number + 1 :])
                yield found
                after = cue.last if cue.kind == "participle" else max(found.last, cue.last)
                break


def _before_second_verb(clause: Clause, found: Finding) -> Finding:
    """As in "sagte, dass A, und ging": a comma, "and" and a verb go on with the speaker's acts, not with A."""
    for k in range(found.first + 2, found.last - 2):
        if (
            clause.low(k) == ","
            and clause.has("conjunctions", k + 1)
            and kinds.is_finite(clause.tokens[k + 2], clause.lex)
        ):
            return replace(found, last=k)
    return found


def _before_coordinate(clause: Clause, found: Finding, later: Sequence[Cue]) -> Finding:
    """As in "said A and added that B": A ends before the second verb of the same subject."""
    for cue in later:
        if cue.kind != "verb" or not found.first < cue.head < found.last or cue.modal:
            continue
        at = cue.head - 1
        if at > found.first and clause.has("conjunctions", at) and _introduces_content(clause, cue):
            end = at - 1 if clause.low(at - 1) == "," else at
            return replace(found, last=end)
    return _before_second_verb(clause, found) if found.pattern == "verb_that" else found


def _introduces_content(clause: Clause, cue: Cue) -> bool:
    return clause.has("complementisers", cue.last) or clause.is_quote(cue.last) or clause.low(cue.last) in (":", ",")
