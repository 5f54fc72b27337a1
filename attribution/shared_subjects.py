"""A verb behind a comma, in a language that leaves its subject out → the subject of the words before the comma."""

from __future__ import annotations

from attribution import kinds, openers
from attribution.clause import Clause
from attribution.cues import Cue
from attribution.kinds import Phrase

_SURE, _GUESS = 0.9, 0.2
"""Quality of a subject that ends in a known noun or a name in two parts, and of any other: not to be shown."""
_BORDERS = ("connectors", "auxiliaries", "negations", "modals", "prepositions", "aspects")
_NAME = 4
"""Characters of a name behind its title, the last one of the title counted."""
_HAN = "\u2e80"
_NAME_MARKS = frozenset("·•‧・")


def shared_subject(clause: Clause, cue: Cue) -> Phrase | None:
    """As in "市长王平随后撤换了图片，并解释说": who did what stands before the comma says what stands behind it.

    Never a speaker of another sentence: where the words before the comma do not show who it is, they are kept, and
    trusted so little that nobody is shown.
    """
    lex = clause.lex
    if lex.language.spaces or lex.order != "svo":
        return None
    joined = any(clause.has("conjunctions", k) for k in (cue.head, cue.head - 1))
    comma = cue.head - 1 - clause.has("conjunctions", cue.head - 1)
    if clause.low(comma) != "," or (clause.nested and joined):
        return None  # "…说，A，并称B": within what is said, "and" goes on with who says it
    first = openers.skip_openers(clause.tokens, clause.start, comma, lex)
    if first >= comma:
        return None
    first = max([first, *(k for k in range(first + 1, comma) if _is_apart(clause, k))])
    part = next(k for k in range(first, comma + 1) if clause.low(k) == ",")
    if kinds.is_pronoun(clause.tokens[first], lex):
        return Phrase(first, first + 1, "pronoun", 1.0)
    ends = [k for k in range(first + 1, part) if _is_border(clause, k)]
    sure = next((end for end in ends if _ends_name(clause, first, end)), None)
    if sure is not None:
        return Phrase(first, sure, kinds.kind_of(clause.tokens, first, sure, lex), _SURE)
    return Phrase(first, min([*ends, part]), "common", _GUESS)


def _is_apart(clause: Clause, at: int) -> bool:
    """As in "巴黎4月17日电 总统马克龙": behind a space, which only a dateline or a headline has between its words."""
    before, token = clause.tokens[at - 1], clause.tokens[at]
    return token.start > before.end and min(before.low[-1:] or _HAN, token.low[:1] or _HAN) >= _HAN


def _is_border(clause: Clause, at: int) -> bool:
    known = any(clause.has(name, at) for name in _BORDERS)
    return known or kinds.is_time(clause.tokens[at], clause.lex) or kinds.is_verb(clause.tokens[at], clause.lex)


def _ends_name(clause: Clause, first: int, end: int) -> bool:
    """Whether the words end with a noun for a person or body, a name right behind one, or a name in two parts."""
    if any(t.low in _NAME_MARKS for t in clause.tokens[first + 1 : end - 1]):
        return True
    near = range(max(first, end - _NAME), end)
    return any(clause.has("body_nouns", k) or clause.has("person_nouns", k) for k in near)
