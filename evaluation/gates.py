"""A summary and thresholds → a verdict for each threshold, and the exit code of the whole run."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from errors import BadInput
from evaluation.metrics import better, known
from evaluation.records import Record

PASSED, FAILED, BAD_INPUT, NOT_EVALUATED = 0, 1, 2, 3
CASE_LIMITS = {"max_latency_ms": "low"}
_LIMIT = re.compile(r"\s*([\w.@]+)\s*(>=|<=|=)\s*([-+]?[\d.]+)\s*")


def parse_limits(given: Iterable[str]) -> dict[str, float]:
    """`--gate article.R@10=0.9` → a threshold; raises BadInput. What is good decides between least and most."""
    limits = {}
    for text in given:
        found = _LIMIT.fullmatch(text)
        if not found:
            raise BadInput(f"--gate {text!r}: write a metric and a number, as article.R@10=0.9")
        limits[found[1]] = _number(found[3], text)
        _check_direction(found[1], found[2])
    return check_names(limits, "--gate")


def parse_judge_limits(given: Iterable[str], known_names: Sequence[str]) -> dict[str, float]:
    """`--judge-gate judge.support=0.8` → a least mean; raises BadInput."""
    limits = {}
    for text in given:
        found = _LIMIT.fullmatch(text)
        if not found or found[1] not in known_names:
            raise BadInput(
                f"--judge-gate {text!r}: write one of {', '.join(known_names)} and a number, as judge.support=0.8"
            )
        limits[found[1]] = _number(found[3], text)
    return limits


def _number(text: str, whole: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise BadInput(f"--gate {whole!r}: {text!r} is no number") from None


def _check_direction(name: str, sign: str) -> None:
    wrong = {"high": "<=", "low": ">="}.get(better(name), "")
    if sign == wrong:
        raise BadInput(f"--gate {name}{sign}: for this metric {better(name)} is good; write {name}=…")


def check_names(limits: Mapping[str, float], where: str) -> dict[str, float]:
    """The limits; raises BadInput for a metric that does not exist or that has no good direction."""
    for name in limits:
        if name not in known():
            close = difflib.get_close_matches(name, known(), 1)
            hint = f"did you mean {close[0]}?" if close else "python -m evaluation metrics lists them"
            raise BadInput(f"{where}: there is no metric {name!r}; {hint}")
        if not better(name):
            raise BadInput(f"{where}: {name} is told, not judged; take another metric")
    return dict(limits)


def judge(summary: Mapping[str, Any], records: Sequence[Record], limits: Mapping[str, float]) -> dict[str, Any]:
    """Every threshold with what was reached, cases under their own thresholds, and the exit code."""
    rows = [_row(name, limit, summary) for name, limit in limits.items()]
    failing = [row for record in records for row in _case_rows(record)]
    failed = any(row["passed"] is False for row in rows) or bool(failing)
    unknown = summary["errors"] > 0 or any(row["passed"] is None for row in rows)
    code = FAILED if failed else NOT_EVALUATED if unknown or not records else PASSED
    return {"limits": rows, "cases": failing, "exit": code, "verdict": _verdict(code, rows, failing, summary)}


def reached(summary: Mapping[str, Any], name: str) -> float | None:
    """The figure of a metric in a summary."""
    found = summary["metrics"].get(name)
    value = found["mean"] if found else summary["set"].get(name)
    return None if value is None else float(value)


def _holds(name: str, value: float, limit: float) -> bool:
    return value >= limit - 1e-9 if better(name) == "high" else value <= limit + 1e-9


def _row(name: str, limit: float, summary: Mapping[str, Any]) -> dict[str, Any]:
    value = reached(summary, name)
    passed = None if value is None else _holds(name, value, limit)
    return {"metric": name, "limit": limit, "better": better(name), "value": value, "passed": passed}


def _case_rows(record: Record) -> list[dict[str, Any]]:
    values = {**record.values, "max_latency_ms": record.milliseconds}
    rows = []
    for name, limit in record.case.thresholds.items():
        value = values.get(name)
        over = value is not None and (value > limit if name in CASE_LIMITS else not _holds(name, value, limit))
        if over:
            rows.append({"case": record.case.id, "metric": name, "limit": limit, "value": value})
    return rows


def _verdict(code: int, rows: list[dict[str, Any]], failing: list[dict[str, Any]], summary: Mapping[str, Any]) -> str:
    if code == FAILED:
        names = [row["metric"] for row in rows if row["passed"] is False] + [f"case {row['case']}" for row in failing]
        return f"failed: {', '.join(names[:6])}" + (f" and {len(names) - 6} more" if len(names) > 6 else "")
    if code == NOT_EVALUATED:
        blank = [row["metric"] for row in rows if row["passed"] is None]
        why = [f"{summary['errors']} of {summary['cases']} cases could not be asked"] if summary["errors"] else []
        return "not evaluated: " + "; ".join(why + [f"no case gives {name}" for name in blank] or ["no case"])
    return "passed" if rows else "done (no threshold set)"
