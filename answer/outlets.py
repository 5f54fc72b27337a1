"""Finds → what each outlet prints on a matter, and whose words it does not carry that others do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import attribution
from answer.claims import Group, claim_key, group
from answer.finds import Find
from answer.question import Understanding
from domain import Article, Statement

MOST = 8
"""Outlets told, the strongest first."""
VOICES = 2
"""Most speakers (or own voices) told of one outlet."""
WIDE = 4.0
"""How far below the best find, as log odds, an outlet's best one may lie;"""
CLOSE = 1.5
"""how far below the outlet's best one its second."""
CLAIMS = 3
"""The strongest claims that an outlet may lack."""
_SHORTEST = 4

Names = Mapping[str, Mapping[str, str]]
"""Speaker id → language → name."""
Articles = Sequence[tuple[Article, tuple[Statement, ...]]]
"""Articles with their statements."""


@dataclass(frozen=True, slots=True)
class Printed:
    """One outlet with the finds told of it and the claims of others that it lacks."""

    outlet: str
    finds: tuple[Find, ...]
    lacks: tuple[Group, ...] = ()


def by_outlet(finds: Sequence[Find]) -> list[Printed]:
    """The outlets whose articles bear on the matter, each with the best of its different voices."""
    per_outlet: dict[str, list[Find]] = {}
    for find in finds:
        if find.article.reference.outlet and find.score >= -WIDE:
            per_outlet.setdefault(find.article.reference.outlet, []).append(find)
    return [Printed(outlet, tuple(_voices(found))) for outlet, found in list(per_outlet.items())[:MOST]]


def _voices(found: Sequence[Find]) -> list[Find]:
    """The best find and the next of another speaker; what stands in the body before what a headline makes of it."""
    body = [f for f in found if f.sentence.start >= f.article.headline.end and f.score >= found[0].score - CLOSE]
    kept: list[Find] = []
    for find in body or found[:1]:
        same = any(claim_key(find) == claim_key(other) or find.quote.overlaps(other.quote) for other in kept)
        if not same:
            kept.append(find)
    return kept[:VOICES]


def compared(
    rows: Sequence[Printed], groups: Sequence[Group], printed: Callable[[str], Articles], names: Names
) -> list[Printed]:
    """The rows with what each lacks; `printed` gives the articles of an outlet that were found."""
    leading = [g for g in groups if g.chain and not g.nested and not g.headlines][:CLAIMS]
    return [Printed(row.outlet, row.finds, tuple(_lacking(row, leading, printed(row.outlet), names))) for row in rows]


def _lacking(row: Printed, leading: Sequence[Group], articles: Articles, names: Names) -> list[Group]:
    others = [g for g in leading if row.outlet not in {f.article.reference.outlet for f in g.finds}]
    return [g for g in others if all(_absent(g, article, statements, names) for article, statements in articles)]


def _absent(claim: Group, article: Article, statements: Sequence[Statement], names: Names) -> bool:
    """Whether the article surely has not a word of the speaker: known by a name in its language that it does not hold.

    A speaker whom nobody names in that language may be in it under a name that is not known: nothing is said then.
    """
    speaker = claim.key[0][0]
    if any(link.speaker == speaker for statement in statements for link in statement.chain):
        return False
    language, text = article.reference.language, attribution.fold(article.text)
    own = names.get(speaker, {}).get(language)
    if own is None:
        return False
    words = [word for word in attribution.fold(own).split() if len(word) >= _SHORTEST] or [attribution.fold(own)]
    return not any(word in text for word in words)


def claims_of(rows: Sequence[Printed], origins: Mapping[str, str], asked: Understanding) -> list[Group]:
    """The claims that the rows hold, each with every outlet that is told to print it."""
    told = [find for row in rows for find in row.finds]
    return group(told, origins, asked, most=len(told))
