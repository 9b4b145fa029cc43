"""The embedded store: one published generation, opened read-only by Oxigraph."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from mediagraph.errors import QueryError, StoreError
from mediagraph.store.answers import Answer, answer
from mediagraph.store.unparsed import unparsed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mediagraph.store.generations import Generation


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

    def query(self, text: str) -> Answer:
        """Answer a SPARQL query.

        Raises:
            QueryError: it does not parse, or cannot be evaluated.
            StoreError: the store was closed.
        """
        return evaluate(self._opened(), text)

    def quads(self) -> Iterator[ox.Quad]:
        """Yield the quads of the named graphs."""
        for quad in self._opened().quads_for_pattern(None, None, None, None):
            if not isinstance(quad.graph_name, ox.DefaultGraph):
                yield quad

    def close(self) -> None:
        """Release the files."""
        self._store = None

    def _opened(self) -> ox.Store:
        if self._store is None:
            raise StoreError(f"{self.name}: the graph was closed; open it again")
        return self._store


def evaluate(store: ox.Store, text: str) -> Answer:
    """Answer a query from an Oxigraph store whose default graph is the merge of its named graphs.

    Raises:
        QueryError: it does not parse, or cannot be evaluated.
    """
    try:
        return answer(store.query(text))
    except SyntaxError as error:
        raise unparsed(error, text) from error
    except (OSError, ValueError, RuntimeError) as error:
        raise QueryError(f"the query cannot be evaluated: {error}") from error
