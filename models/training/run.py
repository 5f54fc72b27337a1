"""Folders and a seed in, a measured model folder and a log of what went into it out; a killed run is resumed."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from models.training import card, export, measure, neutral, pools, recipe, stages
from models.training.resume import Work, read_pool, read_teaching, write_pool, write_teaching

if TYPE_CHECKING:
    import torch
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
    cutter: Callable[[Tokenizer], pools.Cut] = pools.cutter
    """How texts are cut into pieces: a faster way than the tokenizer's own may be given."""

    def all(self) -> dict[str, Any]:
        """Every step; returns the report that is also written beside the model as training.json.

        Raises BadInput if the work folder holds the steps of another run, or the data cannot be taken.
        """
        import torch

        torch.set_num_threads(1)  # two threads wait for each other more than they work: half the speed here
        work = Work(self.work)
        work.begin({"data": str(self.data.resolve()), "seed": self.seed, "quick": self.quick})
        with self._step(work, "read"):
            texts = recipe.read(self.data, QUICK_DATA if self.quick else 1)
        _tell(f"read {sum(map(len, texts)):,} pairs")
        tokenizer, made, teacher = self._prepared(work, texts)
        with self._step(work, "train"):
            rows = stages.start(tokenizer.get_vocab_size(), made["sentences"], self.seed)
            self._trained(rows, made, teacher)
        with self._step(work, "neutral"):
            vectors = neutral.neutral(recipe.vectors_of(rows.numpy(), made), made["sentences"])
        return self._written(work, tokenizer, vectors, recipe.contents(texts))

    def _prepared(self, work: Work, texts: recipe.Texts) -> tuple[Tokenizer, dict[str, pools.Pool], stages.Teaching]:
        """Tokenizer, tokenised pools and the teacher's vectors, each kept in the work folder once it is made."""
        with self._step(work, "vocabulary"):
            tokenizer = self._tokenizer(work, texts)
        cut = pools.meaningful(tokenizer, self.cutter(tokenizer))
        makers = recipe.pools_of(texts, cut, recipe.SWITCHED // (QUICK_DATA if self.quick else 1), self.seed)
        with self._step(work, "tokenise"):
            made = {name: work.kept(f"{name}.npz", make, write_pool, read_pool) for name, make in makers.items()}
        _tell("tokenised " + ", ".join(f"{name} {len(pool.left):,}" for name, pool in made.items()))
        every = QUICK_TEACHER if self.quick else 1
        with self._step(work, "teacher"):
            teacher = work.kept(
                "teacher.pt", lambda: recipe.teaching(texts, self.seed, every), write_teaching, read_teaching
            )
        return tokenizer, made, teacher

    def _trained(self, rows: torch.Tensor, made: dict[str, pools.Pool], teacher: stages.Teaching) -> None:
        planned = self._stages()
        checkpoint = self.work / "checkpoint.pt"
        with _progress(sum(s.steps for s in planned)) as tell:
            stages.train(rows, made, planned, teacher, checkpoint, batch=stages.BATCH, seed=self.seed, tell=tell)

    def _tokenizer(self, work: Work, texts: recipe.Texts) -> Tokenizer:
        from tokenizers import Tokenizer

        size = QUICK_PIECES if self.quick else recipe.PIECES

        def write(made: Tokenizer, path: Path) -> None:
            made.save(str(path))

        return work.kept(
            "tokenizer.json",
            lambda: recipe.tokenizer_of(texts, size, self.seed),
            write,
            lambda path: Tokenizer.from_file(str(path)),
        )

    @contextmanager
    def _step(self, work: Work, name: str) -> Iterator[None]:
        with work.timed(name):
            yield
        spent = work.minutes()[name]
        _tell(f"{name}: {spent['wall']:.1f} min on the clock, {spent['processor']:.1f} min of processor")

    def _stages(self) -> tuple[stages.Stage, ...]:
        share = QUICK_STEPS if self.quick else 1
        return tuple(stage._replace(steps=stage.steps // share) for stage in stages.STAGES)

    def _written(
        self, work: Work, tokenizer: Tokenizer, vectors: np.ndarray, contents: dict[str, Any]
    ) -> dict[str, Any]:
        tokenizer, vectors = export.with_traditional(tokenizer, vectors)
        export.save(tokenizer, vectors, "", self.out)
        with self._step(work, "measure"):
            scores = evaluated(self.out, self.data / "dev")
        report = {
            "seed": self.seed,
            "pieces": len(vectors),
            "dimension": stages.DIMENSION,
            "steps": sum(stage.steps for stage in self._stages()),
            "minutes": work.minutes(),
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
    print(f"{time.strftime('%H:%M:%S')} {line}", file=sys.stderr, flush=True)
