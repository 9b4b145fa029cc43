"""What the data hold: which classes lie below which, how many nodes each has, how often a property occurs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyoxigraph as ox
import rdflib

from mediagraph.errors import MediagraphError
from mediagraph.shacl.terms import RDF, SH, SUBCLASS, TYPE, NotCovered, iri
from mediagraph.store import Solutions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from concurrent.futures import Executor

    from mediagraph.store import Store
    from mediagraph.store.terms import TermLike

MANY = 100_000  # properties are counted no further
_AT_ONCE = 16  # Virtuoso fails on queries of a hundred parts
_PROPERTIES = [
    *(f"{SH}{name}" for name in ("path", "targetSubjectsOf", "targetObjectsOf", "inversePath", "oneOrMorePath")),
    *(f"{SH}{name}" for name in ("zeroOrMorePath", "zeroOrOnePath")),
    f"{RDF}first",
]


@dataclass(frozen=True)
class Contents:
    """What the data hold.

    Attributes:
        below: the classes that are stated to be directly below each.
        nodes: how many nodes are stated to be of each class.
        nameless: whether some class that has nodes is a blank node, which no query can name.
        occurrences: how often each property occurs, at most MANY.
    """

    below: Mapping[str, frozenset[str]] = field(default_factory=dict)
    nodes: Mapping[str, int] = field(default_factory=dict)
    nameless: bool = False
    occurrences: Mapping[str, int] = field(default_factory=dict)

    def inhabited(self, name: str) -> list[str]:
        """Return the classes that are `name` or below it and have nodes."""
        found = {name}
        waiting = [name]
        while waiting:
            fresh = self.below.get(waiting.pop(), frozenset()) - found
            found |= fresh
            waiting += fresh
        return sorted(found & self.nodes.keys())

    def instances(self, name: str) -> int:
        """Return how many nodes there are of a class and of those below it, at most."""
        return MANY if self.nameless else sum(self.nodes[each] for each in self.inhabited(name))

    def occurs(self, predicate: str) -> int:
        """Return how often a property occurs, at most MANY."""
        return self.occurrences.get(predicate, MANY)

    def most(self, names: Iterable[str]) -> int:
        """Return how many statements the most frequent of some properties and classes has, at most MANY."""
        return max(
            (min(self.nodes[name], MANY) if name in self.nodes else self.occurs(name) for name in names), default=0
        )


def read_contents(store: Store, shapes: rdflib.Graph, pool: Executor) -> Contents:
    """Ask a store what it holds, as far as `shapes` speak of it.

    Args:
        store: is asked.
        shapes: the graph of shapes.
        pool: asks the queries.

    Raises:
        MediagraphError: the store failed.
    """
    counted = pool.map(lambda query: rows(store, query), _counts(shapes))
    below = _hierarchy(store)
    nodes: dict[str, int] = {}
    nameless = False
    for row in rows(store, f"SELECT ?class (COUNT(*) AS ?n) WHERE {{ ?node {TYPE} ?class }} GROUP BY ?class"):
        if isinstance(row[1], ox.Literal) and row[0] is not None:
            nodes[_key(row[0])] = int(row[1].value)
            nameless = nameless or not isinstance(row[0], ox.NamedNode)
    found = (row for each in counted for row in each)
    return Contents(
        below, nodes, nameless, {_key(row[0]): int(row[1].value) for row in found if isinstance(row[1], ox.Literal)}
    )


def read_classes(store: Store, shapes: rdflib.Graph) -> Contents:
    """Ask a store for its classes alone, which takes little time: each counts as one that has nodes.

    Raises:
        MediagraphError: the store failed.
    """
    below = _hierarchy(store)
    subs = {name for names in below.values() for name in names}
    named = {str(value) for value in shapes.all_nodes() if isinstance(value, rdflib.URIRef)}
    nameless = any(name.startswith("_:") for name in subs)
    return Contents(below, dict.fromkeys({*named, *below, *subs}, 1), nameless)


def _hierarchy(store: Store) -> dict[str, frozenset[str]]:
    below: dict[str, set[str]] = {}
    for row in rows(store, f"SELECT ?sub ?super WHERE {{ ?sub {SUBCLASS} ?super }}"):
        below.setdefault(_key(row[1]), set()).add(_key(row[0]))
    return {name: frozenset(subs) for name, subs in below.items()}


def _counts(shapes: rdflib.Graph) -> list[str]:
    """Return queries that count the properties that `shapes` name."""
    named = {value for each in _PROPERTIES for value in shapes.objects(None, rdflib.URIRef(each))}
    counts = []
    for name in sorted(str(each) for each in named if isinstance(each, rdflib.URIRef)):
        try:
            some = f"SELECT ?s WHERE {{ ?s {iri(name)} ?o }} LIMIT {MANY}"
            counts.append(f"{{ SELECT ({iri(name)} AS ?property) (COUNT(*) AS ?n) WHERE {{ {some} }} }}")
        except NotCovered:
            continue
    portions = (counts[place : place + _AT_ONCE] for place in range(0, len(counts), _AT_ONCE))
    return [f"SELECT ?property ?n WHERE {{ {' UNION '.join(portion)} }}" for portion in portions]


def _key(term: TermLike | None) -> str:
    return term.value if isinstance(term, ox.NamedNode) else str(term)


def rows(store: Store, query: str) -> list[tuple[TermLike | None, ...]]:
    """Return the rows of a SELECT.

    Raises:
        MediagraphError: the store failed, or answered with something else.
    """
    return ask(store, query)[1]


def ask(store: Store, query: str) -> tuple[Sequence[str], list[tuple[TermLike | None, ...]]]:
    """Return the columns and the rows of a SELECT.

    Raises:
        MediagraphError: the store failed, or answered with something else.
    """
    answer = store.query(query)
    if not isinstance(answer, Solutions):
        raise MediagraphError(f"{store.name}: a SELECT was not answered with rows; nothing was judged")
    return answer.columns, list(answer.terms())
