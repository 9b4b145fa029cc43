"""A worker: one process that answers one job at a time, and may be ended at any moment.

Whoever asks for too much loses this process and nothing else. The lane `queries` evaluates SPARQL of strangers: before
the first job it shuts itself off from the network and caps its memory. The lane `pages` answers the project's own
stored queries, and makes pages.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from mediagraph.errors import MediagraphError
from mediagraph.server import frames
from mediagraph.server.jobs import Desk, run, warm_up
from mediagraph.server.limits import Limits
from mediagraph.server.problems import Problem, of_error
from mediagraph.server.sealing import seal

if TYPE_CHECKING:
    from collections.abc import Mapping

_PIECE = 1 << 16
_PR_SET_PDEATHSIG = 1
PANIC = 70  # EX_SOFTWARE of sysexits(3)


class _Out:
    """Sends an answer as frames, and counts its bytes; nothing is sent before there is something to send."""

    def __init__(self, stream: IO[bytes], most: int) -> None:
        self._stream, self._left, self._most = stream, most, most
        self._held = bytearray()
        self.head: Mapping[str, Any] = {}
        self._begun = False

    def write(self, content: bytes | memoryview) -> int:
        """Take a part of the answer.

        Raises:
            Problem: the answer is larger than allowed.
        """
        self._left -= len(content)
        if self._left < 0:
            most = self._most >> 20
            raise Problem(
                "answer-too-large",
                f"the answer is larger than {most} MB; ask for less at once, with LIMIT and OFFSET",
                {"limit": "answer_megabytes", "most": most},
            )
        self._held += content
        if len(self._held) >= _PIECE:
            self._flush()
        return len(content)

    def flush(self) -> None:
        """Do nothing: pieces go out when they are full."""

    def _flush(self) -> None:
        if not self._begun:
            self._stream.write(frames.pack_json(frames.HEAD, self.head))
            self._begun = True
        self._stream.write(frames.pack(frames.PIECE, bytes(self._held)))
        self._held.clear()

    def end(self) -> None:
        """Send what is left, and the end."""
        self._flush()
        self._stream.write(frames.pack(frames.END, b""))
        self._stream.flush()


def _answer(desk: Desk, job: Mapping[str, Any], stream: IO[bytes], most: int) -> None:
    out = _Out(stream, most)
    try:
        reply = run(desk, job)
        out.head = reply.head
        reply.write(out)  # type: ignore[arg-type]
        out.end()
    except Problem as problem:
        _refuse(stream, problem)
    except MediagraphError as error:
        _refuse(stream, of_error(error))
    except MemoryError:
        _refuse(stream, memory(desk.limits))
    except Exception as error:  # noqa: BLE001 - the visitor gets a problem, the log the trace
        import traceback

        traceback.print_exc()
        _refuse(stream, Problem("fault", f"this could not be answered, which is our fault ({type(error).__name__})"))
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        # The engine gave up in the middle, for want of memory as a rule; what it holds is not to be trusted any more.
        os._exit(PANIC)


def memory(limits: Limits) -> Problem:
    """Return the refusal of a query that needs too much memory."""
    return Problem(
        "memory",
        f"the query needed more than {limits.megabytes} MB of memory; ask for less at once, "
        "and look for parts of the pattern that nothing joins",
        {"limit": "megabytes", "most": limits.megabytes},
    )


def _refuse(stream: IO[bytes], problem: Problem) -> None:
    stream.write(frames.pack_json(frames.PROBLEM, {"name": problem.name, "detail": problem.detail, **problem.more}))
    stream.flush()


def _give_up_rights(limits: Limits) -> str:
    """Cap the memory, and shut the network off."""
    virtual = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * os.sysconf("SC_PAGE_SIZE")
    most = virtual + (limits.megabytes << 20)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return seal()


def main() -> None:
    """Serve jobs from standard input until it ends."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)  # a worker does not outlive its server
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    jobs = os.fdopen(os.dup(0), "rb")
    stream = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints by mistake prints into the log
    given = json.loads(sys.argv[1])
    limits = Limits(**given["limits"])
    desk = Desk.open(given, limits)
    warm_up(desk)
    sealed = ""
    if given["lane"] == "queries":
        os.nice(5)  # pages come before strangers' questions
        sealed = _give_up_rights(limits)
    stream.write(frames.pack_json(frames.READY, {"version": desk.graph.store.version, "sealed": sealed}))
    stream.flush()
    while (frame := frames.read(jobs)) is not None:
        stream.write(frames.pack(frames.BEGUN, b""))  # what comes to this process from now on may be the job's doing
        stream.flush()
        _answer(desk, json.loads(frame[1]), stream, limits.answer_megabytes << 20)
    os._exit(0)  # nothing is left to write, and an engine at work would keep the interpreter


if __name__ == "__main__":
    main()
