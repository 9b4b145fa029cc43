"""Bulk loading of N-Quads in portions: the engine's loader holds what it is given at once, and wants memory for it."""

from __future__ import annotations

import re
from typing import IO, TYPE_CHECKING

import pyoxigraph as ox

if TYPE_CHECKING:
    from pathlib import Path

# With portions of this size a load of any length takes some 700 MB; at once it takes 2 GB for four million statements.
PORTION = 128 << 20
_GRAPH = re.compile(rb" <[^<> ]*> \.\n")
_BLOCK = 1 << 20


def add_quads(store: ox.Store, path: Path, *, portion: int = PORTION) -> None:
    """Add the statements of an N-Quads file to their graphs.

    Args:
        store: to add to.
        path: a statement a line.
        portion: bytes of the file that are loaded at once.
    """
    _add(store, path, ox.RdfFormat.N_QUADS, portion, merged=False)


def add_merged(store: ox.Store, path: Path, *, portion: int = PORTION) -> None:
    """Add the statements of an N-Quads file to the default graph, whatever graphs they are in; see `add_quads`."""
    _add(store, path, ox.RdfFormat.N_TRIPLES, portion, merged=True)


def _add(store: ox.Store, path: Path, form: ox.RdfFormat, portion: int, *, merged: bool) -> None:
    with path.open("rb") as stream:
        while (lines := _Lines(stream, portion, merged=merged)).begun:
            store.bulk_load(lines, form)  # type: ignore[arg-type]


class _Lines:
    """A portion of the lines of a stream, read as a file is; `begun` tells whether there is any."""

    def __init__(self, stream: IO[bytes], portion: int, *, merged: bool) -> None:
        self._stream, self._left, self._merged = stream, portion, merged
        self._held, self._place = b"", 0
        self._fill()
        self.begun = bool(self._held)

    def read(self, size: int) -> bytes:
        """Read at most `size` bytes."""
        if self._place == len(self._held):
            self._fill()
        begin = self._place
        self._place = min(begin + size, len(self._held))
        return self._held[begin : self._place]

    def _fill(self) -> None:
        lines = b"".join(self._stream.readlines(_BLOCK)) if self._left > 0 else b""
        self._left -= len(lines)
        # A line's end stands in no literal unescaped, so this is the graph and nothing else.
        self._held, self._place = _GRAPH.sub(b" .\n", lines) if self._merged else lines, 0
