"""Terms and rows in one form, whichever library they come from, and digests of them."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

XSD = "http://www.w3.org/2001/XMLSchema#"
_NUMBERS = {XSD + name for name in ("decimal", "double", "float", "int", "integer", "long", "nonNegativeInteger")}


def normal(term: Any) -> str:
    """Return a term of pyoxigraph or rdflib as text: numbers by value, since engines write them unlike each other."""
    if term is None:
        return ""
    kind = type(term).__name__
    if kind in {"BlankNode", "BNode"}:
        return "_"
    if kind != "Literal":
        return f"<{getattr(term, 'value', term)}>" if kind == "NamedNode" else f"<{term}>"
    text = term.value if _is_ours(term) else str(term)
    if term.language:
        return f"{text}@{term.language.lower()}"
    datatype = getattr(term.datatype, "value", term.datatype)
    if datatype is not None and str(datatype) in _NUMBERS:
        return f"{float(text):.12g}"
    if datatype is not None and str(datatype) == XSD + "boolean":
        return {"1": "true", "0": "false"}.get(text, text)
    return str(text)


def _is_ours(term: Any) -> bool:
    """Whether a literal is pyoxigraph's: rdflib's is a kind of text, and its value a value of Python."""
    return not isinstance(term, str)


def digest(rows: Iterable[Iterable[Any]]) -> list[Any]:
    """Return the number of rows, and a digest that does not depend on their order."""
    lines = sorted("\t".join(normal(term) for term in row) for row in rows)
    return [len(lines), hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]]


def summed(quads: Iterable[Any]) -> dict[str, Any]:
    """Return the number of statements of pyoxigraph, a sum of hashes of their triples, and the graphs that they are in.

    The sum depends on no order, and needs no room however many there are.
    """
    total = count = 0
    graphs = set()
    for count, quad in enumerate(quads, start=1):  # noqa: B007 - it is returned
        total += int.from_bytes(hashlib.sha256(str(quad.triple).encode()).digest()[:8])
        graphs.add(quad.graph_name)
    named = sorted(graph.value for graph in graphs if hasattr(graph, "value"))
    answer: dict[str, Any] = {"statements": count, "digest": f"{total % (1 << 64):016x}"}
    return {**answer, "graphs": named} if named else answer


def rdflib_term(term: Any) -> Any:
    """Return a term of pyoxigraph as one of rdflib."""
    import pyoxigraph as ox
    import rdflib

    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return rdflib.BNode(term.value)
    datatype = None if term.language else term.datatype.value
    if datatype == XSD + "string":
        datatype = None
    return rdflib.Literal(term.value, lang=term.language, datatype=datatype)


def rdflib_triples(path: Path) -> Iterator[tuple[Any, Any, Any]]:
    """Yield the triples of an N-Triples file as rdflib's, read by pyoxigraph, which is quicker than its own reader."""
    import pyoxigraph as ox

    for triple in ox.parse(path=str(path), format=ox.RdfFormat.N_TRIPLES):
        yield rdflib_term(triple.subject), rdflib_term(triple.predicate), rdflib_term(triple.object)


def rdflib_graph(path: Path) -> Any:
    """Return the triples of an N-Triples file as an rdflib graph."""
    import rdflib

    graph = rdflib.Graph()
    for triple in rdflib_triples(path):
        graph.add(triple)
    return graph
