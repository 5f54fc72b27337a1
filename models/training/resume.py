"""A work folder and the steps of a training in, what an earlier run had finished out: a killed run goes on there."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import torch

from errors import BadInput
from models.training.pools import Group, Pool, Ragged
from models.training.stages import Teaching

T = TypeVar("T")

ORDER = "run.json"
CLOCK = "clock.json"


@dataclass(frozen=True, slots=True)
class Work:
    """The folder in which the results of the steps lie; a step whose result is there is not done again."""

    folder: Path

    def begin(self, order: Mapping[str, Any]) -> None:
        """Take the folder for a run with this order (data, seed, …). Raises BadInput if it is another's."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / ORDER
        if path.exists():
            there = json.loads(path.read_text("utf8"))
            if there != dict(order):
                differ = ", ".join(
                    f"{k} {there.get(k)!r} instead of {order[k]!r}" for k in order if there.get(k) != order[k]
                )
                raise BadInput(f"{self.folder}: holds a run with {differ}; name another --work, or remove the folder")
        path.write_text(json.dumps(dict(order)), "utf8")

    def kept(self, name: str, make: Callable[[], T], write: Callable[[T, Path], None], read: Callable[[Path], T]) -> T:
        """The step's result: read if it is there, else made and written whole (a kill leaves no half of it)."""
        path = self.folder / name
        if path.exists():
            return read(path)
        made = make()
        partial = path.with_name(f"partial-{name}")
        write(made, partial)
        os.replace(partial, path)
        return made

    @contextmanager
    def timed(self, step: str) -> Iterator[None]:
        """Adds the step's wall-clock and processor minutes to the folder's clock, also where it fails or is stopped."""
        wall, processor = time.monotonic(), time.process_time()
        try:
            yield
        finally:
            clock = self.minutes()
            spent = clock.setdefault(step, {"wall": 0.0, "processor": 0.0})
            spent["wall"] = round(spent["wall"] + (time.monotonic() - wall) / 60, 2)
            spent["processor"] = round(spent["processor"] + (time.process_time() - processor) / 60, 2)
            (self.folder / CLOCK).write_text(json.dumps(clock), "utf8")

    def minutes(self) -> dict[str, dict[str, float]]:
        """Step → minutes on the wall clock and of the processor, over all runs in this folder."""
        path = self.folder / CLOCK
        clock: dict[str, dict[str, float]] = json.loads(path.read_text("utf8")) if path.exists() else {}
        return clock


def write_pool(pool: Pool, path: Path) -> None:
    """The pool as one file of arrays."""
    with path.open("wb") as stream:
        np.savez(
            stream,
            left=pool.left.ids,
            left_starts=pool.left.starts,
            right=pool.right.ids,
            right_starts=pool.right.starts,
            keys=pool.keys,
            chances=pool.chances,
            groups=np.array(json.dumps(pool.groups)),
        )


def read_pool(path: Path) -> Pool:
    """The pool that `write_pool` wrote."""
    with np.load(path) as found:
        groups = tuple(Group(*group) for group in json.loads(str(found["groups"])))
        left, right = Ragged(found["left"], found["left_starts"]), Ragged(found["right"], found["right_starts"])
        return Pool(left, right, found["keys"], groups, found["chances"])


def write_teaching(teaching: Teaching, path: Path) -> None:
    """The teacher's rows and vectors as one file."""
    torch.save({"rows": dict(teaching.rows), "vectors": teaching.vectors}, path)


def read_teaching(path: Path) -> Teaching:
    """The teaching that `write_teaching` wrote."""
    found = torch.load(path, weights_only=True)
    return Teaching(found["rows"], found["vectors"])
