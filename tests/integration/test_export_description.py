"""The description of an export: licences, sources, counts and checksums, for people and for catalogues."""

from __future__ import annotations

import hashlib
import subprocess
from collections import Counter
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
import rdflib

import mediagraph as mg
from exportfiles import ROOT, contents, read

if TYPE_CHECKING:
    from pathlib import Path

    from mediagraph.building import Build
    from mediagraph.graph import Graph

DCAT = "http://www.w3.org/ns/dcat#"
DCT = "http://purl.org/dc/terms/"
VOID = "http://rdfs.org/ns/void#"
SPDX = "http://spdx.org/rdf/terms#"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
DATASET = "https://w3id.org/mediagraph/id/dataset"
CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"
UNDESCRIBED = {"dataset.ttl", "mediagraph.sha256"}

# What DCAT-AP 3 asks of a dataset and its distributions, and what VoID's counts have to be.
SHAPES = """\
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix s: <https://shapes.example/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix spdx: <http://spdx.org/rdf/terms#> .
@prefix void: <http://rdfs.org/ns/void#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

s:Dataset a sh:NodeShape ; sh:targetClass dcat:Dataset ;
  sh:property [ sh:path dcterms:title ; sh:minCount 1 ; sh:datatype rdf:langString ] ;
  sh:property [ sh:path dcterms:description ; sh:minCount 1 ] ;
  sh:property [ sh:path dcterms:publisher ; sh:minCount 1 ; sh:maxCount 1 ; sh:node s:Agent ] ;
  sh:property [ sh:path dcterms:license ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ;
  sh:property [ sh:path dcterms:modified ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:date ] ;
  sh:property [ sh:path dcterms:issued ; sh:maxCount 1 ; sh:datatype xsd:date ] ;
  sh:property [ sh:path dcat:version ; sh:minCount 1 ; sh:maxCount 1 ] ;
  sh:property [ sh:path dcat:keyword ; sh:minCount 1 ] ;
  sh:property [ sh:path dcat:distribution ; sh:minCount 1 ; sh:class dcat:Distribution ] ;
  sh:property [ sh:path dcterms:source ; sh:minCount 1 ; sh:nodeKind sh:IRI ] ;
  sh:property [ sh:path spdx:checksum ; sh:minCount 1 ; sh:maxCount 1 ; sh:node s:Checksum ] ;
  sh:property [ sh:path void:triples ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:integer ; sh:minInclusive 1 ] ;
  sh:property [ sh:path void:classPartition ; sh:minCount 1 ; sh:node s:ClassPartition ] ;
  sh:property [ sh:path void:propertyPartition ; sh:minCount 1 ; sh:node s:PropertyPartition ] .
s:Agent a sh:NodeShape ; sh:class foaf:Agent ; sh:property [ sh:path foaf:name ; sh:minCount 1 ] .
s:Distribution a sh:NodeShape ; sh:targetClass dcat:Distribution ;
  sh:property [ sh:path dcterms:title ; sh:minCount 1 ; sh:maxCount 1 ] ;
  sh:property [ sh:path dcterms:license ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ;
  sh:property [ sh:path dcat:mediaType ; sh:minCount 1 ; sh:maxCount 1 ;
    sh:pattern "^https://www.iana.org/assignments/media-types/" ] ;
  sh:property [ sh:path dcat:accessURL ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ;
  sh:property [ sh:path dcat:byteSize ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:integer ] ;
  sh:property [ sh:path spdx:checksum ; sh:minCount 1 ; sh:maxCount 1 ; sh:node s:Checksum ] .
s:Checksum a sh:NodeShape ;
  sh:property [ sh:path spdx:algorithm ; sh:hasValue spdx:checksumAlgorithm_sha256 ] ;
  sh:property [ sh:path spdx:checksumValue ; sh:minCount 1 ; sh:maxCount 1 ; sh:pattern "^[0-9a-f]{64}$" ] .
s:ClassPartition a sh:NodeShape ;
  sh:property [ sh:path void:class ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ;
  sh:property [ sh:path void:entities ; sh:minCount 1 ; sh:maxCount 1 ; sh:minInclusive 1 ] .
s:PropertyPartition a sh:NodeShape ;
  sh:property [ sh:path void:property ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ;
  sh:property [ sh:path void:triples ; sh:minCount 1 ; sh:maxCount 1 ; sh:minInclusive 1 ] .
"""


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
def exported(built: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export")
    with mg.open(built.store, project=ROOT) as graph:
        graph.export(folder, base="https://data.example/media")
    return folder


@pytest.fixture(scope="module")
def described(exported: Path) -> Described:
    return Described(exported / "dataset.ttl")


@pytest.fixture(scope="module")
def quads(exported: Path) -> list[ox.Quad]:
    return read(exported / "mediagraph.nq.gz")


@pytest.fixture(scope="module")
def triples(quads: list[ox.Quad]) -> set[ox.Triple]:
    return {quad.triple for quad in quads}


def judged(text: str) -> list[str]:
    """The messages of SHACL on a description."""
    import pyshacl

    data = rdflib.Graph().parse(data=text, format="turtle")
    shapes = rdflib.Graph().parse(data=SHAPES, format="turtle")
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes)
    assert isinstance(report, rdflib.Graph)
    return [str(path) for path in report.objects(None, rdflib.SH.resultPath)]


def test_it_conforms_to_what_catalogues_ask(exported: Path) -> None:
    assert judged((exported / "dataset.ttl").read_text("utf-8")) == []


def test_catalogues_would_miss_what_is_left_out(exported: Path) -> None:
    text = (exported / "dataset.ttl").read_text("utf-8").replace("dcterms:license", "dcterms:rights")

    assert set(judged(text)) == {DCT + "license"}


def test_the_dataset_has_title_licence_version_and_makers(described: Described) -> None:
    assert {DCAT + "Dataset", VOID + "Dataset"} <= described.values(DATASET, RDF_TYPE)
    assert described.value(DATASET, DCT + "license") == CC0
    assert described.value(DATASET, DCAT + "version") == mg.__version__
    assert "mediagraph" in described.value(DATASET, DCT + "title")
    assert (
        described.value(DATASET, DCT + "publisher") == "https://w3id.org/mediagraph/id/organisation/mediagraph-editors"
    )


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


def test_counts_are_those_of_the_files(described: Described, quads: list[ox.Quad], triples: set[ox.Triple]) -> None:
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
    assert int(described.value(DATASET, VOID + "classes")) == len(classes)
    assert int(described.value(DATASET, VOID + "properties")) == len(properties)


def test_every_other_file_has_its_size_licence_address_and_checksum(described: Described, exported: Path) -> None:
    parts = described.values(DATASET, DCAT + "distribution")
    by_name = {described.value(part, DCT + "title"): part for part in parts}
    files = {name: content for name, content in contents(exported).items() if name not in UNDESCRIBED}

    assert by_name.keys() == files.keys()
    for name, part in by_name.items():
        checksum = described.value(part, SPDX + "checksum")
        assert int(described.value(part, DCAT + "byteSize")) == len(files[name])
        assert described.value(part, DCT + "license") == CC0
        assert described.value(part, DCAT + "downloadURL") == f"https://data.example/media/{name}"
        assert described.value(checksum, SPDX + "checksumValue") == hashlib.sha256(files[name]).hexdigest()
        assert described.value(checksum, SPDX + "algorithm") == SPDX + "checksumAlgorithm_sha256"


def test_media_types_are_those_of_the_formats(described: Described) -> None:
    def kinds(name: str) -> tuple[set[str], set[str]]:
        part = f"{DATASET}/file/{name}"
        found = (described.values(part, DCAT + key) for key in ("mediaType", "compressFormat"))
        first, second = (
            {iri.removeprefix("https://www.iana.org/assignments/media-types/") for iri in s} for s in found
        )
        return first, second

    assert kinds("mediagraph.nq.gz") == ({"application/n-quads"}, {"application/gzip"})
    assert kinds("mediagraph.ttl") == ({"text/turtle"}, set())
    assert kinds("csv/works.csv") == ({"text/csv"}, set())


def test_sha256sum_finds_all_files_but_its_own_right(exported: Path) -> None:
    done = subprocess.run(
        ["sha256sum", "--strict", "--check", "mediagraph.sha256"],
        cwd=exported,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert {line.removesuffix(": OK") for line in done.stdout.splitlines()} == set(contents(exported)) - {
        "mediagraph.sha256"
    }


# Days


def test_the_day_is_that_of_the_data_and_not_of_the_clock(described: Described, graph: Graph) -> None:
    retrieved = [str(row[0]) for row in graph.sparql("SELECT ?day WHERE { ?s mg:retrieved ?day }")]
    ontology = Described(ROOT / "ontology" / "mediagraph.ttl")

    changed = ontology.value("https://w3id.org/mediagraph/ontology", DCT + "modified")
    assert described.value(DATASET, DCT + "modified") == max([*retrieved, changed])
    assert described.values(DATASET, DCT + "issued") == set()


def test_the_day_of_issue_is_that_of_source_date_epoch(
    graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")

    graph.export(tmp_path, only=["ontology"])

    assert Described(tmp_path / "dataset.ttl").value(DATASET, DCT + "issued") == "2027-01-15"


@pytest.mark.parametrize("value", ["yesterday", "1e9", "-99999999999999", "9" * 30])
def test_a_source_date_epoch_that_is_no_time_is_told(
    value: str, graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", value)

    with pytest.raises(mg.UsageError, match="SOURCE_DATE_EPOCH"):
        graph.export(tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_without_a_base_no_address_is_made_up(graph: Graph, tmp_path: Path) -> None:
    graph.export(tmp_path, only=["turtle"])

    text = (tmp_path / "dataset.ttl").read_text("utf-8")
    assert "dcat:downloadURL" not in text
    assert "void:dataDump" not in text
