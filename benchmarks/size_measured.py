"""An archive that benchmarks.size made goes in; latency, cold start, memory, disk and recall come out as JSON.

    python -m benchmarks.size_measured var/size/100k --out var/size/100k.json [--questions 200]

Questions are headlines and "What did … say?" after speakers of the archive, drawn by the hash of their articles, in
every language of the archive; each is asked once, after a warm-up. Filters: the question's own language, English, the
outlet with most articles, and one year. Retrieval and whole answers are timed apart; wall and processor time, since
on a busy machine only the latter says much. Recall is that of the vector search against an exact one, measured last,
when memory has been read.
"""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from string import Template
from typing import Any

import numpy as np

import languages
from answer import Answerer
from benchmarks.size import count, disk, embedder
from domain import Query
from index import Archive
from index.filters import Filters
from index.retrieval import POOL
from web.memory import settle

COLD_RUNS = 3
NEAREST = 10

Asked = tuple[str, str]
"""Question, language."""


def questions(connection: sqlite3.Connection, number: int) -> list[Asked]:
    """Half of them headlines, half after speakers, drawn alike from every archive that was made from one."""
    drawn = "instr(a.id, '~') = 0 ORDER BY a.fingerprint LIMIT ?"
    sql = f"SELECT title, language FROM articles AS a WHERE title != '' AND {drawn}"
    headlines = connection.execute(sql, (number // 2,)).fetchall()
    sql = f"""SELECT s.name, a.language FROM articles AS a JOIN spoken AS s ON s.article = a.id
              WHERE s.shown AND s.level = 0 AND {drawn}"""
    told = dict.fromkeys(connection.execute(sql, (4 * number,)))
    named = [(name, code) for name, code in told if languages.load_or_default(code).answer][: number - len(headlines)]
    template = {code: Template(str(languages.load(code).answer["example_said"])) for _, code in named}
    said = [(template[code].substitute(speaker=name), code) for name, code in named]
    return [*headlines, *said]


def filters(archive: Archive, language: str) -> dict[str, dict[str, Any]]:
    """Name of a filter → what a query has of it."""
    outlet = next(o for o in archive.outlets() if o != "unknown")
    return {
        "none": {},
        "own language": {"languages": (language,)},
        "English": {"languages": ("en",)},
        "largest outlet": {"outlets": (outlet,)},
        "one year": {"since": date(2015, 1, 1), "until": date(2015, 12, 31)},
    }


def timed(run: Callable[[], Any]) -> tuple[float, float]:
    """Milliseconds on the clock and of the processor."""
    began, worked = time.perf_counter(), time.process_time()
    run()
    return 1000 * (time.perf_counter() - began), 1000 * (time.process_time() - worked)


def spread(times: Sequence[tuple[float, float]]) -> dict[str, float]:
    """p50, p95 and p99."""
    wall, busy = (sorted(column) for column in zip(*times, strict=True))
    parts = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
    at = {name: min(int(share * len(wall)), len(wall) - 1) for name, share in parts.items()}
    return {n: round(wall[i], 1) for n, i in at.items()} | {f"processor {n}": round(busy[i], 1) for n, i in at.items()}


def latency(archive: Archive, asked: Sequence[Asked]) -> dict[str, dict[str, dict[str, float]]]:
    """Of retrieval and of whole answers by filter."""
    answerer = Answerer(archive)
    found: dict[str, dict[str, dict[str, float]]] = {"retrieval": {}, "answer": {}}
    for name in filters(archive, "en"):
        queries = [Query(text, code, **filters(archive, code)[name]) for text, code in asked]
        found["retrieval"][name] = spread([timed(lambda q=q: archive.retrieve(q)) for q in queries])  # type: ignore[misc]
        found["answer"][name] = spread([timed(lambda q=q: answerer.ask(q)) for q in queries])  # type: ignore[misc]
    return found


def cold(folder: Path, question: str) -> dict[str, float]:
    """Seconds of `python -m answer`, a process of its own each time."""
    runs = []
    for _ in range(COLD_RUNS):
        began = time.perf_counter()
        command = [sys.executable, "-m", "answer", question, "--archive", str(folder)]
        subprocess.run(command, check=True, capture_output=True)
        runs.append(time.perf_counter() - began)
    return {"median s": round(statistics.median(runs), 2), "most s": round(max(runs), 2)}


def memory() -> dict[str, int]:
    """Megabytes of this process: at its largest, and now; the second also without the pages of files."""
    told = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    names = {"peak": "VmHWM", "now": "VmRSS", "now, without files": "RssAnon"}
    return {name: int(told[key].split()[0]) // 1024 for name, key in names.items()}


def recall(archive: Archive, asked: Sequence[Asked]) -> dict[str, dict[str, float]]:
    """By filter: the share of the exact search's nearest passages that the product's vector search finds."""
    connection = archive._library.connection
    sql = """SELECT v.row, v.vector, a.language, coalesce(a.outlet, ''), coalesce(a.published, '') FROM vectors AS v
             JOIN passages AS p ON p.row = v.row JOIN articles AS a ON a.id = p.article ORDER BY v.row"""
    rows, blobs, codes, outlets, days = zip(*connection.execute(sql), strict=True)
    vectors = np.frombuffer(b"".join(blobs), dtype=np.float16).reshape(len(rows), -1)
    place = {row: number for number, row in enumerate(rows)}
    kept = {"languages": np.array(codes), "outlets": np.array(outlets)}
    day = np.array(days)
    exact = archive.embedder.embed_queries([text for text, _ in asked])
    scores = np.concatenate([part.astype(np.float32) @ exact.T for part in np.array_split(vectors, 100)])
    found: dict[str, dict[str, float]] = {}
    for name in filters(archive, "en"):
        shares: dict[int, list[float]] = {NEAREST: [], POOL: []}
        for number, (_, code) in enumerate(asked):
            wanted = filters(archive, code)[name]
            there = np.ones(len(rows), dtype=bool)
            for key, values in kept.items():
                there &= np.isin(values, wanted[key]) if key in wanted else True
            if "since" in wanted:
                there &= (day >= wanted["since"].isoformat()) & (day <= wanted["until"].isoformat())
            near = archive._vectors().search(exact[number], Filters.of(Query("", **wanted)), POOL)
            own = np.sort(scores[[place[row] for row in near], number])[::-1]
            best = np.sort(scores[there, number])[::-1]
            for limit, told in shares.items():
                if len(best) >= limit:
                    told.append(float((own[:limit] >= best[limit - 1] - 1e-4).sum()) / limit)
        found[name] = {f"@{limit}": round(statistics.mean(told), 4) for limit, told in shares.items() if told}
    return found


def measured(folder: Path, number: int) -> dict[str, Any]:
    """Everything of one archive."""
    connection = sqlite3.connect(f"file:{folder}/library.sqlite?mode=ro", uri=True)
    asked = questions(connection, number)
    told: dict[str, Any] = {t: count(connection, t) for t in ("passages", "articles", "statements")}
    told |= {"questions": len(asked), "load before": round(os.getloadavg()[0], 1), "cores": os.cpu_count()}
    told["cold start"] = cold(folder, asked[0][0])
    began = time.perf_counter()
    archive = Archive.open(folder, embedder())
    reading = archive.read_ahead()
    Answerer(archive).warm_up()
    told["warm-up s"] = round(time.perf_counter() - began, 2)
    if reading:
        reading.join()
    told["read ahead s"] = round(time.perf_counter() - began, 2)
    settle()
    told["memory MB, warmed up"] = memory()
    told["ms"] = latency(archive, asked)
    told["memory MB, after the questions"] = memory()
    told["disk MB"] = disk(folder)
    told["recall"] = recall(archive, asked)
    told["load after"] = round(os.getloadavg()[0], 1)
    return told


def main() -> None:
    """Measure one archive and write what came out."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--questions", type=int, default=200)
    given = parser.parse_args()
    told = json.dumps(measured(given.archive, given.questions), indent=1)
    if given.out:
        given.out.write_text(told + "\n", encoding="utf-8")
    print(told)


if __name__ == "__main__":
    main()
