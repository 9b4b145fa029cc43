"""The subject of the suites: `mediagraph`, its commands run as users run them, each case in a process of its own.

The process is a fork of this one, in which everything is imported already: a hang or a crash costs one case, and a case
costs milliseconds.
"""

from __future__ import annotations

import json
import os
import select
import signal
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from click.testing import CliRunner

from mediagraph.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable

PROJECT = Path(__file__).resolve().parent.parent
SECONDS = 30.0


@dataclass(frozen=True)
class Outcome:
    """What came of a case.

    Attributes:
        kind: `passed`; `by value` (right but for the writing of numbers); `differs`; `refused` (what should be taken);
            `accepted` (what should be refused); `crashed`; `late`; `skipped`.
        detail: more about it, or why it was skipped.
    """

    kind: str
    detail: str = ""


PASSED = Outcome("passed")


class RefusedError(Exception):
    """The command says that its input is wrong."""


class CrashedError(Exception):
    """The command ended as none may: with a traceback, or a code that it does not document."""


def run(*words: str | Path, fine: tuple[int, ...] = (0,)) -> bytes:
    """Run a command of `mediagraph`, and return what it prints.

    Args:
        words: of the command line.
        fine: exit codes that say that it was carried out.

    Raises:
        RefusedError: it says that its input is wrong.
        CrashedError: it ends in any other way.
    """
    result = CliRunner().invoke(main, [*map(str, words), "--project", str(PROJECT)])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise CrashedError(repr(result.exception))
    if result.exit_code in fine:
        return result.stdout_bytes
    if result.exit_code in {1, 2} and result.stderr.startswith(("mediagraph: ", "Usage: ")):
        raise RefusedError(result.stderr.strip())
    raise CrashedError(f"exit code {result.exit_code}: {result.stderr.strip()}")


def limited(work: Callable[[], Outcome], seconds: float = SECONDS) -> Outcome:
    """Return the outcome of a case, carried out in a forked process that is ended when its time is up."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            outcome = work()
        except RefusedError as error:
            outcome = Outcome("refused", str(error))
        except BaseException as error:  # noqa: BLE001 - told, whatever it is
            outcome = Outcome("crashed", f"{type(error).__name__}: {error}")
        os.write(writing, json.dumps([outcome.kind, outcome.detail[:300]]).encode())
        os._exit(0)
    os.close(writing)
    try:
        if not select.select([reading], [], [], seconds)[0]:
            return Outcome("late", f"more than {seconds:g} seconds")
        told = os.read(reading, 1 << 16)
        return Outcome(*json.loads(told)) if told else Outcome("crashed", "the process ended")
    finally:
        os.close(reading)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
