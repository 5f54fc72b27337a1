"""A run → CSV for a spreadsheet, JUnit for a build server, Markdown for a pull request; texts are inert in all."""

from __future__ import annotations

import csv
import io
import math
import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping

from evaluation.gates import FAILED
from evaluation.metrics import COMPARED, better
from evaluation.records import Record, Run
from evaluation.reporting.terminal import why

GATED = (*COMPARED, "speaker.wrong", "abstention.recall", "abstention.error_rate", "quote.exact", "citation.valid")
_FORMULA = re.compile(r"^[\s\x00-\x20\ufeff\u200b-\u200f\u2060]*[=+\-@\t\r＝＋－＠]")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def cell(value: object) -> str:
    """A CSV cell that no spreadsheet takes for a formula: one that begins like one gets an apostrophe in front."""
    if isinstance(value, float | int):
        return f"{value:.6g}"
    text = _NOT_XML.sub(" ", "" if value is None else str(value))
    return "'" + text if _FORMULA.match(text) else text


def as_csv(run: Run) -> str:
    """One row per case: what was asked, what came of it, every metric."""
    names = sorted({name for record in run.records for name in record.values})
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(
        ["id", "question", "lang", "type", "answerable", "status", "answer", "error", "why", "ms", *map(cell, names)]
    )
    for r in run.records:
        answer = r.answer or {}
        told = [
            r.case.id,
            r.case.question,
            r.case.language,
            r.case.type,
            r.case.answerable,
            answer.get("status"),
            answer.get("text"),
        ]
        rest = [r.error, why(r), r.milliseconds, *(r.values.get(name) for name in names)]
        writer.writerow([cell(value) for value in [*told, *rest]])
    return "\ufeff" + out.getvalue()


def as_junit(run: Run) -> str:
    """One test case per question and per threshold; a case fails only under thresholds of its own."""
    root = ET.Element("testsuites", name="whosaid evaluation")
    suite = ET.SubElement(root, "testsuite", name=_clean(run.name))
    failing: dict[str, list[str]] = {}
    for row in run.gate.get("cases", []):
        failing.setdefault(row["case"], []).append(f"{row['metric']} is {row['value']:.4g}, allowed {row['limit']:g}")
    for record in run.records:
        _testcase(suite, record, failing.get(record.case.id, []))
    for row in run.gate.get("limits", []):
        test = ET.SubElement(suite, "testcase", classname="threshold", name=_clean(row["metric"]))
        if row["passed"] is False:
            ET.SubElement(
                test, "failure", message=_clean(f"{row['metric']} is {row['value']:.4f}, limit {row['limit']:g}")
            )
        elif row["passed"] is None:
            ET.SubElement(test, "error", message="no case gives this metric")
    kinds = {"failures": "failure", "errors": "error", "skipped": "skipped"}
    for name, tag in kinds.items():
        suite.set(name, str(len(suite.findall(f"testcase/{tag}"))))
    suite.set("tests", str(len(suite.findall("testcase"))))
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _testcase(suite: ET.Element, record: Record, failing: list[str]) -> None:
    took = f"{(record.milliseconds or 0) / 1000:.3f}"
    test = ET.SubElement(suite, "testcase", classname=_clean(record.case.type), name=_clean(record.case.id), time=took)
    if record.error:
        ET.SubElement(test, "error", message=_clean(record.error))
    elif failing:
        ET.SubElement(test, "failure", message=_clean("; ".join(failing))).text = _clean(record.case.question)
    elif not record.values:
        ET.SubElement(test, "skipped", message="no labels")
    if reason := why(record):
        ET.SubElement(test, "system-out").text = _clean(f"{record.case.question}\n{reason}")


def _clean(text: str) -> str:
    """Without the characters that XML cannot hold; ElementTree escapes the rest."""
    return _NOT_XML.sub("\ufffd", text)


def as_markdown(run: Run) -> str:
    """A short table of the gated metrics, for a pull request."""
    verdict = "❌" if run.gate.get("exit") == FAILED else "✅" if run.gate.get("exit") == 0 else "⚠️"
    lines = [f"{verdict} **Evaluation: {run.gate.get('verdict', '')}** ({run.summary['cases']} cases)", ""]
    lines += ["| metric | value | 95 % interval | n | limit |", "|---|---:|---|---:|---|"]
    limits = {row["metric"]: f"{'✓' if row['passed'] else '✗'} {row['limit']:g}" for row in run.gate.get("limits", [])}
    for name, found in sorted(run.summary["metrics"].items()):
        interval = f"{found['low']:.3f} – {found['high']:.3f}"
        lines.append(f"| {name} | {found['mean']:.3f} | {interval} | {found['n']:.0f} | {limits.get(name, '')} |")
    return "\n".join([*lines, "", _suggested(run)]) + "\n"


def _suggested(run: Run) -> str:
    """Thresholds that this run would just hold again: the bound of each interval that lies on the bad side."""
    found = run.summary["metrics"]
    limits = {name: _bound(name, found[name]) for name in GATED if name in found}
    lines = [f"  {name}: {value:g}" for name, value in limits.items()]
    return "\n".join(
        ["Thresholds that this run suggests for the test file:", "", "```yaml", "thresholds:", *lines, "```"]
    )


def _bound(name: str, found: Mapping[str, float]) -> float:
    if found["low"] == found["high"]:
        return found["mean"]
    return math.floor(100 * found["low"]) / 100 if better(name) == "high" else math.ceil(100 * found["high"]) / 100
