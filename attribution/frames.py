"""Tokens of a sentence → reports without a verb of saying: headline colons, published evidence, article frames."""

from __future__ import annotations

from attribution import phrases
from attribution.clauses import Clause, Finding
from attribution.cues import Cue
from attribution.lexicon import Entry
from attribution.phrases import Phrase

_LABEL_WORDS = 7
_EVIDENCE_WINDOW = 6


def headline(clause: Clause) -> list[Finding]:
    """ "Russian Defense Ministry: the coalition supports …": somebody, a colon, what they say."""
    colon = next((k for k in range(clause.start, clause.end) if clause.low(k) == ":"), None)
    if colon is None or not 0 < colon - clause.start <= _LABEL_WORDS or clause.words(colon + 1, clause.end) < 3:
        return []
    if any(clause.has(name, clause.start) for name in ("labels", "subordinators", "not_speakers", "prepositions")):
        return []
    speaker = Phrase(clause.start, colon, phrases.kind_of(clause.tokens, clause.start, colon, clause.lex), 0.8)
    if speaker.kind not in ("body", "person", "name") or clause.verbish(clause.start, colon):
        return []
    return [Finding(colon + 1, clause.trimmed_end(), "headline", None, speaker)]


def evidence(clause: Clause) -> list[Finding]:
    """ "The ministry released photos showing …": the body shows what its photos show."""
    lex = clause.lex
    verb = next((k for k in range(clause.start + 1, clause.end) if clause.has("evidence_verbs", k)), None)
    if verb is None:
        return []
    noun = _within(clause, "evidence_nouns", verb + 1)
    if noun is None:
        return []
    for at in range(noun + 1, min(clause.end, noun + _EVIDENCE_WINDOW)):
        for length in (3, 2, 1):
            words = " ".join(t.low for t in clause.tokens[at : at + length])
            if words in lex.words["evidence_shows"] and at + length < clause.end:
                return _shown(clause, verb, at, at + length)
    return []


def _within(clause: Clause, name: str, at: int) -> int | None:
    return next((k for k in range(at, min(clause.end, at + _EVIDENCE_WINDOW)) if clause.has(name, k)), None)


def _shown(clause: Clause, verb: int, first: int, last: int) -> list[Finding]:
    head = verb
    while head > clause.start and clause.has("auxiliaries", head - 1):
        head -= 1
    speaker = phrases.left(clause.tokens, head, clause.start, clause.lex)
    content = last + 1 if clause.has("complementisers", last) else last
    if speaker is None or clause.words(content, clause.end) < 3:
        return []
    words = tuple(t.low for t in clause.tokens[first:last])
    cue = Cue(first, last, Entry(words, " ".join(words), "shows", "verb", True), head=first)
    return [Finding(content, clause.trimmed_end(), "evidence", cue, speaker)]


def frame(clause: Clause) -> list[Finding]:
    """ "The ministry gave details of …": credits what follows in the article, and says nothing itself."""
    verb = next((k for k in range(clause.start + 1, clause.end) if clause.has("frame_verbs", k)), None)
    if verb is None or _within(clause, "frame_nouns", verb + 1) is None:
        return []
    head = verb
    while head > clause.start and clause.has("auxiliaries", head - 1):
        head -= 1
    speaker = phrases.left(clause.tokens, head, clause.start, clause.lex)
    if speaker is None or speaker.kind not in ("body", "person", "name"):
        return []
    return [Finding(clause.start, clause.end, "frame", None, speaker)]
