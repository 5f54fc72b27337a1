"""Finds → claims: who says it, gathered over articles, outlets and languages; strongest first."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import attribution
from answer.accounts import accounts
from answer.finds import Find
from answer.question import Understanding
from domain import Link, Polarity, Stance

FINDS_PER_CLAIM = 6
BREADTH = 0.3
NEAR = 3.0
"""In one article, words inside quotation marks are shown before a paraphrase if they lie at most so far below it."""
_FORMS = ("direct", "mixed", "indirect", "frame", "own_voice")

Key = tuple[tuple[str, ...], str]


@dataclass(frozen=True, slots=True)
class Group:
    """The finds of one claim: one chain of speakers, one family of stance; the best find first."""

    key: Key
    finds: tuple[Find, ...]
    score: float
    origins: int = 1
    """Independent accounts of it: copies of one story count once."""

    @property
    def best(self) -> Find:
        """The find that stands for the claim."""
        return self.finds[0]

    @property
    def chain(self) -> tuple[Link, ...]:
        """The chain of the best find; empty for an outlet's own voice."""
        statement = self.best.statement
        return () if statement.own_voice or not self.best.attributed else statement.chain

    @property
    def denies(self) -> bool:
        """Whether the speaker denies, or refuses to confirm, what the others assert."""
        return self.key[1] == "denies"

    @property
    def headlines(self) -> bool:
        """Whether only headlines hold it."""
        return all(f.sentence.start < f.article.headline.end for f in self.finds)

    @property
    def nested(self) -> bool:
        """Whether this is one speaker's account of another's words."""
        return len(self.chain) > 1


def group(
    finds: Iterable[Find], origins: Mapping[str, str], asked: Understanding, most: int = FINDS_PER_CLAIM
) -> list[Group]:
    """Gather finds into claims of at most `most` finds. Wording is never merged: every find keeps its own quote.

    A speaker's claim counts a little more for every independent account of it (article id → origin in `origins`), by
    their logarithm.
    """
    by_key: dict[Key, list[Find]] = {}
    for find in finds:
        by_key.setdefault(claim_key(find), []).append(find)
    groups = [_group(key, found, origins, asked, most) for key, found in by_key.items()]
    return _bodies_first(sorted(groups, key=lambda g: -g.score))


def _bodies_first(groups: Sequence[Group]) -> list[Group]:
    """The same claims; where "Moscow" says what a Russian ministry says, the ministry stands before it.

    A country's name is what a headline makes of whoever spoke for it; both stay, each with its own words.
    """
    ordered = list(groups)
    for country in [g for g in groups if len(g.key[0]) == 1]:
        later = ordered[ordered.index(country) + 1 :]
        body = next((g for g in later if _speaks_for(g, country)), None)
        if body:
            ordered.remove(body)
            ordered.insert(ordered.index(country), body)
    return ordered


def _speaks_for(body: Group, country: Group) -> bool:
    same_side = len(body.key[0]) == 1 and body.key[1] == country.key[1]
    return same_side and body.key[0][0].startswith(f"{country.key[0][0]}.")


def _group(key: Key, finds: Sequence[Find], origins: Mapping[str, str], asked: Understanding, most: int) -> Group:
    per_article: dict[str, list[Find]] = {}
    for find in finds:
        per_article.setdefault(find.article.reference.id, []).append(find)
    if asked.factual:
        chosen = sorted(_parted(finds), key=lambda f: -f.score)
    else:
        chosen = [find for found in per_article.values() for find in _best_of_article(found)]
        chosen.sort(key=lambda f: (_FORMS.index(f.statement.form) if f.attributed else 9, -f.fit))
    independent = accounts(finds, origins)
    best = max(f.spoken if asked.kind == "who" and key[0] else f.score for f in finds)
    score = best + (BREADTH * math.log(independent) if key[0] else 0.0)
    shown = _first_of_each_article_first(chosen)[:most]
    return Group(key, tuple(shown if asked.factual else _own_language_first(shown, asked.language)), score, independent)


def _best_of_article(finds: Sequence[Find]) -> list[Find]:
    """The article's strongest quotation, if it is near its strongest find, and that find, without overlaps."""
    best = max(finds, key=lambda f: f.fit)
    direct = [f for f in finds if f.statement.form == "direct" and f.fit >= best.fit - NEAR]
    return _parted([*sorted(direct, key=lambda f: -f.fit)[:1], best])


def _parted(ranked: Sequence[Find]) -> list[Find]:
    """Those whose words no earlier one shows."""
    kept: list[Find] = []
    for find in ranked:
        shown = (other for other in kept if other.article.reference.id == find.article.reference.id)
        if not any(find.quote.overlaps(other.quote) for other in shown):
            kept.append(find)
    return kept


def _first_of_each_article_first(finds: Sequence[Find]) -> list[Find]:
    turn: Counter[str] = Counter()
    keyed = []
    for find in finds:
        keyed.append((turn[find.article.reference.id], find))
        turn[find.article.reference.id] += 1
    return [find for _, find in sorted(keyed, key=lambda pair: pair[0])]


def _own_language_first(finds: Sequence[Find], language: str) -> list[Find]:
    """The reader's own language before another where both say it alike: in the same form, and nearly as well."""
    first = finds[0]
    alike = (f for f in finds if f.statement.form == first.statement.form and f.fit >= first.fit - NEAR)
    own = next((f for f in alike if f.article.reference.language == language), first)
    return [own, *(f for f in finds if f is not own)]


def claim_key(find: Find) -> Key:
    """The chain of speakers and the family of stance by which finds are one claim."""
    statement = find.statement
    if not find.attributed:
        voice = "own_voice" if statement.own_voice else "unattributed"
        credited = statement.chain[0] if statement.own_voice and statement.chain else None
        return ((), voice + (speaker_id(credited, find) if credited else ""))
    last = statement.chain[-1]
    return (tuple(speaker_id(link, find) for link in statement.chain), _family(last.stance, last.polarity))


def speaker_id(link: Link, find: Find) -> str:
    """The canonical id of a chain's speaker."""
    return link.speaker or attribution.canonical(link.name, find.article.reference.language)


def denies(link: Link) -> bool:
    """Whether somebody denies, or refuses to confirm, what is told."""
    return _family(link.stance, link.polarity) == "denies"


def _family(stance: Stance, polarity: Polarity) -> str:
    """Who denies must never be counted with who claims."""
    if stance == "refuses_comment":
        return "silent"
    return "denies" if (stance == "denies") != (polarity == "negated") else "asserts"


def names_by_language(groups: Sequence[Group], known: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """Speaker id → language → the name under which that language's articles give it; `known` from the archive."""
    names: dict[str, dict[str, str]] = {}
    for find in (find for g in groups for find in g.finds):
        for link in find.statement.chain:
            key = speaker_id(link, find)
            names.setdefault(key, dict(known.get(key, {}))).setdefault(find.article.reference.language, link.name)
    return names
