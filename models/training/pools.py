"""Pairs of texts in, pools of tokenised pairs out, from which the sampler draws the examples of a batch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from models.training.sources import SOURCES, Pair
from models.training.vocabulary import MARK

if TYPE_CHECKING:
    from tokenizers import Tokenizer

MOST_TOKENS = 160
"""Longer texts are cut."""

Ids = npt.NDArray[np.int32]
Rows = npt.NDArray[np.int64]
Cut = Callable[[Sequence[str]], list[Rows]]
"""Per text the ids of its word pieces."""


@dataclass(frozen=True, slots=True)
class Ragged:
    """Many token sequences in one flat array; row `i` is `ids[starts[i]:starts[i + 1]]`."""

    ids: Ids
    starts: Rows

    @classmethod
    def of(cls, sequences: Iterable[Sequence[int] | npt.NDArray[np.int64]]) -> Ragged:
        """The sequences, each cut to MOST_TOKENS."""
        cut = [np.asarray(s[:MOST_TOKENS], dtype=np.int32) for s in sequences]
        starts = np.zeros(len(cut) + 1, dtype=np.int64)
        np.cumsum([len(s) for s in cut], out=starts[1:])
        return cls(np.concatenate(cut) if cut else np.zeros(0, np.int32), starts)

    def take(self, rows: Rows) -> tuple[Ids, Rows]:
        """The tokens of these rows one after another, and the length of each row."""
        lengths = self.starts[rows + 1] - self.starts[rows]
        begins = np.cumsum(lengths) - lengths
        at = np.arange(int(lengths.sum())) + np.repeat(self.starts[rows] - begins, lengths)
        return self.ids[at], lengths

    def __len__(self) -> int:
        return len(self.starts) - 1


class Group(NamedTuple):
    """Pairs of one source and language pair: rows `[start:end]` of their pool."""

    source: str
    left_language: str
    right_language: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Pool:
    """Tokenised pairs, sorted into groups that are drawn with the chances `chances`."""

    left: Ragged
    right: Ragged
    keys: Rows
    """Equal for pairs with an equal left side: they are no negatives for each other."""
    groups: tuple[Group, ...]
    chances: npt.NDArray[np.float64]

    def draw(self, examples: int, texts: npt.NDArray[np.int64], rng: np.random.Generator) -> tuple[Rows, Rows]:
        """Rows for that many examples, `texts[i]` from one group for example `i`, and the example of each row."""
        chosen = rng.choice(len(self.groups), size=examples, p=self.chances)
        starts = np.array([g.start for g in self.groups])[chosen]
        sizes = np.array([g.end for g in self.groups])[chosen] - starts
        example = np.repeat(np.arange(examples), texts)
        rows = starts[example] + (rng.random(len(example)) * sizes[example]).astype(np.int64)
        return rows, example


def key_of(text: str) -> int:
    """The same number for the same text, upper and lower case alike, in every run."""
    return int.from_bytes(blake2b(text.lower().encode(), digest_size=8).digest(), "little", signed=True)


def cutter(tokenizer: Tokenizer) -> Cut:
    """The tokenizer as a function."""

    def cut(texts: Sequence[str]) -> list[Rows]:
        batches = (texts[at : at + 20_000] for at in range(0, len(texts), 20_000))
        encoded = (tokenizer.encode_batch_fast(list(batch), add_special_tokens=False) for batch in batches)
        return [np.asarray(e.ids, dtype=np.int64) for batch in encoded for e in batch]

    return cut


def meaningful(tokenizer: Tokenizer, cut: Cut) -> Cut:
    """`cut` without the unknown piece (0) and the bare mark: they have no meaning to learn."""
    mark = tokenizer.token_to_id(MARK)
    return lambda texts: [ids[(ids != 0) & (ids != mark)] for ids in cut(texts)]


def pool(
    pairs: Iterable[Pair],
    cut: Cut,
    languages: Mapping[str, float],
    flatness: float = 0.6,
    by_source: bool = True,
) -> Pool:
    """The pairs as a pool.

    A group's chance is its share (SOURCES) times its language's weight times its size to the power `flatness`: 1.0
    draws every pair alike, 0.0 every group. `by_source=False` puts the sources of a language into one group.
    """
    ordered = sorted(pairs, key=lambda p: (p.source if by_source else "", p.left_language, p.right_language))
    left = cut([p.left for p in ordered])
    right = cut([p.right for p in ordered])
    whole = [i for i in range(len(ordered)) if len(left[i]) and len(right[i])]
    keys = np.array([key_of(ordered[i].left) for i in whole], dtype=np.int64)
    groups = _groups([ordered[i] for i in whole], by_source)
    return Pool(
        Ragged.of(left[i] for i in whole),
        Ragged.of(right[i] for i in whole),
        keys,
        groups,
        chances(groups, languages, flatness),
    )


def chances(groups: Sequence[Group], languages: Mapping[str, float], flatness: float) -> npt.NDArray[np.float64]:
    """How likely each group is drawn; they sum to 1."""
    raw = np.array(
        [
            (SOURCES[g.source].share if g.source in SOURCES else 1.0)
            * max(
                languages.get(g.left_language, 0.3),
                languages.get(g.right_language, 0.3) if g.right_language != "en" else 0,
            )
            * (g.end - g.start) ** flatness
            for g in groups
        ]
    )
    shares: npt.NDArray[np.float64] = raw / raw.sum()
    return shares


def _groups(pairs: Sequence[Pair], by_source: bool) -> tuple[Group, ...]:
    ranges: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for row, pair in enumerate(pairs):
        ranges[pair.source if by_source else "", pair.left_language, pair.right_language].append(row)
    return tuple(Group(*key, rows[0], rows[-1] + 1) for key, rows in ranges.items())
