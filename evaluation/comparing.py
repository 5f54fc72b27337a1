"""Two runs over the same cases → what changed, metric by metric and case by case, and whether it is a regression."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from errors import BadInput
from evaluation.metrics import COMPARED, better
from evaluation.records import Record, Run
from evaluation.statistics import SEED, difference, holm

LEVEL = 0.05
WORTH_A_WARNING = 0.05
"""A drop this large is pointed out even where it is not significant."""


def compare(first: Run, second: Run, *, force: bool = False, seed: int = SEED) -> dict[str, Any]:
    """Pair the cases by id. Raises BadInput if the test files differ (unless forced) or nothing pairs."""
    pairs = _paired(first, second, force)
    names = [n for n in _names(second.records) if any(n in a.values and n in b.values for a, b in pairs)]
    rows = {name: _row(name, pairs, seed) for name in names}
    corrected = holm({name: rows[name]["p"] for name in COMPARED if name in rows})
    for name, row in rows.items():
        row["p_holm"] = corrected.get(name)
        row["verdict"] = _verdict(name, row)
    return {
        "first": first.name,
        "second": second.name,
        "pairs": len(pairs),
        "only_first": len(first.records) - len(pairs),
        "only_second": len(second.records) - len(pairs),
        "metrics": rows,
        "regressions": [name for name, row in rows.items() if row["verdict"] == "regression"],
        "warnings": [name for name, row in rows.items() if row["verdict"] == "warning"],
        "improvements": [name for name, row in rows.items() if row["verdict"] == "improvement"],
        **_changed_cases(pairs),
    }


def _paired(first: Run, second: Run, force: bool) -> list[tuple[Record, Record]]:
    shas = [run.about.get("tests", {}).get("sha256") for run in (first, second)]
    if shas[0] != shas[1] and not force:
        raise BadInput(
            f"{first.folder} and {second.folder} were asked different test files; score one again with "
            "--tests, or compare the cases they share with --force"
        )
    others = {record.case.id: record for record in second.records}
    pairs = [(r, others[r.case.id]) for r in first.records if r.case.id in others]
    pairs = [(a, b) for a, b in pairs if a.answer is not None and b.answer is not None]
    if not pairs:
        raise BadInput(f"{first.folder} and {second.folder} share no case that both could ask; check the two runs")
    return pairs


def _names(records: Sequence[Record]) -> list[str]:
    return list(dict.fromkeys(name for record in records for name in record.values))


def _row(name: str, pairs: Sequence[tuple[Record, Record]], seed: int) -> dict[str, Any]:
    both = [(a, b) for a, b in pairs if name in a.values and name in b.values]
    groups = [a.case.group or a.case.id for a, _ in both]
    found = difference([a.values[name] for a, _ in both], [b.values[name] for _, b in both], groups, seed)
    means = [sum(pair[i].values[name] for pair in both) / len(both) for i in (0, 1)]
    return {"first": means[0], "second": means[1], "better": better(name), **found._asdict()}


def _verdict(name: str, row: Mapping[str, Any]) -> str:
    """Regression or improvement: significant after Holm's correction, over the metrics that decide."""
    direction = {"high": 1, "low": -1}.get(better(name), 0)
    change = direction * row["mean"]
    if not change:
        return "same" if not row["mean"] else "changed"
    if row["p_holm"] is not None and row["p_holm"] < LEVEL:
        return "improvement" if change > 0 else "regression"
    return "warning" if change <= -WORTH_A_WARNING and name in COMPARED else "unclear"


def _changed_cases(pairs: Sequence[tuple[Record, Record]]) -> dict[str, list[dict[str, Any]]]:
    """Cases that broke and cases that were mended, in the metrics that decide, the largest change first."""
    changes: list[dict[str, Any]] = []
    for a, b in pairs:
        moved = {n: round(b.values[n] - a.values[n], 4) for n in COMPARED if n in a.values and n in b.values}
        moved = {name: change for name, change in moved.items() if change}
        if moved:
            changes.append({"id": a.case.id, "question": a.case.question, "change": moved, "sum": sum(moved.values())})
    return {
        "broken": sorted((c for c in changes if c["sum"] < 0), key=lambda c: c["sum"]),
        "mended": sorted((c for c in changes if c["sum"] > 0), key=lambda c: -c["sum"]),
    }
