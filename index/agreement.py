"""An open library goes in; where its tables disagree with each other comes out, a sentence each, or is mended.

Every table of derived things (index/schema.py) has its articles or passages in `articles` and `passages`, and the other
way round. `mend` takes away what belongs to nothing and what is incomplete; `backfill` then records it anew.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from pathlib import Path

from errors import BadSetting
from index import access

OF_ARTICLES = ("passages", "statements", "placed", "copies", "spoken", "fuller", "restricted")
"""Tables with a column `article`."""
OF_PASSAGES = ("vectors", "words")
"""Tables with the passage's `row`; the lexical index has the same numbers as rowid."""
NAMED = 5

QUESTIONS: Mapping[str, str] = {
    "passages of {n} articles are lost; restore a backup, or ingest them into a new archive": """
        SELECT a.id FROM articles AS a LEFT JOIN passages AS p ON p.article = a.id GROUP BY a.id
        HAVING count(p.id) <= coalesce(max(CAST(substr(p.id, length(a.id) + 2) AS INTEGER)), 0)
            OR max(p.last) < length(a.text)""",
    "origins lack {n} articles": "SELECT id FROM articles WHERE id NOT IN (SELECT article FROM copies)",
    "origins lack the bands of {n} articles": """
        SELECT article FROM copies WHERE signature IS NOT NULL AND number NOT IN (SELECT number FROM bands)""",
    "placed sentences lack {n} articles": "SELECT id FROM articles WHERE id NOT IN (SELECT article FROM placed)",
    "the ledger lacks speakers of {n} statements": """
        SELECT s.article || '#' || s.number FROM statements AS s WHERE json_array_length(s.chain) > (
            SELECT count(*) FROM spoken AS k WHERE k.article = s.article AND k.number = s.number)""",
    "the ledger still holds speakers of {n} statements": """
        SELECT DISTINCT k.article || '#' || k.number FROM spoken AS k LEFT JOIN statements AS s
        ON s.article = k.article AND s.number = k.number
        WHERE s.chain IS NULL OR k.level >= json_array_length(s.chain)""",
    "origins still hold the bands of {n} articles that are gone": """
        SELECT DISTINCT number FROM bands WHERE number NOT IN (SELECT number FROM copies)""",
}
"""Sentence → what it names."""


def disagreements(connection: sqlite3.Connection, folder: Path) -> list[str]:
    """One sentence for each disagreement; empty if all is well."""
    found = [_sentence(connection, sentence, sql) for sentence, sql in QUESTIONS.items()]
    for table in OF_ARTICLES:
        sql = f"SELECT DISTINCT article FROM {table} WHERE article NOT IN (SELECT id FROM articles)"
        found.append(_sentence(connection, f"{table} still holds {{n}} articles that are gone", sql))
    return [sentence for sentence in (*found, _unlinked(connection), _other_rules(connection, folder)) if sentence]


def _sentence(connection: sqlite3.Connection, sentence: str, sql: str) -> str:
    values = [str(value) for (value,) in connection.execute(sql)]
    some = f"{', '.join(values[:NAMED])}{', …' if len(values) > NAMED else ''}"
    return f"{sentence.format(n=len(values))}: {some}" if values else ""


def _unlinked(connection: sqlite3.Connection) -> str:
    known = connection.execute("SELECT 1 FROM meta WHERE key = 'linked'").fetchone()
    told = connection.execute("SELECT 1 FROM spoken LIMIT 1").fetchone()
    return "" if known or not told else "who is whom was not found out since the last change; the next ingest does it"


def _other_rules(connection: sqlite3.Connection, folder: Path) -> str:
    try:
        rules = access.read_rules(folder)
    except BadSetting as error:
        return str(error)
    known = connection.execute("SELECT value FROM meta WHERE key = 'access'").fetchone()
    same = repr(rules) == (known[0] if known else repr(()))
    return "" if same else f"{access.FILE} was changed and not read since; `python -m index access` reads it"


def mend(connection: sqlite3.Connection) -> None:
    """Take away what belongs to nothing and what is incomplete, within the caller's transaction."""
    for table in OF_ARTICLES:
        connection.execute(f"DELETE FROM {table} WHERE article NOT IN (SELECT id FROM articles)")
    for table in OF_PASSAGES:
        connection.execute(f"DELETE FROM {table} WHERE row NOT IN (SELECT row FROM passages)")
    connection.execute("DELETE FROM copies WHERE signature IS NOT NULL AND number NOT IN (SELECT number FROM bands)")
    connection.execute("DELETE FROM bands WHERE number NOT IN (SELECT number FROM copies)")
    torn = {
        name.rpartition("#")[0]
        for sentence, sql in QUESTIONS.items()
        if sentence.startswith("the ledger")
        for (name,) in connection.execute(sql).fetchall()
    }
    for article in torn:
        for table in ("spoken", "fuller"):
            connection.execute(f"DELETE FROM {table} WHERE article = ?", (article,))
    connection.execute("DELETE FROM meta WHERE key = 'filled'")  # so that `backfill` looks
