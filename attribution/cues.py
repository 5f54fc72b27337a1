"""Tokens → the words that report speech among them, with their stance and whether they are negated or mere wishes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from attribution.lexicon import Entry, Lexicon
from attribution.tokens import Token

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
        return self.entry.kind


def find_cues(tokens: Sequence[Token], lex: Lexicon) -> list[Cue]:
    """All cues, left to right, longest first where they overlap."""
    found: list[Cue] = []
    at = 0
    while at < len(tokens):
        entry = _match(tokens, at, lex)
        if entry is None:
            at += 1
        else:
            found.append(_describe(tokens, at, at + len(entry.words), entry, lex))
            at += len(entry.words)
    return found


def _match(tokens: Sequence[Token], at: int, lex: Lexicon) -> Entry | None:
    if tokens[at].kind != "w":
        return None
    for entry in lex.cues.get(tokens[at].low, ()):
        words = entry.words
        if at + len(words) <= len(tokens) and all(tokens[at + n].low == word for n, word in enumerate(words)):
            return entry
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
        negated=any(lex.has("negations", word) for word in before) or (after in ("pas", "nicht") and entry.kind == "verb"),
        passive=bool(before) and any(lex.has("passives", word) for word in before),
        modal=any(lex.has("modals", word) for word in before),
        head=head,
    )


def _belongs(token: Token, lex: Lexicon) -> bool:
    """Whether the word before a verb is part of its group."""
    if token.kind != "w":
        return False
    word = token.low
    classes = ("auxiliaries", "negations", "modals", "passives")
    return any(lex.has(name, word) for name in classes) or bool(lex.adverb_pattern and lex.adverb_pattern.match(word))
