"""The graph as a caller sees it: open it, ask it, measure it, export it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from mediagraph.catalogue import Catalogue
from mediagraph.errors import StoreError, UsageError
from mediagraph.parameters import Binder
from mediagraph.project import Project
from mediagraph.store import EmbeddedStore, Generations, RemoteStore, Solutions, is_endpoint

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

    import networkx as nx

    from mediagraph.networks import HubTable
    from mediagraph.store import Answer, Store


class Graph:
    """A graph that is open for questions; close it, or use it in a `with`."""

    def __init__(self, project: Project, store: Store) -> None:
        self.project, self.store = project, store
        self.queries = Catalogue(project.queries)
        self._binder = Binder(self.queries, project.context, store)

    def query(self, name: str, **parameters: Any) -> Answer:
        """Answer the stored query called `name`.

        Args:
            name: such as `co-productions/country-pairs`.
            parameters: values for its parameters: code, name in any language, CURIE or IRI for entities; one
                or a list. A parameter that is left out, or None, is not restricted, or takes its default.

        Raises:
            UnknownNameError: no such query or parameter.
            ParameterError: a value does not suit.
        """
        stored = self.queries[name]
        result = self.sparql(self._binder.bind(stored, parameters))
        if isinstance(result, Solutions):
            result.attributes.update(query=name, parameters=parameters)
        return result

    def rows(self, name: str, **parameters: Any) -> Solutions:
        """Answer the stored query called `name`, which has to be a SELECT; see `query`.

        Raises:
            UsageError: it is of another form.
        """
        result = self.query(name, **parameters)
        if not isinstance(result, Solutions):
            raise UsageError(f"queries/{name}.rq is not a SELECT, and gives no rows")
        return result

    def bound(self, name: str, **parameters: Any) -> str:
        """Return the SPARQL that `query` would send."""
        return self._binder.bind(self.queries[name], parameters)

    def sparql(self, text: str) -> Answer:
        """Answer a SPARQL query; prefixes that it uses and does not declare are the context's.

        Raises:
            QueryError: it does not parse, or cannot be evaluated.
        """
        from mediagraph.prefixes import declared

        result = self.store.query(declared(text, self.project.context.prefixes))
        if isinstance(result, Solutions):
            result.attributes.update(store=self.store.name, graph_version=self.store.version)
        return result

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
