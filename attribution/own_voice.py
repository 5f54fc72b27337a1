"""What an article reports → the stretches of it that the outlet itself asserts."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from attribution.drafts import Draft
from domain import Span, Statement

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
