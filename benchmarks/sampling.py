"""How much memory the processes of a session hold together, looked at again and again."""

from __future__ import annotations

import contextlib
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_EVERY = 0.1  # seconds; a look takes a millisecond or two
_PROCESSES = Path("/proc")
_PAGE = os.sysconf("SC_PAGE_SIZE")
# Fields behind the name of the command, which may have anything in it (proc(5), /proc/pid/stat).
_SESSION, _RESIDENT = 3, 21


class Sample:
    """The most that was seen.

    Attributes:
        most: bytes that the processes held together, pages that they share counted for each of them.
    """

    def __init__(self) -> None:
        self.most = 0


@contextlib.contextmanager
def sampling(session: int) -> Iterator[Sample]:
    """Look at the processes of a session while the block runs.

    Args:
        session: number of the process that began it.
    """
    sample, ended = Sample(), threading.Event()

    def look() -> None:
        while not ended.wait(_EVERY):
            sample.most = max(sample.most, held(session))

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield sample
    finally:
        ended.set()
        thread.join()


def held(session: int) -> int:
    """Return the bytes that the processes of a session hold now; 0 where the system does not tell."""
    found = 0
    for path in _PROCESSES.glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError, IndexError):  # it may have ended since
            fields = path.read_bytes().rpartition(b")")[2].split()
            if int(fields[_SESSION]) == session:
                found += int(fields[_RESIDENT]) * _PAGE
    return found
