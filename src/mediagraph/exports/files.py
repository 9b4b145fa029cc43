"""Writes the export: Turtle, N-Quads and JSON-LD of the same quads, the ontology, and the description.

Equal graphs give equal bytes: quads are sorted, there are no blank nodes, and no clock is read.
"""

from __future__ import annotations

import json
from contextlib import suppress
from typing import IO, TYPE_CHECKING

import pyoxigraph as ox

from mediagraph.draft import ONTOLOGY_GRAPH
from mediagraph.errors import FileError
from mediagraph.exports.description import describe
from mediagraph.exports.jsonld import document
from mediagraph.judging import ontology_files
from mediagraph.records import RDF_TYPE
from mediagraph.shapes import read_quads

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from mediagraph.questions import Questions
    from mediagraph.records import Context

_VOCABULARIES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "spdx": "http://spdx.org/rdf/terms#",
    "void": "http://rdfs.org/ns/void#",
    "vs": "http://www.w3.org/2003/06/sw-vocab-status/ns#",
}


def export(graph: Questions, folder: Path) -> Sequence[Path]:
    """Write the export of `graph` into `folder` and return the files.

    `mediagraph.ttl` holds the merge of all sources, `mediagraph.nq` and `mediagraph.jsonld` keep each source in
    its named graph, `ontology.ttl` is the vocabulary, `dataset.ttl` says licences, sources, counts and checksums.

    Raises:
        FileError: the folder cannot be written.
    """
    context = graph.project.context
    quads = sorted(
        (quad for quad in graph.store.quads() if quad.graph_name != ox.NamedNode(ONTOLOGY_GRAPH)),
        key=_quad_key,
    )
    triples = sorted({quad.triple for quad in quads}, key=_triple_key)
    terms = {
        quad.triple for path in ontology_files(graph.project) for quad in read_quads(path, graph.project.show(path))
    }
    writers: dict[str, Callable[[IO[bytes]], object]] = {
        "mediagraph.ttl": lambda stream: write_turtle(triples, stream, context),
        "mediagraph.nq": lambda stream: stream.writelines(f"{quad} .\n".encode() for quad in quads),
        "mediagraph.jsonld": lambda stream: stream.write(_json(document(quads, context))),
        "ontology.ttl": lambda stream: write_turtle(sorted(terms, key=_triple_key), stream, context),
    }
    written = [_write(folder / name, write) for name, write in writers.items()]
    description = sorted(describe(graph, quads, written), key=_triple_key)
    written.append(_write(folder / "dataset.ttl", lambda stream: write_turtle(description, stream, context)))
    return written


def write_turtle(triples: Iterable[ox.Triple], stream: IO[bytes], context: Context) -> None:
    """Write sorted triples as Turtle, a block a subject, with the prefixes that are used."""
    ordered = list(triples)
    known = {**_VOCABULARIES, **context.prefixes, "rdf": RDF_TYPE.removesuffix("type")}
    used = {_namespace(node.value) for triple in ordered for node in triple if isinstance(node, ox.NamedNode)}
    used |= {_namespace(t.object.datatype.value) for t in ordered if isinstance(t.object, ox.Literal)}
    prefixes = {prefix: iri for prefix, iri in known.items() if iri in used}
    content = ox.serialize(ordered, format=ox.RdfFormat.TURTLE, prefixes=prefixes) or b""
    # Oxigraph writes a line a predicate, and no literal with a line's end in it, so lines can be told apart.
    lines = content.splitlines(keepends=True)
    stream.writelines(sorted(line for line in lines if line.startswith(b"@prefix ")))
    for line in lines:
        if not line.startswith(b"@prefix "):
            stream.write(line.replace(b"\t", b"  ", 1) if line.startswith(b"\t") else b"\n" + line)


def _namespace(iri: str) -> str:
    return iri[: max(iri.rfind("/"), iri.rfind("#")) + 1]


def _triple_key(triple: ox.Triple) -> tuple[str, bool, str, str]:
    predicate = str(triple.predicate)
    return str(triple.subject), predicate != f"<{RDF_TYPE}>", predicate, str(triple.object)


def _quad_key(quad: ox.Quad) -> tuple[str, str, bool, str, str]:
    return str(quad.graph_name), *_triple_key(quad.triple)


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _write(path: Path, write: Callable[[IO[bytes]], object]) -> Path:
    """Write a file whole or not at all."""
    beside = path.with_name(path.name + ".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with beside.open("wb") as stream:
            write(stream)
        beside.replace(path)
    except OSError as error:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise FileError(f"{path}: cannot be written: {error.strerror}") from error
    return path
