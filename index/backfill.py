"""An open library goes in; what an earlier version of the program did not record of its articles is recorded."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import attribution
from domain import Article, Statement
from index import called, origins, placed, spoken
from index.rows import REFERENCE_COLUMNS, STATEMENT_COLUMNS, reference_from, statement_from
from index.schema import VERSION

if TYPE_CHECKING:
    from index.embedders import Embedder

FILLED = f"{VERSION} {placed.RULES}"
"""What an archive records of itself when nothing is missing."""
BATCH = 100
"""Articles recorded in one transaction; a kill loses no more."""


def backfill(connection: sqlite3.Connection, embedder: Embedder | None = None) -> None:
    """Record origins, speakers and by what they are found, where that is missing.

    With an embedder also the places of sentences and statements. What is complete is not looked through again.
    """
    with transaction(connection):
        called.create(connection)
    if connection.execute("SELECT 1 FROM meta WHERE key = 'filled' AND value = ?", (FILLED,)).fetchone():
        return
    for part in _batches(origins.missing(connection)):
        with transaction(connection):
            for article in _articles(connection, part):
                origins.add(connection, article)
    for part in _batches(spoken.missing(connection)):
        with transaction(connection):
            for article in _articles(connection, part):
                _tell(connection, article)
    if embedder is None:
        return
    for part in _batches(placed.missing(connection)):
        with transaction(connection):
            told = [(a, statements_of(connection, a.reference.id)) for a in _articles(connection, part)]
            placed.add(connection, embedder, told)
    with transaction(connection):
        connection.execute("INSERT OR REPLACE INTO meta VALUES ('filled', ?)", (FILLED,))


def _tell(connection: sqlite3.Connection, article: Article) -> None:
    """Record who speaks in an article, and whom its statements are credited to."""
    id_ = article.reference.id
    told = attribution.credited(article, statements_of(connection, id_))
    spoken.add(connection, article, told)
    values = ((s.credit, id_, number) for number, s in enumerate(told) if s.credit)
    connection.executemany("UPDATE statements SET credit = ? WHERE article = ? AND number = ?", values)


def statements_of(connection: sqlite3.Connection, article_id: str) -> tuple[Statement, ...]:
    """An article's statements in the order of the text."""
    sql = f"SELECT {STATEMENT_COLUMNS} FROM statements WHERE article = ? ORDER BY number"
    found = [statement_from(row) for row in connection.execute(sql, (article_id,))]
    return tuple(_linked(found, spoken.of(connection, article_id)))


def _linked(statements: Iterable[Statement], speakers: Mapping[tuple[int, int], str]) -> Iterator[Statement]:
    """The statements with the archive's ids of their speakers."""
    for number, statement in enumerate(statements):
        chain = tuple(
            replace(one, speaker=speakers.get((number, level), one.speaker))
            for level, one in enumerate(statement.chain)
        )
        yield replace(statement, chain=chain) if chain != statement.chain else statement


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
