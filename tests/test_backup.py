"""A backup is whole, or there is none; what is restored from it is the same archive."""

import json
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from answer import Record
from domain import Query
from errors import BadInput, DamagedArchive, EmptyArchive
from index import Archive
from index.backup import MANIFEST, PARTS, backup
from index.health import doctor
from index.library import Library
from index.restore import restore
from tests.small_archive import prepared, toy_embedder

TOY = toy_embedder()


def command(*arguments: object):
    return subprocess.run(
        [sys.executable, "-m", "index", *map(str, arguments)], capture_output=True, text=True, timeout=240, check=False
    )


def found(folder: Path, question: str = "The dam broke"):
    archive = Archive.open(folder, TOY)
    try:
        return [(e.passage.id, e.passage.text, e.score) for e in archive.retrieve(Query(question))]
    finally:
        archive.close()


@pytest.fixture
def folder(tmp_path: Path):
    """An archive with everything that one can have."""
    folder = tmp_path / "archive"
    with Archive.write(folder, TOY) as writer:
        writer.put([prepared("a", "The dam broke.", "Nobody was hurt."), prepared("b", "La presa cedió.")])
    (folder / "uploads").mkdir()
    (folder / "uploads" / "a.txt").write_text("The dam broke.")
    with sqlite3.connect(folder / "library.sqlite") as connection:
        connection.execute("UPDATE articles SET path = ? WHERE id = 'a'", (str(folder / "uploads" / "a.txt"),))
    connection.close()
    (folder / "speakers.toml").write_text('[putin]\nnames = { en = ["Vladimir Putin"] }\n')
    (folder / "feedback.jsonl").write_text('{"reason": "other"}\n{"half a li')
    Record(folder, 10, 30)
    return folder


def test_what_is_restored_elsewhere_finds_the_same_and_keeps_what_people_wrote(folder: Path, tmp_path: Path):
    manifest = backup(folder, tmp_path / "safe")
    assert (manifest["articles"], manifest["passages"], manifest["embedder"]["name"]) == (2, 3, "toy")
    assert set(manifest["files"]) == {"library.sqlite", "uploads/a.txt", "speakers.toml", "feedback.jsonl"}
    elsewhere = tmp_path / "elsewhere"
    restore(tmp_path / "safe", elsewhere)
    assert found(elsewhere) == found(folder)
    assert doctor(elsewhere) == []
    assert (elsewhere / "feedback.jsonl").read_text() == '{"reason": "other"}\n'
    assert (elsewhere / "speakers.toml").read_text() == (folder / "speakers.toml").read_text()
    article = Library(elsewhere).article("a")
    assert article is not None
    assert article.reference.path == str(elsewhere / "uploads" / "a.txt")
    assert not (elsewhere / ".restoring").exists()


def test_an_archive_without_an_article_is_healthy_and_can_be_restored(tmp_path: Path):
    with Archive.write(tmp_path / "empty", TOY):
        pass
    backup(tmp_path / "empty", tmp_path / "safe")
    assert restore(tmp_path / "safe", tmp_path / "elsewhere")["articles"] == 0
    assert doctor(tmp_path / "elsewhere") == []


def test_a_backup_taken_within_a_transaction_holds_what_was_committed(folder: Path, tmp_path: Path):
    with Archive.write(folder, TOY) as writer:
        writer._db.execute("BEGIN IMMEDIATE")
        writer._db.execute("DELETE FROM articles")
        assert backup(folder, tmp_path / "safe")["articles"] == 2
        writer._db.execute("ROLLBACK")


def test_every_file_that_the_product_writes_into_an_archive_is_backed_up():
    import app
    from answer import record

    kept = {name for name in PARTS if name in Path(app.__file__).read_text("utf-8")}
    assert kept == {"feedback.jsonl", "fetched", "uploads"}
    assert record.FILE in PARTS


def flip(path: Path):
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(bytes(data))


TAMPERED = {
    "a changed byte": lambda b: flip(b / "library.sqlite"),
    "a cut library": lambda b: (b / "library.sqlite").write_bytes((b / "library.sqlite").read_bytes()[:9000]),
    "a missing file": lambda b: (b / "uploads" / "a.txt").unlink(),
    "a file too many": lambda b: (b / "uploads" / "b.txt").write_text("More."),
    "a changed manifest": lambda b: (b / MANIFEST).write_text((b / MANIFEST).read_text().replace('s": 2', 's": 3')),
    "a cut manifest": lambda b: (b / MANIFEST).write_text((b / MANIFEST).read_text()[:200]),
    "no manifest": lambda b: (b / MANIFEST).unlink(),
    "a manifest that is no object": lambda b: (b / MANIFEST).write_text("[]"),
    "a link": lambda b: ((b / "speakers.toml").unlink(), (b / "speakers.toml").symlink_to("/etc/passwd")),
    "another file's name": lambda b: (b / "speakers.toml").rename(b / "access.toml"),
}  # fmt: skip


@pytest.mark.parametrize("how", TAMPERED)
def test_a_backup_that_is_not_as_it_was_written_is_refused_and_nothing_is_touched(
    how: str, folder: Path, tmp_path: Path
):
    backup(folder, tmp_path / "safe")
    TAMPERED[how](tmp_path / "safe")
    before = found(folder)
    with pytest.raises(DamagedArchive, match="no backup that can be trusted") as caught:
        restore(tmp_path / "safe", folder, force=True)
    assert "\n" not in str(caught.value)
    assert found(folder) == before
    with pytest.raises(DamagedArchive):
        restore(tmp_path / "safe", tmp_path / "elsewhere")
    assert not (tmp_path / "elsewhere").exists()


def test_a_sealed_manifest_that_leads_out_of_the_folder_is_refused(folder: Path, tmp_path: Path):
    from index.backup import _seal

    manifest = backup(folder, tmp_path / "safe")
    manifest["files"]["../../outside"] = {"bytes": 0, "sha256": ""}
    manifest["seal"] = _seal(manifest)
    (tmp_path / "safe" / MANIFEST).write_text(json.dumps(manifest))
    with pytest.raises(DamagedArchive, match="lists other files"):
        restore(tmp_path / "safe", tmp_path / "elsewhere")


def test_an_archive_is_replaced_with_force_only(folder: Path, tmp_path: Path):
    backup(folder, tmp_path / "safe")
    (folder / "access.toml").write_text("")
    (folder / "notes.txt").write_text("the keeper's own")
    with Archive.write(folder, TOY) as writer:
        writer.put([prepared("c", "The dam broke again.")])
    later = found(folder)
    with pytest.raises(BadInput, match="--force"):
        restore(tmp_path / "safe", folder)
    assert found(folder) == later
    restore(tmp_path / "safe", folder, force=True)
    assert {id_ for id_, _, _ in found(folder)} == {"a#0", "a#1", "b#0"}
    assert not (folder / "access.toml").exists()
    assert (folder / "notes.txt").read_text() == "the keeper's own"


def test_a_target_that_exists_or_lies_in_the_archive_is_refused(folder: Path, tmp_path: Path):
    (tmp_path / "safe").mkdir()
    for target, word in ((tmp_path / "safe", "already"), (folder / "safe", "in the archive itself")):
        with pytest.raises(BadInput, match=word):
            backup(folder, target)
    with pytest.raises(EmptyArchive):
        backup(tmp_path / "safe", tmp_path / "other")
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_a_damaged_library_gives_no_backup(folder: Path, tmp_path: Path):
    with (folder / "library.sqlite").open("r+b") as damaged:
        damaged.seek(40_000)
        damaged.write(b"\xa5" * 60_000)
    with pytest.raises(DamagedArchive):
        backup(folder, tmp_path / "safe")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["archive"]


def test_the_commands_say_what_they_did(folder: Path, tmp_path: Path):
    (folder / "notes.txt").write_text("")
    done = command("backup", tmp_path / "safe", "--archive", folder)
    assert (done.returncode, done.stdout.startswith(f"{tmp_path / 'safe'}: 2 articles, 4 files")) == (0, True)
    assert done.stderr == "not part of an archive, left out: notes.txt\n"
    again = command("backup", tmp_path / "safe", "--archive", folder)
    assert (again.returncode, again.stderr.count("\n")) == (2, 1)
    shutil.rmtree(folder / "chroma")
    back = command("restore", tmp_path / "safe", "--archive", folder, "--force")
    assert (back.returncode, back.stdout.startswith(f"{folder}: restored 2 articles")) == (0, True)
    assert command("restore", tmp_path, "--archive", folder).returncode == 1
