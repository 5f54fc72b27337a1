"""Who asks in, whether they may ask now out: a token bucket for each client, and a lock after wrong passwords."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

REMEMBERED = 10_000
"""Clients that are kept in mind; the one that has been silent longest goes first."""


class Pace:
    """So many requests a minute for each client, with a burst; what is not used runs up to the burst again."""

    def __init__(self, per_minute: float, burst: int, clock: Callable[[], float] = time.monotonic) -> None:
        """`per_minute` 0: no limit."""
        self._rate, self._burst, self._clock = per_minute / 60, float(burst), clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, client: str) -> float:
        """Take one request: 0 if it may pass, else the seconds until the next may."""
        if not self._rate:
            return 0.0
        with self._lock:
            left = self._left(client)
            passes = left >= 1
            self._buckets[client] = (left - 1 if passes else left, self._clock())
            self._buckets.move_to_end(client)
            if len(self._buckets) > REMEMBERED:
                self._buckets.popitem(last=False)
            return 0.0 if passes else (1 - left) / self._rate

    def give_back(self, client: str) -> None:
        """Undo one request that passed and is not to count."""
        with self._lock:
            self._buckets[client] = (min(self._burst, self._left(client) + 1), self._clock())

    def _left(self, client: str) -> float:
        left, then = self._buckets.get(client, (self._burst, self._clock()))
        return min(self._burst, left + (self._clock() - then) * self._rate)
