"""Answers as pandas data frames and rdflib graphs; both libraries are imported only when asked for."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from mediagraph.errors import UsageError
from mediagraph.records import XSD
from mediagraph.store.terms import TermLike, python_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd
    import rdflib


def data_frame(
    columns: Sequence[str], rows: Sequence[Sequence[TermLike | None]], attributes: Mapping[str, Any]
) -> pd.DataFrame:
    """Return `rows` as a data frame, each column typed by the datatypes that stand in it.

    Raises:
        UsageError: pandas is not installed.
    """
    try:
        import pandas as pd
    except ImportError as error:
        raise UsageError("data frames need pandas: pip install 'mediagraph[notebook]'") from error
    values = [[python_value(row[place]) for row in rows] for place in range(len(columns))]
    frame = pd.DataFrame({place: pd.Series(column, dtype=_dtype(column)) for place, column in enumerate(values)})
    frame.columns = pd.Index(list(columns), dtype="object")
    frame.attrs.update(attributes)
    return frame


def _dtype(values: Sequence[Any]) -> str:
    """The pandas dtype that holds every value of a column without loss; text among numbers is ill-typed data."""
    kinds = {type(value) for value in values if value is not None}
    if not kinds:
        return "object"
    if kinds == {int}:
        fits = all(-(2**63) <= value < 2**63 for value in values if value is not None)
        return "Int64" if fits else "object"
    if kinds <= {int, Decimal, float}:
        return "Float64"
    if kinds == {bool}:
        return "boolean"
    if kinds == {datetime.date}:
        return "datetime64[s]"
    return "object"


def rdflib_graph(triples: Iterable[ox.Triple]) -> rdflib.Graph:
    """Return `triples` as an rdflib graph, literals exactly as they are."""
    import rdflib

    graph = rdflib.Graph()
    for triple in triples:
        graph.add((rdflib_term(triple.subject), rdflib_term(triple.predicate), rdflib_term(triple.object)))
    return graph


def rdflib_term(term: TermLike) -> rdflib.term.Node:
    """Return an Oxigraph term as rdflib's, without rewriting literals."""
    import rdflib

    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return rdflib.BNode(term.value)
    if isinstance(term, ox.Literal):
        if term.language:
            return rdflib.Literal(term.value, lang=term.language)
        # a plain string keeps no datatype: rdflib tells "a" from "a"^^xsd:string, RDF 1.1 does not
        datatype = None if term.datatype.value == XSD + "string" else rdflib.URIRef(term.datatype.value)
        return rdflib.Literal(term.value, datatype=datatype, normalize=False)
    raise UsageError("rdflib 7 has no triple terms (RDF 1.2)")


def graph_of_prepared_queries() -> rdflib.Graph:
    """Return an empty rdflib graph that parses each query text once.

    pySHACL sends the text of a SPARQL constraint anew for every node that it judges, and rdflib's parser takes longer
    than the answer.
    """
    from functools import lru_cache

    import rdflib
    from rdflib.plugins.sparql import prepareQuery

    prepared = lru_cache(maxsize=256)(prepareQuery)

    class PreparedGraph(rdflib.Graph):
        def query(self, query_object: Any, *args: Any, **kwargs: Any) -> rdflib.query.Result:
            if isinstance(query_object, str):
                query_object = prepared(query_object)
            return super().query(query_object, *args, **kwargs)

    return PreparedGraph(bind_namespaces="none")
