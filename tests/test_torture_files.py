"""Rows 8, 9, 10 and 12 of the table of threats: bombs, bad files, names that lead out, parsers fed at random."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from errors import WhosaidError
from ingest import add_file, ingest
from tests.ingest_fixtures import LetterEmbedder, MemoryArchive
from tests.test_bad_files import BAD_FILES, unreadable
from tests.torture_bombs import make
from tests.torture_fuzz import feed, parsers
from tests.torture_work import HOUSE

pytestmark = pytest.mark.torture
INPUTS = 10_000
MOST_MB, MOST_SECONDS = 1200, 20
STORY = "A title\n\nThe pier stays open, the harbour master said on Tuesday. Nobody had asked her before."


def family(process: int) -> Iterator[int]:
    """A process and those below it."""
    yield process
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        for child in task.read_text().split():
            yield from family(int(child))


def resident(process: int) -> float:
    """Megabytes that a process has in memory now."""
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    except (OSError, IndexError):
        return 0.0


@contextmanager
def watched(process: int) -> Iterator[dict[str, float]]:
    """The most memory of the process and of any below it, in megabytes."""
    most, over = {"own": 0.0, "worker": 0.0}, threading.Event()

    def watch() -> None:
        while not over.wait(0.02):
            try:
                own, *others = [resident(each) for each in family(process)]
            except OSError:  # one of them has gone meanwhile
                continue
            most["own"], most["worker"] = max(most["own"], own), max(most["worker"], *others, 0.0)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield most
    finally:
        over.set()
        watcher.join()


def test_bombs_cost_nobody_but_themselves(tmp_path, python, record_property):
    bombs = make(tmp_path)
    demo = sorted(path for path in (HOUSE / "articles" / "en").iterdir() if path.suffix == ".txt")
    for number, path in enumerate(demo):
        (tmp_path / f"{'aelpz'[number % 5]}-{path.name}").write_bytes(path.read_bytes())
    command = [python, "-m", "ingest", str(tmp_path), "--archive", str(tmp_path / ".archive"), "--json"]
    child = subprocess.Popen(command, cwd=HOUSE, stdout=subprocess.PIPE, text=True)
    with watched(child.pid) as most:
        report = json.loads(child.communicate()[0])
    refused = {Path(skip["path"]).relative_to(tmp_path).parts[0] for skip in report["skipped"]}
    reasons = [skip["reason"] for skip in report["skipped"]]
    killed = sum("took longer" in reason or "needed more" in reason for reason in reasons)
    read = [path.name for path in tmp_path.iterdir() if path.is_file() and path.name not in refused]
    record_property("row 8", f"{bombs} bombs in a folder with {len(demo)} articles: {len(refused)} told with a reason, "
                             f"{killed} of them by the clock or the limit of memory; {report['new']} articles in; "
                             f"at most {most['worker']:.0f} MB in a worker, {most['own']:.0f} MB in ingest")  # fmt: skip
    assert child.returncode == 0
    assert [name for name in (path.name for path in demo) if not any(each.endswith(name) for each in read)] == []
    assert max(most.values()) < MOST_MB


def test_each_bomb_is_over_in_its_time(tmp_path, record_property):
    make(tmp_path)
    took = {}
    for path in sorted(tmp_path.iterdir()):
        started = time.monotonic()
        report = ingest([path], MemoryArchive(), embedder=LetterEmbedder())
        took[path.name] = time.monotonic() - started
        assert report.skipped or report.new, path.name
    slowest = max(took, key=lambda name: took[name])
    record_property("row 8", f"{len(took)} bombs one by one: the slowest, {slowest}, took {took[slowest]:.1f} s")
    assert took[slowest] <= MOST_SECONDS + 5, "a worker is started and a file handed over besides"
