"""A run ↔ its folder: run.json and one line per case in cases.jsonl, so that it can be scored again without asking."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from errors import BadInput
from evaluation.cases import Case, case_of
from evaluation.cases.model import Aliases

FORMAT = 1


@dataclass(frozen=True)
class Record:
    """One case of a run: what was asked, what came, what it is worth."""

    case: Case
    row: Mapping[str, Any]
    """The case as its file has it."""
    answer: Mapping[str, Any] | None = None
    """The answer object; None if the case could not be asked."""
    articles: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    exact: Sequence[bool] | None = None
    languages: Sequence[str] = ()
    """Languages of the labelled articles in the archive."""
    unreachable: Sequence[str] = ()
    """Labels that the archive does not hold: no retrieval could find them."""
    seconds: float | None = None
    error: str | None = None
    retrieval_only: bool = False
    values: Mapping[str, float] = field(default_factory=dict)
    counts: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    judged: Mapping[str, Any] = field(default_factory=dict)
    """Votes of a judge, if one was asked."""

    @property
    def milliseconds(self) -> float | None:
        """What the answer took, as the product tells, else as it was measured around it."""
        told = ((self.answer or {}).get("timings_ms") or {}).get("total")
        return float(told) if told is not None else None if self.seconds is None else 1000 * self.seconds

    def with_values(self, values: Mapping[str, float], counts: Mapping[str, tuple[float, float]]) -> Record:
        """The same with other values."""
        return replace(self, values=values, counts=counts)


@dataclass(frozen=True)
class Run:
    """A run: what it was made with, its records, its summary and verdict."""

    folder: Path
    about: Mapping[str, Any]
    """tests (path, sha256), people, outlets, thresholds, environment, retrieval_only."""
    records: Sequence[Record]
    summary: Mapping[str, Any] = field(default_factory=dict)
    gate: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.folder.name


STORED = tuple(
    "row answer articles exact languages unreachable seconds error retrieval_only values counts judged".split()
)


def as_line(record: Record) -> str:
    """The record as one line of cases.jsonl."""
    return json.dumps({"id": record.case.id} | {name: getattr(record, name) for name in STORED}, ensure_ascii=False)


def write(run: Run) -> None:
    """Write run.json and cases.jsonl; each is replaced as a whole, so a kill leaves the old one or the new one."""
    run.folder.mkdir(parents=True, exist_ok=True)
    head = {"format": FORMAT, **run.about, "summary": run.summary, "gate": run.gate}
    _replace(run.folder / "cases.jsonl", "".join(as_line(record) + "\n" for record in run.records))
    _replace(run.folder / "run.json", json.dumps(head, ensure_ascii=False, indent=1, sort_keys=True) + "\n")


def _replace(path: Path, text: str) -> None:
    beside = path.with_name(path.name + ".new")
    beside.write_text(text, "utf-8", errors="surrogatepass")
    os.replace(beside, path)


def load(folder: Path) -> Run:
    """A stored run; raises BadInput if the folder holds none, or a broken one, naming the line."""
    head_file, cases_file = folder / "run.json", folder / "cases.jsonl"
    if not head_file.is_file():
        raise BadInput(f"{folder}: holds no run (no run.json); name a folder that `evaluation run` wrote")
    try:
        head = json.loads(head_file.read_text("utf-8"))
        if head.get("format") != FORMAT:
            raise BadInput(
                f"{head_file}:1: written in format {head.get('format')!r}, this version reads {FORMAT}; run again"
            )
    except (ValueError, AttributeError, OSError) as error:
        raise BadInput(f"{head_file}:1: broken ({error}); run again") from None
    about = {k: v for k, v in head.items() if k not in ("format", "summary", "gate")}
    return Run(folder, about, list(read_records(cases_file, about)), head.get("summary", {}), head.get("gate", {}))


def read_records(path: Path, about: Mapping[str, Any]) -> Iterable[Record]:
    """The records of a cases.jsonl; raises BadInput with the line of a broken one."""
    people, outlets = _tables(about.get("people")), _tables(about.get("outlets"))
    try:
        lines = path.read_text("utf-8", errors="surrogatepass").split("\n")
    except (OSError, UnicodeError) as error:
        raise BadInput(f"{path}: cannot be read ({error}); run again") from None
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                stored = json.loads(line)
                case = replace(case_of(stored["row"], people, outlets), id=stored["id"])
                yield Record(case=case, **{name: stored[name] for name in STORED if name in stored})
            except (ValueError, KeyError, TypeError) as error:
                raise BadInput(f"{path}:{number}: broken line ({error!r:.80}); run again with --resume") from None


def _tables(given: Mapping[str, Sequence[str]] | None) -> dict[str, Aliases]:
    return {name: tuple(forms) for name, forms in (given or {}).items()}
