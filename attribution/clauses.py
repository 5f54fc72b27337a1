"""Tokens of one sentence → its findings: which words are reported, by which cue, with which phrase as the speaker."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from attribution import phrases
from attribution.cues import Cue, find_cues
from attribution.lexicon import Entry, Lexicon
from attribution.phrases import Phrase
from attribution.tokens import Token

_DASHES = frozenset("-–—―")
_PAUSES = _DASHES | {","}
_PARTED = 9  # tokens between a verb and "that"
_CIRCUMSTANCE = 7  # words: longer than that is more than "In the second war"
_WINDOW = 14  # tokens between a verb and its complementiser or quotation


@dataclass(frozen=True, slots=True)
class Finding:
    """Tokens `[first:last]` are reported by `cue`; `speaker` is None where the sentence does not name one."""

    first: int
    last: int
    pattern: str
    cue: Cue | None
    speaker: Phrase | None


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of tokens `[start:end]` to analyse: a sentence, or the content of a statement."""

    tokens: Sequence[Token]
    start: int
    end: int
    lex: Lexicon

    def low(self, at: int) -> str:
        return self.tokens[at].low if self.start <= at < self.end else ""

    def is_quote(self, at: int) -> bool:
        return self.start <= at < self.end and self.tokens[at].kind == "Q"

    def has(self, name: str, at: int) -> bool:
        return self.start <= at < self.end and self.tokens[at].kind == "w" and self.lex.has(name, self.low(at))

    def verbish(self, first: int, last: int) -> bool:
        """Whether some word in between looks like a finite verb."""
        return any(phrases.is_verb(t, self.lex) for t in self.tokens[first:last])

    def words(self, first: int, last: int) -> int:
        return sum(t.kind != "p" for t in self.tokens[max(first, self.start) : min(last, self.end)])

    def trimmed_end(self) -> int:
        """Where the words end: without the last full stop."""
        end = self.end
        while end > self.start and self.tokens[end - 1].kind == "p" and self.tokens[end - 1].low not in ")]）":
            end -= 1
        return end


def analyse(clause: Clause) -> list[Finding]:
    """The statements of this level, left to right; what lies inside their contents is the next level's."""
    cues = cues_of(clause)
    for cue in reversed(cues):
        found = _closing(clause, cue)
        if found:
            return [found]
    return list(_left_to_right(clause, cues))


def cues_of(clause: Clause) -> list[Cue]:
    """The cues among the clause's tokens."""
    return [shifted(c, clause.start) for c in find_cues(clause.tokens[clause.start : clause.end], clause.lex)]


def shifted(cue: Cue, by: int) -> Cue:
    """The cue with its token numbers moved on by `by`."""
    return Cue(cue.first + by, cue.last + by, cue.entry, cue.negated, cue.passive, cue.modal, cue.head + by)


def _left_to_right(clause: Clause, cues: Sequence[Cue]) -> Iterator[Finding]:
    after = clause.start
    for number, cue in enumerate(cues):
        if cue.first < after:
            continue
        for pattern in PATTERNS:
            found = pattern(clause, cue, after)
            if found:
                found = _before_coordinate(clause, found, cues[number + 1 :])
                yield found
                after = cue.last if cue.kind == "participle" else max(found.last, cue.last)
                break


def _before_second_verb(clause: Clause, found: Finding) -> Finding:
    """As in "sagte, dass A, und ging": a comma, "and" and a verb go on with the speaker's acts, not with A."""
    for k in range(found.first + 2, found.last - 2):
        if (
            clause.low(k) == ","
            and clause.has("conjunctions", k + 1)
            and phrases.is_verb(clause.tokens[k + 2], clause.lex)
        ):
            return replace(found, last=k)
    return found


def _before_coordinate(clause: Clause, found: Finding, later: Sequence[Cue]) -> Finding:
    """As in "said A and added that B": A ends before the second verb of the same subject."""
    for cue in later:
        if cue.kind != "verb" or not found.first < cue.head < found.last or cue.modal:
            continue
        at = cue.head - 1
        if at > found.first and clause.has("conjunctions", at) and _introduces_content(clause, cue):
            end = at - 1 if clause.low(at - 1) == "," else at
            return replace(found, last=end)
    return _before_second_verb(clause, found) if found.pattern == "verb_that" else found


def _introduces_content(clause: Clause, cue: Cue) -> bool:
    return clause.has("complementisers", cue.last) or clause.is_quote(cue.last) or clause.low(cue.last) in (":", ",")


# ---- "…", said X · …, X said · …, according to X ---------------------------------------------------------------


def _closing(clause: Clause, cue: Cue) -> Finding | None:
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
    for attempt in (_speaker_then_verb, _verb_then_speaker):
        found = attempt(clause, cue)
        if found:
            return found
    return None


def _closing_according(clause: Clause, cue: Cue) -> Finding | None:
    """A starred marker (German "so") stands only after what was said, parted by a comma."""
    if not cue.entry.plain and clause.low(cue.first - 1) not in _PAUSES and not clause.is_quote(cue.first - 1):
        return None
    before = cue.first - 1 if clause.low(cue.first - 1) in _PAUSES else cue.first
    if clause.words(clause.start, before) < 2 and not clause.is_quote(before - 1):
        return None
    if clause.has("complementisers", before - 1) or clause.has("subordinators", before - 1):
        return None
    speaker = phrases.right(clause.tokens, cue.last, clause.end, clause.lex)
    if speaker is None or not _may_be_source(clause, speaker):
        return None
    first = _content_start(clause, before)
    tail = _is_tail(clause, speaker.last, relaxed=clause.lex.order != "v2")
    if not tail or (
        clause.lex.order == "v2" and speaker.last < clause.trimmed_end() and clause.low(cue.first - 1) != ","
    ):
        return Finding(first, clause.trimmed_end(), "according_within", cue, speaker)
    return Finding(first, before, "clause_according", cue, speaker)


def _may_be_source(clause: Clause, speaker: Phrase) -> bool:
    """As in "according to witnesses", which names a source, while "according to the convention" does not."""
    if speaker.kind != "common" or not clause.lex.words["sources"]:
        return True
    return any(clause.has("sources", k) for k in range(speaker.first, speaker.last))


def _verb_then_speaker(clause: Clause, cue: Cue) -> Finding | None:
    """As in "…", said the minister on Monday."""
    if not (clause.lex.inversion or cue.kind == "own_pronoun"):
        return None
    before = _quotation_or_comma(clause, cue.head)
    if before is None:
        return None
    speaker = phrases.right(clause.tokens, cue.last, clause.end, clause.lex)
    if speaker is None or phrases.is_time(clause.tokens[speaker.first], clause.lex) or _only_time(clause, speaker):
        speaker = phrases.later_name(clause.tokens, cue.last, clause.end, clause.lex)
    if cue.kind == "own_pronoun":
        speaker = None if speaker is None or not clause.tokens[cue.last].upper else speaker
    elif speaker is None or not (speaker.quality == 0.9 or _adjacent(clause, cue.last, speaker.first)):
        if not clause.lex.pro_drop or not clause.is_quote(before - 1):
            return None
        speaker = None
    rest = speaker.last if speaker else cue.last
    return _closed(clause, cue, speaker, before, rest, "verb_speaker")


def _only_time(clause: Clause, phrase: Phrase) -> bool:
    """As in "el lunes": a determiner and a day."""
    tokens = clause.tokens[phrase.first : phrase.last]
    return all(phrases.is_time(t, clause.lex) or clause.lex.has("determiners", t.low) for t in tokens)


def _adjacent(clause: Clause, at: int, first: int) -> bool:
    return all(t.kind == "w" and not t.upper for t in clause.tokens[at:first])


def _speaker_then_verb(clause: Clause, cue: Cue) -> Finding | None:
    """As in "…", the minister said on Monday."""
    speaker = phrases.left(clause.tokens, cue.head, clause.start, clause.lex)
    if speaker is None or cue.kind == "own_pronoun":
        return None
    first = speaker.first
    while speaker.kind == "pronoun" and clause.has("auxiliaries", first - 1):
        first -= 1  # "a-t-il dit"
    before = _quotation_or_comma(clause, first)
    if before is None:
        return None
    return _closed(clause, cue, speaker, before, cue.last, "speaker_verb")


def _closed(clause: Clause, cue: Cue, speaker: Phrase | None, before: int, rest: int, pattern: str) -> Finding | None:
    """Content is what stands before, if what follows is only a circumstance, or goes on with the content."""
    quoted = clause.is_quote(before - 1)
    first = _content_start(clause, before)
    if quoted:
        first, last = _quoted_run(clause, before, rest)
        return Finding(first, last, f"quote_{pattern}", cue, speaker)
    named = (
        speaker is not None and speaker.kind in ("name", "person", "body", "pronoun") and rest >= clause.trimmed_end()
    )
    if cue.entry.stance == "refuses_comment" or not (
        cue.entry.plain
        or (named and pattern == "speaker_verb")
        or (pattern == "verb_speaker" and not clause.lex.strict_inversion)
    ):
        return None
    if clause.lex.order == "v2" and pattern == "speaker_verb":
        return None  # German has the verb first after what was said
    circumstance = clause.has("prepositions", first) or phrases.is_time(clause.tokens[first], clause.lex)
    circumstance = circumstance and clause.words(first, before) <= _CIRCUMSTANCE
    if circumstance and clause.lex.order != "vso" and not clause.verbish(first, before):
        return None
    if clause.has("subordinators", clause.start) and not _has_comma(clause, first, before):
        return None
    if _is_tail(clause, rest) and not _goes_on_after(clause, rest):
        enough = clause.words(first, before) >= (2 if pattern == "verb_speaker" else 3)
        return Finding(first, before, f"clause_{pattern}", cue, speaker) if enough else None
    if clause.low(rest) in _PAUSES and not clause.has("relatives", rest + 1) and rest - before < 8:
        follows = rest + 1 if clause.low(rest + 1) not in _PAUSES else rest + 2
        if clause.words(follows, clause.end) >= 2 and not clause.is_quote(follows):
            return Finding(first, clause.trimmed_end(), "parenthetical", cue, speaker)
    return None


def _goes_on_after(clause: Clause, rest: int) -> bool:
    """As in "The bridge, the mayor said, will stay closed": a verb right after the comma goes on with the content."""
    if clause.low(rest) not in _PAUSES or rest + 1 >= clause.end:
        return False
    return phrases.is_verb(clause.tokens[rest + 1], clause.lex) and clause.words(rest + 1, clause.end) >= 2


def _has_comma(clause: Clause, first: int, last: int) -> bool:
    return any(t.low == "," for t in clause.tokens[first:last])


def _quoted_run(clause: Clause, before: int, rest: int) -> tuple[int, int]:
    """A quotation, with the second half that follows its "he said"."""
    first = before - 1
    while first - 1 >= clause.start and (
        clause.is_quote(first - 1) or (clause.low(first - 1) in _PAUSES and clause.is_quote(first - 2))
    ):
        first -= 1
    last = next((k for k in range(rest, clause.end) if clause.is_quote(k)), None)
    if last is not None and not clause.verbish(rest, last) and clause.words(rest, last) < 12:
        return first, last + 1
    return first, _before_marks(clause, before)


def _before_marks(clause: Clause, before: int) -> int:
    return before


def _quotation_or_comma(clause: Clause, at: int) -> int | None:
    """Where the content before token `at` ends: past the comma or dash, or right after a quotation."""
    before = at - 1 if clause.has("as_words", at - 1) else at
    while before > clause.start and clause.low(before - 1) in _PAUSES:
        before -= 1
    if before <= clause.start or not (clause.is_quote(before - 1) or clause.low(before) in _PAUSES):
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


def _is_tail(clause: Clause, at: int, relaxed: bool = False) -> bool:
    """Whether nothing follows but circumstances: "on Monday", "in a statement to reporters", an apposition."""
    end = clause.trimmed_end()
    if at >= end:
        return True
    if any(clause.is_quote(k) for k in range(at, end)) or clause.has("complementisers", at):
        return False
    if clause.low(at) == "," and (clause.has("complementisers", at + 1) or clause.has("subordinators", at + 1)):
        return False
    first = clause.tokens[at]
    if first.low == "," or first.low == "(":
        return relaxed or (end - at <= 22 and not _new_clause(clause, at + 1, end))
    opens = clause.has("prepositions", at) or phrases.is_time(first, clause.lex) or clause.has("subordinators", at)
    opens = opens or clause.has("relatives", at)
    return (opens or relaxed) and end - at <= 22


def _new_clause(clause: Clause, at: int, end: int) -> bool:
    """Whether a main clause begins here rather than an apposition or circumstance."""
    if clause.has("relatives", at) or clause.has("prepositions", at) or clause.has("subordinators", at):
        return False
    if phrases.is_time(clause.tokens[at], clause.lex) or clause.lex.cues.get(clause.low(at)):
        return False
    return clause.verbish(at, end)


# ---- X said that … · X said: "…" · said X that … ------------------------------------------------------------


def _opening_according(clause: Clause, cue: Cue, after: int) -> Finding | None:
    if cue.kind != "according" or not cue.entry.plain:
        return None
    speaker = phrases.right(clause.tokens, cue.last, clause.end, clause.lex)
    if speaker is None:
        return None
    if not _may_be_source(clause, speaker):
        speaker = replace(speaker, quality=0.5)
    first = _past_description(clause, speaker.last)
    while clause.low(first) in (",", ":", "–", "—"):
        first += 1
    if clause.words(first, clause.end) < 2:
        return None
    return Finding(first, clause.trimmed_end(), "according_clause", cue, speaker)


def _past_description(clause: Clause, at: int) -> int:
    """As in "according to the images provided by drones, …": up to the comma, unless the clause has begun before."""
    comma = next((k for k in range(at, min(clause.end, at + _WINDOW)) if clause.low(k) == ","), None)
    if comma is None:
        return at
    verb = next((k for k in range(at, comma) if phrases.is_verb(clause.tokens[k], clause.lex)), None)
    return comma if verb is None or clause.has("prepositions", verb + 1) else at


def _with_complementiser(clause: Clause, cue: Cue, after: int) -> Finding | None:
    """As in "The minister said on Monday that …", in every word order whose verb comes before its content."""
    if cue.kind not in ("verb", "own_pronoun") or (cue.modal and not cue.negated) or cue.passive:
        return None
    at = _complementiser(clause, cue)
    if at is None:
        return None
    speaker = _subject(clause, cue, after, at)
    if speaker is None and not clause.lex.pro_drop and cue.kind != "own_pronoun":
        return None
    first = at if clause.is_quote(at) else at + 1
    if clause.words(first, clause.end) < 1:
        return None
    return Finding(first, clause.trimmed_end(), "verb_that", cue, speaker)


def _complementiser(clause: Clause, cue: Cue) -> int | None:
    """The complementiser that belongs to this verb, or None."""
    free = _may_be_parted(clause, cue) or _inverted(clause, cue)
    for k in range(cue.last, min(clause.end, cue.last + _WINDOW)):
        token = clause.tokens[k]
        if token.kind == "Q" or token.low in (";", ":"):
            return None
        if clause.has("near_complementisers", k) and k == cue.last:
            return k
        if clause.has("complementisers", k):
            return k if k == cue.last or (free and k - cue.last <= _PARTED) else None
        if k > cue.last and _starts_other_cue(clause, k):
            return None
    return None


def _inverted(clause: Clause, cue: Cue) -> bool:
    """Whether the subject may stand between verb and complementiser: none stands before the verb."""
    lex = clause.lex
    if lex.zero:
        return False
    return lex.comma_clause or lex.order != "svo" or phrases.left(clause.tokens, cue.head, clause.start, lex) is None


def _may_be_parted(clause: Clause, cue: Cue) -> bool:
    first = cue.last
    if (
        clause.has("prepositions", first)
        or clause.low(first) == ","
        or clause.lex.has("tell", clause.tokens[cue.first].low)
    ):
        return True
    token = clause.tokens[first] if first < clause.end else None
    return token is not None and (phrases.is_time(token, clause.lex) or clause.has("auxiliaries", first))


def _starts_other_cue(clause: Clause, at: int) -> bool:
    return any(e.kind in ("verb", "participle") and e.plain for e in clause.lex.cues.get(clause.low(at), ()))


def _with_quotation(clause: Clause, cue: Cue, after: int) -> Finding | None:
    """As in "The minister said: “…”", "X told reporters “…”"."""
    if cue.kind not in ("verb", "own_pronoun", "participle") or cue.passive or cue.modal:
        return None
    for k in range(cue.last, min(clause.end, cue.last + _WINDOW)):
        if clause.is_quote(k):
            break
        if clause.low(k) in (";", ".") or (k > cue.last and _starts_other_cue(clause, k)):
            return None
    else:
        return None
    speaker = _subject(clause, cue, after, k)
    if speaker is None and not clause.lex.pro_drop and cue.kind == "verb":
        return None
    if not _leads_to(clause, cue, k):
        return None
    last = k + 1
    while clause.is_quote(last) or (clause.low(last) in _PAUSES and clause.is_quote(last + 1)):
        last += 1
    return Finding(k, last, "verb_quote", cue, speaker)


def _leads_to(clause: Clause, cue: Cue, quote: int) -> bool:
    """Whether the words between a verb and a quotation let the verb introduce it."""
    between = clause.low(quote - 1)
    if quote == cue.last or between in (":", ",") or clause.has("complementisers", quote - 1):
        return True
    return clause.lex.order in ("vso", "v2") or (_may_be_parted(clause, cue) and quote - cue.last <= _PARTED)


def _with_colon(clause: Clause, cue: Cue, after: int) -> Finding | None:
    """As in "The minister said: we go." without quotation marks."""
    if cue.kind not in ("verb", "own_pronoun") or cue.passive or cue.modal:
        return None
    colon = next((k for k in range(cue.last, min(clause.end, cue.last + _WINDOW)) if clause.low(k) == ":"), None)
    if colon is None or clause.words(colon + 1, clause.end) < 2:
        return None
    speaker = _subject(clause, cue, after, colon)
    return Finding(colon + 1, clause.trimmed_end(), "verb_colon", cue, speaker) if speaker else None


def _bare_clause(clause: Clause, cue: Cue, after: int) -> Finding | None:
    """As in "The minister said it was over": no complementiser, where the language allows it."""
    if not clause.lex.zero or cue.kind != "verb" or not cue.entry.plain or cue.passive:
        return None
    if cue.modal and not cue.negated:
        return None
    speaker = _subject(clause, cue, after, cue.last)
    if speaker is None:
        return None
    first = _past_times(clause, _past_addressee(clause, cue))
    while clause.has("aspects", first) or (not clause.lex.language.spaces and clause.low(first) == ","):
        first += 1
    if clause.words(first, clause.end) < 2 or clause.has("conjunctions", first):
        return None
    if clause.tokens[first].kind == "p" and clause.tokens[first].low not in "([":
        return None
    if clause.has("prepositions", first):
        return _after_circumstance(clause, cue, first, speaker)
    return Finding(first, clause.trimmed_end(), "verb_clause", cue, speaker)


def _after_circumstance(clause: Clause, cue: Cue, first: int, speaker: Phrase) -> Finding | None:
    """As in "said in a statement the plan was dead": the clause starts at the second determiner, pronoun or comma."""
    for k in range(first + 2, min(clause.end, first + 12)):
        comma = clause.low(k) == ","
        if comma or clause.has("persons", k) or clause.has("bodies", k) or clause.has("plurals", k):
            begin = k + 1 if comma else k
            if clause.verbish(begin, clause.end) and clause.words(begin, clause.end) >= 3:
                return Finding(begin, clause.trimmed_end(), "verb_circumstance_clause", cue, speaker)
            return None
    return None


def _past_addressee(clause: Clause, cue: Cue) -> int:
    if not clause.lex.has("tell", clause.tokens[cue.first].low):
        return cue.last
    at = cue.last
    while at < clause.end and clause.tokens[at].kind == "w":
        pronoun = clause.has("persons", at) or clause.has("bodies", at) or clause.has("plurals", at)
        if at > cue.last and (pronoun or clause.has("determiners", at)):
            break
        at += 1
        if pronoun:
            break
    return at


def _past_times(clause: Clause, at: int) -> int:
    first = at
    if clause.has("prepositions", at) and at + 1 < clause.end and phrases.is_time(clause.tokens[at + 1], clause.lex):
        at += 1
    while at < clause.end and phrases.is_time(clause.tokens[at], clause.lex) and not clause.low(at)[:1].isdigit():
        at += 1
    return at if at > first else first


def _participle(clause: Clause, cue: Cue, after: int) -> Finding | None:
    """As in "…, claiming that …": said by the subject of the clause that it hangs on."""
    if cue.kind != "participle" or cue.modal:
        return None
    at = cue.last + 1 if clause.lex.comma_clause and clause.low(cue.last) == "," else cue.last
    if clause.has("complementisers", at):
        first = at + 1
    elif clause.is_quote(at) or (cue.entry.plain and clause.lex.zero):
        first = at
    else:
        return None
    if clause.words(first, clause.end) < 2:
        return None
    speaker = _of_participle(clause, cue)
    return Finding(first, clause.trimmed_end(), "participle", cue, speaker) if speaker else None


def _of_participle(clause: Clause, cue: Cue) -> Phrase | None:
    """Whose participle it is: the name right before it, else the subject of its clause."""
    if cue.passive:  # "is arguing"
        return phrases.left(clause.tokens, cue.head, clause.start, clause.lex)
    before = clause.tokens[cue.first - 1] if cue.first > clause.start else None
    if before is None or (clause.has("prepositions", cue.first - 1) and before.low not in ("by", "while")):
        return None
    if before.upper and cue.first - 1 > clause.start:
        return phrases.nearest(clause.tokens, cue.first, clause.start, clause.lex)
    return phrases.clause_subject(clause.tokens, clause.start, cue.first, clause.lex)


def _infinitive(clause: Clause, cue: Cue, after: int) -> Finding | None:
    """As in "vowed to leave", "urged Iran to stop", "spoke of a success": what is promised, asked or spoken of."""
    entry = _with_infinitive(clause.lex, cue)
    if entry is None or cue.passive or (cue.modal and not cue.negated):
        return None
    speaker = _subject(clause, cue, after, cue.last)
    if speaker is None or clause.words(cue.last, clause.end) < 2:
        return None
    cue = replace(cue, entry=entry)
    marker = next(
        (k for k in range(cue.last, min(clause.end, cue.last + _PARTED)) if clause.has("infinitives", k)), None
    )
    if marker is None and cue.kind == "infinitive":
        return None
    return Finding(cue.last, clause.trimmed_end(), "infinitive", cue, speaker)


def _with_infinitive(lex: Lexicon, cue: Cue) -> Entry | None:
    """The entry by which the same form takes an infinitive, if it has one."""
    same = (e for e in lex.cues.get(cue.entry.words[0], ()) if e.words == cue.entry.words)
    return next((e for e in same if e.kind in ("infinitive", "about")), None)


def _refusal(clause: Clause, cue: Cue, after: int) -> Finding | None:
    """As in "declined to comment on the order": what is reported is the refusal itself."""
    if cue.entry.stance != "refuses_comment":
        return None
    speaker = _subject(clause, cue, after, cue.last)
    return Finding(cue.first, clause.trimmed_end(), "refusal", cue, speaker) if speaker else None


def _comma_clause(clause: Clause, cue: Cue, after: int) -> Finding | None:
    """As in "sagte, die Union benötige …": German parts the clause by a comma instead of a complementiser."""
    if not clause.lex.comma_clause or clause.lex.order != "v2" or cue.kind != "verb" or cue.passive:
        return None
    comma = next((k for k in range(cue.last, min(clause.end, cue.last + _PARTED)) if clause.low(k) == ","), None)
    if comma is None or clause.words(comma + 1, clause.end) < 3 or clause.has("conjunctions", comma + 1):
        return None
    mood = any(clause.has("reported_moods", k) for k in range(comma + 1, clause.end))
    infinitive = any(clause.has("infinitives", k) for k in range(comma + 1, clause.end))
    if not (mood or infinitive) and (
        not cue.entry.plain or clause.has("determiners", comma + 1) or clause.has("prepositions", comma + 1)
    ):
        return None
    if clause.has("subordinators", comma + 1):
        return None
    speaker = _subject(clause, cue, after, comma)
    return Finding(comma + 1, clause.trimmed_end(), "comma_clause", cue, speaker) if speaker else None


def _comment_clause(clause: Clause, cue: Cue, after: int) -> Finding | None:
    """As in "Wie der Wahlleiter mitteilte, …", "As the ministry said, …": the comment comes first."""
    start = phrases.first_word(clause.tokens, clause.start, clause.end)
    if cue.kind != "verb" or not clause.has("as_words", start) or cue.first - start > _WINDOW:
        return None
    comma = next((k for k in range(cue.last, min(clause.end, cue.last + _WINDOW)) if clause.low(k) == ","), None)
    if comma is None or clause.words(comma + 1, clause.end) < 3:
        return None
    speaker = phrases.left(clause.tokens, cue.head, start + 1, clause.lex)
    speaker = speaker or phrases.right(clause.tokens, cue.last, comma, clause.lex)
    return Finding(comma + 1, clause.trimmed_end(), "comment_clause", cue, speaker) if speaker else None


def _postposed(clause: Clause, cue: Cue, after: int) -> Finding | None:
    """As in "Ersten Angaben zufolge …", "Bakanlığa göre …": the marker follows the speaker."""
    if cue.kind != "postposed":
        return None
    speaker = phrases.before_marker(clause.tokens, cue.first, clause.start, clause.lex)
    if speaker is None:
        return None
    first = cue.last + 1 if clause.low(cue.last) == "," else cue.last
    if clause.words(clause.start, speaker.first) >= 3:
        first = clause.start
    if clause.words(first, clause.end) < 3:
        return None
    return Finding(first, clause.trimmed_end(), "according_clause", cue, speaker)


def _subject(clause: Clause, cue: Cue, after: int, limit: int) -> Phrase | None:
    """The subject of a verb whose content follows: to its left, or between verb and content."""
    lex = clause.lex
    if cue.kind == "own_pronoun":
        return None
    start = max(after, clause.start)
    if lex.order == "vso":
        found = phrases.right(clause.tokens, cue.last, limit, lex)
        return found or phrases.left(clause.tokens, cue.head, start, lex)
    if lex.order == "v2" and _is_participle_form(clause, cue):
        found = _around_auxiliary(clause, cue, start)
        if found:
            return found
    found = phrases.left(clause.tokens, cue.head, start, lex)
    if lex.order == "v2" and found and _no_subject(clause, found):
        found = None
    if found is None and start > clause.start and clause.has("conjunctions", cue.head - 1):
        found = phrases.clause_subject(clause.tokens, clause.start, cue.head - 1, lex)
    if found and found.quality > 0.5:
        return found
    if lex.inversion and limit > cue.last:
        other = phrases.right(clause.tokens, cue.last, limit, lex)
        if other and other.first - cue.last <= 1 and (found is None or lex.order == "v2"):
            return other
    return found


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
        if clause.has("prepositions", at) or clause.has("subordinators", at):
            return True
    return clause.has("prepositions", phrase.first) or phrases.is_time(first, clause.lex)


def _is_participle_form(clause: Clause, cue: Cue) -> bool:
    word = clause.tokens[cue.last - 1].low
    return ("ge" in word or word.endswith("iert")) and (cue.last >= clause.end or clause.tokens[cue.last].kind == "p")


def _around_auxiliary(clause: Clause, cue: Cue, start: int) -> Phrase | None:
    """As in "hat der Minister gefordert, …": the subject stands before or after the auxiliary."""
    auxiliary = next(
        (k for k in range(cue.first - 1, start - 1, -1) if clause.low(k) in ("hat", "haben", "hatte", "hatten")), None
    )
    if auxiliary is None:
        return None
    before = phrases.left(clause.tokens, auxiliary, start, clause.lex)
    if before and not _no_subject(clause, before):
        return before
    return phrases.right(clause.tokens, auxiliary + 1, cue.first, clause.lex)


PATTERNS: tuple[Callable[[Clause, Cue, int], Finding | None], ...] = (
    _opening_according,
    _postposed,
    _comment_clause,
    _participle,
    _refusal,
    _infinitive,
    _with_complementiser,
    _with_quotation,
    _with_colon,
    _comma_clause,
    _bare_clause,
)
"""Tried in this order for every cue that no closing pattern took."""
