"""A model folder in, ten words with their nearest pieces out: `python -m models.training.neighbours`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np

WORDS = {
    "en": "war",
    "de": "Erdbeben",
    "fr": "vaccin",
    "es": "elecciones",
    "ru": "парламент",
    "ar": "اللاجئين",
    "zh": "经济",
    "ja": "ミサイル",
    "vi": "chính phủ",
    "he": "משטרה",
}
"""War, earthquake, vaccine, elections, parliament, the refugees, economy, missile, government, police."""

SHORTEST = 3
"""Letters of a piece to be shown; in Chinese and Japanese two characters are a word."""
SHOWN = 12


def nearest(model: Path, words: list[str]) -> dict[str, list[tuple[str, float]]]:
    """Per word the model's own pieces that lie closest, with their cosines."""
    from sentence_transformers import SentenceTransformer

    loaded = SentenceTransformer(str(model), device="cpu")
    module: Any = loaded[0]
    vocabulary = module.tokenizer.get_vocab()
    pieces = [piece for piece in vocabulary if _is_word(piece)]
    table = module.embedding.weight.detach().numpy()[[vocabulary[piece] for piece in pieces]]
    table = table / np.maximum(np.linalg.norm(table, axis=1, keepdims=True), 1e-9)
    found = np.asarray(loaded.encode(words)) @ table.T
    best = np.argsort(-found, axis=1)[:, :SHOWN]
    return {
        word: [(pieces[i].replace("▁", " ").strip(), float(found[row, i])) for i in best[row]]
        for row, word in enumerate(words)
    }


def _is_word(piece: str) -> bool:
    bare = piece.replace("▁", "")
    unspaced = "\u3040" <= bare[:1] <= "\u9fff"
    return bare.isalpha() and len(bare) >= (2 if unspaced else SHORTEST)


if __name__ == "__main__":
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "models/whosaid-multilingual")
    for word, found in nearest(folder, list(WORDS.values())).items():
        print(f"{word}: " + ", ".join(f"{piece} {cosine:.2f}" for piece, cosine in found))
