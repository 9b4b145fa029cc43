"""The description of the exported dataset: DCAT and VoID, with licence, sources, counts and checksums.

DCAT 3 (https://www.w3.org/TR/vocab-dcat-3/), VoID (https://www.w3.org/TR/void/), SPDX for checksums. Nodes have IRIs
below that of the dataset, and no value is of the clock.
"""

from __future__ import annotations

import datetime
import os
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING

import pyoxigraph as ox

from mediagraph.errors import UsageError
from mediagraph.exports.counting import Counts
from mediagraph.exports.staging import sha256
from mediagraph.exports.subjects import subjects
from mediagraph.findings import is_derived
from mediagraph.records import RDF_TYPE, XSD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from mediagraph.questions import Questions

DATASET = "https://w3id.org/mediagraph/id/dataset"
LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/"
TITLE = "mediagraph: a knowledge graph of international media cooperation"
EPOCH_VARIABLE = "SOURCE_DATE_EPOCH"
ONTOLOGY = "https://w3id.org/mediagraph/ontology"
CANONICAL = "https://www.w3.org/TR/rdf-canon/"
_ABOUT = (
    "Countries and their diplomatic relations, anniversaries, film and television co-productions, broadcasters, events"
    " and people, each statement with the passage of the source that makes it."
)
_KEYWORDS = ("broadcasting", "co-production", "diplomatic relations", "film", "television")
_DCAT = "http://www.w3.org/ns/dcat#"
_DCT = "http://purl.org/dc/terms/"
_FOAF = "http://xmlns.com/foaf/0.1/"
_VOID = "http://rdfs.org/ns/void#"
_SPDX = "http://spdx.org/rdf/terms#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_IANA = "https://www.iana.org/assignments/media-types/"
_MEDIA_TYPES = {
    ".ttl": "text/turtle",
    ".trig": "application/trig",
    ".nt": "application/n-triples",
    ".nq": "application/n-quads",
    ".jsonld": "application/ld+json",
    ".csv": "text/csv",
    ".json": "application/csvm+json",
}
_STANDARDS = {
    "schema.ttl": "https://schema.org/",
    "mediagraph.nt.gz": CANONICAL,
    "mediagraph.nq.gz": CANONICAL,
    "csv/csv-metadata.json": "https://www.w3.org/TR/tabular-metadata/",
}


@dataclass(frozen=True)
class Facts:
    """What is known of a dataset as a whole.

    Attributes:
        counts: what it holds.
        digest: SHA-256 of its canonical N-Quads, in hexadecimal; empty where it was not computed.
        modified: the newest day that the data name for themselves, in ISO 8601; may be empty.
        issued: the day of its publication; may be empty.
        base: address of the folder of its files, with a slash at its end; may be empty.
    """

    counts: Counts
    digest: str = ""
    modified: str = ""
    issued: str = ""
    base: str = ""


def release_day() -> str:
    """Return the day of SOURCE_DATE_EPOCH, the one time that is not of the data; nothing where it is not set.

    https://reproducible-builds.org/specs/source-date-epoch/

    Raises:
        UsageError: it is no number of seconds that is a day of the calendar.
    """
    given = os.environ.get(EPOCH_VARIABLE, "")
    try:
        return datetime.datetime.fromtimestamp(int(given), datetime.UTC).date().isoformat() if given else ""
    except (ValueError, OverflowError, OSError):
        raise UsageError(f"{EPOCH_VARIABLE}={given}: write the seconds since 1970, such as 1767225600") from None


def newest_day(terms: Iterable[ox.Triple], counts: Counts) -> str:
    """Return the newest day that the data name: on which a source was retrieved, or the ontology changed."""
    changed = [
        one.object.value
        for one in terms
        if one.predicate.value == _DCT + "modified" and isinstance(one.object, ox.Literal)
    ]
    return max([*changed, counts.retrieved], default="")


def describe(graph: Questions, quads: Iterable[ox.Quad], files: Sequence[str] = ()) -> Iterator[ox.Triple]:
    """Yield the description of a dataset whose statements fit into memory, without files."""
    counts = Counts.of(subjects(sorted(f"{quad} .\n".encode() for quad in quads)))
    yield from description(graph, Facts(counts), (), None, files)


def description(
    graph: Questions, facts: Facts, terms: Iterable[ox.Triple], folder: Path | None, files: Sequence[str]
) -> Iterator[ox.Triple]:
    """Yield the description of a dataset.

    Args:
        graph: what was exported; asked for its sources.
        facts: what is known of it.
        terms: statements of the ontology, whose makers are those of the dataset.
        folder: holds the files.
        files: their names there, with those of folders below.
    """
    dataset = ox.NamedNode(DATASET)
    yield _link(dataset, RDF_TYPE, _DCAT + "Dataset")
    yield _link(dataset, RDF_TYPE, _VOID + "Dataset")
    yield _said(dataset, _DCT + "title", TITLE)
    yield _said(dataset, _DCT + "description", _ABOUT)
    for keyword in _KEYWORDS:
        yield _said(dataset, _DCAT + "keyword", keyword)
    yield _link(dataset, _DCT + "license", LICENCE)
    yield _link(dataset, _DCT + "conformsTo", ONTOLOGY)
    yield _text(dataset, _DCAT + "version", version("mediagraph"))
    for name, day in (("modified", facts.modified), ("issued", facts.issued)):
        if day:
            yield ox.Triple(dataset, ox.NamedNode(_DCT + name), ox.Literal(day, datatype=ox.NamedNode(XSD + "date")))
    yield _link(dataset, _VOID + "vocabulary", ONTOLOGY + "#")
    yield _text(dataset, _VOID + "uriSpace", "https://w3id.org/mediagraph/id/")
    yield from _makers(dataset, graph, terms)
    yield from _counted(dataset, facts.counts)
    yield from _sources(dataset, graph)
    if facts.digest:
        yield from _checksum(dataset, facts.digest)
        note = "SHA-256 of the canonical N-Quads of the dataset, by RDFC-1.0"
        yield _said(ox.NamedNode(f"{DATASET}/checksum"), _RDFS + "comment", note)
    for name in files:
        assert folder is not None  # noqa: S101 - files lie in a folder
        yield from _distribution(dataset, folder / name, name, facts.base)


def _makers(dataset: ox.NamedNode, graph: Questions, terms: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    makers = {_DCT + "creator", _DCT + "publisher"}
    found = [one for one in terms if one.subject.value == ONTOLOGY and one.predicate.value in makers]  # type: ignore[union-attr]
    named = sorted({one.object.value for one in found if isinstance(one.object, ox.NamedNode)})
    for one in found:
        yield ox.Triple(dataset, one.predicate, one.object)
    if not named:
        return
    labels = dict(graph.rows("entities/labels", entity=[ox.NamedNode(iri) for iri in named], language="en"))
    for iri in named:
        yield _link(ox.NamedNode(iri), RDF_TYPE, _FOAF + "Agent")
        # A catalogue asks for a name, also where the graph has none.
        yield _text(ox.NamedNode(iri), _FOAF + "name", labels.get(iri) or _local(iri).replace("-", " "))


def _counted(dataset: ox.NamedNode, counts: Counts) -> Iterator[ox.Triple]:
    yield _count(dataset, _VOID + "triples", counts.triples)
    yield _count(dataset, _VOID + "distinctSubjects", counts.subjects)
    yield _count(dataset, _VOID + "classes", len(counts.classes))
    yield _count(dataset, _VOID + "properties", len(counts.properties))
    for class_, count in counts.classes.items():
        part = ox.NamedNode(f"{DATASET}/class/{_local(class_)}")
        yield _link(dataset, _VOID + "classPartition", part.value)
        yield _link(part, _VOID + "class", class_)
        yield _count(part, _VOID + "entities", count)
    for predicate, count in counts.properties.items():
        part = ox.NamedNode(f"{DATASET}/property/{_local(predicate)}")
        yield _link(dataset, _VOID + "propertyPartition", part.value)
        yield _link(part, _VOID + "property", predicate)
        yield _count(part, _VOID + "triples", count)
    for name, count in counts.graphs.items():
        part = ox.NamedNode(name)
        yield _link(dataset, _VOID + "subset", name)
        yield _link(part, RDF_TYPE, _VOID + "Dataset")
        yield _count(part, _VOID + "triples", count)
        said = "derived by a rule" if is_derived(name) else "what one source states"
        yield _said(part, _DCT + "description", said)


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


def _distribution(dataset: ox.NamedNode, file: Path, name: str, base: str) -> Iterator[ox.Triple]:
    part = ox.NamedNode(f"{DATASET}/file/{name}")
    packed = file.suffix == ".gz"
    kind = file.with_suffix("").suffix if packed else file.suffix
    yield _link(dataset, _DCAT + "distribution", part.value)
    yield _link(part, RDF_TYPE, _DCAT + "Distribution")
    yield _text(part, _DCT + "title", name)
    yield _link(part, _DCT + "license", LICENCE)
    yield _link(part, _DCAT + "mediaType", _IANA + _MEDIA_TYPES[kind])
    if packed:
        yield _link(part, _DCAT + "compressFormat", _IANA + "application/gzip")
    if name in _STANDARDS:
        yield _link(part, _DCT + "conformsTo", _STANDARDS[name])
    yield _count(part, _DCAT + "byteSize", file.stat().st_size)
    yield from _checksum(part, sha256(file))
    if base:
        yield _link(part, _DCAT + "accessURL", base + name)
        yield _link(part, _DCAT + "downloadURL", base + name)
        if name.startswith("mediagraph."):
            yield _link(dataset, _VOID + "dataDump", base + name)


def _checksum(part: ox.NamedNode, value: str) -> Iterator[ox.Triple]:
    checksum = ox.NamedNode(f"{part.value}/checksum")
    yield _link(part, _SPDX + "checksum", checksum.value)
    yield _link(checksum, RDF_TYPE, _SPDX + "Checksum")
    yield _link(checksum, _SPDX + "algorithm", _SPDX + "checksumAlgorithm_sha256")
    yield _text(checksum, _SPDX + "checksumValue", value)


def _local(iri: str) -> str:
    return iri.replace("#", "/").rsplit("/", 1)[-1]


def _link(subject: ox.NamedNode, predicate: str, value: str) -> ox.Triple:
    return ox.Triple(subject, ox.NamedNode(predicate), ox.NamedNode(value))


def _text(subject: ox.NamedNode, predicate: str, value: str) -> ox.Triple:
    return ox.Triple(subject, ox.NamedNode(predicate), ox.Literal(value))


def _said(subject: ox.NamedNode, predicate: str, value: str) -> ox.Triple:
    return ox.Triple(subject, ox.NamedNode(predicate), ox.Literal(value, language="en"))


def _count(subject: ox.NamedNode, predicate: str, value: int) -> ox.Triple:
    literal = ox.Literal(str(value), datatype=ox.NamedNode(XSD + "integer"))
    return ox.Triple(subject, ox.NamedNode(predicate), literal)
