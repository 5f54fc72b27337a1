"""Files of an archive, read before somebody asks for what they hold, where there is room."""

from __future__ import annotations

import ctypes
import mmap
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from index import readahead

PAGE = mmap.PAGESIZE


def in_memory(path: Path) -> float:
    """The share of a file's pages that the system holds, by mincore(2)."""
    libc = ctypes.CDLL(None, use_errno=True)
    size = path.stat().st_size
    with path.open("r+b") as file, mmap.mmap(file.fileno(), size) as mapped:
        pages = (ctypes.c_ubyte * -(-size // PAGE))()
        start = ctypes.c_char.from_buffer(mapped)
        assert libc.mincore(ctypes.c_void_p(ctypes.addressof(start)), ctypes.c_size_t(size), pages) == 0
        del start
        return sum(page & 1 for page in pages) / len(pages)


def forgotten(path: Path) -> None:
    """Have the system let go of a file's pages."""
    file = os.open(path, os.O_RDONLY)
    os.fsync(file)
    os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
    os.close(file)


@pytest.mark.skipif(not hasattr(os, "posix_fadvise"), reason="only Linux can be told to forget a file")
def test_every_file_is_in_memory_afterwards(tmp_path):
    (tmp_path / "chroma").mkdir()
    files = [tmp_path / "library.sqlite", tmp_path / "chroma" / "level.bin"]
    for path in files:
        path.write_bytes(os.urandom(20_000_000))
        forgotten(path)
    if max(map(in_memory, files)) > 0.5:
        pytest.skip("this file system keeps its files in memory")
    reading = readahead.read_ahead(tmp_path)
    assert reading is not None
    reading.join()
    assert min(map(in_memory, files)) == 1.0


def test_files_that_would_take_most_of_the_memory_are_left_alone(tmp_path, monkeypatch):
    (tmp_path / "library.sqlite").write_bytes(bytes(1001))
    monkeypatch.setattr(readahead, "free_memory", lambda: 2000)
    assert readahead.read_ahead(tmp_path) is None
    monkeypatch.setattr(readahead, "free_memory", lambda: 2002)
    assert readahead.read_ahead(tmp_path) is not None


def test_a_file_that_goes_meanwhile_is_passed_over(tmp_path, monkeypatch):
    monkeypatch.setattr(readahead, "_sizes", lambda _: {tmp_path / "gone": 1})
    readahead._read(tmp_path)


def test_what_is_read_ahead_keeps_the_locks_of_its_connections(tmp_path):
    library = tmp_path / "library.sqlite"
    connection = sqlite3.connect(library)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.executescript("CREATE TABLE articles (id); INSERT INTO articles VALUES (1);")
    reading = readahead.read_ahead(tmp_path)
    assert reading is not None
    reading.join()
    told = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('DELETE FROM articles'); c.commit()"
    subprocess.run([sys.executable, "-c", f"{told}; c.close()", library], check=True)
    assert library.with_name("library.sqlite-wal").exists()  # another process is not the last one to close it
    connection.close()


def test_the_free_memory_is_what_the_system_says():
    assert readahead.free_memory() == 0 or 10_000_000 < readahead.free_memory() < 1 << 50
