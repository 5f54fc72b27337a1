"""A clause and its cue → the phrase that is the cue's subject, by the word order of the language."""

from __future__ import annotations

from dataclasses import replace

from attribution import kinds, openers, phrases
from attribution.clause import Clause
from attribution.cues import Cue
from attribution.kinds import Phrase
from attribution.shared_subjects import shared_subject

_DOUBT = 0.5
_HAVING = frozenset("hat haben hatte hatten habe hätte hätten".split())
"""German auxiliaries of the perfect, in both moods."""
_WAS, _ALREADY = frozenset("كان كانت وكان وكانت".split()), "قد"
"""Arabic auxiliaries of the pluperfect."""
_PASSED_ON = 0.4
"""Quality of somebody whose words the last speaker passes on: without that speaker they are not to be shown."""


def of_participle(clause: Clause, cue: Cue) -> Phrase | None:
    """Whose participle it is: the name right before it, else the subject of its clause."""
    if cue.passive:  # "is arguing"
        return phrases.left(clause.tokens, cue.head, clause.start, clause.lex)
    before = clause.tokens[cue.first - 1] if cue.first > clause.start else None
    owned = before is not None and before.low.endswith("'s")
    noun = owned or any(clause.has(name, cue.first - 1) for name in ("articles", "possessives", "determiners"))
    if noun or before is None or (clause.has("prepositions", cue.first - 1) and before.low not in ("by", "while")):
        return None
    if before.upper and cue.first - 1 > clause.start:
        return phrases.nearest(clause.tokens, cue.first, clause.start, clause.lex)
    if clause.lex.order == "vso":
        return _after_first_verb(clause, cue)
    return phrases.clause_subject(clause.tokens, clause.start, cue.first, clause.lex)


def _after_first_verb(clause: Clause, cue: Cue) -> Phrase | None:
    """As in "ورفض الرئيس هذه النتائج، قائلا": the noun phrase behind the verb with which the clause begins."""
    start = openers.skip_openers(clause.tokens, clause.start, cue.first, clause.lex)
    first = clause.tokens[start].low if start < cue.first else ""
    noun = any(clause.has(name, start) for name in ("person_nouns", "body_nouns", "determiners")) or first[:2] == "ال"
    if not noun:
        found = phrases.subject_after(clause.tokens, start + 1, cue.first, clause.lex)
        if found and (found.kind in ("person", "body") or (first[:1] == "و" and found.kind == "name")):
            return found
    return _doubted(phrases.clause_subject(clause.tokens, clause.start, cue.first, clause.lex))


def _doubted(phrase: Phrase | None) -> Phrase | None:
    """What stands before the verb of a verb-first language is seldom its subject."""
    return phrase and replace(phrase, quality=phrase.quality * _DOUBT)


def subject(clause: Clause, cue: Cue, after: int, limit: int) -> Phrase | None:
    """The subject of a verb whose content follows: to its left, or between verb and content."""
    lex = clause.lex
    if cue.kind == "own_pronoun":
        return None
    start = max(after, clause.start)
    if lex.order == "vso":
        return _behind_verb(clause, cue, start, limit)
    if lex.order == "v2" and _is_participle_form(clause, cue):
        found = _around_auxiliary(clause, cue, start)
        if found:
            return found
    found = shared_subject(clause, cue) or phrases.left(clause.tokens, cue.head, start, lex)
    if lex.order == "v2" and found and _no_subject(clause, found):
        found = None
    if found is None and start > clause.start and clause.has("conjunctions", cue.head - 1):
        found = phrases.clause_subject(clause.tokens, clause.start, cue.head - 1, lex)
    if found and found.quality > 0.5:
        return found
    if lex.inversion and limit > cue.last:
        other = phrases.subject_after(clause.tokens, cue.last, limit, lex)
        near = other is not None and other.first - cue.last <= 1 and (found is None or lex.order == "v2")
        told = cue.head < cue.first  # "me contó mi hijo"
        if other and near and (told or not _is_object(clause, other)):
            return other
    return found


def _behind_verb(clause: Clause, cue: Cue, start: int, limit: int) -> Phrase | None:
    """The subject in a verb-first language."""
    if clause.low(cue.first - 1) == _ALREADY and (found := _between(clause, cue, start)):
        return found
    found = phrases.subject_after(clause.tokens, cue.last, limit, clause.lex)
    if clause.has("relays", cue.last - 1):
        return _relayed(clause, cue, found, limit)
    return found or _doubted(phrases.left(clause.tokens, cue.head, start, clause.lex))


def _between(clause: Clause, cue: Cue, start: int) -> Phrase | None:
    """As in "وكان الرئيس قد صرح": the subject stands between the two auxiliaries."""
    was = next((k for k in range(cue.first - 2, start - 1, -1) if clause.low(k) in _WAS), None)
    return None if was is None else phrases.right(clause.tokens, was + 1, cue.first - 1, clause.lex)


def _relayed(clause: Clause, cue: Cue, found: Phrase | None, limit: int) -> Phrase | None:
    """As in Arabic "نقلت الوكالة عن الوزير": who is quoted stands behind "from"; with "from him" the last speaker."""
    at = found.last if found else cue.last
    source = next((k for k in range(at, min(limit, at + 3)) if clause.low(k).startswith("عن")), None)
    if source is None or clause.low(source) != "عن":
        return found if source is None else None
    quoted = phrases.right(clause.tokens, source + 1, limit, clause.lex)
    return replace(quoted, quality=_PASSED_ON) if quoted and found is None else quoted


def _is_object(clause: Clause, phrase: Phrase) -> bool:
    """As in "desmintió una acusación que …": a thing after the verb is what is told, and "que" its relative."""
    lex = clause.lex
    if phrase.kind != "common" or lex.order != "svo" or not lex.pro_drop or not lex.words["sources"]:
        return False
    return not any(clause.has("sources", k) for k in range(phrase.first, phrase.last))


def _no_subject(clause: Clause, phrase: Phrase) -> bool:
    """As in "Am Montag sagte …", "Weiter sagte …": what stands before the verb is a circumstance."""
    first = clause.tokens[phrase.first]
    if phrase.last - phrase.first == 1 and (
        clause.has("auxiliaries", phrase.first) or clause.has("connectors", phrase.first)
    ):
        return True
    at = phrase.first
    while at > clause.start and clause.tokens[at - 1].kind != "p":
        at -= 1
        if any(clause.has(name, at) for name in ("prepositions", "subordinators", "oblique_determiners")):
            return True  # "Ihren Gegner von der Partei forderte May auf, …"
    return clause.has("prepositions", phrase.first) or kinds.is_time(first, clause.lex)


def _is_participle_form(clause: Clause, cue: Cue) -> bool:
    word = clause.tokens[cue.last - 1].low
    return ("ge" in word or word.endswith("iert")) and (cue.last >= clause.end or clause.tokens[cue.last].kind == "p")


def _around_auxiliary(clause: Clause, cue: Cue, start: int) -> Phrase | None:
    """As in "hat der Minister gefordert, …": the subject stands before or after the auxiliary."""
    auxiliary = next(
        (k for k in range(cue.first - 1, start - 1, -1) if clause.low(k) in _HAVING),
        None,
    )
    if auxiliary is None:
        return None
    before = phrases.left(clause.tokens, auxiliary, start, clause.lex)
    if before and not _no_subject(clause, before):
        return before
    return phrases.right(clause.tokens, auxiliary + 1, cue.first, clause.lex)
