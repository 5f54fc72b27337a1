"""An archive of the product and questions go in; speed of loading, embedding and of the second stage comes out.

    python -m ingest ../shared/data/dev/news/files --archive var/dev
    python -m benchmarks.embedding var/dev ../shared/data/dev/news [--passages 5000] [--more ../shared/data/news]

The passages are those that the product made, each with its article's headline, repeated until there are as many as
asked for (never within one measurement of a memory that starts empty). Four ways to embed them are measured in turn:
the product with an empty memory of words, the product that knows the words, the tokenizer on whole texts with a float32
table (as it was before), and sentence-transformers. Seconds on the clock and of the processor differ where other work
runs; the ratios hold. docs/decisions/0005-static-model.md rests on it.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable, Sequence
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.lexical import articles
from domain import Query
from index import load_embedder
from index.embedders import Embedder
from index.filters import Filters
from index.interaction import interact
from index.library import Candidate, Library
from index.pieces import Pieces
from index.reader import VectorReader
from index.retrieval import POOL
from index.static_model import StaticModel, normalised

LARGER, LONG = 20_000, 545
"""Passages of a larger archive, and their characters: as many as the product's have on the development archive."""


def passages(library: Library) -> list[str]:
    """Every passage of an archive with its headline."""
    rows = library.connection.execute("SELECT row FROM passages ORDER BY row").fetchall()
    texts = library.texts([row for (row,) in rows])
    return [f"{title}\n{text}" for title, text in texts.values()]


def speed(embed: Callable[[Sequence[str]], Any], texts: Sequence[str]) -> dict[str, float]:
    """Texts per second on the clock and per second of the processor."""
    clock, processor = time.perf_counter(), time.process_time()
    embed(texts)
    return {
        "per second": round(len(texts) / (time.perf_counter() - clock)),
        "per processor second": round(len(texts) / (time.process_time() - processor)),
    }


def larger(folder: Path) -> list[str]:
    """Passages of many articles, languages by turns."""
    pieces = (
        f"{title}\n{text[at : at + LONG]}" for _, title, text in articles(folder) for at in range(0, len(text), LONG)
    )
    return list(islice(pieces, LARGER))


def as_before(model: StaticModel) -> Callable[[Sequence[str]], Any]:
    """The former way: the tokenizer on whole texts, a table of float32, a mean for each text."""
    table = model.vectors(np.arange(model.size))
    cut = Pieces(model.tokenizer)

    def embed(texts: Sequence[str]) -> Any:  # noqa: ANN401
        vectors = np.zeros((len(texts), model.dimension), dtype=np.float32)
        for at in range(0, len(texts), 64):
            for row, ids in enumerate(cut.as_tokenized(texts[at : at + 64]), at):
                if len(ids):
                    vectors[row] = table[ids].mean(axis=0)
        return normalised(vectors)

    return embed


def embedding(folder: Path, texts: Sequence[str], count: int) -> dict[str, dict[str, float]]:
    """Speed of each way to embed."""
    from sentence_transformers import SentenceTransformer

    many = list(islice(cycle(texts), count))
    model = StaticModel(folder)
    theirs = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    return {
        "the product, no word known": speed(StaticModel(folder).embed, texts),
        "the product, words known": speed(model.embed, texts) and speed(model.embed, many),
        "the tokenizer, float32 table": speed(as_before(model), texts),
        "sentence-transformers": speed(lambda given: theirs.encode(list(given), batch_size=64), texts),
    }


def loading(folder: Path, questions: Sequence[str]) -> dict[str, float]:
    """Seconds to load the model once everything is imported, milliseconds to embed a question."""
    embedder = load_embedder(str(folder))
    embedder.embed_queries([questions[0]])  # imports what loading needs
    taken = [_milliseconds(lambda: load_embedder(str(folder)).embed_queries([questions[0]])) for _ in range(3)]
    clock, processor = (statistics.median(column) / 1000 for column in zip(*taken, strict=True))
    asked = [_milliseconds(lambda text=text: embedder.embed_queries([text])) for text in questions]  # type: ignore[misc]
    loaded = {"load_s": round(clock, 2), "load processor_s": round(processor, 2)}
    return {**loaded, **_percentiles(asked, "question")}


def second_stage(library: Library, embedder: Embedder, questions: Sequence[str]) -> dict[str, float]:
    """Milliseconds of late interaction over the candidates of each question."""
    vectors = VectorReader(library)
    model = embedder.static
    assert model is not None, "the second stage needs a model with word vectors"
    pools = [candidates(library, vectors, embedder, question) for question in questions]
    interact(model, questions[0], [c.words for c in pools[0] if c.words])
    taken = [
        _milliseconds(lambda q=q, pool=pool: interact(model, q, [c.words for c in pool if c.words]))  # type: ignore[misc]
        for q, pool in zip(questions, pools, strict=True)
    ]
    vectors.close()
    return {"candidates": statistics.median(map(len, pools)), **_percentiles(taken, "second stage")}


def candidates(library: Library, vectors: VectorReader, embedder: Embedder, question: str) -> list[Candidate]:
    """As the retriever gathers them."""
    filters = Filters.of(Query(question))
    near = vectors.search(embedder.embed_queries([question])[0], filters, POOL)
    words = dict(library.search_words(question, filters, POOL))
    names = dict(library.search_names(question, filters, POOL))
    return library.candidates(list(dict.fromkeys([*near, *words, *names])))


def _milliseconds(job: Callable[[], Any]) -> tuple[float, float]:
    clock, processor = time.perf_counter(), time.process_time()
    job()
    return (time.perf_counter() - clock) * 1000, (time.process_time() - processor) * 1000


def _percentiles(taken: Sequence[tuple[float, float]], name: str) -> dict[str, float]:
    clock, processor = (np.percentile(column, [50, 95]) for column in zip(*taken, strict=True))
    return {
        f"{name} p50_ms": round(float(clock[0]), 2),
        f"{name} p95_ms": round(float(clock[1]), 2),
        f"{name} processor p50_ms": round(float(processor[0]), 2),
        f"{name} processor p95_ms": round(float(processor[1]), 2),
    }


def main() -> None:
    """Measure and print one JSON line for each part."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", type=Path)
    parser.add_argument("questions", type=Path, help="folder with questions.jsonl")
    parser.add_argument("--passages", type=int, default=5000)
    parser.add_argument("--model", type=Path, default=Path("models/whosaid-multilingual"))
    parser.add_argument("--more", type=Path, help="folder of articles for a larger archive")
    given = parser.parse_args()
    asked = [json.loads(line)["question"] for line in (given.questions / "questions.jsonl").open(encoding="utf-8")]
    library = Library(given.archive)
    texts = passages(library)
    print(f"{len(texts)} passages of {statistics.mean(map(len, texts)):.0f} characters, {len(asked)} questions")
    print(json.dumps(loading(given.model, asked)), flush=True)
    print(json.dumps(second_stage(library, load_embedder(str(given.model)), asked)), flush=True)
    for name, figures in embedding(given.model, texts, given.passages).items():
        print(json.dumps({"embedding": name, **figures}), flush=True)
    if given.more:
        more = larger(given.more)
        print(json.dumps({"embedding": f"{len(more)} others", **speed(StaticModel(given.model).embed, more)}))


if __name__ == "__main__":
    main()
