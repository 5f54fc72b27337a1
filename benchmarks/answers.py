"""Archive, questions → how long an extractive answer takes, as a line of figures: wall and processor time.

Run `python -m benchmarks.answers QUESTIONS.jsonl var/archive`; a line of the file has a `question` and may have a
`lang`. Every question is asked once, after one that warms up, so nothing of it can have been kept from before. The load
of the machine is printed beside: on a busy one only the processor time says something.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

import settings
from answer import Answerer, query_from_json
from index import Archive, load_embedder
from web.memory import settle


def main(questions: Path, folder: Path) -> None:
    """Print p50 and p95 in milliseconds."""
    chosen = settings.read().index
    embedder = load_embedder(chosen.embedder, chosen.query_prompt, chosen.document_prompt)
    answerer = Answerer(Archive.open(folder, embedder))
    answerer.warm_up()
    settle()
    wall, busy = [], []
    for line in questions.read_text("utf-8").splitlines():
        body = json.loads(line)
        query = query_from_json({"question": body["question"], "lang": body.get("lang")})
        began, worked = time.perf_counter(), time.process_time()
        answerer.ask(query)
        wall.append(1000 * (time.perf_counter() - began))
        busy.append(1000 * (time.process_time() - worked))
    load = os.getloadavg()[0]
    print(f"{len(wall)} questions, {os.cpu_count()} cores, load {load:.1f}")
    for name, times in (("wall", sorted(wall)), ("processor", sorted(busy))):
        print(f"{name}: p50 {times[len(times) // 2]:.0f} ms, p95 {times[int(0.95 * len(times))]:.0f} ms")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
