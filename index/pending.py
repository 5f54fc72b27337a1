"""The library's connection in; what Chroma has not been told yet of it is told, and crossed off the list of that.

The list is filled by the transaction that changes the passages: after a kill, the next writer tells what still stands
on it. What is told may be told again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from typing import NamedTuple

import numpy as np

from index.backfill import transaction
from index.filters import as_number
from index.schema import touch
from index.vectors import Vector, Vectors


class _News(NamedTuple):
    waiting: list[str]
    vectors: list[Vector]
    """Of those passages that exist; the others are gone."""


def complete(connection: sqlite3.Connection, vectors: Callable[[], Vectors]) -> None:
    """Tell Chroma what is pending in the library."""
    telling = Telling(connection, vectors)
    telling.begin()
    telling.finish()


class Telling:
    """Tells Chroma in a thread, so that whoever stores articles can prepare the next ones meanwhile."""

    def __init__(self, connection: sqlite3.Connection, vectors: Callable[[], Vectors]) -> None:
        """`vectors` is called in that thread, and only if there is something to tell."""
        self._connection, self._vectors = connection, vectors
        self._thread = ThreadPoolExecutor(1, "telling")
        self._told: tuple[_News, Future[None]] | None = None

    def begin(self) -> None:
        """Have whatever is pending told. Raises what telling the last time raised."""
        self.finish()
        if news := _news(self._connection):
            self._told = news, self._thread.submit(_tell, self._vectors, news)

    def finish(self) -> None:
        """Wait until it is told, and cross it off; before anything else is changed, which might be pending anew.

        Raises what telling it raised: then it is pending still.
        """
        if self._told is None:
            return
        (news, told), self._told = self._told, None
        told.result()
        with transaction(self._connection):
            self._connection.executemany("DELETE FROM pending WHERE passage = ?", ((i,) for i in news.waiting))
            touch(self._connection)


def _news(connection: sqlite3.Connection) -> _News | None:
    waiting = [i for (i,) in connection.execute("SELECT passage FROM pending")]
    return _News(waiting, list(vectors_to_put(connection, waiting))) if waiting else None


def _tell(vectors: Callable[[], Vectors], news: _News) -> None:
    known = {id_ for id_, _, _ in news.vectors}
    chroma = vectors()
    chroma.put(news.vectors)
    chroma.delete(i for i in news.waiting if i not in known)


def vectors_to_put(connection: sqlite3.Connection, ids: Iterable[str] | None = None) -> Iterator[Vector]:
    """What Chroma must hold of those passages that exist; None: of all."""
    sql = """SELECT p.id, v.vector, a.id, a.language, a.outlet, a.published FROM passages AS p
             JOIN vectors AS v ON v.row = p.row JOIN articles AS a ON a.id = p.article"""
    if ids is None:
        found: Iterable[tuple[str, bytes, str, str, str | None, str | None]] = connection.execute(
            f"{sql} ORDER BY p.row"
        )
    else:
        found = (row for i in ids for row in connection.execute(f"{sql} WHERE p.id = ?", (i,)))
    for id_, blob, article, language, outlet, published in found:
        metadata: dict[str, str | int] = {"article": article, "language": language}
        if outlet:
            metadata["outlet"] = outlet
        if published:
            metadata["published"] = as_number(date.fromisoformat(published))
        yield id_, np.frombuffer(blob, dtype=np.float16).astype(np.float32), metadata
