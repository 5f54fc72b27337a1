"""Tokens of a sentence whose verb stands last (Turkish, Japanese, Korean) → speaker first, content, verb of saying."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from attribution import kinds, openers, phrases
from attribution.acts import ACTS
from attribution.clause import Clause, Finding
from attribution.cues import Cue
from attribution.kinds import Phrase
from attribution.nominatives import (
    ablative,
    before_genitive,
    content_end,
    genitive,
    has_genitive,
    in_a_case,
    leading,
    phrase,
)
from attribution.sources import is_rule

_ANSWER = 12  # characters
_LONGEST_SOURCE = 8  # tokens
_USUAL = 6  # tokens of a name with its title
_DATIVES = ("a", "e")
_ACCUSATIVE = re.compile(r"\w{3,}(?:l[ae]r[ıi]|[ıiuü]n[ıiuü])$")
"""Turkish plurals and possessives in the accusative: "iddiaları", "iddiasını"."""
_REFUSED = re.compile(r"m[ae]y[ıi]$")
"""How Turkish infinitives end in the accusative: "vurmayı reddetti" is an act, and no denial."""
_UNSURE = 0.3
"""Quality of a speaker whose borders, or who it is, cannot be told."""
_COLONS = (":", "：")


def analyse(clause: Clause, cues: Sequence[Cue]) -> list[Finding]:
    """What participles before a name report, then what each finite verb of the sentence reports, left to right."""
    found: list[Finding] = []
    rest = clause
    for cue in cues:
        told = _attributive(rest, cue) if cue.kind == "participle" and cue.first > rest.start else None
        if told:
            found.append(told)
            rest = Clause(clause.tokens, cue.last, clause.end, clause.lex)
    return [*found, *_outermost(rest, cues)]


def _outermost(clause: Clause, cues: Sequence[Cue]) -> list[Finding]:
    """The statements of the parts that end with a finite verb, each with a subject of its own or the last one's."""
    found: list[Finding] = []
    before: Clause | None = None
    for part in _parts(clause):
        for cue in reversed([c for c in cues if part.start <= c.first < part.end]):
            told = _of(part, cue)
            if told:
                subject = told.speaker or (leading(before, before.end) if before else None)
                found.append(replace(told, speaker=subject))
                break
        before = part
    return found


def _of(clause: Clause, cue: Cue) -> Finding | None:
    if cue.kind == "postposed":
        return _postposed(clause, cue)
    return _nominal(clause, cue) if cue.kind == "nominal" else _verb(clause, cue)


def _parts(clause: Clause) -> list[Clause]:
    """As in "X … öne sürdü; Y … açıkladı": a semicolon, or a finite verb and a comma or "but", end a part."""
    if not clause.lex.case_suffixes:
        return [clause]
    borders = [clause.start]
    for k in range(clause.start + 1, clause.end - 1):
        finite = kinds.is_finite(clause.tokens[k - 1], clause.lex)
        if clause.low(k) == ";" or (finite and (clause.low(k) == "," or clause.has("adversatives", k))):
            borders.append(k + 1)
    ends = [*borders[1:], clause.end]
    return [Clause(clause.tokens, first, last, clause.lex) for first, last in zip(borders, ends, strict=True)]


def _nominal(clause: Clause, cue: Cue) -> Finding | None:
    """As in "Akiki’nin … söylediğini" within what somebody else says: the subject stands in the genitive."""
    if cue.last < clause.trimmed_end():
        return None
    end = _past_quotatives(clause, cue.first)
    quoted = clause.is_quote(end - 1)
    content = end if quoted else content_end(clause, end)
    subject = genitive(clause, content) if content else None
    if subject is None or content is None:
        return None
    first = _quote_start(clause, end) if quoted else subject.last
    if not (quoted or clause.lex.topic_pattern or has_genitive(clause, first, content)):
        subject = replace(subject, quality=_UNSURE)  # "çocukların kalacağını düşündüğünü": they stay, and do not think
    enough = clause.words(first, content) >= (1 if quoted else 2)
    return Finding(first, content, "verb_quote" if quoted else "sov_clause", cue, subject) if enough else None


def _attributive(clause: Clause, cue: Cue) -> Finding | None:
    """As in "“Bitti” diyen Erdoğan", "öldüğünü belirten bakan": the speaker is whom the participle describes."""
    end = _past_quotatives(clause, cue.first)
    speaker = leading(Clause(clause.tokens, cue.last, clause.end, clause.lex), clause.end)
    if speaker is None or speaker.first > cue.last:
        return None
    if clause.is_quote(end - 1):
        return Finding(_quote_start(clause, end), end, "verb_quote", cue, speaker)
    content = content_end(clause, end)
    first = openers.skip_openers(clause.tokens, clause.start, content, clause.lex) if content else 0
    if content is None or clause.words(first, content) < 2:
        return None
    return Finding(first, content, "sov_clause", cue, speaker)


def _postposed(clause: Clause, cue: Cue) -> Finding | None:
    speaker = phrases.before_marker(clause.tokens, cue.first, clause.start, clause.lex)
    first = cue.last + 1 if clause.low(cue.last) in (",", "、") else cue.last
    if speaker is None or speaker.kind == "common" or speaker.last - speaker.first > _LONGEST_SOURCE:
        return None
    if clause.words(first, clause.end) < 2 or is_rule(clause, speaker):
        return None
    return Finding(first, clause.trimmed_end(), "according_clause", cue, speaker)


def _verb(clause: Clause, cue: Cue) -> Finding | None:
    if cue.kind != "verb":
        return None
    if cue.entry.stance == "refuses_comment":
        speaker = leading(clause, cue.first)
        return Finding(speaker.last, clause.trimmed_end(), "refusal", cue, speaker) if speaker else None
    if clause.low(cue.last) in _COLONS:
        return _announced(clause, cue)
    if clause.has("passive_forms", cue.last - 1):
        return _from_statement(clause, cue)
    end = _past_quotatives(clause, cue.first)
    if clause.is_quote(end - 1):
        return _quoted(clause, cue, end)
    if end < cue.first and clause.has("quotatives", end):
        return _nominalised(clause, cue, end)
    content = content_end(clause, end)
    return _nominalised(clause, cue, content) if content else _denial(clause, cue)


def _denial(clause: Clause, cue: Cue) -> Finding | None:
    """As in "Bakan, iddiaları kesin bir dille yalanladı": what is denied is the verb's object."""
    if cue.entry.stance not in ACTS or not clause.lex.case_suffixes:
        return None
    near = range(cue.first - 1, max(clause.start, cue.first - 1 - _USUAL), -1)
    thing = next((k for k in near if not clause.tokens[k].upper and _ACCUSATIVE.search(clause.low(k))), None)
    speaker = leading(clause, thing) if thing else None
    refused = thing is not None and any(_REFUSED.search(t.low) for t in clause.tokens[thing : cue.first])
    if thing is None or speaker is None or speaker.last > thing or refused:
        return None
    first = speaker.last + 1 if clause.low(speaker.last) == "," else speaker.last
    return Finding(first, thing + 1, "act", cue, speaker)


def _announced(clause: Clause, cue: Cue) -> Finding | None:
    """As in "Bakan şunları söyledi: “…”": what is said follows a colon."""
    speaker = leading(clause, cue.first)
    first = cue.last + 1
    if clause.words(first, clause.end) < 1 or (speaker is None and not clause.is_quote(first)):
        return None
    pattern = "verb_quote" if clause.is_quote(first) else "verb_colon"
    last = first + 1 if clause.is_quote(first) else clause.trimmed_end()
    return Finding(first, last, pattern, cue, speaker)


def _from_statement(clause: Clause, cue: Cue) -> Finding | None:
    """As in "Bakanlıktan yapılan açıklamada … belirtildi": whose statement it was stands before "yapılan"."""
    noun = next((k for k in range(clause.start, cue.first) if clause.has("statement_nouns", k)), None)
    if noun is None:
        return None
    made = next((k for k in range(noun - 1, max(clause.start, noun - 4), -1) if clause.has("made_words", k)), None)
    speaker = Phrase(noun, noun + 1, "statement", 0.9) if made is None else ablative(clause, made)
    end = _past_quotatives(clause, cue.first)
    first = _quote_start(clause, end) if clause.is_quote(end - 1) else noun + 1
    if not clause.is_quote(end - 1) and content_end(clause, end) is None:
        return None
    pattern = "verb_quote" if clause.is_quote(end - 1) else "sov_clause"
    return Finding(first, end, pattern, cue, speaker) if speaker and clause.words(first, end) else None


def _past_quotatives(clause: Clause, end: int) -> int:
    while end > clause.start and (clause.has("quotatives", end - 1) or clause.low(end - 1) in (",", "、", ".")):
        end -= 1
    return end


def _quote_start(clause: Clause, end: int) -> int:
    first = end - 1
    while first - 1 >= clause.start and clause.is_quote(first - 1):
        first -= 1
    return first


def _quoted(clause: Clause, cue: Cue, end: int) -> Finding | None:
    first = _quote_start(clause, end)
    speaker = _before_quotation(clause, first) or leading(clause, first) or _behind_verb(clause, cue)
    word = clause.tokens[first].end - clause.tokens[first].start <= _ANSWER  # "“evet” dedi": a vote
    dropped = clause.lex.pro_drop and not word
    return Finding(first, end, "verb_quote", cue, speaker) if speaker or dropped else None


def _behind_verb(clause: Clause, cue: Cue) -> Phrase | None:
    """As in "“…” diyor Ali Kaya"; but "yazmış gösterici duvara" ends with a word that is no subject."""
    found = phrases.right(clause.tokens, cue.last, clause.end, clause.lex)
    if found is None or not clause.lex.case_suffixes:
        return found
    last = clause.tokens[found.last - 1]
    known = clause.has("body_nouns", found.last - 1) or clause.has("person_nouns", found.last - 1)
    dative = last.low.endswith(_DATIVES) and not (last.upper or known)
    return replace(found, quality=_UNSURE) if dative else found


def _before_quotation(clause: Clause, quote: int) -> Phrase | None:
    """As in "ve Julia Gillard “…” dedi": a name right before the quotation."""
    first = quote
    while first > clause.start and clause.tokens[first - 1].upper and clause.tokens[first - 1].kind == "w":
        first -= 1
    return phrase(clause, first, quote) if first < quote and not clause.lex.topic_pattern else None


def _nominalised(clause: Clause, cue: Cue, end: int) -> Finding | None:
    near = Clause(clause.tokens, _after_coordinate(clause, end), clause.end, clause.lex)
    speaker = leading(near, end) or (before_genitive(near, end) if clause.lex.case_suffixes else None)
    if speaker is None and not (clause.lex.pro_drop and clause.lex.case_suffixes):
        return None
    first = speaker.last if speaker else openers.skip_openers(clause.tokens, near.start, end, clause.lex)
    first = _past_comment(clause, first, end)
    if speaker is None and near.start > clause.start:
        shared = clause.lex.cues.get(clause.low(near.start - 2)) or in_a_case(clause, near.start)
        speaker = leading(clause, near.start) if shared else None  # "X … belirtti ve … söyledi"
    while (first < end and clause.tokens[first].kind == "p") or clause.has("topics", first):
        first += 1
    if clause.words(first, end) < 2:
        return None
    return Finding(first, end, "sov_clause", cue, speaker)


def _after_coordinate(clause: Clause, end: int) -> int:
    """As in "İlahî karşılandı ve seyirci … istedi": past a finite verb and "and", behind which a clause begins."""
    for k in range(end - 1, clause.start, -1):
        if clause.has("conjunctions", k) and kinds.is_finite(clause.tokens[k - 1], clause.lex):
            return k + 1
    return clause.start


def _past_comment(clause: Clause, first: int, end: int) -> int:
    """As in "Adam, tahmin ettiği gibi, …": past a comment that ends with "as" and a comma."""
    return next((k + 2 for k in range(first, end - 2) if clause.has("as_words", k) and clause.low(k + 1) == ","), first)
