"""The embedded store: one published generation, opened read-only by Oxigraph."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from mediagraph.errors import QueryError, StoreError
from mediagraph.guard import refuse
from mediagraph.store.answers import Answer, answer
from mediagraph.store.constructing import construct
from mediagraph.store.unparsed import unparsed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Executor

    from mediagraph.store.generations import Generation

_AT_ONCE = 2  # Oxigraph lets go of Python's lock while it computes; more at once would only share the memory


class EmbeddedStore:
    """Answers from a generation on disk.

    A build that is published while this is open changes nothing here; open anew to see it.
    """

    def __init__(self, generation: Generation) -> None:
        """Open `generation`.

        Raises:
            StoreError: its files are missing or broken.
        """
        self.generation = generation
        try:
            self._store: ox.Store | None = ox.Store.read_only(str(generation.database))
        except OSError as error:
            raise StoreError(
                f"{generation.path}: the graph cannot be opened ({error}); run `mediagraph build` to make it anew"
            ) from error

    @property
    def name(self) -> str:
        """The store's folder."""
        return str(self.generation.store)

    @property
    def version(self) -> str:
        """The generation's digest: equal for equal graphs."""
        return self.generation.manifest.digest

    def query(
        self,
        text: str,
        *,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        base: str | None = None,
    ) -> Answer:
        """Answer a SPARQL query.

        Args:
            text: the query.
            default_graphs: IRIs of the graphs whose merge is the default graph, if others than all.
            named_graphs: IRIs of the named graphs, likewise (SPARQL 1.1 Protocol, section 2.1.4).
            base: what relative IRIs are resolved against; without it they are refused.

        Raises:
            QueryError: it does not parse, cannot be evaluated, or must not be: it reaches out, or nests too deeply.
            StoreError: the store was closed.
        """
        refuse(text)
        if not default_graphs and not named_graphs:
            return evaluate(self._opened(), text, base_iri=base)
        try:
            default, named = [[ox.NamedNode(iri) for iri in iris] for iris in (default_graphs, named_graphs)]
        except ValueError as error:
            raise QueryError(f"the name of a graph is no IRI: {error}") from error
        return evaluate(self._opened(), text, base_iri=base, default_graph=default, named_graphs=named)

    def construct(self, text: str, file: str, graph: str, take: Callable[[bytes], object]) -> None:
        """Hand on what a CONSTRUCT makes; see `mediagraph.store.constructing`."""
        refuse(text)
        construct(self._opened(), text, file, graph, take)

    def quads(self) -> Iterator[ox.Quad]:
        """Yield the quads of the named graphs."""
        store = self._opened()
        for graph in store.named_graphs():
            yield from store.quads_for_pattern(None, None, None, graph)

    def close(self) -> None:
        """Release the files."""
        self._store = None

    def _opened(self) -> ox.Store:
        if self._store is None:
            raise StoreError(f"{self.name}: the graph was closed; open it again")
        return self._store


@contextmanager
def side_by_side(pool: Executor | None = None) -> Iterator[Executor]:
    """Give a pool that asks two queries at a time; when the block fails, those that wait are never asked.

    Args:
        pool: is given instead, if there is one; whoever made it ends it.
    """
    if pool is not None:
        yield pool
        return
    with ThreadPoolExecutor(_AT_ONCE) as made:
        try:
            yield made
        except BaseException:
            made.shutdown(cancel_futures=True)
            raise


def evaluate(store: ox.Store, text: str, **options: Any) -> Answer:
    """Answer a query from an Oxigraph store whose default graph is the merge of its named graphs.

    Args:
        store: what to ask.
        text: the query.
        options: `base_iri`, and `default_graph` and `named_graphs` where they are others than the store's own.

    Raises:
        QueryError: it does not parse, or cannot be evaluated.
    """
    try:
        return answer(store.query(text, **options))
    except SyntaxError as error:
        raise unparsed(error, text) from error
    except (OSError, ValueError, RuntimeError) as error:
        raise QueryError(f"the query cannot be evaluated: {error}") from error
