"""What the archive keeps, and that library, Chroma and lexical index keep the same."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from domain import Link, Query, Span, Speaker, Statement, StoredFile
from errors import ArchiveLocked, BadInput, DamagedArchive, EmbedderMismatch, EmptyArchive
from index import Archive
from index.health import doctor
from index.library import Library
from index.vectors import Vectors
from tests.small_archive import prepared, toy_embedder

TOY = toy_embedder()


def texts_everywhere(folder: Path):
    """Passage ids and texts as SQLite, Chroma and the lexical index know them."""
    library = Library(folder)
    ids = {i for (i,) in library.connection.execute("SELECT id FROM passages")}
    lexical = {row: body for row, body in library.connection.execute("SELECT rowid, body FROM lexical")}
    by_row = dict(library.connection.execute("SELECT row, id FROM passages"))
    library.close()
    return ids, Vectors(folder).ids(), {by_row.get(row, f"row {row}"): body for row, body in lexical.items()}


def test_an_article_comes_back_as_it_was_put(tmp_path: Path):
    chain = (
        Link("Russian Defense Ministry", Span(4, 12), Span(13, 17), "say", "says", speaker="ru.ministry.defence"),
        Link("US", None, None, None, "denies", "negated", "us"),
    )
    statement = Statement("a", Span(0, 9), "indirect", chain, 0.75, "carried", True)
    given = prepared(
        "a",
        "The ministry said no.",
        "It added “nothing” 😀.",
        title="Ministère",
        authors=("Ann Lee", "بيتر"),
        published=date(2017, 11, 14),
        url="https://example.org/1",
        statements=[statement],
    )
    with Archive.write(tmp_path, TOY) as writer:
        writer.put([given])
    archive = Archive.open(tmp_path, TOY)
    assert archive.article("a") == given.article
    assert archive.passages("a") == given.passages
    assert archive.statements("a") == (statement,)
    assert archive.speakers() == [
        Speaker("ru.ministry.defence", {"en": "Russian Defense Ministry"}, 1),
        Speaker("us", {"en": "US"}, 1),
    ]
    assert archive.state().newest == date(2017, 11, 14)


def test_an_archive_that_was_never_written_is_empty(tmp_path: Path):
    with pytest.raises(EmptyArchive, match="python -m ingest"):
        Archive.open(tmp_path, TOY)


def test_a_changed_article_changes_everywhere(tmp_path: Path):
    with Archive.write(tmp_path, TOY) as writer:
        writer.put([prepared("a", "Old words stand here.", "Second old piece."), prepared("b", "Untouched piece.")])
    with Archive.write(tmp_path, TOY) as writer:
        writer.put([prepared("a", "Fresh sentence now.")])
    ids, chroma, lexical = texts_everywhere(tmp_path)
    assert ids == chroma == set(lexical) == {"a#0", "b#0"}
    assert lexical["a#0"] == "fresh sentenc now"
    archive = Archive.open(tmp_path, TOY)
    best = archive.retrieve(Query("Fresh sentence now."))[0]
    assert (best.passage.text, best.found_by) == ("Fresh sentence now.", ("vectors", "lexical"))
    assert not any("Old" in e.passage.text for e in archive.retrieve(Query("Old words stand here.")))


def test_a_run_over_one_new_article_leaves_the_others_alone(tmp_path: Path):
    with Archive.write(tmp_path, TOY) as writer:
        writer.put([prepared(f"a{n}", f"Story number {n}.") for n in range(30)])
    with Archive.write(tmp_path, TOY) as writer:
        writer.put([prepared("new", "One more story.")])
    ids, chroma, lexical = texts_everywhere(tmp_path)
    assert ids == chroma == set(lexical)
    assert len(ids) == 31


def test_a_deleted_article_is_gone_everywhere(tmp_path: Path):
    with Archive.write(tmp_path, TOY) as writer:
        writer.put([prepared("a", "Goes away.", "Wholly."), prepared("b", "Stays here.")])
        writer.delete(["a", "never-there"])
        writer.forget_file("/news/a.txt")
        assert set(writer.files()) == {"/news/b.txt"}
    ids, chroma, lexical = texts_everywhere(tmp_path)
    assert ids == chroma == set(lexical) == {"b#0"}
    assert Archive.open(tmp_path, TOY).article("a") is None


def test_files_and_fingerprints_tell_unchanged_from_changed(tmp_path: Path):
    first = prepared("a", "Some words.", authors=("Ann",))
    with Archive.write(tmp_path, TOY) as writer:
        writer.put([first])
        writer.note_file(StoredFile("/news/empty.txt", 0, 5, "e3"))
        assert writer.files()["/news/a.txt"] == first.file
        assert writer.files()["/news/empty.txt"].mtime_ns == 5
        assert writer.articles_of("/news/a.txt") == ("a",)
        assert writer.holds(first.article)
        assert not writer.holds(prepared("a", "Some words.", authors=("Bob",)).article)
        assert writer.knows("a")
        assert not writer.knows("unknown")


def test_the_same_article_under_another_id_is_a_duplicate(tmp_path: Path):
    with Archive.write(tmp_path, TOY) as writer:
        writer.put([prepared("a", "Some words.", url="https://example.org/1"), prepared("b", "Other words.")])
        assert writer.find_duplicate(prepared("c", "Rewritten.", url="https://example.org/1").article) == "a"
        assert writer.find_duplicate(prepared("c", "Other words.").article) == "b"
        assert writer.find_duplicate(prepared("c", "Other words.", outlet="Another").article) is None
        assert writer.find_duplicate(prepared("a", "Some words.", url="https://example.org/1").article) is None


def test_vectors_that_do_not_fit_are_refused_and_nothing_is_stored(tmp_path: Path):
    good, bad = prepared("a", "Good."), prepared("b", "Bad.", "Worse.")
    object.__setattr__(bad, "vectors", np.zeros((1, 64), dtype=np.float32))
    with Archive.write(tmp_path, TOY) as writer, pytest.raises(BadInput, match="b: 2 passages"):
        writer.put([good, bad])
    assert Archive.open(tmp_path, TOY).state().articles == 0


def test_another_embedder_is_refused_with_both_named(tmp_path: Path):
    with Archive.write(tmp_path, TOY) as writer:
        writer.put([prepared("a", "Words.")])
    for other in (toy_embedder("other"), toy_embedder("toy", query_prompt="query: ")):
        with pytest.raises(EmbedderMismatch, match=rf"toy \(.*now set to {other.name} \(") as caught:
            Archive.open(tmp_path, other)
        assert "WHOSAID_INDEX__EMBEDDER" in str(caught.value)
        with pytest.raises(EmbedderMismatch), Archive.write(tmp_path, other):
            pass


def test_a_second_writer_is_told_who_writes(tmp_path: Path):
    program = f"""
import sys
from pathlib import Path
from index import Archive
from tests.small_archive import toy_embedder
with Archive.write(Path({str(tmp_path)!r}), toy_embedder()):
    print("writing", flush=True); sys.stdin.read()
"""
    with subprocess.Popen([sys.executable, "-c", program], stdin=-1, stdout=-1, text=True) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "writing\n"
        with pytest.raises(ArchiveLocked, match=rf"process {first.pid} on .* since 20"), Archive.write(tmp_path, TOY):
            pass
        first.kill()
    with Archive.write(tmp_path, TOY) as writer:  # a dead process holds nothing
        writer.put([prepared("a", "Words.")])


@pytest.mark.parametrize("moment", ["put", "delete"])
def test_a_kill_between_library_and_chroma_is_completed_by_the_next_writer(tmp_path: Path, moment: str):
    with Archive.write(tmp_path, TOY) as writer:
        writer.put([prepared("old", "Old story.", "More of it.")])
    program = f"""
import os, signal
from pathlib import Path
import index.vectors
from index import Archive
from tests.small_archive import toy_embedder, prepared
with Archive.write(Path({str(tmp_path)!r}), toy_embedder()) as writer:
    index.vectors.Vectors.{moment} = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
    writer.put([prepared("old", "Rewritten story."), prepared("new", "New story.")])
"""
    done = subprocess.run([sys.executable, "-c", program], check=False, timeout=120)
    assert done.returncode == -signal.SIGKILL
    assert doctor(tmp_path)
    found = Archive.open(tmp_path, TOY).retrieve(Query("New story."))
    assert found[0].passage.id == "new#0", "what is committed is found even before Chroma is completed"
    with Archive.write(tmp_path, TOY):
        pass
    assert doctor(tmp_path) == []
    ids, chroma, lexical = texts_everywhere(tmp_path)
    assert ids == chroma == set(lexical) == {"old#0", "new#0"}


def test_a_file_that_is_no_library_is_called_damaged(tmp_path: Path):
    (tmp_path / "library.sqlite").write_bytes(b"something else entirely" * 100)
    with pytest.raises(DamagedArchive, match=r"library\.sqlite"):
        Archive.open(tmp_path, TOY)


def test_a_library_of_another_schema_is_refused(tmp_path: Path):
    with Archive.write(tmp_path, TOY) as writer:
        writer.put([prepared("a", "Words.")])
    with sqlite3.connect(tmp_path / "library.sqlite") as connection:
        connection.execute("UPDATE meta SET value = '99' WHERE key = 'schema'")
    connection.close()
    with pytest.raises(DamagedArchive, match="schema 99"):
        Archive.open(tmp_path, TOY)


def test_a_commit_is_on_the_disk_before_put_returns(tmp_path: Path):
    with Archive.write(tmp_path, TOY) as writer:
        assert writer._db.execute("PRAGMA synchronous").fetchone() == (2,)
        assert writer._db.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_the_holder_file_names_process_host_and_command(tmp_path: Path):
    with Archive.write(tmp_path, TOY):
        held = json.loads((tmp_path / ".writer.json").read_text("utf-8"))
        assert held["pid"] == os.getpid()
        assert set(held) == {"pid", "host", "started", "command"}


def test_a_damaged_library_is_one_sentence(tmp_path: Path):
    with Archive.write(tmp_path, TOY) as writer:
        writer.put([prepared(f"a{n}", "Some words stand here. " * 50) for n in range(40)])
    file = tmp_path / "library.sqlite"
    size = file.stat().st_size
    with file.open("r+b") as damaged:
        damaged.seek(size // 4)
        damaged.write(b"\xa5" * (size // 2))
    with pytest.raises(DamagedArchive, match=r"library\.sqlite: cannot be read") as caught:
        read_all(tmp_path)
    assert "\n" not in str(caught.value)


def read_all(folder: Path):
    archive = Archive.open(folder, TOY)
    return [(archive.article(f"a{n}"), archive.passages(f"a{n}"), archive.stats()) for n in range(40)]


def test_threads_that_come_and_go_leave_no_connection_open(tmp_path: Path):
    with Archive.write(tmp_path, TOY) as writer:
        writer.put([prepared("a", "One passage of a story.")])
    library = Library(tmp_path)
    for _ in range(20):
        reader = threading.Thread(target=library.state)
        reader.start()
        reader.join()
    held = [os.readlink(file) for file in Path("/proc/self/fd").iterdir() if file.is_symlink()]
    assert held.count(str(tmp_path / "library.sqlite")) <= 4  # not twenty: this thread's, the last one's
    library.close()
