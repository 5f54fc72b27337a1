"""Rows 20 to 26 of the table of threats: archives that are killed, fought over, filled up, damaged and copied.

`make torture` runs these and prints a line for each row; `make test` leaves them out.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import sqlite3
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from domain import Query
from errors import DamagedArchive
from index import Archive
from index.backup import MANIFEST, backup
from index.health import doctor
from index.restore import restore
from index.vectors import Vectors
from tests.small_archive import prepared, toy_embedder
from tests.torture_work import (
    FORKS,
    HOUSE,
    contend,
    contents,
    examine,
    in_child,
    mend,
    read_in,
    rewrite,
    told,
    top,
)

pytestmark = pytest.mark.torture
DEMO = (HOUSE / "articles",)
FEW = (HOUSE / "articles" / "ar", HOUSE / "articles" / "en")
KILLS, WRITERS, BACKUPS, CHANGES = 50, 20, 20, 200


@pytest.fixture(scope="module", autouse=True)
def loaded():
    FORKS.set_forkserver_preload(["tests.torture_preload"])


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> tuple[Path, float, dict[str, str]]:
    """An archive of the demo articles that nobody interrupted, the seconds it took, and what it holds."""
    in_child(os.getpid)  # the fork server loads now
    archive, started = tmp_path_factory.mktemp("whole") / "archive", time.monotonic()
    assert in_child(read_in, archive, DEMO, 8)["new"] == 103
    return archive, time.monotonic() - started, in_child(contents, archive)


@pytest.fixture(scope="module")
def few(tmp_path_factory) -> tuple[Path, float, dict[str, str]]:
    archive, started = tmp_path_factory.mktemp("few") / "archive", time.monotonic()
    in_child(read_in, archive, FEW, 2)
    return archive, time.monotonic() - started, in_child(contents, archive)


def waiting(archive: Path) -> int:
    """Passages that Chroma has not been told of; -1 if there is no library yet."""
    if not (archive / "library.sqlite").exists():
        return -1
    connection = sqlite3.connect(archive / "library.sqlite")
    try:
        return connection.execute("SELECT count(*) FROM pending").fetchone()[0]
    except sqlite3.OperationalError:
        return -1
    finally:
        connection.close()


def test_an_ingest_killed_at_a_random_moment_is_completed_by_the_next_run(whole, tmp_path, record_property):
    _, seconds, expected = whole
    drawn, killed, states, wrong = random.Random(20), 0, [], []
    while killed < KILLS:
        archive = tmp_path / "archive"
        child = FORKS.Process(target=read_in, args=(archive, DEMO, 8))
        started = time.monotonic()
        child.start()
        child.join(drawn.uniform(0, seconds))
        if not child.is_alive():
            seconds = time.monotonic() - started  # the machine has become faster
        else:
            child.kill()
            killed += 1
            child.join()
            states.append(waiting(archive))
            in_child(read_in, archive, DEMO, 8)
            if (found := in_child(contents, archive)) != expected:
                wrong.append({name for name in expected if name not in found or found[name] != expected[name]})
        shutil.rmtree(archive, ignore_errors=True)
    before, between = sum(s < 0 for s in states), sum(s > 0 for s in states)
    record_property("row 20", f"{killed} kills of an ingest of 103 articles ({before} before there was a library, "
                              f"{between} between library and Chroma): {killed - len(wrong)} archives equal in all "
                              f"{len(expected)} tables to one never interrupted")  # fmt: skip
    assert wrong == []


def test_of_two_writers_one_works_and_the_other_is_told_who_does(tmp_path, record_property):
    good = 0
    with ThreadPoolExecutor(2) as pool:
        for trial in range(WRITERS):
            archive, start = tmp_path / str(trial), FORKS.Barrier(2)
            both = [pool.submit(in_child, contend, archive, FEW[:1], start) for _ in range(2)]
            (one, said), (other, answered) = sorted(
                (b.result() for b in both), key=lambda b: not b[1].startswith("new")
            )
            assert said.startswith("new "), said
            assert f"process {one} on " in answered, answered
            assert other != one
            assert doctor(archive) == []
            good += 1
    record_property("row 24", f"two writers at once, {good} times: one worked, the other was told its process")


def test_an_archive_survives_a_full_disk(few, tmp_path, record_property):
    _, _, expected = few
    told_, whole_, sizes = [], 0, [400, 700, 1000, 1300, 1600, 2000, 2400, 2800, 3200, 3600]
    disk = tmp_path / "disk"
    disk.mkdir()
    for size in sizes:
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size}k", "none", str(disk)], capture_output=True
        )
        if mounted.returncode:
            pytest.skip("row 22 needs to mount a small tmpfs, which is not allowed here")
        try:
            said = in_child(read_in, disk / "archive", FEW, 2, 0)
            told_.append(said if isinstance(said, str) else "fits")
            subprocess.run(["mount", "-o", "remount,size=200m", str(disk)], check=True)
            in_child(read_in, disk / "archive", FEW, 2)
            whole_ += in_child(contents, disk / "archive") == expected
        finally:
            subprocess.run(["umount", "-l", str(disk)], check=True)
    full = [said for said in told_ if said != "fits"]
    record_property("row 22", f"disk full {len(full)} times in {len(sizes)} sizes; when there was room again "
                              f"{whole_} of {len(sizes)} archives were completed to the same")  # fmt: skip
    assert whole_ == len(sizes)
    assert full
    assert [said for said in full if not said.startswith("errors.")] == []


def segment(archive: Path) -> Path:
    return next(path for path in (archive / "chroma").iterdir() if path.is_dir())


def cut(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)


def overwrite(path: Path, start: int, size: int) -> None:
    with path.open("r+b") as file:
        file.seek(start)
        file.write(b"\xa5" * size)


def library(archive: Path, *statements: str) -> None:
    connection = sqlite3.connect(archive / "library.sqlite")
    with connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()


def swap_vectors(archive: Path) -> None:
    """Two passages with each other's vectors: the numbers agree, the finds do not."""
    vectors = Vectors(archive)
    ids = sorted(vectors.ids())
    held = vectors.held(ids)
    moved = [(id_, held[other][0], held[id_][1]) for id_, other in zip(ids, [*ids[1:], ids[0]], strict=True)]
    vectors.put(moved)
    vectors.close()


def misplace(path: Path) -> None:
    shutil.rmtree(path)
    path.write_text("no folder")


LOST = ("DELETE FROM copies WHERE number % 3 = 0", "DELETE FROM bands WHERE number % 3 = 1")
TORN = ("DELETE FROM spoken WHERE number % 2 = 0", "DELETE FROM meta WHERE key = 'linked'")
GHOSTS = (
    "CREATE TEMP TABLE ghost AS SELECT * FROM statements LIMIT 5",
    "UPDATE ghost SET article = 'ghost', number = rowid",
    "INSERT INTO statements SELECT * FROM ghost",
    "INSERT INTO restricted VALUES ('ghost', '2030-01-01', '')",
)
OF_THE_GRAPH = ("vectors cut short", "segment gone")
CORRUPTIONS = {
    "vectors cut short": lambda a: cut(segment(a) / "data_level0.bin"),
    "segment gone": lambda a: shutil.rmtree(segment(a)),
    "Chroma's database overwritten": lambda a: overwrite(a / "chroma" / "chroma.sqlite3", 0, 9000),
    "Chroma's database gone": lambda a: (a / "chroma" / "chroma.sqlite3").unlink(),
    "Chroma gone": lambda a: shutil.rmtree(a / "chroma"),
    "a file where Chroma belongs": lambda a: misplace(a / "chroma"),
    "vectors under other ids": swap_vectors,
    "half of the lexical index gone": lambda a: library(a, "DELETE FROM lexical WHERE rowid % 2 = 0"),
    "inside of the lexical index damaged": lambda a: library(a, "DELETE FROM lexical_data WHERE id > 10"),
    "index of names gone": lambda a: library(a, "DROP TABLE names_terms", "DROP TABLE names"),
    "origins and bands lost": lambda a: library(a, *LOST),
    "ledger torn": lambda a: library(a, *TORN),
    "rows of articles that are gone": lambda a: library(a, *GHOSTS),
}  # fmt: skip


@pytest.fixture(scope="module")
def many(tmp_path_factory) -> Path:
    """So many passages that Chroma has written its graph: below a thousand it keeps them in its database alone."""
    archive = tmp_path_factory.mktemp("many") / "archive"
    with Archive.write(archive, toy_embedder()) as writer:
        writer.put(
            [prepared(f"m{n}", *(f"Story {n} part {part} of the dam." for part in range(25))) for n in range(60)]
        )
    return archive


@pytest.mark.parametrize("how", CORRUPTIONS)
def test_a_corruption_is_named_by_the_doctor_and_mended_by_rebuild(how, whole, many, tmp_path, record_property):
    archive = tmp_path / "archive"
    shutil.copytree(many if how in OF_THE_GRAPH else whole[0], archive)
    before, held = in_child(top, archive), in_child(contents, archive)
    CORRUPTIONS[how](archive)
    named = in_child(examine, archive)
    assert isinstance(named, list), named
    assert named != []
    assert in_child(mend, archive) > 100
    assert in_child(examine, archive) == []
    assert in_child(top, archive) == before
    assert in_child(contents, archive) == held
    record_property("row 23", f"{how}: {named[0][:90]}")


def test_backups_during_an_ingest_open_and_can_be_completed(few, tmp_path, record_property):
    _, seconds, expected = few
    made: list[Path] = []
    while len(made) < BACKUPS:
        archive = tmp_path / f"archive{len(made)}"
        child = FORKS.Process(target=read_in, args=(archive, FEW, 2))
        child.start()
        while child.is_alive() and len(made) < BACKUPS:
            if waiting(archive) >= 0:
                made.append(tmp_path / f"backup{len(made)}")
                backup(archive, made[-1])
            child.join(seconds / 30)
        child.join()
    sizes = []
    for number, target in enumerate(made):
        elsewhere = tmp_path / f"restored{number}"
        restored = in_child(restore, target, elsewhere)
        assert isinstance(restored, dict), restored
        sizes.append(restored["articles"])
        assert [s for s in in_child(examine, elsewhere) if "placed" not in s and "who is whom" not in s] == []
        in_child(read_in, elsewhere, FEW, 2)
        assert in_child(contents, elsewhere) == expected
    record_property("row 26", f"{len(made)} backups during an ingest, of {min(sizes)} to {max(sizes)} articles: all "
                              "opened, agreed, and were completed to the same archive")  # fmt: skip


def test_a_backup_answers_alike_and_a_tampered_one_is_refused(whole, tmp_path, record_property):
    backup(whole[0], tmp_path / "good")
    in_child(restore, tmp_path / "good", tmp_path / "restored")
    assert in_child(top, tmp_path / "restored") == in_child(top, whole[0])
    assert in_child(contents, tmp_path / "restored") == whole[2]
    ways = {
        "byte": lambda b: overwrite(b / "library.sqlite", 100_000, 1),
        "cut": lambda b: cut(b / "library.sqlite"),
        "gone": lambda b: (b / "library.sqlite").unlink(),
        "more": lambda b: (b / "access.toml").write_text(""),
        "manifest": lambda b: (b / MANIFEST).write_text((b / MANIFEST).read_text().replace("103", "104")),
    }
    for name, tamper in ways.items():
        shutil.copytree(tmp_path / "good", tmp_path / name)
        tamper(tmp_path / name)
        with pytest.raises(DamagedArchive, match="no backup that can be trusted"):
            restore(tmp_path / name, tmp_path / "never")
    record_property("row 26", f"a restored backup answers alike; {len(ways)} of {len(ways)} tampered ones refused")


def test_what_is_found_while_articles_are_deleted_and_updated_is_never_torn(tmp_path, record_property):
    toy = toy_embedder()
    with Archive.write(tmp_path, toy) as writer:
        writer.put([prepared(f"s{n}", *told(n, 0)) for n in range(20)])
    archive, asked, torn = Archive.open(tmp_path, toy), 0, []
    versions = {text for n in range(20) for v in range(CHANGES + 1) for text in told(n, v)}
    child = FORKS.Process(target=rewrite, args=(tmp_path, CHANGES))
    child.start()
    while child.is_alive():
        found = archive.retrieve(Query(f"Story {asked % 20} version ends with the dam"), 10)
        torn += [e.passage.text for e in found if e.passage.text not in versions]
        torn += [e.passage.id for e in found if not re.fullmatch(rf"{e.reference.id}#\d", e.passage.id)]
        asked += 1
    assert child.exitcode == 0
    assert doctor(tmp_path) == []
    record_property(
        "row 25", f"{CHANGES} deletions and updates while {asked} questions were asked: {len(torn)} torn finds"
    )
    assert torn == []
