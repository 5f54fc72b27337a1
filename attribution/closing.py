"""A clause and a cue near its end → the finding whose content comes first: "…", said X · …, according to X."""

from __future__ import annotations

from attribution import kinds, phrases
from attribution.clause import PAUSES, Clause, Finding, cues_of
from attribution.cues import Cue
from attribution.kinds import Phrase
from attribution.late_names import behind_day, later_name
from attribution.sources import may_be_source, source
from attribution.tails import goes_on_after, infinitive_after, is_tail, pronoun_between

_SHORTEST = 3  # words of a clause in languages whose verbs we do not recognise
_NAMELIKE = 12  # words: a longer stretch with commas is more than a name with its apposition
_FAR = 8  # tokens from the content to behind "he said", a name in an apposition not counted
_CIRCUMSTANCE = 7  # words: longer than that is more than "In the second war"


def closing(clause: Clause, cue: Cue) -> Finding | None:
    """A clause or quotation whose speaker comes after it, at the end of the sentence."""
    if (
        cue.kind in ("participle", "pointing", "infinitive", "about")
        or (cue.passive and cue.kind == "verb")
        or cue.first <= clause.start
    ):
        return None
    if cue.kind == "according":
        return _closing_according(clause, cue)
    if (cue.modal and not cue.negated) or cue.kind == "postposed":
        return None
    for attempt in (_speaker_then_verb, _verb_then_speaker, _unnamed):
        found = attempt(clause, cue)
        if found:
            return found
    return None


def _closing_according(clause: Clause, cue: Cue) -> Finding | None:
    """A starred marker (German "so") stands only after what was said, parted by a comma."""
    if not clause.lex.inversion:
        return None
    if not cue.entry.plain and clause.low(cue.first - 1) not in PAUSES and not clause.is_quote(cue.first - 1):
        return None
    before = cue.first - 1 if clause.low(cue.first - 1) in PAUSES else cue.first
    if clause.words(clause.start, before) < 2 and not clause.is_quote(before - 1):
        return None
    if clause.has("complementisers", before - 1) or clause.has("subordinators", before - 1):
        return None
    speaker = source(clause, cue)
    if speaker is None or not may_be_source(clause, speaker):
        return None
    first = _content_start(clause, before)
    tail = is_tail(clause, speaker.last, relaxed=clause.lex.order != "v2")
    if (
        not tail
        or (clause.words(first, before) < _SHORTEST and not clause.is_quote(before - 1))
        or (clause.lex.order == "v2" and speaker.last < clause.trimmed_end() and clause.low(cue.first - 1) != ",")
    ):
        return Finding(first, clause.trimmed_end(), "according_within", cue, speaker)
    return Finding(first, before, "clause_according", cue, speaker)


def _verb_then_speaker(clause: Clause, cue: Cue) -> Finding | None:
    """As in "…", said the minister on Monday."""
    if not (clause.lex.inversion or cue.kind == "own_pronoun"):
        return None
    before = _quotation_or_comma(clause, cue.head)
    if before is None:
        return None
    speaker = behind_day(clause.tokens, cue.last, clause.end, clause.lex)
    if speaker is None or _only_time(clause, speaker) or _is_far(clause, cue, speaker):
        speaker = later_name(clause.tokens, cue.last, clause.end, clause.lex) or speaker
    if cue.kind == "own_pronoun":
        speaker = None if speaker is None or not clause.tokens[cue.last].upper else speaker
    elif speaker is None or not (speaker.quality == 0.9 or _adjacent(clause, cue.last, speaker.first)):
        if not clause.lex.pro_drop or not clause.is_quote(before - 1):
            return None
        speaker = None
    rest = speaker.last if speaker else cue.last
    return _closed(clause, cue, speaker, before, rest, "verb_speaker")


def _unnamed(clause: Clause, cue: Cue) -> Finding | None:
    """As in "Sus agentes, añadió, actuaron …", "…, añadió.": the language leaves the pronoun out."""
    lex = clause.lex
    drops = lex.pro_drop and lex.order == "svo" and not lex.comma_clause and lex.language.spaces
    if not drops or cue.kind != "verb" or not cue.entry.plain or clause.low(cue.head - 1) not in PAUSES:
        return None
    before, end = cue.head - 1, clause.trimmed_end()
    if clause.words(clause.start, before) < 1 or not (cue.last >= end or clause.low(cue.last) in PAUSES):
        return None
    if cue.last < end and clause.words(cue.last, end) > 1:
        return Finding(_content_start(clause, before), end, "parenthetical", cue, None)
    if cue.last < end or not _says_something(clause, clause.start, before):
        return None
    return Finding(_content_start(clause, before), before, "clause_verb_speaker", cue, None)


def _is_far(clause: Clause, cue: Cue, speaker: Phrase) -> bool:
    """Whether words stand before the name that we do not know; German nouns do not show where a name begins."""
    return not clause.lex.nouns_upper and not _adjacent(clause, cue.last, speaker.first)


def _only_time(clause: Clause, phrase: Phrase) -> bool:
    """As in "el lunes": a determiner and a day."""
    tokens = clause.tokens[phrase.first : phrase.last]
    timed = all(kinds.is_time(t, clause.lex) or clause.lex.has("determiners", t.low) for t in tokens)
    return timed or kinds.is_time(tokens[0], clause.lex)


def _adjacent(clause: Clause, at: int, first: int) -> bool:
    return all(t.kind == "w" and not t.upper for t in clause.tokens[at:first])


def _speaker_then_verb(clause: Clause, cue: Cue) -> Finding | None:
    """As in "…", the minister said on Monday."""
    speaker = phrases.left(clause.tokens, cue.head, clause.start, clause.lex)
    if speaker is None or cue.kind == "own_pronoun":
        return None
    first = speaker.first
    if clause.lex.order == "v2" and clause.has("as_words", first) and clause.low(first - 1) == ",":
        return _commented(clause, cue, speaker)
    while speaker.kind == "pronoun" and clause.has("auxiliaries", first - 1):
        first -= 1  # "a-t-il dit"
    before = _quotation_or_comma(clause, first)
    if before is None:
        return None
    return _closed(clause, cue, speaker, before, cue.last, "speaker_verb")


def _commented(clause: Clause, cue: Cue, comment: Phrase) -> Finding | None:
    """As in German "Die Brücke ist zu, wie die Polizei am Montag mitteilte": all of the sentence before is reported."""
    first, before = _content_start(clause, comment.first - 1), comment.first - 1
    speaker = phrases.subject_after(clause.tokens, comment.first + 1, cue.head, clause.lex)
    ends = cue.last >= clause.trimmed_end() and clause.words(first, before) >= _SHORTEST
    return Finding(first, before, "comment_clause", cue, speaker) if ends and speaker else None


def _closed(clause: Clause, cue: Cue, speaker: Phrase | None, before: int, rest: int, pattern: str) -> Finding | None:
    """Content is what stands before, if what follows is only a circumstance, or goes on with the content."""
    quoted = clause.is_quote(before - 1)
    first = _content_start(clause, before)
    if quoted:
        first, last = _quoted_run(clause, before, rest)
        return Finding(_led_in(clause, first), last, f"quote_{pattern}", cue, speaker)
    named = (
        speaker is not None and speaker.kind in ("name", "person", "body", "pronoun") and rest >= clause.trimmed_end()
    )
    if cue.entry.stance == "refuses_comment" or not (
        cue.entry.plain
        or (speaker is not None and clause.low(speaker.first)[:1] == "-")  # "a-t-il précisé"
        or (named and pattern == "speaker_verb")
        or (pattern == "verb_speaker" and not clause.lex.strict_inversion)
    ):
        return None
    if _out_of_order(clause, cue, rest, pattern):
        return None
    circumstance = clause.has("prepositions", first) or kinds.is_time(clause.tokens[first], clause.lex)
    circumstance = circumstance and clause.words(first, before) <= _CIRCUMSTANCE
    if circumstance and not clause.verbish(first, before):
        return None
    if _credited(clause, first) or not _says_something(clause, first, before):
        return None
    if clause.has("subordinators", clause.start) and not _has_comma(clause, first, before):
        return None
    between = speaker is not None and speaker.kind == "pronoun" and pronoun_between(clause, rest)
    parted = clause.low(rest) == ";" and pattern == "verb_speaker"
    if (parted or is_tail(clause, rest)) and not (
        between or goes_on_after(clause, rest) or infinitive_after(clause, rest)
    ):
        enough = clause.words(first, before) >= (2 if pattern == "verb_speaker" else 3)
        return Finding(first, before, f"clause_{pattern}", cue, speaker) if enough else None
    return _going_on(clause, cue, speaker, first, before, rest, pattern)


def _going_on(
    clause: Clause, cue: Cue, speaker: Phrase | None, first: int, before: int, rest: int, pattern: str
) -> Finding | None:
    """As in "The bridge, the mayor said, is closed": what follows goes on with the content, unless "while" parts it."""
    far = rest - before - (speaker.named[1] - speaker.named[0] if speaker and speaker.named else 0)
    if clause.low(rest) not in PAUSES or clause.has("relatives", rest + 1) or far >= _FAR:
        return None
    follows = rest + 1 if clause.low(rest + 1) not in PAUSES else rest + 2
    if clause.words(follows, clause.end) < 2 or clause.is_quote(follows):
        return None
    if clause.has("adversatives", follows):
        return Finding(first, before, f"clause_{pattern}", cue, speaker)
    return Finding(first, clause.trimmed_end(), "parenthetical", cue, speaker)


def _out_of_order(clause: Clause, cue: Cue, rest: int, pattern: str) -> bool:
    """Arabic has the verb before what was said, German before the speaker, Chinese the speaker before both."""
    if clause.lex.order == "v2":  # nor is "…, beschuldigte Chamberlain Deutschland" what Deutschland said
        return pattern == "speaker_verb" or (cue.entry.stance == "accuses" and not cue.entry.plain)
    within = rest < clause.trimmed_end() and not clause.lex.language.spaces  # "医生对家属说，孩子们 …"
    return within or clause.lex.order == "vso"


def _credited(clause: Clause, first: int) -> bool:
    """Whether the words begin with "according to"."""
    entries = (e for e in clause.lex.cues.get(clause.low(first), ()) if e.kind == "according" and e.plain)
    return any(all(clause.low(first + n) == word for n, word in enumerate(e.words)) for e in entries)


def _says_something(clause: Clause, first: int, before: int) -> bool:
    """Whether the words could be a clause: in "The owner, Shoei Kisen, rejected …" they are only a subject."""
    if clause.lex.verb_pattern is None:
        return clause.words(first, before) >= _SHORTEST
    if not _has_comma(clause, first, before):
        return True
    comma = next(k for k in range(first, before) if clause.low(k) == ",")
    if _described(clause, comma, before):
        return clause.verbish(first, comma)
    return clause.verbish(first, before) or clause.words(first, before) > _NAMELIKE


def _described(clause: Clause, comma: int, before: int) -> bool:
    """As in "A dealer from Vic, who …,": a relative clause that fills the rest of the words."""
    rest = any(clause.low(k) == "," for k in range(comma + 1, before - 1))
    who = clause.has("relatives", comma + 1)
    if clause.lex.order == "v2":  # "der seine Konten verlegt hat": an article, and the verb at the end
        who = who or (clause.has("determiners", comma + 1) and clause.verbish(before - 2, before))
    return who and not rest


def _has_comma(clause: Clause, first: int, last: int) -> bool:
    return any(t.low == "," for t in clause.tokens[first:last])


def _quoted_run(clause: Clause, before: int, rest: int) -> tuple[int, int]:
    """A quotation, with the second half that follows its "he said"."""
    first = before - 1
    while first - 1 >= clause.start and (
        clause.is_quote(first - 1) or (clause.low(first - 1) in PAUSES and clause.is_quote(first - 2))
    ):
        first -= 1
    last = next((k for k in range(rest, clause.end) if clause.is_quote(k)), None)
    if last is not None and clause.words(rest, last) < 12 and not _speaks_again(clause, rest, last):
        return first, last + 1
    return first, before


def _led_in(clause: Clause, quote: int) -> int:
    """As in "Somebody at Sony asked: “…”, says Pall": the words that lead into the quotation are Pall's as well."""
    ends = quote - 1 if clause.low(quote - 1) in (":", ",") else quote
    cue = next((c for c in cues_of(clause) if c.last == ends and c.kind == "verb" and not c.passive), None)
    if cue is None or phrases.left(clause.tokens, cue.head, clause.start, clause.lex) is None:
        return quote
    return _content_start(clause, quote)


def _speaks_again(clause: Clause, first: int, last: int) -> bool:
    """Whether another verb stands before the next quotation, so that it is another statement."""
    return clause.verbish(first, last) or any(clause.low(k) in clause.lex.cues for k in range(first, last))


def _quotation_or_comma(clause: Clause, at: int) -> int | None:
    """Where the content before token `at` ends: past the comma or dash, or right after a quotation."""
    before = at - 1 if clause.has("as_words", at - 1) else at
    while before > clause.start and clause.low(before - 1) in PAUSES:
        before -= 1
    if before <= clause.start or not (clause.is_quote(before - 1) or clause.low(before) in PAUSES):
        if before > clause.start and clause.tokens[before - 1].low in "?!…" and clause.low(before - 1):
            return before
        return None
    return before


def _content_start(clause: Clause, before: int) -> int:
    """Where a clause that ends at `before` begins: after a dateline, a connector or a semicolon."""
    at = clause.start
    for k in range(clause.start, before):
        if clause.low(k) == ";" or (k - clause.start < 8 and clause.low(k) in ("–", "—") and _is_dateline(clause, k)):
            at = k + 1
    while at < before and (clause.tokens[at].kind == "p" or clause.has("conjunctions", at)):
        at += 1
    return at


def _is_dateline(clause: Clause, dash: int) -> bool:
    words = [t for t in clause.tokens[clause.start : dash] if t.kind == "w"]
    return bool(words) and words[0].upper and not clause.verbish(clause.start, dash)
