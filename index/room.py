"""Whether there is room, on the disk and in memory, before an archive is opened or written: one sentence if not."""

from __future__ import annotations

import shutil
from pathlib import Path

from errors import ArchiveError

SPARE_BYTES = 50_000_000
"""Free space on the disk below which nothing more is written."""
LEAST_BYTES = 1_000_000
"""Free space below which a failure of Chroma is put down to the disk."""
LEAST_MEMORY = 1_500_000_000
"""Bytes of address space that the libraries take with a small archive; with fewer their cores may abort it."""


def require_memory(folder: Path) -> None:
    """Raises ArchiveError if this process was given too little address space (`ulimit -v`) to open an archive."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    given, _ = resource.getrlimit(resource.RLIMIT_AS)
    if given != resource.RLIM_INFINITY and given < LEAST_MEMORY:
        raise ArchiveError(
            f"{folder}: this process may use {given // 1_000_000} MB of memory and needs {LEAST_MEMORY // 1_000_000}; "
            "raise the limit (ulimit -v)"
        )


def require_disk(folder: Path) -> None:
    """Raises ArchiveError if the disk is so full that a change might not be completed."""
    if shutil.disk_usage(folder).free < SPARE_BYTES:
        raise ArchiveError(f"{folder}: less than {SPARE_BYTES // 1_000_000} MB free on this disk; make room")


def is_full(folder: Path) -> bool:
    """Whether a failure to write may be put down to the disk."""
    return shutil.disk_usage(folder).free <= LEAST_BYTES


def full(folder: Path) -> ArchiveError:
    """What to say when the disk was full in the middle of a change."""
    return ArchiveError(f"{folder}: the disk is full; make room, then run the same command again")
