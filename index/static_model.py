"""A folder with a StaticEmbedding model goes in; token vectors and sentence vectors come out, with numpy alone.

sentence-transformers loads the same folder, but importing it with torch takes seconds and half a gigabyte; the
arithmetic (one vector per piece, their mean, normalised) needs neither. A test compares the two. The vectors stay as
small as they are stored, one byte per number in the bundled model, until they are used.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.pieces import Ids, Pieces

Floats = npt.NDArray[np.float32]
UNSHARED = 250_000
"""Products reckoned at once. From 262,144 on BLAS shares them among threads, which wait for one another by running
idle. Where several questions are answered at a time that costs more than it gives: 8.5 ms and up to 100, against 2."""


def is_static(folder: Path) -> bool:
    """Whether the folder's modules are a StaticEmbedding, normalised or not, and nothing else."""
    try:
        modules = [m["type"].rsplit(".", 1)[-1] for m in json.loads((folder / "modules.json").read_text("utf-8"))]
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return bool(modules) and modules[0] == "StaticEmbedding" and modules[1:] in ([], ["Normalize"])


class StaticModel:
    """One vector per word piece."""

    def __init__(self, folder: Path) -> None:
        """Read tokenizer and weights. Raises OSError, ValueError or a library's own error for a broken folder."""
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        root = folder / json.loads((folder / "modules.json").read_text("utf-8"))[0]["path"]
        self.tokenizer: Any = Tokenizer.from_file(str(root / "tokenizer.json"))
        self.tokenizer.no_padding()
        self._pieces = Pieces(self.tokenizer)
        weights = load_file(root / "model.safetensors")
        table = weights.get("embedding.weight", weights.get("embeddings"))
        if table is None:
            raise ValueError("model.safetensors holds no embedding.weight")
        self._table: npt.NDArray[Any] = table
        # model2vec's quantised form has int8 rows and one factor per row.
        self._factors: Floats = weights.get("weights", np.ones(len(table))).astype(np.float32)

    @property
    def dimension(self) -> int:
        """Length of every vector."""
        return int(self._table.shape[1])

    @property
    def size(self) -> int:
        """Number of pieces in the vocabulary."""
        return len(self._table)

    def vectors(self, ids: Ids) -> Floats:
        """The vectors of word pieces, one row for each id."""
        rows: Floats = self._table.take(ids, axis=0).astype(np.float32)
        rows *= self._factors[ids, None]
        return rows

    def similar(self, ids: Ids, directions: Floats) -> Floats:
        """The products of word pieces' vectors with some directions: one row for each id, one column for each."""
        products = np.empty((len(ids), len(directions)), dtype=np.float32)
        together = max(1, UNSHARED // max(directions.size, 1))
        for at in range(0, len(ids), together):
            some = ids[at : at + together]
            np.dot(self._table.take(some, axis=0).astype(np.float32), directions.T, out=products[at : at + len(some)])
        products *= self._factors[ids, None]
        return products

    def pieces(self, texts: Sequence[str]) -> list[Ids]:
        """Per text the ids of its word pieces, in order."""
        return self._pieces.of(texts)

    def embed(self, texts: Sequence[str]) -> Floats:
        """Per text the mean of its piece vectors, normalised; a text without a piece gives zeros."""
        sums = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, ids in enumerate(self.pieces(texts)):
            np.dot(self._factors[ids], self._table.take(ids, axis=0).astype(np.float32), out=sums[row])
        return normalised(sums)


def normalised(vectors: Floats) -> Floats:
    """Rows at length 1; rows of zeros stay zero."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    result: Floats = vectors / np.maximum(lengths, 1e-12)
    return result.astype(np.float32)
