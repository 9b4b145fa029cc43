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


def open(store: str | Path | None = None, *, project: str | Path | None = None) -> Graph:  # noqa: A001 - `mg.open()`
    """Open the published graph, or a SPARQL endpoint, for questions; see `mediagraph.graph.open_graph`."""
    from mediagraph.graph import open_graph

    return open_graph(store, project=project)


def build(store: str | Path | None = None, *, project: str | Path | None = None) -> Build:
    """Build, judge and publish a project's graph; see `mediagraph.building.build`."""
    from pathlib import Path

    from mediagraph.building import build as run
    from mediagraph.project import Project

    found = Project.find(project)
    return run(found, Path(store) if store else found.default_store)


def __getattr__(name: str) -> Any:
    """Give `__version__` without reading the package's metadata at import."""
    if name == "__version__":
        from importlib.metadata import version

        return version("mediagraph")
    raise AttributeError(name)
