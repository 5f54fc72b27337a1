"""A phrase that names an office, and the tokens after it → the person whom a pair of commas names beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from attribution.kinds import Phrase, is_pronoun, is_time, is_verb, kind_of
from attribution.lexicon import Lexicon
from attribution.speakers import names_country
from attribution.tokens import Token

_LONGEST_NAME = 4  # words
_SHORT_NOUN = 4  # letters


def holder(tokens: Sequence[Token], office: Phrase, limit: int, lex: Lexicon) -> Phrase:
    """As in "the chairman of the Authority, Osama Rabie, said": Osama Rabie; else the phrase as it is."""
    behind = _behind_place if lex.order == "vso" else _behind_office
    if (named := behind(tokens, office, limit, lex)) is not None:
        return replace(office, last=named[1], named=named)
    comma = _past_body(tokens, office, limit, lex)
    if not _is_office(tokens, office, lex) or comma >= limit or tokens[comma].low != ",":
        return office
    first = _past_titles(tokens, comma + 1, limit, lex)
    end = first
    while end < limit and end - first <= _LONGEST_NAME and (_namelike(tokens[end], lex) or _joins(tokens, end, lex)):
        end += 1
    if not 0 < end - first <= _LONGEST_NAME or not _closed(tokens, end, limit, lex):
        return office
    cased = tokens[first].upper
    if kind_of(tokens, first, end, lex) != "name" or (not cased and end - first < 2):
        return office
    if _ends_in_name(tokens, office, lex) and not (lex.title_genitive and end - first > 1 and end < limit):
        return office  # but Indonesian "Presiden Maju Jaya, Budi Santoso, mengatakan": a title, its firm, its holder
    return replace(office, last=end, named=(first, end))


def _behind_office(tokens: Sequence[Token], office: Phrase, limit: int, lex: Lexicon) -> tuple[int, int] | None:
    """As in "представитель агентства по борьбе с пожарами (АБП) Иван Петров": the full name that ends the phrase."""
    if not (lex.title_genitive and lex.has("person_nouns", tokens[office.first].low)) or office.last >= limit:
        return None
    if not lex.has("prepositions", tokens[office.last].low) or _ends_in_name(tokens, office, lex):
        return None
    end = office.last
    while end < limit and (tokens[end].kind == "w" or tokens[end].low in "()") and not is_verb(tokens[end], lex):
        end += 1
    first = end
    while first > office.last and tokens[first - 1].kind == "w" and _namelike(tokens[first - 1], lex):
        first -= 1
    closed = end >= len(tokens) or end >= limit or tokens[end].kind == "p"
    before = tokens[first - 1]
    joined = lex.has("prepositions", before.low) or lex.has("conjunctions", before.low)
    return (first, end) if closed and not joined and 1 < end - first <= _LONGEST_NAME else None


def _past_body(tokens: Sequence[Token], office: Phrase, limit: int, lex: Lexicon) -> int:
    """As in German "die Sprecherin im Innenministerium, Ute Ruhl": behind the body where somebody has the office."""
    at = end = office.last
    if office.kind != "person" or at >= limit or not lex.has("prepositions", tokens[at].low):
        return at
    while end < limit and tokens[end].kind == "w" and not is_verb(tokens[end], lex):
        end += 1
    if not 1 < end - at <= _LONGEST_NAME:
        return at
    body = kind_of(tokens, at + 1, end, lex) == "body" or (lex.nouns_upper and _is_compound(tokens[end - 1], lex))
    return end if body else at


def _is_compound(token: Token, lex: Lexicon) -> bool:
    """As in "Innenministerium": German writes whose ministry it is in front of the word."""
    return any(token.low.endswith(noun) for noun in lex.words["body_nouns"] if len(noun) > _SHORT_NOUN)


def _is_office(tokens: Sequence[Token], phrase: Phrase, lex: Lexicon) -> bool:
    """Whether it says what somebody is: by its kind, or by a small noun: "the deputy of the police" is no police."""
    if phrase.kind in ("person", "common"):
        return True
    noun = _first_noun(tokens, phrase, lex)
    plain = not (lex.caseless or noun.upper or lex.has("body_nouns", noun.low))
    return plain and phrase.kind in ("name", "body")


def _behind_place(tokens: Sequence[Token], office: Phrase, limit: int, lex: Lexicon) -> tuple[int, int] | None:
    """As in Arabic "المدعي العام في باريس ريمي هيتز إن": behind a known place, the name before "that"."""
    first = office.last + 2
    if first >= limit or not lex.has("prepositions", tokens[office.last].low):
        return None
    if office.kind not in ("person", "name") or not names_country(tokens[first - 1].low, lex.language.code):
        return None
    end = first
    while end < limit and tokens[end].kind == "w" and _namelike(tokens[end], lex):
        end += 1
    told = end < len(tokens) and lex.has("complementisers", tokens[end].low)
    return (first, end) if told and 1 < end - first <= _LONGEST_NAME else None


def _past_titles(tokens: Sequence[Token], at: int, limit: int, lex: Lexicon) -> int:
    """As in "its spokesman, Colonel Ryan Dillon", "el teniente Juan Soler": where the name begins behind a rank."""
    first = at
    while at + 1 < limit and (
        lex.has("titles", tokens[at].low) or (at == first and lex.has("articles", tokens[at].low))
    ):
        at += 1
    return at if tokens[first].upper or lex.has("titles", tokens[at - 1].low) else first


def _first_noun(tokens: Sequence[Token], phrase: Phrase, lex: Lexicon) -> Token:
    at = phrase.first
    while at + 1 < phrase.last and lex.has("determiners", tokens[at].low):
        at += 1
    return tokens[at]


def _joins(tokens: Sequence[Token], at: int, lex: Lexicon) -> bool:
    """As in "Ana Sáenz de Soto": a small word between two capitalised ones."""
    within = 0 < at < len(tokens) - 1 and tokens[at - 1].upper and tokens[at + 1].upper
    return within and tokens[at].kind == "w" and lex.has("noun_prepositions", tokens[at].low)


def _namelike(token: Token, lex: Lexicon) -> bool:
    plain = token.low.rstrip(".")
    if token.kind != "w":
        return False
    other = any(
        lex.has(name, plain) for name in ("person_nouns", "titles", "body_nouns", "prepositions", "determiners")
    )
    if other or is_time(token, lex) or is_pronoun(token, lex) or token.low.endswith("'s"):
        return False
    return token.upper or (lex.caseless and not is_verb(token, lex) and not _opens_clause(token, lex))


def _opens_clause(token: Token, lex: Lexicon) -> bool:
    classes = ("complementisers", "subordinators", "relatives", "conjunctions", "connectors", "as_words")
    return token.low in lex.cues or any(lex.has(name, token.low) for name in classes)


def _closed(tokens: Sequence[Token], end: int, limit: int, lex: Lexicon) -> bool:
    """Whether the name ends with a mark or the clause: "the chairman, New York and Boston" names nobody."""
    if end >= len(tokens) or end >= limit:
        return not lex.caseless
    listed = end + 1 < len(tokens) and lex.has("conjunctions", tokens[end + 1].low)
    return tokens[end].kind == "p" and tokens[end].low not in "&/'" and not listed


def _ends_in_name(tokens: Sequence[Token], phrase: Phrase, lex: Lexicon) -> bool:
    """As in "Governor Mike Pence": capitals at the end that no preposition or article makes the name of a body."""
    first = phrase.last
    while first > phrase.first and _namelike(tokens[first - 1], lex) and tokens[first - 1].upper:
        first -= 1
    if phrase.last - first < 2:
        return False
    before = tokens[first - 1].low if first > phrase.first else ""
    joining = ("noun_prepositions", "prepositions", "determiners", "body_nouns")
    return not any(lex.has(name, before) for name in joining)
