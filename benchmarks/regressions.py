"""An archive in, how surely `compare` finds planted losses out: on fresh drafts, not on the cases it was tuned on.

    python benchmarks/regressions.py --archive /tmp/dev [--drafts 600] [--cases 200] [--seed 7]

Draws test questions from the archive, asks each once as it is and once with a loss planted, then compares twenty
random subsets: lexical search off, a tenth of the articles missing, speakers shuffled, and nothing at all (A/A).
"""

from __future__ import annotations

import hashlib
import random
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any
from unittest.mock import patch

import typer

ROOT = Path(__file__).resolve().parents[1]
sys.path[0] = str(ROOT)  # not this folder: it has an `attribution` of its own

import settings  # noqa: E402
from evaluation.asking import ask_all  # noqa: E402
from evaluation.cases import Case  # noqa: E402
from evaluation.cases.collection import case_of  # noqa: E402
from evaluation.comparing import compare  # noqa: E402
from evaluation.drafting import draft  # noqa: E402
from evaluation.records import Record, Run  # noqa: E402
from evaluation.scoring import score  # noqa: E402
from evaluation.shelf import Shelf, open_shelf  # noqa: E402

SUBSETS = 20
Cases = Sequence[tuple[Case, dict[str, Any]]]


def main(
    archive: Annotated[Path, typer.Option(help="Archive folder.")],
    drafts: Annotated[int, typer.Option(help="Questions drawn from it.")] = 600,
    cases: Annotated[int, typer.Option(help="Questions in each subset.")] = 200,
    seed: Annotated[int, typer.Option(help="Another one draws other questions.")] = 7,
) -> None:
    """Print, per planted loss, in how many of twenty comparisons it was reported as a regression."""
    shelf = _shelf(archive)
    labelled = _drawn(shelf, drafts, seed, ("quote", "lead", "entity", "crosslingual"))
    searched = _asked(shelf, labelled, retrieval_only=True)
    answered = _asked(shelf, _drawn(shelf, drafts, seed, ("quote",)), retrieval_only=False)
    with patch("index.library.Library.search_words", lambda *_: []):
        without_words = _asked(shelf, labelled, retrieval_only=True)
    planted = {
        "nothing (A/A)": (searched, searched),
        "lexical search off": (searched, without_words),
        "a tenth of the articles missing": (searched, _without_articles(searched, seed)),
        "speakers shuffled": (answered, _shuffled(answered, seed)),
    }
    told = f"{len(labelled)} drafts that the archive answers, {len(answered)} about a speaker"
    print(f"{told}; {SUBSETS} subsets of {cases}", flush=True)
    for name, (before, after) in planted.items():
        print(f"{name:<34} {_found(score(before), score(after), cases, seed):>2} of {SUBSETS}", flush=True)


def _shelf(archive: Path) -> Shelf:
    from index import load_embedder

    return open_shelf(archive, load_embedder(settings.read().index.embedder))


def _drawn(shelf: Shelf, drafts: int, seed: int, kinds: Sequence[str]) -> Cases:
    """Drafts with labels: a question that nothing answers cannot show that something is no longer found."""
    return [(case_of(row, {}, {}), row) for row in draft(shelf, drafts, kinds, seed)]


def _asked(shelf: Shelf, cases: Cases, *, retrieval_only: bool) -> list[Record]:
    return list(ask_all(cases, shelf.system(retrieval_only=retrieval_only)))


def _found(before: Sequence[Record], after: Sequence[Record], cases: int, seed: int) -> int:
    found = 0
    for number in range(SUBSETS):
        draws = random.Random(f"{seed}-{number}")
        chosen = sorted(draws.sample(range(len(before)), min(cases, len(before))))
        runs = [_run([records[i] for i in chosen]) for records in (before, after)]
        found += bool(compare(*runs, seed=number)["regressions"])
    return found


def _run(records: list[Record]) -> Run:
    return Run(Path("planted"), {}, records)


def _without_articles(records: Sequence[Record], seed: int) -> list[Record]:
    def gone(article: str) -> bool:
        return hashlib.sha256(f"{seed}{article}".encode()).digest()[0] < 26

    return [_changed(r, evidence=[e for e in r.answer["evidence"] if not gone(e["article"])]) for r in _given(records)]


def _shuffled(records: Sequence[Record], seed: int) -> list[Record]:
    draws = random.Random(seed)
    names = [claim["speaker"] for r in _given(records) for claim in r.answer["claims"] if claim["speaker"]]
    draws.shuffle(names)

    def renamed(claim: dict[str, Any]) -> dict[str, Any]:
        if not claim["speaker"]:
            return claim
        name = names.pop()
        return {**claim, "speaker": name, "speaker_names": {}, "chain": [name]}

    return [_changed(r, claims=[renamed(claim) for claim in r.answer["claims"]]) for r in _given(records)]


def _given(records: Sequence[Record]) -> list[Any]:
    return [record for record in records if record.answer is not None]


def _changed(record: Any, **parts: Any) -> Record:  # noqa: ANN401
    changed: Record = replace(record, answer={**record.answer, **parts}, values={})
    return changed


if __name__ == "__main__":
    typer.run(main)
