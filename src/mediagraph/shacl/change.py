"""A change of a graph: the statements that came or went, or the nodes of which some did."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pyoxigraph as ox

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


@dataclass(frozen=True)
class Change:
    """What is other than it was; terms are written as in N-Triples.

    Attributes:
        statements: subject, property and object of each that came or went.
        nodes: IRIs of which any statement may have come or gone. An object of a statement that went is among them too;
            an object of a statement that came need not be.
    """

    statements: frozenset[tuple[str, str, str]] = frozenset()
    nodes: frozenset[str] = frozenset()

    @classmethod
    def of(cls, quads: Iterable[ox.Quad | ox.Triple] = (), nodes: Iterable[str] = ()) -> Change:
        """Return the change that consists of quads that were added or removed, and of nodes named by their IRIs."""
        said = ((str(quad.subject), str(quad.predicate), str(quad.object)) for quad in quads)
        return cls(frozenset(said), frozenset(str(ox.NamedNode(node)) for node in nodes))

    @cached_property
    def by_property(self) -> Mapping[str, Sequence[tuple[str, str]]]:
        """Subjects and objects of the statements, by property."""
        found: dict[str, list[tuple[str, str]]] = {}
        for subject, predicate, value in self.statements:
            found.setdefault(predicate, []).append((subject, value))
        return found
