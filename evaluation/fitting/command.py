"""Test files with their archives → weights, checked on events left out, written to the file that answers read."""

from __future__ import annotations

import json
from collections.abc import Sequence
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
BEARS_PENALTY, SPEAKS_PENALTY, HOLDS_PENALTY, ANSWERS_PENALTY = 4.0, 6.0, 4.0, 5.0
REFUSALS = 0.9
"""How much refusing the unanswerable weighs against answering the rest."""
FURTHER = 0.3
"""What a question of the second and further test files counts: the first is the one nearest to real use."""
FOLDS = 6

Table = npt.NDArray[np.float64]


def fit(pairs: Sequence[Path], embedder: Embedder, out: Path, server: ChromaServer | None = None) -> dict[str, Any]:
    """Write the weights for this embedder and give the figures; raises BadInput for an odd number of paths."""
    if len(pairs) % 2:
        raise BadInput(f"{pairs[-1]}: has no archive; give TESTS ARCHIVE, and again for every further test file")
    gathered: list[tuple[Example, float]] = []
    for number, (tests, folder) in enumerate(zip(pairs[::2], pairs[1::2], strict=True)):
        archive = Archive.open(folder, embedder, server)
        gathered += [(e, FURTHER if number else 1.0) for e in examples(list(load(tests).cases), archive)]
    answered = [(e, share) for e, share in gathered if e.case.answerable]
    weights = {"bears": _bears(answered), "speaks": _speaks(answered)}
    weights["holds"] = _holds(answered, weights["bears"])
    table = _shown(gathered, weights["bears"])
    weights["answers"] = _answers(gathered, table)
    figures = _left_out(answered) | _refused(gathered, table)
    _write(out, embedder, weights, len(gathered))
    return figures


def _bears(gathered: Sequence[tuple[Example, float]]) -> dict[str, float]:
    return _first(BEARS, [(e, e.supports, share) for e, share in gathered], BEARS_PENALTY)


def _speaks(gathered: Sequence[tuple[Example, float]]) -> dict[str, float]:
    asked = [(without_speakers(e), share) for e, share in gathered if e.case.type == "attribution"]
    return _first(SPEAKS, [(e, e.spoken, share) for e, share in asked], SPEAKS_PENALTY)


def _holds(gathered: Sequence[tuple[Example, float]], bears: dict[str, float]) -> dict[str, float]:
    """What a figure or a day where one is asked for adds to how far a sentence bears on the question."""
    columns = [SIGNALS.index(name) for name in HOLDS]
    known = [(e, share) for e, share in gathered if e.supports.any() and e.signals.table[:, columns[0]].any()]
    if not known:
        return dict.fromkeys(HOLDS, 0.0)
    tables = [e.signals.table[:, columns].astype(float) for e, _ in known]
    scored = [score(bears, SIGNALS, e.signals.table).astype(float) for e, _ in known]
    found = first(tables, [e.supports for e, _ in known], [share for _, share in known], HOLDS_PENALTY, scored)
    return {name: round(float(w), 3) for name, w in zip(HOLDS, found, strict=True)}


def _shown(gathered: Sequence[tuple[Example, float]], bears: dict[str, float]) -> Table:
    weights = Fitted(bears, {}, {}, {})
    rows = [shown(e.asked, e.signals, weights) for e, _ in gathered]
    return np.array([[row[name] for name in SHOWN] for row in rows])


def _answers(gathered: Sequence[tuple[Example, float]], table: Table) -> dict[str, float]:
    """The logistic weights; the unanswerable together weigh REFUSALS as much as the answerable together."""
    truth = np.array([e.case.answerable for e, _ in gathered])
    shares = np.array([share for _, share in gathered])
    shares = shares / np.where(truth, shares[truth].sum(), shares[~truth].sum() / REFUSALS) * len(truth) / 2
    found = yes(table, truth, shares, ANSWERS_PENALTY)
    return {name: round(float(w), 3) for name, w in zip((*SHOWN, ""), found, strict=True)}


def _refused(gathered: Sequence[tuple[Example, float]], table: Table) -> dict[str, float]:
    """How many questions of the first test file would be refused, each by weights that have not seen its event."""
    fold = _folds(gathered)
    chances = np.zeros(len(gathered))
    for k in range(FOLDS):
        inside = np.array([fold[e.event] != k for e, _ in gathered])
        weights = _answers([g for g, i in zip(gathered, inside, strict=True) if i], table[inside])
        chances[~inside] = score(weights, SHOWN, table[~inside].astype(np.float32))
    own = np.array([share == 1.0 for _, share in gathered])
    truth = np.array([e.case.answerable for e, _ in gathered])
    native = np.array([e.case.cross_lingual is False for e, _ in gathered])
    kinds = {"answerable": truth, "answerable_monolingual": truth & native, "unanswerable": ~truth}
    return {f"refused_{k}": float((chances[own & m] < 0).mean()) for k, m in kinds.items() if (own & m).any()}


def _folds(gathered: Sequence[tuple[Example, float]]) -> dict[str, int]:
    events = sorted({e.event for e, _ in gathered})
    return dict(zip(events, (np.random.default_rng(0).permutation(len(events)) % FOLDS).tolist(), strict=True))


def _first(names: Sequence[str], rows: Sequence[tuple[Example, Any, float]], penalty: float) -> dict[str, float]:
    columns = [SIGNALS.index(name) for name in names]
    known = [(e.signals.table[:, columns].astype(float), right, share) for e, right, share in rows if right.any()]
    if not known:
        return dict.fromkeys(names, 0.0)
    tables, marks, shares = zip(*known, strict=True)
    return dict(zip(names, (round(float(w), 3) for w in first(tables, marks, shares, penalty)), strict=True))


def _left_out(gathered: Sequence[tuple[Example, float]]) -> dict[str, Any]:
    """How often a right sentence comes first, or among five, for questions of events that were not fitted on."""
    fold = _folds(gathered)
    ranks = []
    for k in range(FOLDS):
        inside = [(e, share) for e, share in gathered if fold[e.event] != k]
        bears = _bears(inside)
        weights = bears | _holds(inside, bears)
        for example, share in gathered:
            if fold[example.event] == k and share == 1.0:
                ranks.append(_rank(example, weights))
    found = np.array(ranks)
    return {"questions": len(found), "first": float((found < 1).mean()), "among_five": float((found < 5).mean())}


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
