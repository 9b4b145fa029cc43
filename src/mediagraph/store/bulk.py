"""Bulk loading of N-Quads in portions, two at a time.

The engine's loader uses one core, holds what it is given at once, and takes less time for the same statements in small
portions than in one: four million take 1.7 GB and a core at once, and a ninth of that memory and two cores here.
"""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Lock
from typing import IO, TYPE_CHECKING

import pyoxigraph as ox

if TYPE_CHECKING:
    from pathlib import Path

PORTION = 8 << 20
_THREADS = 2
_GRAPH = re.compile(rb" <[^<> ]*> \.\n")


def add_quads(store: ox.Store, path: Path, *, merged: bool = False, portion: int = PORTION) -> None:
    """Add the statements of an N-Quads file to their graphs.

    Args:
        store: to add to.
        path: a statement a line.
        merged: whether they are added to the default graph too, which then is the merge of the named ones.
        portion: bytes of the file that are loaded at once.

    Raises:
        SyntaxError: it is no N-Quads; what other portions state may have been added.
    """
    with path.open("rb") as stream:
        portions, stopped = _Portions(stream, portion), Event()
        if path.stat().st_size <= portion:
            _load(store, portions, stopped, merged=merged)
            return
        with ThreadPoolExecutor(_THREADS) as pool:
            running = [pool.submit(_load, store, portions, stopped, merged=merged) for _ in range(_THREADS)]
            try:
                for each in running:
                    each.result()
            finally:  # an interruption, or a fault of one thread, ends the others after what they are at
                stopped.set()


def _load(store: ox.Store, portions: _Portions, stopped: Event, *, merged: bool) -> None:
    while not stopped.is_set() and (lines := portions.take()):
        store.bulk_load(lines, ox.RdfFormat.N_QUADS)
        if merged:
            # A line's end stands in no literal unescaped, so this is the graph and nothing else; and since these terms
            # were read strictly just now, they need no proof again.
            store.bulk_load(_GRAPH.sub(b" .\n", lines), ox.RdfFormat.N_TRIPLES, lenient=True)


class _Portions:
    """Whole lines of a stream, about so many bytes at a time, for several threads."""

    def __init__(self, stream: IO[bytes], size: int) -> None:
        self._stream, self._size, self._lock = stream, size, Lock()

    def take(self) -> bytes:
        """Return the next lines; nothing at the end."""
        with self._lock:
            return self._stream.read(self._size) + self._stream.readline()
