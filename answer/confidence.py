"""Question, evidence → the probability that the archive answers it.

A logistic model of how well the question's words and its whole sense are met by the best passages. Fitted on 96 + 138
answerable, 54 unanswerable and 64 off-topic questions over the demo and development archives with the bundled embedder
(10-fold: 94 % of the answerable kept, 81 % of the off-topic refused on the demo archive). A question about a matter
that the archive covers, but without the answer, looks answerable to these signals and is seldom refused.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from answer.question import Understanding
from domain import Evidence
from index import Archive

NOT_FOUND = 0.3
"""Below this probability the answer is `not_found`."""
PARTLY = 0.36
"""Below this one it is `partly`."""
WELL_MET = 0.6
"""Cosine from which a word of the question counts as met."""
FLOOR = 0.3
CONSIDERED = 10
"""Best passages looked at."""
INTERCEPT, COVERAGE, SENSE, MET = -3.38, 1.14, 5.07, 1.89


def answers(asked: Understanding, evidence: Sequence[Evidence], archive: Archive) -> float:
    """The probability, 0 to 1."""
    best = evidence[:CONSIDERED]
    if not best:
        return 0.0
    texts = [(e.reference.language, f"{e.reference.title or ''}\n{e.passage.text}") for e in best]
    support, weights = archive.support(asked.topic, texts)
    coverage = float((np.where(support < FLOOR, 0.0, support) @ weights).max(initial=0.0))
    met = float(weights[support.max(axis=0, initial=0.0) > WELL_MET].sum())
    vectors = archive.embedder.embed_documents([e.passage.text for e in best])
    sense = float((vectors @ archive.embedder.embed_queries([asked.topic])[0]).max())
    return 1 / (1 + math.exp(-(INTERCEPT + COVERAGE * coverage + SENSE * sense + MET * met)))
