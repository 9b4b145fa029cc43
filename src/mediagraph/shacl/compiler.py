"""Shapes compiled to queries: each shape that has targets becomes checks, or a reason why pySHACL has to judge it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import rdflib

from mediagraph.shacl.constraints import shape_checks
from mediagraph.shacl.focus import Focus
from mediagraph.shacl.model import TARGETS, ShapesGraph
from mediagraph.shacl.scope import Scope
from mediagraph.shacl.terms import SH, NotCovered, text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rdflib.term import Node

    from mediagraph.shacl.contents import Contents
    from mediagraph.shacl.plan import Check


@dataclass(frozen=True)
class Compiled:
    """What became of a graph of shapes.

    Attributes:
        checks: of each shape that queries judge.
        patterns: regular expressions that each of these shapes relies on, with their flags.
        handed_over: the shapes that pySHACL has to judge, and why.
    """

    checks: Mapping[Node, Sequence[Check]] = field(default_factory=dict)
    patterns: Mapping[Node, frozenset[tuple[str, str]]] = field(default_factory=dict)
    handed_over: Mapping[Node, str] = field(default_factory=dict)

    def without(self, patterns: set[tuple[str, str]]) -> Compiled:
        """Return the same with those shapes handed over that rely on one of `patterns`."""
        struck = {node: used & patterns for node, used in self.patterns.items() if used & patterns}
        reasons = {node: f"the store cannot read the pattern {min(used)[0]!r}" for node, used in struck.items()}
        return Compiled(
            {node: checks for node, checks in self.checks.items() if node not in struck},
            {node: used for node, used in self.patterns.items() if node not in struck},
            {**self.handed_over, **reasons},
        )


def compile_shapes(
    graph: ShapesGraph, contents: Contents, roots: Sequence[Node] | None = None, kind: type[Focus] = Focus
) -> Compiled:
    """Compile every shape that has targets.

    Args:
        graph: the shapes.
        contents: of the data to be judged, which decide what an instance is, and which way is short.
        roots: the shapes to compile instead of all that have targets.
        kind: how the focus nodes of a shape are written.
    """
    roots = graph.roots if roots is None else roots
    wrong = ill_formed(graph)
    if wrong:  # what a broken shape means for the others is for the reference to say
        return Compiled(handed_over=dict.fromkeys(roots, wrong))
    checks: dict[Node, Sequence[Check]] = {}
    patterns: dict[Node, frozenset[tuple[str, str]]] = {}
    handed_over: dict[Node, str] = {}
    focuses = {node: kind(Scope(graph, contents), graph.targets(node)) for node in roots}
    # What takes longest goes first, so that two who share the work end together.
    for node, focus in sorted(focuses.items(), key=lambda each: -each[1].size):
        scope = focus.scope
        try:
            checks[node] = list(shape_checks(scope, node, focus))
            patterns[node] = frozenset(scope.patterns)
        except NotCovered as reason:
            handed_over[node] = str(reason)
    return Compiled(checks, patterns, handed_over)


def ill_formed(graph: ShapesGraph) -> str:
    """Return what is wrong with the first shape that is ill-formed; "" where none is."""
    for node in graph.nodes:
        try:
            graph[node]
        except NotCovered as reason:
            if "ill-formed" in str(reason):
                return str(reason)
    return ""


def pattern_probe(patterns: Sequence[tuple[str, str]]) -> str:
    """Return a query that tells of each pattern, in one row, whether the store can read it."""
    probes = (
        f'(COALESCE(STR(REGEX("", {text(pattern)}, {text(flags)})), "unread") AS ?p{place})'
        for place, (pattern, flags) in enumerate(patterns)
    )
    return f"SELECT {' '.join(probes)} WHERE {{ }}"


def only(shapes: rdflib.Graph, wanted: Mapping[Node, object]) -> rdflib.Graph:
    """Return `shapes` with the targets of all but `wanted` taken away."""
    from rdflib import OWL, RDF, RDFS

    rest = rdflib.Graph()
    for triple in shapes:
        rest.add(triple)
    graph = ShapesGraph(shapes)
    for node in graph.roots:
        if node not in wanted:
            for name in TARGETS:
                rest.remove((node, rdflib.URIRef(SH + name), None))
            for kind in {*shapes.transitive_subjects(RDFS.subClassOf, RDFS.Class), RDFS.Class, OWL.Class}:
                rest.remove((node, RDF.type, kind))
    return rest
