"""An archive folder goes in; for as long as the context lasts no other process can write there."""

from __future__ import annotations

import json
import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from errors import ArchiveError, ArchiveLocked

LOCK = ".writer.lock"
HOLDER = ".writer.json"
TRIES, PAUSE = 20, 0.02
"""How often, and after how many seconds, a refused writer looks again for the holder's name."""


@contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    """Hold the folder's writer lock.

    The lock is the operating system's (it falls with its process, so a dead holder blocks nobody); the file beside
    it only says who holds it. Raises ArchiveLocked naming process, host and start, ArchiveError where
    nothing can be written.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(folder / LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise ArchiveLocked(f"{folder}: {_holder(folder)}; wait until it has finished") from None
    except OSError as error:
        raise ArchiveError(f"{folder}: cannot be written ({error.strerror}); choose another folder") from None
    try:
        _write_holder(folder / HOLDER)
        yield
    finally:
        (folder / HOLDER).unlink(missing_ok=True)
        lock.release()


def _write_holder(path: Path) -> None:
    started = datetime.now(UTC).isoformat(timespec="seconds")
    command = " ".join(sys.argv)[:200]
    values = {"pid": os.getpid(), "host": socket.gethostname(), "started": started, "command": command}
    path.write_text(json.dumps(values), encoding="utf-8")


def _holder(folder: Path) -> str:
    """Who holds the lock; whoever took it this instant may not have written his name yet, so it is asked for again."""
    for _ in range(TRIES):
        try:
            held = json.loads((folder / HOLDER).read_text("utf-8"))
            if held["host"] != socket.gethostname() or _runs(held["pid"]):
                return f"process {held['pid']} on {held['host']} has been writing here since {held['started']}"
        except (OSError, ValueError, KeyError, TypeError):
            pass
        time.sleep(PAUSE)
    return "another process is writing here"


def _runs(pid: int) -> bool:
    """Whether there is a process of this number: a killed one has left its name behind."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
