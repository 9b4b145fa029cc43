"""Memory that threads free is shared by all of them."""

from __future__ import annotations

import ctypes
import platform
import re
import subprocess
import sys
from typing import Any

import pytest

from mediagraph import memory

# Threads that are there at the same time each ask for memory; glibc then tells how many arenas there are.
ARENAS = """
import ctypes, threading
from mediagraph.memory import share_freed_memory
{call}
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
there = threading.Barrier(12)
def ask():
    there.wait()
    libc.malloc(1000)
    there.wait()
threads = [threading.Thread(target=ask) for _ in range(12)]
for thread in threads: thread.start()
for thread in threads: thread.join()
libc.malloc_stats()
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library has other ways")
def test_threads_share_two_arenas() -> None:
    counts = {}
    for call in ("share_freed_memory()", ""):
        told = subprocess.run(
            [sys.executable, "-c", ARENAS.format(call=call)], capture_output=True, text=True, check=True
        ).stderr
        counts[call] = len(re.findall(r"^Arena \d+:", told, re.MULTILINE))

    assert counts["share_freed_memory()"] <= 2 < counts[""]


def test_another_c_library_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_: Any) -> Any:
        raise OSError

    monkeypatch.setattr(ctypes, "CDLL", missing)
    assert memory.share_freed_memory() is False
    monkeypatch.setattr(ctypes, "CDLL", lambda _: object())
    assert memory.share_freed_memory() is False
