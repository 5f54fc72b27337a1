"""Tokens of a sentence whose verb stands last (Turkish, Japanese, Korean) → speaker first, content, verb of saying."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from attribution import kinds, openers, phrases
from attribution.clause import Clause, Finding
from attribution.closing import is_rule
from attribution.cues import Cue
from attribution.kinds import Phrase

_GUESS = 0.6
"""Quality of a speaker whose end no comma, particle or quotation marks."""
_LONGEST_SOURCE = 8  # tokens
_USUAL = 6  # tokens of a name with its title
_SPEAKER_WINDOW = 14  # tokens from the start of a clause within which its speaker is named
_BEFORE_VERB = 3  # tokens between a reported clause and its verb: "polise söyledi"
_COMMON_GENITIVE = re.compile(r"\w{3,}(?:n[ıiuü]n|ğ[ıiuü]n|l[ae]r[ıi]n)$")
"""Turkish genitives that are seldom names."""
_COLONS = (":", "：")
_ABLATIVES = ("dan", "den", "tan", "ten")


def analyse(clause: Clause, cues: Sequence[Cue]) -> list[Finding]:
    """What participles before a name report, then the outermost statement: its verb is the last of the sentence."""
    found: list[Finding] = []
    rest = clause
    for cue in cues:
        told = _attributive(rest, cue) if cue.kind == "participle" and cue.first > rest.start else None
        if told:
            found.append(told)
            rest = Clause(clause.tokens, cue.last, clause.end, clause.lex)
    for cue in reversed([c for c in cues if c.first >= rest.start]):
        told = _postposed(rest, cue) if cue.kind == "postposed" else _verb(rest, cue)
        if told:
            return [*found, told]
    return found


def _attributive(clause: Clause, cue: Cue) -> Finding | None:
    """As in "“Bitti” diyen Erdoğan", "öldüğünü belirten bakan": the speaker is whom the participle describes."""
    end = _past_quotatives(clause, cue.first)
    speaker = leading(Clause(clause.tokens, cue.last, clause.end, clause.lex), clause.end)
    if speaker is None or speaker.first > cue.last:
        return None
    if clause.is_quote(end - 1):
        return Finding(_quote_start(clause, end), end, "verb_quote", cue, speaker)
    content = _content_end(clause, end)
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
    if clause.low(cue.last) in _COLONS:
        return _announced(clause, cue)
    if clause.has("passive_forms", cue.last - 1):
        return _from_statement(clause, cue)
    end = _past_quotatives(clause, cue.first)
    if clause.is_quote(end - 1):
        return _quoted(clause, cue, end)
    if end < cue.first and clause.has("quotatives", end):
        return _nominalised(clause, cue, end)
    content = _content_end(clause, end)
    return _nominalised(clause, cue, content) if content else None


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
    speaker = Phrase(noun, noun + 1, "statement", 0.9) if made is None else _ablative(clause, made)
    end = _past_quotatives(clause, cue.first)
    first = _quote_start(clause, end) if clause.is_quote(end - 1) else noun + 1
    if not clause.is_quote(end - 1) and _content_end(clause, end) is None:
        return None
    pattern = "verb_quote" if clause.is_quote(end - 1) else "sov_clause"
    return Finding(first, end, pattern, cue, speaker) if speaker and clause.words(first, end) else None


def _ablative(clause: Clause, made: int) -> Phrase | None:
    """Who made a statement: the words up to "-dan" or "tarafından" before "yapılan"."""
    end = made
    while end > clause.start and kinds.is_time(clause.tokens[end - 1], clause.lex):
        end -= 1
    by = clause.has("agents", end - 1)
    if not (by or clause.low(end - 1).endswith(_ABLATIVES)):
        return None
    end -= by
    first = phrases.run_start(clause.tokens, end, clause.start, clause.lex)
    while first < end and (clause.has("connectors", first) or kinds.is_time(clause.tokens[first], clause.lex)):
        first += 1
    if not 0 < end - first <= _USUAL:
        return None
    kind = kinds.kind_of(clause.tokens, first, end, clause.lex)
    return Phrase(first, end, "body" if kind == "common" else kind, 0.9)


def _past_quotatives(clause: Clause, end: int) -> int:
    while end > clause.start and (clause.has("quotatives", end - 1) or clause.low(end - 1) in (",", "、", ".")):
        end -= 1
    return end


def _content_end(clause: Clause, end: int) -> int | None:
    """Where a reported clause before a verb ends: with its own verb form, few words before the verb."""
    for back in range(_BEFORE_VERB):
        if end - back > clause.start and _ends_content(clause, end - 1 - back):
            return end - back
    return None


def _ends_content(clause: Clause, at: int) -> bool:
    pattern = clause.lex.content_ending
    return bool(pattern and clause.tokens[at].kind in "wq" and pattern.search(clause.low(at)))


def _quote_start(clause: Clause, end: int) -> int:
    first = end - 1
    while first - 1 >= clause.start and clause.is_quote(first - 1):
        first -= 1
    return first


def _quoted(clause: Clause, cue: Cue, end: int) -> Finding | None:
    first = _quote_start(clause, end)
    speaker = (
        _before_quotation(clause, first)
        or leading(clause, first)
        or phrases.right(clause.tokens, cue.last, clause.end, clause.lex)
    )
    return Finding(first, end, "verb_quote", cue, speaker) if speaker or clause.lex.pro_drop else None


def _before_quotation(clause: Clause, quote: int) -> Phrase | None:
    """As in "ve Julia Gillard “…” dedi": a name right before the quotation."""
    first = quote
    while first > clause.start and clause.tokens[first - 1].upper and clause.tokens[first - 1].kind == "w":
        first -= 1
    return _phrase(clause, first, quote) if first < quote and not clause.lex.topic_pattern else None


def _nominalised(clause: Clause, cue: Cue, end: int) -> Finding | None:
    near = Clause(clause.tokens, _after_coordinate(clause, end), clause.end, clause.lex)
    speaker = leading(near, end)
    if speaker is None and not (clause.lex.pro_drop and clause.lex.case_suffixes):
        return None
    first = speaker.last if speaker else openers.skip_openers(clause.tokens, near.start, end, clause.lex)
    first = _past_comment(clause, first, end)
    if speaker is None and near.start > clause.start and clause.lex.cues.get(clause.low(near.start - 2)):
        speaker = leading(clause, near.start)  # "X … belirtti ve … söyledi"
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


def leading(clause: Clause, limit: int) -> Phrase | None:
    """The speaker at the head of a clause: up to its comma or topic particle, its title, or its capitals."""
    start = _after_colon(clause, openers.skip_openers(clause.tokens, clause.start, limit, clause.lex), limit)
    window = min(limit, start + _SPEAKER_WINDOW)
    for at in range(start, window):
        if clause.has("topics", at) or clause.low(at) in (",", "、", *_COLONS):
            bare = any(_ends_content(clause, k) for k in range(start, at))
            found = None if bare else _phrase(clause, start, at)
            if found or not clause.lex.case_suffixes:
                return found
            break
        if (
            clause.lex.topic_pattern
            and clause.tokens[at].kind == "w"
            and clause.lex.topic_pattern.search(clause.low(at))
        ):
            return _phrase(clause, start, at + 1)
    return _titled(clause, start, window)


def _after_colon(clause: Clause, start: int, limit: int) -> int:
    """Past a motto such as "Doğru yolda ilerliyoruz:": words before a colon that end with a verb name nobody."""
    colon = next((k for k in range(start, min(limit, start + _USUAL)) if clause.low(k) in _COLONS), None)
    if colon is None or colon == start or not clause.lex.case_suffixes:
        return start
    verb = kinds.is_verb(clause.tokens[colon - 1], clause.lex)
    return colon + 1 if verb else start


def _titled(clause: Clause, start: int, window: int) -> Phrase | None:
    end = title = start  # title: past the last word for a person or body
    for at in range(start, window):
        token = clause.tokens[at]
        if token.kind != "w":
            break
        noun = clause.has("body_nouns", at) or clause.has("person_nouns", at)
        if not noun and clause.lex.case_suffixes and _in_a_case(clause, at):
            if not _is_genitive(token.low):
                end = title if at == end else end  # "Associated Press'e", not Associated
                break
            end = title = at + 1  # "Merkel'in sözcüsü": the head may follow
            continue
        if (noun and at - start < _USUAL) or (token.upper and at == end):
            end = at + 1
        title = end if noun else title
        if kinds.is_time(token, clause.lex):
            break
    found = _phrase(clause, start, end) if end > start else None
    sure = clause.lex.case_suffixes and (title > start or end > start + 1)
    return replace(found, quality=found.quality if sure else _GUESS) if found else None


def _is_genitive(word: str) -> bool:
    if "'" not in word:
        return bool(_COMMON_GENITIVE.search(word))
    return word.endswith(("in", "ın", "un", "ün"))


def _in_a_case(clause: Clause, at: int) -> bool:
    """Whether a word stands in another case than the subject's, or is a converb (Turkish)."""
    pattern = clause.lex.oblique_pattern
    token = clause.tokens[at]
    known = clause.has("body_nouns", at) or clause.has("person_nouns", at)
    if pattern is None or known or token.kind != "w":
        return False
    if token.upper and "'" not in token.low:  # an apostrophe parts every proper name from its case
        return at == clause.start and bool(_COMMON_GENITIVE.search(token.low))
    return bool(pattern.search(token.low))


def _phrase(clause: Clause, first: int, last: int) -> Phrase | None:
    if first >= last or last - first > _SPEAKER_WINDOW or any(t.kind == "Q" for t in clause.tokens[first:last]):
        return None
    while first < last and kinds.is_time(clause.tokens[first], clause.lex):
        first += 1
    if first >= last or _in_a_case(clause, last - 1) or (last - first == 1 and clause.has("determiners", first)):
        return None
    words = clause.tokens[first:last]
    sure = last - first <= _USUAL and not any(kinds.is_verb(t, clause.lex) or t.low[:1].isdigit() for t in words)
    quality = 0.9 if sure else _GUESS
    return Phrase(first, last, kinds.kind_of(clause.tokens, first, last, clause.lex), quality)
