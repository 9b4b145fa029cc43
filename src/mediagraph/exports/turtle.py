"""Turtle and TriG for people: short prefixes, a block a subject, sorted, and equal bytes for equal statements.

RDF 1.1 Turtle (https://www.w3.org/TR/turtle/), RDF 1.1 TriG (https://www.w3.org/TR/trig/).
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import IO, TYPE_CHECKING

import pyoxigraph as ox

from mediagraph.records import RDF_TYPE, XSD

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mediagraph.records import Context

VOCABULARIES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": RDF_TYPE.removesuffix("type"),
    "schema": "https://schema.org/",
    "spdx": "http://spdx.org/rdf/terms#",
    "void": "http://rdfs.org/ns/void#",
    "vs": "http://www.w3.org/2003/06/sw-vocab-status/ns#",
}
# Names that every reader takes: a choice of PN_LOCAL, with the two characters that ids have and that need a backslash.
_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.#/-]*[A-Za-z0-9_-])?")
_ESCAPED = re.compile("[#/]")
_NAMESPACE = re.compile("[#/]")
# Terminals that stand for the literals that they mean (section 2.5.2), in forms that no reader makes others of.
_BARE = {
    XSD + "boolean": re.compile("true|false"),
    XSD + "decimal": re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+"),
    XSD + "integer": re.compile("0|-?[1-9][0-9]*"),
}
_MOST_KEPT = 100_000
_WIDTH = 100


class Turtle:
    """Writes terms and blocks of one file, and knows which prefixes it used."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        """Prepare to write.

        Args:
            prefixes: that may be used, with their namespaces.
        """
        self._namespaces = {iri: prefix for prefix, iri in sorted(prefixes.items(), reverse=True)}
        self._used: set[str] = set()
        self._names: dict[str, str] = {}

    def header(self) -> str:
        """Return the declarations of the prefixes that were used so far, sorted."""
        used = sorted((prefix, iri) for iri, prefix in self._namespaces.items() if iri in self._used)
        return "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in used)

    def block(self, subject: ox.NamedNode, triples: Iterable[ox.Triple], indent: str = "") -> str:
        """Return the statements of one subject; those of one property have to stand together."""
        lines = []
        for predicate, group in groupby(triples, key=lambda triple: triple.predicate.value):
            name = "a" if predicate == RDF_TYPE else self.iri(predicate)
            values = [self.term(triple.object) for triple in group]
            together = f"{name} {', '.join(values)}"
            if len(values) > 1 and len(together) > _WIDTH:
                between = f",\n{indent}    "
                together = f"{name}\n{indent}    {between.join(values)}"
            lines.append(together)
        return f"{indent}{self.term(subject)} " + f" ;\n{indent}  ".join(lines) + " .\n"

    def term(self, term: object) -> str:
        """Return a term as Turtle has it."""
        if isinstance(term, ox.NamedNode):
            return self.iri(term.value)
        if not isinstance(term, ox.Literal) or term.language:
            return str(term)
        datatype = term.datatype.value
        if datatype == XSD + "string":
            return str(term)
        bare = _BARE.get(datatype)
        if bare and bare.fullmatch(term.value):
            return term.value
        return f"{ox.Literal(term.value)}^^{self.iri(datatype)}"

    def iri(self, iri: str) -> str:
        """Return an IRI, shortened where a prefix fits."""
        if iri in self._names:
            return self._names[iri]
        if len(self._names) > _MOST_KEPT:
            self._names.clear()
        self._names[iri] = found = self._shortened(iri)
        return found

    def _shortened(self, iri: str) -> str:
        for found in reversed(list(_NAMESPACE.finditer(iri))):
            namespace, local = iri[: found.end()], iri[found.end() :]
            prefix = self._namespaces.get(namespace)
            if prefix is not None and _LOCAL.fullmatch(local):
                self._used.add(namespace)
                return f"{prefix}:{_ESCAPED.sub(lambda mark: chr(92) + mark[0], local)}"
        return f"<{iri}>"


def turtle(context: Context) -> Turtle:
    """Return a writer that knows the prefixes of the context and of the vocabularies that describe data."""
    return Turtle({**VOCABULARIES, **context.prefixes})


def write_turtle(triples: Iterable[ox.Triple], stream: IO[bytes], context: Context) -> None:
    """Write sorted triples as Turtle, a block a subject, with the prefixes that are used."""
    text = turtle(context)
    blocks = [text.block(subject, group) for subject, group in groupby(triples, key=lambda triple: triple.subject)]
    stream.write(text.header().encode())
    stream.writelines(f"\n{block}".encode() for block in blocks)


def triple_key(triple: ox.Triple) -> tuple[str, bool, str, str]:
    """Return what triples are sorted by: subject, classes first, then predicate and object."""
    predicate = triple.predicate.value
    return str(triple.subject), predicate != RDF_TYPE, predicate, str(triple.object)
