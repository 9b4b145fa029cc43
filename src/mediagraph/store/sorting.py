"""Sorting of lines that may be more than memory holds: sorted runs on disk, merged as they are read."""

from __future__ import annotations

from bisect import bisect_right
from contextlib import closing
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

RUN = 64 << 20  # bytes of lines that are sorted at once; Python's objects take some four times as much
BLOCK = 1 << 18  # bytes of lines that are read at once; what a processor has at hand is read quickly again
_MOST_OPEN = 64
_MANY = 1_000


class Sorter:
    """Sorts lines as they come; what does not fit into memory waits in runs on disk."""

    def __init__(self, folder: Path, *, run: int = RUN) -> None:
        """Prepare to sort.

        Args:
            folder: takes the runs; it has to be there, and is left empty of them.
            run: bytes that are sorted at once.
        """
        self._folder, self._run = folder, run
        self._runs: list[Path] = []
        self._held: list[bytes] = []
        self._size = self._made = 0

    def add(self, lines: Sequence[bytes]) -> None:
        """Take lines in any order, each with its line feed.

        Raises:
            OSError: the folder cannot be written.
        """
        self._held += lines
        self._size += sum(map(len, lines))
        if self._size >= self._run:
            self._runs.append(_write([_sorted(self._held)], self._next()))
            self._held, self._size = [], 0
        if len(self._runs) == _MOST_OPEN:
            self._runs = [_join(self._runs, self._next())]

    def blocks(self) -> Iterator[list[bytes]]:
        """Yield all lines, each once, in the order of their bytes: that of code points, in UTF-8.

        Raises:
            OSError: a run cannot be read.
        """
        last = _in_pieces(_sorted(self._held))
        self._held = []
        return _merged([*map(read_blocks, self._runs), last]) if self._runs else last

    def close(self) -> None:
        """Remove the runs."""
        for path in self._runs:
            path.unlink(missing_ok=True)

    def _next(self) -> Path:
        self._made += 1
        return self._folder / f"run-{self._made}"


def sorted_blocks(blocks: Iterable[Sequence[bytes]], folder: Path, *, run: int = RUN) -> Iterator[list[bytes]]:
    """Yield lines, each once and with its end, in the order of their bytes; see `Sorter`.

    Args:
        blocks: lines in any order, each with its line feed, many at once.
        folder: takes the runs; it has to be there, and is left empty of them.
        run: bytes that are sorted at once.

    Raises:
        OSError: the folder cannot be written.
    """
    with closing(Sorter(folder, run=run)) as sorter:
        for block in blocks:
            sorter.add(block)
        yield from sorter.blocks()


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
