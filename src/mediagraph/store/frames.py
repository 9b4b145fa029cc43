"""Answers as pandas data frames and rdflib graphs; both libraries are imported only when asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from mediagraph.errors import UsageError
from mediagraph.records import XSD
from mediagraph.store.kinds import cells, dtype, kind
from mediagraph.store.terms import TermLike, python_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd
    import rdflib


def data_frame(
    columns: Sequence[str], rows: Sequence[Sequence[TermLike | None]], attributes: Mapping[str, Any]
) -> pd.DataFrame:
    """Return `rows` as a data frame, each column typed by what stands in it; `kinds.py` holds the rule.

    Raises:
        UsageError: pandas is not installed.
    """
    pandas()
    dtypes = [
        dtype({kind(python_value(row[place])) for row in rows if row[place] is not None})
        for place in range(len(columns))
    ]
    frame = typed_frame(columns, rows, dtypes)
    frame.attrs.update(attributes)
    return frame


def typed_frame(
    columns: Sequence[str], rows: Sequence[Sequence[TermLike | None]], dtypes: Sequence[str]
) -> pd.DataFrame:
    """Return `rows` as a data frame with columns of the given dtypes.

    Raises:
        UsageError: pandas is not installed.
    """
    module = pandas()
    series = {
        place: module.Series(cells((row[place] for row in rows), name), dtype=name) for place, name in enumerate(dtypes)
    }
    # places, for a SELECT may not name two columns alike, but triples and pandas' own columns are not so strict
    frame: pd.DataFrame = module.DataFrame(series, index=module.RangeIndex(len(rows)))
    frame.columns = module.Index(list(columns), dtype="object")
    return frame


def pandas() -> Any:
    """Return the module pandas.

    Raises:
        UsageError: it is not installed.
    """
    try:
        import pandas as pd
    except ImportError as error:
        raise UsageError("data frames need pandas: pip install 'mediagraph[notebook]'") from error
    return pd


def rdflib_graph(triples: Iterable[ox.Triple], prefixes: Mapping[str, str] | None = None) -> rdflib.Graph:
    """Return `triples` as an rdflib graph, literals exactly as they are."""
    import rdflib

    graph = rdflib.Graph()
    for prefix, namespace in (prefixes or {}).items():
        graph.bind(prefix, namespace, replace=True)
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
