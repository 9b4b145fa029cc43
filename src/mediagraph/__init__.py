"""A knowledge graph of international media cooperation, and the tools to ask it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mediagraph.errors import (
    DataError,
    EndpointError,
    FileError,
    FindingsError,
    HeaderError,
    MediagraphError,
    ParameterError,
    QueryError,
    StoreError,
    UnknownNameError,
    UsageError,
)

if TYPE_CHECKING:
    from pathlib import Path

    from IPython.core.interactiveshell import InteractiveShell

    from mediagraph.building import Build
    from mediagraph.graph import Graph

__all__ = [
    "DataError",
    "EndpointError",
    "FileError",
    "FindingsError",
    "HeaderError",
    "MediagraphError",
    "ParameterError",
    "QueryError",
    "StoreError",
    "UnknownNameError",
    "UsageError",
    "build",
    "open",
]


def open(  # noqa: A001 - `mg.open()`
    store: str | Path | None = None, *, project: str | Path | None = None, timeout: float | None = None
) -> Graph:
    """Open the published graph, or a SPARQL endpoint, for questions; see `mediagraph.graph.open_graph`."""
    from mediagraph.graph import open_graph

    return open_graph(store, project=project, timeout=timeout)


def build(store: str | Path | None = None, *, project: str | Path | None = None) -> Build:
    """Build, judge and publish a project's graph; see `mediagraph.building.build`."""
    from pathlib import Path

    from mediagraph.building import build as run
    from mediagraph.project import Project

    found = Project.find(project)
    return run(found, Path(store) if store else found.default_store)


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Bring the magics to a notebook: `%load_ext mediagraph`; see `mediagraph.notebook`."""
    from mediagraph.notebook import load

    load(shell)


def unload_ipython_extension(shell: InteractiveShell) -> None:
    """Take the magics back: `%unload_ext mediagraph`."""
    from mediagraph.notebook import unload

    unload(shell)


def __getattr__(name: str) -> Any:
    """Give `__version__` without reading the package's metadata at import."""
    if name == "__version__":
        from importlib.metadata import version

        return version("mediagraph")
    raise AttributeError(name)
