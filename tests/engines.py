"""The shipped graph in rdflib, the second engine that stored queries are run on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import rdflib

from mediagraph.store.answers import Solutions
from mediagraph.store.frames import rdflib_term

if TYPE_CHECKING:
    from mediagraph.store import Store

Row = tuple[str | None, ...]
# rdflib takes seconds for some queries, so that what it answered once to a graph is kept.
_DATASETS: dict[str, rdflib.Dataset] = {}
_ROWS: dict[tuple[int, str], list[Row]] = {}


def rdflib_dataset(store: Store) -> rdflib.Dataset:
    """Return the graph as a dataset whose default graph is the merge of the named ones, as in our store."""
    if store.version in _DATASETS:
        return _DATASETS[store.version]
    dataset = rdflib.Dataset()
    for quad in store.quads():
        triple = tuple(rdflib_term(term) for term in (quad.subject, quad.predicate, quad.object))
        dataset.default_graph.add(triple)
        dataset.graph(rdflib.URIRef(quad.graph_name.value)).add(triple)  # type: ignore[union-attr,arg-type]
    if store.version:
        _DATASETS[store.version] = dataset
    return dataset


def rdflib_rows(dataset: rdflib.Dataset, query: str) -> list[Row]:
    """Return the rows of a SELECT as N-Triples terms, in order; the dataset must not change meanwhile."""
    key = id(dataset), query
    if key in _ROWS:
        return _ROWS[key]
    result = dataset.query(query)
    variables = result.vars or []
    rows = [tuple(None if row[v] is None else _n3(row[v]) for v in variables) for row in result]  # type: ignore[index,call-overload]
    if any(dataset is kept for kept in _DATASETS.values()):
        _ROWS[key] = rows
    return rows


def store_rows(store: Store, query: str) -> list[Row]:
    """Return the rows of a SELECT from a store of ours in the same form."""
    answer = store.query(query)
    if not isinstance(answer, Solutions):
        raise TypeError(query)
    return [tuple(None if term is None else _n3(rdflib_term(term)) for term in row) for row in answer.terms()]


def _n3(term: rdflib.term.Node) -> str:
    """The term with its value rather than its lexical form, since engines write numbers unlike each other."""
    if isinstance(term, rdflib.Literal):
        value = term.toPython()
        if isinstance(value, bool | str) or term.language:
            return f"{str(term)!r}@{term.language or ''}"
        return f"{float(value)!r}" if isinstance(value, int | float) or hasattr(value, "as_tuple") else str(term)
    return str(term)
