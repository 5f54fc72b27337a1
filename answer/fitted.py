"""The small file of fitted weights → what ranks statements and tells an answer from none; one set per embedder.

`fitted.json` is written by `python -m evaluation.fitting` and says itself what it was fitted on.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index import Embedder

log = logging.getLogger(__name__)
FILE = Path(__file__).with_name("fitted.json")
REVISION = 12
"""Characters of a model's revision that name it."""

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Fitted:
    """Weights by signal name, on the signals' own scale; "" is the intercept."""

    bears: Mapping[str, float]
    """How far a sentence bears on the question."""
    speaks: Mapping[str, float]
    """How far an attributed statement tells who is asked for."""
    holds: Mapping[str, float]
    """What is added to that where a sentence holds a value of the kind asked for."""
    answers: Mapping[str, float]
    """How far all of it together answers the question."""


def score(weights: Mapping[str, float], names: Sequence[str], table: Floats) -> Floats:
    """The weighted sum of each row's signals, with the intercept."""
    by_name = np.array([weights.get(name, 0.0) for name in names], dtype=np.float32)
    found: Floats = table @ by_name + np.float32(weights.get("", 0.0))
    return found


def fitted_for(embedder: Embedder) -> Fitted:
    """The weights fitted for this embedder; for one that none were fitted for, those of the bundled model."""
    return _read(str(embedder.identity["revision"])[:REVISION])


@cache
def _read(revision: str) -> Fitted:
    sets = json.loads(FILE.read_text("utf-8"))["embedders"]
    if revision not in sets:
        log.warning("no answer weights were fitted for the embedder %s: using the bundled model's", revision)
    chosen = sets.get(revision) or next(iter(sets.values()))
    return Fitted(chosen["bears"], chosen["speaks"], chosen["holds"], chosen["answers"])
