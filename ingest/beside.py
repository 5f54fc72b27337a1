"""Articles in one by one, their statements out when they are asked for: found meanwhile by a process beside this one.

Who said what takes as long as everything else that is done with an article, so two processors take half the time. What
the other process has not begun when it is asked for, and all of it should that process die, is done here.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import weakref
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import lru_cache
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path

from attribution import statements
from domain import Article, Statement

HOUSE = Path(__file__).resolve().parent.parent
TOGETHER = 8
"""Articles handed over at a time; so few as this in all are not worth a process."""
IDLE_SECONDS = 60
"""A process that nobody needs goes by itself."""
LEAVING_SECONDS = 5
"""Between its last word and its end."""

Said = tuple[Statement, ...]


class Beside:
    """What one ingest asks the process for."""

    def __init__(self) -> None:
        """Starts nothing: few articles are read here."""
        self._asked: dict[str, tuple[Article, Future[Said]]] = {}
        self._waiting: deque[tuple[Article, Future[Said]]] = deque()

    def begin(self, article: Article) -> None:
        """Its statements will be asked for."""
        if _processors() < 2:
            return
        task = article, Future[Said]()
        self._asked[article.reference.id] = task
        self._waiting.append(task)
        if len(self._waiting) >= TOGETHER:
            _other().threads.submit(self._hand_over)

    def statements(self, articles: Sequence[Article]) -> list[Said]:
        """What each of the articles says, in their order.

        Begun from the last to the first, so that both processes work until they meet.
        """
        return [self._said(article) for article in reversed(articles)][::-1]

    def _said(self, article: Article) -> Said:
        begun, told = self._asked.pop(article.reference.id, (None, None))
        if begun is not article or told is None or told.cancel():
            return statements(article)
        try:
            return told.result()
        except Exception:  # whatever went wrong over there
            return statements(article)

    def _hand_over(self) -> None:
        """Have some of what waits done, and wait for it."""
        waiting = [self._waiting.popleft() for _ in range(min(TOGETHER, len(self._waiting)))]
        tasks = [(article, told) for article, told in waiting if told.set_running_or_notify_cancel()]
        try:
            said = _other().statements([article for article, _ in tasks]) if tasks else []
            for (_, told), each in zip(tasks, said, strict=True):
                told.set_result(each)
        except Exception as error:  # also too little memory: somebody waits for each of them
            for _, told in tasks:
                if not told.done():
                    told.set_exception(error)


class _Other:
    """The process, started when it is needed first and again after it was idle."""

    def __init__(self) -> None:
        self.threads = ThreadPoolExecutor(1, "beside")
        self._process: subprocess.Popen[bytes] | None = None
        self._broken = False
        self._forget: Callable[[], object] | None = None

    def statements(self, articles: Sequence[Article]) -> list[Said]:
        """Raises EOFError or OSError if it died over them, and ever after; or if it was just leaving, once."""
        process = self._process
        if process is None or process.poll() is not None:
            process = self._start()
        try:
            self._pipe.send(articles)
            said: list[Said] = self._pipe.recv()
        except (EOFError, OSError):
            self._broken = not _has_left(process)
            raise
        return said

    def _start(self) -> subprocess.Popen[bytes]:
        if self._broken:
            raise EOFError
        if self._forget:
            self._forget()  # the one before, and its pipe
        self._pipe, theirs = Pipe()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "ingest.beside", str(theirs.fileno())],
                cwd=HOUSE,
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        self._forget = weakref.finalize(self, _end, self._process, self._pipe)
        return self._process


@lru_cache(maxsize=1)
def _other() -> _Other:
    return _Other()


def _end(process: subprocess.Popen[bytes], pipe: Connection) -> None:
    pipe.close()
    process.kill()
    process.wait()


def _has_left(process: subprocess.Popen[bytes]) -> bool:
    """Whether it went by itself, as one does that nobody needed."""
    try:
        return process.wait(LEAVING_SECONDS) == 0
    except subprocess.TimeoutExpired:
        return False


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def main() -> None:
    """In that process: statements for articles, until the other end is closed."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends it without a traceback
    connection = Connection(int(sys.argv[1]))
    while connection.poll(IDLE_SECONDS):
        try:
            connection.send([statements(article) for article in connection.recv()])
        except (EOFError, OSError):
            return


if __name__ == "__main__":
    main()
