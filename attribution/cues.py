"""Tokens → the words that report speech among them, with their stance and whether they are negated or mere wishes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from attribution.kinds import is_preposition, is_role
from attribution.lexicon import Entry, Lexicon
from attribution.tokens import Token

_PARTICLE_WINDOW = 22  # tokens between a separable verb and its particle
_LONG = 4
"""Letters of a word that has a capital in an English headline."""
_LOOK_BACK = 4  # tokens between a negation or auxiliary and its verb


@dataclass(frozen=True, slots=True)
class Cue:
    """One match of the lexicon: tokens `[first:last]`."""

    first: int
    last: int
    entry: Entry
    negated: bool = False
    passive: bool = False
    modal: bool = False
    """Not said but wished, possible or to be said ("could say", "to say")."""
    head: int = 0
    """Where its verb group starts, auxiliaries and adverbs included."""

    @property
    def kind(self) -> str:
        """Verb, participle, "according to" …: which patterns it takes part in."""
        return self.entry.kind


def find_cues(tokens: Sequence[Token], lex: Lexicon) -> list[Cue]:
    """All cues, left to right, longest first where they overlap."""
    found: list[Cue] = []
    at = 0
    titled = _in_title_case(tokens, lex)
    while at < len(tokens):
        entry = None if not titled and _is_named(tokens, at) else _separated(tokens, at, lex) or _match(tokens, at, lex)
        if entry is None:
            at += 1
        else:
            cue = _describe(tokens, at, at + len(entry.words), entry, lex)
            if not (_bare_participle(tokens, cue, lex) or _is_noun(tokens, cue, lex)):
                found.append(cue)
            at += len(entry.words)
    return found


def _in_title_case(tokens: Sequence[Token], lex: Lexicon) -> bool:
    """Whether most long words have a capital, as in an English headline: then a capital tells nothing."""
    long = [t.upper for t in tokens if t.kind == "w" and len(t.low) >= _LONG]
    return lex.caseless or lex.nouns_upper or 2 * sum(long) > len(long)


def _is_named(tokens: Sequence[Token], at: int) -> bool:
    """As in "the United States": a capital behind another one is part of a name, and no verb."""
    before = tokens[at - 1] if at else None
    return before is not None and tokens[at].upper and before.kind == "w" and before.upper


def _match(tokens: Sequence[Token], at: int, lex: Lexicon) -> Entry | None:
    if tokens[at].kind != "w":
        return None
    for entry in lex.cues.get(tokens[at].low, ()):
        words = entry.words
        if at + len(words) <= len(tokens) and all(tokens[at + n].low == word for n, word in enumerate(words)):
            return entry
    return None


def _separated(tokens: Sequence[Token], at: int, lex: Lexicon) -> Entry | None:
    """As in "teilte der Minister mit": a verb whose particle stands later, before the next mark."""
    entries = lex.separable.get(tokens[at].low) if tokens[at].kind == "w" else None
    if not entries:
        return None
    for later in range(at + 1, min(len(tokens), at + _PARTICLE_WINDOW)):
        token = tokens[later]
        ends = (
            lex.order == "vso"
            or later + 1 >= len(tokens)
            or tokens[later + 1].kind in "pQ"
            or tokens[later + 1].low in ("und", "dass")
        )
        if token.low in entries and ends:
            return entries[token.low]
        if token.kind == "p" and token.low in ".:;!?":
            break
    return None


def _describe(tokens: Sequence[Token], first: int, last: int, entry: Entry, lex: Lexicon) -> Cue:
    head, before = first, list[str]()
    while head > 0 and first - head < _LOOK_BACK and _belongs(tokens[head - 1], lex):
        head -= 1
        before.append(tokens[head].low)
    after = tokens[last].low if last < len(tokens) else ""
    return Cue(
        first,
        last,
        entry,
        negated=entry.stance != "refuses_comment" and _is_negated(before, after, entry, lex),
        passive=any(lex.has("passives", word) for word in before) or (lex.order == "v2" and after == "worden"),
        modal=any(lex.has("modals", word) and not _past(word, entry) for word in before),
        head=head,
    )


def _past(auxiliary: str, entry: Entry) -> bool:
    """Arabic "قد" before a verb in the past says that it has happened, before one in the present that it may."""
    return auxiliary == "قد" and entry.words[0][0] not in "يتنا"


def _is_negated(before: Sequence[str], after: str, entry: Entry, lex: Lexicon) -> bool:
    if any(lex.has("negations", word) for word in before):
        return True
    written = lex.negative_pattern is not None and bool(lex.negative_pattern.search(entry.words[-1]))
    return written or (after in ("pas", "nicht") and entry.kind == "verb")


def _bare_participle(tokens: Sequence[Token], cue: Cue, lex: Lexicon) -> bool:
    """As in "highly esteemed", "written by": a participle without the auxiliary that makes it a report."""
    if cue.head == 0 and lex.strict_inversion and tokens[cue.first].low.endswith("ed"):
        return True  # "Asked about it, he said …"
    if lex.participle_pattern is None or cue.kind not in ("verb", "infinitive"):
        return False
    if not lex.participle_pattern.search(cue.entry.words[0]):
        return False
    inverted = cue.head > 1 and tokens[cue.head - 1].low[:1] == "-"  # "a-t-elle déclaré"
    return not any(lex.has("perfects", t.low) for t in tokens[cue.head - 2 * inverted : cue.first])


def _is_noun(tokens: Sequence[Token], cue: Cue, lex: Lexicon) -> bool:
    """As in "his claims", "the senator's remarks", German "Versprechen": the form is a noun here."""
    if cue.kind not in ("verb", "infinitive", "about"):
        return False
    before = tokens[cue.first - 1] if cue.first else None
    if is_role(tokens, cue.first, lex):
        return True
    if lex.order == "v2":
        upper = lex.nouns_upper and tokens[cue.first].upper
        return before is not None and (upper or lex.has("infinitives", before.low))
    if before is not None and cue.head == cue.first and lex.words["articles"] and _is_after_preposition(before, lex):
        return True
    if (cue.entry.plain and cue.kind == "verb") or before is None or cue.head < cue.first or not lex.words["articles"]:
        return False
    owned = before.low.endswith("'s") or (before.low.endswith("s'") and before.upper)
    return owned or any(lex.has(name, before.low) for name in ("possessives", "demonstratives", "articles"))


def _is_after_preposition(before: Token, lex: Lexicon) -> bool:
    """As in "by claims", Spanish "en cuenta": what no finite verb follows, "según explicó" apart."""
    according = any(entry.kind == "according" and len(entry.words) == 1 for entry in lex.cues.get(before.low, ()))
    return lex.has("noun_prepositions", before.low) or (is_preposition(before, lex) and not according)


def _belongs(token: Token, lex: Lexicon) -> bool:
    """Whether the word before a verb is part of its group."""
    if token.kind != "w":
        return False
    word = token.low
    classes = ("auxiliaries", "negations", "modals", "passives")
    return any(lex.has(name, word) for name in classes) or bool(lex.adverb_pattern and lex.adverb_pattern.match(word))
