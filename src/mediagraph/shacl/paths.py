"""SHACL property paths as SPARQL property paths (SHACL, section 2.3.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mediagraph.shacl.terms import RDF, SH, NotCovered, iri

if TYPE_CHECKING:
    import rdflib
    from rdflib.term import Node


@dataclass(frozen=True)
class Path:
    """A property path.

    Attributes:
        kind: `iri`, `inverse`, `sequence`, `alternative`, `star`, `plus` or `optional`.
        parts: the paths that it is made of.
        predicate: IRI of the property, where the path is no more than that.
    """

    kind: str
    parts: tuple[Path, ...] = ()
    predicate: str = ""

    @property
    def is_step(self) -> bool:
        """Whether the path is one property, forwards or backwards, so that an index answers it."""
        return self.kind == "iri" or (self.kind == "inverse" and self.parts[0].kind == "iri")

    @property
    def is_bounded(self) -> bool:
        """Whether the number of steps does not depend on the data."""
        return self.kind not in {"star", "plus"} and all(part.is_bounded for part in self.parts)

    @property
    def rest(self) -> Path:
        """What follows the first part of a sequence."""
        return Path("sequence", self.parts[1:]) if len(self.parts) > 2 else self.parts[1]

    @property
    def reaches_itself(self) -> bool:
        """Whether each node is its own value by this path, by a way of no steps."""
        if self.kind in {"star", "optional"}:
            return True
        if self.kind == "alternative":
            return any(part.reaches_itself for part in self.parts)
        return bool(self.parts) and all(part.reaches_itself for part in self.parts)

    def __str__(self) -> str:
        """Return the SPARQL property path."""
        if self.kind == "iri":
            return iri(self.predicate)
        if self.kind == "inverse":
            return f"^{_inner(self.parts[0])}"
        if self.kind in _BETWEEN:
            return _BETWEEN[self.kind].join(map(_inner, self.parts))
        return _inner(self.parts[0]) + _AFTER[self.kind]


_BETWEEN = {"sequence": "/", "alternative": "|"}
_AFTER = {"star": "*", "plus": "+", "optional": "?"}
_REPEATED = {"zeroOrMorePath": "star", "oneOrMorePath": "plus", "zeroOrOnePath": "optional"}


def _inner(path: Path) -> str:
    return str(path) if path.kind == "iri" else f"({path})"


def steps(path: Path) -> Path | None:
    """Return the path without its ways of no steps, or None where nothing is left.

    Together with the node itself, where `reaches_itself`, it gives the same values. Engines disagree about ways of
    no steps from nodes that the data do not hold, so no query has any.

    >>> p = Path("iri", predicate="http://example.org/p")
    >>> str(steps(Path("sequence", (p, Path("star", (p,))))))
    '(<http://example.org/p>/(<http://example.org/p>+))|<http://example.org/p>'
    """
    if path.kind == "iri":
        return path
    inner = tuple(steps(part) for part in path.parts)
    if path.kind == "sequence":
        return _sequence(path.parts[0], path.rest)
    if path.kind == "alternative":
        return _either([part for part in inner if part is not None])
    if inner[0] is None:
        return None
    if path.kind == "optional":
        return inner[0]
    if path.kind in {"star", "plus"}:
        return Path("plus", (inner[0],))
    return backwards(inner[0])


def backwards(path: Path) -> Path:
    """Return the inverse of a path, with the carets before its properties."""
    if path.kind == "iri":
        return Path("inverse", (path,))
    if path.kind == "inverse":
        return path.parts[0]
    parts = tuple(map(backwards, path.parts))
    return Path(path.kind, parts[::-1] if path.kind == "sequence" else parts)


def _sequence(head: Path, rest: Path) -> Path | None:
    first, second = steps(head), steps(rest)
    ways: list[Path] = []
    if first and second:
        ways.append(Path("sequence", (first, second)))
    if first and rest.reaches_itself:
        ways.append(first)
    if second and head.reaches_itself:
        ways.append(second)
    return _either(ways)


def _either(ways: list[Path]) -> Path | None:
    flat = [inner for way in ways for inner in (way.parts if way.kind == "alternative" else (way,))]
    unique = tuple(dict.fromkeys(flat))
    return Path("alternative", unique) if len(unique) > 1 else unique[0] if unique else None


def read_path(graph: rdflib.Graph, node: Node, depth: int = 0) -> Path:
    """Return the path that `node` describes in a graph of shapes.

    Raises:
        NotCovered: it is ill-formed, or nests more deeply than anybody writes.
    """
    import rdflib

    if isinstance(node, rdflib.URIRef):
        return Path("iri", predicate=str(node))
    if not isinstance(node, rdflib.BNode) or depth > 9:
        raise NotCovered("a property path is ill-formed")
    said = list(graph.predicate_objects(node))
    if any(predicate == rdflib.RDF.first for predicate, _ in said):
        return Path("sequence", _paths(graph, node, depth))
    if len(said) != 1 or not str(said[0][0]).startswith(SH):
        raise NotCovered("a property path is ill-formed")
    kind, value = str(said[0][0]).removeprefix(SH), said[0][1]
    if kind == "inversePath":
        return Path("inverse", (read_path(graph, value, depth + 1),))
    if kind == "alternativePath":
        return Path("alternative", _paths(graph, value, depth))
    if kind in _REPEATED:
        return Path(_REPEATED[kind], (read_path(graph, value, depth + 1),))
    raise NotCovered(f"a property path has sh:{kind}")


def _paths(graph: rdflib.Graph, node: Node, depth: int) -> tuple[Path, ...]:
    members = read_list(graph, node)
    if len(members) < 2:
        raise NotCovered("a property path has a list of fewer than two members")
    return tuple(read_path(graph, member, depth + 1) for member in members)


def read_list(graph: rdflib.Graph, node: Node) -> list[Node]:
    """Return the members of an RDF list.

    Raises:
        NotCovered: it is ill-formed.
    """
    import rdflib

    members: list[Node] = []
    seen: set[Node] = set()
    while node != rdflib.URIRef(RDF + "nil"):
        first = list(graph.objects(node, rdflib.RDF.first))
        rest = list(graph.objects(node, rdflib.RDF.rest))
        if len(first) != 1 or len(rest) != 1 or node in seen:
            raise NotCovered("an RDF list is ill-formed")
        seen.add(node)
        members.append(first[0])
        node = rest[0]
    return members
