"""Tokens of a sentence → reports without a verb of saying: headline colons, published evidence, article frames."""

from __future__ import annotations

from attribution import kinds, phrases
from attribution.clause import DASHES, Clause, Finding, shifted
from attribution.cues import Cue, find_cues
from attribution.kinds import Phrase
from attribution.lexicon import Entry

_LABEL_WORDS = 7
_EVIDENCE_WINDOW = 6


def headline(clause: Clause) -> list[Finding]:
    """As in "Russian Defense Ministry: the coalition supports …": somebody, a colon, what they say."""
    colon = next((k for k in range(clause.start, clause.end) if clause.low(k) == ":"), None)
    if colon is None or not 0 < colon - clause.start <= _LABEL_WORDS or clause.words(colon + 1, clause.end) < 3:
        return []
    if any(clause.has(name, clause.start) for name in ("labels", "subordinators", "not_speakers", "prepositions")):
        return []
    speaker = Phrase(clause.start, colon, kinds.kind_of(clause.tokens, clause.start, colon, clause.lex), 0.8)
    if speaker.kind not in ("body", "person", "name") or clause.verbish(clause.start, colon):
        return []
    return [Finding(colon + 1, clause.trimmed_end(), "headline", None, speaker)]


def signed(clause: Clause) -> list[Finding]:
    """As in "“…” — Sonya Herridge": a quotation with its speaker after a dash."""
    end = clause.trimmed_end()
    if not clause.is_quote(clause.start) or clause.low(clause.start + 1) not in ("–", "—", "―"):
        return []
    first = clause.start + 2
    if not 0 < end - first <= _LABEL_WORDS or clause.verbish(first, end) or not clause.tokens[first].upper:
        return []
    speaker = Phrase(first, end, kinds.kind_of(clause.tokens, first, end, clause.lex), 0.8)
    return [Finding(clause.start, clause.start + 1, "signed", None, speaker)]


def named_quotation(clause: Clause) -> list[Finding]:
    """As in "BKA-Präsident Ziercke: “…”": a name, a colon and a quotation, without a verb."""
    colon = next((k for k in range(clause.start, min(clause.end, clause.start + 30)) if clause.low(k) == ":"), None)
    if colon is None or not clause.is_quote(colon + 1):
        return []
    if clause.has("labels", phrases.first_word(clause.tokens, clause.start, clause.end)):
        return []  # "Lire aussi : “…”"
    if clause.verbish(clause.start, colon):
        return _led_quotation(clause, colon)
    speaker = phrases.nearest(clause.tokens, colon, clause.start, clause.lex)
    if speaker is None or speaker.kind not in ("person", "name", "body"):
        return []
    if speaker.first > clause.start + 1 and clause.low(speaker.first - 1) not in DASHES:
        return []
    return [Finding(colon + 1, colon + 2, "named_quotation", None, speaker)]


def _led_quotation(clause: Clause, colon: int) -> list[Finding]:
    """As in "The mayor went even further: “…”": the subject of a sentence that ends in a colon before a quotation."""
    speaker = phrases.clause_subject(clause.tokens, clause.start, colon, clause.lex)
    if speaker is None or speaker.kind not in ("person", "name", "body") or clause.lex.order in ("vso", "sov"):
        return []
    return [Finding(colon + 1, colon + 2, "led_quotation", None, speaker)]


def transcript(clause: Clause) -> list[Finding]:
    """As in "WALLACE: Let’s start": a name in capitals, a colon, what is said."""
    at = clause.start
    while at < clause.end and clause.tokens[at].kind == "p":
        at += 1
    colon = next((k for k in range(at, min(clause.end, at + 4)) if clause.low(k) == ":"), None)
    if colon is None or colon == at or not all(t.shouted for t in clause.tokens[at:colon]):
        return []
    if clause.has("labels", at) or clause.words(colon + 1, clause.end) < 2:
        return []
    return [Finding(colon + 1, clause.end, "transcript", None, Phrase(at, colon, "name", 0.9))]


def introduction(clause: Clause) -> tuple[Cue | None, Phrase] | None:
    """As in "He said:" before a quotation in the next paragraph: the cue and its subject."""
    end = clause.end - 1
    if end <= clause.start or clause.low(end) not in (":", "：", ","):
        return None
    for cue in reversed(find_cues(clause.tokens[clause.start : end], clause.lex)):
        if cue.kind in ("verb", "own_pronoun", "participle"):
            at = cue.head + clause.start
            speaker = phrases.left(clause.tokens, at, clause.start, clause.lex)
            if speaker is None and clause.lex.inversion:
                speaker = phrases.right(clause.tokens, cue.last + clause.start, end, clause.lex)
            return (shifted(cue, clause.start), speaker) if speaker else None
    return None


def pointing(clause: Clause) -> tuple[Cue, Phrase] | None:
    """As in Russian "Об этом сообщил мэр", German "Das teilte die Polizei mit": who said the sentence before."""
    cue = next(iter(find_cues(clause.tokens[clause.start : clause.end], clause.lex)), None)
    if cue is None or cue.kind != "pointing" or cue.first > 1 or clause.low(clause.end - 1) == ":":
        return None
    cue = shifted(cue, clause.start)
    speaker = phrases.right(clause.tokens, cue.last, clause.trimmed_end(), clause.lex)
    return (cue, speaker) if speaker else None


def evidence(clause: Clause) -> list[Finding]:
    """As in "The ministry released photos showing …": the body shows what its photos show."""
    lex = clause.lex
    begin = clause.start + (lex.order != "vso")
    verb = next((k for k in range(begin, clause.end) if clause.has("evidence_verbs", k)), None)
    if verb is None:
        return []
    noun = _within(clause, "evidence_nouns", verb + 1)
    if noun is None:
        return []
    for at in range(noun + 1, min(clause.end, noun + _EVIDENCE_WINDOW)):
        if clause.lex.cues.get(clause.low(at)) and clause.low(at) not in lex.words["evidence_shows"]:
            return []  # "photos they said showed …" is what they say
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
    if clause.lex.order == "vso":
        noun = _within(clause, "evidence_nouns", verb + 1) or first
        speaker = phrases.right(clause.tokens, verb + 1, noun, clause.lex)
    content = last + 1 if clause.has("complementisers", last) else last
    if speaker is None or clause.words(content, clause.end) < 2:
        return []
    words = tuple(t.low for t in clause.tokens[first:last])
    cue = Cue(first, last, Entry(words, " ".join(words), "shows", "verb", True), head=first)
    return [Finding(content, clause.trimmed_end(), "evidence", cue, speaker)]


def frame(clause: Clause) -> list[Finding]:
    """As in "The ministry gave details of …": credits what follows in the article, and says nothing itself."""
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
