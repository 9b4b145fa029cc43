"""The graph as a caller sees it: open it, ask it, measure it, export it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Self

from mediagraph.errors import StoreError, UsageError
from mediagraph.project import Project
from mediagraph.questions import Questions
from mediagraph.store import EmbeddedStore, Generations, RemoteStore, is_endpoint

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

    import networkx as nx

    from mediagraph.networks import HubTable


class Graph(Questions):
    """A graph that is open for questions; close it, or use it in a `with`."""

    def network(self, name: str, *, kinds: Sequence[str] | None = None, since: int | None = None) -> nx.Graph[str]:
        """Return the network called `name`: `countries`, `organisations` or `people`.

        Edges bear `strength` (works or events shared), `distance` (1/strength), `works` and `kinds`; nodes bear
        `label`.

        Args:
            name: of a projection below `queries/networks/`.
            kinds: of cooperation that make an edge; all by default.
            since: first year that counts; rows without a year do not, then.
        """
        from mediagraph.networks import project

        return project(self, name, kinds=kinds, since=since)

    def hubs(
        self, name: str = "countries", *, kinds: Sequence[str] | None = None, since: int | None = None
    ) -> HubTable:
        """Return the hub table of the network called `name`, best first."""
        from mediagraph.networks import hub_table

        return hub_table(self.network(name, kinds=kinds, since=since))

    def export(self, folder: str | Path) -> Sequence[Path]:
        """Write the graph as Turtle, N-Quads and JSON-LD, with its description, and return the files."""
        from mediagraph.exports import export

        return export(self, Path(folder))

    def close(self) -> None:
        """Release the store."""
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<mediagraph.Graph {self.store.name}>"


def open_graph(store: str | Path | None = None, *, project: str | Path | None = None) -> Graph:
    """Open the published graph.

    Args:
        store: folder of a store, or address of a SPARQL endpoint; by default the project's own store.
        project: folder with `ontology/`, `data/` and `queries/`; by default the shipped one.

    Raises:
        StoreError: there is no graph; the message says how to build it.
        FileError: the project's folder lacks something.
    """
    found = Project.find(project)
    if is_endpoint(store):
        return Graph(found, RemoteStore(str(store)))
    folder = Path(store) if store else found.default_store
    if str(folder).startswith(("http:", "https:")):
        raise UsageError(f"{folder}: an address has two slashes after its scheme; give it as text")
    try:
        return Graph(found, EmbeddedStore(Generations(folder).current()))
    except StoreError:
        if folder.is_file():
            raise StoreError(f"{folder}: a file, not the folder of a store") from None
        raise
