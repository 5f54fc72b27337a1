"""What an article reports → the stretches of it that the outlet itself asserts."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from attribution.drafts import Draft
from attribution.kinds import is_time
from attribution.lexicon import Lexicon
from attribution.openers import past_dateline
from attribution.tokens import Token, tokenise
from domain import Span, Statement

_DASH = re.compile(r"\s[–—-]\s+(?=\S)")
_MONTH = 4
"""Letters of a shortened month."""
_DATELINE = 100
"""Characters."""
SHORTEST_MAIN_CLAUSE = 20
"""Characters."""


def main_clauses(drafts: Sequence[Draft], sentences: Sequence[Span], text: str) -> Iterator[Span]:
    """What stands before a participle: "The US refused, arguing that …"."""
    first: dict[int, Draft] = {}
    for draft in drafts:
        if draft.depth == 0 and draft.pattern == "participle" and draft.cue:
            first.setdefault(draft.sentence, draft)
    for number, draft in first.items():
        start, end = sentences[number].start, draft.cue.start if draft.cue else 0
        clause = text[start:end].rstrip(" ,،，\u00a0")
        if len(clause) >= SHORTEST_MAIN_CLAUSE:
            yield Span(start, start + len(clause))


def without_dateline(text: str, span: Span, lex: Lexicon) -> Span:
    """The sentence from behind "BEIRUT, 15 Nov. (Agency) –" on, which nobody asserts."""
    dash = _DASH.search(text, span.start, min(span.end, span.start + _DATELINE))
    if dash is None:
        return span
    tokens = tokenise(text, Span(span.start, min(span.end, dash.end() + 1)), lex, (), 0)
    bracket = next((k for k, t in enumerate(tokens) if t.low == "("), 0)
    named = lex.caseless or all(_names_place(t, lex) for t in tokens[:bracket] if t.kind == "w")
    marked = bool(tokens) and (tokens[0].shouted or (bracket > 0 and named))
    at = past_dateline(tokens, 0, len(tokens), lex) if marked else 0
    return Span(tokens[at].start, span.end) if at else span


def _names_place(token: Token, lex: Lexicon) -> bool:
    """Whether a word may stand in "Mae Sai, 5 nov. (": the ministry of "The ministry (MOD) –" may not."""
    return token.upper or is_time(token, lex) or len(token.low) <= _MONTH


def uncovered(spans: Sequence[Span], reported: Sequence[Statement]) -> Iterator[Span]:
    """Those that no reported content touches."""
    covered = _merged(sorted(s.content for s in reported))
    for span in spans:
        near = bisect_left(covered, span.end, key=lambda c: c.start) - 1
        if near < 0 or not covered[near].overlaps(span):
            yield span


def _merged(spans: Sequence[Span]) -> list[Span]:
    """Sorted spans with overlapping ones as one."""
    merged: list[Span] = []
    for span in spans:
        if merged and span.start < merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged
