"""Tokens around a cue → the noun phrase that may name the speaker, with its kind."""

from __future__ import annotations

from collections.abc import Sequence

from attribution import borders, lists, openers, relatives
from attribution.appositions import holder
from attribution.kinds import Phrase, is_preposition, is_pronoun, is_role, is_time, is_verb, kind_of, says_whose
from attribution.lexicon import Lexicon
from attribution.tokens import Token

JOINING = frozenset("&'’/.·•‧・")
"""Marks that stand within a name."""
_LONGEST = 25
_LONGEST_RUN = 40
"""Tokens of a phrase where words are not parted, so that a character is one."""
_DOUBT = 0.55
"""Factor on the quality of a phrase whose borders are a guess."""


def left(tokens: Sequence[Token], head: int, start: int, lex: Lexicon) -> Phrase | None:
    """The subject that ends before a verb group at `head`; `start` is where its clause begins."""
    end = _before_times(tokens, head, start, lex)
    if end <= start:
        return None
    before = tokens[end - 1]
    if is_pronoun(before, lex) and not says_whose(tokens, end - 1, start, lex):
        return _phrase(tokens, end - 1, end, lex)
    if lex.has("relatives", before.low) and end - 1 > start:
        return _antecedent(tokens, end - 1, start, lex)
    if lex.has("conjunctions", before.low):
        return clause_subject(tokens, start, end - 1, lex)
    if before.low == "," or (before.kind == "p" and before.low in ")–—"):
        return _before_apposition(tokens, end - 1, start, lex)
    if is_verb(before, lex) and not lex.case_suffixes:
        return None  # a subject does not end with a verb
    return _run(tokens, end, start, lex)


def _before_times(tokens: Sequence[Token], head: int, start: int, lex: Lexicon) -> int:
    end = head
    while end > start and is_time(tokens[end - 1], lex):
        end -= 1
    if end < head and end > start and lex.has("prepositions", tokens[end - 1].low):
        end -= 1
    return end


def _run(tokens: Sequence[Token], end: int, start: int, lex: Lexicon) -> Phrase | None:
    """The words before a verb back to the border of their clause, as a subject."""
    first = lists.begins(tokens, run_start(tokens, end, start, lex), end, start, lex)
    if not lex.has("prepositions", tokens[first].low) and borders.is_addressed(tokens, first, end, lex):
        return None
    if first > start and tokens[first - 1].low == "," and is_preposition(tokens[first], lex):
        apposed = _before_apposition(tokens, first - 1, start, lex)  # "X, like others, in a programme said"
        if apposed:
            return apposed
    if not lex.language.spaces:
        end = borders.before_place(tokens, first, end, lex)
    described = relatives.begins(tokens, first, end, start, lex)
    if described and (head := _phrase(tokens, run_start(tokens, described, start, lex), described, lex)):
        return head
    found = _phrase(tokens, first, borders.before_object(tokens, first, end, lex), lex)
    return found and _trusted(tokens, found, lex)


def _trusted(tokens: Sequence[Token], phrase: Phrase, lex: Lexicon) -> Phrase:
    """The phrase with less trust if it holds a verb, or stands before the verb in a language that puts it after."""
    doubtful = lex.order == "vso" or any(is_verb(t, lex) for t in tokens[phrase.first : phrase.last])
    return Phrase(phrase.first, phrase.last, phrase.kind, phrase.quality * _DOUBT) if doubtful else phrase


def nearest(tokens: Sequence[Token], end: int, start: int, lex: Lexicon) -> Phrase | None:
    """The shortest noun phrase that ends here."""
    return _antecedent(tokens, end, start, lex) if end > start else None


def first_word(tokens: Sequence[Token], start: int, end: int) -> int:
    """The first token that is no mark."""
    return next((k for k in range(start, end) if tokens[k].kind != "p"), start)


def before_marker(tokens: Sequence[Token], marker: int, start: int, lex: Lexicon) -> Phrase | None:
    """The noun phrase before a postposition ("zufolge", "göre")."""
    first = marker
    while first > start and not _begins_before(tokens[first - 1], lex):
        first -= 1
    return _phrase(tokens, first, marker, lex)


def _antecedent(tokens: Sequence[Token], at: int, start: int, lex: Lexicon) -> Phrase | None:
    """As in "the architect who said": the shortest noun phrase before the relative."""
    end = at - 1 if tokens[at - 1].low == "," else at
    first = end
    while first > start and not _begins_before(tokens[first - 1], lex):
        first -= 1
        if lex.has("determiners", tokens[first].low):
            break
    found = _phrase(tokens, first, end, lex)
    return found and Phrase(found.first, found.last, found.kind, found.quality * 0.8)


def _begins_before(token: Token, lex: Lexicon) -> bool:
    """Whether a noun phrase cannot reach back over this word."""
    if token.kind != "w":
        return token.low not in JOINING
    return lex.has("prepositions", token.low) or is_verb(token, lex) or _parts_clauses(token, lex)


def _before_apposition(tokens: Sequence[Token], comma: int, start: int, lex: Lexicon) -> Phrase | None:
    """As in "Pence, the governor of Indiana, said": back over the pairs of commas."""
    end = comma
    for _ in range(3):
        behind = _before_parenthesis(tokens, end, start)
        opening = next((k for k in range(behind - 1, start - 1, -1) if tokens[k].low in (",", "(", "–", "—")), None)
        if opening is None or opening <= start or any(t.kind == "Q" for t in tokens[opening:end]):
            return None
        first = lists.begins(tokens, run_start(tokens, opening, start, lex), opening, start, lex)
        found = _phrase(tokens, first, opening, lex)
        if found and (held := holder(tokens, found, end + 1, lex)) is not found:
            return held
        if (
            found
            and not borders.is_party(tokens, found)
            and found.kind != "common"
            and not openers.is_circumstance(tokens, found, lex)
        ):
            return Phrase(found.first, found.last, found.kind, found.quality * 0.85)
        end = opening
    return None


def _before_parenthesis(tokens: Sequence[Token], end: int, start: int) -> int:
    """As in ", interviewed by the agency (demo),": past the parenthesis that stands before the comma."""
    if end - 1 <= start or tokens[end - 1].low != ")" or tokens[end].low == ")":
        return end
    return next((k for k in range(end - 1, start, -1) if tokens[k].low == "("), end)


def run_start(tokens: Sequence[Token], end: int, start: int, lex: Lexicon) -> int:
    """How far back a run of words without clause border reaches."""
    at = end
    while at > start:
        token = tokens[at - 1]
        if token.kind == "p" and token.low == ")":
            opening = next((k for k in range(at - 1, start - 1, -1) if tokens[k].low == "("), None)
            if opening is None:
                break
            at = opening
            continue
        if token.kind == "Q" or (token.kind == "p" and token.low not in JOINING and not borders.lists(token, lex)):
            break
        if token.kind == "w" and _parts_clauses(token, lex):
            break
        if at < end and not lex.language.spaces and tokens[at].start > token.end and tokens[at].low > "\u2e80":
            break  # a headline's space
        at -= 1
    return at


def _parts_clauses(token: Token, lex: Lexicon) -> bool:
    if lex.has("complementisers", token.low) or lex.has("subordinators", token.low):
        return True
    entries = lex.cues.get(token.low, ())
    return any(len(e.words) == 1 and e.kind in ("verb", "participle") and e.plain for e in entries)


def clause_subject(tokens: Sequence[Token], start: int, limit: int, lex: Lexicon) -> Phrase | None:
    """The first noun phrase of a clause: its subject, if the clause begins with it."""
    at = openers.skip_openers(tokens, start, limit, lex)
    end = at
    while end < limit:
        token = tokens[end]
        if token.kind == "Q" or (token.kind == "p" and token.low not in JOINING and token.low not in "()"):
            break
        if token.kind == "w" and end > at and (is_verb(token, lex) or _ends_subject(token, lex)):
            break
        end += 1
    return _phrase(tokens, at, end, lex)


def _ends_subject(token: Token, lex: Lexicon) -> bool:
    if _parts_clauses(token, lex) or lex.has("relatives", token.low):
        return True
    return bool(lex.adverb_pattern and lex.adverb_pattern.match(token.low)) or bool(lex.cues.get(token.low))


def subject_after(tokens: Sequence[Token], at: int, limit: int, lex: Lexicon) -> Phrase | None:
    """The noun phrase after a verb, unless its article shows that it is no subject ("schrieb dem Hafenblatt")."""
    found = right(tokens, at, limit, lex)
    if found and (
        lex.has("oblique_determiners", tokens[found.first].low)
        or borders.is_told_to(tokens, found.first, limit, lex)
        or borders.is_listener(tokens, at, found, lex)
    ):
        return None
    return found


def right(tokens: Sequence[Token], at: int, limit: int, lex: Lexicon) -> Phrase | None:
    """The noun phrase that starts after a verb or "according to"."""
    while at < limit and tokens[at].kind == "w" and not tokens[at].upper and borders.is_beside_verb(tokens[at], lex):
        at += 1
    end = at
    while end < limit and end - at < _LONGEST and not _ends_right(tokens, at, end, limit, lex):
        end += 1
    while end > at and tokens[end - 1].kind == "p" and tokens[end - 1].low != ")":
        end -= 1
    if at < end and borders.speaking_place(tokens, at, end, lex):
        at += 1
    elif at < end and (borders.is_addressee(tokens, at, end, lex) or lex.has("noun_prepositions", tokens[at].low)):
        return None
    if lex.nouns_upper and not any(t.upper for t in tokens[at:end]) and not (at < end and is_pronoun(tokens[at], lex)):
        return None
    while lex.nouns_upper and end - 1 > at and tokens[end - 1].kind == "w" and not tokens[end - 1].upper:
        end -= 1  # "des Ministeriums drangen"
    found = _phrase(tokens, at, end, lex)
    found = found and holder(tokens, found, limit, lex)
    long = found is not None and lex.order == "vso" and not found.named and borders.may_hold_object(tokens, found, lex)
    unknown = found is not None and found.kind == "common" and not lex.has("determiners", tokens[found.first].low)
    if found and (long or unknown):
        return Phrase(found.first, found.last, found.kind, found.quality * _DOUBT)
    return found


def _ends_right(tokens: Sequence[Token], at: int, end: int, limit: int, lex: Lexicon) -> bool:
    token = tokens[end]
    if token.kind == "Q":
        return True
    if token.kind == "p":
        return token.low not in JOINING and token.low not in "()"
    if end == at:
        return lex.has("complementisers", token.low)
    if lex.has("times", token.low) or lex.has("complementisers", token.low) or lex.has("subordinators", token.low):
        return True
    if lex.has("relatives", token.low) or lex.has("prepositions", token.low) or is_verb(token, lex):
        return True
    if lex.order == "vso" and any(
        lex.has(name, token.low) for name in ("demonstratives", "addressees", "statement_nouns")
    ):
        return True  # "رفض الرئيس هذه النتائج", "صرح الرئيس للصحفيين": the object begins, or who is told
    if lex.has("conjunctions", token.low):
        return end + 1 >= limit or not (tokens[end + 1].upper or lex.has("determiners", tokens[end + 1].low))
    cue = any(len(e.words) == 1 for e in lex.cues.get(token.low, ())) and not is_role(tokens, end, lex)
    return cue and not token.upper


def _phrase(tokens: Sequence[Token], first: int, last: int, lex: Lexicon) -> Phrase | None:
    """The phrase without what only introduces it; None if nothing nameable is left."""
    quality = 1.0
    first = _past_introduction(tokens, first, last, lex)
    if borders.speaking_place(tokens, first, last, lex):
        first += 1
    elif first < last and (is_preposition(tokens[first], lex) or is_time(tokens[first], lex)):
        first, quality = openers.past_circumstance(tokens, first, last, lex)
    while last > first and (tokens[last - 1].kind == "p" and tokens[last - 1].low not in ").'’"):
        last -= 1
    last = borders.before_occasion(tokens, first, last, lex)
    if first >= last or not any(t.kind in "wq" for t in tokens[first:last]):
        return None
    if lex.has("relatives", tokens[first].low):
        return None  # "what the company announced" names nobody yet
    longest = _LONGEST if lex.language.spaces else _LONGEST_RUN
    if last - first > longest or (lex.has("not_speakers", tokens[first].low) and last - first == 1):
        return None
    kind = kind_of(tokens, first, last, lex)
    if kind == "common":
        quality *= 0.8
    if last - first > 10:
        quality *= 0.8
    if last - first > _LONGEST and not any(t.low in "·•‧・" for t in tokens[first + 1 : last]):
        quality *= _DOUBT
    return Phrase(first, last, kind, quality)


def _past_introduction(tokens: Sequence[Token], at: int, last: int, lex: Lexicon) -> int:
    while at < last:
        after = borders.past_connector(tokens, at, last, lex)
        if after == at and _introduces(tokens[at], lex):
            after = at + 1
        if after == at:
            break
        at = after
    return at


def _introduces(token: Token, lex: Lexicon) -> bool:
    if token.kind == "p":
        return token.low != "("
    return lex.has("conjunctions", token.low) or lex.has("complementisers", token.low)
