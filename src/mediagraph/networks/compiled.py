"""igraph's compiled half by itself, in this process or in one beside it.

The other half draws, and imports what it can draw with. None of it is needed here, and loading it takes a hundred times
as long. This file needs nothing but Python and igraph, so that a process beside this one is soon at work: it is run as

    python -I -S compiled.py FOLDER NUMBER
"""

from __future__ import annotations

import array
import json
import os
import signal
import sys
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from importlib.machinery import ModuleSpec

_NAME = "igraph._igraph"
JOB = "job.json"


def igraph_core(file: str = "") -> Any:
    """Return the module with what igraph has in C: `GraphBase` with the methods that `Graph` has from there.

    It is what `import igraph` imports too, before or after.

    Args:
        file: where it is; by default it is looked for.

    Raises:
        ImportError: it is not installed.
    """
    if _NAME not in sys.modules:
        spec = spec_from_file_location(_NAME, file) if file else _found()
        if spec is None or spec.loader is None:
            raise ImportError(f"no module named {_NAME}", name=_NAME)
        module = module_from_spec(spec)
        sys.modules[_NAME] = module
        spec.loader.exec_module(module)
    return sys.modules[_NAME]


def _found() -> ModuleSpec | None:
    package = find_spec("igraph")
    return PathFinder.find_spec(_NAME, package.submodule_search_locations) if package else None


def vectors(job: Mapping[str, Any], tasks: list[tuple[str, int]]) -> Iterator[list[float]]:
    """Yield what tasks find: a number for each node.

    Args:
        job: `nodes`, how many there are; `edges`, as pairs of their places; `lengths` of the edges; `parts`, how many
            the nodes are dealt into.
        tasks: a measure, and the part of the nodes that it is found of. `betweenness` counts for each node the shortest
            paths through it from nodes of that part to any other, each by half. `closeness` is the inverse of the mean
            distance to those that a node reaches, nan where it reaches none, and 0 for nodes of other parts.
    """
    count, lengths = job["nodes"], job["lengths"]
    graph = igraph_core(job.get("core", "")).GraphBase(count, job["edges"], False)
    for measure, part in tasks:
        of = range(part, count, job["parts"])
        if measure == "betweenness":
            yield graph.betweenness(weights=lengths, sources=of)
            continue
        found = [0.0] * count
        found[part :: job["parts"]] = graph.closeness(vertices=of, weights=lengths)
        yield found


def _main() -> None:
    """Write what this process's share of the tasks finds, vector by vector, as long as whoever asked is there."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # from the keyboard it goes to both, and the other ends this one
    folder, number = Path(sys.argv[1]), int(sys.argv[2])
    job = json.loads((folder / JOB).read_bytes())
    with (folder / str(number)).open("wb") as stream:
        for found in vectors(job, job["shares"][number]):
            array.array("d", found).tofile(stream)
            if os.getppid() != job["parent"]:
                sys.exit(1)


if __name__ == "__main__":
    _main()
