"""Whether a process beside this one is worth while."""

from __future__ import annotations

import os
import sys


def usable_processors() -> int:
    """Return how many processors this process may use; one where Python itself cannot be started anew."""
    if not sys.executable or hasattr(sys, "frozen"):
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
