"""Question, finds and evidence → the probability that the archive answers it."""

from __future__ import annotations

import math
from collections.abc import Sequence

from answer.finds import Find
from answer.question import Understanding
from domain import Evidence

NOT_FOUND = 0.35
"""Below this probability the answer is `not_found`."""
PARTLY = 0.5
"""Below this one it is `partly`."""
CENTRE, SLOPE = 0.45, 14.0


def answers(asked: Understanding, finds: Sequence[Find], evidence: Sequence[Evidence]) -> float:
    """Probability, from the best find's similarity to the question by a logistic curve."""
    if not finds or not evidence:
        return 0.0
    return 1 / (1 + math.exp(-SLOPE * (finds[0].score - CENTRE)))
