"""A question's vector goes in, rows of the nearest passages come out, also of those that another process just wrote.

Chroma's client never sees what was written after it was opened. So what is newer than the client is searched exactly in
the library, which every process sees at once, and the client is opened anew when that has become much.
docs/decisions/0003-fresh-readers.md has the measurements.
"""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from errors import DamagedArchive
from index.vectors import Vectors

if TYPE_CHECKING:
    from index.filters import Filters
    from index.library import Library
    from index.static_model import Floats

EXACT = 10_000
"""Searches that a filter narrows to so many passages are done exactly: faster than Chroma's filter, and complete."""
REOPEN = 2_000
"""Newer passages than this are worth opening Chroma again."""

log = logging.getLogger(__name__)


class VectorReader:
    """Vector search that is never older than the library."""

    def __init__(self, library: Library) -> None:
        """Opens Chroma. Raises DamagedArchive."""
        self._library = library
        self._lock = threading.Lock()
        self._known = library.last_row()
        self._generation = library.generation()
        self._vectors = Vectors(library.folder)

    def search(self, vector: Floats, filters: Filters, limit: int) -> list[int]:
        """Rows of the nearest passages; the caller scores them exactly. Raises DamagedArchive."""
        self._refresh()
        if filters and self._library.matching(filters) <= EXACT:
            return self._library.nearest(vector, filters, limit)
        rows = self._alive(vector, filters, limit)
        newer = self._library.nearest(vector, filters, limit, after=self._known)
        return list(dict.fromkeys([*rows, *newer]))

    def close(self) -> None:
        """Let go of Chroma."""
        self._vectors.close()

    def _alive(self, vector: Floats, filters: Filters, limit: int) -> list[int]:
        """Rows of what Chroma finds and the library still has; where that is little, Chroma is opened anew."""
        ids = self._ask(vector, filters, limit)
        rows = self._library.rows_of(ids)
        if 2 * len(rows) >= len(ids):
            return rows
        self._reopen()
        return self._library.rows_of(self._ask(vector, filters, limit))

    def _ask(self, vector: Floats, filters: Filters, limit: int) -> list[str]:
        try:
            return self._vectors.search(vector, filters, limit)
        except DamagedArchive:
            self._reopen()  # a writer may have rebuilt the folder; a damaged one fails again
            return self._vectors.search(vector, filters, limit)

    def _refresh(self) -> None:
        with self._lock:
            generation = self._library.generation()
            if generation != self._generation and self._library.last_row() - self._known > REOPEN:
                self._reopen()

    def _reopen(self) -> None:
        known, generation = self._library.last_row(), self._library.generation()
        self._vectors.reopen()
        self._known, self._generation = known, generation
        log.info("vectors opened anew at generation %d", generation)
