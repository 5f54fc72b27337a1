"""Every passage's vector in memory, a byte a number: a question's vector and filters in, rows of the nearest out.

Chroma's own filter takes longer the more passages it leaves; comparing with all that are left costs at most some
milliseconds for every 100,000, whatever the filter is. docs/decisions/0023-filtered-search.md has the measurements.
A passage's row, vector and article never change, so what was read stays right: newer rows are added, and rows that are
gone are left out by whoever looks them up.
"""

from __future__ import annotations

import threading
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from index.filters import Filters, as_number

if TYPE_CHECKING:
    from index.library import Library
    from index.static_model import Floats

TOGETHER = 1024
"""Vectors compared at once: they stay in the processor's cache, and BLAS starts no threads for them."""
READ = 10_000
"""Vectors read at once."""
SMALL = 20_000
"""A part of fewer rows takes in the next one."""
LARGEST = 127

Rows = npt.NDArray[np.int64]


class Part(NamedTuple):
    """Some passages, by row; never changed."""

    rows: Rows
    numbers: npt.NDArray[np.int8]
    languages: npt.NDArray[np.int32]
    outlets: npt.NDArray[np.int32]
    """Numbers of `Matrix.known`; -1 for unknown ones."""
    days: npt.NDArray[np.int32]
    """YYYYMMDD; 0 for unknown ones, which fail every limit."""


class Matrix:
    """The vectors of one library, read when they are first asked for."""

    def __init__(self, library: Library) -> None:
        """Reads nothing yet."""
        self._library = library
        self._lock = threading.Lock()
        self._generation = -1
        self._parts: tuple[Part, ...] = ()
        self._known: dict[str, int] = {}
        """Language or outlet → its number."""
        self._rounded: npt.NDArray[np.int8] | None = None
        """What each float16, read as a number without sign, is in a byte."""

    def refresh(self) -> None:
        """Read what has been added since."""
        generation = self._library.generation()
        if generation == self._generation:
            return
        with self._lock:
            parts = list(self._parts)
            while (new := self._read(int(parts[-1].rows[-1]) if parts else 0)) is not None:
                if parts and len(parts[-1].rows) < SMALL:
                    new = _joined(parts.pop(), new)
                parts.append(new)
            self._parts, self._generation = tuple(parts), generation

    def forget(self) -> None:
        """Read everything anew at the next search."""
        with self._lock:
            self._parts, self._generation = (), -1

    def nearest(self, vector: Floats, filters: Filters, limit: int) -> list[int]:
        """Rows of the passages that the filters leave, nearest first."""
        self.refresh()
        found = [_scored(part, self._left(part, filters), vector) for part in self._parts]
        if not found:
            return []
        rows, scores = (np.concatenate(column) for column in zip(*found, strict=True))
        if len(rows) > limit:
            best = np.argpartition(-scores, limit)[:limit]
            rows, scores = rows[best], scores[best]
        return [int(row) for row in rows[np.argsort(-scores, kind="stable")]]

    def _left(self, part: Part, filters: Filters) -> Rows:
        """Places in a part that the filters leave."""
        kept = np.ones(len(part.rows), dtype=bool)
        for column, wanted in ((part.languages, filters.languages), (part.outlets, filters.outlets)):
            if wanted:
                kept &= np.isin(column, [self._known.get(name, -2) for name in wanted])
        if filters.since or filters.until:
            first = as_number(filters.since or date.min)
            kept &= (part.days >= first) & (part.days <= as_number(filters.until or date.max))
        return np.flatnonzero(kept)

    def _read(self, after: int) -> Part | None:
        """The next passages by row."""
        sql = """SELECT p.row, p.article, v.vector FROM passages AS p CROSS JOIN vectors AS v ON v.row = p.row
                 WHERE p.row > ? ORDER BY p.row LIMIT ?"""
        found = self._library.connection.execute(sql, (after, READ)).fetchall()
        if not found:
            return None
        rows, articles, blobs = zip(*found, strict=True)
        halves = np.frombuffer(b"".join(blobs), dtype=np.float16).reshape(len(rows), -1)
        facets = self._facets(articles)
        languages, outlets, days = np.array([facets[a] for a in articles], dtype=np.int32).T.copy()
        return Part(np.array(rows, dtype=np.int64), self._bytes(halves), languages, outlets, days)

    def _facets(self, articles: tuple[str, ...]) -> dict[str, tuple[int, int, int]]:
        """Language, outlet and day of articles, as numbers; one that is gone meets no filter."""
        found: dict[str, tuple[int, int, int]] = {}
        for article in dict.fromkeys(articles):
            sql = "SELECT language, outlet, published FROM articles WHERE id = ?"
            row = self._library.connection.execute(sql, (article,)).fetchone() or (None, None, None)
            language, outlet = (-1 if n is None else self._known.setdefault(n, len(self._known)) for n in row[:2])
            found[article] = (language, outlet, int(row[2].replace("-", "")) if row[2] else 0)
        return found

    def _bytes(self, halves: npt.NDArray[np.float16]) -> npt.NDArray[np.int8]:
        """The vectors rounded; by a table, since numpy is slow with numbers of 16 bits."""
        if self._rounded is None:
            largest = float(np.abs(halves).max()) or 1.0
            every = np.nan_to_num(np.arange(1 << 16, dtype=np.uint16).view(np.float16), posinf=0, neginf=0)
            scaled = np.rint(every.astype(np.float32) / largest * LARGEST)
            self._rounded = np.clip(scaled, -LARGEST, LARGEST).astype(np.int8)
        return self._rounded.take(halves.view(np.uint16))


def _joined(one: Part, other: Part) -> Part:
    return Part(
        np.concatenate([one.rows, other.rows]),
        np.concatenate([one.numbers, other.numbers]),
        np.concatenate([one.languages, other.languages]),
        np.concatenate([one.outlets, other.outlets]),
        np.concatenate([one.days, other.days]),
    )


def _scored(part: Part, places: Rows, vector: Floats) -> tuple[Rows, Floats]:
    """Rows of a part, and how near each is; on a scale of its own."""
    scores = np.empty(len(places), dtype=np.float32)
    for at in range(0, len(places), TOGETHER):
        some = places[at : at + TOGETHER]
        np.dot(part.numbers.take(some, axis=0).astype(np.float32), vector, out=scores[at : at + len(some)])
    return part.rows[places], scores
