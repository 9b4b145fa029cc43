"""The statements of a generation as one file of canonical N-Quads, sorted: what exports are made of.

    STORE/generations/<name>/statements.nq

RDF Dataset Canonicalization sorts the lines of canonical N-Quads by code point, once blank nodes have their names
(https://www.w3.org/TR/rdf-canon/); there are none here. The lines are those of the database, which has 1 where a source
gave 01, and each is there once.
"""

from __future__ import annotations

import hashlib
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from mediagraph.store.digests import Digest
from mediagraph.store.sorting import Sorter

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from threading import Event

# A draft has other things in memory; where there is more, runs of this size are merged.
_RUN = 32 << 20


@dataclass(frozen=True)
class Contents:
    """What the named graphs of a store hold.

    Attributes:
        digest: of all lines, as a manifest has it.
        graphs: statements by named graph.
        sha256: of the file, in hexadecimal.
    """

    digest: str
    graphs: Mapping[str, int]
    sha256: str


def write_statements(store: ox.Store, target: Path, stopped: Event) -> Contents:
    """Write what the named graphs of a store hold, and return what it is.

    Args:
        store: to be read.
        target: file to write; the folder that it is in takes what does not fit into memory.
        stopped: ends the work as soon as it is set.

    Raises:
        InterruptedError: it was stopped.
        OSError: the file cannot be written.
    """
    digest, whole, graphs = Digest(), hashlib.sha256(), {}
    with closing(Sorter(target.parent, run=_RUN)) as sorter, target.open("wb") as stream:
        for graph in store.named_graphs():
            lines = _Lines(f" {graph} .\n".encode(), sorter, stopped)
            store.dump(lines, ox.RdfFormat.N_TRIPLES, from_graph=graph)  # type: ignore[arg-type]
            graphs[graph.value] = lines.count
        for block in sorter.blocks():
            if stopped.is_set():
                raise InterruptedError
            digest.add(block)
            text = b"".join(block)
            whole.update(text)
            stream.write(text)
    return Contents(str(digest), dict(sorted(graphs.items())), whole.hexdigest())


class _Lines:
    """Takes the N-Triples of a graph, and hands them on as N-Quads."""

    def __init__(self, end: bytes, sorter: Sorter, stopped: Event) -> None:
        self._end, self._sorter, self._stopped = end, sorter, stopped
        self._held, self.count = b"", 0

    def write(self, block: bytes) -> int:
        if self._stopped.is_set():
            raise InterruptedError
        *lines, self._held = (self._held + block).split(b" .\n")
        self._sorter.add([line + self._end for line in lines])
        self.count += len(lines)
        return len(block)

    def flush(self) -> None:
        """Do nothing: there is nothing to flush to."""
