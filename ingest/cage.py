"""A file's bytes in, what the file holds out, read by a worker process that is killed and replaced if it must be.

Decision 0020 says why. Workers stay for the files, and for the runs, that follow.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import weakref
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import lru_cache
from multiprocessing import Pipe
from pathlib import Path
from threading import Event, Timer
from typing import TYPE_CHECKING, NamedTuple, cast

from errors import UnreadableArticle
from ingest.limits import Limits
from ingest.outcome import Strange, told

if TYPE_CHECKING:
    from ingest.bundles import Member
    from ingest.readers.listings import Listing
    from ingest.reading import FileContents

HOUSE = Path(__file__).resolve().parent.parent
AT_ONCE = 1 if (os.cpu_count() or 1) < 4 else 2
"""Workers that read at the same time; what follows reading takes several times as long, so more would wait."""
KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "PYTHONHOME")
"""What a worker sees of the environment: no key, no secret."""
THRIFTY = {"RAYON_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}
"""Threads reserve address space, of which a worker has little."""
START_SECONDS = 60
GRACE_SECONDS = 5
"""After its time a worker has ended itself; one that has not is killed."""
MOST_BYTES = 250_000_000
"""Of what a worker sends back."""
MOST_TIMES = 250
"""So often a worker may say that articles have come out of a file, and have its time anew."""


class _Failure(NamedTuple):
    """In place of an outcome: why there is none, and whether a fresh worker might do better."""

    reason: str
    again: bool


class _Worker:
    """One process of `ingest.worker`, and the pipe to it."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._used = self.spent = False
        self._pipe, theirs = Pipe()
        descriptor = theirs.fileno()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "ingest.worker", str(descriptor), str(limits.memory_mb), str(limits.seconds)],
            cwd=HOUSE,
            env={name: os.environ[name] for name in KEPT if name in os.environ} | THRIFTY,
            pass_fds=(descriptor,),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        theirs.close()

    def ask(self, task: str, arguments: tuple[object, ...]) -> object:
        """What came of the task, or a _Failure; afterwards the worker may be spent."""
        fresh = not self._used
        try:
            if fresh:
                self._until(START_SECONDS)
                self._used = True
            with self._within(self._limits.seconds + GRACE_SECONDS):
                self._pipe.send((task, arguments))
            outcome, self.spent = self._outcome()
        except (EOFError, OSError) as error:
            self.spent = True
            return self._failure(error, fresh)
        if outcome is None:
            return _Failure(f"needed more than {_size(self._limits.memory_mb)} of memory", not fresh)
        return outcome

    def close(self) -> None:
        """End the process, whatever it does."""
        self._pipe.close()
        self._process.kill()
        self._process.wait()

    def _outcome(self) -> tuple[object, bool]:
        for _ in range(MOST_TIMES):
            if outcome := told(self._until(self._limits.seconds + GRACE_SECONDS)):
                return outcome
        raise TimeoutError

    def _until(self, seconds: float) -> bytes:
        with self._within(seconds):
            return self._pipe.recv_bytes(MOST_BYTES)

    @contextmanager
    def _within(self, seconds: float) -> Iterator[None]:
        """Hangs up when the time is over: half a message would be waited for without end. Raises TimeoutError then."""
        over = Event()

        def hang_up() -> None:
            over.set()
            with suppress(OSError), socket.socket(fileno=os.dup(self._pipe.fileno())) as pipe:
                pipe.shutdown(socket.SHUT_RDWR)

        watch = Timer(seconds, hang_up)
        watch.daemon = True
        watch.start()
        try:
            yield
        except (EOFError, OSError) as error:
            if over.is_set():
                raise TimeoutError from error
            raise
        finally:
            watch.cancel()

    def _failure(self, error: EOFError | OSError, fresh: bool) -> _Failure:
        if isinstance(error, TimeoutError | Strange):
            self._process.kill()
        if isinstance(error, Strange):
            return _Failure("its reader told something that no reader tells", False)
        try:
            code = self._process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:  # it still has much to say
            return _Failure(f"gives more than {_size(MOST_BYTES // 1_000_000)} of text", False)
        if not self._used:
            return _Failure(f"the process that reads files could not be started (exit code {code})", False)
        if isinstance(error, TimeoutError) or code == -signal.SIGALRM:
            return _Failure(f"took longer than {self._limits.seconds} s", False)
        if code == -signal.SIGINT:
            return _Failure("its reading was interrupted", False)
        how = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        return _Failure(f"its reader broke down ({how})", not fresh)


class Cage:
    """Reads files, each in a worker and within the limits; what must not happen to this process happens there."""

    def __init__(self, limits: Limits) -> None:
        """Starts nothing: the first worker starts with the first file."""
        self._limits = limits
        self._idle: list[_Worker] = []
        self._threads = ThreadPoolExecutor(AT_ONCE, "reader")
        weakref.finalize(self, _close, self._idle)  # where the program ends, too

    def read(self, path: Path, data: bytes, default_outlet: str) -> Future[FileContents]:
        """What the bytes of the file at `path` hold; the result raises UnreadableArticle with the reason."""
        return cast("Future[FileContents]", self._threads.submit(self._done, "file", path, data, default_outlet))

    def members(self, data: bytes) -> list[Member]:
        """The files of a ZIP. Raises UnreadableArticle where it is not to be opened."""
        return cast("list[Member]", self._threads.submit(self._done, "bundle", data).result())

    def listing(self, text: str, url: str) -> Listing:
        """What a document from an address lists. Raises UnreadableArticle for a broken list."""
        return cast("Listing", self._threads.submit(self._done, "listing", text, url).result())

    def read_member(self, path: Path, packed: bytes, default_outlet: str, member: Member) -> Future[FileContents]:
        """What a file of a ZIP holds, given its packed bytes; like `read`."""
        asked = self._threads.submit(self._done, "member", path, packed, default_outlet, member)
        return cast("Future[FileContents]", asked)

    def close(self) -> None:
        """End the workers that wait."""
        _close(self._idle)

    def _done(self, task: str, *arguments: object) -> object:
        """What a task gives; one that fails in a worker that was used before is tried once more in a fresh one."""
        worker = self._taken()
        outcome = self._asked(worker, task, arguments) if worker else None
        if worker is None or (isinstance(outcome, _Failure) and outcome.again):
            outcome = self._asked(self._started(), task, arguments)
        if isinstance(outcome, _Failure):
            raise UnreadableArticle(outcome.reason)
        if isinstance(outcome, UnreadableArticle):
            raise outcome
        return outcome

    def _asked(self, worker: _Worker, task: str, arguments: tuple[object, ...]) -> object:
        outcome = worker.ask(task, arguments)
        if worker.spent:
            worker.close()
        else:
            self._idle.append(worker)
        return outcome

    def _taken(self) -> _Worker | None:
        try:
            return self._idle.pop()
        except IndexError:
            return None

    def _started(self) -> _Worker:
        try:
            return _Worker(self._limits)
        except OSError as error:
            raise UnreadableArticle(f"no process could be started to read it: {error.strerror}") from None


@lru_cache(maxsize=4)
def cage(limits: Limits) -> Cage:
    """The one cage of this program for these limits."""
    return Cage(limits)


def _close(idle: list[_Worker]) -> None:
    while idle:
        idle.pop().close()


def _size(megabytes: int) -> str:
    return f"{megabytes / 1000:g} GB" if megabytes >= 1000 else f"{megabytes} MB"
