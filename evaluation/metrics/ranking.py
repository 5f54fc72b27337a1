"""A trial → how well the right articles and passages were ranked, counted by ir_measures (pytrec_eval inside).

`article.` metrics rank articles, each at its best passage. `passage.` metrics rank proofs: a passage stands for every
label whose words it holds, and a second passage with the same words is left out, as a second passage of an article is.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from evaluation.cases.model import Label
from evaluation.matching import same_article
from evaluation.trial import Trial
from evaluation.words import normalise

ARTICLE_MEASURES = ("Success@1", "Success@5", "Success@10", "R@5", "R@10", "RR", "AP", "nDCG@10", "P@5")
PASSAGE_MEASURES = ("Success@1", "Success@5", "Success@10", "R@10", "RR", "nDCG@10")


def ranked(trial: Trial) -> dict[str, float]:
    """Every ranking metric of a case by name; empty where the case has no labels to rank by."""
    if not trial.case.answerable:
        return {}
    found = _measured("article", ARTICLE_MEASURES, trial.case.articles, _articles(trial))
    found |= _measured("passage", PASSAGE_MEASURES, trial.case.words, _passages(trial))
    return found


def _measured(level: str, names: tuple[str, ...], labels: tuple[Label, ...], run: list[str]) -> dict[str, float]:
    qrels = {str(n): label.grade for n, label in enumerate(labels)}
    return {f"{level}.{name}": value for name, value in measure(names, qrels, run).items()} if qrels else {}


def measure(names: tuple[str, ...], qrels: Mapping[str, int], run: list[str]) -> dict[str, float]:
    """Measures by ir_measures' names for one ranking, best first; an empty ranking scores 0, it is not dropped."""
    scored = {doc: float(len(run) - place) for place, doc in enumerate(run)}
    if not scored:
        return dict.fromkeys(names, 0.0)
    found = _evaluator(names).iter_calc({"q": dict(qrels)}, {"q": scored})
    return {str(metric.measure): float(metric.value) for metric in found}


class _Evaluator:
    """ir_measures over one query at a time."""

    def __init__(self, names: tuple[str, ...]) -> None:
        import ir_measures

        self._calculate = ir_measures.iter_calc
        self._measures = [ir_measures.parse_measure(name) for name in names]

    def iter_calc(self, qrels: Mapping[str, Mapping[str, int]], run: Mapping[str, Mapping[str, float]]) -> Any:  # noqa: ANN401
        return self._calculate(self._measures, qrels, run)


@cache
def _evaluator(names: tuple[str, ...]) -> _Evaluator:
    return _Evaluator(names)


def _articles(trial: Trial) -> list[str]:
    labels = trial.case.articles
    keys: list[str] = []
    for item in trial.evidence:
        label = next((str(n) for n, found in enumerate(labels) if same_article(found, item)), None)
        keys.append(label or f"x{item.get('article')}")
    return list(dict.fromkeys(keys))


def _passages(trial: Trial) -> list[str]:
    labels = trial.case.words
    keys: list[str] = []
    for place, item in enumerate(trial.evidence):
        proved = [str(n) for n, label in enumerate(labels) if trial.hits(item, label)]
        fresh = [key for key in proved if key not in keys]
        keys += fresh if proved else [f"x{place}"]
    return keys


def distinct_outlets(trial: Trial, k: int = 10) -> float | None:
    """Outlets among the first `k` passages, divided by those passages; 1: every passage from another outlet."""
    outlets = [str(item.get("outlet") or item.get("article")) for item in trial.evidence[:k]]
    return len(set(outlets)) / len(outlets) if outlets else None


def near_duplicates(trial: Trial, k: int = 10) -> float | None:
    """Share of the first `k` passages that repeat the words of a better one (four in five words the same)."""
    words = [frozenset(normalise(str(item.get("text", ""))).split()) for item in trial.evidence[:k]]
    copies = [any(len(a & b) >= 0.8 * max(1, len(a | b)) for b in words[:n]) for n, a in enumerate(words)]
    return sum(copies) / len(copies) if copies else None
