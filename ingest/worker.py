"""A file's bytes in by a pipe, what the file holds out by the same: the process that may be killed over a bad file.

Started by `ingest.cage` as `python -m ingest.worker DESCRIPTOR MEMORY_MB SECONDS`. It opens no article file, can write
to no file, and is ended by the kernel when a file takes too long, whatever its parser is doing.
"""

from __future__ import annotations

import errno
import logging
import resource
import signal
import sys
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from errors import UnreadableArticle
from ingest.bundles import Member, members, unpacked
from ingest.readers.listings import listing
from ingest.reading import FileContents, read_data

IDLE_SECONDS = 60
"""A worker that nobody needs goes by itself."""
CHARACTERS = 1_000_000
"""Of articles: a file of thousands of them takes its time, and nothing is wrong with it."""
WORN = 0.5
"""A worker that holds so much of its memory makes room for a fresh one: the next file is to have enough of it."""


def main() -> None:
    """Do one task after the other until the other end is closed; each outcome says whether it is the last."""
    descriptor, memory_mb, seconds = map(int, sys.argv[1:])
    logging.disable()  # libraries warn of every odd page; what is wrong with a file is in its outcome
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends a worker without a traceback
    _confine(memory_mb * 1_000_000)
    connection = Connection(descriptor)
    read_data(Path("any.txt"), b"A title\n\nWhat every file needs is loaded, the clock counts the file alone.")
    connection.send(None)  # ready
    last = False
    while not last and connection.poll(IDLE_SECONDS):
        try:
            task, arguments = connection.recv()
        except EOFError:
            return
        clock = _Clock(connection, seconds)
        outcome = _outcome(task, arguments, clock)
        last = outcome is None or _held_mb() > WORN * memory_mb
        connection.send((outcome, last))
        clock.stop()


def _confine(memory: int) -> None:
    """No more memory than this, no file written, no core dumped."""
    for limit, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0)):
        try:
            resource.setrlimit(limit, (most, most))
        except (ValueError, OSError):  # macOS does not limit the address space: there the clock alone guards
            continue


class _Clock:
    """Ends this process when its time for a file is over; articles that come out of the file buy it more."""

    def __init__(self, connection: Connection, seconds: int) -> None:
        self._connection, self._seconds, self._characters = connection, seconds, 0
        signal.setitimer(signal.ITIMER_REAL, seconds)  # nobody handles SIGALRM: the kernel ends the process

    def come(self, characters: int) -> None:
        """An article has come out: each million characters is given the whole time anew."""
        self._characters += characters
        if self._characters >= CHARACTERS:
            self._characters = 0
            self._connection.send(None)  # the other end waits no longer than this one
            signal.setitimer(signal.ITIMER_REAL, self._seconds)

    def stop(self) -> None:
        """What this file took was not too long."""
        signal.setitimer(signal.ITIMER_REAL, 0)


def _outcome(task: str, arguments: tuple[Any, ...], clock: _Clock) -> object:
    """What a task gives, or the UnreadableArticle that says why it gives nothing; None: there was too little memory.

    Whatever else a parser raises becomes such a reason: the other files must be read.
    """
    try:
        return _tasks(clock.come)[task](*arguments)
    except UnreadableArticle as error:
        return error
    except MemoryError:
        return None
    except Exception as error:
        if isinstance(error, OSError) and error.errno == errno.ENOMEM:
            return None
        return UnreadableArticle(f"its reader failed: {type(error).__name__}: {' '.join(str(error).split())[:200]}")


def _held_mb() -> float:
    """The address space that this process has; 0 where the system does not tell.

    Not `getrusage`: on Linux its peak begins with that of the process that started this one.
    """
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except OSError:
        return 0.0
    return pages * resource.getpagesize() / 1_000_000


def _tasks(come: Callable[[int], None]) -> Mapping[str, Callable[..., object]]:
    """What a worker can be asked for, by its name; `come` is told of each article that a reader gives."""

    def file(path: Path, data: bytes, default_outlet: str) -> FileContents:
        return read_data(path, data, default_outlet, come)

    def member(path: Path, packed: bytes, default_outlet: str, of: Member) -> FileContents:
        return read_data(path, unpacked(of, packed), default_outlet, come)

    return {"file": file, "bundle": members, "member": member, "listing": listing}


if __name__ == "__main__":
    main()
