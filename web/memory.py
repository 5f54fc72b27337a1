"""Nothing in, memory told to stay small and to be looked through quickly: settings of the whole process.

glibc gives every thread a heap of its own, up to eight for a core, and each keeps what its largest answer once took:
a served archive grew for as long as new threads took their turn. Large blocks are given back to the system at once.
"""

from __future__ import annotations

import ctypes
import gc
import sys
import threading
import time

HEAPS, LARGE_BLOCK = 2, 256 * 1024
"""Answers put together at a time, for each a heap; bytes from which a block lies outside all heaps."""
_M_ARENA_MAX, _M_MMAP_THRESHOLD = -8, -3
"""mallopt(3)."""
GIVE_BACK_S = 60.0
"""Seconds between two times that free pages are given back to the system."""


def share_heaps() -> bool:
    """Whether the C library took it; only glibc can, and elsewhere nothing changes. Call before threads begin."""
    if sys.platform != "linux":
        return False
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return False
    return bool(mallopt(_M_ARENA_MAX, HEAPS) and mallopt(_M_MMAP_THRESHOLD, LARGE_BLOCK))


def settle() -> None:
    """Have garbage no longer sought among all that is there now. Call when everything is loaded.

    It stays as long as the process, and to look through its million objects takes a fifth of a second, which some
    question would wait for.
    """
    gc.collect()
    gc.freeze()


def keep_small() -> threading.Thread | None:
    """Begin to give what is free inside of the heaps back to the system, every minute; None where it cannot be.

    The C library gives back only what is free at a heap's end, so holes of some twenty megabytes stay between blocks
    that live longer.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is None:
        return None

    def give_back() -> None:
        while True:
            time.sleep(GIVE_BACK_S)
            trim(0)

    thread = threading.Thread(target=give_back, name="give back", daemon=True)
    thread.start()
    return thread
