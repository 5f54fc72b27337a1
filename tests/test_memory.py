"""Threads that are many, and the heaps they share."""

from __future__ import annotations

import ctypes
import subprocess
import sys

import pytest

MANY_THREADS = """
import threading, web
{told}
together = threading.Barrier(9)
def take():
    together.wait()
    kept = [bytes(1000) for _ in range(2000)]
    together.wait()
threads = [threading.Thread(target=take) for _ in range(8)]
for thread in threads: thread.start()
together.wait()
together.wait()
for thread in threads: thread.join()
import ctypes
libc = ctypes.CDLL(None)
libc.malloc_info.argtypes = [ctypes.c_int, ctypes.c_void_p]
libc.fdopen.restype = ctypes.c_void_p
file = libc.fdopen(1, b"w")
libc.malloc_info(0, file)
libc.fflush(ctypes.c_void_p(file))
"""


def heaps(told: str) -> int:
    """How many heaps of the C library eight threads at work leave behind."""
    command = [sys.executable, "-c", MANY_THREADS.format(told=told)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.count("<heap nr=")


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_info"), reason="only glibc tells of its heaps")
def test_threads_share_two_heaps():
    assert heaps("") > 2
    assert heaps("assert web.share_heaps()") == 2


def test_what_is_there_is_not_looked_through_again():
    told = "import gc, web; kept = [[] for _ in range(100_000)]; web.settle(); print(gc.get_freeze_count())"
    frozen = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True).stdout
    assert int(frozen) > 100_000


HOLES = """
import re, time, web, web.memory
def held(): return int(re.search(r"VmRSS:\\s+(\\d+)", open("/proc/self/status").read())[1]) // 1024
web.memory.GIVE_BACK_S = 0.2
{told}
blocks = [bytes([7]) * 2000 for _ in range(100_000)]
kept = blocks[::500]
full = held()  # some 200 MB
del blocks
time.sleep(1)
print(full - held())
"""


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="only glibc can be told to give back")
def test_what_is_free_between_blocks_that_live_is_given_back():
    def given_back(told: str) -> int:
        """Megabytes of 200 that were freed."""
        command = [sys.executable, "-c", HOLES.format(told=told)]
        return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)

    assert given_back("") < 50
    assert given_back("web.keep_small()") > 150
