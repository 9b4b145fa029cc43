"""Exports: equal bytes for equal graphs, and the same statements for every reader."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest
import rdflib

import mediagraph as mg
from mediagraph.draft import ONTOLOGY_GRAPH
from mediagraph.records import CONTEXT_IRI
from mediagraph.store import Generations, Manifest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mediagraph.building import Build
    from mediagraph.graph import Graph

ROOT = Path(__file__).resolve().parents[2]
NAMES = ["dataset.ttl", "mediagraph.jsonld", "mediagraph.nq", "mediagraph.ttl", "ontology.ttl"]
XSD = "http://www.w3.org/2001/XMLSchema#"
DCAT = "http://www.w3.org/ns/dcat#"
DCT = "http://purl.org/dc/terms/"
VOID = "http://rdfs.org/ns/void#"
SPDX = "http://spdx.org/rdf/terms#"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
DATASET = "https://w3id.org/mediagraph/id/dataset"
CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"
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
    """The export of the shipped graph."""
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


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def with_context_inside(path: Path) -> dict[str, Any]:
    """The JSON-LD document with its context in place of the context's address, for readers that may not fetch."""
    document: dict[str, Any] = json.loads(path.read_text("utf-8"))
    assert document["@context"] == CONTEXT_IRI
    context = json.loads((ROOT / "ontology" / "context.jsonld").read_text("utf-8"))
    return {**document, "@context": context["@context"]}


def from_rdflib(quads: Iterable[tuple[Any, ...]]) -> set[ox.Quad]:
    def term(node: Any) -> Any:
        if isinstance(node, rdflib.Literal):
            datatype = None if node.datatype is None else ox.NamedNode(str(node.datatype))
            return ox.Literal(str(node), datatype=datatype, language=node.language)
        assert isinstance(node, rdflib.URIRef)
        return ox.NamedNode(str(node))

    return {ox.Quad(*(term(node) for node in quad)) for quad in quads}


# Equal bytes


def test_the_export_is_these_files(exported: Path) -> None:
    assert sorted(path.name for path in exported.iterdir()) == NAMES


def test_builds_in_two_processes_give_the_same_bytes(tmp_path: Path, environment: Mapping[str, str]) -> None:
    """Shapes only judge; leaving them out saves time and changes no byte."""
    project = tmp_path / "project"
    for name in ("ontology", "data", "queries"):
        shutil.copytree(ROOT / name, project / name)
    shutil.rmtree(project / "ontology" / "shapes")
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", TWO_STEPS, project, tmp_path / f"store-{seed}", tmp_path / f"export-{seed}"],
            env={**environment, "PYTHONHASHSEED": seed},
        )
        for seed in ("1", "4242")
    ]

    assert [process.wait(120) for process in processes] == [0, 0]
    assert list(contents(tmp_path / "export-1")) == NAMES
    assert contents(tmp_path / "export-1") == contents(tmp_path / "export-4242")


def test_an_export_over_another_takes_its_place(exported: Path, graph: Graph, tmp_path: Path) -> None:
    (tmp_path / "mediagraph.ttl").write_text("former", encoding="utf-8")
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")

    files = graph.export(tmp_path)

    assert sorted(path.name for path in files) == NAMES
    assert contents(tmp_path) == {**contents(exported), "mine.txt": b"mine"}


def test_files_are_utf_8_with_line_feeds_and_say_no_place_of_the_machine(exported: Path) -> None:
    for name, content in contents(exported).items():
        text = content.decode("utf-8")
        assert text.endswith("\n"), name
        assert "\r" not in text, name
        assert os.fspath(ROOT) not in text, name
        assert str(Path.home()) not in text, name


# The same statements


def test_n_quads_read_by_pyoxigraph_are_the_quads(exported: Path, quads: set[ox.Quad]) -> None:
    lines = (exported / "mediagraph.nq").read_text("utf-8").splitlines()

    assert set(ox.parse(path=str(exported / "mediagraph.nq"))) == quads
    assert len(lines) == len(quads)


def test_n_quads_read_by_rdflib_are_the_quads(exported: Path, quads: set[ox.Quad]) -> None:
    dataset = rdflib.Dataset()
    dataset.parse(exported / "mediagraph.nq", format="nquads")

    assert from_rdflib(dataset.quads()) == quads


def test_n_quads_read_by_pyld_are_the_quads(exported: Path, quads: set[ox.Quad]) -> None:
    jsonld = pytest.importorskip("pyld").jsonld
    lines = (exported / "mediagraph.nq").read_text("utf-8").splitlines(keepends=True)
    processor = jsonld.JsonLdProcessor

    read: set[ox.Quad] = set()
    for start in range(0, len(lines), 200):  # its reader compares each quad with all before
        parsed = processor.parse_nquads("".join(lines[start : start + 200]))
        read |= set(ox.parse(processor.to_nquads(parsed), ox.RdfFormat.N_QUADS))

    assert read == quads


def test_turtle_read_by_pyoxigraph_is_the_merge(exported: Path, triples: set[ox.Triple]) -> None:
    assert {quad.triple for quad in ox.parse(path=str(exported / "mediagraph.ttl"))} == triples


def test_turtle_read_by_rdflib_is_the_merge(exported: Path, triples: set[ox.Triple]) -> None:
    graph = rdflib.Graph()
    graph.parse(exported / "mediagraph.ttl", format="turtle")

    assert {quad.triple for quad in from_rdflib(graph)} == triples


def test_json_ld_read_by_pyoxigraph_is_the_quads(exported: Path, quads: set[ox.Quad]) -> None:
    document = with_context_inside(exported / "mediagraph.jsonld")

    assert set(ox.parse(json.dumps(document), ox.RdfFormat.JSON_LD)) == quads


def test_json_ld_read_by_rdflib_is_the_quads(exported: Path, quads: set[ox.Quad]) -> None:
    document = with_context_inside(exported / "mediagraph.jsonld")
    dataset = rdflib.Dataset()
    dataset.parse(data=json.dumps(document), format="json-ld")

    assert from_rdflib(dataset.quads()) == quads


def test_json_ld_read_by_pyld_is_the_quads(exported: Path, quads: set[ox.Quad]) -> None:
    jsonld = pytest.importorskip("pyld").jsonld

    def load(address: str, _options: object) -> dict[str, Any]:
        assert address == CONTEXT_IRI
        context = json.loads((ROOT / "ontology" / "context.jsonld").read_text("utf-8"))
        return {
            "contentType": "application/ld+json",
            "contextUrl": None,
            "documentUrl": address,
            "document": context,
        }

    document = json.loads((exported / "mediagraph.jsonld").read_text("utf-8"))

    read = jsonld.to_rdf(document, {"format": "application/n-quads", "documentLoader": load})

    assert set(ox.parse(read, ox.RdfFormat.N_QUADS)) == quads


def test_the_ontology_is_that_of_the_graph(exported: Path, graph: Graph) -> None:
    inside = {quad.triple for quad in graph.store.quads() if quad.graph_name == ox.NamedNode(ONTOLOGY_GRAPH)}

    assert {quad.triple for quad in ox.parse(path=str(exported / "ontology.ttl"))} == inside


def test_no_file_has_blank_nodes(exported: Path) -> None:
    for name in NAMES:
        if name.endswith(".jsonld"):
            read = ox.parse(json.dumps(with_context_inside(exported / name)), ox.RdfFormat.JSON_LD)
        else:
            read = ox.parse(path=str(exported / name))
        blank = [
            quad for quad in read if ox.BlankNode in {type(quad.subject), type(quad.object), type(quad.graph_name)}
        ]
        assert blank == [], name


@pytest.mark.parametrize("name", ["mediagraph.ttl", "ontology.ttl", "dataset.ttl"])
def test_turtle_declares_only_prefixes_that_occur_in_it_sorted(name: str, exported: Path) -> None:
    text = (exported / name).read_text("utf-8")
    declared = re.findall(r"^@prefix ([\w-]+): <([^>]+)> \.$", text, re.MULTILINE)
    quads = list(ox.parse(text, ox.RdfFormat.TURTLE))
    nodes = {node.value for quad in quads for node in quad.triple if isinstance(node, ox.NamedNode)}
    nodes |= {quad.object.datatype.value for quad in quads if isinstance(quad.object, ox.Literal)}

    assert declared == sorted(declared)
    assert [prefix for prefix, iri in declared if not any(node.startswith(iri) for node in nodes)] == []
    assert len(declared) > 5


def test_statements_are_sorted_so_that_two_releases_can_be_compared(exported: Path) -> None:
    subjects = [str(quad.subject) for quad in ox.parse(path=str(exported / "mediagraph.ttl"))]
    lines = (exported / "mediagraph.nq").read_text("utf-8").splitlines()
    graphs = [line.rsplit(" ", 2)[1] for line in lines]

    assert subjects == sorted(subjects)
    assert graphs == sorted(graphs)


@pytest.mark.parametrize("name", ["mediagraph.nq", "mediagraph.jsonld"])
def test_load_export_load_is_a_fixed_point(name: str, exported: Path, tmp_path: Path) -> None:
    if name.endswith(".jsonld"):
        read = ox.parse(json.dumps(with_context_inside(exported / name)), ox.RdfFormat.JSON_LD)
    else:
        read = ox.parse(path=str(exported / name))
    load(list(read), tmp_path / "store")

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


# The description


class Described:
    """`dataset.ttl`, asked for values."""

    def __init__(self, file: Path) -> None:
        self._store = ox.Store()
        self._store.load(path=str(file))

    def values(self, subject: str, predicate: str) -> set[str]:
        found = self._store.quads_for_pattern(ox.NamedNode(subject), ox.NamedNode(predicate), None, None)
        return {quad.object.value for quad in found if not isinstance(quad.object, ox.Triple)}

    def value(self, subject: str, predicate: str) -> str:
        (one,) = self.values(subject, predicate)
        return one


@pytest.fixture(scope="module")
def described(exported: Path) -> Described:
    return Described(exported / "dataset.ttl")


def test_the_dataset_has_title_licence_and_version(described: Described) -> None:
    assert {DCAT + "Dataset", VOID + "Dataset"} <= described.values(DATASET, RDF_TYPE)
    assert described.value(DATASET, DCT + "license") == CC0
    assert described.value(DATASET, DCAT + "version") == mg.__version__
    assert "mediagraph" in described.value(DATASET, DCT + "title")


def test_every_source_is_named_with_its_licence_as_the_records_have_it(described: Described, graph: Graph) -> None:
    query = (
        "SELECT ?source ?licence WHERE { ?source mg:namedGraph ?g OPTIONAL { ?source mg:licence ?licence } }"
        " ORDER BY ?source"
    )
    licences = dict(graph.sparql(query))  # type: ignore[arg-type]

    assert described.values(DATASET, DCT + "source") == set(licences)
    assert {source: described.values(source, DCT + "license") for source in licences} == {
        source: {licence} if licence else set() for source, licence in licences.items()
    }
    assert any(licences.values())


def test_counts_are_those_of_the_files(described: Described, exported: Path, triples: set[ox.Triple]) -> None:
    quads = list(ox.parse(path=str(exported / "mediagraph.nq")))
    by_graph = Counter(str(quad.graph_name)[1:-1] for quad in quads)

    assert int(described.value(DATASET, VOID + "triples")) == len(triples)
    assert int(described.value(DATASET, VOID + "distinctSubjects")) == len({triple.subject for triple in triples})
    assert described.values(DATASET, VOID + "subset") == set(by_graph)
    assert {name: int(described.value(name, VOID + "triples")) for name in by_graph} == by_graph


def test_partitions_count_each_class_and_each_property(described: Described, triples: set[ox.Triple]) -> None:
    classes = Counter(str(t.object)[1:-1] for t in triples if t.predicate.value == RDF_TYPE)
    properties = Counter(t.predicate.value for t in triples)

    by_class = {
        described.value(part, VOID + "class"): int(described.value(part, VOID + "entities"))
        for part in described.values(DATASET, VOID + "classPartition")
    }
    by_property = {
        described.value(part, VOID + "property"): int(described.value(part, VOID + "triples"))
        for part in described.values(DATASET, VOID + "propertyPartition")
    }

    assert by_class == classes
    assert by_property == properties


def test_every_other_file_has_its_size_licence_and_checksum(described: Described, exported: Path) -> None:
    parts = described.values(DATASET, DCAT + "distribution")
    by_name = {described.value(part, DCT + "title"): part for part in parts}

    assert sorted(by_name) == sorted(set(NAMES) - {"dataset.ttl"})
    for name, part in by_name.items():
        content = (exported / name).read_bytes()
        checksum = described.value(part, SPDX + "checksum")
        assert int(described.value(part, DCAT + "byteSize")) == len(content)
        assert described.value(part, DCT + "license") == CC0
        assert described.value(checksum, SPDX + "checksumValue") == hashlib.sha256(content).hexdigest()
        assert described.value(checksum, SPDX + "algorithm") == SPDX + "checksumAlgorithm_sha256"


def test_a_folder_that_cannot_be_written_is_told(graph: Graph, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")

    with pytest.raises(mg.FileError, match="cannot be written"):
        graph.export(tmp_path / "file" / "below")
