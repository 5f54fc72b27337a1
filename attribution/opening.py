"""A clause and a cue → the finding whose content follows the cue: X said that … · X said: "…" · X vowed to …"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from attribution import kinds, phrases
from attribution.acts import act
from attribution.bare_clauses import bare_clause
from attribution.clause import Clause, Finding
from attribution.complementisers import complementiser, may_be_parted, starts_other_cue
from attribution.cues import Cue
from attribution.infinitives import bare_infinitive, infinitive
from attribution.participles import participle, quoted_end
from attribution.quoted_words import quoted_words
from attribution.relays import from_somebody, passed_on
from attribution.sources import is_rule, may_be_source, source
from attribution.subjects import of_participle, subject

_PARTED = 9  # tokens between a verb and "that"
_CLAUSE = 2  # words of the shortest reported clause where a complementiser may be a determiner
_PLAIN = 3  # words of the shortest clause after a mere comma
_WINDOW = 14  # tokens between a verb and its complementiser or quotation


def _opening_according(clause: Clause, cue: Cue, after: int) -> Finding | None:
    if cue.kind != "according" or not cue.entry.plain:
        return None
    speaker = source(clause, cue)
    if speaker is None or is_rule(clause, speaker):
        return None
    parted = clause.low(speaker.last) == "," or clause.is_quote(speaker.last) or clause.lex.order == "v2"
    if not parted or not may_be_source(clause, speaker):
        speaker = replace(speaker, quality=0.5)
    first = _past_description(clause, speaker.last)
    while clause.low(first) in (",", ":", "–", "—"):
        first += 1
    colon = next((k for k in range(first, clause.end - 1) if clause.low(k) == ":" and clause.is_quote(k + 1)), None)
    first = first if colon is None else colon + 1
    if clause.words(first, clause.end) < 2 and colon is None:
        return None
    return Finding(first, clause.trimmed_end(), "according_clause", cue, speaker)


def _past_description(clause: Clause, at: int) -> int:
    """As in "according to the images provided by drones, …": up to the comma, unless the clause has begun before."""
    comma = next((k for k in range(at, min(clause.end, at + _WINDOW)) if clause.low(k) == ","), None)
    if comma is None or (clause.lex.order == "v2" and kinds.is_verb(clause.tokens[at], clause.lex)):
        return at
    verb = next((k for k in range(at, comma) if kinds.is_verb(clause.tokens[k], clause.lex)), None)
    described = clause.has("relatives", at)  # "according to an architect who signed it, …"
    return comma if verb is None or described or clause.has("prepositions", verb + 1) else at


def _with_complementiser(clause: Clause, cue: Cue, after: int) -> Finding | None:
    """As in "The minister said on Monday that …", in every word order whose verb comes before its content."""
    if cue.kind not in ("verb", "own_pronoun") or (cue.modal and not cue.negated) or cue.passive:
        return None
    at = complementiser(clause, cue)
    if at is None:
        return None
    speaker = subject(clause, cue, after, at)
    if speaker is None and not clause.lex.pro_drop and cue.kind != "own_pronoun":
        return None
    first = at if clause.is_quote(at) else at + 1
    if clause.words(first, clause.end) < (_CLAUSE if clause.lex.zero and not clause.is_quote(first) else 1):
        return None  # "did not confirm that number"
    return Finding(first, clause.trimmed_end(), "verb_that", cue, speaker)


def _with_quotation(clause: Clause, cue: Cue, after: int) -> Finding | None:
    """As in "The minister said: “…”", "X told reporters “…”"."""
    if cue.kind not in ("verb", "own_pronoun", "participle") or cue.passive or cue.modal:
        return None
    for k in range(cue.last, min(clause.end, cue.last + _WINDOW)):
        if clause.is_quote(k):
            break
        if clause.low(k) in (";", ".") or (k > cue.last and starts_other_cue(clause, k)):
            return None
    else:
        return None
    speaker = of_participle(clause, cue) if cue.kind == "participle" else subject(clause, cue, after, k)
    if speaker is None and not clause.lex.pro_drop and cue.kind == "verb":
        return None
    if not _leads_to(clause, cue, k):
        return None
    return Finding(k, quoted_end(clause, k), "verb_quote", cue, speaker)


def _leads_to(clause: Clause, cue: Cue, quote: int) -> bool:
    """Whether the words between a verb and a quotation let the verb introduce it."""
    between = clause.low(quote - 1)
    if quote > cue.last and clause.has("determiners", quote - 1) and not clause.has("complementisers", quote - 1):
        return False  # "sagte der „Financial Times“": a name between marks
    if quote == cue.last or between in (":", ",") or clause.has("complementisers", quote - 1):
        return True
    return clause.lex.order in ("vso", "v2") or (may_be_parted(clause, cue) and quote - cue.last <= _PARTED)


def _with_colon(clause: Clause, cue: Cue, after: int) -> Finding | None:
    """As in "The minister said: we go." without quotation marks."""
    if cue.kind not in ("verb", "own_pronoun") or cue.passive or cue.modal:
        return None
    colon = next((k for k in range(cue.last, min(clause.end, cue.last + _WINDOW)) if clause.low(k) == ":"), None)
    if colon is None or clause.words(colon + 1, clause.end) < 2:
        return None
    speaker = subject(clause, cue, after, colon)
    return Finding(colon + 1, clause.trimmed_end(), "verb_colon", cue, speaker) if speaker else None


def _refusal(clause: Clause, cue: Cue, after: int) -> Finding | None:
    """As in "declined to comment on the order": what is reported is the refusal itself."""
    if cue.entry.stance != "refuses_comment":
        return None
    parts = clause.lex.separable.get(clause.low(cue.first), {})
    limit = next((k for k in range(cue.last, clause.end) if clause.low(k) in parts), cue.last)
    speaker = subject(clause, cue, after, limit)
    first = min(cue.head, cue.first) if speaker is None or speaker.last <= cue.head else cue.first
    return Finding(first, clause.trimmed_end(), "refusal", cue, speaker) if speaker else None


def _comma_clause(clause: Clause, cue: Cue, after: int) -> Finding | None:
    """As in "sagte, die Union benötige …": German parts the clause by a comma instead of a complementiser."""
    if clause.lex.comma_clause and clause.lex.zero:
        return _plain_comma(clause, cue, after)
    if not clause.lex.comma_clause or clause.lex.order != "v2" or cue.kind != "verb" or cue.passive:
        return None
    comma = next((k for k in range(cue.last, min(clause.end, cue.last + _PARTED)) if clause.low(k) == ","), None)
    if comma is None or clause.words(comma + 1, clause.end) < 3 or clause.has("conjunctions", comma + 1):
        return None
    if any(starts_other_cue(clause, k) and clause.has("conjunctions", k - 1) for k in range(cue.last, comma)):
        return None  # "bestritt die Zahl und erklärte, dass …"
    mood = clause.nested or any(clause.has("reported_moods", k) for k in range(comma + 1, clause.end))
    infinitive = any(_is_infinitive(clause, k) for k in range(comma + 1, clause.end))
    if not (mood or infinitive) and (
        not cue.entry.plain or clause.has("determiners", comma + 1) or clause.has("prepositions", comma + 1)
    ):
        return None
    if _apposed(clause, comma) or kinds.is_finite(clause.tokens[comma + 1], clause.lex):
        return None  # "…, der Bücher geschrieben hat, wird kommen"
    if clause.has("subordinators", comma + 1) or not (mood or infinitive or clause.verbish(comma + 1, clause.end)):
        return None
    speaker = subject(clause, cue, after, comma)
    return Finding(comma + 1, clause.trimmed_end(), "comma_clause", cue, speaker) if speaker else None


def _is_infinitive(clause: Clause, at: int) -> bool:
    """German "zu", also within a word: "einzustellen"."""
    pattern = clause.lex.infinitive_pattern
    return clause.has("infinitives", at) or bool(pattern and pattern.search(clause.low(at)))


def _apposed(clause: Clause, comma: int) -> bool:
    """As in "sagte der Sprecher, Osama Rabie, am Samstag": nothing but a name stands behind the comma."""
    end = next((k for k in range(comma + 1, clause.end) if clause.tokens[k].kind == "p"), clause.end)
    return end > comma + 1 and all(t.upper for t in clause.tokens[comma + 1 : end])


def _plain_comma(clause: Clause, cue: Cue, after: int) -> Finding | None:
    """As in Indonesian "Menteri menjelaskan, harga akan naik": the comma right after the verb."""
    if cue.kind != "verb" or cue.passive or cue.modal or clause.low(cue.last) != ",":
        return None
    first = cue.last + 1
    opens = any(clause.has(name, first) for name in ("conjunctions", "relatives", "complementisers"))
    if opens or clause.words(first, clause.end) < _PLAIN or not clause.verbish(first, clause.end):
        return None
    speaker = subject(clause, cue, after, cue.last)
    return Finding(first, clause.trimmed_end(), "comma_clause", cue, speaker) if speaker else None


def _comment_clause(clause: Clause, cue: Cue, after: int) -> Finding | None:
    """As in "Wie der Wahlleiter mitteilte, …", "As the ministry said, …": the comment comes first."""
    start = phrases.first_word(clause.tokens, clause.start, clause.end)
    if cue.kind != "verb" or not clause.has("as_words", start) or cue.first - start > _WINDOW:
        return None
    comma = next((k for k in range(cue.last, min(clause.end, cue.last + _WINDOW)) if clause.low(k) == ","), None)
    holder = phrases.right(clause.tokens, cue.last, clause.end, clause.lex)
    if comma is not None and holder and holder.named and holder.last > comma and clause.low(holder.last) in (",", ":"):
        comma = holder.last
    if comma is None or (clause.words(comma + 1, clause.end) < 3 and not clause.is_quote(comma + 1)):
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


PATTERNS: tuple[Callable[[Clause, Cue, int], Finding | None], ...] = (
    _opening_according,
    _postposed,
    _comment_clause,
    participle,
    _refusal,
    bare_infinitive,
    infinitive,
    passed_on,
    from_somebody,
    _with_complementiser,
    _with_quotation,
    _with_colon,
    quoted_words,
    _comma_clause,
    bare_clause,
    act,
)
"""Tried in this order for every cue that no closing pattern took."""
