"""Questions in, a place to be answered in out; who finds all of them taken is told so, and who leaves ends the work."""

from __future__ import annotations

import asyncio
import threading
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from answer import until
from domain import Answer, Query
from web.chat import Steps

AT_ONCE, QUEUE = 8, 64
"""Questions that are answered at the same time, and that may wait for it; Gradio's queue has a limit of its own."""
PATIENCE_S = 20.0
"""Seconds that a question waits at most until its turn comes."""
RETRY_S = 5
"""Seconds after which it is worth asking again."""

Made = TypeVar("Made")


class Full(Exception):
    """So many questions wait that this one would wait too long."""


class Places:
    """As many questions at once as a machine answers quickly, and a queue that ends."""

    def __init__(self, at_once: int = AT_ONCE, queue: int = QUEUE, patience: float = PATIENCE_S) -> None:
        self._free, self._room, self._patience = asyncio.Semaphore(at_once), at_once + queue, patience
        self._inside = 0

    async def answered(self, request: Request, work: Callable[[], Made]) -> Made:
        """What `work` makes in a thread, when its turn has come. Raises Full."""
        async with self._place():
            gone = threading.Event()
            watch = asyncio.create_task(_watch(request, gone))
            try:
                return await run_in_threadpool(_begun, gone, work)
            finally:
                watch.cancel()

    @asynccontextmanager
    async def _place(self) -> AsyncIterator[None]:
        if self._inside >= self._room:
            raise Full
        self._inside += 1
        try:
            try:
                await asyncio.wait_for(self._free.acquire(), self._patience)
            except TimeoutError:
                raise Full from None
            try:
                yield
            finally:
                self._free.release()
        finally:
            self._inside -= 1


class Presence:
    """Which of Gradio's sessions wait for an answer, so that none is made for a reader who has closed the page."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asking: defaultdict[str, set[threading.Event]] = defaultdict(set)

    def watched(self, session: str, steps: Steps) -> Steps:
        """The same steps, which end early once the session has left."""

        def run(query: Query) -> Iterator[Answer]:
            with self._here(session) as gone:
                until(gone)
                yield from steps(query)

        return run

    def left(self, session: str) -> None:
        """Nobody of this session listens any more."""
        with self._lock:
            for gone in self._asking.get(session, ()):
                gone.set()

    @contextmanager
    def _here(self, session: str) -> Iterator[threading.Event]:
        gone = threading.Event()
        with self._lock:
            self._asking[session].add(gone)
        try:
            yield gone
        finally:
            with self._lock:
                self._asking[session].discard(gone)
                if not self._asking[session]:
                    del self._asking[session]


def _begun(gone: threading.Event, work: Callable[[], Made]) -> Made:
    until(gone)
    return work()


async def _watch(request: Request, gone: threading.Event) -> None:
    """Wait for the reader to leave: after its body, a connection has nothing else to tell."""
    with suppress(asyncio.CancelledError):
        while (await request.receive())["type"] != "http.disconnect":
            pass
        gone.set()
