"""Tokens of a sentence whose verb stands last (Turkish, Japanese, Korean) → speaker first, content, verb of saying."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from attribution import kinds, phrases
from attribution.clause import Clause, Finding
from attribution.cues import Cue
from attribution.kinds import Phrase

_GUESS = 0.6
"""Quality of a speaker whose end no comma, particle or quotation marks."""
_LONGEST_SOURCE = 8  # tokens
_USUAL = 6  # tokens of a name with its title
_SPEAKER_WINDOW = 14  # tokens from the start of a clause within which its speaker is named


def analyse(clause: Clause, cues: Sequence[Cue]) -> list[Finding]:
    """The outermost statement: its verb is the last of the sentence."""
    for cue in reversed(cues):
        found = _postposed(clause, cue) if cue.kind == "postposed" else _verb(clause, cue)
        if found:
            return [found]
    return []


def _postposed(clause: Clause, cue: Cue) -> Finding | None:
    speaker = phrases.before_marker(clause.tokens, cue.first, clause.start, clause.lex)
    first = cue.last + 1 if clause.low(cue.last) in (",", "、") else cue.last
    if speaker is None or speaker.kind == "common" or speaker.last - speaker.first > _LONGEST_SOURCE:
        return None
    if clause.words(first, clause.end) < 2:
        return None
    return Finding(first, clause.trimmed_end(), "according_clause", cue, speaker)


def _verb(clause: Clause, cue: Cue) -> Finding | None:
    if cue.kind != "verb":
        return None
    end = cue.first
    while end > clause.start and _is_quotative(clause, end - 1):
        end -= 1
    if clause.is_quote(end - 1):
        return _quoted(clause, cue, end)
    if end < cue.first and clause.has("quotatives", end):
        return _nominalised(clause, cue, end)
    for back in range(3):
        if end - back > clause.start and _ends_content(clause, end - 1 - back):
            return _nominalised(clause, cue, end - back)
    return None


def _is_quotative(clause: Clause, at: int) -> bool:
    return clause.has("quotatives", at) or clause.low(at) in (",", "、", ".")


def _ends_content(clause: Clause, at: int) -> bool:
    pattern = clause.lex.content_ending
    return bool(pattern and clause.tokens[at].kind in "wq" and pattern.search(clause.low(at)))


def _quoted(clause: Clause, cue: Cue, end: int) -> Finding | None:
    first = end - 1
    while first - 1 >= clause.start and clause.is_quote(first - 1):
        first -= 1
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
    speaker = leading(clause, end)
    if speaker is None:
        return None
    first = speaker.last
    while (first < end and clause.tokens[first].kind == "p") or clause.has("topics", first):
        first += 1
    if clause.words(first, end) < 2:
        return None
    return Finding(first, end, "sov_clause", cue, speaker)


def leading(clause: Clause, limit: int) -> Phrase | None:
    """The speaker at the head of a clause: up to its comma or topic particle, its title, or its capitals."""
    start = phrases.skip_openers(clause.tokens, clause.start, limit, clause.lex)
    window = min(limit, start + _SPEAKER_WINDOW)
    for at in range(start, window):
        if clause.has("topics", at) or clause.low(at) in (",", "、", ":", "："):
            bare = any(_ends_content(clause, k) for k in range(start, at))
            return None if bare else _phrase(clause, start, at)
        if (
            clause.lex.topic_pattern
            and clause.tokens[at].kind == "w"
            and clause.lex.topic_pattern.search(clause.low(at))
        ):
            return _phrase(clause, start, at + 1)
    return _titled(clause, start, window)


def _titled(clause: Clause, start: int, window: int) -> Phrase | None:
    end = start
    for at in range(start, window):
        noun = clause.has("body_nouns", at) or clause.has("person_nouns", at)
        capital = clause.tokens[at].upper and at == end
        if (noun and all(clause.tokens[k].kind == "w" for k in range(start, at)) and at - start < 6) or capital:
            end = at + 1
        if clause.tokens[at].kind != "w" or kinds.is_time(clause.tokens[at], clause.lex):
            break
    found = _phrase(clause, start, end) if end > start else None
    return replace(found, quality=_GUESS) if found else None


def _phrase(clause: Clause, first: int, last: int) -> Phrase | None:
    if first >= last or last - first > _SPEAKER_WINDOW or any(t.kind == "Q" for t in clause.tokens[first:last]):
        return None
    while first < last and kinds.is_time(clause.tokens[first], clause.lex):
        first += 1
    if first >= last:
        return None
    words = clause.tokens[first:last]
    sure = last - first <= _USUAL and not any(kinds.is_verb(t, clause.lex) or t.low[:1].isdigit() for t in words)
    quality = 0.9 if sure else _GUESS
    return Phrase(first, last, kinds.kind_of(clause.tokens, first, last, clause.lex), quality)
