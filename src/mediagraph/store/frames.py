"""Answers as pandas data frames and rdflib graphs; both libraries are imported only when asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from mediagraph.errors import UsageError
from mediagraph.store.answers import XSD, TermLike, python_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd
    import rdflib

_NUMBERS = {"decimal", "double", "float"}


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
    frame = pd.DataFrame(
        {
            place: pd.Series([python_value(row[place]) for row in rows], dtype=_dtype([row[place] for row in rows]))
            for place in range(len(columns))
        }
    )
    frame.columns = pd.Index(list(columns), dtype="object")
    frame.attrs.update(attributes)
    return frame


def _dtype(terms: Sequence[TermLike | None]) -> str:
    """The pandas dtype that holds every term of a column without loss."""
    kinds = {
        term.datatype.value.removeprefix(XSD) if isinstance(term, ox.Literal) else "IRI"
        for term in terms
        if term is not None
    }
    if not kinds:
        return "object"
    if kinds == {"integer"}:
        fits = all(-(2**63) <= int(term.value) < 2**63 for term in terms if isinstance(term, ox.Literal))
        return "Int64" if fits else "object"
    if kinds <= _NUMBERS | {"integer"}:
        return "Float64"
    if kinds == {"boolean"}:
        return "boolean"
    if kinds == {"date"}:
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
