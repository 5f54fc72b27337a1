"""An archive's folder goes in; the system reads its files into spare memory before somebody asks for what they hold.

A question touches a few thousand pages all over the files of a large archive. From a disk that takes tenths of a
second, from memory none; what is read ahead is the system's to drop when a program needs the room.

The files are read by a process of its own, this file run as a program. A process that closes a file loses all locks
that it has on it (fcntl(2)), also those of SQLite's connections: another process then takes itself for the only one,
deletes the log, and the connection finds its database malformed.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

STEP = 1 << 20
"""Bytes read at once."""
SHARE = 0.5
"""Of the memory that is free, the most that files may take."""


def read_ahead(folder: Path) -> threading.Thread | None:
    """Begin to have the files of the folder read; None where they are too large."""
    if sum(_sizes(folder).values()) > SHARE * free_memory():
        return None
    thread = threading.Thread(target=_have_read, args=(folder,), name="read ahead", daemon=True)
    thread.start()
    return thread


def free_memory() -> int:
    """Bytes that programs may still take, by Linux; 0 where nobody says."""
    try:
        told = dict(line.split(":", 1) for line in Path("/proc/meminfo").read_text("ascii").splitlines())
        return int(told["MemAvailable"].split()[0]) * 1024
    except (OSError, KeyError, ValueError):
        return 0


def _sizes(folder: Path) -> dict[Path, int]:
    """The files of a folder that is written to: what goes meanwhile is left out."""
    sizes: dict[Path, int] = {}
    for path in sorted(folder.rglob("*")):
        try:
            if path.is_file():
                sizes[path] = path.stat().st_size
        except OSError:  # a writer has just replaced it
            continue
    return sizes


def _have_read(folder: Path) -> None:
    try:
        subprocess.run(
            [sys.executable, "-I", "-S", __file__, folder.absolute()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )
    except OSError:  # no room for another process: then the disk is waited for
        return


def _read(folder: Path) -> None:
    buffer = bytearray(STEP)
    for path in _sizes(folder):
        try:
            with path.open("rb", buffering=0) as file:
                while file.readinto(buffer):
                    pass
        except OSError:  # the same
            continue


if __name__ == "__main__":
    _read(Path(sys.argv[1]))
