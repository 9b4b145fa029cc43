"""A process beside this one that writes some of the forms, where there is enough to write and a processor for it.

Whatever it does not do, since it could not be started or was ended, is done here instead: so errors are told as ever.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from mediagraph.exports.forms import Task, remove, write_forms
from mediagraph.processors import python, usable_processors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

# Bytes of statements from which on a process beside is soon worth its start.
_MANY = 16 << 20
# How long the forms take, each beside the others, and to read the statements for them.
_COSTS = {"schema": 40, "csv": 13, "jsonld": 11, "trig": 9, "turtle": 7, "ntriples": 6, "nquads": 5, "ontology": 0}
_READING = 7
_HERE = ("schema", "ontology")  # these ask the graph, which is open here
_START = "from mediagraph.exports.beside import main; main()"


def dealt(forms: Sequence[str], size: int, *, processors: int = 0) -> tuple[list[str], list[str]]:
    """Deal forms into what is to be written here, and in a process beside; each has about as much to do.

    Args:
        forms: names of forms.
        size: bytes of the statements.
        processors: how many there are; by default as many as this process may use.
    """
    if size < _MANY or (processors or usable_processors()) < 2:
        return list(forms), []
    here, there = _READING, _READING
    other: list[str] = []
    for form in sorted(forms, key=lambda one: -_COSTS[one]):
        if form in _HERE or here <= there:
            here += _COSTS[form]
        else:
            there += _COSTS[form]
            other.append(form)
    return [form for form in forms if form not in other], [form for form in forms if form in other]


@contextmanager
def written_beside(task: Task, forms: Sequence[str]) -> Iterator[Callable[[], None]]:
    """Write `forms` in another process, as far as it can be had; give what waits until they are all written.

    The process does not outlive this.
    """
    process = _started(task, forms) if forms else None

    def wait() -> None:
        if process is None or process.wait():
            remove(task, forms)
            write_forms(task, forms, work="again")

    try:
        yield wait if forms else lambda: None
    finally:
        if process is not None:
            process.kill()
            process.wait()
            with suppress(OSError):
                process.stdin.close()  # type: ignore[union-attr]


def _started(task: Task, forms: Sequence[str]) -> subprocess.Popen[bytes] | None:
    quiet = subprocess.DEVNULL
    try:
        # In the folder itself, so that it finds nothing to write once that was removed.
        process = subprocess.Popen(python(_START), stdin=subprocess.PIPE, stdout=quiet, stderr=quiet, cwd=task.place)
    except OSError:
        return None
    with suppress(OSError):
        assert process.stdin  # noqa: S101 - it was asked for
        process.stdin.write(pickle.dumps((replace(task, place=Path()), list(forms))))
        process.stdin.flush()
    return process


def main() -> None:
    """Write the forms that standard input tells, as long as whoever asked is there to hold it open."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # from the keyboard it goes to both, and the other ends this one
    task, forms = pickle.load(sys.stdin.buffer)  # noqa: S301 - from the process that started this one
    threading.Thread(target=_watch, daemon=True).start()
    write_forms(task, forms, work="beside")


def _watch() -> None:
    os.read(sys.stdin.fileno(), 1)  # a reader of its own would be in the way at the end
    os._exit(1)
