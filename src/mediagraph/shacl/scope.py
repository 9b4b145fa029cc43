"""What the compilation of one shape needs at hand: the shapes, the classes of the data, fresh names."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mediagraph.shacl.conditions import FALSE, TRUE, Plain, any_of
from mediagraph.shacl.reaching import IsA, Some
from mediagraph.shacl.terms import SUBCLASS, TYPE, Names, NotCovered, iri

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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

    def is_instance(self, variable: str, *names: Node) -> Condition:
        """Return the condition that a node is an instance of one of some classes, or of one below them."""
        if self.contents.nameless:
            return any_of(self._is_below(variable, iri(name)) for name in names)
        classes = self._inhabited(names)
        return IsA(variable, classes, self.fresh("class")) if classes else FALSE

    def _is_below(self, variable: str, name: str) -> Condition:
        kind = self.fresh("class")
        below = Some(kind, f"{SUBCLASS}+", name, TRUE, spare=self.fresh("class"))
        return Some(variable, TYPE, kind, any_of([Plain(f"sameTerm({kind}, {name})"), below]))

    def instances(self, variable: str, *names: Node) -> list[str]:
        """Return the patterns that together give the instances of some classes."""
        if self.contents.nameless:
            ways = (TYPE, f"{TYPE}/({SUBCLASS}+)")
            return [f"{variable} {way} {iri(name)} ." for name in names for way in ways]
        return with_one_of(f"{variable} {TYPE} {{}} .", "?class", self._inhabited(names))

    def _inhabited(self, names: Sequence[Node]) -> tuple[str, ...]:
        return tuple(sorted({iri(each) for name in names for each in self.contents.inhabited(str(name))}))


def with_one_of(pattern: str, variable: str, terms: Sequence[str]) -> list[str]:
    """Return the patterns that have one of some terms in the place of the braces of `pattern`.

    VALUES says it in one pattern: some engines fail on unions of many.
    """
    if len(terms) < 2:
        return [pattern.format(term) for term in terms]
    return [f"VALUES {variable} {{ {' '.join(terms)} }} {pattern.format(variable)}"]
