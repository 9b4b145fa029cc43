"""What the server says of itself and of its data in RDF: the service description, and VoID."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from mediagraph.records import RDF_TYPE, XSD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mediagraph.graph import Graph

_SD = "http://www.w3.org/ns/sparql-service-description#"
_VOID = "http://rdfs.org/ns/void#"
_DCT = "http://purl.org/dc/terms/"
_FORMATS = "http://www.w3.org/ns/formats/"
_RESULTS = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV")
_RDF = ("Turtle", "N-Triples", "JSON-LD", "RDF_XML", "N-Quads", "TriG")
_PREFIXES = {"sd": _SD, "void": _VOID, "dcterms": _DCT, "formats": _FORMATS}
_SERIALIZERS = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdf": ox.RdfFormat.RDF_XML,
    "nq": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
}


def service_description(graph: Graph, base: str, format_: str) -> bytes:
    """Return the description of the SPARQL service at `base`, with one named graph for each source.

    Args:
        graph: that it answers from.
        base: address of the server, without a slash at its end.
        format_: of those that graphs can be had in.
    """
    triples = list(_service(graph, f"{base}/sparql"))
    return ox.serialize(triples, format=_SERIALIZERS[format_], prefixes=_PREFIXES) or b""


def _service(graph: Graph, address: str) -> Iterator[ox.Triple]:
    service, dataset = ox.NamedNode(address), ox.NamedNode(f"{address}#dataset")
    default = ox.NamedNode(f"{address}#default")
    yield _link(service, RDF_TYPE, _SD + "Service")
    yield _link(service, _SD + "endpoint", address)
    yield _link(service, _SD + "supportedLanguage", _SD + "SPARQL11Query")
    yield _link(service, _SD + "feature", _SD + "UnionDefaultGraph")
    for name in (*_RESULTS, *_RDF):
        yield _link(service, _SD + "resultFormat", _FORMATS + name)
    yield _link(service, _SD + "defaultDataset", dataset.value)
    yield _link(dataset, RDF_TYPE, _SD + "Dataset")
    yield _link(dataset, _SD + "defaultGraph", default.value)
    yield _link(default, RDF_TYPE, _SD + "Graph")
    version = ox.Literal(graph.store.version)
    yield ox.Triple(dataset, ox.NamedNode(_DCT + "identifier"), version)
    for name, count in sorted(graph.store.generation.manifest.graphs.items()):  # type: ignore[attr-defined]
        node, of = ox.NamedNode(f"{address}#{_slug(name)}"), ox.NamedNode(f"{address}#{_slug(name)}-graph")
        yield _link(dataset, _SD + "namedGraph", node.value)
        yield _link(node, RDF_TYPE, _SD + "NamedGraph")
        yield _link(node, _SD + "name", name)
        yield _link(node, _SD + "graph", of.value)
        yield _link(of, RDF_TYPE, _SD + "Graph")
        number = ox.Literal(str(count), datatype=ox.NamedNode(XSD + "integer"))
        yield ox.Triple(of, ox.NamedNode(_VOID + "triples"), number)


def dataset_description(graph: Graph) -> bytes:
    """Return licences, sources and counts of the data set as Turtle (VoID, DCAT)."""
    import io

    from mediagraph.exports.description import describe
    from mediagraph.exports.files import write_turtle

    stream = io.BytesIO()
    triples = sorted(describe(graph, list(graph.store.quads()), []), key=str)
    write_turtle(triples, stream, graph.project.context)
    return stream.getvalue()


def _slug(name: str) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in name.rsplit("/", 1)[-1])


def _link(subject: ox.NamedNode, predicate: str, value: str) -> ox.Triple:
    return ox.Triple(subject, ox.NamedNode(predicate), ox.NamedNode(value))
