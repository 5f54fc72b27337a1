"""Articles go in, their origin comes out: the group of copies of one story that each belongs to, kept in the library.

A group is what copying connects; its name is its smallest article id, so it does not depend on the order of ingest.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np

from domain import Article
from index.copies import PLACES, Hashes, bands, copies, signature

MOST = 200
"""Articles looked at in one band. A band that thousands share is boilerplate, and its articles meet in others."""
CHUNK = 500
"""Values bound to one statement."""


def add(connection: sqlite3.Connection, article: Article) -> None:
    """Record an article's signature and join it with its copies."""
    id_, day, signed = article.reference.id, article.reference.published, signature(article.text)
    sql = "INSERT INTO copies (article, day, signature, origin) VALUES (?, ?, ?, ?)"
    blob = None if signed is None else signed.tobytes()
    number = connection.execute(sql, (id_, day.isoformat() if day else None, blob, id_)).lastrowid
    if signed is None:
        return
    keys = bands(signed)
    joined = {id_, *_copied(connection, signed, day, keys)}
    connection.executemany("INSERT OR IGNORE INTO bands VALUES (?, ?)", ((key, number) for key in keys))
    if len(joined) > 1:
        marks = ", ".join("?" * len(joined))
        connection.execute(f"UPDATE copies SET origin = ? WHERE origin IN ({marks})", (min(joined), *joined))


def remove(connection: sqlite3.Connection, article_ids: Iterable[str]) -> None:
    """Forget articles, and part the groups that only they held together."""
    torn: set[str] = set()
    for id_ in article_ids:
        found = connection.execute("SELECT number, signature, origin FROM copies WHERE article = ?", (id_,)).fetchone()
        if found is None:
            continue
        number, blob, origin = found
        if blob is not None:
            keys = bands(np.frombuffer(blob, dtype=np.uint32))
            connection.executemany("DELETE FROM bands WHERE band = ? AND number = ?", ((k, number) for k in keys))
            torn.add(origin)
        connection.execute("DELETE FROM copies WHERE number = ?", (number,))
    for origin in sorted(torn):
        _regroup(connection, origin)


def of(connection: sqlite3.Connection, article_ids: Sequence[str]) -> dict[str, str]:
    """Article id → the name of its group of copies."""
    found: dict[str, str] = {}
    for start in range(0, len(article_ids), CHUNK):
        part = article_ids[start : start + CHUNK]
        sql = f"SELECT article, origin FROM copies WHERE article IN ({', '.join('?' * len(part))})"
        found.update(connection.execute(sql, tuple(part)).fetchall())
    return found


def outlets(connection: sqlite3.Connection, article_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Article id → the known outlets that print its story, its own among them, in alphabetical order."""
    found: dict[str, set[str]] = {}
    for start in range(0, len(article_ids), CHUNK):
        part = article_ids[start : start + CHUNK]
        sql = f"""SELECT DISTINCT mine.article, a.outlet FROM copies AS mine JOIN copies AS other USING (origin)
                  JOIN articles AS a ON a.id = other.article
                  WHERE mine.article IN ({", ".join("?" * len(part))}) AND a.outlet IS NOT NULL"""
        for id_, outlet in connection.execute(sql, tuple(part)):
            found.setdefault(id_, set()).add(outlet)
    return {id_: tuple(sorted(names)) for id_, names in found.items()}


def missing(connection: sqlite3.Connection) -> list[str]:
    """Articles whose origin was never recorded: those of an archive made before there were origins."""
    sql = "SELECT id FROM articles WHERE id NOT IN (SELECT article FROM copies) ORDER BY id"
    return [id_ for (id_,) in connection.execute(sql)]


def _copied(connection: sqlite3.Connection, signed: Hashes, day: date | None, keys: Sequence[int]) -> set[str]:
    """Origins of the articles that are copies of this one."""
    sql = "SELECT number FROM bands WHERE band = ? LIMIT ?"
    near = sorted({number for key in keys for (number,) in connection.execute(sql, (key, MOST))})
    joined: set[str] = set()
    for start in range(0, len(near), CHUNK):
        part = near[start : start + CHUNK]
        sql = f"SELECT origin, day, signature FROM copies WHERE number IN ({', '.join('?' * len(part))})"
        found = connection.execute(sql, part).fetchall()
        alike = copies(signed, day, _signatures(row[2] for row in found), [_day(row[1]) for row in found])
        joined |= {row[0] for row, copied in zip(found, alike, strict=True) if copied}
    return joined


def _regroup(connection: sqlite3.Connection, origin: str) -> None:
    """Find anew which of a group's articles hang together."""
    sql = "SELECT article, day, signature FROM copies WHERE origin = ? ORDER BY article"
    rows = connection.execute(sql, (origin,)).fetchall()
    signatures, days = _signatures(row[2] for row in rows), [_day(row[1]) for row in rows]
    left = np.ones(len(rows), dtype=bool)
    for first, (name, _, _) in enumerate(rows):
        waiting = [first] if left[first] else []
        left[first] = False
        while waiting:
            here = waiting.pop()
            connection.execute("UPDATE copies SET origin = ? WHERE article = ?", (name, rows[here][0]))
            reached = np.flatnonzero(copies(signatures[here], days[here], signatures, days) & left)
            left[reached] = False
            waiting.extend(int(i) for i in reached)


def _signatures(blobs: Iterable[bytes]) -> Hashes:
    return np.frombuffer(b"".join(blobs), dtype=np.uint32).reshape(-1, PLACES)


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
