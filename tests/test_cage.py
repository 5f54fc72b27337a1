"""The process that files are read in: what becomes of it, and of the other files, when one is too much for it."""

import os
import signal
import time
from pathlib import Path

import pytest

from errors import UnreadableArticle
from ingest import ingest, read_file
from ingest.cage import Cage
from ingest.limits import Limits
from tests.ingest_fixtures import LetterEmbedder, MemoryArchive

ARTICLE = b"A title\n\nThe pier stays open, the harbour master said on Tuesday."
SITE = """
import os, sys, time
if "ingest.worker" in " ".join(sys.orig_argv):
    import ingest.readers.text as text
    read = text.read
    def odd(content):
        word = content.split()[0]
        if word == "hang":
            while True: pass
        if word == "sleep": time.sleep(60)
        if word == "fill": bytearray(2_000_000_000)
        if word == "die": os.kill(os.getpid(), 9)
        if word == "raise": raise KeyError("an error\\nof two lines")
        if word == "write":
            with open(os.path.join(os.path.dirname(__file__), "written"), "w") as file: file.write("x" * 100)
        if word == "environment": content = " ".join(os.environ)
        if word == "process": content = f"a {os.getpid()}"
        if word == "steady":
            def slowly():
                for number in range(3):
                    time.sleep(1.3)
                    yield from read(f"Part {number}\\n\\n" + "again it goes on " * 60_000)
            return slowly()
        if word == "smuggle":
            class Order:
                def __reduce__(self): return os.mkdir, (os.path.join(os.path.dirname(__file__), "made"),)
            sys.modules["__main__"]._outcome = lambda *task: Order()
        if word == "deaf":
            from multiprocessing.connection import Connection
            Connection.poll = lambda *_: time.sleep(60)
        if word == "half":
            import signal
            signal.setitimer(signal.ITIMER_REAL, 0)
            os.write(int(sys.argv[1]), bytes([0, 0, 0, 100]) + b"and no more")
            time.sleep(60)
        if word == "much": content = "word " * 60_000_000
        return read(content)
    text.read = odd
    import ingest.readers
    ingest.readers.READERS = {**ingest.readers.READERS, ".txt": odd}
"""
"""A sitecustomize that makes the reader of .txt do what the first word of a file says, in workers alone."""


@pytest.fixture
def odd(tmp_path, monkeypatch):
    """A cage of workers with an odd reader, and little of everything."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(SITE)
    monkeypatch.setattr("ingest.cage.KEPT", ("PATH", "PYTHONPATH"))
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path / 'site'}{os.pathsep}{Path(__file__).parents[1]}")
    cage = Cage(Limits(memory_mb=600, seconds=3))
    yield cage
    cage.close()


def told(cage: Cage, word: str) -> str:
    """What is told of a file that begins with this word."""
    try:
        found = cage.read(Path("a.txt"), f"{word} and more words\n\n".encode() + ARTICLE, "").result()
    except UnreadableArticle as error:
        return str(error)
    return found.articles[0].article.text


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("hang", "took longer than 3 s"),
        ("sleep", "took longer than 3 s"),
        ("fill", "needed more than 600 MB of memory"),
        ("die", "its reader broke down (SIGKILL)"),
        ("raise", "its reader failed: KeyError: 'an error\\nof two lines'"),
        ("write", "its reader failed: OSError: [Errno 27] File too large"),
    ],
)
def test_a_file_that_is_too_much_for_its_reader_is_told_by_its_reason_and_the_next_is_read(odd, word, reason):
    assert told(odd, word) == reason
    assert told(odd, "good").startswith("good and more words")


def test_a_worker_is_used_again_and_replaced_after_a_fault(odd):
    first = told(odd, "process")
    assert first == told(odd, "process")
    told(odd, "die")
    assert first != told(odd, "process")


def test_a_file_that_fails_in_a_used_worker_is_tried_in_a_fresh_one(odd):
    process = int(told(odd, "process").split()[1])
    os.kill(process, signal.SIGKILL)
    assert told(odd, "good").startswith("good and more words")


def test_a_worker_sees_no_key(odd, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "canary")
    monkeypatch.setenv("WHOSAID_WEB__TOKEN_SECRET", "canary")
    assert "KEY" not in told(odd, "environment")
    assert "PATH" in told(odd, "environment")


def test_a_file_out_of_which_articles_come_all_the_time_may_take_longer(odd):
    found = odd.read(Path("a.txt"), b"steady", "").result()
    assert [read.article.reference.title for read in found.articles] == ["Part 0", "Part 1", "Part 2"]


def test_two_files_at_once_have_their_time_each(odd):
    files = [odd.read(Path(f"{n}.txt"), b"sleep\n\n" + ARTICLE, "") for n in range(2)]
    started = time.monotonic()
    for file in files:
        with pytest.raises(UnreadableArticle, match="took longer than 3 s"):
            file.result()
    assert time.monotonic() - started >= 3


def test_a_closed_cage_has_no_process_left(odd):
    process = int(told(odd, "process").split()[1])
    odd.close()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_the_rest_of_a_folder_is_ingested(odd, tmp_path, monkeypatch):
    monkeypatch.setattr("ingest.workers.cage", lambda limits: odd)
    folder = tmp_path / "news"
    folder.mkdir()
    for number, word in enumerate(["good", "hang", "fine", "fill", "well"]):
        (folder / f"{number}.txt").write_bytes(f"{word} number {number}\n\n".encode() + ARTICLE)
    report = ingest([folder], archive := MemoryArchive(), embedder=LetterEmbedder())
    assert sorted(archive.stored) == ["0", "2", "4"]
    assert [(Path(s.path).name, s.reason) for s in report.skipped] == [
        ("1.txt", "took longer than 3 s"),
        ("3.txt", "needed more than 600 MB of memory"),
    ]


def test_a_single_file_is_read_in_the_cage_too(tmp_path):
    (tmp_path / "a.txt").write_bytes(ARTICLE)
    (article,) = read_file(tmp_path / "a.txt")
    assert article.text == ARTICLE.decode()
    (tmp_path / "a.txt").write_bytes(b"\0" * 100)
    with pytest.raises(UnreadableArticle, match="not text"):
        read_file(tmp_path / "a.txt")


def test_a_worker_that_a_file_took_over_has_nothing_done_outside(odd, tmp_path):
    odd.read(Path("first.txt"), b"smuggle orders\n\nin what is told from now on.", "").result()
    with pytest.raises(UnreadableArticle, match="no reader tells"):
        odd.read(Path("second.txt"), ARTICLE, "").result()
    assert not (tmp_path / "site" / "made").exists()
    assert len(odd.read(Path("third.txt"), ARTICLE, "").result().articles) == 1


def test_half_a_message_is_not_waited_for_without_end(odd, monkeypatch):
    monkeypatch.setattr("ingest.cage.GRACE_SECONDS", 1)
    assert told(odd, "half") == "took longer than 3 s"
    assert told(odd, "good").startswith("good and more words")


def test_a_worker_that_takes_nothing_any_more_is_not_waited_for_without_end(odd, monkeypatch):
    monkeypatch.setattr("ingest.cage.GRACE_SECONDS", 1)
    told(odd, "deaf")
    assert told(odd, "word " * 200_000) == "took longer than 3 s"
    assert told(odd, "good").startswith("good and more words")


def test_a_worker_that_says_without_end_that_it_goes_on_is_ended(odd, monkeypatch):
    monkeypatch.setattr("ingest.cage.MOST_TIMES", 2)
    assert told(odd, "steady") == "took longer than 3 s"
