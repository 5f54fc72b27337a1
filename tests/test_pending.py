"""What Chroma has not heard is told beside the work, crossed off afterwards, and never lost."""

import sqlite3
import threading
import time

import numpy as np
import pytest

from errors import DamagedArchive
from index import Archive, schema
from index.filters import Filters
from index.pending import Telling
from index.vectors import Vectors
from tests.small_archive import prepared, toy_embedder


class SlowVectors:
    """In place of Chroma: keeps what it is told as soon as it may."""

    def __init__(self) -> None:
        self.may, self.error = threading.Event(), None
        self.put_calls: list[list[str]] = []
        self.gone: list[str] = []

    def put(self, vectors):
        assert self.may.wait(20)
        if self.error:
            raise self.error
        self.put_calls.append([id_ for id_, _, _ in vectors])

    def delete(self, ids):
        self.gone += ids


@pytest.fixture
def library(tmp_path):
    connection = schema.connect(tmp_path, create=True)
    yield connection
    connection.close()


@pytest.fixture
def slow():
    return SlowVectors()


def add(connection: sqlite3.Connection, row: int) -> None:
    values = (f"a{row}", "en", "[]", "A story.", "f", f"t{row}")
    connection.execute(
        "INSERT INTO articles (id, language, authors, text, fingerprint, twin) VALUES (?, ?, ?, ?, ?, ?)", values
    )
    connection.execute("INSERT INTO passages VALUES (?, ?, ?, 0, 8)", (row, f"a{row}#0", f"a{row}"))
    connection.execute("INSERT INTO vectors VALUES (?, ?)", (row, np.ones(4, dtype=np.float16).tobytes()))
    connection.execute("INSERT INTO pending VALUES (?)", (f"a{row}#0",))


def pending(connection: sqlite3.Connection) -> list[str]:
    return [id_ for (id_,) in connection.execute("SELECT passage FROM pending ORDER BY 1")]


def test_telling_does_not_hold_up_the_work_and_is_crossed_off_only_when_it_is_done(library, slow):
    add(library, 1)
    library.execute("INSERT INTO pending VALUES ('old#0')")
    telling = Telling(library, lambda: slow)
    telling.begin()
    assert (slow.put_calls, pending(library)) == ([], ["a1#0", "old#0"])
    slow.may.set()
    telling.finish()
    assert (slow.put_calls, slow.gone, pending(library)) == ([["a1#0"]], ["old#0"], [])


def test_the_next_telling_waits_for_the_last_one(library, slow):
    add(library, 1)
    telling = Telling(library, lambda: slow)
    telling.begin()
    add(library, 2)
    slow.may.set()
    telling.begin()
    telling.finish()
    assert (slow.put_calls, pending(library)) == ([["a1#0"], ["a2#0"]], [])


def test_what_could_not_be_told_stays_pending_and_is_told_the_next_time(library, slow):
    add(library, 1)
    slow.may.set()
    slow.error = DamagedArchive("Chroma cannot read its index")
    telling = Telling(library, lambda: slow)
    telling.begin()
    with pytest.raises(DamagedArchive, match="cannot read its index"):
        telling.finish()
    assert pending(library) == ["a1#0"]
    slow.error = None
    telling.begin()
    telling.finish()
    assert (slow.put_calls, pending(library)) == ([["a1#0"]], [])


def test_with_nothing_to_tell_chroma_is_not_opened(library):
    telling = Telling(library, lambda: pytest.fail("there is nothing to tell"))
    telling.begin()
    telling.finish()


def test_an_article_that_is_replaced_while_chroma_is_told_is_told_anew(tmp_path, monkeypatch):
    put, toy, told = Vectors.put, toy_embedder(), []

    def slowly(self, vectors) -> None:
        time.sleep(0.2)
        told.append([vector for _, vector, _ in vectors])
        put(self, vectors)

    monkeypatch.setattr(Vectors, "put", slowly)
    texts = "The pier stays open.", "The quay is closed."
    with Archive.write(tmp_path, toy) as writer:
        for text in texts:
            writer.put([prepared("a", text)])
    wanted = toy.embed_documents(texts)
    assert [np.allclose(vector, row, atol=1e-3) for (vector,), row in zip(told, wanted, strict=True)] == [True, True]
    held = Vectors(tmp_path)
    assert held.search(toy.embed_queries(["The quay is closed."])[0], Filters(), 1) == ["a#0"]
    assert np.allclose(held.held(["a#0"])["a#0"][0], wanted[1], atol=1e-3)
    held.close()
