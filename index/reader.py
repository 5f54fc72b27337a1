"""A question's vector goes in, rows of the nearest passages come out, also of those that another process just wrote.

Chroma's client never sees what was written after it was opened. So what is newer than the client is searched exactly in
the library, which every process sees at once, and the client is opened anew when that has become much.
docs/decisions/0003-fresh-readers.md has the measurements. While a Chroma server is down, the library alone is searched.
A search with filters goes by all vectors that they leave, kept in memory (docs/decisions/0023-filtered-search.md).
"""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING

from errors import BadSetting, DamagedArchive, VectorsUnavailable
from index.matrix import Matrix
from index.vectors import Vectors

if TYPE_CHECKING:
    from index.chroma_server import ChromaServer
    from index.filters import Filters
    from index.library import Library
    from index.static_model import Floats

HELD = 3_000_000
"""Archives of more passages leave filters to Chroma: their vectors would take more than a gigabyte of memory."""
REOPEN = 2_000
"""Newer passages than this are worth opening Chroma again."""
PATIENCE = 10.0
"""Seconds for which a Chroma server that was down is not asked again."""
ALONE = 300_000
"""Up to so many passages the library is searched alone while the server is down; more would take seconds."""

log = logging.getLogger(__name__)


class VectorReader:
    """Vector search that is never older than the library."""

    def __init__(self, library: Library, server: ChromaServer | None = None) -> None:
        """Opens Chroma. Raises DamagedArchive, and BadSetting for a wrong server; one that is down may come later."""
        self._library, self._server = library, server
        self._lock = threading.Lock()
        self._known = library.last_row()
        self._generation = library.generation()
        self._matrix = Matrix(library)
        self._vectors: Vectors | None = None
        self._down_until, self._reason = 0.0, ""
        try:
            self._vectors = Vectors(library.folder, server)
        except VectorsUnavailable as error:
            self._give_up(error)

    def search(self, vector: Floats, filters: Filters, limit: int) -> list[int]:
        """Rows of the nearest passages; the caller scores them exactly.

        Raises DamagedArchive, and VectorsUnavailable where a server is down and the library too large to do without.
        """
        if filters and self._library.size() <= HELD:
            return self._held(vector, filters, limit)
        try:
            self._refresh()
            rows = self._alive(vector, filters, limit)
        except VectorsUnavailable as error:
            return self._alone(vector, filters, limit, error)
        newer = self._library.nearest(vector, filters, limit, after=self._known)
        return list(dict.fromkeys([*rows, *newer]))

    def warm_up(self) -> None:
        """Read what the first search with filters would otherwise wait for."""
        if self._library.size() <= HELD:
            self._matrix.refresh()

    def close(self) -> None:
        """Let go of Chroma."""
        if self._vectors:
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
            return self._opened().search(vector, filters, limit)
        except DamagedArchive:
            self._reopen()  # a writer may have rebuilt the folder; a damaged one fails again
            return self._opened().search(vector, filters, limit)

    def _alone(self, vector: Floats, filters: Filters, limit: int, error: VectorsUnavailable) -> list[int]:
        self._give_up(error)
        if self._library.size() > ALONE:
            raise error
        return self._held(vector, filters, limit)

    def _held(self, vector: Floats, filters: Filters, limit: int) -> list[int]:
        """Rows by the vectors in memory; these are read anew where little of what they find is there any more."""
        found = self._matrix.nearest(vector, filters, limit)
        rows = self._library.alive(found)
        if 2 * len(rows) >= len(found):
            return rows
        self._matrix.forget()
        return self._library.alive(self._matrix.nearest(vector, filters, limit))

    def _give_up(self, error: VectorsUnavailable) -> None:
        """Leave the server alone for a while; the first to find it down says so."""
        if time.monotonic() >= self._down_until:
            log.warning("%s; until then a library of up to %d passages is searched alone", error, ALONE)
            self._down_until, self._reason = time.monotonic() + PATIENCE, str(error)

    def _opened(self) -> Vectors:
        """Chroma, opened now if it was down before."""
        if time.monotonic() < self._down_until:
            raise VectorsUnavailable(self._reason)
        with self._lock:
            if self._vectors is None:
                known = self._library.last_row()
                try:
                    self._vectors = Vectors(self._library.folder, self._server)
                except BadSetting as error:
                    raise VectorsUnavailable(str(error)) from None  # what came back is not what was there
                self._known = known
            return self._vectors

    def _refresh(self) -> None:
        vectors = self._opened()
        with self._lock:
            generation = self._library.generation()
            if generation != self._generation and self._library.last_row() - self._known > REOPEN:
                self._reopen(vectors)

    def _reopen(self, vectors: Vectors | None = None) -> None:
        known, generation = self._library.last_row(), self._library.generation()
        (vectors or self._opened()).reopen()
        self._known, self._generation = known, generation
        log.info("vectors opened anew at generation %d", generation)
