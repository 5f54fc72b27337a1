"""Outcomes of calls in, whether another call is worth trying out: a service that is down is left alone for a while."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

FAILURES = 2
"""Failed calls in a row after which it opens: one may be chance."""
REST_S = 30.0
"""Seconds without any call once it is open; then one call is let through to try."""


class Breaker:
    """Open means: do not call. Safe in any number of threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._closed_again = 0.0

    def allows(self) -> bool:
        """Whether to call now. After the rest the first to ask is let through, others wait for what it learns."""
        with self._lock:
            if self._failures < FAILURES:
                return True
            if self._clock() < self._closed_again:
                return False
            self._closed_again = self._clock() + REST_S
            return True

    def tell(self, succeeded: bool) -> None:
        """How a call that was allowed has ended."""
        with self._lock:
            self._failures = 0 if succeeded else self._failures + 1
            self._closed_again = self._clock() + REST_S
