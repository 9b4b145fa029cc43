"""Questions to a store: stored ones by name, with parameters bound as data, and SPARQL as it is written."""

from __future__ import annotations

import datetime
import os
import re
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from mediagraph.catalogue import Catalogue, Parameter
from mediagraph.errors import QueryError, UsageError, did_you_mean, nearest
from mediagraph.parameters import Binder
from mediagraph.prefixes import declared
from mediagraph.sparql import unordered
from mediagraph.store import Solutions
from mediagraph.store.unparsed import place_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from mediagraph.project import Project
    from mediagraph.store import Answer, Store


_AT_ONCE = 1000
LANGUAGE_VARIABLE = "MEDIAGRAPH_LANGUAGE"
_UNDECLARED = re.compile(r"the prefix ([\w.-]+): is not declared")


class Questions:
    """What can be asked of a project's graph, wherever a store holds it.

    Attributes:
        language: the preferred language of the names that answers are shown with, such as `en`, `ru` or `zh`; that of
            MEDIAGRAPH_LANGUAGE by default, else English.
    """

    def __init__(self, project: Project, store: Store) -> None:
        self.project, self.store = project, store
        self.queries = Catalogue(project.queries)
        self.language = os.environ.get(LANGUAGE_VARIABLE) or "en"
        self._binder = Binder(self.queries, project.context, store)

    def query(self, name: str, /, **parameters: Any) -> Answer:
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
        result.attributes = {"query": name, "parameters": _plain(parameters), **result.attributes}
        return result

    def rows(self, name: str, /, **parameters: Any) -> Solutions:
        """Answer the stored query called `name`, which has to be a SELECT; see `query`.

        Raises:
            UsageError: it is of another form.
        """
        result = self.query(name, **parameters)
        if not isinstance(result, Solutions):
            raise UsageError(f"queries/{name}.rq is not a SELECT, and gives no rows")
        return result

    def rows_of(self, name: str, parameter: str, entities: Iterable[str], /, *, ordered: bool = True) -> Iterator[Any]:
        """Yield the rows of a stored query for many entities, by their IRIs, asked in portions.

        Engines refuse queries that are too long: Virtuoso from some thousands of values on.

        Args:
            name: of the query.
            parameter: that takes the entities.
            entities: their IRIs.
            ordered: whether the rows of a portion come in the query's order, which takes longer.
        """
        asked = list(entities)
        for start in range(0, len(asked), _AT_ONCE):
            nodes = [ox.NamedNode(entity) for entity in asked[start : start + _AT_ONCE]]
            if ordered:
                yield from self.rows(name, **{parameter: nodes})
            else:
                yield from self.sparql(unordered(self.bound(name, **{parameter: nodes}))[0])

    def bound(self, name: str, /, **parameters: Any) -> str:
        """Return the SPARQL that `query` would send."""
        return self._binder.bind(self.queries[name], parameters)

    def term(self, name: str, parameter: str, value: Any, /) -> ox.NamedNode | ox.Literal:
        """Return the RDF term that `value` means for a parameter of the stored query called `name`.

        Raises:
            ParameterError: it means none, or several.
        """
        return self._binder.term(self.queries[name].parameters[parameter], value)

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

    def sparql(self, text: str, **dataset: Any) -> Answer:
        """Answer a SPARQL query; prefixes that it uses and does not declare are the context's.

        Args:
            text: the query.
            dataset: what the embedded store takes beside it: `default_graphs`, `named_graphs`, `base`.

        Raises:
            QueryError: it does not parse, or cannot be evaluated; where its text is at fault, the error has the place.
        """
        sent = declared(text, self.project.context.prefixes)
        try:
            result = self.store.query(sent, **dataset)
        except QueryError as error:
            raise _placed(error, len(sent) - len(text), self.project.context.prefixes) from error
        result.attributes.update(
            sparql=sent,
            store=self.store.name,
            graph_version=self.store.version,
            asked=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        )
        context = self.project.context
        result.compress, result.names, result.prefixes = context.compress, self._names, context.prefixes
        return result

    def _names(self, iris: Sequence[str]) -> Mapping[str, str]:
        """Return names of those of `iris` that the graph has one for, in the preferred language where it has that."""
        if not iris:
            return {}
        entities = " ".join(str(ox.NamedNode(iri)) for iri in iris)
        data = {"entity": entities, "language": str(ox.Literal(self.language))}
        rows = self.store.query(self.queries["entities/labels"].bind(data))
        return {row[0]: row[1] for row in rows} if isinstance(rows, Solutions) else {}


def _plain(value: Any) -> Any:
    """Return parameters as files can keep them: numbers, truth values and text, one or a list."""
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    if isinstance(value, ox.NamedNode | ox.Literal):
        return value.value
    return value if isinstance(value, int | float | str | None) else str(value)


def _placed(error: QueryError, before: int, prefixes: Mapping[str, str]) -> QueryError:
    """Return the error with its place in the query as it was asked, without the declarations put before it."""
    line, column = (error.line, error.column) if error.line else place_in(error.message)
    if line == 1 and column:
        column = max(column - before, 1)
    unknown = _UNDECLARED.search(error.message)
    near = did_you_mean(nearest(unknown[1], prefixes)) if unknown else ""
    return QueryError(error.message + near, line=line, column=column)
