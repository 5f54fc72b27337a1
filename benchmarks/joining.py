"""An archive and labelled questions in; what each way of joining the searches, and of telling the headline, finds out.

    python -m ingest ../shared/data/dev/news/files --archive var/dev
    python -m benchmarks.joining var/dev ../shared/data/dev/news

The candidates are the product's; only their order differs. docs/decisions/0002-lexical-index.md has the table.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.embedding import candidates
from benchmarks.retrieval import Dense, Item, as_evidence, read_items
from domain import Evidence, Query
from evaluation.retrieval import measure, read_questions
from index import Archive, load_embedder
from index.embedders import Embedder
from index.filters import Filters
from index.fusion import NAMES, RANK_OFFSET, WORDS, fuse, reciprocal, standardised
from index.interaction import interact
from index.library import Library
from index.reader import VectorReader
from index.retrieval import POOL


@dataclass(frozen=True)
class Found:
    """The scores of one question's candidates."""

    rows: Sequence[int]
    dense: Any
    soft: Any
    words: Any
    names: Any
    foreign: Any


def scaled(scores: Any) -> Any:  # noqa: ANN401
    """Scores as shares of the best."""
    return scores / max(float(scores.max()), 1e-6)


WAYS: dict[str, Callable[[Found], Any]] = {
    "BM25": lambda f: np.where(f.words > 0, f.words, -np.inf),
    "names": lambda f: np.where(f.names > 0, f.names, -np.inf),
    "vectors": lambda f: f.dense,
    "late interaction": lambda f: f.soft,
    "rank fusion of vectors and BM25": lambda f: 1 / (RANK_OFFSET + ranks(f.dense)) + reciprocal(f.words),
    "the same, vector rank counted twice for other languages": lambda f: fuse(
        f.dense, None, f.words, ["y" if other else "x" for other in f.foreign], "x"
    ),
    "vectors + late interaction": lambda f: standardised(f.dense) + standardised(f.soft),
    "vectors + late interaction + 0.4 BM25": lambda f: (
        standardised(f.dense) + standardised(f.soft) + 0.4 * standardised(f.words)
    ),
    "vectors + max(late interaction, 0.8 BM25)": lambda f: (
        standardised(f.dense) + standardised(np.maximum(scaled(f.soft), WORDS * scaled(f.words)))
    ),
    "vectors + (late interaction + 0.4 names)": lambda f: (
        standardised(f.dense) + standardised(scaled(f.soft) + NAMES * scaled(f.names))
    ),
    "vectors + (max(late interaction, 0.8 BM25) + 0.4 names)": lambda f: fuse(
        f.dense, f.soft, f.words, [], None, f.names
    ),
}


def ranks(scores: Any) -> Any:  # noqa: ANN401
    """1 for the best, and so on."""
    places = np.empty(len(scores))
    places[np.argsort(-scores, kind="stable")] = np.arange(1, len(scores) + 1)
    return places


@dataclass(frozen=True)
class Way:
    """One way to order the candidates."""

    items: Mapping[int, Item]
    found: Mapping[str, Found]
    score: Callable[[Found], Any]

    def retrieve(self, query: Query, limit: int = 50) -> list[Evidence]:
        """The candidates in this way's order."""
        found = self.found[query.question]
        scores = self.score(found)
        order = [int(i) for i in np.argsort(-scores, kind="stable")[:limit] if np.isfinite(scores[i])]
        return as_evidence([(self.items[found.rows[i]], float(scores[i])) for i in order])


def gathered(library: Library, vectors: VectorReader, embedder: Embedder, question: str, language: str) -> Found:
    """A question's candidates with every score."""
    pool = candidates(library, vectors, embedder, question)
    filters = Filters.of(Query(question))
    words = dict(library.search_words(question, filters, POOL))
    names = dict(library.search_names(question, filters, POOL))
    model = embedder.static
    assert model is not None, "late interaction needs a model with word vectors"
    return Found(
        [c.row for c in pool],
        np.stack([c.vector for c in pool]) @ embedder.embed_queries([question])[0],
        interact(model, question, [c.words for c in pool if c.words]),
        np.array([words.get(c.row, 0.0) for c in pool], dtype=np.float32),
        np.array([names.get(c.row, 0.0) for c in pool], dtype=np.float32),
        np.array([c.language != language for c in pool]),
    )


def headlines(items: Sequence[Item], model: str) -> dict[str, Dense]:
    """Vectors alone, with the headline told in several ways, and with prompts."""
    plain, prompted = load_embedder(model), load_embedder(model, "query: ", "passage: ")

    def told(times: int, embedder: Embedder) -> Dense:
        texts = [f"{(reference.title or '') + chr(10)}" * times + passage.text for reference, passage in items]
        return Dense(items, embedder.embed_documents(texts), embedder.embed_queries)

    return {
        "vectors, no headline": told(0, plain),
        "vectors, headline once": told(1, plain),
        "vectors, headline twice": told(2, plain),
        "vectors, headline once, prompts 'query: ' and 'passage: '": told(1, prompted),
    }


def main() -> None:
    """Measure every way and print a line of a Markdown table for each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", type=Path)
    parser.add_argument("news", type=Path, help="folder with questions.jsonl and corpus.jsonl")
    parser.add_argument("--model", default="models/whosaid-multilingual")
    given = parser.parse_args()
    asked = read_questions(given.news / "questions.jsonl", given.news / "corpus.jsonl")
    library, embedder = Library(given.archive), load_embedder(given.model)
    items, _ = read_items(library)
    vectors = VectorReader(library)
    found = {a.question: gathered(library, vectors, embedder, a.question, a.language) for a in asked}
    systems: dict[str, Any] = {name: Way(items, found, score) for name, score in WAYS.items()}
    systems |= headlines(list(items.values()), given.model)
    systems["the product (as the last way, no story more than thrice)"] = Archive.open(given.archive, embedder)
    print("| passage@10 / article@5 | mono | cross |\n|---|---|---|")
    for name, system in systems.items():
        scores = measure(system, asked)
        cells = [f"{scores[p].means['passage@10']:.3f} / {scores[p].means['article@5']:.3f}" for p in ("mono", "cross")]
        print(f"| {name} | {cells[0]} | {cells[1]} |", flush=True)


if __name__ == "__main__":
    main()
