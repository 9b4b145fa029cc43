"""Shapes as values, read from a graph of shapes (SHACL, section 2)."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import rdflib
from rdflib import OWL, RDF, RDFS

from mediagraph.errors import UsageError
from mediagraph.shacl.paths import Path, read_list, read_path
from mediagraph.shacl.terms import SH, NotCovered

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rdflib.term import Node

TARGETS = ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")
CONSTRAINTS = {
    "and", "class", "closed", "datatype", "disjoint", "equals", "hasValue", "in", "languageIn", "lessThan",
    "lessThanOrEquals", "maxCount", "maxExclusive", "maxInclusive", "maxLength", "minCount", "minExclusive",
    "minInclusive", "minLength", "node", "nodeKind", "not", "or", "pattern", "property", "qualifiedMaxCount",
    "qualifiedMinCount", "qualifiedValueShape", "sparql", "uniqueLang", "xone",
}  # fmt: skip
_MODIFIERS = {"flags", "ignoredProperties", "qualifiedValueShapesDisjoint"}
_SILENT = {"path", "severity", "message", "deactivated", "name", "description", "order", "group", "defaultValue"}
# What pySHACL, asked for SHACL Core and SHACL-SPARQL, passes over; it would say "conforms" without having looked.
_UNREAD = {"target", "expression", "js"}
_ONE = CONSTRAINTS - {
    "and", "class", "disjoint", "equals", "hasValue", "lessThan", "lessThanOrEquals", "maxExclusive", "maxInclusive",
    "minExclusive", "minInclusive", "node", "not", "or", "pattern", "property", "sparql", "xone",
} | _MODIFIERS  # fmt: skip
_SHAPES = ("property", "node", "not", "qualifiedValueShape")
_LISTS_OF_SHAPES = ("and", "or", "xone")


@dataclass(frozen=True, eq=False)
class Shape:
    """A node shape, or a property shape where it has a path.

    Attributes:
        node: that names it in the graph of shapes.
        path: of a property shape.
        path_node: the node that describes the path.
        severity: of its findings.
        messages: of its findings, as stated.
        deactivated: whether it is to be passed over.
        values: values of each parameter, by local name, in a stable order.
    """

    node: Node
    path: Path | None
    path_node: Node | None
    severity: Node
    messages: Sequence[rdflib.Literal]
    deactivated: bool
    values: Mapping[str, Sequence[Node]] = field(repr=False)

    def all(self, parameter: str) -> Sequence[Node]:
        """Return the values of a parameter."""
        return self.values.get(parameter, ())

    def one(self, parameter: str) -> Node | None:
        """Return the value of a parameter that has one at most."""
        return next(iter(self.all(parameter)), None)

    def number(self, parameter: str) -> int | None:
        """Return the value of a parameter that is a whole number.

        Raises:
            NotCovered: it is none, or below zero.
        """
        value = self.one(parameter)
        if value is None:
            return None
        number = value.toPython() if isinstance(value, rdflib.Literal) else None
        if not isinstance(number, int) or isinstance(number, bool) or number < 0:
            raise NotCovered(f"sh:{parameter} is no whole number")
        return number

    def yes(self, parameter: str) -> bool:
        """Return the value of a parameter that is true or false; sh:uniqueLang is true only where it says `true`.

        The W3C tests uniqueLang-001 and -002 have it so: `"1"^^xsd:boolean` is another literal.

        Raises:
            NotCovered: it is neither.
        """
        value = self.one(parameter)
        return _truth(value, parameter) and (parameter != "uniqueLang" or str(value) == "true")


class ShapesGraph:
    """A graph of shapes; each shape is read once."""

    def __init__(self, graph: rdflib.Graph) -> None:
        """Take `graph` as it is.

        Raises:
            UsageError: it uses a feature that no judge here has, so that nothing is passed over in silence.
        """
        self.graph = graph
        self._known: dict[Node, Shape] = {}
        for name in sorted(_UNREAD):
            for subject in graph.subjects(rdflib.URIRef(SH + name)):
                raise UsageError(
                    f"the shape {subject} uses sh:{name}, of SHACL Advanced Features: it is not judged here"
                )

    def __getitem__(self, node: Node) -> Shape:
        """Return the shape that `node` names.

        Raises:
            NotCovered: it is ill-formed, or uses what is neither SHACL Core nor sh:sparql.
        """
        if node not in self._known:
            self._known[node] = self._read(node)
        return self._known[node]

    def _read(self, node: Node) -> Shape:
        values: dict[str, list[Node]] = {}
        for predicate, value in self.graph.predicate_objects(node):
            if str(predicate).startswith(SH):
                values.setdefault(str(predicate).removeprefix(SH), []).append(value)
        for component, parameters in self.components.items():
            if all((node, parameter, None) in self.graph for parameter in parameters):
                raise NotCovered(f"it uses the constraint component {component}")
        for name in {*_ONE, "path", "severity", "deactivated"}:
            if len(values.get(name, ())) > 1:
                raise NotCovered(f"it has several values of sh:{name}")
        kinds = set(self.graph.objects(node, RDF.type))
        path_node = values["path"][0] if "path" in values else None
        if (path_node is None) == (rdflib.URIRef(SH + "PropertyShape") in kinds) and (
            path_node is None or rdflib.URIRef(SH + "NodeShape") in kinds
        ):
            raise NotCovered("it is ill-formed: a property shape has a path, a node shape has none")
        if "ignoredProperties" in values and "closed" not in values:
            raise NotCovered("sh:ignoredProperties without sh:closed")
        return Shape(
            node=node,
            path=read_path(self.graph, path_node) if path_node is not None else None,
            path_node=path_node,
            severity=values.get("severity", [rdflib.URIRef(SH + "Violation")])[0],
            messages=sorted(value for value in values.get("message", ()) if isinstance(value, rdflib.Literal)),
            deactivated=_truth(next(iter(values.get("deactivated", ())), None), "deactivated"),
            values={name: sorted(found, key=str) for name, found in values.items() if name in CONSTRAINTS | _MODIFIERS},
        )

    def list_of(self, node: Node) -> list[Node]:
        """Return the members of a list.

        Raises:
            NotCovered: it is ill-formed or empty.
        """
        members = read_list(self.graph, node)
        if not members:
            raise NotCovered("a list is empty")
        return members

    @cached_property
    def components(self) -> dict[Node, list[Node]]:
        """The mandatory parameters of each constraint component that is none of SHACL's own."""
        kind = rdflib.URIRef(SH + "ConstraintComponent")
        kinds = set(self.graph.transitive_subjects(RDFS.subClassOf, kind))
        found: dict[Node, list[Node]] = {}
        for component in {subject for each in kinds for subject in self.graph.subjects(RDF.type, each)}:
            if not str(component).startswith(SH):
                found[component] = [
                    path
                    for parameter in self.graph.objects(component, rdflib.URIRef(SH + "parameter"))
                    for path in self.graph.objects(parameter, rdflib.URIRef(SH + "path"))
                    if str(self.graph.value(parameter, rdflib.URIRef(SH + "optional"))) not in {"true", "1"}
                ]
        return found

    @cached_property
    def nodes(self) -> list[Node]:
        """Every node that is a shape, in a stable order."""
        graph = self.graph
        found: set[Node] = set()
        for name in ("NodeShape", "PropertyShape"):
            found.update(graph.subjects(RDF.type, rdflib.URIRef(SH + name)))
        for name in (*TARGETS, "property", "node"):
            found.update(graph.subjects(rdflib.URIRef(SH + name)))
        for name in _SHAPES:
            found.update(graph.objects(None, rdflib.URIRef(SH + name)))
        for name in _LISTS_OF_SHAPES:
            for members in graph.objects(None, rdflib.URIRef(SH + name)):
                found.update(graph.items(members))
        return sorted(found, key=str)

    @cached_property
    def roots(self) -> list[Node]:
        """The shapes that have targets, in a stable order."""
        aimed = {subject for name in TARGETS for subject in self.graph.subjects(rdflib.URIRef(SH + name))}
        aimed.update(subject for kind in self._metaclasses for subject in self.graph.subjects(RDF.type, kind))
        return [node for node in self.nodes if node in aimed]

    def targets(self, node: Node) -> dict[str, list[Node]]:
        """Return the targets of a shape by their kind; a shape that is a class too is its own target class."""
        found = {name: sorted(self.graph.objects(node, rdflib.URIRef(SH + name)), key=str) for name in TARGETS}
        if any(kind in self._metaclasses for kind in self.graph.objects(node, RDF.type)):
            found["targetClass"].append(node)
        return found

    @cached_property
    def _metaclasses(self) -> set[Node]:
        below = (each for each in self.graph.transitive_subjects(RDFS.subClassOf, RDFS.Class) if each is not None)
        return {*below, RDFS.Class, OWL.Class}


def _truth(value: Node | None, parameter: str) -> bool:
    truth = value.toPython() if isinstance(value, rdflib.Literal) else value
    if truth is not None and not isinstance(truth, bool):
        raise NotCovered(f"sh:{parameter} is neither true nor false")
    return truth is True
