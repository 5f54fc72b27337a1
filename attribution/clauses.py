"""Tokens of one sentence → its findings: which words are reported, by which cue, with which phrase as the speaker."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from attribution import kinds, phrases
from attribution.clause import Clause, Finding, cues_of
from attribution.closing import closing
from attribution.cues import Cue
from attribution.opening import PATTERNS
from attribution.participles import after_participle, quoted_end

_COMMENT = 8
"""Tokens between "as" and its verb."""
_REPORTED = ("verb_that", "verb_clause", "verb_circumstance_clause", "infinitive", "comma_clause")

_PLURALS = ("ron", "ram", "no", "ro", "rent")
"""How a verb of the narrative tense ends in the plural (Spanish, Portuguese, Italian, French)."""


def analyse(clause: Clause) -> list[Finding]:
    """The statements of this level, left to right; what lies inside their contents is the next level's."""
    cues = cues_of(clause)
    for cue in reversed(cues):
        found = closing(clause, cue)
        if found:
            return [*_denied(clause, found, cues), *_going_on(clause, found, cues)]
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
                yield from _before_comment(clause, found, cues[number + 1 :])
                after = cue.last if cue.kind == "participle" else max(found.last, cue.last)
                break


def _denied(clause: Clause, found: Finding, cues: Sequence[Cue]) -> Iterator[Finding]:
    """As in "X denied that Y refused, as Z claims": X denies, and Z claims what X denies."""
    last = found.last
    if clause.has("as_words", last + 1 if clause.low(last) == "," else last):
        inner = replace(clause, start=found.first, end=last)
        for main in _left_to_right(inner, [c for c in cues if found.first <= c.first < last]):
            if main.cue and (main.cue.negated or main.cue.entry.stance == "denies"):
                yield main
                yield replace(found, first=main.first, last=main.last)
                return
            break
        if any(c.first < last and (c.negated or c.entry.stance == "denies") for c in cues):
            return  # who denies what is not told apart
    yield found


def _going_on(clause: Clause, found: Finding, cues: Sequence[Cue]) -> Iterator[Finding]:
    """As in "“A,” she said, adding that B": what the same speaker says after the quotation."""
    if found.cue is None or found.cue.kind not in ("verb", "own_pronoun") or found.pattern == "parenthetical":
        return
    after = max(found.cue.last, found.last, found.speaker.last if found.speaker else 0)
    for cue in cues:
        if cue.first >= after and "," in (clause.low(cue.first - 1), clause.low(cue.first - 2)):
            content = after_participle(clause, cue)
            if content is not None:
                yield Finding(content, quoted_end(clause, content), "participle", cue, found.speaker)
                return


def _before_second_verb(clause: Clause, found: Finding) -> Finding:
    """As in "sagte, dass A, und ging": a comma, "and" and a verb go on with the speaker's acts, not with A."""
    told = _tense(clause, _past_adverbs(clause, found.cue.head)) if found.cue else None
    for k in range(found.first + 2, found.last - 2):
        if not clause.has("conjunctions", k):
            continue
        comma = clause.low(k - 1) == "," and not (clause.lex.comma_clause and clause.lex.zero)  # "A, B, dan C"
        if comma and kinds.is_finite(clause.tokens[k + 1], clause.lex):
            return replace(found, last=k - 1)
        if (
            told
            and _tense(clause, _past_adverbs(clause, k + 1)) == told
            and not _in_tense(clause, found.first, k, told)
        ):
            return replace(found, last=k)
    return found


def _past_adverbs(clause: Clause, at: int) -> int:
    """Past "also", "later", "for this" before a verb without a subject of its own."""
    adverb = clause.lex.adverb_pattern
    while at < clause.end and not clause.has("perfects", at):
        if clause.has("prepositions", at) and clause.has("demonstratives", at + 1):
            at += 2
        elif clause.has("auxiliaries", at) or (adverb and adverb.match(clause.low(at))):
            at += 1
        else:
            break
    return at


def _tense(clause: Clause, at: int) -> str | None:
    """The auxiliary of a verb group, or the number of its narrative ending (Spanish -ó, -aron); None for others."""
    pattern = clause.lex.narrative_pattern
    if pattern is None:
        return None
    if clause.has("perfects", at):
        return clause.low(at)
    if clause.tokens[at].kind != "w" or not pattern.search(clause.low(at)):
        return None
    return "plural" if clause.low(at).endswith(_PLURALS) else "singular"


def _in_tense(clause: Clause, first: int, last: int, tense: str | None) -> bool:
    return any(_tense(clause, k) == tense for k in range(first, last))


def _before_coordinate(clause: Clause, found: Finding, later: Sequence[Cue]) -> Finding:
    """As in "said A and added that B": A ends before the second verb of the same subject."""
    for cue in later:
        if cue.kind == "participle" and _goes_on(clause, found, cue):
            return replace(found, last=cue.first - 1)
        if cue.kind != "verb" or not found.first < cue.head < found.last or cue.modal:
            continue
        at = cue.head - 1
        if at > found.first and clause.has("conjunctions", at) and _introduces_content(clause, cue):
            end = at - 1 if clause.low(at - 1) == "," else at
            return replace(found, last=end)
        comma = _new_subject(clause, found, cue)
        if comma is not None:
            return replace(found, last=comma)
    found = _before_semicolon(clause, _before_contrast(clause, _before_main_clause(clause, found)))
    return _before_second_verb(clause, found) if found.pattern == "verb_that" else found


def _before_semicolon(clause: Clause, found: Finding) -> Finding:
    """As in "said A; according to Z, B": what stands behind the semicolon is Z's, where it names who says it."""
    for k in range(found.first + 2, found.last - 2):
        if clause.low(k) == ";":
            behind = analyse(replace(clause, start=k + 1))
            named = any(f.speaker and f.speaker.kind != "pronoun" for f in behind)
            if named or (found.cue and found.cue.kind == "about") or _is_anothers(clause, found, k + 1):
                return replace(found, last=k)
    return found


def _is_anothers(clause: Clause, found: Finding, at: int) -> bool:
    """As in "BMKG put it at 7.4; the Survey gives 7.5": the clause behind the semicolon is about another body."""
    subject = phrases.clause_subject(clause.tokens, at, found.last, clause.lex)
    if subject is None or found.speaker is None or found.pattern == "verb_that":
        return False
    kinds_of_others = (
        ("body", "person") if clause.lex.nouns_upper or clause.lex.caseless else ("body", "person", "name")
    )
    words = {t.low for t in clause.tokens[found.speaker.first : found.speaker.last]}
    same = any(t.low in words for t in clause.tokens[subject.first : subject.last] if t.upper)
    return subject.kind in kinds_of_others and not same


def _before_contrast(clause: Clause, found: Finding) -> Finding:
    """As in French "a dit que A, mais B": who goes on repeats "que"; elsewhere only "but I" surely turns back."""
    if found.pattern not in _REPORTED:
        return found
    for k in range(found.first + 2, found.last - 2):
        if not clause.has("contrasts", k) or clause.low(k - 1) != "," or clause.has("complementisers", k + 1):
            continue
        if not clause.lex.zero or (clause.nested and clause.has("first_persons", k + 1)):
            return replace(found, last=k - 1)
    return found


def _before_main_clause(clause: Clause, found: Finding) -> Finding:
    """As in "When X said that A, Y left": A ends where the main clause begins."""
    start = phrases.first_word(clause.tokens, clause.start, clause.end)
    if found.pattern not in _REPORTED or found.speaker is None or not clause.has("subordinators", start):
        return found
    if any(clause.low(k) == "," for k in range(start, found.speaker.first)):
        return found  # the subordinate clause has ended before
    commas = [k for k in range(found.first + 2, found.last - 2) if clause.low(k) == ","]
    for k in reversed(commas):
        subject = phrases.clause_subject(clause.tokens, k + 1, found.last, clause.lex)
        if subject and subject.first == k + 1 and clause.verbish(subject.last, min(found.last, subject.last + 3)):
            return replace(found, last=k)
    return found


def _goes_on(clause: Clause, found: Finding, cue: Cue) -> bool:
    """As in "said A, adding that B", "said A, noting: “B”": the participle goes on with the speaker's own words."""
    if cue.first - 2 <= found.first or clause.low(cue.first - 1) != "," or found.pattern not in _REPORTED:
        return False
    at = cue.last + (clause.low(cue.last) in (",", ":"))
    return clause.has("adding", cue.first) or clause.is_quote(at)


def _new_subject(clause: Clause, found: Finding, cue: Cue) -> int | None:
    """As in "A said B, and C warned that D": where the comma before "and C" stands."""
    if not (_introduces_content(clause, cue) or (cue.entry.plain and clause.lex.zero)):
        return None
    subject = phrases.left(clause.tokens, cue.head, found.first, clause.lex)
    if subject is None or subject.first - 2 <= found.first or subject.kind == "pronoun":
        return None
    at = subject.first - 1
    return at - 1 if clause.has("conjunctions", at) and clause.low(at - 1) == "," else None


def _before_comment(clause: Clause, found: Finding, later: Sequence[Cue]) -> Iterator[Finding]:
    """As in "X denied that A, as Y claims": A ends at the comma, and Y claims what X denies."""
    for cue in later:
        comma = next(
            (k for k in range(cue.first - 2, max(found.first, cue.first - _COMMENT), -1) if clause.low(k) == ","), None
        )
        if cue.kind != "verb" or cue.first >= found.last or comma is None or not clause.has("as_words", comma + 1):
            continue
        yield replace(found, last=comma)
        speaker = phrases.left(clause.tokens, cue.head, comma + 2, clause.lex)
        speaker = speaker or phrases.right(clause.tokens, cue.last, clause.end, clause.lex)
        if speaker and found.cue and (found.cue.negated or found.cue.entry.stance == "denies"):
            yield Finding(found.first, comma, "comment_clause", cue, speaker)
        return
    yield found


def _introduces_content(clause: Clause, cue: Cue) -> bool:
    return clause.has("complementisers", cue.last) or clause.is_quote(cue.last) or clause.low(cue.last) in (":", ",")
