"""Folders and a seed in, a measured model folder and a log of what went into it out; a killed run is resumed."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from models.training import card, export, measure, neutral, recipe, stages

if TYPE_CHECKING:
    from tokenizers import Tokenizer

QUICK_DATA, QUICK_STEPS, QUICK_TEACHER, QUICK_PIECES = 50, 100, 10, 8_000


@dataclass(frozen=True, slots=True)
class Run:
    """One training of the model."""

    data: Path
    out: Path
    work: Path
    seed: int
    quick: bool

    def all(self) -> dict[str, Any]:
        """Every step; returns the report that is also written beside the model as training.json."""
        import torch

        torch.set_num_threads(1)  # two threads wait for each other more than they work: half the speed here
        self.work.mkdir(parents=True, exist_ok=True)
        began = time.monotonic()
        texts = recipe.read(self.data, QUICK_DATA if self.quick else 1)
        _tell(f"read {sum(map(len, texts)):,} pairs")
        tokenizer = self._tokenizer(texts)
        made = recipe.pools_of(texts, tokenizer, recipe.SWITCHED // (QUICK_DATA if self.quick else 1), self.seed)
        _tell("tokenised " + ", ".join(f"{name} {len(pool.left):,}" for name, pool in made.items()))
        teacher = recipe.teaching(texts, self.seed, QUICK_TEACHER if self.quick else 1)
        rows = stages.start(tokenizer.get_vocab_size(), made["sentences"], self.seed)
        planned = self._stages()
        checkpoint = self.work / "checkpoint.pt"
        with _progress(sum(s.steps for s in planned)) as tell:
            stages.train(rows, made, planned, teacher, checkpoint, batch=stages.BATCH, seed=self.seed, tell=tell)
        vectors = neutral.neutral(recipe.vectors_of(rows.numpy(), made), made["sentences"])
        return self._written(tokenizer, vectors, recipe.contents(texts), time.monotonic() - began)

    def _tokenizer(self, texts: recipe.Texts) -> Tokenizer:
        from tokenizers import Tokenizer

        path = self.work / "tokenizer.json"
        if not path.exists():
            size = QUICK_PIECES if self.quick else recipe.PIECES
            recipe.tokenizer_of(texts, size, self.seed).save(str(path))
        _tell(f"tokenizer: {path}")
        return Tokenizer.from_file(str(path))

    def _stages(self) -> tuple[stages.Stage, ...]:
        share = QUICK_STEPS if self.quick else 1
        return tuple(stage._replace(steps=stage.steps // share) for stage in stages.STAGES)

    def _written(
        self, tokenizer: Tokenizer, vectors: np.ndarray, contents: dict[str, Any], seconds: float
    ) -> dict[str, Any]:
        tokenizer, vectors = export.with_traditional(tokenizer, vectors)
        export.save(tokenizer, vectors, "", self.out)
        scores = evaluated(self.out, self.data / "dev")
        report = {
            "seed": self.seed,
            "pieces": len(vectors),
            "dimension": stages.DIMENSION,
            "minutes": round(seconds / 60, 1),
            "flores_p_at_1": scores,
            "sources": contents,
        }
        (self.out / "training.json").write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", "utf8")
        (self.out / "README.md").write_text(card.text(report), "utf8")
        _tell(measure.summary(scores))
        return {key: value for key, value in report.items() if key != "sources"}


def evaluated(model: Path, dev: Path) -> dict[str, float]:
    """FLORES-200 devtest P@1 by language of a model folder, as sentence-transformers loads it."""
    from sentence_transformers import SentenceTransformer

    loaded = SentenceTransformer(str(model), device="cpu")
    aligned = measure.lines(dev)
    if "en" not in aligned:
        return {}
    scores = measure.precision_at_1(aligned, lambda texts: np.asarray(loaded.encode(list(texts), batch_size=512)))
    return {language: round(score, 4) for language, score in sorted(scores.items())}


class _progress:
    """A bar on a terminal, a line every hundred steps elsewhere."""

    def __init__(self, steps: int) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        self._bar = Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty())
        self._task = self._bar.add_task("training", total=steps)

    def __enter__(self) -> _progress:
        self._bar.start()
        return self

    def __exit__(self, *raised: object) -> None:
        self._bar.stop()

    def __call__(self, step: int, steps: int, loss: float) -> None:
        self._bar.update(self._task, completed=step, description=f"loss {loss:.3f}")
        if self._bar.disable and step % 100 == 0:
            _tell(f"step {step} of {steps}, loss {loss:.3f}")


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
