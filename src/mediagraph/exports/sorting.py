"""Sorting of lines that may be more than memory holds: sorted runs on disk, merged as they are read."""

from __future__ import annotations

from bisect import bisect_right
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

RUN = 64 << 20  # bytes of lines that are sorted at once; Python's objects take some four times as much
BLOCK = 1 << 18  # bytes of lines that are read at once; what a processor has at hand is read quickly again
_MOST_OPEN = 64
_MANY = 1_000


def sorted_blocks(blocks: Iterable[Sequence[bytes]], folder: Path, *, run: int = RUN) -> Iterator[list[bytes]]:
    """Yield lines, each once and with its end, in the order of their bytes: that of code points, in UTF-8.

    Args:
        blocks: lines in any order, each with its line feed, many at once.
        folder: takes the runs; it has to be there, and is left empty of them.
        run: bytes that are sorted at once.

    Raises:
        OSError: the folder cannot be written.
    """
    runs: list[Path] = []
    held: list[bytes] = []
    size = made = 0
    try:
        for block in blocks:
            held += block
            size += sum(map(len, block))
            if size >= run:
                made += 1
                runs.append(_write([_sorted(held)], folder / f"run-{made}"))
                held, size = [], 0
            if len(runs) == _MOST_OPEN:
                made += 1
                runs = [_join(runs, folder / f"run-{made}")]
        last = _in_pieces(_sorted(held))
        held = []
        yield from _merged([*map(read_blocks, runs), last]) if runs else last
    finally:
        for path in runs:
            path.unlink(missing_ok=True)


def in_blocks(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    """Yield `lines` many at once."""
    waiting = iter(lines)
    while block := list(islice(waiting, _MANY)):
        yield block


def read_blocks(path: Path) -> Iterator[list[bytes]]:
    """Yield the lines of a file many at once.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as stream:
        while block := stream.readlines(BLOCK):
            yield block


def _sorted(lines: Iterable[bytes]) -> list[bytes]:
    # A set would lose the stretches that are sorted, of which sorting makes use.
    return sorted(dict.fromkeys(lines))


def _in_pieces(lines: Sequence[bytes]) -> Iterator[list[bytes]]:
    return (list(lines[start : start + _MANY]) for start in range(0, len(lines), _MANY))


def _join(runs: Sequence[Path], target: Path) -> Path:
    _write(_merged([*map(read_blocks, runs)]), target)
    for path in runs:
        path.unlink()
    return target


def _write(blocks: Iterable[list[bytes]], path: Path) -> Path:
    with path.open("wb") as stream:
        for block in blocks:
            stream.writelines(block)
    return path


def _merged(runs: Sequence[Iterator[list[bytes]]]) -> Iterator[list[bytes]]:
    """Merge runs of which none has a line twice; equal lines of several come into one block."""
    waiting: list[list[bytes]] = [[] for _ in runs]
    while True:
        waiting = [lines or next(blocks, []) for lines, blocks in zip(waiting, runs, strict=True)]
        ends = [lines[-1] for lines in waiting if lines]
        if not ends:
            return
        # Up to here, no run has a line that was not read.
        end = min(ends)
        block: list[bytes] = []
        for number, lines in enumerate(waiting):
            cut = bisect_right(lines, end)
            block += lines[:cut]
            waiting[number] = lines[cut:]
        block.sort()  # it consists of stretches that are sorted, which it merges
        yield list(dict.fromkeys(block))
