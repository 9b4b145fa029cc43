"""How much memory a process and those that it began hold together, looked at again and again."""

from __future__ import annotations

import contextlib
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_EVERY = 0.1  # seconds; a look takes less than a thousandth of that
_PROCESSES = Path("/proc")
_PAGE = os.sysconf("SC_PAGE_SIZE")


class Sample:
    """The most that was seen.

    Attributes:
        most: bytes that the processes held together, pages that they share counted for each of them.
    """

    def __init__(self) -> None:
        self.most = 0


@contextlib.contextmanager
def sampling(process: int) -> Iterator[Sample]:
    """Look at a process, by its number, and those that it began while the block runs."""
    sample, ended = Sample(), threading.Event()

    def look() -> None:
        while not ended.wait(_EVERY):
            sample.most = max(sample.most, held(process))

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield sample
    finally:
        ended.set()
        thread.join()


def held(process: int) -> int:
    """Return the bytes that a process and those that it began hold now; 0 where the system does not tell.

    proc(5): `statm` has the pages that are resident, and `children` the processes that a thread began.
    """
    found, folder = 0, _PROCESSES / str(process)
    with contextlib.suppress(OSError, ValueError, IndexError):  # it may have ended since
        found += int((folder / "statm").read_bytes().split()[1]) * _PAGE
        for thread in (folder / "task").iterdir():
            found += sum(map(held, map(int, (thread / "children").read_bytes().split())))
    return found
