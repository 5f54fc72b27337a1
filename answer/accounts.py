"""Finds go in, the number of independent accounts among them comes out: "5 outlets, 2 origins"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from answer.finds import Find


def accounts(finds: Iterable[Find], origins: Mapping[str, str]) -> int:
    """How many of the finds do not hang together.

    Two do if their articles are copies of one story (`origins`: article id → group of copies), come from one outlet,
    or credit the same agency. What hangs together over a third counts once.
    """
    groups: list[set[str]] = []
    for find in finds:
        reference, credit = find.article.reference, find.statement.credit
        marks = {f"story {origins.get(reference.id, reference.id)}"}
        marks |= {f"outlet {reference.outlet}"} if reference.outlet else set()
        marks |= {f"credit {credit}"} if credit else set()
        touched = [group for group in groups if group & marks]
        groups = [*(group for group in groups if not group & marks), marks.union(*touched)]
    return len(groups)
