"""A test file and a system → a run in its folder: asked, scored, judged; and a stored run scored again."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from errors import BadInput
from evaluation import gates
from evaluation.asking import System, ask_all, guessed
from evaluation.cases import Case, Collection, load
from evaluation.judging import Judge, judged, opinion, prompt_version
from evaluation.records import Record, Run, as_line, read_records, write
from evaluation.records import load as load_run
from evaluation.reporting.terminal import badness
from evaluation.scoring import score, summarise, trial_of

HOUSE = Path(__file__).resolve().parent.parent
Progress = Callable[[Iterable[Record], int], Iterable[Record]]


def chosen(
    collection: Collection,
    languages: Sequence[str] = (),
    tags: Sequence[str] = (),
    only: Sequence[str] = (),
    limit: int = 0,
) -> list[tuple[Case, Mapping[str, Any]]]:
    """The cases to ask with their rows; raises BadInput if the choice leaves none."""
    pairs = [(guessed(case), row) for case, row in zip(collection.cases, collection.rows, strict=True)]
    kept = [
        (case, row)
        for case, row in pairs
        if (not languages or case.language in languages)
        and (not tags or {*case.tags, case.type} & set(tags))
        and (not only or case.id in only)
    ]
    if not kept:
        raise BadInput(
            f"{collection.path}: none of its {len(pairs)} cases is left; widen --lang, --tag or --only-failed"
        )
    return kept[:limit] if limit else kept


def run(
    pairs: Sequence[tuple[Case, Mapping[str, Any]]],
    system: System,
    about: Mapping[str, Any],
    folder: Path,
    *,
    resume: bool = False,
    progress: Progress = lambda records, total: records,
) -> list[Record]:
    """Ask all cases, writing each line as it comes, so that a stopped run can be resumed."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = folder / "cases.jsonl"
    kept = _resumed(lines, about) if resume else {}
    done = [kept[case.id] for case, _ in pairs if case.id in kept]
    waiting = [(case, row) for case, row in pairs if case.id not in kept]
    with lines.open("w", encoding="utf-8", errors="surrogatepass") as out:
        out.writelines(as_line(record) + "\n" for record in done)
        for record in progress(ask_all(waiting, system), len(waiting)):
            out.write(as_line(record) + "\n")
            out.flush()
            done.append(record)
    order = {case.id: place for place, (case, _) in enumerate(pairs)}
    return sorted(done, key=lambda record: order[record.case.id])


def _resumed(lines: Path, about: Mapping[str, Any]) -> dict[str, Record]:
    """Cases that were already answered; a line cut by a kill, and what failed, is asked again."""
    if not lines.is_file():
        return {}
    whole = lines.read_text("utf-8", errors="surrogatepass")
    if not whole.endswith("\n"):
        lines.write_text(whole[: whole.rfind("\n") + 1], "utf-8", errors="surrogatepass")
    return {record.case.id: record for record in read_records(lines, about) if record.answer is not None}


def finished(folder: Path, about: Mapping[str, Any], records: Sequence[Record], limits: Mapping[str, float]) -> Run:
    """Score, judge by the thresholds and write the run."""
    scored = score(records)
    summary = summarise(scored)
    done = Run(folder, about, scored, summary, gates.judge(summary, scored, limits))
    write(done)
    return done


def rescored(stored: Run, tests: Path | None, format_: str | None, limits: Mapping[str, float]) -> Run:
    """A stored run scored again, with the labels of another version of its test file if one is given."""
    about, records = dict(stored.about), list(stored.records)
    if tests:
        collection = load(tests, format_)
        about |= described(collection)
        rows = {case.id: (case, row) for case, row in zip(collection.cases, collection.rows, strict=True)}
        records = [
            replace(r, case=guessed(rows[r.case.id][0]), row=rows[r.case.id][1]) for r in records if r.case.id in rows
        ]
        if not records:
            raise BadInput(f"{tests}: has none of the cases of {stored.folder}; give the file that was asked")
    records = [replace(r, case=guessed(r.case)) for r in records]
    kept = dict(about.get("thresholds") or {}) | dict(limits)
    return finished(stored.folder, about, records, gates.check_names(kept, "thresholds"))


def failed_in(folder: Path | None) -> list[str]:
    """Ids of the cases that lost something in a stored run; raises BadInput if none did."""
    if folder is None:
        return []
    ids = [record.case.id for record in load_run(folder).records if badness(record) > 0]
    if not ids:
        raise BadInput(f"{folder}: no case lost anything; leave --only-failed out")
    return ids


def judge_run(folder: Path, judge: Judge) -> Run:
    """A stored run with a judge's verdicts; its own figures and its verdict stay as they are."""
    stored = load_run(folder)
    records = [r if r.answer is None else judged(r, trial_of(r), judge) for r in stored.records]
    about = {**stored.about, "judge": {"model": judge.model, "votes": judge.votes, "prompts": prompt_version()}}
    good = [record for record in records if record.answer is not None]
    done = Run(folder, about, records, {**stored.summary, "judge": opinion(good)}, stored.gate)
    write(done)
    return done


def described(collection: Collection) -> dict[str, Any]:
    """What run.json keeps of a test file."""
    return {
        "tests": {"path": collection.path, "sha256": collection.sha256, "cases": len(collection.cases)},
        "people": {name: list(forms) for name, forms in collection.people.items()},
        "outlets": {name: list(forms) for name, forms in collection.outlets.items()},
        "thresholds": dict(collection.thresholds),
    }


def environment(archive: Path | None, stats: Mapping[str, Any] | None) -> dict[str, Any]:
    """What a run was made with: version of the house, machine, archive and embedder."""
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": _commit(),
        "python": platform.python_version(),
        "host": platform.node(),
        "cores": os.cpu_count(),
        "archive": str(archive) if archive else None,
        "stats": {k: v for k, v in (stats or {}).items() if k in ("articles", "passages", "statements", "embedder")},
    }


def _commit() -> str | None:
    asked = subprocess.run(["git", "rev-parse", "HEAD"], cwd=HOUSE, capture_output=True, text=True, check=False)
    return asked.stdout.strip() or None
