"""What the judgement of a node reads: which properties, of which nodes around it (SHACL, sections 2 and 4).

A change can only matter to a node that leads to it. From each shape follow the places that are read: a way from the
focus node, and a property at its end. Who is affected by a changed statement is found by walking that way back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import rdflib

from mediagraph.shacl.paths import Path, backwards
from mediagraph.shacl.queryreads import query_reads
from mediagraph.shacl.terms import RDF, RDFS, SH, NotCovered
from mediagraph.shacl.ways import Read, along

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib.term import Node

    from mediagraph.shacl.model import Shape, ShapesGraph

_TYPE = Path("iri", predicate=f"{RDF}type")
_SUBCLASS = Path("iri", predicate=f"{RDFS}subClassOf")
_ABOVE = Path("star", (_SUBCLASS,))
_BESIDE = ("equals", "disjoint", "lessThan", "lessThanOrEquals")


@dataclass(frozen=True, eq=False)
class Unit:
    """A shape whose results are told by its name, at one place below a shape that has targets.

    Attributes:
        root: the shape that has targets.
        shape: the shape itself: the root, or a property shape below it.
        ways: paths that lead from the targets to the focus nodes, outermost first.
    """

    root: Node
    shape: Shape
    ways: tuple[Path, ...]


def units(shapes: ShapesGraph, root: Node) -> list[Unit]:
    """Return the shape that `root` names and the property shapes below it.

    Raises:
        NotCovered: one of them is ill-formed, or contains itself.
    """

    def below(node: Node, ways: tuple[Path, ...], within: tuple[Node, ...]) -> Iterator[Unit]:
        if node in within:
            raise NotCovered("it refers to itself")
        shape = shapes[node]
        if shape.deactivated:
            return
        yield Unit(root, shape, ways)
        for inner in shape.all("property"):
            yield from below(inner, (*ways, shape.path) if shape.path else ways, (*within, node))

    return list(below(root, (), ()))


def reads(shapes: ShapesGraph, unit: Unit) -> frozenset[Read]:
    """Return all that decides about one focus node of a unit, and whether it is one.

    Raises:
        NotCovered: that cannot be told.
    """
    back: tuple[Path, ...] = ()
    found: list[Read] = []
    for way in reversed(unit.ways):
        inverse = backwards(way)
        found += along(back, inverse)
        back = (*back, inverse)
    targets = shapes.targets(unit.root)
    for name in targets["targetClass"]:
        found += _membership(back, name)
    found += [Read(back, str(each)) for each in targets["targetSubjectsOf"]]
    found += [Read(back, str(each), inverse=True) for each in targets["targetObjectsOf"]]
    return frozenset([*found, *_own(shapes, unit.shape, (), ())])


def _own(shapes: ShapesGraph, shape: Shape, at: tuple[Path, ...], within: tuple[Node, ...]) -> Iterator[Read]:
    """What the constraints of a shape read, from a node at the end of a way.

    Args:
        shapes: all shapes.
        shape: the shape.
        at: the way.
        within: the shapes that this one is part of; property shapes count there, whereas otherwise they have results
            of their own.
    """
    if shape.deactivated:
        return
    if shape.node in within:
        raise NotCovered("it refers to itself")
    values = at
    if shape.path:
        yield from along(at, shape.path)
        values = (*at, shape.path)
    for name in shape.all("class"):
        yield from _membership(values, name)
    for parameter in _BESIDE:
        yield from (Read(at, str(other)) for other in shape.all(parameter))
    if shape.yes("closed"):
        yield Read(values, None)
    for inner in _within(shapes, shape, whole=bool(within)):
        yield from _own(shapes, shapes[inner], values, (*within, shape.node))
    if shape.all("sparql"):
        if within:
            raise NotCovered("a shape within it has sh:sparql")
        yield from query_reads(shapes.graph, shape)


def _within(shapes: ShapesGraph, shape: Shape, *, whole: bool) -> Iterator[Node]:
    """The shapes that the values of a shape are to conform to, or not."""
    graph = shapes.graph
    for parameter in ("node", "not", "qualifiedValueShape", *(["property"] if whole else [])):
        yield from shape.all(parameter)
    for parameter in ("and", "or", "xone"):
        for members in shape.all(parameter):
            yield from shapes.list_of(members)
    if shape.yes("qualifiedValueShapesDisjoint"):
        for parent in graph.subjects(rdflib.URIRef(SH + "property"), shape.node):
            for sibling in graph.objects(parent, rdflib.URIRef(SH + "property")):
                yield from graph.objects(sibling, rdflib.URIRef(SH + "qualifiedValueShape"))


def _membership(at: tuple[Path, ...], name: Node) -> Iterator[Read]:
    yield Read(at, _TYPE.predicate, of=str(name))
    yield Read((*at, _TYPE, _ABOVE), _SUBCLASS.predicate)
