"""A text and the texts that it rests on → how far they carry its content, by words and by sense, over languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index import Archive


@dataclass(frozen=True, slots=True)
class Carrying:
    """Measures with the archive's own embedder."""

    archive: Archive

    def words(self, text: str, texts: Sequence[str]) -> float:
        """The share of the text's words, by weight, that are met in one of the texts, 0 to 1."""
        met, weights = self.archive.support(text, [("und", each) for each in texts])
        return float(met.max(axis=0) @ weights) if len(weights) and len(texts) else 0.0

    def sense(self, text: str, texts: Sequence[str]) -> float:
        """The best cosine between the text and one of the texts."""
        embedder = self.archive.embedder
        vectors = embedder.embed_documents([text, *texts])
        return float((vectors[1:] @ vectors[0]).max()) if texts else 0.0
