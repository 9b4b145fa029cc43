"""Processes and what they take: seconds on the clock, seconds of the processors, the most memory."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from benchmarks.sampling import sampling

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path


@dataclass(frozen=True)
class Ran:
    """What a process took.

    Attributes:
        code: its exit code; below 0 where a signal ended it.
        seconds: on the clock, from begin to end.
        processor: seconds of processors.
        memory: the most that it held together with those that it began, in MB; see `run`.
        over: whether it was ended since its time was over.
    """

    code: int
    seconds: float
    processor: float
    memory: float
    over: bool


@dataclass
class Clock:
    """The clock of a work, which runs in `with` blocks only, so that its preparations do not count.

    Attributes:
        seconds: on the clock.
        processor: seconds of this process and those that it waited for.
        parts: seconds of parts, by name.
        times: what all seconds are to be multiplied with, where only a part of the work was done.
        scaled: what was done instead of the whole work, in words.
        beside: clocks of works that were measured in the same process, by their names.
        answer: of a work that was measured beside another one.
    """

    seconds: float = 0.0
    processor: float = 0.0
    parts: dict[str, float] = field(default_factory=dict)
    times: float = 1.0
    scaled: str = ""
    beside: dict[str, Clock] = field(default_factory=dict)
    answer: dict[str, Any] = field(default_factory=dict)

    def said(self) -> dict[str, Any]:
        """Return what was measured, as the process of a work tells it."""
        return {
            "seconds": self.seconds * self.times,
            "processor": self.processor * self.times,
            "parts": {name: seconds * self.times for name, seconds in self.parts.items()},
            "scaled": self.scaled,
        }

    @contextlib.contextmanager
    def running(self, part: str = "") -> Iterator[None]:
        """Let the clock run; also where the block ends by an error."""
        before, begin = _processor(), time.perf_counter()
        try:
            yield
        finally:
            spent = time.perf_counter() - begin
            self.seconds += spent
            self.processor += _processor() - before
            if part:
                self.parts[part] = self.parts.get(part, 0.0) + spent


def _processor() -> float:
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def run(
    words: Sequence[str], output: Path, limit: float, *, cwd: Path, environment: Mapping[str, str] | None = None
) -> Ran:
    """Run a command in a process of its own, and measure it.

    The system tells the most that any one of the processes held. It counts what this process held when it began another
    one as that one's, so this one has to stay small. What several hold together is looked at ten times a second.

    Args:
        words: the command.
        output: takes what it prints.
        limit: seconds after which it is ended.
        cwd: folder that it runs in.
        environment: of the process; that of this one by default.
    """
    begin = time.perf_counter()
    with output.open("wb") as stream:
        process = subprocess.Popen(
            words, stdout=stream, stderr=subprocess.STDOUT, cwd=cwd, env=environment, start_new_session=True
        )
        ended = threading.Event()

        def end() -> None:
            ended.set()
            _end(process.pid)

        timer = threading.Timer(limit, end)
        timer.start()
        try:
            with sampling(process.pid) as together:
                _, status, usage = os.wait4(process.pid, 0)
        except BaseException:  # an interruption above all: what was begun is ended with it
            _end(process.pid)
            process.wait()
            raise
        finally:
            timer.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - begin
    memory = max(usage.ru_maxrss * 1024, together.most) / 1e6
    over = ended.is_set() and process.returncode < 0
    return Ran(process.returncode, seconds, usage.ru_utime + usage.ru_stime, memory, over)


def _end(session: int) -> None:
    """End a process that began a session, with all that it began."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(session, signal.SIGKILL)


@contextlib.contextmanager
def alarm(seconds: float) -> Iterator[None]:
    """End the block by a TimeoutError after so many seconds, where it is Python that runs."""

    def ring(_number: int, _frame: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
