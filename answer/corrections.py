"""A kept answer and the archive as it is now → which of the articles that it cites were updated or withdrawn since."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from answer.record import Kept, digest
from domain import Article, Reference

Kind = Literal["updated", "reworded", "withdrawn"]
"""The text changed and the cited words still stand in it; they do not; the article is gone."""


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to one cited article."""

    reference: Reference
    """As it was when the answer was given."""
    kind: Kind
    markers: tuple[int, ...]
    """The citations that rest on it."""


def changes(kept: Kept, article: Callable[[str], Article | None]) -> tuple[Change, ...]:
    """The cited articles that are not what they were, in the order of their first citation."""
    cited = {c.reference.id: c.reference for c in kept.answer.citations}
    found = ((reference, _kind(kept, id_, article(id_))) for id_, reference in cited.items())
    return tuple(Change(reference, kind, _markers(kept, reference.id)) for reference, kind in found if kind)


def _kind(kept: Kept, id_: str, now: Article | None) -> Kind | None:
    if now is None:
        return "withdrawn"
    if digest(now.text) == kept.hashes.get(id_):
        return None
    quotes = [c.quote for c in kept.answer.citations if c.reference.id == id_]
    return "updated" if all(quote in now.text for quote in quotes) else "reworded"


def _markers(kept: Kept, id_: str) -> tuple[int, ...]:
    return tuple(c.marker for c in kept.answer.citations if c.reference.id == id_)
