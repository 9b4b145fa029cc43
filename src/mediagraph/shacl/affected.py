"""The nodes whose judgement a change can affect.

Follow what is read from a focus node to the first changed statement. All statements before that one are the same
before and after the change, so walking back over what the store holds now finds every focus node, of either state.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mediagraph.shacl.contents import rows
from mediagraph.shacl.paths import Path, steps
from mediagraph.shacl.terms import SUBCLASS, TYPE, iri

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from rdflib.term import Node

    from mediagraph.shacl.change import Change
    from mediagraph.shacl.contents import Contents
    from mediagraph.shacl.ways import Read
    from mediagraph.store import Store

PORTION = 1_000  # so many nodes are named in a query; stores refuse, or are slow to read, very long ones
MOST = 50_000  # more nodes than these are not looked up one by one


class Unbounded(Exception):  # noqa: N818 - no error: it says why all nodes have to be judged
    """Which nodes a change affects cannot be told."""


def portions(nodes: Collection[str]) -> Iterator[str]:
    """Yield nodes as SPARQL lists them, in portions, in a stable order."""
    listed = sorted(nodes)
    for place in range(0, len(listed), PORTION):
        yield " ".join(listed[place : place + PORTION])


def is_named(node: str) -> bool:
    """Tell whether a node is an IRI; others cannot be named in a query, or not be told from others in a finding."""
    return node.startswith("<") and not node.startswith("<<")


class Affected:
    """Finds the nodes that a change affects; what was asked once is not asked again."""

    def __init__(self, store: Store, change: Change, contents: Contents) -> None:
        """Take a change whose result `store` holds; `contents` are its classes."""
        self._store, self._change, self._contents = store, change, contents
        self._walked: dict[tuple[Path, frozenset[str]], frozenset[str]] = {}
        self._found: dict[Read, frozenset[str]] = {}
        self._classes: dict[str, set[str]] = {}
        self._matching: dict[str, tuple[set[str], set[str]]] = {}
        # Whoever is an instance changes with the classes themselves, and without its own type being touched.
        self._same_classes = SUBCLASS not in change.by_property and not change.nodes

    def nodes(self, read: Read) -> frozenset[str]:
        """Return the nodes that read a changed statement in a certain place.

        Raises:
            Unbounded: blank nodes lie between, or there are too many.
            MediagraphError: the store failed.
        """
        if read not in self._found:
            self._found[read] = self.back(self._starts(read), read.way)
        return self._found[read]

    def back(self, nodes: frozenset[str], way: Sequence[Path]) -> frozenset[str]:
        """Return the nodes from which a way leads to some of `nodes`.

        Raises:
            Unbounded: blank nodes lie between, or there are too many.
            MediagraphError: the store failed.
        """
        for path in reversed(way):
            key = path, nodes
            if key not in self._walked:
                self._walked[key] = self._before(path, nodes)
            nodes = self._walked[key]
        return nodes

    def _before(self, path: Path, nodes: frozenset[str]) -> frozenset[str]:
        if not nodes:
            return nodes
        if any(node.startswith(("_:", "<<")) for node in nodes):
            raise Unbounded("a node without a name is changed, or leads to a change")
        if len(nodes) > MOST:
            raise Unbounded(f"more than {MOST} nodes lead to a change")
        found = set(nodes) if path.reaches_itself else set()
        if way := steps(path):
            for portion in portions(nodes):
                query = f"SELECT DISTINCT ?from WHERE {{ VALUES ?to {{ {portion} }} ?from {way} ?to . }}"
                found.update(str(row[0]) for row in rows(self._store, query))
        return frozenset(found)

    def _starts(self, read: Read) -> frozenset[str]:
        """The nodes at which a changed statement is read."""
        change = self._change
        names = list(change.by_property) if read.predicate is None else [iri(read.predicate)]
        pairs = [pair for name in names for pair in change.by_property.get(name, ())]
        if read.inverse:
            if change.nodes and read.way:
                raise Unbounded("a list of nodes does not tell of literals that went")
            return frozenset(value for _, value in pairs) | self._reached(read)
        if read.of and self._same_classes:
            wanted = {f"<{name}>" for name in self._contents.inhabited(read.of)}
            pairs = [pair for pair in pairs if pair[1] in wanted]
        return frozenset(subject for subject, _ in pairs) | change.nodes

    def _reached(self, read: Read) -> frozenset[str]:
        """The nodes of the change, of which any statement may be new, and the objects of such statements."""
        found = set(self._change.nodes)
        way = "?property" if read.predicate is None else iri(read.predicate)
        for portion in portions(self._change.nodes):
            query = f"SELECT DISTINCT ?to WHERE {{ VALUES ?from {{ {portion} }} ?from {way} ?to . }}"
            found.update(str(row[0]) for row in rows(self._store, query))
        return frozenset(found)

    def targets(self, targets: Mapping[str, Sequence[Node]], nodes: Collection[str]) -> set[str]:
        """Return those of some IRIs that are targets of a shape now.

        Args:
            targets: of the shape, by kind.
            nodes: the IRIs.
        """
        found = {iri(node) for node in targets["targetNode"] if is_named(node.n3())} & set(nodes)
        wanted = {name for each in targets["targetClass"] for name in self._contents.inhabited(str(each))}
        if wanted:
            self._read_classes(nodes)
            found.update(node for node in nodes if not wanted.isdisjoint(self._classes[node]))
        if targets["targetSubjectsOf"]:
            names = ", ".join(sorted(map(iri, targets["targetSubjectsOf"])))
            found |= self._with(f"?node ?property ?any . FILTER(?property IN ({names}))", set(nodes) - found)
        for name in targets["targetObjectsOf"]:
            found |= self._with(f"?any {iri(name)} ?node .", set(nodes) - found)
        return found

    def _read_classes(self, nodes: Iterable[str]) -> None:
        fresh = {node for node in nodes if node not in self._classes}
        self._classes.update((node, set()) for node in fresh)
        for portion in portions(fresh):
            query = f"SELECT ?node ?class WHERE {{ VALUES ?node {{ {portion} }} ?node {TYPE} ?class . }}"
            for node, name in rows(self._store, query):
                self._classes[str(node)].add(str(name).removeprefix("<").removesuffix(">"))

    def _with(self, pattern: str, nodes: set[str]) -> set[str]:
        """Those of some nodes that match a pattern."""
        asked, found = self._matching.setdefault(pattern, (set(), set()))
        for portion in portions(nodes - asked):
            query = f"SELECT ?node WHERE {{ VALUES ?node {{ {portion} }} FILTER EXISTS {{ {pattern} }} }}"
            found.update(str(row[0]) for row in rows(self._store, query))
        asked |= nodes
        return found & nodes
