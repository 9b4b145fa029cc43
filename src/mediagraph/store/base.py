"""The seam: what anything that holds the graph must be able to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyoxigraph as ox

    from mediagraph.store.answers import Answer


class Store(Protocol):
    """Holds the graph: each source in a named graph, their merge as the default graph."""

    @property
    def name(self) -> str:
        """Path or address, for messages."""

    @property
    def version(self) -> str:
        """What identifies the state of the graph that answers come from."""

    def query(self, text: str) -> Answer:
        """Answer a SPARQL query.

        Raises:
            QueryError: it does not parse, or cannot be evaluated.
            EndpointError: a remote store failed.
        """

    def quads(self) -> Iterator[ox.Quad]:
        """Yield what the named graphs hold."""

    def close(self) -> None:
        """Release files and connections."""
