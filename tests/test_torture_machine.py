"""Rows 19, 21, 27 and 28 of the table of threats: other embedders, power cuts, odd machines, too little memory."""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from errors import EmptyArchive
from tests.torture_work import FORKS, HOUSE, contents, examine, in_child, read_in

pytestmark = pytest.mark.torture
QUESTION = "ماذا قال المتحدث؟"
SNAPSHOTS, EVERY = 20, 4
SYNC = "fsync,fdatasync,msync"
SYNCED = re.compile(r"sync\(\d+<([^>]*)>\)\s*= 0")


@pytest.fixture(scope="module", autouse=True)
def loaded():
    FORKS.set_forkserver_preload(["tests.torture_preload"])


@pytest.fixture(scope="module")
def articles(tmp_path_factory) -> Path:
    """Four articles of the demo archive."""
    folder = tmp_path_factory.mktemp("few") / "articles"
    folder.mkdir()
    for path in sorted((HOUSE / "articles" / "ar").iterdir())[:4]:
        shutil.copy2(path, folder)
    return folder


@pytest.fixture(scope="module")
def expected(tmp_path_factory, articles) -> dict[str, str]:
    """What an archive of the few articles holds that nobody interrupted."""
    return in_child(completed, tmp_path_factory.mktemp("uncut") / "archive", articles)[1]


def completed(archive: Path, articles: Path) -> tuple[bool, dict[str, str], list[str]]:
    """Whether the doctor was content before; then, after a run over the articles, what is held and what ails."""
    try:
        well = examine(archive) == []
    except EmptyArchive:
        well = False  # cut before there was a table
    read_in(archive, [articles], 1)
    return well, contents(archive), examine(archive)


def syncs(command: list[str], trace: Path) -> Iterator[Path]:
    """Run a command that stands still after each file or folder that it has synced, which is yielded meanwhile."""
    traced = ["strace", "-f", "-y", "-o", str(trace), "-e", f"trace={SYNC}", "-e", f"inject={SYNC}:signal=SIGSTOP"]
    process, read = subprocess.Popen(traced + command, cwd=HOUSE), 0
    while process.poll() is None:
        told = trace.read_text().splitlines() if trace.exists() else []
        if any("stopped by SIGSTOP" in line for line in told[read:]):
            yield from (Path(found[1]) for line in told[read:] if (found := SYNCED.search(line)))
            read = len(told)
            os.kill(_child(process.pid), signal.SIGCONT)
        time.sleep(0.002)
    assert process.returncode == 0


def _child(pid: int) -> int:
    return int(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0])


def keep(synced: Path, archive: Path, durable: Path) -> None:
    """What the disk holds for certain after a sync: this file as it is now, or which files a folder has no longer."""
    there = durable / synced.relative_to(archive)
    if synced.is_file():
        there.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(synced, there)
    elif synced.is_dir() and there.is_dir():
        for file in there.iterdir():
            if not (synced / file.name).exists():
                file.unlink()


def test_a_power_cut_at_any_moment_leaves_what_the_next_run_completes(
    articles, expected, python, tmp_path, record_property
):
    if not shutil.which("strace"):
        pytest.skip("row 21 needs strace, which is not installed")
    archive, durable = tmp_path / "archive", tmp_path / "durable"
    cuts: list[Path] = []
    work = f"read_in(Path({str(archive)!r}), [Path({str(articles)!r})], 1)"
    command = [python, "-c", f"from pathlib import Path; from tests.torture_work import read_in; {work}"]
    for number, synced in enumerate(syncs(command, tmp_path / "trace")):
        if synced.is_relative_to(archive):
            keep(synced, archive, durable)
        if number % EVERY == EVERY - 1 and len(cuts) < SNAPSHOTS:
            cuts.append(tmp_path / f"cut{len(cuts)}")
            shutil.copytree(durable, cuts[-1])
    found = [in_child(completed, cut, articles) for cut in cuts]
    assert [each[1:] for each in found] == [(expected, [])] * len(cuts)
    record_property("row 21", f"power cut after {len(cuts)} different syncs, the rest lost: all completed by the "
                              f"next run to the same; {sum(each[0] for each in found)} agreed before")  # fmt: skip
    assert len(cuts) == SNAPSHOTS


class Machine:
    """Runs the commands over a few articles, in an environment and under limits of its own."""

    def __init__(self, python: str, place: Path, articles: Path) -> None:
        self.python, self.archive, self.articles = python, place / "archive", place / "articles"
        shutil.copytree(articles, self.articles)
        self.environment = {**os.environ, "PYTHONPATH": str(HOUSE)}
        self.limits: dict[int, int] = {}
        self.cwd = HOUSE

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.python, "-m", *command, "--archive", str(self.archive)], cwd=self.cwd, env=self.environment,
            preexec_fn=self._limit, capture_output=True, encoding="utf-8", errors="surrogateescape", timeout=300,
        )  # fmt: skip

    def _limit(self) -> None:
        for kind, size in self.limits.items():
            resource.setrlimit(kind, (size, size))

    def read(self) -> subprocess.CompletedProcess[str]:
        return self.run("ingest", str(self.articles))

    def ask(self) -> subprocess.CompletedProcess[str]:
        return self.run("answer", QUESTION, "--json")


def cited(asked: subprocess.CompletedProcess[str]) -> list[tuple[str, int, str, str | None]]:
    return [(c["article"], c["start"], c["quote"], c["speaker"]) for c in json.loads(asked.stdout)["citations"]]


def one_sentence(told: subprocess.CompletedProcess[str]) -> bool:
    return told.returncode != 0 and "Traceback" not in told.stderr and len(told.stderr.strip().splitlines()) == 1


def _aged(machine: Machine) -> None:
    for path, year in zip(sorted(machine.articles.iterdir()), (0, 4_000_000_000, 946_684_800, 0), strict=True):
        os.utime(path, (year, year))


def _moved(name: str) -> Callable[[Machine], None]:
    def move(machine: Machine) -> None:
        machine.archive = machine.archive.with_name(name) / "archive"
        machine.articles = machine.articles.rename(machine.articles.with_name(f"{name} articles"))

    return move


def _set(**names: str) -> Callable[[Machine], None]:
    return lambda machine: machine.environment.update(names)


ODD: dict[str, Callable[[Machine], None]] = {
    "a day ahead of everybody": _set(TZ="Pacific/Kiritimati"),
    "locale C": _set(LC_ALL="C", LANG="C"),
    "no HOME": lambda machine: machine.environment.__delitem__("HOME"),
    "a HOME that is not there": _set(HOME="/nowhere", XDG_CACHE_HOME="/nowhere/cache"),
    "64 open files": lambda machine: machine.limits.update({resource.RLIMIT_NOFILE: 64}),
    "files from 1970 and from 2096": _aged,
    "paths with spaces and quotes": _moved("it's a \"news\" room %20 #1?"),
    "paths from right to left": _moved("أرشيف\u200f الأخبار 新闻"),
    "no folder for temporary files": _set(TMPDIR="/nowhere"),
    "nothing on the PATH": _set(PATH=""),
}  # fmt: skip


@pytest.fixture(scope="module")
def usual(python, tmp_path_factory, articles) -> list[tuple[str, int, str, str | None]]:
    machine = Machine(python, tmp_path_factory.mktemp("usual"), articles)
    assert machine.read().returncode == 0
    return cited(machine.ask())


@pytest.mark.parametrize("odd", ODD)
def test_an_odd_machine_answers_as_any_other(odd, usual, python, tmp_path, articles, record_property):
    machine = Machine(python, tmp_path, articles)
    ODD[odd](machine)
    read = machine.read()
    assert read.returncode == 0, read.stderr
    asked = machine.ask()
    assert cited(asked) == usual, asked.stderr
    record_property("row 27", f"{odd}: the same {len(usual)} citations")


def test_an_archive_on_a_disk_that_may_only_be_read_answers(python, tmp_path, articles, usual, record_property):
    machine = Machine(python, tmp_path, articles)
    machine.read()
    if subprocess.run(["mount", "--bind", str(tmp_path), str(tmp_path)], capture_output=True).returncode:
        pytest.skip("row 27 needs to mount a folder for reading only, which is not allowed here")
    try:
        subprocess.run(["mount", "-o", "remount,ro,bind", str(tmp_path)], check=True)
        asked, read = machine.ask(), machine.read()
    finally:
        subprocess.run(["umount", "-l", str(tmp_path)], check=True)
    assert one_sentence(read), read.stderr
    assert one_sentence(asked) or cited(asked) == usual, asked.stderr
    record_property("row 27", f"read-only: asking exits {asked.returncode}, ingesting says {read.stderr.strip()[-80:]}")


MEMORY = {2000: True, 1600: True, 1400: False, 600: False, 300: False}
"""Megabytes of address space → whether that is enough."""


@pytest.mark.parametrize("megabytes", MEMORY)
def test_with_too_little_memory_it_says_so_before_it_begins(
    megabytes, usual, python, tmp_path, articles, record_property
):
    machine = Machine(python, tmp_path, articles)
    machine.limits[resource.RLIMIT_AS] = megabytes * 1_000_000
    read, asked = machine.read(), machine.ask()
    if MEMORY[megabytes]:
        assert (read.returncode, cited(asked)) == (0, usual), read.stderr + asked.stderr
    else:
        assert one_sentence(read), read.stderr
        assert "MB of memory" in read.stderr
    record_property("row 28", f"{megabytes} MB: {'works' if MEMORY[megabytes] else read.stderr.strip()[-90:]}")


def _model(folder: Path, change: Callable[[Path], None]) -> str:
    """The bundled model, changed in one way."""
    shutil.copytree(HOUSE / "models" / "whosaid-multilingual", folder)
    change(folder)
    return str(folder)


def _cut(folder: Path) -> None:
    with (folder / "model.safetensors").open("r+b") as file:
        file.truncate(1_000_000)


def _retrained(folder: Path) -> None:
    with (folder / "model.safetensors").open("r+b") as file:
        file.seek(-1, os.SEEK_END)
        last = file.read(1)[0]
        file.seek(-1, os.SEEK_END)
        file.write(bytes([last ^ 1]))


def _narrowed(folder: Path) -> None:
    from safetensors.numpy import load_file, save_file

    weights = load_file(folder / "model.safetensors")
    save_file({n: w[:, :64].copy() if w.ndim == 2 else w for n, w in weights.items()}, folder / "model.safetensors")


EMBEDDERS: dict[str, Callable[[Path], dict[str, str]]] = {
    "missing": lambda folder: {"WHOSAID_INDEX__EMBEDDER": str(folder / "none")},
    "cut short": lambda folder: {"WHOSAID_INDEX__EMBEDDER": _model(folder, _cut)},
    "of another dimension": lambda folder: {"WHOSAID_INDEX__EMBEDDER": _model(folder, _narrowed)},
    "of the same size, trained otherwise": lambda folder: {"WHOSAID_INDEX__EMBEDDER": _model(folder, _retrained)},
    "with another prompt": lambda folder: {"WHOSAID_INDEX__QUERY_PROMPT": "query: "},
    "on a hub that cannot be reached": lambda folder: {"WHOSAID_INDEX__EMBEDDER": "nobody/no-such-model"},
}


@pytest.mark.parametrize("other", EMBEDDERS)
def test_an_archive_is_never_asked_or_added_to_with_another_embedder(
    other, python, tmp_path, demo_folder, articles, record_property
):
    machine = Machine(python, tmp_path, articles)
    machine.archive = tmp_path / "archive"
    shutil.copytree(demo_folder, machine.archive)
    held = in_child(contents, machine.archive)
    machine.environment |= EMBEDDERS[other](tmp_path / "model") | {"HF_HUB_OFFLINE": "1"}
    asked, read = machine.ask(), machine.read()
    assert (asked.returncode, read.returncode) == (4, 4), asked.stderr + read.stderr
    assert one_sentence(asked), asked.stderr
    assert one_sentence(read), read.stderr
    assert in_child(contents, machine.archive) == held
    told = asked.stderr.replace(str(tmp_path), "…").strip()
    record_property("row 19", f"an embedder {other}: refused, exit 4: {told[:110]}")
