"""Pools of pairs in, trained token vectors out: symmetric in-batch cross entropy over an embedding bag, in stages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from models.training.adam import RowAdam
from models.training.pools import Pool, Rows

DIMENSION = 256
BATCH = 1024
SCALE = 20.0
WARM_UP = 100
DROPPED = 0.1
"""The share of tokens left out of each text, so that no sentence hangs on one word."""

COMMON = 1e-3
"""Start: a token's vector is weighted COMMON / (COMMON + its frequency), the weighting of SIF (Arora et al. 2017)."""

SAVE_EVERY = 500


class Share(NamedTuple):
    """How much of a batch a pool gives, and how many of its texts an example adds up (number → chance)."""

    pool: str
    of_batch: float
    texts: Mapping[int, float]


class Stage(NamedTuple):
    """Some training steps over one mixture of pools, from a learning rate linearly down to another."""

    name: str
    steps: int
    rate: float
    final_rate: float
    mixture: tuple[Share, ...]
    taught: float
    """Weight of the English teacher's vectors as further targets."""


ONE = {1: 1.0}
SOME = {1: 0.7, 2: 0.2, 3: 0.1}
NAME_BAG = {2: 0.3, 3: 0.3, 4: 0.2, 5: 0.2}
WORD_BAG = {3: 0.2, 4: 0.2, 5: 0.2, 6: 0.2, 8: 0.2}

MIXED = (
    Share("sentences", 0.4, SOME),
    Share("switched", 0.3, ONE),
    Share("entries", 0.1, WORD_BAG),
    Share("names", 0.1, NAME_BAG),
    Share("questions", 0.1, ONE),
)

STAGES = (
    Stage(
        "words",
        1750,
        0.02,
        0.01,
        (
            Share("sentences", 0.35, SOME),
            Share("entries", 0.4, ONE),
            Share("entries", 0.1, WORD_BAG),
            Share("names", 0.15, NAME_BAG),
        ),
        1.0,
    ),
    Stage(
        "sentences",
        4200,
        0.01,
        0.0,
        MIXED,
        0.3,
    ),
    Stage(
        "again",
        3000,
        0.005,
        0.0,
        MIXED,
        0.3,
    ),
)
"""First words, then sentences: single words at the end would leave the norms of the vectors free, and function words
would grow loud; as bags they keep the norms honest."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Tokens of the left sides and then of the right sides, one bag after another."""

    ids: torch.Tensor
    sizes: torch.Tensor
    keys: torch.Tensor
    """Equal keys are no negatives for each other."""
    taught: torch.Tensor
    """The teacher's row for the example's English, or -1."""


def draw(
    stage: Stage, pools: Mapping[str, Pool], teacher: Mapping[int, int], size: int, rng: np.random.Generator
) -> Batch:
    """One batch of about `size` examples of the stage's mixture."""
    sides: tuple[list[npt.NDArray[np.int32]], list[npt.NDArray[np.int32]]] = ([], [])
    lengths: tuple[list[Rows], list[Rows]] = ([], [])
    keys: list[Rows] = []
    for share in stage.mixture:
        examples = max(1, round(size * share.of_batch))
        source = pools[share.pool]
        texts = rng.choice(list(share.texts), size=examples, p=list(share.texts.values()))
        rows, example = source.draw(examples, texts, rng)
        for side, (tokens, sizes) in enumerate((source.left.take(rows), source.right.take(rows))):
            kept = rng.random(len(tokens)) >= DROPPED
            owner = np.repeat(example, sizes)[kept]
            sides[side].append(tokens[kept])
            lengths[side].append(np.bincount(owner, minlength=examples))
        alone = source.keys[rows[np.cumsum(texts) - texts]]
        keys.append(np.where(texts == 1, alone, rng.integers(-(2**62), 2**62, examples)))
    sizes = np.concatenate(lengths[0] + lengths[1])
    key = np.concatenate(keys)
    return Batch(
        torch.from_numpy(np.concatenate(sides[0] + sides[1]).astype(np.int64)),
        torch.from_numpy(sizes),
        torch.from_numpy(key),
        torch.tensor([teacher.get(int(k), -1) for k in key]) if teacher else torch.full((len(key),), -1),
    )


def loss_of(vectors: torch.Tensor, batch: Batch, targets: torch.Tensor | None, taught: float) -> torch.Tensor:
    """Cross entropy of finding each example's other side in the batch, both ways, and its teacher's vector."""
    left, right = nn.functional.normalize(vectors, dim=1).chunk(2)
    same = (batch.keys[:, None] == batch.keys[None, :]).fill_diagonal_(False)
    loss = _contrast(left, right, same)
    at = torch.nonzero(batch.taught >= 0).squeeze(1)
    if targets is not None and taught > 0 and len(at) > 1:
        goal = targets[batch.taught[at]]
        shared = same[at][:, at]
        share = taught * len(at) / len(left)
        loss = loss + share * (_contrast(left[at], goal, shared) + _contrast(right[at], goal, shared)) / 2
    return loss


def _contrast(left: torch.Tensor, right: torch.Tensor, same: torch.Tensor) -> torch.Tensor:
    scores = (SCALE * left @ right.T).masked_fill(same, -1e4)
    goal = torch.arange(len(left))
    return (nn.functional.cross_entropy(scores, goal) + nn.functional.cross_entropy(scores.T, goal)) / 2


def start(size: int, pool: Pool, seed: int) -> torch.Tensor:
    """One random row per token, the more frequent the token the shorter."""
    generator = torch.Generator().manual_seed(seed)
    counts = np.bincount(pool.left.ids, minlength=size) + np.bincount(pool.right.ids, minlength=size)
    weight = torch.from_numpy(COMMON / (COMMON + counts / counts.sum())).float()
    rows: torch.Tensor = torch.randn(size, DIMENSION, generator=generator) * DIMENSION**-0.5 * weight[:, None]
    return rows


class Teaching(NamedTuple):
    """The English teacher: which row of its vectors belongs to which key."""

    rows: Mapping[int, int]
    vectors: torch.Tensor | None


NO_TEACHER = Teaching({}, None)


def train(
    rows: torch.Tensor,
    pools: Mapping[str, Pool],
    stages: tuple[Stage, ...],
    teacher: Teaching,
    checkpoint: Path,
    *,
    batch: int,
    seed: int,
    tell: Callable[[int, int, float], None],
) -> None:
    """Trains the token rows in place; picks up from the checkpoint if there is one.

    The checkpoint is written every SAVE_EVERY steps; `tell` is called after every step with the step, the number of
    all steps and the loss.
    """
    adam = RowAdam.of(rows)
    if checkpoint.exists():
        adam.restore(torch.load(checkpoint, weights_only=True))
    total = sum(stage.steps for stage in stages)
    for step in range(adam.step, total):
        stage, rate = _schedule(stages, step)
        drawn = draw(stage, pools, teacher.rows, batch, np.random.default_rng((seed, step)))
        offsets = torch.cumsum(drawn.sizes, 0) - drawn.sizes
        vectors = nn.functional.embedding_bag(drawn.ids, rows, offsets, mode="sum").requires_grad_()
        loss = loss_of(vectors, drawn, teacher.vectors, stage.taught)
        (gradients,) = torch.autograd.grad(loss, vectors)
        adam.update(drawn.ids, drawn.sizes, gradients, rate)
        tell(step + 1, total, float(loss.detach()))
        if (step + 1) % SAVE_EVERY == 0 or step + 1 == total:
            _save(checkpoint, adam)


def _schedule(stages: tuple[Stage, ...], step: int) -> tuple[Stage, float]:
    """The stage of this step and its learning rate."""
    begun = 0
    for stage in stages:
        if step < begun + stage.steps:
            break
        begun += stage.steps
    done = (step - begun) / stage.steps
    return stage, (stage.rate + (stage.final_rate - stage.rate) * done) * min(1.0, (step + 1) / WARM_UP)


def _save(path: Path, adam: RowAdam) -> None:
    partial = path.with_suffix(".partial")
    torch.save(adam.state(), partial)
    partial.replace(path)
