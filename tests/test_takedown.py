"""An article that was taken down is gone everywhere, and no ingest brings it back."""

import io
import json
import subprocess
import sys
import zipfile
from functools import cache, partial
from pathlib import Path

import pytest

import settings
from answer import Answerer, Record, changes
from domain import Query
from errors import BadInput
from index import Archive, load_embedder
from index.backup import backup
from index.health import doctor
from index.library import Library
from index.restore import restore
from index.takedown import lift, take_down, taken_down
from index.vectors import Vectors
from ingest import add_file, ingest
from tests.small_archive import prepared, toy_embedder

TOY = toy_embedder()
BODY = "The quokkabridge broke on Monday. “Nobody was hurt,” Mayor Ann Lee said. The river had risen for three days."


@cache
def bundled():
    return load_embedder(settings.Settings.model_fields["index"].default.embedder)


def read_in(folder: Path, *paths: Path):
    with Archive.write(folder, bundled()) as writer:
        return ingest(list(paths), writer, embedder=bundled())


def ids(folder: Path) -> set[str]:
    library = Library(folder)
    found = {i for (i,) in library.connection.execute("SELECT id FROM articles")}
    library.close()
    return found


@pytest.fixture
def stories(tmp_path: Path) -> Path:
    folder = tmp_path / "stories"
    folder.mkdir()
    (folder / "bridge.txt").write_text(f"A bridge breaks\n\n{BODY}\n")
    (folder / "market.txt").write_text("The market opens\n\nThe market opened on Tuesday with forty stalls of fish.\n")
    two = [{"id": f"wire-{n}", "title": f"Wire {n}", "text": f"Number {n} of the wire tells of snow."} for n in (1, 2)]
    (folder / "wire.jsonl").write_text("\n".join(map(json.dumps, two)))
    return folder


@pytest.fixture
def folder(tmp_path: Path, stories: Path) -> Path:
    folder = tmp_path / "archive"
    assert read_in(folder, stories).new == 4
    return folder


def test_it_is_gone_from_every_table_from_chroma_and_from_the_bytes_on_the_disk(folder: Path):
    assert b"quokkabridg" in (folder / "library.sqlite").read_bytes()
    take_down(folder, ["bridge"], "court order")
    library = Library(folder)
    for table in ("passages", "statements", "placed", "copies", "spoken", "fuller", "restricted"):
        sql = f"SELECT count(*) FROM {table} WHERE article = 'bridge'"
        assert library.connection.execute(sql).fetchone() == (0,), table
    assert library.article("bridge") is None
    library.close()
    assert not [i for i in Vectors(folder).ids() if i.startswith("bridge")]
    assert all(b"quokkabridg" not in path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert doctor(folder) == []


def test_an_open_archive_no_longer_finds_it(folder: Path):
    archive = Archive.open(folder, bundled())
    assert archive.retrieve(Query("The quokkabridge broke"))[0].passage.article == "bridge"
    take_down(folder, ["bridge"])
    assert "bridge" not in {e.passage.article for e in archive.retrieve(Query("The quokkabridge broke"))}
    archive.close()


def test_no_ingest_brings_it_back_until_it_is_lifted(folder: Path, stories: Path, tmp_path: Path):
    take_down(folder, ["bridge", "wire-2"])
    assert read_in(folder, stories).skipped == []  # files that were not touched are not opened
    (stories / "bridge.txt").write_text(f"A bridge breaks, with more\n\n{BODY} More was learnt later.\n")
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy" / "other-name.txt").write_text(f"A bridge breaks\n\n{BODY}\n")
    (tmp_path / "copy" / "again.json").write_text('{"id": "wire-2", "title": "Wire", "text": "Told in other words."}')
    report = read_in(folder, stories, tmp_path / "copy")
    assert (report.new, report.updated, len(report.skipped)) == (0, 0, 3)
    assert all("was taken down on" in reason and "--lift" in reason for _, reason in report.skipped)
    assert ids(folder) == {"market", "wire-1"}
    lift(folder, ["bridge"])
    assert read_in(folder, stories).new == 1
    assert ids(folder) == {"market", "wire-1", "bridge"}
    assert [one.article for one in taken_down(folder)] == ["wire-2"]


def test_an_unrelated_file_of_the_same_name_is_let_in(folder: Path, tmp_path: Path):
    take_down(folder, ["bridge"])
    (tmp_path / "games").mkdir()
    (tmp_path / "games" / "bridge.txt").write_text("A game of cards\n\nFour friends played bridge until midnight.\n")
    assert read_in(folder, tmp_path / "games").new == 1


def zipped(**files: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as bundle:
        for name, text in files.items():
            bundle.writestr(f"{name}.txt", text)
    return made.getvalue()


def test_an_article_of_a_zip_stays_away_until_it_is_let_in_again(folder: Path, stories: Path):
    (stories / "week.zip").write_bytes(zipped(ferry="A note\n\nThe ferry is late.", lock="A lock\n\nThe lock is shut."))
    assert read_in(folder, stories).new == 2
    (told,) = take_down(folder, ["ferry"])
    assert told.file == str(stories / "week.zip")
    assert doctor(folder) == []
    for _ in range(2):
        (stories / "week.zip").touch()
        assert read_in(folder, stories).new == 0
    lift(folder, ["ferry"])
    assert read_in(folder, stories).new == 1
    assert {"ferry", "lock"} <= ids(folder)


def test_an_uploaded_zip_is_deleted_with_the_last_of_its_articles(folder: Path):
    data = zipped(ferry="A note\n\nThe ferry is late.", lock="A lock\n\nThe lock is shut.")
    uploads = folder / "uploads"
    write = partial(Archive.write, folder, bundled())
    assert add_file("week.zip", data, uploads, write, embedder=bundled()).new == 2
    (told,) = take_down(folder, ["ferry"])
    assert told.file == str(uploads / "week.zip")
    (told,) = take_down(folder, ["lock"])
    assert (told.file, list(uploads.iterdir())) == (None, [])
    with Archive.write(folder, bundled()) as writer:
        assert [path for path in writer.files() if "week.zip" in path] == []


def test_an_upload_is_deleted_with_its_article(folder: Path):
    uploads = folder / "uploads"

    def upload(name: str, text: str):
        return add_file(name, text.encode(), uploads, lambda: Archive.write(folder, bundled()), embedder=bundled())

    assert upload("note.txt", "A note\n\nThe ferry is late again today.\n").new == 1
    (told,) = take_down(folder, ["note"])
    assert (told.file, list(uploads.iterdir())) == (None, [])
    assert upload("note.txt", "A note\n\nThe ferry is late again today.\n").new == 0
    assert list(uploads.iterdir()) == []


def test_a_kept_answer_that_cites_it_is_flagged(folder: Path):
    archive, record = Archive.open(folder, bundled()), Record(folder, 10, 30)
    given = record.keep(Answerer(archive).ask(Query("Who said that nobody was hurt?")), archive, restricted=False)
    assert "bridge" in {c.reference.id for c in given.citations}
    take_down(folder, ["bridge"])
    kept = record.find(given.id, restricted=False)
    assert kept is not None
    assert ("bridge", "withdrawn") in [(c.reference.id, c.kind) for c in changes(kept, archive.article)]
    archive.close()


def test_copies_in_other_outlets_stay_and_are_named(tmp_path: Path):
    text = f"{BODY} The council will meet on Friday to speak of what it would cost to build the bridge once more."
    with Archive.write(tmp_path, TOY) as writer:
        writer.put([prepared("one", text, outlet="One"), prepared("two", text, outlet="Two")])
    (told,) = take_down(tmp_path, ["one"])
    assert told.copies == ("two",)
    assert doctor(tmp_path) == []


def test_an_unknown_id_removes_nothing_and_repeating_is_harmless(folder: Path):
    with pytest.raises(BadInput, match=r"nowhere: .* nothing was removed"):
        take_down(folder, ["bridge", "nowhere"])
    assert "bridge" in ids(folder)
    take_down(folder, ["bridge"])
    take_down(folder, ["bridge"])
    with pytest.raises(BadInput, match="was not taken down"):
        lift(folder, ["market"])


def test_a_backup_that_is_older_than_a_takedown_does_not_undo_it(folder: Path, tmp_path: Path):
    backup(folder, tmp_path / "safe")
    take_down(folder, ["bridge"])
    restore(tmp_path / "safe", folder, force=True)
    assert ids(folder) == {"market", "wire-1", "wire-2"}
    assert [one.article for one in taken_down(folder)] == ["bridge"]
    assert doctor(folder) == []


def test_the_commands_tell_what_is_left(folder: Path, stories: Path):
    def command(*arguments: str):
        parts = [sys.executable, "-m", "index", *arguments, "--archive", str(folder)]
        return subprocess.run(parts, capture_output=True, text=True, timeout=240, check=False)

    done = command("remove", "bridge", "--why", "court order")
    assert done.stdout == f"bridge: taken down; its file stays: {stories / 'bridge.txt'}\n"
    assert command("removed").stdout.endswith(f" bridge {stories / 'bridge.txt'} court order\n")
    assert command("remove", "bridge", "--lift").stdout == "bridge: may come back with the next ingest\n"
    wrong = command("remove", "nowhere")
    assert (wrong.returncode, wrong.stderr.count("\n")) == (2, 1)
