"""News articles go in, archives of 10 k, 100 k and 1 M passages come out; a JSON line says what each step took.

    python -m benchmarks.size build ../shared/data/news var/size/10k --passages 10000
    python -m benchmarks.size multiply var/size/100k var/size/1m --times 10

`build` ingests real articles, languages by turns, until there are so many passages; killed, it goes on where it was.
`multiply` copies such an archive so many times, for sizes that the articles do not reach: how a copy differs from the
article that it was made of is said in benchmarks/multiplied.py. The measurements: `python -m benchmarks.size_measured`.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import settings
from benchmarks.lexical import raw_articles
from benchmarks.multiplied import multiply
from index import Archive, load_embedder
from index.embedders import Embedder

PER_FILE = 200
"""Articles in one file that is ingested."""


def embedder() -> Embedder:
    """The product's, as its settings name it."""
    chosen = settings.read().index
    return load_embedder(chosen.embedder, chosen.query_prompt, chosen.document_prompt)


def files_of(news: Path, folder: Path) -> list[Path]:
    """The articles as JSONL files of PER_FILE, written once; languages by turns."""
    done = folder / "complete"
    if not done.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        articles = iter(raw_articles(news))
        for number, part in enumerate(iter(lambda: list(islice(articles, PER_FILE)), [])):
            lines = (json.dumps(values, ensure_ascii=False) + "\n" for values in part)
            (folder / f"{number:04}.jsonl").write_text("".join(lines), encoding="utf-8")
        done.touch()
    return sorted(folder.glob("*.jsonl"))


def build(news: Path, archive: Path, passages: int) -> Iterator[dict[str, Any]]:
    """Ingest until there are so many passages; a line every few files and one at the end."""
    from ingest import ingest

    files = files_of(news, archive.parent / "files")
    began, worked, before = time.perf_counter(), time.process_time(), 0
    model = embedder()
    with Archive.write(archive, model) as writer:
        before = count(writer._db, "passages")
        for number, file in enumerate(files):
            if (have := count(writer._db, "passages")) >= passages:
                break
            ingest([file], writer, embedder=model, default_outlet="unknown")
            if number % 5 == 4:
                yield {"file": number, "passages": have, **spent(began, worked)}
        ingested = spent(began, worked)
        have, articles = count(writer._db, "passages"), count(writer._db, "articles")
    yield {"passages": have, "articles": articles, "new passages": have - before, "ingested": ingested} | {
        "with who is whom": spent(began, worked),
        "disk": disk(archive),
        "peak MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def grown(archive: Path, target: Path, times: int) -> Iterator[dict[str, Any]]:
    """A copy of an archive, brought to so many times its passages; a line every few thousand and one at the end."""
    if not target.exists():
        shutil.copytree(archive, target)
    began, worked = time.perf_counter(), time.process_time()
    for line in multiply(target, times):
        yield line | spent(began, worked)
    yield {"disk": disk(target), "peak MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}


def count(connection: Any, table: str) -> int:  # noqa: ANN401 (sqlite3.Connection)
    """Rows of a table of the library."""
    return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def spent(began: float, worked: float) -> dict[str, float]:
    """Seconds on the clock and of the processor, and the load of the machine."""
    return {
        "s": round(time.perf_counter() - began, 1),
        "processor s": round(time.process_time() - worked, 1),
        "load": round(os.getloadavg()[0], 1),
    }


def disk(archive: Path) -> dict[str, float]:
    """Megabytes of an archive's parts."""
    files = [p for p in archive.rglob("*") if p.is_file()]
    chroma = [p for p in files if "chroma" in p.relative_to(archive).parts]
    sizes = {name: sum(p.stat().st_size for p in part) for name, part in (("chroma", chroma), ("all", files))}
    return {name: round(size / 1e6, 1) for name, size in sizes.items()}


def main() -> None:
    """Do one of the two and print a JSON line for each step."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    building = commands.add_parser("build")
    building.add_argument("news", type=Path)
    building.add_argument("archive", type=Path)
    building.add_argument("--passages", type=int, default=10_000)
    multiplying = commands.add_parser("multiply")
    multiplying.add_argument("archive", type=Path, help="one that `build` made")
    multiplying.add_argument("target", type=Path, help="copied from it if it is not there")
    multiplying.add_argument("--times", type=int, default=10)
    given = parser.parse_args()
    if given.command == "build":
        lines = build(given.news, given.archive, given.passages)
    else:
        lines = grown(given.archive, given.target, given.times)
    for line in lines:
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
