"""Turtle and TriG for people: short prefixes, a block a subject, sorted, and equal bytes for equal statements.

RDF 1.1 Turtle (https://www.w3.org/TR/turtle/), RDF 1.1 TriG (https://www.w3.org/TR/trig/).
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import IO, TYPE_CHECKING

from mediagraph.exports.terms import MOST_KEPT, TYPE, token
from mediagraph.records import RDF_TYPE, XSD

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pyoxigraph as ox

    from mediagraph.exports.subjects import Properties
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
_LOCAL = re.compile(rb"[A-Za-z0-9_](?:[A-Za-z0-9_.#/-]*[A-Za-z0-9_-])?")
# Terminals that stand for the literals that they mean (section 2.5.2), in forms that no reader makes others of.
_BARE = {
    f"<{XSD}boolean>".encode(): re.compile(b"true|false"),
    f"<{XSD}decimal>".encode(): re.compile(rb"-?(0|[1-9][0-9]*)\.[0-9]+"),
    f"<{XSD}integer>".encode(): re.compile(b"0|-?[1-9][0-9]*"),
}
_QUOTE, _END = b'">'
_WIDTH = 100


class Turtle:
    """Writes terms and blocks of one file, and knows which prefixes it used."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        """Prepare to write.

        Args:
            prefixes: that may be used, with their namespaces.
        """
        pairs = sorted(prefixes.items(), reverse=True)
        self._namespaces = {namespace.encode(): prefix.encode() for prefix, namespace in pairs}
        self._used: set[bytes] = set()
        self._names: dict[bytes, bytes] = {}

    def header(self) -> bytes:
        """Return the declarations of the prefixes that were used so far, sorted."""
        used = sorted((prefix, iri) for iri, prefix in self._namespaces.items() if iri in self._used)
        return b"".join(b"@prefix %b: <%b> .\n" % pair for pair in used)

    def block(self, subject: bytes, properties: Properties, indent: bytes = b"") -> bytes:
        """Return the statements of one subject, whose terms are tokens."""
        term, lines = self.term, []
        for predicate, objects in properties.items():
            name = b"a" if predicate == TYPE else term(predicate)
            if len(objects) == 1:
                lines.append(name + b" " + term(objects[0]))
                continue
            values = [term(one) for one in objects]
            together = name + b" " + b", ".join(values)
            if len(together) > _WIDTH and len(together.decode()) > _WIDTH:
                between = b",\n" + indent + b"    "
                together = name + between[1:] + between.join(values)
            lines.append(together)
        return indent + term(subject) + b" " + (b" ;\n" + indent + b"  ").join(lines) + b" .\n"

    def term(self, token: bytes) -> bytes:
        """Return a term as Turtle has it, an IRI shortened where a prefix fits."""
        if token[-1] != _END:
            return token
        found = self._names.get(token)
        if found is None:
            if len(self._names) > MOST_KEPT:
                self._names.clear()
            self._names[token] = found = self._iri(token) if token[0] != _QUOTE else self._typed(token)
        return found

    def _typed(self, token: bytes) -> bytes:
        text, _, datatype = token.rpartition(b"^^")
        bare = _BARE.get(datatype)
        if bare and bare.fullmatch(text, 1, len(text) - 1):
            return text[1:-1]
        return text + b"^^" + self.term(datatype)

    def _iri(self, token: bytes) -> bytes:
        cut = len(token)
        while (cut := max(token.rfind(b"#", 0, cut), token.rfind(b"/", 0, cut))) > 0:
            namespace = token[1 : cut + 1]
            prefix = self._namespaces.get(namespace)
            if prefix is not None and _LOCAL.fullmatch(token, cut + 1, len(token) - 1):
                self._used.add(namespace)
                local = token[cut + 1 : -1].replace(b"#", b"\\#").replace(b"/", b"\\/")
                return prefix + b":" + local
        return token


def turtle(context: Context) -> Turtle:
    """Return a writer that knows the prefixes of the context and of the vocabularies that describe data."""
    return Turtle({**VOCABULARIES, **context.prefixes})


def write_turtle(triples: Iterable[ox.Triple], stream: IO[bytes], context: Context) -> None:
    """Write sorted triples as Turtle, a block a subject, with the prefixes that are used."""
    text, blocks = turtle(context), []
    for subject, group in groupby(triples, key=lambda triple: triple.subject):
        properties: dict[bytes, list[bytes]] = {}
        for triple in group:
            properties.setdefault(token(triple.predicate), []).append(token(triple.object))
        blocks.append(b"\n" + text.block(token(subject), properties))
    stream.write(text.header())
    stream.writelines(blocks)


def triple_key(triple: ox.Triple) -> tuple[str, bool, str, str]:
    """Return what triples are sorted by: subject, classes first, then predicate and object."""
    predicate = triple.predicate.value
    return str(triple.subject), predicate != RDF_TYPE, predicate, str(triple.object)
