"""The files of an export, as tests read them."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import rdflib

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).resolve().parents[1]
RDF = [
    "dataset.ttl",
    "mediagraph.jsonld",
    "mediagraph.nq.gz",
    "mediagraph.nt.gz",
    "mediagraph.trig",
    "mediagraph.ttl",
    "ontology.ttl",
    "schema.ttl",
]
QUADS = ["mediagraph.jsonld", "mediagraph.nq.gz", "mediagraph.trig"]
MERGES = ["mediagraph.nt.gz", "mediagraph.ttl"]
TURTLE = [name for name in RDF if name.endswith(".ttl")]
_FORMATS = {
    "jsonld": (ox.RdfFormat.JSON_LD, "json-ld", ""),
    "nq": (ox.RdfFormat.N_QUADS, "nquads", "nquads"),
    "nt": (ox.RdfFormat.N_TRIPLES, "nt", "ntriples"),
    "trig": (ox.RdfFormat.TRIG, "trig", "trig"),
    "ttl": (ox.RdfFormat.TURTLE, "turtle", "turtle"),
}


def formats(name: str) -> tuple[ox.RdfFormat, str, str]:
    """The format of a file for pyoxigraph, rdflib and rapper."""
    return _FORMATS[name.removesuffix(".gz").rsplit(".", 1)[-1]]


def contents(folder: Path) -> dict[str, bytes]:
    """All files below a folder, by their path in it."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def unpacked(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def read(path: Path) -> list[ox.Quad]:
    """What pyoxigraph reads of a file, which fetches nothing."""
    return list(ox.parse(unpacked(path), formats(path.name)[0]))


def from_rdflib(quads: Iterable[tuple[Any, ...]]) -> set[ox.Quad]:
    def term(node: Any) -> Any:
        if isinstance(node, rdflib.Literal):
            datatype = None if node.datatype is None else ox.NamedNode(str(node.datatype))
            return ox.Literal(str(node), datatype=datatype, language=node.language)
        assert isinstance(node, rdflib.URIRef)
        return ox.NamedNode(str(node))

    return {ox.Quad(*(term(node) for node in quad)) for quad in quads}
