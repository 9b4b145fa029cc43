"""Questions to a store: stored ones by name, with parameters bound as data, and SPARQL as it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from mediagraph.catalogue import Catalogue, Parameter
from mediagraph.errors import UsageError
from mediagraph.parameters import Binder
from mediagraph.prefixes import declared
from mediagraph.store import Solutions

if TYPE_CHECKING:
    from mediagraph.project import Project
    from mediagraph.store import Answer, Store


class Questions:
    """What can be asked of a project's graph, wherever a store holds it."""

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

    def entity(self, name: str, class_: str = "") -> ox.NamedNode:
        """Return the entity that `name` means: a code, a name in any language, a CURIE or an IRI.

        Args:
            name: what it is called.
            class_: CURIE of the class that it must have.

        Raises:
            ParameterError: nothing, or several things, are called so.
        """
        wanted = class_.partition(":")[2].lower() or "entity"
        term = self._binder.term(Parameter(wanted, "entity", "", False, class_, "", ""), name)
        return ox.NamedNode(term.value)

    def sparql(self, text: str) -> Answer:
        """Answer a SPARQL query; prefixes that it uses and does not declare are the context's.

        Raises:
            QueryError: it does not parse, or cannot be evaluated.
        """
        result = self.store.query(declared(text, self.project.context.prefixes))
        if isinstance(result, Solutions):
            result.attributes.update(store=self.store.name, graph_version=self.store.version)
        return result
