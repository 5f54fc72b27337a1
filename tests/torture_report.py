"""What `make torture` tried, row by row of the table of threats, out of pytest's reports: the lines and the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

ROWS = {
    1: "scripts in titles, texts, authors, outlets, addresses",
    2: "Markdown that fetches or links out",
    3: "bidi overrides, zero-width and combining characters",
    4: "formulas in exported tables",
    5: "instructions inside articles",
    6: "a flood of near-copies",
    7: "questions for prompts, keys and paths",
    8: "bombs: zip, HTML, XML, PDF, JSON, DOCX",
    9: "files that are huge, empty, binary, misnamed, unreadable or no files",
    10: "names and links that lead out of the folder",
    11: "addresses that lead into the own network",
    12: "parsers fed at random",
    13: "questions too long, empty, or no text",
    14: "one client who asks without end",
    15: "many who ask at once, and for long (`python -m benchmarks.load`)",
    16: "connections that idle or vanish",
    17: "two readers at once",
    18: "a language model that fails in sixteen ways",
    19: "an embedder that is missing, damaged or another",
    20: "an ingest killed at any moment",
    21: "power cut",
    22: "disk full",
    23: "an archive that was damaged",
    24: "two writers, writer and reader",
    25: "articles deleted and updated while somebody asks",
    26: "backup and restore",
    27: "odd clocks, places, locales, paths and limits",
    28: "too little memory",
    29: "what is open by default",
    30: "doors without a sign-in",
    31: "requests from other sites",
    32: "the widget on other sites",
    33: "articles that a reader may not see",
    34: "headers",
    35: "logs and feedback",
    36: "packages and models",
}
"""Number → threat or fault."""
OUTCOMES = ("failed", "error", "skipped", "passed")


def reported(stats: Mapping[str, Sequence[Any]]) -> dict[int, list[tuple[str, str]]]:
    """Row → (outcome, what was tried) of each test that belongs to it; a test says so by `record_property` or mark."""
    found: dict[int, list[tuple[str, str]]] = {}
    for outcome in OUTCOMES:
        for report in stats.get(outcome, []):
            if getattr(report, "when", "call") == "call" or outcome != "passed":
                for row, text in _told(getattr(report, "user_properties", ())):  # none if not collected
                    found.setdefault(row, []).append((outcome, text or _named(report.nodeid)))
    return found


def _told(properties: Iterable[tuple[str, Any]]) -> list[tuple[int, str]]:
    """What a test recorded of its rows; a row that it only carries as a mark counts if nothing was recorded."""
    told = [(int(name.split()[1]), str(text)) for name, text in properties if name.startswith("row ")]
    spoken = {row for row, text in told if text}
    return [(row, text) for row, text in told if text or row not in spoken]


def _named(nodeid: str) -> str:
    """A test's sentence, without the values it was tried with."""
    return nodeid.split("::")[-1].split("[")[0].removeprefix("test_").replace("_", " ")


def lines(found: Mapping[int, Sequence[tuple[str, str]]]) -> list[str]:
    """One line for each thing tried, in the order of the rows; tests of one sentence are counted together."""
    told = []
    for row, tried in sorted(found.items()):
        counted = {each: tried.count(each) for each in dict.fromkeys(tried)}
        for (outcome, text), times in counted.items():
            told.append(f"row {row}  {outcome}: {text}" + (f" ({times} times)" if times > 1 else ""))
    return told


def write_page(path: Path, found: Mapping[int, Sequence[tuple[str, str]]]) -> None:
    """Every row of the table, tried in this run or not, as Markdown."""
    rows = []
    for row, threat in ROWS.items():
        told = [line.split("  ", 1)[1].replace("|", "/") for line in lines({row: found.get(row, [])})]
        rows.append(f"| {row} | {threat} | {'<br>'.join(told) or 'not tried in this run'} |")
    path.parent.mkdir(parents=True, exist_ok=True)
    heading = "# The table of threats, as tried", "", "| # | Threat or fault | What came out |", "|---|---|---|"
    path.write_text("\n".join([*heading, *rows, ""]), encoding="utf-8")
