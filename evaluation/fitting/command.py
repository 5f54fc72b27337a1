"""Test files with their archives → weights, checked on events left out, written to the file that answers read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from answer.confidence import SHOWN, shown
from answer.fitted import REVISION, Fitted, score
from answer.signals import SIGNALS
from errors import BadInput
from evaluation.cases import load
from evaluation.fitting.labels import Example, examples, without_speakers
from evaluation.fitting.softmax import first, yes
from index import Archive, ChromaServer, Embedder

BEARS = (
    "met", "met_rare", "met_well", "met_headline", "met_around", "sense", "standing", "foreign", "headline",
    "position", "own_voice", "direct", "number", "length",
)  # fmt: skip
SPEAKS = (
    "met_rare", "met_around", "met_article", "article_rank", "standing", "foreign", "position", "length",
    "direct", "met_speaker", "vague", "named",
)  # fmt: skip
HOLDS = ("value", "value_met")
BEARS_PENALTY, SPEAKS_PENALTY, HOLDS_PENALTY, ANSWERS_PENALTY = 4.0, 6.0, 4.0, 8.0
REFUSALS = 0.85
"""How much refusing the unanswerable weighs against answering the rest."""
FURTHER = 0.3
"""What a question of the second and further test files counts in the ranking: the first is nearest to real use."""
STRANGE = 0.06
"""What a question asked over another's archive counts among those that must be refused: they are many and all alike."""
FOLDS = 6

Table = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Row:
    """One question of one test file."""

    example: Example
    share: float
    """What it counts in the ranking."""
    tests: str
    """Its test file and archive."""
    strange: bool = False
    """Whether it is asked over an archive that it was not made for."""

    @property
    def answerable(self) -> bool:
        """Whether its archive answers it."""
        return self.example.case.answerable


def fit(pairs: Sequence[Path], embedder: Embedder, out: Path, server: ChromaServer | None = None) -> dict[str, Any]:
    """Write the weights for this embedder and give the figures; raises BadInput for an odd number of paths."""
    if len(pairs) % 2:
        raise BadInput(f"{pairs[-1]}: has no archive; give TESTS ARCHIVE, and again for every further test file")
    rows = _gathered(list(zip(pairs[::2], pairs[1::2], strict=True)), embedder, server)
    bears = _bears(rows)
    weights = {"bears": bears, "speaks": _speaks(rows), "holds": _holds(rows, bears)}
    weights["answers"] = _answers(rows, _shown(rows, bears))
    _write(out, embedder, weights, len(rows))
    return _left_out(rows)


def _gathered(pairs: Sequence[tuple[Path, Path]], embedder: Embedder, server: ChromaServer | None) -> list[Row]:
    """The questions over their own archives, then those with an answer over the other archives, which have none."""
    archives = {folder: Archive.open(folder, embedder, server) for _, folder in pairs}
    rows: list[Row] = []
    for number, (tests, folder) in enumerate(pairs):
        share, name = FURTHER if number else 1.0, f"{tests.name} over {folder.name}"
        rows += [Row(e, share, name) for e in examples(list(load(tests).cases), archives[folder])]
    for tests, own in pairs:
        strange = [replace(case, answerable=False) for case in load(tests).cases if case.answerable]
        for folder in (folder for folder in archives if folder != own and strange):
            name = f"{tests.name} over {folder.name}"
            rows += [Row(e, FURTHER, name, strange=True) for e in examples(strange, archives[folder])]
    return rows


def _bears(rows: Sequence[Row]) -> dict[str, float]:
    return _first(BEARS, [(r.example, r.example.supports, r.share) for r in rows if r.answerable], BEARS_PENALTY)


def _speaks(rows: Sequence[Row]) -> dict[str, float]:
    asked = [r for r in rows if r.answerable and r.example.case.type == "attribution"]
    told = [(without_speakers(r.example), r.share) for r in asked]
    return _first(SPEAKS, [(e, e.spoken, share) for e, share in told], SPEAKS_PENALTY)


def _holds(rows: Sequence[Row], bears: dict[str, float]) -> dict[str, float]:
    """What a figure or a day where one is asked for adds to how far a sentence bears on the question."""
    columns = [SIGNALS.index(name) for name in HOLDS]
    answered = [r for r in rows if r.answerable and r.example.supports.any()]
    known = [(r.example, r.share) for r in answered if r.example.signals.table[:, columns[0]].any()]
    if not known:
        return dict.fromkeys(HOLDS, 0.0)
    tables = [e.signals.table[:, columns].astype(float) for e, _ in known]
    scored = [score(bears, SIGNALS, e.signals.table).astype(float) for e, _ in known]
    found = first(tables, [e.supports for e, _ in known], [share for _, share in known], HOLDS_PENALTY, scored)
    return {name: round(float(w), 3) for name, w in zip(HOLDS, found, strict=True)}


def _shown(rows: Sequence[Row], bears: dict[str, float]) -> Table:
    weights = Fitted(bears, {}, {}, {})
    found = [shown(r.example.asked, r.example.signals, weights) for r in rows]
    return np.array([[row[name] for name in SHOWN] for row in found]).reshape(len(rows), len(SHOWN))


def _answers(rows: Sequence[Row], table: Table) -> dict[str, float]:
    """The logistic weights; the unanswerable together weigh REFUSALS as much as the answerable together.

    Whichever archive a question is of, it counts the same: when not to answer must hold for the next one too.
    """
    truth = np.array([r.answerable for r in rows])
    shares = np.array([STRANGE if r.strange else 1.0 for r in rows])
    shares = shares / np.where(truth, shares[truth].sum(), shares[~truth].sum() / REFUSALS) * len(truth) / 2
    found = yes(table, truth, shares, ANSWERS_PENALTY)
    return {name: round(float(w), 3) for name, w in zip((*SHOWN, ""), found, strict=True)}


def _left_out(rows: Sequence[Row]) -> dict[str, Any]:
    """What weights give on questions of events that they were not fitted on."""
    fold = _folds(rows)
    ranks: list[int] = []
    chances: list[tuple[Row, float]] = []
    for k in range(FOLDS):
        inside = [r for r in rows if fold[r.example.event] != k]
        outside = [r for r in rows if fold[r.example.event] == k]
        bears = _bears(inside)
        ranked = bears | _holds(inside, bears)
        ranks += [_rank(r.example, ranked) for r in outside if r.answerable and r.share == 1.0]
        answers = _answers(inside, _shown(inside, bears))
        odds = score(answers, SHOWN, _shown(outside, bears).astype(np.float32))
        chances += zip(outside, odds.tolist(), strict=True)
    found = np.array(ranks)
    figures = {"questions": len(found), "first": float((found < 1).mean()), "among_five": float((found < 5).mean())}
    return figures | {tests: _refused(chances, tests) for tests in dict.fromkeys(r.tests for r in rows)}


def _refused(chances: Sequence[tuple[Row, float]], tests: str) -> dict[str, float]:
    """Which share of a test file's questions is refused, and how well the answerable are told from the others."""
    own = [(row, odds) for row, odds in chances if row.tests == tests]
    yes_, no = ([odds for row, odds in own if row.answerable is kind] for kind in (True, False))
    native = [odds for row, odds in own if row.answerable and row.example.case.cross_lingual is False]
    kinds = {"answerable_refused": yes_, "monolingual_refused": native, "unanswerable_refused": no}
    figures = {kind: round(float((np.array(odds) < 0).mean()), 3) for kind, odds in kinds.items() if odds}
    if yes_ and no:
        figures["auroc"] = round(float((np.array(yes_)[:, None] > np.array(no)).mean()), 3)
    return figures


def _folds(rows: Sequence[Row]) -> dict[str, int]:
    events = sorted({r.example.event for r in rows})
    return dict(zip(events, (np.random.default_rng(0).permutation(len(events)) % FOLDS).tolist(), strict=True))


def _first(names: Sequence[str], rows: Sequence[tuple[Example, Any, float]], penalty: float) -> dict[str, float]:
    columns = [SIGNALS.index(name) for name in names]
    known = [(e.signals.table[:, columns].astype(float), right, share) for e, right, share in rows if right.any()]
    if not known:
        return dict.fromkeys(names, 0.0)
    tables, marks, shares = zip(*known, strict=True)
    return dict(zip(names, (round(float(w), 3) for w in first(tables, marks, shares, penalty)), strict=True))


def _rank(example: Example, weights: dict[str, float]) -> int:
    seen: list[Any] = []
    for i in np.argsort(-score(weights, SIGNALS, example.signals.table), kind="stable"):
        key = example.signals.pieces[i].key
        if example.supports[i]:
            return len(seen) - (key in seen)
        if key not in seen:
            seen.append(key)
    return 999


def _write(out: Path, embedder: Embedder, weights: dict[str, Any], questions: int) -> None:
    known = json.loads(out.read_text("utf-8"))["embedders"] if out.exists() else {}
    revision = str(embedder.identity["revision"])[:REVISION]
    known[revision] = {"name": embedder.identity["name"], "questions": questions, **weights}
    out.write_text(json.dumps({"embedders": known}, indent=1) + "\n", "utf-8")
