"""An archive's folder goes in; the system reads its files into spare memory before somebody asks for what they hold.

A question touches a few thousand pages all over the files of a large archive. From a disk that takes tenths of a
second, from memory none; what is read ahead is the system's to drop when a program needs the room.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

STEP = 1 << 20
"""Bytes read at once."""
SHARE = 0.5
"""Of the memory that is free, the most that files may take."""


def read_ahead(folder: Path) -> threading.Thread | None:
    """Begin to read the files of the folder; None where they are too large."""
    try:
        sizes = {path: path.stat().st_size for path in sorted(folder.rglob("*")) if path.is_file()}
    except OSError:  # a writer has just replaced one
        return None
    if sum(sizes.values()) > SHARE * free_memory():
        return None
    thread = threading.Thread(target=_read, args=(list(sizes),), name="read ahead", daemon=True)
    thread.start()
    return thread


def free_memory() -> int:
    """Bytes that programs may still take, by Linux; 0 where nobody says."""
    try:
        told = dict(line.split(":", 1) for line in Path("/proc/meminfo").read_text("ascii").splitlines())
        return int(told["MemAvailable"].split()[0]) * 1024
    except (OSError, KeyError, ValueError):
        return 0


def _read(files: Sequence[Path]) -> None:
    buffer = bytearray(STEP)
    for path in files:
        try:
            with path.open("rb", buffering=0) as file:
                while file.readinto(buffer):
                    pass
        except OSError:  # the same
            continue
