"""Finds → what happened: a few of them in the order of time, from several outlets, none saying what another says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import numpy as np
import numpy.typing as npt

from answer.finds import Find

MOST = 5
LOOKED_AT = 30
"""The best finds among which the events are chosen."""
NEAR = 3.5
"""How far below the best find, as log odds, an event may lie."""
PER_ARTICLE = 2
DUPLICATE = 0.62
"""Cosine from which two sentences tell the same, in whatever languages."""
LEAD = 1.0
"""What a find loses for every LEAD_LENGTH characters that it stands further down: news stands at the top."""
LEAD_LENGTH = 600

Floats = npt.NDArray[np.float32]


def events(finds: Sequence[Find], embed: Callable[[Sequence[str]], Floats]) -> list[Find]:
    """At most five finds, the earliest article first; from at least two outlets where there are two."""
    near = [f for f in finds if f.score >= -NEAR and not _headline(f)] or list(finds[:MOST])
    ranked = sorted(near, key=_standing)[:LOOKED_AT]
    vectors = embed([f.sentence.of(f.article.text) for f in ranked])
    alike = vectors @ vectors.T
    kept: list[int] = []
    for place in range(len(ranked)):
        if len(kept) < MOST and _new(place, kept, ranked, alike):
            kept.append(place)
    told = _of_two_outlets(kept, ranked, alike)
    return sorted(
        (ranked[i] for i in told), key=lambda f: (f.article.reference.published or date.max, f.sentence.start)
    )


def _standing(find: Find) -> float:
    return -find.score + LEAD * (find.sentence.start - find.article.headline.end) / LEAD_LENGTH


def _headline(find: Find) -> bool:
    return find.sentence.start < find.article.headline.end


def _new(place: int, kept: Sequence[int], ranked: Sequence[Find], alike: Floats) -> bool:
    find = ranked[place]
    same_article = sum(ranked[i].article.reference.id == find.article.reference.id for i in kept)
    return same_article < PER_ARTICLE and all(alike[place, i] < DUPLICATE for i in kept)


def _of_two_outlets(kept: Sequence[int], ranked: Sequence[Find], alike: Floats) -> list[int]:
    """Where all are of one outlet, the last makes room for the best of another."""
    outlets = {ranked[i].article.reference.outlet for i in kept}
    others = [i for i in range(len(ranked)) if ranked[i].article.reference.outlet not in outlets]
    other = next((i for i in others if _new(i, kept[:-1], ranked, alike)), None)
    return [*kept[: MOST - 1], other] if len(outlets) == 1 and other is not None else list(kept)
