"""A statement of one level → the words of what is said in it, and whom a name within them may be."""

from __future__ import annotations

from dataclasses import replace

from attribution.clause import PAUSES, Clause, Finding
from attribution.kinds import Phrase, kind_of

_APART = 3
"""Characters between two words of a name: a space, a dash with its spaces."""


def content_of(clause: Clause, finding: Finding) -> Clause:
    """The words of a content, without the "she said" in their midst."""
    tokens, cue = clause.tokens, finding.cue
    if cue is None or finding.pattern != "parenthetical":
        return replace(clause, start=finding.first, end=finding.last, nested=True)
    first, last = min(cue.head, cue.first), cue.last
    if finding.speaker:
        first, last = min(first, finding.speaker.first), max(last, finding.speaker.last)
    while first > finding.first and (clause.low(first - 1) in PAUSES or clause.has("as_words", first - 1)):
        first -= 1
    last = last + 1 if clause.low(last) in PAUSES else last
    words = [*tokens[finding.first : first], *tokens[last : finding.last]]
    return Clause(words, 0, len(words), clause.lex, nested=True)


def behind_gap(clause: Clause, found: Finding) -> Finding:
    """As in Russian "Отказ, как утверждает X, сторона объяснила тем, что …": no name reaches over what was left out."""
    speaker, tokens = found.speaker, clause.tokens
    if speaker is None:
        return found
    gaps = (k for k in range(speaker.first + 1, speaker.last) if tokens[k].start > tokens[k - 1].end + _APART)
    gap = next(gaps, None)
    if gap is None:
        return found
    kind = kind_of(tokens, gap, speaker.last, clause.lex)
    return replace(found, speaker=Phrase(gap, speaker.last, kind, speaker.quality))
