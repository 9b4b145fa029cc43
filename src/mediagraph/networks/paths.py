"""Measures along all shortest paths, by igraph: in parts, which processes share where there are many paths."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from mediagraph.networks import compiled
from mediagraph.processors import usable_processors

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    Vector = NDArray[np.float64]
    Task = tuple[str, int]

# Nodes times edges, from which on the nodes are dealt into parts: below, a second process would be started in vain.
_MANY = 3_000_000
# Not as many as there are processes: sums are then the same on every machine.
_PARTS = 24


def along_paths(
    nodes: int,
    edges: Sequence[Sequence[int]],
    lengths: Sequence[float],
    measures: Sequence[str],
    *,
    processes: int = 0,
) -> list[Vector]:
    """Return measures of each node, as `compiled.vectors` has them of the parts.

    Args:
        nodes: how many there are.
        edges: pairs of their places.
        lengths: of the edges.
        measures: `betweenness`, `closeness`.
        processes: how many share the work where it is much; by default one a processor.
    """
    parts = _PARTS if nodes * len(edges) >= _MANY else 1
    tasks = [(measure, part) for measure in measures for part in range(parts)]
    count = min(processes or usable_processors(), parts)
    shares = [tasks[number::count] for number in range(count)]
    job = {"nodes": nodes, "edges": edges, "lengths": lengths, "parts": parts, "shares": shares}
    found: dict[Task, Vector] = {}
    with _others(job) as others:
        found.update(_done(job, shares[0]))
        for share, other in zip(shares[1:], others, strict=False):
            found.update(zip(share, other.found(nodes), strict=False))
    # What another process was to find and did not, since it could not be started or was ended.
    if missing := [task for task in tasks if task not in found]:
        found.update(_done(job, missing))
    return [sum((found[measure, part] for part in range(parts)), np.zeros(nodes)) for measure in measures]


def _done(job: Mapping[str, Any], tasks: list[Task]) -> Iterator[tuple[Task, Vector]]:
    for task, found in zip(tasks, compiled.vectors(job, tasks), strict=True):
        yield task, np.array(found)


class _Other:
    """A process beside this one, at work on its share."""

    def __init__(self, folder: Path, number: int) -> None:
        self._answer = folder / str(number)
        command = [sys.executable, "-I", "-S", compiled.__file__, str(folder), str(number)]
        quiet = subprocess.DEVNULL
        self.process = subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet)

    def found(self, nodes: int) -> list[Vector]:
        """Wait, and return the vectors that it found: all of its share, or none where it failed."""
        if self.process.wait():
            return []
        return list(np.fromfile(self._answer).reshape(-1, nodes))

    def end(self) -> None:
        self.process.kill()
        self.process.wait()


@contextlib.contextmanager
def _others(job: dict[str, Any]) -> Iterator[list[_Other]]:
    """Start a process for each share but the first, as far as that can be done; none of them outlives this."""
    count = len(job["shares"])
    with contextlib.ExitStack() as stack:
        others: list[_Other] = []
        if count > 1:
            with contextlib.suppress(OSError):
                folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mediagraph-")))
                head = {"core": compiled.igraph_core().__file__, "parent": os.getpid()}
                (folder / compiled.JOB).write_text(json.dumps({**job, **head}), encoding="ascii")
                for number in range(1, count):
                    other = _Other(folder, number)
                    stack.callback(other.end)
                    others.append(other)
        yield others
