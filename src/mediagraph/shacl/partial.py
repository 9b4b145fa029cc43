"""Judging again after a change: only the focus nodes that it can affect, with the findings of a full judgement."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import rdflib

from mediagraph.shacl.affected import MOST, Affected, Unbounded, is_named, portions
from mediagraph.shacl.compiler import compile_shapes, ill_formed
from mediagraph.shacl.contents import read_classes, read_contents
from mediagraph.shacl.focus import Focus
from mediagraph.shacl.model import ShapesGraph
from mediagraph.shacl.reads import reads, units
from mediagraph.shacl.runner import answers, as_they_are, readable
from mediagraph.shacl.terms import SH, NotCovered
from mediagraph.store.embedded import side_by_side

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from rdflib.term import Node

    from mediagraph.findings import Finding
    from mediagraph.shacl.change import Change
    from mediagraph.shacl.conditions import Condition
    from mediagraph.shacl.paths import Path
    from mediagraph.shacl.plan import Check
    from mediagraph.shacl.reads import Unit
    from mediagraph.shacl.runner import Result
    from mediagraph.store import Store

_PLACE = "\0"  # stands in no query, and here for the nodes


@dataclass(frozen=True)
class Chosen(Focus):
    """Focus nodes that are named one by one, and that are few."""

    def _of_targets(self, node: str, without: str) -> list[str]:  # noqa: ARG002 - as the base class
        return [f"VALUES {node} {{ {_PLACE} }}"]

    @property
    def member(self) -> Condition:
        """See the base class."""
        raise NotCovered("nodes that are named are looked up")

    def is_all_with(self, path: Path) -> bool:  # noqa: ARG002 - as the base class
        """See the base class."""
        return False

    @property
    def size(self) -> int:
        """See the base class."""
        return 1

    def is_shorter_from_values(self, path: Path) -> bool:  # noqa: ARG002 - as the base class
        """See the base class."""
        return False

    def values(self, path: Path) -> int:  # noqa: ARG002 - as the base class
        """See the base class."""
        return 1


@dataclass(frozen=True)
class Touched:
    """Whose findings a judgement after a change replaces.

    Attributes:
        nodes: IRIs of focus nodes, by the name of a shape; not all of them are focus nodes, or were.
        whole: names of the shapes that were judged for all nodes, and why.
    """

    nodes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    whole: Mapping[str, str] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many nodes are judged again by some shape, those of shapes that judge all nodes aside."""
        return len(frozenset().union(*self.nodes.values()))

    def replaces(self, finding: Finding) -> bool:
        """Tell whether a finding of the former judgement no longer counts; it may have been made again."""
        return finding.shape in self.whole or finding.focus in self.nodes.get(finding.shape, ())


@dataclass(frozen=True)
class Partial:
    """A judgement after a change.

    Attributes:
        results: of the nodes that the change can affect.
        handed_over: the shapes that are left for pySHACL to judge as a whole, and why.
        touched: whose findings these and pySHACL's replace.
    """

    results: Sequence[Result]
    handed_over: Mapping[Node, str]
    touched: Touched


def run_change(
    shapes: rdflib.Graph, store: Store, change: Change, progress: Callable[[str], None] = lambda _: None
) -> Partial:
    """Judge what a change of what `store` holds can affect, by all shapes that can be compiled.

    Args:
        shapes: the graph of shapes, which are the same as before.
        store: holds the data as they are after the change.
        change: what came and what went.
        progress: is told how many shapes are done.

    Raises:
        UsageError: a shape uses a feature that no judge here has.
        MediagraphError: the store failed; that is never a "conforms".
    """
    graph = ShapesGraph(shapes)
    plan = _Plan(graph, store, change)
    compiled = readable(compile_shapes(graph, plan.contents, list(plan.targets), Chosen), store)
    for root, reason in compiled.handed_over.items():
        plan.give_up(root, reason)
    chosen = {
        root: [(check, _given(check, plan.targets[root])) for check in checks]
        for root, checks in compiled.checks.items()
        if root not in plan.whole
    }
    results = [
        result
        for result in answers(store, graph, chosen, progress)
        if f"<{result.focus}>" in plan.affected[result.outcome.shape.node]
    ]
    handed_over: Mapping[Node, str] = {}
    if plan.whole:
        with side_by_side() as pool:
            contents = read_contents(store, shapes, pool)
            full = readable(compile_shapes(graph, contents, list(plan.whole)), store)
            results += answers(store, graph, as_they_are(full.checks), progress, pool)
        handed_over = full.handed_over
    return Partial(results, handed_over, plan.touched)


def _given(check: Check, targets: Mapping[Node, set[str]]) -> Iterator[str]:
    """Yield the queries of a check for the targets that lead to nodes of its shape."""
    for portion in portions(targets.get(check.outcomes[0].shape.node, ())):
        yield check.query.replace(_PLACE, portion)


class _Plan:
    """Which nodes are to be judged by which shapes.

    Attributes:
        contents: the classes of the data.
        affected: IRIs of the focus nodes that the change can affect, by shape.
        targets: IRIs of the targets that lead to these, by the shape that has the targets, and by shape.
        whole: shapes with targets that have to judge all nodes, and why.
    """

    def __init__(self, graph: ShapesGraph, store: Store, change: Change) -> None:
        self._graph = graph
        self.contents = read_classes(store, graph.graph)
        self.affected: dict[Node, frozenset[str]] = {}
        self.targets: dict[Node, dict[Node, set[str]]] = {}
        self.whole: dict[Node, str] = {}
        self._roots_of: dict[Node, set[Node]] = {}
        for root in graph.roots:
            for each in self._below(root):
                self._roots_of.setdefault(each, set()).add(root)
        reason = ill_formed(graph) or ("a class has no name" if self.contents.nameless else "")
        found = Affected(store, change, self.contents)
        known: list[Unit] = []
        for root in graph.roots:
            try:
                if reason:
                    raise Unbounded(reason)  # noqa: TRY301 - as the others, which are raised below
                for unit in units(graph, root):
                    places = reads(graph, unit)
                    if change.nodes and self._has_literals(unit) and any(read.inverse for read in places):
                        raise Unbounded("a list of nodes does not tell of literals that went")  # noqa: TRY301
                    self._add(unit, frozenset().union(*map(found.nodes, places)))
                    known.append(unit)
            except (NotCovered, Unbounded) as why:
                self.give_up(root, str(why))
        for unit in known:
            try:
                if unit.root not in self.whole:
                    self._lead_to(unit, found)
            except (NotCovered, Unbounded) as why:
                self.give_up(unit.root, str(why))

    def _add(self, unit: Unit, nodes: frozenset[str]) -> None:
        """Note the nodes that a unit has to judge."""
        if any(node.startswith(("_:", "<<")) for node in nodes):
            raise Unbounded("a node without a name is changed, or leads to a change")
        named = frozenset(filter(is_named, nodes))
        if named != nodes and self._has_literals(unit):
            raise Unbounded("a literal that is judged is changed, or leads to a change")
        self.affected[unit.shape.node] = self.affected.get(unit.shape.node, frozenset()) | named

    def _has_literals(self, unit: Unit) -> bool:
        """Tell whether literals can be focus nodes of a unit."""
        targets = self._graph.targets(unit.root)
        return bool(unit.ways or targets["targetObjectsOf"] or targets["targetNode"])

    def _lead_to(self, unit: Unit, found: Affected) -> None:
        """Note the targets that lead to the nodes that a unit has to judge."""
        first = found.back(self.affected[unit.shape.node], unit.ways)
        if any(not is_named(node) for node in first):
            raise Unbounded("a node without a name leads to a change")
        nodes = found.targets(self._graph.targets(unit.root), first)
        if len(nodes) > MOST:
            raise Unbounded(f"the change affects more than {MOST} nodes")
        if nodes:
            self.targets.setdefault(unit.root, {}).setdefault(unit.shape.node, set()).update(nodes)

    def give_up(self, root: Node, reason: str) -> None:
        """Let a shape judge all nodes; with it all those that share shapes with it, whose findings look the same."""
        waiting = {root: reason}
        while waiting:
            each, why = waiting.popitem()
            if each not in self.whole:
                self.whole[each] = why
                shared = {other for inner in self._below(each) for other in self._roots_of[inner]}
                waiting |= dict.fromkeys(shared - self.whole.keys(), f"it shares shapes with {each}")

    def _below(self, root: Node) -> set[Node]:
        found = self._graph.graph.transitive_objects(root, rdflib.URIRef(SH + "property"))
        return {each for each in found if each is not None}

    @property
    def touched(self) -> Touched:
        """Whose findings are replaced."""
        whole = {str(each): why for root, why in self.whole.items() for each in self._below(root)}
        nodes = {
            str(shape): frozenset(node[1:-1] for node in found)
            for shape, found in self.affected.items()
            if found and str(shape) not in whole
        }
        return Touched(nodes, whole)
