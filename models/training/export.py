"""Trained vectors and their tokenizer in, a folder that `SentenceTransformer(folder)` loads out.

The vectors are stored as int8 with one scale per row, the form in which model2vec stores quantised models and which
sentence-transformers unfolds to float32 by itself.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from models.training.chinese import traditional

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Floats = npt.NDArray[np.float32]
SCORE_DIGITS = 3
"""Digits kept of a piece's log probability: more only makes the file longer."""


def quantised(vectors: Floats) -> tuple[npt.NDArray[np.int8], Floats]:
    """Rows as int8, and what each must be multiplied with. Rows of zeros stay zero."""
    scales = np.abs(vectors).max(axis=1) / 127
    rows = np.round(vectors / np.maximum(scales, 1e-12)[:, None]).astype(np.int8)
    return rows, scales.astype(np.float32)


def with_traditional(tokenizer: Tokenizer, vectors: Floats) -> tuple[Tokenizer, Floats]:
    """The model with the traditional spellings of its Chinese pieces: the same scores, the same vectors."""
    from tokenizers import Tokenizer as Loaded

    described = json.loads(tokenizer.to_str())
    pieces: list[list[object]] = described["model"]["vocab"]
    known = {str(piece) for piece, _ in pieces}
    sources: list[int] = []
    for row, (piece, score) in enumerate(list(pieces)):
        other = traditional(str(piece))
        if other not in known:
            known.add(other)
            pieces.append([other, score])
            sources.append(row)
    described["model"]["vocab"] = [[piece, round(float(str(score)), SCORE_DIGITS)] for piece, score in pieces]
    return Loaded.from_str(json.dumps(described)), np.concatenate([vectors, vectors[sources]])


def save(tokenizer: Tokenizer, vectors: Floats, card: str, folder: Path) -> None:
    """Writes the folder: weights, tokenizer, the modules' configuration, the card. Replaces what is there."""
    from safetensors.numpy import save_file
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, StaticEmbedding

    model = SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_weights=vectors), Normalize()])
    model.save_pretrained(str(folder), create_model_card=False)
    rows, scales = quantised(vectors)
    save_file({"embeddings": rows, "weights": scales}, folder / "model.safetensors")
    described = json.loads(tokenizer.to_str())
    compact = json.dumps(described, ensure_ascii=False, separators=(",", ":"))
    (folder / "tokenizer.json").write_text(compact, encoding="utf8")
    (folder / "README.md").write_text(card, encoding="utf8")
