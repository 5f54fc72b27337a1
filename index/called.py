"""A question goes in, the speakers of the archive whom it may name come out, also in another script.

By what words an alias is found is written down when an article is stored, so no question waits for a list of all
speakers: the first two words of its name, the last one, and the sounds of that. Who is meant, the asker decides.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import attribution
from domain import Speaker
from index.names import asked_sounds, sounds

TABLE = "CREATE TABLE called (word TEXT NOT NULL, alias TEXT NOT NULL, PRIMARY KEY (word, alias)) WITHOUT ROWID"
"""Made by whoever writes; an archive without it is looked through name by name."""
LEAST_HEARD = 3
"""Consonants that a name must have to be looked up by its sound."""
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_HEARD = "~"
"""Before a word that is a sound."""
CHUNK = 500


def create(connection: sqlite3.Connection) -> None:
    """Make the table where there is none, of the speakers who are there; within the caller's transaction."""
    if not _known(connection):
        connection.execute(TABLE)
        add(connection, connection.execute("SELECT DISTINCT alias, name FROM spoken").fetchall())


def add(connection: sqlite3.Connection, names: Iterable[tuple[str, str]]) -> None:
    """Record by which words an alias is found."""
    values = ((word, alias) for alias, name in names for word in words_of(name))
    connection.executemany("INSERT OR IGNORE INTO called VALUES (?, ?)", values)


def tidy(connection: sqlite3.Connection) -> None:
    """Forget the aliases that nobody bears any more."""
    if _known(connection):
        connection.execute("DELETE FROM called WHERE alias NOT IN (SELECT alias FROM spoken)")


def words_of(name: str) -> list[str]:
    """What a name is found by; a last word in small letters is a noun and finds nothing."""
    words = _WORD.findall(name)
    found = [attribution.fold(" ".join(words[:2]))] if len(words) > 1 else []
    if not words or words[-1][0].islower():
        return found
    heard = () if words[-1].isascii() else sounds(words[-1])
    return [*found, attribution.fold(words[-1]), *_told_apart(heard)]


def asked_words(question: str) -> list[str]:
    """By what the names in a question may be written down: its words, each two in a row, its sounds."""
    words = [attribution.fold(word) for word in _WORD.findall(question)]
    return [*words, *(" ".join(pair) for pair in pairwise(words)), *_told_apart(asked_sounds(question))]


def _told_apart(heard: Iterable[str]) -> Iterator[str]:
    return (_HEARD + sound for sound in heard if len(sound) >= LEAST_HEARD)


def named(connection: sqlite3.Connection, question: str) -> list[Speaker]:
    """The speakers whom a question may name, most quoted first."""
    aliases = _aliases(connection, set(asked_words(question)))
    ids: set[str] = set()
    for start in range(0, len(aliases), CHUNK):
        part = aliases[start : start + CHUNK]
        sql = f"SELECT DISTINCT speaker FROM spoken WHERE alias IN ({', '.join('?' * len(part))})"
        ids |= {id_ for (id_,) in connection.execute(sql, part)}
    return speakers(connection, sorted(ids))


def _aliases(connection: sqlite3.Connection, wanted: set[str]) -> list[str]:
    if not _known(connection):
        every = connection.execute("SELECT DISTINCT alias, name FROM spoken")
        return list(dict.fromkeys(alias for alias, name in every if wanted.intersection(words_of(name))))
    sql = "SELECT alias FROM called WHERE word = ?"
    return list(dict.fromkeys(alias for word in sorted(wanted) for (alias,) in connection.execute(sql, (word,))))


def _known(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'called'").fetchone())


def speakers(connection: sqlite3.Connection, ids: Sequence[str] | None = None) -> list[Speaker]:
    """Whoever of these (None: of all) stands in a statement that the product shows, most often first."""
    if ids is None:
        return _counted(connection, "1", ())
    parts = [ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK)]
    found = [s for p in parts for s in _counted(connection, f"s.speaker IN ({', '.join('?' * len(p))})", p)]
    return sorted(found, key=_standing)


def _counted(connection: sqlite3.Connection, condition: str, values: Sequence[str]) -> list[Speaker]:
    sql = f"""SELECT s.speaker, a.language, s.name, count(*) AS n
              FROM spoken AS s JOIN articles AS a ON a.id = s.article
              WHERE s.shown AND {condition} GROUP BY 1, 2, 3 ORDER BY n, s.name DESC"""
    names: dict[str, dict[str, str]] = {}
    mentions: Counter[str] = Counter()
    for id_, language, name, count in connection.execute(sql, tuple(values)):
        names.setdefault(id_, {})[language] = name  # the last one is the most used
        mentions[id_] += count
    return sorted((Speaker(i, names[i], n) for i, n in mentions.items()), key=_standing)


def _standing(speaker: Speaker) -> tuple[int, str]:
    return (-speaker.mentions, speaker.id)
