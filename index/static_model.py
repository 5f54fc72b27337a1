"""A folder with a StaticEmbedding model goes in; token vectors and sentence vectors come out, with numpy alone.

sentence-transformers loads the same folder, but importing it with torch takes seconds and half a gigabyte; the
arithmetic (one vector per piece, their mean, normalised) needs neither. A test compares the two.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
CHUNK = 64
"""Texts embedded at once: keeps the gathered token vectors within tens of megabytes."""


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
        weights = load_file(root / "model.safetensors")
        table = weights.get("embedding.weight", weights.get("embeddings"))
        if table is None:
            raise ValueError("model.safetensors holds no embedding.weight")
        self.table: Floats = table.astype(np.float32)
        if "weights" in weights:  # model2vec's quantised form: int8 rows, one factor per row
            self.table *= weights["weights"].astype(np.float32)[:, None]

    @property
    def dimension(self) -> int:
        """Length of every vector."""
        return int(self.table.shape[1])

    def pieces(self, texts: Sequence[str]) -> list[npt.NDArray[np.int64]]:
        """Per text the ids of its word pieces, in order."""
        encoded = self.tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [np.asarray(e.ids, dtype=np.int64) for e in encoded]

    def embed(self, texts: Sequence[str]) -> Floats:
        """Per text the mean of its piece vectors, normalised; a text without a piece gives zeros."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for start in range(0, len(texts), CHUNK):
            for row, ids in enumerate(self.pieces(texts[start : start + CHUNK]), start):
                if len(ids):
                    vectors[row] = self.table[ids].mean(axis=0)
        return normalised(vectors)


def normalised(vectors: Floats) -> Floats:
    """Rows at length 1; rows of zeros stay zero."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    result: Floats = vectors / np.maximum(lengths, 1e-12)
    return result.astype(np.float32)
