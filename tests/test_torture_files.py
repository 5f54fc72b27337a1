"""Rows 8, 9, 10 and 12 of the table of threats: bombs, bad files, names that lead out, parsers fed at random."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext, suppress
from pathlib import Path

import pytest

from errors import WhosaidError
from ingest import add_file, ingest
from tests.ingest_fixtures import LetterEmbedder, MemoryArchive
from tests.test_bad_files import BAD_FILES
from tests.torture_bombs import explode, make
from tests.torture_fuzz import feed, parsers
from tests.torture_work import FORKS, HOUSE, in_child

pytestmark = pytest.mark.torture
INPUTS = 10_000
MOST_MB, MOST_SECONDS = 1200, 25
"""A worker has 20 seconds for a file; should it not end by itself, it is killed 5 seconds later."""
READ_ALL_THE_SAME = 4
"""Bombs in which an article was found, and nothing else."""
STORY = "A title\n\nThe pier stays open, the harbour master said on Tuesday. Nobody had asked her before."


@pytest.fixture(scope="module", autouse=True)
def loaded():
    FORKS.set_forkserver_preload(["tests.torture_preload"])


def test_bombs_cost_nobody_but_themselves(tmp_path, record_property):
    folder = tmp_path / "news"
    folder.mkdir()
    bombs = make(folder)
    demo = sorted((HOUSE / "articles" / "en").iterdir())
    for number, path in enumerate(demo):
        (folder / f"{'aelpz'[number % 5]}-{path.name}").write_bytes(path.read_bytes())  # among the bombs
    told = in_child(explode, folder, tmp_path / "archive")
    report, took, most = told["report"], told["took"], told["most"]
    skipped = {Path(skip["path"]).relative_to(folder).parts[0] for skip in report["skipped"]}
    reasons = [skip["reason"] for skip in report["skipped"]]
    stopped = sum("took longer" in reason or "needed more" in reason for reason in reasons)
    slowest = max(took, key=lambda name: took[name])
    record_property("row 8", f"{bombs} bombs in a folder with {len(demo)} articles: all of these in, {len(skipped)} "
                             f"told with a reason, {stopped} of them stopped by clock or memory; the slowest, "
                             f"{Path(slowest).name}, took {took[slowest]:.1f} s; at most {most['worker']:.0f} MB in a "
                             f"worker and {most['ingest']:.0f} MB in ingest")  # fmt: skip
    assert [path.name for path in demo if any(name.endswith(path.name) for name in skipped)] == []
    assert report["new"] + len(report["duplicates"]) >= len(demo)
    assert bombs - len(skipped) <= READ_ALL_THE_SAME
    assert took[slowest] <= MOST_SECONDS
    assert max(most.values()) <= MOST_MB


def test_forty_bad_files_are_told_apart_and_the_exit_code_says_what_came_of_them(
    python, tmp_path, monkeypatch, record_property
):
    folder = tmp_path / "news"
    folder.mkdir()
    monkeypatch.chdir(folder)
    for case in BAD_FILES:
        case.make(folder / case.name)
    (folder / "good.txt").write_text(STORY)
    done = command(python, tmp_path / "archive", folder)
    skipped = [(Path(each["path"]), each["reason"]) for each in json.loads(done.stdout)["skipped"]]
    told = {path.relative_to(folder).parts[0]: reason for path, reason in skipped}
    wrong = {case.name for case in BAD_FILES if bool(case.reason) != (case.name in told)}
    wrong |= {case.name for case in BAD_FILES if case.reason not in told.get(case.name, case.reason)}
    # A link that is named by itself is followed: its user asks for the file behind it.
    bad = [folder / case.name for case in BAD_FILES if case.reason and not (folder / case.name).is_symlink()]
    none = command(python, tmp_path / "other", *bad)
    record_property("row 9", f"{len(BAD_FILES)} files: {len(BAD_FILES) - len(wrong)} as expected, {len(told)} "
                             f"skipped; exit code {done.returncode} with good files among them, {none.returncode} "
                             "without any")  # fmt: skip
    assert wrong == set()
    assert (done.returncode, none.returncode) == (0, 3)
    assert "Traceback" not in done.stderr + none.stderr


def command(python: str, archive: Path, *paths: Path | str) -> subprocess.CompletedProcess[str]:
    """`python -m ingest`; root does without the right to read what is closed."""
    without = "-dac_override,-dac_read_search"
    modest = ["setpriv", f"--bounding-set={without}", f"--inh-caps={without}"] if os.geteuid() == 0 else []
    words = [*modest, python, "-m", "ingest", *map(str, paths), "--archive", str(archive), "--json"]
    return subprocess.run(words, cwd=HOUSE, capture_output=True, text=True, check=False)


NAMES = [
    *("../a.txt", "../../../../etc/a.txt", "..\\..\\a.txt", "/etc/a.txt", "//server/a.txt", "C:\\a.txt", "C:/a.txt"),
    *("a/../../b.txt", "./../a.txt", "....//a.txt", "%2e%2e%2fa.txt", "..%2fa.txt", "\uff0e\uff0e/a.txt", "‥/a.txt"),
    *("~/a.txt", "$HOME/a.txt", "`id`.txt", "a\0.txt", "a\n.txt", "a\r\nb.txt", "a\x1b[2J.txt", "a\u202etxt.exe.txt"),
    *("x" * 300 + ".txt", "x/" * 400 + "a.txt", ".txt", "..txt", " .txt", "-rf.txt", "con.txt", "a.txt\0.png"),
    *(".../a.txt", "a\\..\\..\\b.txt", "\\\\?\\C:\\a.txt"),
]


def hashes(folder: Path) -> dict[str, str]:
    """Everything below a folder: its mode, and its content."""
    return {
        str(path.relative_to(folder)): f"{os.lstat(path).st_mode:o} {hashlib.sha256(path.read_bytes()).hexdigest()}"
        for path in sorted(folder.rglob("*"))
    }


def opened(work: Callable[[], object], secret: Path) -> list[str]:
    """What below `secret` this process opened meanwhile; workers open no article file, they are given bytes."""
    seen: list[str] = []
    watching = [True]

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if watching[0] and event == "open" and str(secret) in os.path.realpath(str(arguments[0])):
            seen.append(str(arguments[0]))

    sys.addaudithook(hook)
    try:
        work()
    finally:
        watching[0] = False
    return seen


def trap(inside: Path, outside: Path) -> None:
    """A folder with a ZIP of all NAMES and a link, and with links of its own."""
    with zipfile.ZipFile(inside / "names.zip", "w") as bundle:
        for name in NAMES:
            info = zipfile.ZipInfo("x")
            info.filename = name
            bundle.writestr(info, STORY)
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        bundle.writestr(link, str(outside / "secret.txt"))
    (inside / "to-file.txt").symlink_to(outside / "secret.txt")
    (inside / "to-folder").symlink_to(outside)
    (inside / "to-parent").symlink_to(Path("..") / outside.name)
    (inside / "to-passwd.txt").symlink_to("/etc/passwd")
    (inside / "broken.txt").symlink_to("nowhere")


def test_no_name_and_no_link_leads_out_of_the_folder(tmp_path, record_property):
    outside, inside = tmp_path / "outside", tmp_path / "inside"
    for folder in (outside, inside):
        folder.mkdir()
    (outside / "secret.txt").write_text(STORY.replace("pier", "secret"))
    (outside / "a.txt").write_text(STORY.replace("pier", "other secret"))
    trap(inside, outside)
    archive, before, uploads = MemoryArchive(), hashes(outside), tmp_path / "archive" / "uploads"

    def everything() -> None:
        ingest([inside], archive, embedder=LetterEmbedder())
        for number, name in enumerate(NAMES):
            data = STORY.replace("pier", f"pier number {number}").encode()
            with suppress(WhosaidError):
                add_file(name, data, uploads, lambda: nullcontext(archive), embedder=LetterEmbedder())

    reads = opened(everything, outside)
    changed = hashes(outside) != before
    kept = [str(prepared.article.reference.path) for prepared in archive.stored.values()]
    roots = (f"{inside}/", f"{uploads}/")
    out = [path for path in kept if ".." in Path(path).parts or not path.startswith(roots)]
    record_property("row 10", f"{len(NAMES)} names, each in a ZIP and as an upload, and 6 links: {len(reads)} reads, "
                              f"{int(changed)} changes outside; {len(kept)} articles under paths inside")  # fmt: skip
    assert (reads, changed, out) == ([], False, [])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["archive", "inside", "outside"]
    assert all(path.is_file() and len(path.name) < 200 for path in uploads.iterdir())
    assert not any("secret" in prepared.article.text for prepared in archive.stored.values())


def test_no_parser_crashes_hangs_or_raises_what_is_not_ours(record_property):
    with ThreadPoolExecutor(2) as pool:
        fed = dict(zip(parsers(), pool.map(lambda name: feed(name, INPUTS), parsers()), strict=True))
    wrong = [each for _, found in fed.values() for each in found]
    tried = {name: sum(told.values()) for name, (told, _) in fed.items()}
    record_property("row 12", f"{min(tried.values()):,} inputs for each of {len(tried)} parsers ({', '.join(tried)}): "
                              f"{len(wrong)} crashes, hangs or errors that are not ours")  # fmt: skip
    assert wrong == []
    assert min(tried.values()) >= INPUTS
