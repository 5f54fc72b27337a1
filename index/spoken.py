"""Statements go in, the speakers of the archive come out: who speaks where, under which name, and who is whom.

`alias` is the id that attribution gave a speaker within one article, `speaker` the id within the archive. Which alias
means whom is found anew from all names whenever they, or speakers.toml, have changed; nothing is embedded for that.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import attribution
from domain import Article, Statement
from index import called, surnames
from index.known import Known
from index.linking import Name, link

RULES = "2"
"""Counts up when names are joined in another way."""


Row = tuple[str, int, int, str, str, str, str, str, int]


def add(connection: sqlite3.Connection, article: Article, statements: Sequence[Statement]) -> None:
    """Record who speaks in an article."""
    rows = list(_rows(connection, article, statements))
    connection.executemany(f"INSERT INTO spoken VALUES ({', '.join('?' * 9)})", rows)
    called.add(connection, {(row[3], row[5]) for row in rows})
    single = {row[5]: row[3] for row in rows if " " not in row[5] and not attribution.is_body(row[3])}
    language = article.reference.language
    found = [(name, alias, attribution.fuller(article.text, name, language)) for name, alias in single.items()]
    values = ((article.reference.id, alias, person) for _, alias, people in found for person in sorted(people))
    connection.executemany("INSERT OR IGNORE INTO fuller VALUES (?, ?, ?)", values)
    connection.execute("DELETE FROM meta WHERE key = 'linked'")


def _rows(connection: sqlite3.Connection, article: Article, statements: Iterable[Statement]) -> Iterator[Row]:
    id_, language = article.reference.id, article.reference.language
    for number, statement in enumerate(statements):
        for level, one in enumerate(statement.chain):
            alias = one.speaker or attribution.canonical(one.name, language)
            means = connection.execute("SELECT speaker FROM meant WHERE alias = ?", (alias,)).fetchone() or (alias,)
            yield id_, number, level, alias, means[0], one.name, one.stance, one.polarity, int(statement.shown)


def remove(connection: sqlite3.Connection, article_ids: Iterable[str]) -> None:
    """Forget who speaks in these articles."""
    for id_ in article_ids:
        for table in ("spoken", "fuller"):
            connection.execute(f"DELETE FROM {table} WHERE article = ?", (id_,))
        connection.execute("DELETE FROM meta WHERE key = 'linked'")


def relink(connection: sqlite3.Connection, known: Known) -> int:
    """Find out anew who is whom, if names, rules or speakers.toml have changed; how many rows that changed.

    To be called within a transaction.
    """
    state = f"{RULES} {sorted(known.speakers.items())} {sorted(known.apart)}"
    done = connection.execute("SELECT value FROM meta WHERE key = 'linked'").fetchone()
    if done and done[0] == state:
        return 0
    called.tidy(connection)
    names = _names(connection)
    meant, people = link(names, known)
    connection.execute("DELETE FROM meant")
    connection.executemany("INSERT INTO meant VALUES (?, ?)", sorted(meant.items()))
    changed = list(_changed(connection, meant, people, known))
    connection.executemany("UPDATE spoken SET speaker = ? WHERE article = ? AND alias = ?", changed)
    connection.execute("INSERT OR REPLACE INTO meta VALUES ('linked', ?)", (state,))
    return len(changed)


def _names(connection: sqlite3.Connection) -> list[Name]:
    """Every alias with the name and the language in which it is used most."""
    sql = """SELECT s.alias, s.name, a.language, count(*) FROM spoken AS s JOIN articles AS a ON a.id = s.article
             GROUP BY 1, 2, 3 ORDER BY 1, 4 DESC, 2, 3"""
    names: dict[str, Name] = {}
    for alias, name, language, count in connection.execute(sql):
        first = names.setdefault(alias, Name(alias, name, language, 0))
        names[alias] = first._replace(times=first.times + count)
    return list(names.values())


def _changed(
    connection: sqlite3.Connection, meant: Mapping[str, str], people: frozenset[str], told: Known
) -> Iterator[tuple[str, str, str]]:
    """(speaker, article, alias) where an alias means another in this article than is recorded.

    A single word means the one person of the archive of whose full name it is a part in the article's text.
    """
    full: dict[tuple[str, str], set[str]] = defaultdict(set)
    for article, alias, person in connection.execute("SELECT article, alias, person FROM fuller"):
        if person in people or person in told.speakers:
            full[article, alias].add(meant.get(person, person))
    matter = surnames.completed(connection, meant)
    rows = connection.execute("SELECT DISTINCT article, alias, speaker FROM spoken").fetchall()
    for article, alias, speaker in rows:
        whole = full.get((article, alias), set())
        alone = meant.get(alias, alias)
        meaning = next(iter(whole)) if len(whole) == 1 else matter.meaning(article, alias, alone)
        meaning = matter.joined.get(meaning, meaning)
        if meaning != speaker and (meaning, alias) not in told.apart:
            yield meaning, article, alias


def of(connection: sqlite3.Connection, article_id: str) -> dict[tuple[int, int], str]:
    """(number of the statement, level in its chain) → the speaker's id."""
    sql = "SELECT number, level, speaker FROM spoken WHERE article = ?"
    return {(number, level): speaker for number, level, speaker in connection.execute(sql, (article_id,))}


def missing(connection: sqlite3.Connection) -> list[str]:
    """Articles with reported statements of which it is not recorded who speaks: of an older archive."""
    sql = "SELECT DISTINCT article FROM statements WHERE chain != '[]' AND article NOT IN (SELECT article FROM spoken)"
    return [id_ for (id_,) in connection.execute(f"{sql} ORDER BY 1")]
