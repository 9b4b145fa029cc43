"""The description of the exported dataset: DCAT and VoID, with licence, sources, counts and checksums.

DCAT 3 (https://www.w3.org/TR/vocab-dcat-3/), VoID (https://www.w3.org/TR/void/).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from importlib.metadata import version
from typing import TYPE_CHECKING

import pyoxigraph as ox

from mediagraph.findings import is_derived
from mediagraph.records import RDF_TYPE, XSD

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from mediagraph.questions import Questions

DATASET = "https://w3id.org/mediagraph/id/dataset"
LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/"
_DCAT = "http://www.w3.org/ns/dcat#"
_DCT = "http://purl.org/dc/terms/"
_VOID = "http://rdfs.org/ns/void#"
_SPDX = "http://spdx.org/rdf/terms#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_MEDIA_TYPES = {
    ".ttl": "https://www.iana.org/assignments/media-types/text/turtle",
    ".nq": "https://www.iana.org/assignments/media-types/application/n-quads",
    ".jsonld": "https://www.iana.org/assignments/media-types/application/ld+json",
}


def describe(graph: Questions, quads: Sequence[ox.Quad], files: Sequence[Path]) -> Iterator[ox.Triple]:
    """Yield the description of a dataset that was written to `files`."""
    dataset = ox.NamedNode(DATASET)
    triples = {quad.triple for quad in quads}
    yield _link(dataset, RDF_TYPE, _DCAT + "Dataset")
    yield _link(dataset, RDF_TYPE, _VOID + "Dataset")
    yield _text(dataset, _DCT + "title", "mediagraph: a knowledge graph of international media cooperation")
    yield _link(dataset, _DCT + "license", LICENCE)
    yield _text(dataset, _DCAT + "version", version("mediagraph"))
    yield _link(dataset, _VOID + "vocabulary", "https://w3id.org/mediagraph/ontology#")
    yield _text(dataset, _VOID + "uriSpace", "https://w3id.org/mediagraph/id/")
    yield _count(dataset, _VOID + "triples", len(triples))
    yield _count(dataset, _VOID + "distinctSubjects", len({triple.subject for triple in triples}))
    yield from _partitions(dataset, triples)
    yield from _sources(dataset, graph)
    yield from _graphs(dataset, quads)
    for file in files:
        yield from _distribution(dataset, file)


def _partitions(dataset: ox.NamedNode, triples: set[ox.Triple]) -> Iterator[ox.Triple]:
    classes = Counter(triple.object for triple in triples if triple.predicate.value == RDF_TYPE)
    for class_, count in classes.items():
        if isinstance(class_, ox.NamedNode):
            part = ox.NamedNode(f"{DATASET}/class/{_local(class_.value)}")
            yield _link(dataset, _VOID + "classPartition", part.value)
            yield _link(part, _VOID + "class", class_.value)
            yield _count(part, _VOID + "entities", count)
    for predicate, count in Counter(triple.predicate for triple in triples).items():
        part = ox.NamedNode(f"{DATASET}/property/{_local(predicate.value)}")
        yield _link(dataset, _VOID + "propertyPartition", part.value)
        yield _link(part, _VOID + "property", predicate.value)
        yield _count(part, _VOID + "triples", count)


def _sources(dataset: ox.NamedNode, graph: Questions) -> Iterator[ox.Triple]:
    """Each source with its licence and address, as the project's own query lists them."""
    for source, title, licence, address in graph.rows("sources/licences"):
        node = ox.NamedNode(source)
        yield _link(dataset, _DCT + "source", source)
        yield _text(node, _RDFS + "label", title)
        if licence:
            yield _link(node, _DCT + "license", licence)
        if address:
            yield _link(node, _DCAT + "landingPage", address)


def _graphs(dataset: ox.NamedNode, quads: Sequence[ox.Quad]) -> Iterator[ox.Triple]:
    for name, count in Counter(str(quad.graph_name)[1:-1] for quad in quads).items():
        part = ox.NamedNode(name)
        yield _link(dataset, _VOID + "subset", name)
        yield _link(part, RDF_TYPE, _VOID + "Dataset")
        yield _count(part, _VOID + "triples", count)
        said = "derived by a rule" if is_derived(name) else "what one source states"
        yield _text(part, _DCT + "description", said)


def _distribution(dataset: ox.NamedNode, file: Path) -> Iterator[ox.Triple]:
    content = file.read_bytes()
    part = ox.NamedNode(f"{DATASET}/file/{file.name}")
    checksum = ox.NamedNode(f"{part.value}/checksum")
    yield _link(dataset, _DCAT + "distribution", part.value)
    yield _link(part, RDF_TYPE, _DCAT + "Distribution")
    yield _text(part, _DCT + "title", file.name)
    yield _link(part, _DCT + "license", LICENCE)
    yield _link(part, _DCAT + "mediaType", _MEDIA_TYPES[file.suffix])
    yield _count(part, _DCAT + "byteSize", len(content))
    yield _link(part, _SPDX + "checksum", checksum.value)
    yield _link(checksum, _SPDX + "algorithm", _SPDX + "checksumAlgorithm_sha256")
    yield _text(checksum, _SPDX + "checksumValue", hashlib.sha256(content).hexdigest())


def _local(iri: str) -> str:
    return iri.replace("#", "/").rsplit("/", 1)[-1]


def _link(subject: ox.NamedNode, predicate: str, value: str) -> ox.Triple:
    return ox.Triple(subject, ox.NamedNode(predicate), ox.NamedNode(value))


def _text(subject: ox.NamedNode, predicate: str, value: str) -> ox.Triple:
    return ox.Triple(subject, ox.NamedNode(predicate), ox.Literal(value))


def _count(subject: ox.NamedNode, predicate: str, value: int) -> ox.Triple:
    literal = ox.Literal(str(value), datatype=ox.NamedNode(XSD + "integer"))
    return ox.Triple(subject, ox.NamedNode(predicate), literal)
