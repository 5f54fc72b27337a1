"""Article ids go in; the library forgets them, and for those taken down remembers that they must not come back.

The table is made by whoever writes; a library without it has nothing taken down.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from domain import Article
from index import lexical, origins, rows, spoken

TABLE = """CREATE TABLE IF NOT EXISTS removed (
    article TEXT PRIMARY KEY, path TEXT, url TEXT, twin TEXT NOT NULL, day TEXT NOT NULL, why TEXT NOT NULL
) WITHOUT ROWID"""


class Removed(NamedTuple):
    """An article that was taken down: by what it is known again, when, and why."""

    article: str
    path: str | None
    url: str | None
    twin: str
    """Hash of outlet, title and text."""
    day: str
    why: str


def create(connection: sqlite3.Connection) -> None:
    """Make the table where there is none."""
    connection.execute(TABLE)


def every(connection: sqlite3.Connection) -> list[Removed]:
    """Whatever was taken down, the latest first."""
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'removed'").fetchone():
        return []
    return [Removed(*row) for row in connection.execute("SELECT * FROM removed ORDER BY day DESC, article")]


def note(connection: sqlite3.Connection, article_ids: Iterable[str], why: str) -> None:
    """Remember these stored articles as taken down today."""
    day = datetime.now(UTC).date().isoformat()
    sql = "INSERT OR REPLACE INTO removed SELECT id, path, url, twin, ?, ? FROM articles WHERE id = ?"
    connection.executemany(sql, ((day, why, id_) for id_ in article_ids))


def lift(connection: sqlite3.Connection, article_ids: Sequence[str]) -> None:
    """Let articles in again; their files count as unread."""
    for id_ in article_ids:
        sql = "UPDATE files SET size = -1, sha256 = '' WHERE path = (SELECT path FROM removed WHERE article = ?)"
        connection.execute(sql, (id_,))
        connection.execute("DELETE FROM removed WHERE article = ?", (id_,))


def withheld(connection: sqlite3.Connection, article: Article, named: bool) -> str:
    """Why an article must not be stored; empty if it may be.

    It is known again by its url, by outlet, title and text, and by its id: if it comes from the same file, or if
    `named`, that is, if the file itself gives the id.
    """
    r = article.reference
    sql = """SELECT article, day FROM removed WHERE twin = ? OR (url IS NOT NULL AND url = ?)
             OR (article = ? AND (? OR path = ?)) LIMIT 1"""
    found = connection.execute(sql, (rows.twin(article), r.url, r.id, named, r.path)).fetchone()
    return (
        f"{found[0]} was taken down on {found[1]}; `python -m index remove --lift {found[0]}` lets it in"
        if found
        else ""
    )


def forget(connection: sqlite3.Connection, article_ids: Iterable[str]) -> None:
    """Delete articles with all that was made of them, within the caller's transaction."""
    gone = list(article_ids)
    for article_id in gone:
        _forget_one(connection, article_id)
    origins.remove(connection, gone)
    spoken.remove(connection, gone)


def _forget_one(connection: sqlite3.Connection, article_id: str) -> None:
    found = connection.execute("SELECT row, id FROM passages WHERE article = ?", (article_id,)).fetchall()
    lexical.remove(connection, [row for row, _ in found])
    for table in ("vectors", "words", "passages"):
        connection.executemany(f"DELETE FROM {table} WHERE row = ?", ((row,) for row, _ in found))
    connection.executemany("INSERT OR IGNORE INTO pending VALUES (?)", ((id_,) for _, id_ in found))
    for table in ("statements", "placed", "restricted"):
        connection.execute(f"DELETE FROM {table} WHERE article = ?", (article_id,))
    connection.execute("DELETE FROM articles WHERE id = ?", (article_id,))
