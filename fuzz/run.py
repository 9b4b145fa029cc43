"""Feed a reader with spoilt input: `python -m fuzz.run TARGET --inputs N --seed S`; `all` feeds each of them.

Each input follows from target, seed and number, so that any of them can be made again. A process of its own is fed,
and ended where one input takes more than five seconds of work; one that the input itself ends is noticed as well.
What is found lies in `build/fuzz/` afterwards, as small as it could be made.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import json
import mmap
import os
import resource
import signal
import sys
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from fuzz.target import folder
from fuzz.targets import TARGETS

if TYPE_CHECKING:
    from fuzz.target import Target

SECONDS = 5.0
MEGABYTES = 4096
GROWTH = 96 << 20
OUT = Path(__file__).resolve().parents[1] / "build" / "fuzz"


def main() -> int:
    """Read the command line, feed, and return the exit code: 1 where anything was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", nargs="+", choices=[*TARGETS, "all"], metavar="TARGET", help=", ".join(TARGETS))
    parser.add_argument("--inputs", type=int, default=10_000, help="of each target")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="number of the first input")
    given = parser.parse_args()
    names = list(TARGETS) if "all" in given.target else given.target
    found = 0
    for name in names:
        found += fuzz(TARGETS[name], given.seed, given.first, given.inputs)
    return 1 if found else 0


def fuzz(target: Target, seed: int, first: int, inputs: int) -> int:
    """Feed one target, and return how many kinds of faults were found."""
    folder()  # made here, so that it is removed in the end
    state = mmap.mmap(-1, 64)
    begun = time.monotonic()
    finds: dict[str, int] = {}
    number, end = first, first + inputs
    while number < end:
        child = os.fork()
        if not child:
            try:
                _feed(target, seed, number, end, state)
            finally:
                os._exit(1)  # it never comes back to where the parent goes on
        _, status = os.waitpid(child, 0)
        number = int.from_bytes(state[:8], "little")
        if os.WIFEXITED(status) and os.WEXITSTATUS(status):
            raise SystemExit(f"{target.name}: input {number} could not be made")
        if os.WIFSIGNALED(status):
            what = signal.Signals(os.WTERMSIG(status)).name
            _keep(target, f"ended by {'no end' if what == 'SIGVTALRM' else what}", target.input(seed, number), finds)
            number += 1
            continue
        for line in _report(target).read_text(encoding="utf-8").splitlines():
            key, at = json.loads(line)
            if key not in finds:
                _keep(target, key, target.input(seed, at) if at >= 0 else b"", finds)
        break
    seconds = time.monotonic() - begun
    print(f"{target.name:18} {inputs:>9,} inputs {inputs / seconds:>8,.0f}/s {len(finds)} finds", flush=True)
    for key, size in finds.items():
        print(f"    {key} ({size} bytes)", flush=True)
    return len(finds)


def _report(target: Target) -> Path:
    OUT.mkdir(parents=True, exist_ok=True)
    return OUT / f"{target.name}.finds"


def _feed(target: Target, seed: int, first: int, end: int, state: mmap.mmap) -> None:
    """Feed inputs in this process, which ends with the last, or by a signal."""
    resource.setrlimit(resource.RLIMIT_AS, (MEGABYTES << 20, MEGABYTES << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - a library talks; it lasts to the end
    seen: set[str] = set()
    before = 0
    with _report(target).open("a" if first else "w", encoding="utf-8") as report:
        for number in range(first, end):
            state[:8] = number.to_bytes(8, "little")
            data = target.input(seed, number)
            signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)  # nobody handles it: the process ends, wherever it is
            key = fault(target, data)
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            if key and key not in seen:
                seen.add(key)
                report.write(json.dumps([key, number]) + "\n")
                report.flush()
            if number == first + (end - first) // 3:
                before = _memory()
        grown = _memory() - before
        if before and grown > GROWTH:
            report.write(json.dumps([f"memory grew by {grown >> 20} MB", -1]) + "\n")
    os._exit(0)


def fault(target: Target, data: bytes) -> str:
    """Return what is wrong with the answer to an input: the error and the line of ours that it comes from."""
    try:
        target.try_(data)
    except BaseException as error:  # noqa: BLE001 - whatever it is, it was found
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "mediagraph" in frame.filename]
        place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
        return f"{type(error).__name__} {place}".strip()
    return ""


def _memory() -> int:
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * mmap.PAGESIZE


def _keep(target: Target, key: str, data: bytes, finds: dict[str, int]) -> None:
    """Make an input smaller while it shows the same, and write it down."""
    if data and not key.startswith("ended"):
        data = _smaller(target, key, data)
    name = "".join(c if c.isalnum() else "-" for c in key.lower()).strip("-")
    (OUT / f"{target.name}--{name}").write_bytes(data)
    finds[key] = len(data)


def _smaller(target: Target, key: str, data: bytes) -> bytes:
    size = max(len(data) // 2, 1)
    until = time.monotonic() + 20
    while time.monotonic() < until:
        at = 0
        while at < len(data) and time.monotonic() < until:
            shorter = data[:at] + data[at + size :]
            if fault(target, shorter) == key:
                data = shorter
            else:
                at += size
        if size == 1:
            break
        size //= 2
    return data


if __name__ == "__main__":
    sys.exit(main())
