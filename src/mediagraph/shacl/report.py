"""Results as findings, and as a validation report in RDF (SHACL, section 3.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import rdflib
from rdflib import RDF

from mediagraph.findings import Finding
from mediagraph.shacl.paths import read_path
from mediagraph.shacl.terms import SH, NotCovered

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rdflib.term import Node

    from mediagraph.shacl.runner import Result


def finding(result: Result, shapes: rdflib.Graph) -> Finding:
    """Return a result as a finding."""
    return Finding(
        place="",
        severity=str(result.outcome.shape.severity).removeprefix(SH),
        focus=str(result.focus),
        path=path_text(shapes, result.path),
        value="" if result.value is None else str(result.value),
        message=" ".join(sorted(map(str, result.messages))),
        shape=str(result.outcome.shape.node),
        constraint=result.outcome.component,
    )


def findings_of(report: rdflib.Graph) -> list[Finding]:
    """Return the results of a validation report as findings, sorted."""
    found = []
    for result in report.objects(None, rdflib.URIRef(SH + "result")):

        def value(name: str, result: Node = result) -> str:
            node = report.value(result, rdflib.URIRef(SH + name))
            return "" if node is None else str(node)

        found.append(
            Finding(
                place="",
                severity=value("resultSeverity").removeprefix(SH),
                focus=value("focusNode"),
                path=path_text(report, report.value(result, rdflib.URIRef(SH + "resultPath"))),
                value=value("value"),
                message=" ".join(sorted(map(str, report.objects(result, rdflib.URIRef(SH + "resultMessage"))))),
                shape=value("sourceShape"),
                constraint=value("sourceConstraintComponent").removeprefix(SH),
            )
        )
    return sorted(found)


def path_text(graph: rdflib.Graph, node: Node | None) -> str:
    """Return a path as text: the IRI of a property, a caret before an inverse one, else a SPARQL property path."""
    if node is None or isinstance(node, rdflib.URIRef):
        return str(node or "")
    try:
        path = read_path(graph, node)
    except NotCovered:
        return str(node)
    if path.kind == "inverse" and path.is_step:
        return f"^{path.parts[0].predicate}"
    return str(path)


def add_results(report: rdflib.Graph, results: Iterable[Result], shapes: rdflib.Graph) -> rdflib.Graph:
    """Add results to a validation report, or make one of an empty graph, and return it."""
    known = report.value(predicate=RDF.type, object=rdflib.URIRef(SH + "ValidationReport"))
    head = rdflib.BNode() if known is None else known
    report.add((head, RDF.type, rdflib.URIRef(SH + "ValidationReport")))
    copied: set[Node] = set()

    def say(subject: Node, name: str, value: Node) -> None:
        report.add((subject, rdflib.URIRef(SH + name), value))
        _copy(shapes, value, report, copied)

    for result in results:
        node, outcome = rdflib.BNode(), result.outcome
        report.add((head, rdflib.URIRef(SH + "result"), node))
        report.add((node, RDF.type, rdflib.URIRef(SH + "ValidationResult")))
        report.add((node, rdflib.URIRef(SH + "focusNode"), result.focus))
        say(node, "resultSeverity", outcome.shape.severity)
        say(node, "sourceConstraintComponent", rdflib.URIRef(SH + outcome.component))
        say(node, "sourceShape", outcome.shape.node)
        if outcome.constraint is not None:
            say(node, "sourceConstraint", outcome.constraint)
        if result.path is not None:
            say(node, "resultPath", result.path)
        if result.value is not None:
            report.add((node, rdflib.URIRef(SH + "value"), result.value))
        for message in result.messages:
            report.add((node, rdflib.URIRef(SH + "resultMessage"), message))
    conforms = (head, rdflib.URIRef(SH + "result"), None) not in report
    report.set((head, rdflib.URIRef(SH + "conforms"), rdflib.Literal(conforms)))
    return report


def _copy(source: rdflib.Graph, node: Node, target: rdflib.Graph, done: set[Node]) -> None:
    """Copy what `source` says of a blank node, which has no meaning outside of it.

    The node keeps its name; blank nodes that it leads to get new ones, so that each copy is a whole of its own.
    """
    if not isinstance(node, rdflib.BNode) or node in done:
        return
    done.add(node)
    named: dict[Node, Node] = {node: node}
    waiting: list[Node] = [node]
    while waiting:
        each = waiting.pop()
        for predicate, value in source.predicate_objects(each):
            if isinstance(value, rdflib.BNode) and value not in named:
                named[value] = rdflib.BNode()
                waiting.append(value)
            target.add((named[each], predicate, named.get(value, value)))
