"""News articles go in; build time, size and latency of the BM25 candidates at 300,000 passages come out.

    nice python -m benchmarks.lexical NEWS_FOLDER [--passages 300000]

NEWS_FOLDER holds `*.jsonl.xz` (or `.jsonl`) with one article per line: title, text, lang. Passages are pieces of 600
characters, used again with other neighbours when the articles do not suffice. Questions are headlines. The decision
that rests on it: docs/decisions/0002-lexical-index.md.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from index.tokens import terms

Row = tuple[int, str, str, str]
"""Number, language, title terms, body terms."""


def raw_articles(folder: Path) -> Iterator[dict[str, Any]]:
    """Every article of the folder as its line gives it, languages by turns."""
    sources = [_lines(path) for path in sorted(folder.glob("*.jsonl*"))]
    while sources:
        for source in list(sources):
            line = next(source, None)
            if line is None:
                sources.remove(source)
                continue
            yield json.loads(line)


def articles(folder: Path) -> Iterator[tuple[str, str, str]]:
    """(language, title, text) of every article of the folder, languages by turns."""
    for values in raw_articles(folder):
        yield values.get("lang") or values["language"], values.get("title") or "", values["text"]


def _lines(path: Path) -> Iterator[str]:
    with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as stream:
        yield from stream


def rows(folder: Path, count: int) -> tuple[list[Row], list[tuple[str, str]]]:
    """`count` passages as terms, and 200 headlines as questions with their language."""
    made: list[Row] = []
    headlines: list[tuple[str, str]] = []
    shift = 0
    while len(made) < count:
        for language, title, text in articles(folder):
            headlines.append((language, title))
            title_terms = " ".join(terms(title, language))
            for start in range(shift, len(text), 600):
                made.append(
                    (len(made) + 1, language, title_terms, " ".join(terms(text[start : start + 600], language)))
                )
            if len(made) >= count:
                break
        shift += 200
    chosen = random.Random(7).sample([h for h in headlines if len(h[1].split()) > 4], 200)
    return made[:count], chosen


class Fts5:
    """SQLite FTS5 with pre-made terms."""

    def __init__(self, folder: Path, detail: str) -> None:
        self.path = folder / "lexical.sqlite"
        self.db = sqlite3.connect(self.path, isolation_level=None)
        self.db.execute("PRAGMA journal_mode=WAL")
        self.db.execute(
            f"CREATE VIRTUAL TABLE t USING fts5(title, body, detail={detail}, tokenize='unicode61 remove_diacritics 0')"
        )
        self.db.execute("CREATE TABLE language (row INTEGER PRIMARY KEY, code TEXT)")
        self.db.execute("CREATE VIRTUAL TABLE df USING fts5vocab(t, row)")

    def add(self, batch: list[Row]) -> None:
        """Index a batch and commit it."""
        self.db.execute("BEGIN")
        self.db.executemany("INSERT INTO t (rowid, title, body) VALUES (?, ?, ?)", ((n, t, b) for n, _, t, b in batch))
        self.db.executemany("INSERT INTO language VALUES (?, ?)", ((n, code) for n, code, _, _ in batch))
        self.db.execute("COMMIT")

    def delete(self, numbers: list[int]) -> None:
        """Forget passages and commit."""
        self.db.execute("BEGIN")
        self.db.executemany("DELETE FROM t WHERE rowid = ?", ((n,) for n in numbers))
        self.db.execute("COMMIT")

    def search(self, wanted: list[str], language: str | None) -> list[int]:
        """The 200 best passages for terms, in one language or any."""
        match = " OR ".join(f'"{t}"' for t in wanted)
        # CROSS JOIN keeps the planner from looking every row of the language up in the index (200 times slower).
        join = "CROSS JOIN language AS l ON l.row = t.rowid AND l.code = ?" if language else ""
        found = self.db.execute(
            f"SELECT t.rowid FROM t {join} WHERE t MATCH ? ORDER BY bm25(t, 0.5, 1.0) LIMIT 200",
            (language, match) if language else (match,),
        )
        return [n for (n,) in found]

    def frequency(self, term: str) -> int:
        """In how many passages a term stands."""
        found = self.db.execute("SELECT doc FROM df WHERE term = ?", (term,)).fetchone()
        return int(found[0]) if found else 0


class Fts5Rare(Fts5):
    """FTS5 asked only for the question's terms that stand in at most one passage in `share`."""

    share = 0.02

    def search(self, wanted: list[str], language: str | None) -> list[int]:
        """The 200 best passages for terms, in one language or any."""
        counted = sorted((self.frequency(t), t) for t in wanted)
        limit = self.share * 300_000
        rare = [t for n, t in counted if 0 < n <= limit] or [t for n, t in counted if n][:2]
        return super().search(rare, language) if rare else []


class Tantivy:
    """tantivy with pre-made terms and a white-space tokenizer."""

    def __init__(self, folder: Path) -> None:
        import tantivy

        self.tantivy: Any = tantivy
        builder = tantivy.SchemaBuilder()
        builder.add_integer_field("number", stored=True, indexed=True, fast=True)
        builder.add_text_field("language", tokenizer_name="raw")
        for field in ("title", "body"):
            builder.add_text_field(field, tokenizer_name="whitespace")
        self.index: Any = tantivy.Index(builder.build(), path=str(folder))
        self.index.register_tokenizer("whitespace", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
        self.writer: Any = self.index.writer(heap_size=128_000_000, num_threads=1)

    def add(self, batch: list[Row]) -> None:
        """Index a batch and commit it."""
        for number, language, title, body in batch:
            self.writer.add_document(self.tantivy.Document(number=number, language=language, title=title, body=body))
        self.writer.commit()
        self.index.reload()

    def delete(self, numbers: list[int]) -> None:
        """Forget passages and commit."""
        for number in numbers:
            self.writer.delete_documents("number", number)
        self.writer.commit()
        self.index.reload()

    def search(self, wanted: list[str], language: str | None) -> list[int]:
        """The 200 best passages for terms, in one language or any."""
        q, should, schema = self.tantivy.Query, self.tantivy.Occur.Should, self.index.schema
        parts = []
        for term in wanted:
            parts.append((should, q.boost_query(q.term_query(schema, "title", term), 0.5)))
            parts.append((should, q.term_query(schema, "body", term)))
        query = q.boolean_query(parts)
        if language:
            must = self.tantivy.Occur.Must
            query = q.boolean_query([(must, query), (must, q.term_query(schema, "language", language))])
        searcher = self.index.searcher()
        return [searcher.doc(address)["number"][0] for _, address in searcher.search(query, 200).hits]


def measure(
    name: str, make: Callable[[Path], Any], data: list[Row], questions: list[tuple[str, str]]
) -> dict[str, Any]:
    """One candidate's figures: seconds, megabytes, milliseconds."""
    with tempfile.TemporaryDirectory() as folder:
        candidate = make(Path(folder))
        started = time.perf_counter()
        for start in range(0, len(data), 5000):
            candidate.add(data[start : start + 5000])
        built = time.perf_counter() - started
        size = sum(p.stat().st_size for p in Path(folder).rglob("*") if p.is_file()) / 1e6
        plain = _latencies(candidate, questions, filtered=False)
        kept = _latencies(candidate, questions, filtered=True)
        started = time.perf_counter()
        candidate.delete([n for n, *_ in data[:1000]])
        candidate.add(data[:1000]) if name == "tantivy" else None
        changed = time.perf_counter() - started
    return {
        "candidate": name,
        "build_s": round(built),
        "MB": round(size),
        **plain,
        **kept,
        "change_1000_s": round(changed, 2),
    }


def _latencies(candidate: Any, questions: list[tuple[str, str]], *, filtered: bool) -> dict[str, float]:  # noqa: ANN401
    taken = []
    for language, question in questions:
        wanted = list(dict.fromkeys(terms(question, language)))
        started = time.perf_counter()
        candidate.search(wanted, language if filtered else None)
        taken.append((time.perf_counter() - started) * 1000)
    label = "filtered" if filtered else "plain"
    cuts = statistics.quantiles(taken, n=20)
    return {f"{label}_p50_ms": round(cuts[9], 1), f"{label}_p95_ms": round(cuts[18], 1)}


CANDIDATES: dict[str, Callable[[Path], Any]] = {
    "fts5 detail=full": lambda folder: Fts5(folder, "full"),
    "fts5 rare terms": lambda folder: Fts5Rare(folder, "full"),
    "tantivy": Tantivy,
}


def main() -> None:
    """Measure every candidate and print one line each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("news", type=Path)
    parser.add_argument("--passages", type=int, default=300_000)
    arguments = parser.parse_args()
    started = time.perf_counter()
    data, questions = rows(arguments.news, arguments.passages)
    print(f"{len(data)} passages, {len(questions)} questions, terms made in {time.perf_counter() - started:.0f} s")
    for name, make in CANDIDATES.items():
        print(json.dumps(measure(name, make, data, questions)), flush=True)


if __name__ == "__main__":
    main()
