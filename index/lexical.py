"""Passages go in, the passages that share the rarest terms, or names, with a question come out (BM25, SQLite FTS5).

The index lies in the library's own file: one transaction changes both, and a reader sees both at once; the measurement
against tantivy is in docs/decisions/0002-lexical-index.md. The terms are made by index/tokens.py, the sounds of names,
which find them in other scripts, by index/names.py; FTS5 counts both, in tables of their own.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from index.filters import Filters
from index.names import asked_sounds, sounds
from index.tokens import terms

TABLES = """
CREATE VIRTUAL TABLE IF NOT EXISTS lexical USING fts5(title, body, tokenize="unicode61 remove_diacritics 0");
CREATE VIRTUAL TABLE IF NOT EXISTS lexical_terms USING fts5vocab(lexical, row);
CREATE VIRTUAL TABLE IF NOT EXISTS names USING fts5(sounds);
CREATE VIRTUAL TABLE IF NOT EXISTS names_terms USING fts5vocab(names, row);
"""
TITLE_WEIGHT = 0.5
"""An article's headline counts for each of its passages, at half the weight of the passage's own words."""
COMMON = 0.02
"""A term that stands in a larger share of all passages is left out of a question that has rarer ones."""
MOST_PASSAGES = 6_000
"""The rarest terms are asked for as long as they stand in no more passages than this together: all of them are scored,
and in a million passages a term of the hundredth part has as many."""
MOST_COMMON = 30_000
"""The same for a question that has common terms alone; where even these are too many, vectors must do."""
COMMON_FROM = 20_000
"""Smaller archives are searched with every term: it costs little there."""

MOST_COUNTS = 100_000
"""Counts of terms that are kept at a time."""

Entry = tuple[int, str, str, str]
"""Row of the passage, language, headline, text."""


@dataclass(frozen=True)
class Spread:
    """How many passages an archive has, and by table and term, how many of them have the terms counted so far."""

    passages: int
    counts: dict[tuple[str, str], int]


def create(connection: sqlite3.Connection) -> None:
    """Make the lexical index where there is none."""
    for statement in TABLES.strip().split("\n"):
        connection.execute(statement)


def drop(connection: sqlite3.Connection) -> None:
    """Take the lexical index away, to make it anew."""
    connection.execute("DROP TABLE IF EXISTS lexical_terms")
    connection.execute("DROP TABLE IF EXISTS lexical")
    connection.execute("DROP TABLE IF EXISTS names_terms")
    connection.execute("DROP TABLE IF EXISTS names")


def add(connection: sqlite3.Connection, entries: Iterable[Entry]) -> None:
    """Index passages under their rows, within the caller's transaction."""
    before, headline = ("", ""), ""
    for row, language, title, text in entries:
        if (language, title) != before:  # the passages of an article follow one another
            before, headline = (language, title), " ".join(terms(title, language))
        values = (row, headline, " ".join(terms(text, language)))
        connection.execute("INSERT INTO lexical (rowid, title, body) VALUES (?, ?, ?)", values)
        heard = " ".join(sounds(f"{title}\n{text}")).lower()
        connection.execute("INSERT INTO names (rowid, sounds) VALUES (?, ?)", (row, heard))


def remove(connection: sqlite3.Connection, rows: Iterable[int]) -> None:
    """Forget passages, within the caller's transaction."""
    gone = [(row,) for row in rows]
    connection.executemany("DELETE FROM lexical WHERE rowid = ?", gone)
    connection.executemany("DELETE FROM names WHERE rowid = ?", gone)


def compact(connection: sqlite3.Connection) -> None:
    """Leave nothing of what was removed: FTS5 only marks it until its segments are merged."""
    for table in ("lexical", "names"):
        connection.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")


def rows(connection: sqlite3.Connection, table: str = "lexical") -> set[int]:
    """The rows that are indexed in `lexical` or `names`; none where the table is gone."""
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone():
        return set()
    return {row for (row,) in connection.execute(f"SELECT rowid FROM {table}")}


def problem(connection: sqlite3.Connection, table: str) -> str:
    """What FTS5 finds wrong with the inside of `lexical` or `names`; empty if nothing.

    Its check wants to write, so a library that somebody is writing to at this moment is not checked.
    """
    connection.execute("PRAGMA busy_timeout=200")
    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(f"INSERT INTO {table} ({table}) VALUES ('integrity-check')")
    except sqlite3.DatabaseError as error:
        told = str(error)
        return f"the table {table} is damaged ({told})" if "malformed" in told or "corrupt" in told else ""
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
    return ""


def search(
    connection: sqlite3.Connection,
    question: str,
    languages: Sequence[str],
    filters: Filters,
    limit: int,
    spread: Spread,
) -> list[tuple[int, float]]:
    """The best passages with their BM25 score (higher is better), best first.

    A passage's terms were made with its own language's stemmer, so the question's words are looked up as every one
    of `languages` would write them; most stems coincide.
    """
    written = list(dict.fromkeys(t for code in languages for t in terms(question, code)))
    wanted = _rare(connection, "lexical_terms", written, spread)
    if not wanted:
        return []
    return _found(connection, "lexical", f"bm25(lexical, {TITLE_WEIGHT}, 1.0)", wanted, filters, limit)


def search_names(
    connection: sqlite3.Connection, question: str, filters: Filters, limit: int, spread: Spread
) -> list[tuple[int, float]]:
    """The passages in which names of the question are heard, in whatever script, with their BM25 score, best first.

    An archive written before there were name sounds gives none, until `python -m index rebuild`.
    """
    asked = [sound.lower() for sound in asked_sounds(question)]
    known = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'names_terms'").fetchone()
    wanted = _rare(connection, "names_terms", asked, spread) if known else []
    return _found(connection, "names", "bm25(names)", wanted, filters, limit) if wanted else []


def _found(
    connection: sqlite3.Connection, table: str, score: str, wanted: Sequence[str], filters: Filters, limit: int
) -> list[tuple[int, float]]:
    condition, values = filters.sql()
    # CROSS JOIN keeps SQLite from looking up every row that passes the filter (200 times slower).
    join = f"CROSS JOIN passages AS p ON p.row = {table}.rowid CROSS JOIN articles AS a ON a.id = p.article"
    sql = f"SELECT {table}.rowid, -{score} FROM {table} {join if filters else ''} WHERE {table} MATCH ? AND {condition}"
    match = " OR ".join(f'"{term}"' for term in wanted)
    return connection.execute(f"{sql} ORDER BY {score} LIMIT ?", (match, *values, limit)).fetchall()


def _rare(connection: sqlite3.Connection, table: str, wanted: list[str], spread: Spread) -> list[str]:
    """The terms worth asking for: those that the archive has, without the commonest."""
    if spread.passages < COMMON_FROM:
        return wanted
    if len(spread.counts) > MOST_COUNTS:
        spread.counts.clear()
    counted = sorted((n, term) for term in wanted if (n := _count(connection, table, term, spread)))
    together = list(accumulate(n for n, _ in counted))
    most = COMMON * spread.passages
    rare = [t for (n, t), all_ in zip(counted, together, strict=True) if n <= most and all_ <= MOST_PASSAGES]
    return rare or [t for (_, t), all_ in zip(counted[:2], together, strict=False) if all_ <= MOST_COMMON]


def _count(connection: sqlite3.Connection, table: str, term: str, spread: Spread) -> int:
    """In how many passages a term stands. FTS5 reads all of them to know, so it is asked once."""
    known = spread.counts.get((table, term))  # other threads may empty the counts at any moment
    if known is None:
        found = connection.execute(f"SELECT doc FROM {table} WHERE term = ?", (term,)).fetchone()
        known = spread.counts[table, term] = found[0] if found else 0
    return known
