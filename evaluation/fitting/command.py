"""Test files with their archives → weights, checked on events left out, written to the file that answers read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from answer.fitted import REVISION
from answer.signals import SIGNALS
from errors import BadInput
from evaluation.cases import load
from evaluation.fitting.labels import Example, examples, without_speakers
from evaluation.fitting.softmax import first
from index import Archive, Embedder

BEARS = (
    "met", "met_rare", "met_well", "met_headline", "met_around", "sense", "standing", "foreign", "headline",
    "position", "own_voice", "direct", "number", "length",
)  # fmt: skip
SPEAKS = (
    "met_rare", "met_around", "met_article", "article_rank", "standing", "foreign", "headline", "position", "length",
    "direct", "met_speaker", "vague", "named",
)  # fmt: skip
BEARS_PENALTY, SPEAKS_PENALTY = 4.0, 6.0
FURTHER = 0.3
"""What a question of the second and further test files counts: the first is the one nearest to real use."""
FOLDS = 6


def fit(pairs: Sequence[Path], embedder: Embedder, out: Path) -> dict[str, Any]:
    """Write the weights for this embedder and give the figures; raises BadInput for an odd number of paths."""
    if len(pairs) % 2:
        raise BadInput(f"{pairs[-1]}: has no archive; give TESTS ARCHIVE, and again for every further test file")
    gathered: list[tuple[Example, float]] = []
    for number, (tests, folder) in enumerate(zip(pairs[::2], pairs[1::2], strict=True)):
        archive = Archive.open(folder, embedder)
        gathered += [(e, FURTHER if number else 1.0) for e in examples(list(load(tests).cases), archive)]
    answered = [(e, share) for e, share in gathered if e.case.answerable]
    weights = {"bears": _bears(answered), "speaks": _speaks(answered)}
    figures = _left_out(answered)
    _write(out, embedder, weights, len(gathered))
    return figures


def _bears(gathered: Sequence[tuple[Example, float]]) -> dict[str, float]:
    return _first(BEARS, [(e, e.supports, share) for e, share in gathered], BEARS_PENALTY)


def _speaks(gathered: Sequence[tuple[Example, float]]) -> dict[str, float]:
    asked = [(without_speakers(e), share) for e, share in gathered if e.case.type == "attribution"]
    return _first(SPEAKS, [(e, e.spoken, share) for e, share in asked], SPEAKS_PENALTY)


def _first(names: Sequence[str], rows: Sequence[tuple[Example, Any, float]], penalty: float) -> dict[str, float]:
    columns = [SIGNALS.index(name) for name in names]
    known = [(e.signals.table[:, columns].astype(float), right, share) for e, right, share in rows if right.any()]
    if not known:
        return dict.fromkeys(names, 0.0)
    tables, marks, shares = zip(*known, strict=True)
    return dict(zip(names, (round(float(w), 3) for w in first(tables, marks, shares, penalty)), strict=True))


def _left_out(gathered: Sequence[tuple[Example, float]]) -> dict[str, Any]:
    """How often a right sentence comes first, or among five, for questions of events that were not fitted on."""
    events = sorted({e.event for e, _ in gathered})
    fold = dict(zip(events, np.random.default_rng(0).permutation(len(events)) % FOLDS, strict=True))
    ranks = []
    for k in range(FOLDS):
        weights = _bears([(e, share) for e, share in gathered if fold[e.event] != k])
        for example, share in gathered:
            if fold[example.event] == k and share == 1.0:
                ranks.append(_rank(example, weights))
    found = np.array(ranks)
    return {"questions": len(found), "first": float((found < 1).mean()), "among_five": float((found < 5).mean())}


def _rank(example: Example, weights: dict[str, float]) -> int:
    from answer.fitted import score

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
