"""The JSON-LD context, compiled once: what each key of a record means.

`ontology/context.jsonld` is the only place where terms are bound to IRIs, datatypes and kinds of value. The
part of JSON-LD 1.1 that it uses is small on purpose (https://www.w3.org/TR/json-ld11/#context-definitions):
prefixes, classes, literals by datatype, language maps, links, and concepts that are written by their slug.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mediagraph.errors import FileError, HeaderError, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

CONTEXT_IRI = "https://w3id.org/mediagraph/context.jsonld"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
XSD = "http://www.w3.org/2001/XMLSchema#"
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*")
_PLAIN_LOCAL = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_.#/-]*[A-Za-z0-9_-])?")


class Kind(Enum):
    """What the values of a term are."""

    LINK = "link"
    CONCEPT = "concept"
    TEXT = "text by language"
    LITERAL = "literal"


@dataclass(frozen=True, slots=True)
class Term:
    """One property of the context.

    Attributes:
        name: the key in records.
        iri: the property.
        kind: what its values are.
        datatype: IRI of the datatype of a literal.
        scheme: namespace of the concepts, for `Kind.CONCEPT`.
        reverse: whether the link points from the value to the node (JSON-LD 1.1, section 4.8).
    """

    name: str
    iri: str
    kind: Kind
    datatype: str = XSD + "string"
    scheme: str = ""
    reverse: bool = False


@dataclass(frozen=True)
class Context:
    """Terms, classes and prefixes, by name."""

    source: Mapping[str, Any]
    prefixes: Mapping[str, str]
    classes: Mapping[str, str]
    terms: Mapping[str, Term]
    by_iri: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> Context:
        """Compile the context in the file at `path`.

        Raises:
            FileError: the file cannot be read.
            HeaderError: it is not a JSON-LD context, or uses what this machine does not.
        """
        try:
            document = json.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise FileError(f"{path}: cannot read the context: {error.strerror}") from error
        except ValueError as error:
            raise HeaderError(f"{path}: the context is not JSON: {error}") from error
        try:
            return cls.compile(document["@context"])
        except (KeyError, TypeError, AttributeError) as error:
            raise HeaderError(f"{path}: not a JSON-LD context that records can use ({error})") from error

    @classmethod
    def compile(cls, source: Mapping[str, Any]) -> Context:
        """Compile the value of `@context`."""
        names = {name: value for name, value in source.items() if not name.startswith("@")}
        simple = {name: value for name, value in names.items() if isinstance(value, str)}
        # A prefix is a simple term whose IRI ends in a gen-delim (JSON-LD 1.1, section 4.1.5).
        prefixes = {name: value for name, value in simple.items() if value[-1:] in "/#:?[]@"}
        classes = {
            name: _absolute(value, prefixes)
            for name, value in simple.items()
            if name not in prefixes and not value.startswith("@")
        }
        terms = {name: _term(name, value, prefixes) for name, value in names.items() if not isinstance(value, str)}
        by_iri = {iri: name for name, iri in classes.items()}
        by_iri |= {term.iri: term.name for term in terms.values() if not term.reverse}
        return cls(source, prefixes, classes, terms, by_iri)

    def with_prefixes(self, local: Mapping[str, str]) -> Context:
        """Return this context with a file's own prefixes added."""
        if not local:
            return self
        return Context(self.source, {**self.prefixes, **local}, self.classes, self.terms, self.by_iri)

    def expand(self, name: str) -> str:
        """Return the IRI of a CURIE; an IRI is returned as it is.

        Raises:
            UnknownNameError: the prefix does not exist.
            ValueError: it is neither a CURIE nor an IRI.
        """
        prefix, colon, rest = name.partition(":")
        if colon and not rest.startswith("//"):
            namespace = self.prefixes.get(prefix)
            if namespace is not None:
                name = namespace + rest
            elif prefix.lower() not in {"mailto", "urn"}:
                raise UnknownNameError("prefix", prefix, self.prefixes)
        if not _IRI.fullmatch(name):
            raise ValueError(name)
        return name

    @cached_property
    def _namespaces(self) -> list[tuple[str, str]]:
        return sorted(((iri, prefix) for prefix, iri in self.prefixes.items()), key=lambda pair: -len(pair[0]))

    def compress(self, iri: str) -> str:
        """Return the CURIE of `iri`, or the IRI itself where no prefix fits."""
        for namespace, prefix in self._namespaces:
            if iri.startswith(namespace) and _PLAIN_LOCAL.fullmatch(iri[len(namespace) :]):
                return f"{prefix}:{iri[len(namespace) :]}"
        return iri


def _absolute(name: str, prefixes: Mapping[str, str]) -> str:
    prefix, colon, rest = name.partition(":")
    return prefixes[prefix] + rest if colon and prefix in prefixes else name


def _term(name: str, definition: Mapping[str, Any], prefixes: Mapping[str, str]) -> Term:
    if "@reverse" in definition:
        return Term(name, _absolute(definition["@reverse"], prefixes), Kind.LINK, reverse=True)
    iri = _absolute(definition["@id"], prefixes)
    if definition.get("@container") == "@language":
        return Term(name, iri, Kind.TEXT)
    match definition.get("@type"):
        case "@id":
            return Term(name, iri, Kind.LINK)
        case "@vocab":
            return Term(name, iri, Kind.CONCEPT, scheme=definition["@context"]["@vocab"])
        case None:
            return Term(name, iri, Kind.LITERAL)
        case datatype:
            return Term(name, iri, Kind.LITERAL, datatype=_absolute(datatype, prefixes))
