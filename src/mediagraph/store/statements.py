"""The statements of a generation as one file of canonical N-Quads, sorted: what exports are made of.

    STORE/generations/<name>/statements.nq

RDF Dataset Canonicalization sorts the lines of canonical N-Quads by code point, once blank nodes have their names
(https://www.w3.org/TR/rdf-canon/); there are none here. The lines are those of the database, which has 1 where a source
gave 01, and each is there once. Where there are many, a process beside this one writes the file.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
from collections import Counter
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from mediagraph.memory import share_freed_memory
from mediagraph.processors import python, usable_processors
from mediagraph.store.digests import Digest
from mediagraph.store.sorting import Sorter, read_blocks
from mediagraph.store.spelling import Speller

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
def writing(records: Path, target: Path, *, beside: bool) -> Iterator[Callable[[], Contents]]:
    """Have statements written, while other things are done.

    Args:
        records: the statements as N-Quads, in any order, some more than once.
        target: file to write.
        beside: whether a process is worth its start; without one they are written when they are waited for.

    Yields:
        What waits until the file is written, and returns what it holds.
    """
    process = _started(records, target) if beside and usable_processors() > 1 else None
    try:
        yield cache(lambda: (process and _told(process)) or write_statements(records, target))
    finally:
        if process:
            with process:  # which waits for it, and closes its pipe
                process.kill()


def _started(records: Path, target: Path) -> subprocess.Popen[bytes] | None:
    """A process at work; none where it cannot be started."""
    command = python(f"from {__name__} import main; main({str(records)!r}, {str(target)!r}, {os.getpid()})")
    with suppress(OSError):
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return None


def _told(process: subprocess.Popen[bytes]) -> Contents | None:
    """What a process says that it wrote; nothing where it failed or was ended."""
    said, _ = process.communicate()
    return Contents(**json.loads(said)) if process.returncode == 0 else None


def write_statements(records: Path, target: Path, stopped: Callable[[], bool] = lambda: False) -> Contents:
    """Write the statements of a file sorted, canonical and each once, and return what they are.

    Args:
        records: the statements as N-Quads, in any order, some more than once.
        target: file to write; the folder that it is in takes what does not fit into memory.
        stopped: ends the work as soon as it returns true.

    Raises:
        BrokenPipeError: it was stopped.
        SyntaxError: a line is no N-Quads.
        OSError: the file cannot be written.
    """
    digest, whole, graphs, speller = Digest(), hashlib.sha256(), Counter[bytes](), Speller()
    with closing(Sorter(target.parent, run=_RUN)) as sorter, target.open("wb") as stream:
        for block in read_blocks(records):
            if stopped():
                raise BrokenPipeError
            sorter.add(speller.lines(block))
        for block in sorter.blocks():
            if stopped():
                raise BrokenPipeError
            digest.add(block)
            graphs.update([line[line.rindex(b" <") :] for line in block])
            text = b"".join(block)
            whole.update(text)
            stream.write(text)
    counts = {end.decode()[2:-4]: count for end, count in graphs.items()}
    return Contents(str(digest), dict(sorted(counts.items())), whole.hexdigest())


def main(records: str, target: str, parent: int) -> None:
    """Write the statements as long as the process `parent`, which asked for them, is there; tell it what they are."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # from the keyboard it goes to both, and the other ends this one
    share_freed_memory()
    contents = write_statements(Path(records), Path(target), stopped=lambda: os.getppid() != parent)
    sys.stdout.write(json.dumps(asdict(contents)))
