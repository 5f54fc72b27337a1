"""Stored cases of a run → every metric of every case, and the summary: means, intervals, breakdowns, abstention."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from evaluation.cases import Case
from evaluation.judging import opinion
from evaluation.metrics import COMPARED, measure_all
from evaluation.records import Record
from evaluation.statistics import auroc, estimate
from evaluation.trial import Trial

FEW = 10
"""A cell with fewer cases is shown in grey and never decides anything."""
CELL_RESAMPLES = 2000
CELL_METRICS = (*COMPARED, "article.Success@10", "speaker.wrong", "abstention.recall", "abstention.error_rate")
ERROR_RATE = 0.05


def score(records: Iterable[Record]) -> list[Record]:
    """The records with their values computed anew; a case that could not be asked has none."""
    return [_scored(record) for record in records]


def _scored(record: Record) -> Record:
    if record.answer is None:
        return record.with_values({}, {})
    return record.with_values(*measure_all(trial_of(record)))


def trial_of(record: Record) -> Trial:
    """The record as metrics read it."""
    return Trial(record.case, record.answer or {}, record.articles, record.exact, record.retrieval_only)


def summarise(records: Sequence[Record]) -> dict[str, Any]:
    """All figures of a run. Cases with an error are counted, never averaged in."""
    good = [record for record in records if record.answer is not None]
    return {
        "cases": len(records),
        "errors": len(records) - len(good),
        "drafts": sum(record.case.status == "draft" for record in records),
        "unreachable": sum(bool(record.unreachable) for record in records),
        "metrics": _metrics(good),
        "set": _of_the_set(good),
        "by": {name: _broken_down(good, key) for name, key in BREAKDOWNS.items()},
        "parity": _parity(good),
        "curve": _curve(good),
        "judge": opinion(good),
    }


def _metrics(records: Sequence[Record]) -> dict[str, dict[str, float]]:
    names = list(dict.fromkeys(name for record in records for name in record.values))
    return {name: _estimated(name, records) for name in names}


def _estimated(name: str, records: Sequence[Record], resamples: int = 10_000) -> dict[str, float]:
    having = [record for record in records if name in record.values]
    found = estimate([r.values[name] for r in having], [r.case.group or r.case.id for r in having], resamples)
    told: dict[str, float] = {k: round(v, 6) for k, v in found._asdict().items()}
    counts = [record.counts[name] for record in having if name in record.counts]
    if counts and sum(whole for _, whole in counts):
        told["micro"] = round(sum(part for part, _ in counts) / sum(whole for _, whole in counts), 6)
    return told


def languages_of(record: Record) -> set[str]:
    """The languages of the labelled articles: as the archive had them, else as the labels say."""
    labelled = [label.language for label in (*record.case.relevant, *record.case.support) if label.language]
    return set(record.languages) or set(labelled)


def pair_of(record: Record) -> str | None:
    """Question language → language of the right article nearest to it: the question's own if there is one."""
    asked, held = record.case.language, languages_of(record)
    if not asked or not held:
        return None
    return f"{asked} → {asked if asked in held else sorted(held)[0]}"


def crossing(record: Record) -> str | None:
    """Whether the answer stands in no article of the question's language."""
    if record.case.cross_lingual is not None:
        return "cross-lingual" if record.case.cross_lingual else "same language"
    pair = pair_of(record)
    return pair and ("same language" if len(set(pair.split(" → "))) == 1 else "cross-lingual")


def _one(value: str | None) -> list[str]:
    return [value] if value else []


BREAKDOWNS: dict[str, Callable[[Record], list[str]]] = {
    "language": lambda r: _one(r.case.language),
    "pair": lambda r: _one(pair_of(r)),
    "crossing": lambda r: _one(crossing(r)),
    "type": lambda r: _one(r.case.type),
    "kind": lambda r: _one(r.case.kind),
    "tag": lambda r: list(r.case.tags),
    "status": lambda r: _one(r.case.status),
}
"""A further breakdown is a row here."""


def _broken_down(records: Sequence[Record], key: Callable[[Record], list[str]]) -> dict[str, dict[str, Any]]:
    cells: dict[str, list[Record]] = {}
    for record in records:
        for name in key(record):
            cells.setdefault(name, []).append(record)
    return {name: _cell(cells[name]) for name in sorted(cells)}


def _cell(records: Sequence[Record]) -> dict[str, Any]:
    having = {m: [r for r in records if m in r.values] for m in CELL_METRICS}
    metrics = {m: _estimated(m, rows, CELL_RESAMPLES) for m, rows in having.items() if rows}
    return {"n": len(records), "few": len(records) < FEW, "metrics": metrics}


def _parity(records: Sequence[Record]) -> dict[str, dict[str, Any]]:
    """Per metric: the worst language against the mean, and cross-lingual against same-language questions."""
    found = {}
    for name in CELL_METRICS:
        by_language = _means(name, records, lambda r: r.case.language)
        by_crossing = _means(name, records, crossing)
        row: dict[str, Any] = {}
        if len(by_language) > 1:
            worst = min(by_language, key=lambda language: by_language[language])
            best = max(by_language, key=lambda language: by_language[language])
            row = {"worst": worst, "best": best, "gap": round(by_language[best] - by_language[worst], 6)}
        if len(by_crossing) == 2:
            row["cross_minus_same"] = round(by_crossing["cross-lingual"] - by_crossing["same language"], 6)
        if row:
            found[name] = row
    return found


def _means(name: str, records: Sequence[Record], key: Callable[[Record], str | None]) -> dict[str, float]:
    cells: dict[str, list[float]] = {}
    for record in records:
        cell = key(record)
        if cell and name in record.values:
            cells.setdefault(cell, []).append(record.values[name])
    return {cell: float(np.mean(values)) for cell, values in cells.items() if len(values) >= FEW}


def _of_the_set(records: Sequence[Record]) -> dict[str, float]:
    asked = [record for record in records if not record.retrieval_only]
    kept, refused = _confidences(asked)
    figures: dict[str, float | None] = {
        "abstention.auroc": auroc(kept, refused),
        "abstention.f1": _abstention_f1(asked),
    }
    spent = [record.milliseconds for record in records[1:] or records if record.milliseconds is not None]
    if spent:
        figures |= {"latency.p50": float(np.percentile(spent, 50)), "latency.p95": float(np.percentile(spent, 95))}
        figures |= {"latency.max": max(spent), "latency.first": records[0].milliseconds}
    return {name: round(value, 6) for name, value in figures.items() if value is not None}


def _abstention_f1(records: Sequence[Record]) -> float | None:
    right = sum(r.values.get("abstention.recall", 0.0) for r in records)
    unanswerable = sum(not r.case.answerable for r in records)
    refused = sum("abstention.precision" in r.values for r in records)
    return 2 * right / (unanswerable + refused) if unanswerable else None


def _confidences(records: Sequence[Record]) -> tuple[list[float], list[float]]:
    """Confidence of the answers to answerable and to unanswerable questions."""

    def of(case: Case, answer: Mapping[str, Any], answerable: bool) -> bool:
        return case.answerable is answerable and isinstance(answer.get("confidence"), int | float)

    pairs = [(record.case, record.answer or {}) for record in records]
    return (
        [float(a["confidence"]) for c, a in pairs if of(c, a, True)],
        [float(a["confidence"]) for c, a in pairs if of(c, a, False)],
    )


def _curve(records: Sequence[Record]) -> dict[str, Any]:
    """If every answer under a confidence were withheld: unanswerable withheld, answerable withheld, by threshold."""
    kept, refused = _confidences([record for record in records if not record.retrieval_only])
    if not kept or not refused:
        return {}
    steps = np.unique(np.round([0.0, *kept, *refused, 1.0], 3))
    points = [[float(t), float(np.mean(np.array(refused) < t)), float(np.mean(np.array(kept) < t))] for t in steps]
    allowed = [point for point in points if point[2] <= ERROR_RATE]
    return {"points": [[round(v, 4) for v in p] for p in points], "at_5_percent": allowed[-1] if allowed else None}
