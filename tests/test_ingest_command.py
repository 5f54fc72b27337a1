"""`python -m ingest` on a real archive: its report, its exit codes, its one line for what goes wrong."""

import json
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from index import Archive, load_embedder
from ingest.__main__ import app
from settings import read as read_settings
from tests.small_archive import toy_embedder

TOY = toy_embedder()
SAMPLES = Path(__file__).parent / "fixtures" / "articles"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two readable articles and a broken file."""
    (tmp_path / "news").mkdir()
    for name in ("sample.txt", "sample.jsonl"):
        (tmp_path / "news" / name).write_bytes((SAMPLES / name).read_bytes())
    (tmp_path / "news" / "broken.json").write_text("{")
    return tmp_path / "news"


def command(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_a_folder_goes_into_an_archive_and_again_without_a_change(folder: Path, tmp_path: Path):
    first = command(folder, "--archive", tmp_path / "archive", "--json")
    again = command(folder, "--archive", tmp_path / "archive", "--json")
    assert (first.exit_code, again.exit_code) == (0, 0)
    report, second = json.loads(first.stdout), json.loads(again.stdout)
    assert (report["new"], report["unchanged"]) == (3, 0)
    assert (second["new"], second["updated"], second["unchanged"], second["deleted"]) == (0, 0, 3, 0)
    assert report["skipped"] == [
        {
            "path": str(folder / "broken.json"),
            "reason": "broken JSON at line 1, column 2: Expecting property name enclosed in double quotes",
        }
    ]
    assert (report["duplicates"], report["notes"]) == ([], [])


def test_a_file_whose_name_is_no_text_is_skipped_and_the_rest_goes_in(folder: Path, tmp_path: Path):
    (folder / os.fsdecode(b"caf\xe9.txt")).write_text("A ship left\n\nA ship left the harbour on Monday.")
    done = command(folder, "--archive", tmp_path / "archive", "--prune")
    assert (done.exit_code, done.stdout.splitlines()[0][:6]) == (0, "3 new,")
    assert (
        f"skipped    {folder}/caf\\udce9.txt: its name, or that of a folder above it, is not UTF-8; rename it"
        in done.stdout
    )
    reader = Archive.open(tmp_path / "archive", load_embedder(read_settings().index.embedder))
    assert reader.overview()["report"]["new"] == 3
    reader.close()


def test_a_name_gives_the_terminal_no_orders(folder: Path, tmp_path: Path):
    (folder / "a\n\x1b[2J.json").write_text("{")
    done = command(folder, "--archive", tmp_path / "archive")
    assert f"{folder}/a\\n\\x1b[2J.json: broken JSON" in done.stdout
    assert "\x1b" not in done.stdout


def test_what_went_in_is_what_the_archive_gives_back(folder: Path, tmp_path: Path):
    command(folder, "--archive", tmp_path / "archive")
    archive = Archive.open(tmp_path / "archive", load_embedder(read_settings().index.embedder))
    article = archive.article("port-zh")
    assert article is not None
    assert article.text.startswith("港务局否认关闭北码头\n\n")
    assert article.reference.path == str(folder / "sample.jsonl")
    assert [p.text for p in archive.passages("port-zh")] == [
        p.span.of(article.text) for p in archive.passages("port-zh")
    ]
    archive.close()


def test_the_report_for_people_gives_every_reason(folder: Path, tmp_path: Path):
    lines = command(folder, "--archive", tmp_path / "archive").stdout.splitlines()
    assert lines[0] == "3 new, 0 updated, 0 unchanged, 0 deleted, 0 duplicates, 1 skipped"
    assert lines[1].startswith(f"skipped    {folder}/broken.json: broken JSON at line 1")


def test_prune_deletes_what_came_from_files_that_are_gone(folder: Path, tmp_path: Path):
    command(folder, "--archive", tmp_path / "archive")
    (folder / "sample.jsonl").unlink()
    report = json.loads(command(folder, "--archive", tmp_path / "archive", "--prune", "--json").stdout)
    assert (report["deleted"], report["unchanged"]) == (2, 1)


def test_an_archive_in_a_folder_whose_name_is_no_text_is_refused_before_it_is_made(folder: Path, tmp_path: Path):
    place = tmp_path / os.fsdecode(b"archiv\xe9")
    done = command(folder, "--archive", place)
    assert (done.exit_code, place.exists()) == (1, False)
    assert "its path is not UTF-8" in done.stderr


def test_nothing_readable_ends_with_three(tmp_path: Path):
    (tmp_path / "broken.json").write_text("{")
    done = command(tmp_path / "broken.json", "--archive", tmp_path / "archive")
    assert done.exit_code == 3
    assert "nothing could be read" in done.stderr


def test_wrong_usage_ends_with_two_and_one_line(tmp_path: Path):
    done = command(tmp_path / "nowhere", "--archive", tmp_path / "archive")
    assert done.exit_code == 2
    assert done.stderr == f"{tmp_path}/nowhere: there is no such file or folder\n"
    assert not (tmp_path / "archive").exists()
    assert command().exit_code == 2


def test_help_teaches_with_an_example():
    assert "Example: python -m ingest" in command("--help").stdout


def test_an_empty_path_is_not_the_current_folder(folder: Path, tmp_path: Path):
    for words in ((folder, "--archive", ""), ("", "--archive", tmp_path / "archive")):
        done = command(*words)
        assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
        assert "empty path" in done.stderr
    assert not (tmp_path / "archive").exists()


def test_a_password_in_an_address_stands_in_no_report(tmp_path: Path):
    done = command("https://user:secret@outlet.example/feed@1", "--archive", tmp_path / "a")
    assert done.exit_code == 3
    assert "https://…@outlet.example/feed@1: its address holds a user name or password" in done.stdout
    told = json.dumps(Archive.open(tmp_path / "a", TOY).overview(), ensure_ascii=False)
    assert "…@outlet.example" in told
    assert "secret" not in told
