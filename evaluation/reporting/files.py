"""A run → the files beside its record: report.html, junit.xml, cases.csv, summary.md."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evaluation.records import Run
from evaluation.reporting.exports import as_csv, as_junit, as_markdown
from evaluation.reporting.page import as_html


def write_files(run: Run, comparison: Mapping[str, Any] | None = None) -> None:
    """Write every file of a run that people and build servers read."""
    files = {
        "report.html": as_html(run, comparison),
        "junit.xml": as_junit(run),
        "cases.csv": as_csv(run),
        "summary.md": as_markdown(run),
    }
    for name, text in files.items():
        (run.folder / name).write_text(text, "utf-8", errors="replace", newline="")
