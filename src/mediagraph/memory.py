"""How the C library keeps the memory that a process no longer needs."""

from __future__ import annotations

import ctypes
from contextlib import suppress

_ARENA_MAX = -8  # M_ARENA_MAX of mallopt(3)
_ARENAS = 2


def share_freed_memory() -> bool:
    """Have all threads of this process share what any of them frees, as far as the C library can be told to.

    glibc gives each thread an arena of its own, eight a processor, and what is freed in one serves no thread of
    another. The engine begins many threads, so that a load would hold half as much again as it needs. Where threads
    ask for memory all the time, as those of a report do, they wait for each other instead. To be called before they
    begin; it concerns the whole process, and so is left to programs: a library must not do this to its host.

    Returns:
        Whether it was done.
    """
    with suppress(OSError, AttributeError):  # another C library
        return bool(ctypes.CDLL(None).mallopt(_ARENA_MAX, _ARENAS))
    return False
