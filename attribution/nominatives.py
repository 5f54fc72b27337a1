"""A clause of a verb-final language → its subject at the head, by comma, particle, title and case; where it ends."""

from __future__ import annotations

import re
from dataclasses import replace

from attribution import kinds, openers, phrases
from attribution.clause import Clause
from attribution.kinds import Phrase
from attribution.speakers import names_country

_GUESS = 0.6
"""Quality of a speaker whose end no comma, particle or quotation marks."""
_USUAL = 6  # tokens of a name with its title
_SPEAKER_WINDOW = 14  # tokens from the start of a clause within which its speaker is named
_BEFORE_VERB = 3  # tokens between a reported clause and its verb: "polise söyledi"
_COMMON_CASE = re.compile(r"\w{3,}(?:l[ae]r[ıi]|[ıiuü]n[ae]|l[ae]ra|l[ae]re)$")
"""Turkish plurals in the accusative and dative, possessives in the dative: seldom names either."""
_COMMON_GENITIVE = re.compile(r"\w{3,}(?:n[ıiuü]n|ğ[ıiuü]n|l[ae]r[ıi]n)$")
"""Turkish genitives that are seldom names."""
_SHORT_GENITIVE = re.compile(r"^\w{2,}[^\Waeıioöuü][ıiuü]n$")
"""The same behind a consonant: "askerin", "bakanın"."""
_ABLATIVES = ("dan", "den", "tan", "ten")
_DOUBT = 0.2
"""Quality of words that may be a subject: never to be shown, and nobody else is."""
_CONVERB = re.compile(r"(?:ken|[ıiuü]nc[ae]|[dt][ıiuü]ğ[ıiuü]nd[ae])$")
"""How Turkish verbs end in a clause that may have a subject of its own: "while", "when"."""
_BESIDE = re.compile(r"(?:'\w+|[dt][ae]n?|yl[ae]|[ae]r[ae]k|ken|[ıiuü]nc[ae]|[ıiuü]p|[yn][ae])$")
"""How a Turkish word ends that is no subject and belongs to none: place, origin, means, time."""
_COLONS = (":", "：")


def leading(clause: Clause, limit: int) -> Phrase | None:
    """The speaker at the head of a clause: up to its comma or topic particle, its title, or its capitals."""
    start = _after_colon(clause, openers.skip_openers(clause.tokens, clause.start, limit, clause.lex), limit)
    window = min(limit, start + _SPEAKER_WINDOW)
    for at in range(start, window):
        if clause.has("topics", at) or clause.low(at) in (",", "、", *_COLONS):
            bare = any(ends_content(clause, k) for k in range(start, at))
            found = None if bare else phrase(clause, start, at)
            if found or not clause.lex.case_suffixes:
                return found
            return _behind_subordinate(clause, at, window) or _titled(clause, start, window)
        if (
            clause.lex.topic_pattern
            and clause.tokens[at].kind == "w"
            and clause.lex.topic_pattern.search(clause.low(at))
        ):
            return phrase(clause, start, at + 1)
    return _titled(clause, start, window)


def _behind_subordinate(clause: Clause, comma: int, window: int) -> Phrase | None:
    """As in "Daire uyarı yaparken, bir teknisyen, …": past a clause of its own, the subject before the next comma."""
    end = next((k for k in range(comma + 1, window) if clause.low(k) == ","), None)
    if end is None or not _CONVERB.search(clause.low(comma - 1)):
        return None
    return phrase(clause, comma + 1, end) if _is_known(clause, end - 1) else None


def before_genitive(clause: Clause, end: int) -> Phrase | None:
    """As in "… desteğiyle bazı yayın organları tutarın arttığını": words that may be a subject of their own.

    What stands right before the subject of what is said, which is in the genitive, and in no case that shows it to
    be something else, may be who says it; trusted only if it ends with a word for a person or body.
    """
    for at in range(end - 1, clause.start, -1):
        if clause.tokens[at].kind != "w" or not _is_subject_of_content(clause.low(at)) or _is_known(clause, at + 1):
            continue  # "yayın organları": a compound
        while clause.tokens[at].upper and at > clause.start and clause.tokens[at - 1].upper:
            at -= 1  # "Ahmet Yılmaz'ın": all of the name is in the genitive
        first = at
        while first > clause.start and _may_belong(clause, first - 1):
            first -= 1
        if first < at and not all(_is_beside(clause, k) for k in range(first, at)):
            found = phrase(clause, first, at)
            return found and replace(found, quality=found.quality if _is_known(clause, at - 1) else _DOUBT)
    return None


def _is_subject_of_content(word: str) -> bool:
    return _is_genitive(word) or bool(_SHORT_GENITIVE.search(word))


def has_genitive(clause: Clause, first: int, last: int) -> bool:
    """Whether some word in between stands in the genitive, as the subject of a reported clause does."""
    return any(t.kind == "w" and _is_subject_of_content(t.low) for t in clause.tokens[first:last])


def _may_belong(clause: Clause, at: int) -> bool:
    token = clause.tokens[at]
    if token.kind != "w" or _BESIDE.search(token.low) or _is_verb(clause, at):
        return False
    return not _is_subject_of_content(token.low) or _is_known(clause, at + 1)


def _is_known(clause: Clause, at: int) -> bool:
    return clause.has("body_nouns", at) or clause.has("person_nouns", at)


def _is_verb(clause: Clause, at: int) -> bool:
    return kinds.is_verb(clause.tokens[at], clause.lex) or ends_content(clause, at)


def _is_beside(clause: Clause, at: int) -> bool:
    """Whether a word says when, how many or how, and names nobody."""
    small = ("determiners", "connectors", "conjunctions", "auxiliaries", "as_words")
    return kinds.is_time(clause.tokens[at], clause.lex) or any(clause.has(name, at) for name in small)


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
        noun = _is_known(clause, at)
        if not noun and clause.lex.case_suffixes and in_a_case(clause, at):
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
    found = phrase(clause, start, end) if end > start else None
    sure = clause.lex.case_suffixes and (title > start or end > start + 1)
    return replace(found, quality=found.quality if sure else _GUESS) if found else None


def _is_genitive(word: str) -> bool:
    if "'" not in word:
        return bool(_COMMON_GENITIVE.search(word))
    return word.endswith(("in", "ın", "un", "ün"))


def in_a_case(clause: Clause, at: int) -> bool:
    """Whether a word stands in another case than the subject's, or is a converb (Turkish)."""
    pattern = clause.lex.oblique_pattern
    token = clause.tokens[at]
    if pattern is None or _is_known(clause, at) or token.kind != "w":
        return False
    if token.upper and "'" not in token.low:  # an apostrophe parts every proper name from its case
        return at == clause.start and _is_common(clause, token.low)
    return bool(pattern.search(token.low))


def _is_common(clause: Clause, word: str) -> bool:
    """As in "Hiçbirine", "Sonuçları" at the head of a sentence: a common noun in a case, and no country."""
    cased = _COMMON_GENITIVE.search(word) or _COMMON_CASE.search(word)
    return bool(cased) and not names_country(word, clause.lex.language.code)


def phrase(clause: Clause, first: int, last: int) -> Phrase | None:
    """The words as a subject, or None if their case, a number or a quotation shows that they are none."""
    if first >= last or last - first > _SPEAKER_WINDOW or any(t.kind == "Q" for t in clause.tokens[first:last]):
        return None
    while first < last and kinds.is_time(clause.tokens[first], clause.lex):
        first += 1
    if (
        first >= last
        or in_a_case(clause, last - 1)
        or clause.low(last - 1)[:1].isdigit()
        or (last - first == 1 and clause.has("determiners", first))
    ):
        return None
    words = clause.tokens[first:last]
    sure = last - first <= _USUAL and not any(kinds.is_verb(t, clause.lex) or t.low[:1].isdigit() for t in words)
    quality = 0.9 if sure else _GUESS
    return Phrase(first, last, kinds.kind_of(clause.tokens, first, last, clause.lex), quality)


def genitive(clause: Clause, limit: int) -> Phrase | None:
    """The first noun phrase of a clause if it stands in the genitive."""
    start = openers.skip_openers(clause.tokens, clause.start, limit, clause.lex)
    for at in range(start, min(limit, start + _USUAL)):
        if clause.tokens[at].kind != "w":
            return None
        if _is_genitive(clause.low(at)) or _SHORT_GENITIVE.search(clause.low(at)):
            kind = kinds.kind_of(clause.tokens, start, at + 1, clause.lex)
            return Phrase(start, at + 1, kind, 0.9)
    return None


def ablative(clause: Clause, made: int) -> Phrase | None:
    """Who made a statement: the words up to "-dan" or "tarafından" before "yapılan"."""
    end = made
    while end > clause.start and kinds.is_time(clause.tokens[end - 1], clause.lex):
        end -= 1
    by = clause.has("agents", end - 1)
    adverb = end - 1 == clause.start and not _stems(clause, end - 1)  # "Sonradan yapılan açıklamada"
    if not (by or (clause.low(end - 1).endswith(_ABLATIVES) and not adverb)):
        return None
    end -= by
    first = phrases.run_start(clause.tokens, end, clause.start, clause.lex)
    while first < end and (clause.has("connectors", first) or kinds.is_time(clause.tokens[first], clause.lex)):
        first += 1
    if not 0 < end - first <= _USUAL:
        return None
    kind = kinds.kind_of(clause.tokens, first, end, clause.lex)
    return Phrase(first, end, "body" if kind == "common" else kind, 0.9)


def _stems(clause: Clause, at: int) -> bool:
    """Whether a word in the ablative is a name with an apostrophe, or a known body or person."""
    word = clause.low(at)
    stems = (word[:-3], word[:-4])
    return "'" in word or any(clause.lex.has(n, stem) for n in ("body_nouns", "person_nouns") for stem in stems)


def ends_content(clause: Clause, at: int) -> bool:
    """Whether the word is a verb form that ends a reported clause ("-dığını")."""
    pattern = clause.lex.content_ending
    return bool(pattern and clause.tokens[at].kind in "wq" and pattern.search(clause.low(at)))


def content_end(clause: Clause, end: int) -> int | None:
    """Where a reported clause before a verb ends: with its own verb form, few words before the verb."""
    for back in range(_BEFORE_VERB):
        if end - back > clause.start and ends_content(clause, end - 1 - back):
            return end - back
    return None
