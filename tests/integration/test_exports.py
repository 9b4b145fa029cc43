"""Exports: equal bytes for equal graphs, and the same statements for every reader."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import shutil
import subprocess
import sys
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest
import rdflib

import mediagraph as mg
from exportfiles import MERGES, QUADS, RDF, ROOT, TURTLE, contents, formats, from_rdflib, read, unpacked
from mediagraph.draft import ONTOLOGY_GRAPH
from mediagraph.exports.turtle import write_turtle
from mediagraph.store import Generations, Manifest
from servers import need

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mediagraph.building import Build
    from mediagraph.graph import Graph
    from mediagraph.project import Project

RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
XSD = "http://www.w3.org/2001/XMLSchema#"
TWO_STEPS = """
import sys
import mediagraph as mg
project, store, folder = sys.argv[1:]
mg.build(store, project=project)
with mg.open(store, project=project) as graph:
    graph.export(folder)
"""


@pytest.fixture(scope="module")
def exported(built: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The export of the articles and the countries."""
    folder = tmp_path_factory.mktemp("export")
    with mg.open(built.store, project=ROOT) as graph:
        graph.export(folder)
    return folder


@pytest.fixture(scope="module")
def quads(built: Build) -> set[ox.Quad]:
    """What the export has to hold."""
    with mg.open(built.store, project=ROOT) as graph:
        return {quad for quad in graph.store.quads() if quad.graph_name != ox.NamedNode(ONTOLOGY_GRAPH)}


@pytest.fixture(scope="module")
def triples(quads: set[ox.Quad]) -> set[ox.Triple]:
    return {quad.triple for quad in quads}


@pytest.fixture(autouse=True)
def _literals_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without this, rdflib rewrites what it reads."""
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)


# Equal bytes


def test_builds_in_two_processes_give_the_same_bytes(
    copy: Path, tmp_path: Path, environment: Mapping[str, str]
) -> None:
    """Shapes only judge; leaving them out saves time and changes no byte."""
    shutil.rmtree(copy / "ontology" / "shapes")
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", TWO_STEPS, copy, tmp_path / f"store-{seed}", tmp_path / f"export-{seed}"],
            env={**environment, "PYTHONHASHSEED": seed},
        )
        for seed in ("1", "4242")
    ]

    assert [process.wait(120) for process in processes] == [0, 0]
    first, second = (contents(tmp_path / f"export-{seed}") for seed in ("1", "4242"))
    assert {name for name in first if "/" not in name} == {*RDF, "mediagraph.sha256"}
    assert [name for name in first if first[name] != second.get(name)] == []
    assert first.keys() == second.keys()


def test_files_are_utf_8_with_line_feeds_and_say_no_place_of_the_machine(exported: Path) -> None:
    for path in filter(Path.is_file, exported.rglob("*")):
        text = unpacked(path).decode("utf-8")
        assert text.endswith("\n"), path
        assert "\r" not in text, path
        assert os.fspath(ROOT) not in text, path
        assert str(Path.home()) not in text, path


def test_packed_files_hold_neither_a_name_nor_a_time(exported: Path) -> None:
    packed = list(exported.glob("*.gz"))

    assert [path.read_bytes()[3:8] for path in packed] == [b"\0\0\0\0\0"] * 2  # flags, then the time


# The same statements


@pytest.mark.parametrize("name", QUADS)
def test_all_graphs_are_read_by_pyoxigraph(name: str, exported: Path, quads: set[ox.Quad]) -> None:
    found = read(exported / name)

    assert set(found) == quads
    assert len(found) == len(quads)


@pytest.mark.parametrize("name", MERGES)
def test_the_merge_is_read_by_pyoxigraph(name: str, exported: Path, triples: set[ox.Triple]) -> None:
    found = [quad.triple for quad in read(exported / name)]

    assert set(found) == triples
    assert len(found) == len(triples)


@pytest.mark.parametrize("name", RDF)
def test_rdflib_reads_the_same_without_a_warning(name: str, exported: Path, caplog: pytest.LogCaptureFixture) -> None:
    dataset = rdflib.Dataset()

    with caplog.at_level(logging.WARNING):
        dataset.parse(data=unpacked(exported / name), format=formats(name)[1])

    default = rdflib.graph.DATASET_DEFAULT_GRAPH_ID
    found = from_rdflib(quad[:3] if quad[3] in {None, default} else quad for quad in dataset.quads())
    assert found == set(read(exported / name))
    assert caplog.records == []


@pytest.mark.parametrize("name", [name for name in RDF if formats(name)[2]])
def test_rapper_reads_the_same_without_a_warning(name: str, exported: Path, tmp_path: Path) -> None:
    """Of named graphs it tells the statements only, since its serializer of N-Quads leaves graphs out of TriG."""
    program = need("rapper", "rapper (Debian: raptor2-utils)")
    path = tmp_path / name.removesuffix(".gz")
    path.write_bytes(unpacked(exported / name))

    done = subprocess.run(
        [program, "--quiet", "-i", formats(name)[2], "-o", "ntriples", path],
        capture_output=True,
        check=False,
        timeout=60,
    )

    assert (done.returncode, done.stderr) == (0, b"")
    found = [quad.triple for quad in ox.parse(done.stdout, ox.RdfFormat.N_TRIPLES)]
    expected = [quad.triple for quad in read(exported / name)]
    assert (set(found), len(found)) == (set(expected), len(expected))


def test_rapper_does_warn_where_there_is_reason_to(tmp_path: Path) -> None:
    program = need("rapper", "rapper (Debian: raptor2-utils)")
    path = tmp_path / "bad.ttl"
    path.write_text('<https://a.example/> <https://a.example/p> "no end .\n', encoding="utf-8")

    done = subprocess.run([program, "--quiet", "-i", "turtle", path], capture_output=True, check=False, timeout=60)

    assert done.returncode != 0
    assert done.stderr


def test_n_quads_are_read_by_pyld(exported: Path, quads: set[ox.Quad]) -> None:
    from pyld.jsonld import JsonLdProcessor

    lines = unpacked(exported / "mediagraph.nq.gz").decode().splitlines(keepends=True)

    found: set[ox.Quad] = set()
    for start in range(0, len(lines), 200):  # its reader compares each quad with all before
        parsed = JsonLdProcessor.parse_nquads("".join(lines[start : start + 200]))
        found |= set(ox.parse(JsonLdProcessor.to_nquads(parsed), ox.RdfFormat.N_QUADS))

    assert found == quads


def test_json_ld_expanded_by_pyld_is_the_n_quads_and_fetches_nothing(exported: Path) -> None:
    from pyld import jsonld

    def load(address: str, _options: object) -> dict[str, Any]:
        raise AssertionError(address)

    document = json.loads((exported / "mediagraph.jsonld").read_text("utf-8"))

    found = jsonld.to_rdf(document, {"format": "application/n-quads", "documentLoader": load})

    ours = unpacked(exported / "mediagraph.nq.gz").decode().splitlines()
    assert sorted(str(quad) + " ." for quad in ox.parse(found, ox.RdfFormat.N_QUADS)) == ours


def test_the_context_in_it_is_that_of_the_ontology(exported: Path) -> None:
    document = json.loads((exported / "mediagraph.jsonld").read_text("utf-8"))

    context = json.loads((ROOT / "ontology" / "context.jsonld").read_text("utf-8"))
    assert document["@context"] == context["@context"]


def test_the_ontology_is_that_of_the_graph(exported: Path, graph: Graph) -> None:
    inside = {quad.triple for quad in graph.store.quads() if quad.graph_name == ox.NamedNode(ONTOLOGY_GRAPH)}

    assert {quad.triple for quad in read(exported / "ontology.ttl")} == inside


def test_no_file_has_blank_nodes(exported: Path) -> None:
    for name in RDF:
        parts = ((quad.subject, quad.object, quad.graph_name) for quad in read(exported / name))
        assert [found for found in parts if ox.BlankNode in set(map(type, found))] == [], name


# The hash of the dataset


def test_the_n_quads_are_canonical(exported: Path) -> None:
    """Ours are those of pyoxigraph's RDFC-1.0, in the order and the form that it asks for."""
    found = ox.Dataset(read(exported / "mediagraph.nq.gz"))

    found.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)

    canonical = sorted(f"{quad} .\n" for quad in found)
    assert unpacked(exported / "mediagraph.nq.gz") == "".join(canonical).encode()


def test_the_hash_of_the_dataset_is_that_of_its_canonical_form(exported: Path) -> None:
    (stated,) = {
        quad.object.value  # type: ignore[union-attr]
        for quad in read(exported / "dataset.ttl")
        if str(quad.subject) == "<https://w3id.org/mediagraph/id/dataset/checksum>"
        and str(quad.predicate) == "<http://spdx.org/rdf/terms#checksumValue>"
    }
    found = ox.Dataset(read(exported / "mediagraph.jsonld"))
    found.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)

    assert stated == hashlib.sha256("".join(sorted(f"{quad} .\n" for quad in found)).encode()).hexdigest()


def test_pyld_has_the_same_canonical_form(exported: Path) -> None:
    """Of one graph of the dataset, since it is slow."""
    from pyld import jsonld

    document = json.loads((exported / "mediagraph.jsonld").read_text("utf-8"))
    one = next(node for node in document["@graph"] if node["id"] == "graph:kazakhstan-2024")
    options = {"algorithm": "URDNA2015", "format": "application/n-quads"}

    found = jsonld.normalize({"@context": document["@context"], "@graph": [one]}, options)

    lines = unpacked(exported / "mediagraph.nq.gz").decode().splitlines(keepends=True)
    assert found == "".join(line for line in lines if line.endswith("/graph/kazakhstan-2024> .\n"))
    assert found.count("\n") > 100


# For people


@pytest.mark.parametrize("name", TURTLE)
def test_turtle_declares_only_prefixes_that_occur_in_it_sorted(name: str, exported: Path) -> None:
    text = (exported / name).read_text("utf-8")
    declared = re.findall(r"^@prefix ([\w-]+): <([^>]+)> \.$", text, re.MULTILINE)
    found = list(ox.parse(text, ox.RdfFormat.TURTLE))
    nodes = {node.value for quad in found for node in quad.triple if isinstance(node, ox.NamedNode)}
    nodes |= {quad.object.datatype.value for quad in found if isinstance(quad.object, ox.Literal)}

    assert declared == sorted(declared)
    assert [prefix for prefix, iri in declared if not any(node.startswith(iri) for node in nodes)] == []
    assert len(declared) > 5


def test_turtle_is_grouped_by_kind_and_sorted_within(exported: Path) -> None:
    text = (exported / "mediagraph.ttl").read_text("utf-8")
    kinds = re.findall(r"^# (\w+)$", text, re.MULTILINE)
    header, *sections = re.split(r"^# .*\n", text, flags=re.MULTILINE)
    read_ = [ox.parse(header + section, ox.RdfFormat.TURTLE) for section in sections]
    subjects = [[str(subject) for subject, _ in groupby(quad.subject for quad in one)] for one in read_]

    assert kinds[:3] == ["AdministrativeDivision", "Anniversary", "Article"]
    assert kinds == sorted(kinds)
    assert all(one == sorted(one) for one in subjects)
    country = sections[kinds.index("Country")]
    assert country.count(" a mg:Country ;") == len(subjects[kinds.index("Country")]) > 200


def test_turtle_shortens_what_it_can(exported: Path) -> None:
    text = (exported / "mediagraph.ttl").read_text("utf-8").partition("\n\n")[2]

    assert "<https://w3id.org/mediagraph/" not in text
    assert "^^<" not in text


def test_each_subject_stands_once_in_turtle(exported: Path) -> None:
    subjects = [subject for subject, _ in groupby(quad.subject for quad in read(exported / "mediagraph.ttl"))]

    assert len(subjects) == len(set(subjects))


def test_hard_terms_survive_turtle(project: Project, tmp_path: Path) -> None:
    name = "https://w3id.org/mediagraph/id/work/"
    locals_ = ["a", "a.b", "a.", ".a", "-a", "a-", "1", "a#b/c", "a%20b", "é", "a(b)", "a'b", "", "~a", "#", "a:b"]
    values = [
        *map(ox.Literal, ['"', "\\", "a\nb\r\t", "\x00\x07\x7f", "\ufffe", "😀", "a\u2028b", "'", " "]),
        ox.Literal("x", language="zh-hans"),
        *(ox.Literal(text, datatype=ox.NamedNode(XSD + "integer")) for text in ("1", "-01", "+1", "1.0", "")),
        *(ox.Literal(text, datatype=ox.NamedNode(XSD + "decimal")) for text in ("1.5", "1", ".5", "5.", "-1.0")),
        *(ox.Literal(text, datatype=ox.NamedNode(XSD + "double")) for text in ("1e0", "1.E3", "INF")),
        *(ox.Literal(text, datatype=ox.NamedNode(XSD + "boolean")) for text in ("true", "1", "TRUE")),
        ox.Literal("x", datatype=ox.NamedNode("https://a.example/t#")),
    ]
    nodes = [ox.NamedNode(name + one) for one in locals_]
    triples = [ox.Triple(nodes[0], node, node) for node in nodes]
    triples += [ox.Triple(node, nodes[0], value) for node in nodes for value in values]
    triples.sort(key=str)

    with (tmp_path / "hard.ttl").open("wb") as stream:
        write_turtle(triples, stream, project.context)

    assert {quad.triple for quad in read(tmp_path / "hard.ttl")} == set(triples)
    graph = rdflib.Graph().parse(tmp_path / "hard.ttl")
    assert {quad.triple for quad in from_rdflib(graph)} == set(triples)


# The fixed point


@pytest.mark.parametrize("name", QUADS)
def test_load_export_load_is_a_fixed_point(name: str, exported: Path, tmp_path: Path) -> None:
    load(read(exported / name), tmp_path / "store")

    with mg.open(tmp_path / "store", project=ROOT) as graph:
        graph.export(tmp_path / "again")

    assert contents(tmp_path / "again") == contents(exported)


def load(quads: list[ox.Quad], folder: Path) -> None:
    """Publish a graph that holds nothing but `quads` and their merge."""
    generations = Generations(folder)
    with generations.building() as generation:
        store = ox.Store(str(generation.database))
        store.bulk_extend([*quads, *(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)])
        store.flush()
        del store
        generations.publish(generation, Manifest("loaded", len(quads), {}, str(ROOT), "0"))
