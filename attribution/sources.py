"""A cue like "according to" → who is named behind it, and whether that can be a source."""

from __future__ import annotations

from attribution import phrases
from attribution.clause import Clause
from attribution.cues import Cue
from attribution.kinds import Phrase
from attribution.tokens import Token


def source(clause: Clause, cue: Cue) -> Phrase | None:
    """Who is named after "according to"; Spanish may put a verb first: "según informó el ministerio"."""
    at = cue.last
    while (clause.has("auxiliaries", at) and not clause.has("persons", at)) or any(
        e.kind == "verb" for e in clause.lex.cues.get(clause.low(at), ())
    ):
        at += 1
    return phrases.right(clause.tokens, at, clause.end, clause.lex)


def may_be_source(clause: Clause, speaker: Phrase) -> bool:
    """As in "according to witnesses", which names a source, while "according to the convention" does not."""
    if is_rule(clause, speaker):
        return False
    described = speaker.kind == "name" and not _first_noun(clause, speaker).upper
    if not (speaker.kind == "common" or described) or not clause.lex.words["sources"]:
        return True
    return any(clause.has("sources", k) for k in range(speaker.first, speaker.last))


def is_rule(clause: Clause, speaker: Phrase) -> bool:
    """As in "according to the law", "to the calendar": what one goes by, not somebody who says so."""
    ruled = any(clause.has("not_sources", k) for k in range(speaker.first, speaker.last))
    return ruled and speaker.kind not in ("person", "body")


def _first_noun(clause: Clause, speaker: Phrase) -> Token:
    at = speaker.first
    while at + 1 < speaker.last and clause.has("determiners", at):
        at += 1
    return clause.tokens[at]
