"""A library in, what a page shows of a whole archive out: articles by outlet, language and month, the last ingest."""

from __future__ import annotations

import json
from typing import Any

from index.library import Library

MOST = 100
"""Skipped files that are kept of a report."""


def overview(library: Library) -> dict[str, Any]:
    """`outlets`, `languages` and `months` ("2017-11", in order): name → articles; `undated` articles; `report`."""
    months = library.connection.execute(
        "SELECT substr(published, 1, 7), count(*) FROM articles WHERE published IS NOT NULL GROUP BY 1 ORDER BY 1"
    )
    undated = library.connection.execute("SELECT count(*) FROM articles WHERE published IS NULL").fetchone()[0]
    return {
        "outlets": library.facets("outlet"),
        "languages": library.facets("language"),
        "months": dict(months.fetchall()),
        "undated": int(undated),
        "report": json.loads(library.meta("report") or "null"),
    }


def shortened(report: dict[str, Any]) -> dict[str, Any]:
    """What is kept of an ingest's report: its numbers, and the skipped files with their reasons."""
    counts = {name: len(value) if isinstance(value, list) else value for name, value in report.items()}
    return counts | {"files": report.get("skipped", [])[:MOST]}
