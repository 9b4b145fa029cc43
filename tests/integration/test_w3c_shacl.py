"""The W3C's SHACL tests, core and SPARQL, judged by the compiled shapes in both their ways, and by what they hand over.

The same cases are asked of the command line by `make conformance`, which holds what is expected to fail.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import rdflib

from conformance import ratchet
from conformance.run import EXPECTED
from conformance.shacl import FOLDER, all_cases, local, results
from mediagraph.errors import MediagraphError
from mediagraph.judging import judge_files, read_shapes
from projects import ROOT

if TYPE_CHECKING:
    from conformance.shacl import Case
    from mediagraph.project import Project

SUITES = Path(os.environ.get("MEDIAGRAPH_SHARED", ROOT.parent / "shared")) / "suites"
MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SHT = rdflib.Namespace("http://www.w3.org/ns/shacl-test#")
SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")
FAILING = ratchet.read(EXPECTED / "shacl.toml").kinds
CASES = {case.name: case for case in all_cases(SUITES)} if (SUITES / FOLDER).is_dir() else {}


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

    assert passes(project, CASES[name]) is (name not in FAILING)


def passes(project: Project, case: Case) -> bool:
    manifest, node = case.graph, case.node
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
