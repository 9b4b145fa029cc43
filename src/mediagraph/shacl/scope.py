"""What the compilation of one shape needs at hand: the shapes, the classes of the data, fresh names."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mediagraph.shacl.conditions import FALSE, TRUE, IsA, Plain, Some, any_of
from mediagraph.shacl.terms import SUBCLASS, TYPE, Names, NotCovered, iri

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib.term import Node

    from mediagraph.shacl.conditions import Condition
    from mediagraph.shacl.contents import Contents
    from mediagraph.shacl.model import Shape, ShapesGraph


@dataclass
class Scope:
    """State of a compilation.

    Attributes:
        shapes: all shapes.
        contents: of the data.
        fresh: gives variables.
        patterns: the regular expressions that were met, each with its flags.
        within: the shapes that are being compiled, outermost first.
    """

    shapes: ShapesGraph
    contents: Contents
    fresh: Names = field(default_factory=Names)
    patterns: set[tuple[str, str]] = field(default_factory=set)
    within: list[Node] = field(default_factory=list)

    @contextmanager
    def entering(self, node: Node) -> Iterator[Shape]:
        """Give the shape that `node` names, for as long as it is being compiled.

        Raises:
            NotCovered: it is ill-formed, or contains itself (SHACL, section 3.4.3, leaves that undefined).
        """
        if node in self.within:
            raise NotCovered("it refers to itself")
        self.within.append(node)
        try:
            yield self.shapes[node]
        finally:
            self.within.pop()

    def is_instance(self, variable: str, name: Node) -> Condition:
        """Return the condition that a node is an instance of a class, or of one below it."""
        if self.contents.nameless:
            kind = self.fresh("class")
            below = Some(kind, f"{SUBCLASS}+", iri(name), TRUE, spare=self.fresh("class"))
            return Some(variable, TYPE, kind, any_of([Plain(f"sameTerm({kind}, {iri(name)})"), below]))
        names = tuple(iri(each) for each in self.contents.inhabited(str(name)))
        return IsA(variable, names, self.fresh("class")) if names else FALSE

    def instances(self, variable: str, name: Node) -> list[str]:
        """Return the patterns that together give the instances of a class."""
        if self.contents.nameless:
            return [f"{variable} {TYPE} {iri(name)} .", f"{variable} {TYPE}/({SUBCLASS}+) {iri(name)} ."]
        return [f"{variable} {TYPE} {iri(each)} ." for each in self.contents.inhabited(str(name))]
