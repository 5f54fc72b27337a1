"""`python -m index stats|doctor|rebuild`."""

import json
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from domain import Query
from errors import DamagedArchive
from index import Archive
from index.health import doctor, rebuild
from index.vectors import Vectors
from tests.small_archive import prepared, toy_embedder

TOY = toy_embedder()


def command(*arguments: object):
    return subprocess.run(
        [sys.executable, "-m", "index", *map(str, arguments)], capture_output=True, text=True, timeout=120, check=False
    )


@pytest.fixture
def folder(tmp_path: Path):
    with Archive.write(tmp_path, TOY) as writer:
        writer.put(
            [
                prepared("a", "The dam broke.", "Nobody was hurt."),
                prepared("b", "La presa cedió.", language="es", outlet=None),
            ]
        )
    return tmp_path


@pytest.mark.parametrize("ask", [["stats"], ["speakers"], ["speakers", "--relink"], ["claims"], ["access"]])
def test_a_damaged_library_is_one_sentence(folder: Path, ask):
    file = folder / "library.sqlite"
    whole = file.read_bytes()
    kept = 12 * 1024  # the first pages: what tables there are, and of which schema
    file.write_bytes(whole[:kept] + b"\x7f" * (len(whole) - kept))
    done = command(*ask, "--archive", folder)
    assert done.returncode == 1, done.stderr
    assert "cannot be read" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("ask", [["claims", "--speaker"], ["claims", "--outlet"], ["remove"]])
def test_an_argument_that_is_no_utf_8_is_one_sentence(folder: Path, ask):
    done = command(*ask, "\udcff", "--archive", folder)
    assert (done.returncode, len(done.stderr.strip().splitlines())) == (2, 1), done.stderr


def test_a_library_that_was_cut_off_before_its_first_table_is_an_empty_archive(tmp_path: Path):
    connection = sqlite3.connect(tmp_path / "library.sqlite")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.close()
    done = command("stats", "--archive", tmp_path)
    assert (done.returncode, "nothing has been ingested here yet" in done.stderr) == (1, True), done.stderr
    with Archive.write(tmp_path, TOY) as writer:
        writer.put([prepared("a", "The dam broke.")])
    assert doctor(tmp_path) == []


def test_stats_count_what_the_archive_holds(folder: Path):
    values = json.loads(command("stats", "--archive", folder, "--json").stdout)
    assert (values["articles"], values["passages"], values["statements"]) == (2, 3, 0)
    assert values["languages"] == {"en": 1, "es": 1}
    assert values["outlets"] == {"The Demo Herald": 1}
    assert values["embedder"]["name"] == "toy"
    assert values["embedder"]["dimension"] == 64
    assert values["bytes"] > (folder / "library.sqlite").stat().st_size > 10_000


def test_stats_of_an_empty_folder_say_what_to_do_without_a_traceback(tmp_path: Path):
    done = command("stats", "--archive", tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert "python -m ingest" in done.stderr


def test_doctor_finds_nothing_to_say_about_a_healthy_archive(folder: Path):
    done = command("doctor", "--archive", folder)
    assert (done.returncode, done.stdout) == (0, "all three agree\n")


def test_doctor_names_what_chroma_lacks_and_what_it_still_holds(folder: Path):
    vectors = Vectors(folder)
    vectors.delete(["a#1"])
    vectors.put([("ghost#0", TOY.embed_documents(["boo"])[0], {"language": "en"})])
    done = command("doctor", "--archive", folder)
    assert done.returncode == 1
    assert done.stdout == "Chroma lacks 1 passages: a#1\nChroma still holds 1 passages: ghost#0\n"
    assert "python -m index rebuild" in done.stderr


def test_doctor_names_what_the_lexical_index_lacks(folder: Path):
    with sqlite3.connect(folder / "library.sqlite") as connection:
        connection.execute("DELETE FROM lexical WHERE rowid = 1")
    connection.close()
    assert doctor(folder) == ["lexical index lacks 1 passages: 1"]


def test_doctor_promises_no_rebuild_where_the_library_has_lost_vectors(folder: Path):
    with sqlite3.connect(folder / "library.sqlite") as connection:
        connection.execute("DELETE FROM vectors WHERE row = 1")
    connection.close()
    done = command("doctor", "--archive", folder)
    assert done.returncode == 1
    assert "vectors of the library lacks 1 passages: 1; restore a backup" in done.stdout
    assert "rebuild" not in done.stderr


@pytest.mark.parametrize("lost", ["a#0", "a#1", "b#0"])
def test_doctor_misses_a_lost_passage_also_after_a_rebuild(folder: Path, lost: str):
    with sqlite3.connect(folder / "library.sqlite") as connection:
        connection.execute("DELETE FROM passages WHERE id = ?", (lost,))
    connection.close()
    told = f"passages of 1 articles are lost; restore a backup, or ingest them into a new archive: {lost[0]}"
    assert doctor(folder)[0] == told
    rebuild(folder)
    assert doctor(folder) == [told]


def test_rebuild_mends_both_without_embedding(folder: Path):
    before = [(e.passage.id, e.score) for e in Archive.open(folder, TOY).retrieve(Query("The dam broke"))]
    shutil.rmtree(folder / "chroma")
    with sqlite3.connect(folder / "library.sqlite") as connection:
        connection.execute("DELETE FROM lexical")
    connection.close()
    done = command("rebuild", "--archive", folder)
    assert (done.returncode, done.stdout) == (0, "rebuilt from 3 passages\n")
    assert doctor(folder) == []
    assert [(e.passage.id, e.score) for e in Archive.open(folder, TOY).retrieve(Query("The dam broke"))] == before


def test_a_damaged_chroma_folder_is_one_sentence_and_rebuild_mends_it(folder: Path):
    (folder / "chroma" / "chroma.sqlite3").write_bytes(b"\x00garbage" * 2000)
    program = f"""
from pathlib import Path
from domain import Query
from index import Archive
from tests.small_archive import toy_embedder
try: Archive.open(Path({str(folder)!r}), toy_embedder()).retrieve(Query("The dam broke"))
except Exception as error: print(type(error).__name__, error)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.startswith(DamagedArchive.__name__)
    assert done.stdout.count("\n") == 1
    assert "python -m index rebuild" in done.stdout
    assert command("doctor", "--archive", folder).returncode == 1
    assert command("rebuild", "--archive", folder).returncode == 0
    assert command("doctor", "--archive", folder).returncode == 0


def test_help_is_instant_in_what_it_imports():
    program = """
import sys
from typer.testing import CliRunner
import index.__main__ as door
assert CliRunner().invoke(door.app, ["--help"]).exit_code == 0
print([m for m in ("torch", "chromadb", "llama_index", "sentence_transformers") if m in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "[]\n"


def test_rebuild_names_a_damaged_library_and_not_chroma(folder: Path):
    library = folder / "library.sqlite"
    size = library.stat().st_size
    with library.open("r+b") as damaged:
        damaged.seek(size // 4)
        damaged.write(b"\xa5" * (size // 2))
    done = command("rebuild", "--archive", folder)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert done.stderr.startswith(str(library))


def test_rebuild_takes_away_a_file_that_stands_where_chroma_belongs(folder: Path):
    shutil.rmtree(folder / "chroma")
    (folder / "chroma").write_text("not a folder")
    assert command("rebuild", "--archive", folder).returncode == 0
    assert command("doctor", "--archive", folder).returncode == 0
