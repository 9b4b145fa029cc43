"""SHACL, core and SPARQL (data-shapes), through `mediagraph validate --shapes --report`."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import rdflib
from rdflib.collection import Collection

from conformance.commands import PASSED, Outcome, RefusedError, run
from mediagraph.shacl.report import path_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib.term import Node

TITLE = "SHACL core and SPARQL"
FOLDER = Path("data-shapes") / "data-shapes-test-suite" / "tests"
_MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
_SHT = rdflib.Namespace("http://www.w3.org/ns/shacl-test#")
_SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")
_COMPARED = ("focusNode", "resultSeverity", "sourceConstraintComponent", "sourceShape", "value")


class Case:
    """A case, with the graph of its manifest, which also holds the report that is expected."""

    def __init__(self, name: str, graph: rdflib.Graph, node: Node) -> None:
        self.name, self.graph, self.node = name, graph, node


def all_cases(suites: Path) -> Iterator[Case]:
    """Yield the cases of the suite."""
    root = (suites / FOLDER).resolve()
    yield from _cases(root / "manifest.ttl", root)


def _cases(manifest: Path, root: Path) -> Iterator[Case]:
    graph = rdflib.Graph().parse(manifest, publicID=manifest.as_uri(), format="turtle")
    for entries in graph.objects(None, _MF.entries):
        for node in Collection(graph, entries):
            yield Case(f"{manifest.parent.relative_to(root)}/{str(node).rpartition('/')[2]}", graph, node)
    for included in graph.objects(None, _MF.include):
        path = local(included)
        if path.exists():
            yield from _cases(path, root)


def local(node: Node | None) -> Path:
    """Return the file that an IRI names."""
    return Path(unquote(str(node).removeprefix("file://")))


def judge(case: Case, suites: Path) -> Outcome:  # noqa: ARG001 - the signature of all suites
    """Carry out a case: the report has to have the same results, but for their words."""
    action, expected = case.graph.value(case.node, _MF.action), case.graph.value(case.node, _MF.result)
    data, shapes = (local(case.graph.value(action, name)) for name in (_SHT.dataGraph, _SHT.shapesGraph))
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.ttl"
        try:
            run("validate", data, "--shapes", shapes, "--report", report, fine=(0, 1))
        except RefusedError as error:
            return PASSED if expected == _SHT.Failure else Outcome("refused", str(error))
        if expected == _SHT.Failure:
            return Outcome("accepted")
        got = rdflib.Graph().parse(report, format="turtle")
    head = got.value(predicate=rdflib.RDF.type, object=_SH.ValidationReport)
    return PASSED if results(got, head) == results(case.graph, expected) else Outcome("differs", "other results")


def results(graph: rdflib.Graph, report: Node | None) -> tuple[bool, Counter[tuple[str, ...]]]:
    """Return what the suite compares of a report: whether it conforms, and each result but for its words.

    Args:
        graph: holds the report.
        report: its node.
    """

    def text(node: Node | None) -> str:
        return "-" if node is None else "_:" if isinstance(node, rdflib.BNode) else node.n3()

    found = Counter(
        (
            *(text(graph.value(result, _SH[name])) for name in _COMPARED),
            path_text(graph, graph.value(result, _SH.resultPath)),
        )
        for result in graph.objects(report, _SH.result)
    )
    return str(graph.value(report, _SH.conforms)) in {"true", "True", "1"}, found
