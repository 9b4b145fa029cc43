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
# A name that is such a choice by itself, and the folder before it.
_SPLIT = re.compile(rb"(<.*[/#])([A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?)>")
# Terminals that stand for the literals that they mean (section 2.5.2), in forms that no reader makes others of.
_BARE = {
    f"<{XSD}boolean>".encode(): re.compile(b"true|false"),
    f"<{XSD}decimal>".encode(): re.compile(rb"-?(0|[1-9][0-9]*)\.[0-9]+"),
    f"<{XSD}integer>".encode(): re.compile(b"0|-?[1-9][0-9]*"),
}
_QUOTE, _BEGIN, _END = b'"<>'
_WIDTH = 100


class _Names(dict[bytes, bytes]):
    """Terms as Turtle has them, by token: made when they are asked for; those that may come again are kept."""

    def __init__(self, namespaces: Mapping[bytes, bytes]) -> None:
        """Take the prefixes that may be used, by namespace."""
        super().__init__()
        self._namespaces = namespaces
        self._folders: dict[bytes, bytes] = {}
        self.used: set[bytes] = set()

    def __missing__(self, token: bytes) -> bytes:
        if token[-1] != _END:
            return token
        found = self._iri(token) if token[0] != _QUOTE else self._typed(token)
        if len(self) > MOST_KEPT:
            self.clear()
            self._folders.clear()
        self[token] = found
        return found

    def _typed(self, token: bytes) -> bytes:
        text, _, datatype = token.rpartition(b"^^")
        bare = _BARE.get(datatype)
        if bare and bare.fullmatch(text, 1, len(text) - 1):
            return text[1:-1]
        return text + b"^^" + self[datatype]

    def _iri(self, token: bytes) -> bytes:
        found = _SPLIT.fullmatch(token)
        if not found:
            return self._shortened(token)
        folder, name = found.groups()
        start = self._folders.get(folder)
        if start is None:
            # All names in one folder are shortened alike, or none is.
            start = self._shortened(folder + b"x>").removesuffix(b">").removesuffix(b"x")
            self._folders[folder] = start
        return start + name if start[0] != _BEGIN else token

    def _shortened(self, token: bytes) -> bytes:
        cut = len(token)
        while (cut := max(token.rfind(b"#", 0, cut), token.rfind(b"/", 0, cut))) > 0:
            namespace = token[1 : cut + 1]
            prefix = self._namespaces.get(namespace)
            if prefix is not None and _LOCAL.fullmatch(token, cut + 1, len(token) - 1):
                self.used.add(namespace)
                local = token[cut + 1 : -1].replace(b"#", b"\\#").replace(b"/", b"\\/")
                return prefix + b":" + local
        return token


class Turtle:
    """Writes terms and blocks of one file, and knows which prefixes it used."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        """Prepare to write.

        Args:
            prefixes: that may be used, with their namespaces.
        """
        pairs = sorted(prefixes.items(), reverse=True)
        self._namespaces = {namespace.encode(): prefix.encode() for prefix, namespace in pairs}
        self._names = _Names(self._namespaces)

    def header(self) -> bytes:
        """Return the declarations of the prefixes that were used so far, sorted."""
        used = sorted((prefix, iri) for iri, prefix in self._namespaces.items() if iri in self._names.used)
        return b"".join(b"@prefix %b: <%b> .\n" % pair for pair in used)

    def block(self, subject: bytes, properties: Properties, indent: bytes = b"") -> bytes:
        """Return the statements of one subject, whose terms are tokens."""
        names, lines = self._names, []
        for predicate, objects in properties.items():
            name = b"a" if predicate == TYPE else names[predicate]
            if len(objects) == 1:
                lines.append(name + b" " + names[objects[0]])
                continue
            values = [names[one] for one in objects]
            together = name + b" " + b", ".join(values)
            if len(together) > _WIDTH and len(together.decode()) > _WIDTH:
                between = b",\n" + indent + b"    "
                together = name + between[1:] + between.join(values)
            lines.append(together)
        return indent + names[subject] + b" " + (b" ;\n" + indent + b"  ").join(lines) + b" .\n"

    def term(self, token: bytes) -> bytes:
        """Return a term as Turtle has it, an IRI shortened where a prefix fits."""
        return self._names[token]


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
