"""An archive of real articles in, one several times as large out: copies that differ from their articles as said here.

A copy has an id, an address and a file of its own, appeared 41 days later than the copy before it, and prints the same
text with the same statements, so that every offset holds. What search reads differs: a vector is turned away from the
original's by a random direction (cosine about 0.9); one term in five of the lexical index, chosen by its letters and
the copy, gets the copy's number behind it, so that new rare terms come as they do with new articles; half of the
speakers have other ids; and no copy shares a band with another, so that no story has ten outlets. Everything else is
copied by SQLite, inside the library; Chroma is told by the product's own `Vectors`.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from index import called
from index.pending import vectors_to_put
from index.schema import connect
from index.vectors import Vectors

VARIED, SPEAKERS = 5, 2
"""One term in so many is another in a copy; one speaker in so many."""
NOISE = 0.48
"""Length of the random direction that is added to a vector of length 1."""
DAYS = 41
DIMENSION = 256

TABLES = (
    """articles SELECT id || :tag, path || :tag, outlet, title, language, date(published, :later), authors, url || :tag,
       text, fingerprint || :tag, twin || :tag FROM main.articles WHERE rowid <= :articles""",
    """passages SELECT row + :rows, article || :tag || substr(id, length(article) + 1), article || :tag, first, last
       FROM main.passages WHERE row <= :last""",
    "vectors SELECT row + :rows, turned(vector) FROM main.vectors WHERE row <= :last",
    "words SELECT row + :rows, rules, pieces, norms FROM main.words WHERE row <= :last",
    """statements SELECT article || :tag, number, first, last, form, confidence, found, shown, chain, credit
       FROM main.statements WHERE instr(article, '~') = 0""",
    """copies SELECT number + :numbers, article || :tag, date(day, :later), signature, article || :tag
       FROM main.copies WHERE number <= :copies""",
    "bands SELECT band + :copy * 1000003, number + :numbers FROM main.bands WHERE number <= :copies",
    """placed SELECT article || :tag, rules, sentences, spans, vectors FROM main.placed
       WHERE instr(article, '~') = 0""",
    """spoken SELECT article || :tag, number, level, another(alias), another(speaker), name, stance, polarity, shown
       FROM main.spoken WHERE instr(article, '~') = 0""",
    "fuller SELECT article || :tag, another(alias), another(person) FROM main.fuller WHERE instr(article, '~') = 0",
    "files SELECT path || :tag, size, mtime_ns, sha256 FROM main.files WHERE instr(path, '~') = 0",
    "lexical (rowid, title, body) SELECT rowid + :rows, varied(title), varied(body) FROM lexical WHERE rowid <= :last",
    "names (rowid, sounds) SELECT rowid + :rows, varied(sounds) FROM names WHERE rowid <= :last",
)
"""What each table gets for a copy."""


def multiply(folder: Path, times: int) -> Iterator[dict[str, Any]]:
    """Bring the archive in `folder` to `times` its articles; killed, it goes on with the copy that it was at."""
    connection = connect(folder)
    for pragma in ("synchronous=OFF", "cache_size=-400000", "wal_autocheckpoint=20000"):
        connection.execute(f"PRAGMA {pragma}")
    base = _base(connection)
    done = connection.execute("SELECT value FROM meta WHERE key = 'multiplied'").fetchone()
    for copy in range(int(done[0]) if done else 1, times):
        _copy(connection, copy, base)
        yield {"copies": copy + 1, "passages": (copy + 1) * base["last"]}
    connection.execute("DROP TABLE IF EXISTS called")
    called.create(connection)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    yield from _tell(connection, folder)
    connection.close()


def _base(connection: sqlite3.Connection) -> dict[str, int]:
    """The largest numbers of the archive that is multiplied; told by the first run."""
    first = {
        "last": "SELECT max(row) FROM passages WHERE instr(article, '~') = 0",
        "articles": "SELECT max(rowid) FROM articles WHERE instr(id, '~') = 0",
        "copies": "SELECT max(number) FROM copies WHERE instr(article, '~') = 0",
    }
    return {name: int(connection.execute(sql).fetchone()[0]) for name, sql in first.items()}


def _copy(connection: sqlite3.Connection, copy: int, base: dict[str, int]) -> None:
    random = np.random.default_rng(copy)

    def turned(blob: bytes) -> bytes:
        noise = random.normal(size=DIMENSION).astype(np.float32)
        vector = np.frombuffer(blob, dtype=np.float16).astype(np.float32) + NOISE * noise / np.linalg.norm(noise)
        return (vector / np.linalg.norm(vector)).astype(np.float16).tobytes()

    def varied(text: str) -> str:
        return " ".join(f"{t}{copy}" if _chosen(t, copy, VARIED) else t for t in text.split(" ")) if text else text

    def another(speaker: str) -> str:
        return f"{speaker} {copy}" if _chosen(speaker, copy, SPEAKERS) else speaker

    connection.create_function("turned", 1, turned)
    connection.create_function("varied", 1, varied)
    connection.create_function("another", 1, another)
    values = base | {
        "tag": f"~{copy}",
        "copy": copy,
        "later": f"+{copy * DAYS} days",
        "rows": copy * base["last"],
        "numbers": copy * base["copies"],
    }
    connection.execute("BEGIN")
    for sql in TABLES:
        named = {name: value for name, value in values.items() if f":{name}" in sql}
        connection.execute(f"INSERT INTO {sql}", named)
    connection.execute("INSERT OR REPLACE INTO meta VALUES ('multiplied', ?)", (str(copy + 1),))
    connection.execute("UPDATE meta SET value = value + 1 WHERE key = 'generation'")
    connection.execute("COMMIT")


def _chosen(text: str, copy: int, share: int) -> bool:
    return zlib.crc32(text.encode()) % (7 * share) // 7 == copy % share


def _tell(connection: sqlite3.Connection, folder: Path) -> Iterator[dict[str, Any]]:
    """Put into Chroma what it lacks, in the order of the rows, a few thousand at a time."""
    vectors = Vectors(folder)
    known = vectors.ids()
    waiting = [i for (i,) in connection.execute("SELECT id FROM passages ORDER BY row") if i not in known]
    for at in range(0, len(waiting), 5000):
        vectors.put(vectors_to_put(connection, waiting[at : at + 5000]))
        yield {"told Chroma": len(known) + min(at + 5000, len(waiting))}
    vectors.close()
