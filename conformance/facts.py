"""RDF of test suites as facts to look up, and manifests as their cases; no literal is rewritten on the way."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pyoxigraph as ox

if TYPE_CHECKING:
    from collections.abc import Iterator

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
_FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".rdf": ox.RdfFormat.RDF_XML,
}

Term = Any


class Facts:
    """The triples of a file, by subject and predicate; relative IRIs are resolved against the file's own address."""

    def __init__(self, path: Path) -> None:
        self._held: dict[Term, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
        for quad in quads_of(path):
            self._held[quad.subject][quad.predicate.value].append(quad.object)

    def values(self, subject: Term, predicate: str) -> list[Term]:
        """Return what a predicate says of a subject."""
        return self._held[subject][predicate] if subject in self._held else []

    def value(self, subject: Term, predicate: str) -> Term | None:
        """Return one of these, or None."""
        return next(iter(self.values(subject, predicate)), None)

    def path(self, subject: Term, predicate: str) -> Path | None:
        """Return the file that a predicate points to, or None."""
        return local(self.value(subject, predicate))

    def items(self, head: Term) -> list[Term]:
        """Return the items of a list; a node that is none is itself the only item."""
        if self.value(head, RDF + "first") is None and head != ox.NamedNode(RDF + "nil"):
            return [head]
        found = []
        while (first := self.value(head, RDF + "first")) is not None:
            found.append(first)
            head = self.value(head, RDF + "rest")
        return found

    def subjects(self, predicate: str) -> list[Term]:
        """Return all of which a predicate says something."""
        return [subject for subject, said in self._held.items() if predicate in said]


@dataclass(frozen=True)
class Case:
    """An entry of a manifest.

    Attributes:
        name: the manifest's folder and the last part of the entry's IRI.
        kind: the last part of its type's IRI.
        facts: of the manifest.
        node: the entry.
    """

    name: str
    kind: str
    facts: Facts
    node: Term

    def get(self, predicate: str) -> Term | None:
        """Return what a predicate says of the entry."""
        return self.facts.value(self.node, predicate)


def quads_of(path: Path) -> list[ox.Quad]:
    """Return the quads of a file, as they are written."""
    return list(ox.parse(path.read_bytes(), format=_FORMATS[path.suffix], base_iri=path.resolve().as_uri()))


def cases(manifest: Path, root: Path) -> Iterator[Case]:
    """Yield the entries of a manifest, and of those that it includes, in order.

    Args:
        manifest: its file.
        root: folder that names of cases begin below.
    """
    facts = Facts(manifest)
    folder = manifest.parent.resolve().relative_to(root.resolve())
    for head in facts.subjects(MF + "entries"):
        for node in facts.items(facts.value(head, MF + "entries")):
            kind = facts.value(node, RDF + "type")
            if kind is not None:
                last = node.value.replace("#", "/").rpartition("/")[2]
                yield Case((folder / last).as_posix(), kind.value.rpartition("#")[2], facts, node)
    for head in facts.subjects(MF + "include"):
        for included in facts.values(head, MF + "include"):
            for item in facts.items(included):
                path = local(item)
                if path is not None and path.exists():
                    yield from cases(path, root)


def local(node: Term | None) -> Path | None:
    """Return the file that an IRI names, or None."""
    text = node.value if isinstance(node, ox.NamedNode) else ""
    return Path(unquote(text.removeprefix("file://"))) if text.startswith("file://") else None
