"""The statements of a generation as one file of canonical N-Quads, sorted: what exports are made of.

    STORE/generations/<name>/statements.nq

RDF Dataset Canonicalization sorts the lines of canonical N-Quads by code point, once blank nodes have their names
(https://www.w3.org/TR/rdf-canon/); there are none here. The lines are those of the database, which has 1 where a source
gave 01, and each is there once. Where the database is on disk, a process beside this one writes the file.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from mediagraph.memory import share_freed_memory
from mediagraph.processors import python, usable_processors
from mediagraph.store.digests import Digest
from mediagraph.store.sorting import Sorter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

# A draft has other things in memory; where there is more, runs of this size are merged.
_RUN = 8 << 20


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


@contextmanager
def writing(store: ox.Store, database: Path | None, target: Path) -> Iterator[Callable[[], Contents]]:
    """Have the statements of a store written, while other things are asked of it.

    Args:
        store: nothing may be added to it meanwhile.
        database: its folder; None for one that is in memory, whose statements are written when they are waited for.
        target: file to write.

    Yields:
        What waits until the file is written, and returns what it holds.
    """
    process = _started(store, database, target) if database and usable_processors() > 1 else None
    try:
        yield cache(lambda: (process and _told(process)) or write_statements(store, target))
    finally:
        if process:
            with process:  # which waits for it, and closes its pipe
                process.kill()


def _started(store: ox.Store, database: Path, target: Path) -> subprocess.Popen[bytes] | None:
    """A process at work; none where it cannot be started."""
    store.flush()
    command = python(f"from {__name__} import main; main({str(database)!r}, {str(target)!r}, {os.getpid()})")
    with suppress(OSError):
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return None


def _told(process: subprocess.Popen[bytes]) -> Contents | None:
    """What a process says that it wrote; nothing where it failed or was ended."""
    said, _ = process.communicate()
    return Contents(**json.loads(said)) if process.returncode == 0 else None


def write_statements(store: ox.Store, target: Path, stopped: Callable[[], bool] = lambda: False) -> Contents:
    """Write what the named graphs of a store hold, and return what it is.

    Args:
        store: to be read.
        target: file to write; the folder that it is in takes what does not fit into memory.
        stopped: ends the work as soon as it returns true.

    Raises:
        BrokenPipeError: it was stopped.
        OSError: the file cannot be written.
    """
    digest, whole, graphs = Digest(), hashlib.sha256(), {}
    with closing(Sorter(target.parent, run=_RUN)) as sorter, target.open("wb") as stream:
        for graph in store.named_graphs():
            lines = _Lines(f" {graph} .\n".encode(), sorter, stopped)
            store.dump(lines, ox.RdfFormat.N_TRIPLES, from_graph=graph)  # type: ignore[arg-type]
            graphs[graph.value] = lines.count
        for block in sorter.blocks():
            if stopped():
                raise BrokenPipeError
            digest.add(block)
            text = b"".join(block)
            whole.update(text)
            stream.write(text)
    return Contents(str(digest), dict(sorted(graphs.items())), whole.hexdigest())


class _Lines:
    """Takes the N-Triples of a graph, and hands them on as N-Quads."""

    def __init__(self, end: bytes, sorter: Sorter, stopped: Callable[[], bool]) -> None:
        self._end, self._sorter, self._stopped = end, sorter, stopped
        self._held, self.count = b"", 0

    def write(self, block: bytes) -> int:
        if self._stopped():
            raise BrokenPipeError  # after an InterruptedError, the engine would try again for ever
        *lines, self._held = (self._held + block).split(b" .\n")
        self._sorter.add([line + self._end for line in lines])
        self.count += len(lines)
        return len(block)

    def flush(self) -> None:
        """Do nothing: there is nothing to flush to."""


def main(database: str, target: str, parent: int) -> None:
    """Write the statements as long as the process `parent`, which asked for them, is there; tell it what they are."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # from the keyboard it goes to both, and the other ends this one
    share_freed_memory()
    contents = write_statements(ox.Store.read_only(database), Path(target), stopped=lambda: os.getppid() != parent)
    sys.stdout.write(json.dumps(asdict(contents)))
