"""A stretch of tokens with its language, and what is found in it: the words that the clause patterns work on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from attribution import kinds
from attribution.cues import Cue, find_cues
from attribution.kinds import Phrase
from attribution.lexicon import Lexicon
from attribution.tokens import Token

DASHES = frozenset("-–—―")
PAUSES = DASHES | {","}
_BELONGING = frozenset(")]）%％‰°℃€$£¥₽")
"""Marks that belong to the word before them: the share of "явка составила 42 %" ends no sentence."""


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
    nested: bool = False
    """Whether it is the content of a statement."""

    def low(self, at: int) -> str:
        """The folded word at a token; empty outside the clause."""
        return self.tokens[at].low if self.start <= at < self.end else ""

    def is_quote(self, at: int) -> bool:
        """Whether the token is a quotation that is an utterance."""
        return self.start <= at < self.end and self.tokens[at].kind == "Q"

    def has(self, name: str, at: int) -> bool:
        """Whether the token is a word of this word class."""
        return self.start <= at < self.end and self.tokens[at].kind == "w" and self.lex.has(name, self.low(at))

    def verbish(self, first: int, last: int) -> bool:
        """Whether some word in between looks like a finite verb."""
        return any(kinds.is_verb(t, self.lex) for t in self.tokens[first:last])

    def words(self, first: int, last: int) -> int:
        """How many words, quotations counted as one, stand in between."""
        return sum(t.kind != "p" for t in self.tokens[max(first, self.start) : min(last, self.end)])

    def trimmed_end(self) -> int:
        """Where the words end: without the last full stop."""
        end = self.end
        while end > self.start and self.tokens[end - 1].kind == "p" and self.tokens[end - 1].low not in _BELONGING:
            end -= 1
        return end


def cues_of(clause: Clause) -> list[Cue]:
    """The cues among the clause's tokens."""
    return [shifted(c, clause.start) for c in find_cues(clause.tokens[clause.start : clause.end], clause.lex)]


def shifted(cue: Cue, by: int) -> Cue:
    """The cue with its token numbers moved on by `by`."""
    return Cue(cue.first + by, cue.last + by, cue.entry, cue.negated, cue.passive, cue.modal, cue.head + by)
