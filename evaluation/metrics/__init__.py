"""A trial → the value of every metric that applies; what each metric means stands in its row and docs/evaluation.md."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

from evaluation.metrics import citing, ranking, speaking, telling
from evaluation.trial import Trial

__all__ = ["COMPARED", "METRICS", "Metric", "better", "known", "meanings", "measure_all"]

Value = float | tuple[float, float] | None


class Metric(NamedTuple):
    """One row: how it is computed and which direction is good."""

    function: Callable[[Trial], Value]
    better: str = "high"
    """high, low, or "" for what is only told."""


METRICS: dict[str, Metric] = {
    "ranking.outlets": Metric(ranking.distinct_outlets, ""),
    "ranking.copies": Metric(ranking.near_duplicates, ""),
    "citation.valid": Metric(citing.markers_resolve),
    "citation.present": Metric(citing.sentences_cited),
    "citation.precision": Metric(citing.precision),
    "citation.precision_weighted": Metric(citing.weighted_precision),
    "citation.recall": Metric(citing.recall),
    "sentence.support": Metric(citing.sentence_support),
    "quote.exact": Metric(citing.quotes_exact),
    "quote.words_found": Metric(citing.quoted_words_found),
    "speaker.right": Metric(speaking.right),
    "speaker.wrong": Metric(speaking.wrong, "low"),
    "speaker.missing": Metric(speaking.missing, "low"),
    "speaker.among_three": Metric(speaking.among_three),
    "speaker.must_not": Metric(speaking.must_not, "low"),
    "speaker.outlet_confused": Metric(speaking.outlet_for_speaker, "low"),
    "stance.right": Metric(speaking.stance),
    "outlet.precision": Metric(speaking.outlet_precision),
    "outlet.recall": Metric(speaking.outlet_recall),
    "outlet.f1": Metric(speaking.outlet_f1),
    "nugget.all": Metric(telling.nuggets),
    "nugget.vital": Metric(telling.vital_nuggets),
    "answer.mentions": Metric(telling.mentions),
    "answer.forbidden": Metric(telling.forbidden, "low"),
    "answer.f1": Metric(telling.answer_f1),
    "answer.chrf": Metric(telling.answer_chrf),
    "answer.exact": Metric(telling.answer_exact),
    "answer.language": Metric(telling.in_language),
    "answer.length": Metric(telling.words_said, ""),
    "abstention.right": Metric(telling.decided_rightly),
    "abstention.recall": Metric(telling.refused_unanswerable),
    "abstention.precision": Metric(telling.refusal_right),
    "abstention.error_rate": Metric(telling.refused_answerable, "low"),
}
"""A new metric is a function and a row here; ranking metrics are rows in ranking.ARTICLE_MEASURES instead."""

COMPARED = (
    "article.R@10",
    "article.nDCG@10",
    "passage.Success@10",
    "citation.precision",
    "citation.recall",
    "speaker.right",
    "outlet.f1",
    "answer.mentions",
    "abstention.right",
)
"""The metrics that a comparison decides by (Holm's correction is over these); the others are shown."""

SET_LEVEL = {"abstention.f1": "high", "abstention.auroc": "high", "latency.p50": "low", "latency.p95": "low"}
"""Figures of a whole run rather than means over cases; milliseconds for latency."""


def known() -> set[str]:
    """Every name that a threshold may be set on."""
    return set(METRICS) | set(SET_LEVEL) | _ranking_names()


def _ranking_names() -> set[str]:
    return {f"article.{name}" for name in ranking.ARTICLE_MEASURES} | {
        f"passage.{name}" for name in ranking.PASSAGE_MEASURES
    }


def meanings() -> dict[str, str]:
    """Every metric with its meaning in a line."""
    told = {name: str(row.function.__doc__).split("\n")[0] for name, row in METRICS.items()}
    ranked = dict.fromkeys(sorted(_ranking_names()), "As ir_measures defines it, over articles or over labelled words.")
    return told | ranked | dict.fromkeys(SET_LEVEL, "Of the whole run.")


def better(name: str) -> str:
    """Which direction of a metric is good: high, low or neither."""
    return METRICS[name].better if name in METRICS else SET_LEVEL.get(name, "high")


def measure_all(trial: Trial) -> tuple[dict[str, float], dict[str, tuple[float, float]]]:
    """The values of all metrics that apply to a case, and the counts behind those that are shares."""
    values: dict[str, float] = ranking.ranked(trial)
    counts: dict[str, tuple[float, float]] = {}
    for name, metric in METRICS.items():
        value = metric.function(trial)
        if isinstance(value, tuple):
            counts[name] = (float(value[0]), float(value[1]))
            value = value[0] / value[1]
        if value is not None and math.isfinite(value):
            values[name] = float(value)
    return values, counts
