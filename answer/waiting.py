"""An event in, an end to what is being made for nobody out: a model's call stops once the reader has gone.

The event travels in the context, which threads that a server starts inherit; the calls between need not know of it.
"""

from __future__ import annotations

import threading
from contextvars import ContextVar

_gone: ContextVar[threading.Event | None] = ContextVar("gone", default=None)


def until(gone: threading.Event) -> None:
    """Whatever is begun in this context from here on ends early once `gone` is set."""
    _gone.set(gone)


def reader_gone() -> threading.Event:
    """The event of this context; one that nobody sets where there is none."""
    return _gone.get() or threading.Event()
