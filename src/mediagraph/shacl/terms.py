"""RDF terms of shapes as SPARQL text, and the names that the compiler writes into queries."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import pyoxigraph as ox

if TYPE_CHECKING:
    from rdflib.term import Node

SH = "http://www.w3.org/ns/shacl#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
XSD = "http://www.w3.org/2001/XMLSchema#"
TYPE = f"<{RDF}type>"
SUBCLASS = f"<{RDFS}subClassOf>"


class NotCovered(Exception):  # noqa: N818 - no error: it says who has to judge instead
    """A shape uses what the compiler does not put into SPARQL; pySHACL has to judge it."""


def iri(node: object) -> str:
    """Return an IRI as SPARQL writes it.

    Raises:
        NotCovered: it is no absolute IRI.

    >>> iri("http://example.org/a")
    '<http://example.org/a>'
    """
    try:
        return str(ox.NamedNode(str(node)))
    except ValueError as error:
        raise NotCovered(f"{node} is no absolute IRI") from error


def term(node: Node) -> str:
    """Return an IRI or a literal as SPARQL writes it.

    Raises:
        NotCovered: it is a blank node, which no query can name.
    """
    import rdflib

    if isinstance(node, rdflib.URIRef):
        return iri(node)
    if isinstance(node, rdflib.Literal):
        try:
            if node.language:
                return str(ox.Literal(str(node), language=node.language))
            datatype = ox.NamedNode(str(node.datatype)) if node.datatype else None
            return str(ox.Literal(str(node), datatype=datatype))
        except ValueError as error:
            raise NotCovered(f"the literal {node!r} cannot be written in SPARQL") from error
    raise NotCovered("a blank node of the shapes stands for no node of the data")


def text(value: str) -> str:
    r"""Return a string as SPARQL writes it.

    >>> text('a "quoted" \\d')
    '"a \\"quoted\\" \\\\d"'
    """
    return str(ox.Literal(value))


class Names:
    """Gives variables that occur nowhere else in a query."""

    def __init__(self) -> None:
        self._numbers = count()

    def __call__(self, stem: str) -> str:
        """Return a fresh variable."""
        return f"?_{stem}{next(self._numbers)}"
