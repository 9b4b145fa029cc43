"""Sorting of lines that may be more than memory holds: sorted runs on disk, merged as they are read."""

from __future__ import annotations

import heapq
from contextlib import ExitStack
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

RUN = 64 << 20  # bytes of lines that are sorted at once; Python's objects take some four times as much
_MOST_OPEN = 64


def sorted_lines(lines: Iterable[bytes], folder: Path, *, run: int = RUN) -> Iterator[bytes]:
    """Yield `lines`, each once and with its end, in the order of their bytes: that of code points, in UTF-8.

    Args:
        lines: each with its line feed.
        folder: takes the runs; it has to be there, and is left empty of them.
        run: bytes that are sorted at once.

    Raises:
        OSError: the folder cannot be written.
    """
    runs: list[Path] = []
    held: list[bytes] = []
    size = made = 0
    try:
        for line in lines:
            held.append(line)
            size += len(line)
            if size >= run:
                made += 1
                runs.append(_write(sorted(held), folder / f"run-{made}"))
                held, size = [], 0
            if len(runs) == _MOST_OPEN:
                made += 1
                runs = [_merge(runs, folder / f"run-{made}")]
        with ExitStack() as stack:
            streams = [stack.enter_context(path.open("rb")) for path in runs]
            yield from _once(heapq.merge(*streams, sorted(held)))
    finally:
        for path in runs:
            path.unlink(missing_ok=True)


def _merge(runs: Sequence[Path], target: Path) -> Path:
    with ExitStack() as stack:
        _write(heapq.merge(*(stack.enter_context(path.open("rb")) for path in runs)), target)
    for path in runs:
        path.unlink()
    return target


def _write(lines: Iterable[bytes], path: Path) -> Path:
    with path.open("wb") as stream:
        waiting = iter(lines)
        while block := list(islice(waiting, 10_000)):
            stream.write(b"".join(block))
    return path


def _once(lines: Iterable[bytes]) -> Iterator[bytes]:
    before = b""
    for line in lines:
        if line != before:
            yield line
        before = line
