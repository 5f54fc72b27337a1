"""An open library goes in; what an earlier version of the program did not record of its articles is recorded."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from domain import Article, Statement
from index import origins, placed
from index.rows import REFERENCE_COLUMNS, STATEMENT_COLUMNS, reference_from, statement_from

if TYPE_CHECKING:
    from index.embedders import Embedder

BATCH = 100
"""Articles recorded in one transaction; a kill loses no more."""


def backfill(connection: sqlite3.Connection, embedder: Embedder | None = None) -> None:
    """Record origins that are missing, and with an embedder the places of sentences and statements."""
    for part in _batches(origins.missing(connection)):
        with transaction(connection):
            for article in _articles(connection, part):
                origins.add(connection, article)
    if embedder is None:
        return
    for part in _batches(placed.missing(connection)):
        with transaction(connection):
            told = [(a, statements_of(connection, a.reference.id)) for a in _articles(connection, part)]
            placed.add(connection, embedder, told)


def statements_of(connection: sqlite3.Connection, article_id: str) -> tuple[Statement, ...]:
    """An article's statements in the order of the text."""
    sql = f"SELECT {STATEMENT_COLUMNS} FROM statements WHERE article = ? ORDER BY number"
    return tuple(statement_from(row) for row in connection.execute(sql, (article_id,)))


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All of it or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _articles(connection: sqlite3.Connection, ids: Sequence[str]) -> list[Article]:
    sql = f"SELECT {REFERENCE_COLUMNS}, a.text FROM articles AS a WHERE a.id IN ({', '.join('?' * len(ids))})"
    return [Article(reference_from(row), row[8]) for row in connection.execute(sql, tuple(ids)).fetchall()]


def _batches(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]
