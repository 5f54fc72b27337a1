"""What one file may take of the machine; a file that would take more is skipped with that reason."""

from __future__ import annotations

from typing import NamedTuple


class Limits(NamedTuple):
    """Bounds for a single file; the settings WHOSAID_INGEST__MAX_… give other ones."""

    file_mb: int = 20
    """Bytes of the file (also of each file in a ZIP), in millions; checked before it is opened."""
    memory_mb: int = 1000
    """Address space of the process that reads it, in millions of bytes."""
    seconds: int = 20
    """On the clock, from the file's bytes to its articles; anew for each million characters of articles that come."""


USUAL = Limits()
