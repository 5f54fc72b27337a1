"""A clause and a verb → the finding whose content is an infinitive: "vowed to leave", "niega haber huido"."""

from __future__ import annotations

from dataclasses import replace

from attribution.clause import Clause, Finding
from attribution.complementisers import complementiser
from attribution.cues import Cue
from attribution.lexicon import Entry, Lexicon
from attribution.subjects import subject

_PARTED = 9  # tokens between a verb and "to"
_JOINED = 3  # letters: a shorter Arabic word that starts with "ب" is more likely a word of its own
_SHORTEST = 2  # words of an infinitive that tells something
_TELLING = ("says", "claims", "denies", "confirms", "promises")
"""Stances whose infinitive tells something; one hopes or fears to do something without saying so."""


def infinitive(clause: Clause, cue: Cue, after: int) -> Finding | None:
    """As in "vowed to leave", "urged Iran to stop", "spoke of a success": what is promised, asked or spoken of."""
    entry = _with_infinitive(clause.lex, cue)
    if entry is None or cue.passive or (cue.modal and not cue.negated):
        return None
    that = complementiser(clause, cue)
    if that is not None and (clause.lex.order == "vso" or entry.kind == "about" or that == cue.last):
        return None
    marker = next((k for k in range(cue.last, min(clause.end, cue.last + _PARTED)) if _marks_act(clause, k)), None)
    first = marker if marker is not None and clause.lex.order == "vso" else cue.last
    speaker = subject(clause, cue, after, first)
    if speaker is None or clause.words(first, clause.end) < 2:
        return None
    cue = replace(cue, entry=entry)
    if marker is None and cue.kind == "infinitive" and len(cue.entry.words) == 1:  # "nié avoir" holds its own
        return None
    return Finding(first, clause.trimmed_end(), "infinitive", cue, speaker)


def _marks_act(clause: Clause, at: int) -> bool:
    """Whether what is promised or asked begins here: "to", Arabic "إلى" or a noun with "ب" written on it."""
    word = clause.low(at)
    joined = clause.lex.order == "vso" and len(word) > _JOINED and word[0] == "ب" and word not in clause.lex.cues
    return clause.has("infinitives", at) or joined


def _with_infinitive(lex: Lexicon, cue: Cue) -> Entry | None:
    """The entry by which the same form takes an infinitive, if it has one."""
    same = (e for e in lex.cues.get(cue.entry.words[0], ()) if e.words == cue.entry.words)
    return next((e for e in same if e.kind in ("infinitive", "about")), None)


def bare_infinitive(clause: Clause, cue: Cue, after: int) -> Finding | None:
    """As in Spanish "niega haber huido", French "dit avoir fui": the subject tells of itself."""
    lex = clause.lex
    usual = lex.infinitive_pattern is not None and lex.order == "svo" and not lex.zero
    if not usual or cue.kind != "verb" or cue.passive or cue.modal or cue.entry.stance not in _TELLING:
        return None
    first = cue.last + 1 if clause.has("near_complementisers", cue.last) else cue.last  # "nega di aver"
    negated = any(clause.has(name, first) for name in ("negations", "bare_infinitives"))  # "dit n’avoir rien vu"
    if not negated and not (lex.infinitive_pattern and lex.infinitive_pattern.search(clause.low(first))):
        return None
    speaker = subject(clause, cue, after, cue.last)
    if speaker is None or clause.words(first, clause.end) < _SHORTEST:
        return None
    return Finding(first, clause.trimmed_end(), "infinitive", cue, speaker)
