"""Processes of Python beside this one: whether they are worth while, and how one is begun."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_BEGIN = "import sys; sys.path[:] = sys.argv[1:]; "


def usable_processors() -> int:
    """Return how many processors this process may use; one where Python itself cannot be started anew."""
    if not sys.executable or hasattr(sys, "frozen"):
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def python(statement: str) -> list[str]:
    """Return the command that runs a statement of Python in a process of its own.

    It finds the same packages as this one, and is soon at work: what a site adds to Python is not read.
    """
    # That of this package as well, which may be found in another way.
    paths = [*map(os.path.abspath, sys.path), str(Path(__file__).parents[1])]
    return [sys.executable, "-I", "-S", "-c", _BEGIN + statement, *paths]
