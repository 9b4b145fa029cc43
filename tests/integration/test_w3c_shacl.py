"""The W3C's SHACL tests, core and SPARQL, judged by the compiled shapes and by what they hand over."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
import rdflib
from rdflib.collection import Collection

from mediagraph.errors import MediagraphError
from mediagraph.judging import judge_files, read_shapes
from mediagraph.shacl.report import path_text
from projects import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib.term import Node

    from mediagraph.project import Project

SHARED = Path(os.environ.get("MEDIAGRAPH_SHARED", ROOT.parent / "shared"))
SUITE = SHARED / "suites" / "data-shapes" / "data-shapes-test-suite" / "tests"
MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SHT = rdflib.Namespace("http://www.w3.org/ns/shacl-test#")
SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")

# What fails, and why; a test that begins to pass is to be struck from here.
FAILING = {
    "sparql/pre-binding/shapesGraph-001": "$shapesGraph asks for the shapes from within a query; no judge gives them",
}

Case = tuple[rdflib.Graph, "Node"]


def cases(manifest: Path) -> Iterator[tuple[str, Case]]:
    """Yield the tests of a manifest and of those that it includes, each with its name."""
    graph = rdflib.Graph().parse(manifest, publicID=manifest.as_uri(), format="turtle")
    for entries in graph.objects(None, MF.entries):
        for node in Collection(graph, entries):
            name = str(node).rpartition("/")[2]
            yield f"{manifest.parent.relative_to(SUITE)}/{name}", (graph, node)
    for included in graph.objects(None, MF.include):
        path = local(included)
        if path.exists():
            yield from cases(path)


def local(node: Node | None) -> Path:
    return Path(unquote(str(node).removeprefix("file://")))


def results(graph: rdflib.Graph, report: Node | None) -> tuple[bool, Counter[tuple[str, ...]]]:
    """What the suite compares of a report: whether it conforms, and each result but for its words."""

    def text(node: Node | None) -> str:
        return "-" if node is None else "_:" if isinstance(node, rdflib.BNode) else node.n3()

    names = ("focusNode", "resultSeverity", "sourceConstraintComponent", "sourceShape", "value")
    found = Counter(
        (*(text(graph.value(result, SH[name])) for name in names), path_text(graph, graph.value(result, SH.resultPath)))
        for result in graph.objects(report, SH.result)
    )
    return str(graph.value(report, SH.conforms)) in {"true", "True", "1"}, found


CASES = dict(cases(SUITE / "manifest.ttl")) if SUITE.is_dir() else {}


@pytest.mark.skipif(not CASES, reason="the W3C's suite is not at hand: set MEDIAGRAPH_SHARED to its folder")
def test_the_suite_is_all_there() -> None:
    by_part = Counter(name.partition("/")[0] for name in CASES)

    assert by_part == {"core": 98, "sparql": 22}
    assert set(FAILING) <= set(CASES)


@pytest.mark.parametrize("way", ["looked up", "as sets"])
@pytest.mark.parametrize("name", CASES)
def test_a_test_of_the_w3c(name: str, way: str, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    if way == "as sets":  # as if the data were large
        monkeypatch.setattr("mediagraph.shacl.constraints.FEW", -1)
        monkeypatch.setattr("mediagraph.shacl.embedded.FEW", -1)
        monkeypatch.setattr("mediagraph.shacl.focus._DEARER", 10**9)

    assert passes(project, *CASES[name]) is (name not in FAILING)


def passes(project: Project, manifest: rdflib.Graph, node: Node) -> bool:
    action, expected = manifest.value(node, MF.action), manifest.value(node, MF.result)
    data, shapes = (local(manifest.value(action, name)) for name in (SHT.dataGraph, SHT.shapesGraph))
    try:
        _, report = judge_files(project, [data], shapes=read_shapes(project, [shapes]))
    except MediagraphError:
        return expected == SHT.Failure
    if expected == SHT.Failure:
        return False
    written = rdflib.Graph().parse(data=report.serialize(format="nt"), format="nt")  # as rdflib reads the manifest
    head = written.value(predicate=rdflib.RDF.type, object=SH.ValidationReport)
    return results(written, head) == results(manifest, expected)
