"""Writes the documentation of an ontology: the page, the ontology in three forms, diagrams, and the entry for w3id.

Equal ontologies and equal graphs give equal bytes: everything is sorted and no clock is read.
"""

from __future__ import annotations

import json
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pyoxigraph as ox

from mediagraph.errors import UsageError, shorten
from mediagraph.exports.files import write_turtle
from mediagraph.exports.jsonld import records
from mediagraph.judging import read_shapes
from mediagraph.ontologydocs.diagrams import diagrams
from mediagraph.ontologydocs.examples import examples
from mediagraph.ontologydocs.page import Contents, page
from mediagraph.ontologydocs.redirects import htaccess, readme, table
from mediagraph.ontologydocs.rulewords import rules
from mediagraph.ontologydocs.shapewords import in_words
from mediagraph.ontologydocs.vocabulary import DCTERMS, RDFS, read_vocabulary, triple_key
from mediagraph.records import Context
from mediagraph.reports.pages import write_files
from mediagraph.shapes import read_quads
from mediagraph.store import Solutions

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from mediagraph.ontologydocs.vocabulary import Vocabulary
    from mediagraph.project import Project
    from mediagraph.questions import Questions

# A name that is kept for examples (RFC 6761, section 6.5) and leads nowhere.
EXAMPLE_BASE = "https://mediagraph.example/"
FILES = {
    "text/turtle": "ontology.ttl",
    "application/ld+json": "ontology.jsonld",
    "application/n-triples": "ontology.nt",
    "context": "context.jsonld",
    "shapes": "shapes.ttl",
}
_PEOPLE = ("creator", "contributor", "publisher")


def write_ontology(
    graph: Questions,
    folder: Path,
    *,
    base: str = EXAMPLE_BASE,
    entities: str = "",
    progress: Callable[[str], None] = lambda _: None,
) -> Sequence[Path]:
    """Write the documentation of the ontology of `graph` into `folder` and return the files.

    `index.html` needs no other file and no network. `ontology.ttl`, `.jsonld` and `.nt` say the same; `shapes.ttl`
    and `context.jsonld` are beside them. A folder named for the version holds copies, which stay when the next
    version is written. `w3id/` is the entry that makes the IRIs lead here.

    Args:
        graph: gives the project and the examples.
        folder: to write.
        base: address that `folder` will have.
        entities: address below which the pages of entities will be; `base` by default.
        progress: is told of each step.

    Raises:
        UsageError: pyLODE is not installed, an address is none, or a shape cannot be put into words.
        HeaderError: a file of the ontology cannot be read, or it has no header.
        FileError: the folder cannot be written.
    """
    base, entities = address(base), address(entities or base)
    project = graph.project
    progress("reading the ontology")
    vocabulary = read_vocabulary(project)
    drawn = diagrams(vocabulary)
    progress("choosing examples")
    contents = Contents(
        vocabulary=vocabulary,
        people=_people(graph, vocabulary),
        drawn=drawn,
        examples=examples(graph.store, vocabulary),
        shapes=in_words(read_shapes(project), vocabulary),
        rules=rules(project.ontology / "rules", vocabulary),
        files=FILES,
    )
    progress("writing")
    redirects = table(vocabulary, base, entities)
    files: dict[str, str | bytes] = {
        "index.html": page(contents),
        **_forms(vocabulary),
        "shapes.ttl": _shapes(project, vocabulary),
        "context.jsonld": (project.ontology / "context.jsonld").read_bytes(),
    }
    written = write_files(folder, files)
    if vocabulary.version and set(vocabulary.version) <= set("0123456789."):
        written += write_files(folder / vocabulary.version, files)
    written += write_files(folder / "diagrams", {f"{each.name}.svg": each.svg("../index.html") for each in drawn})
    entry = {".htaccess": htaccess(vocabulary, redirects), "README.md": readme(vocabulary, redirects)}
    return [*written, *write_files(folder / "w3id", entry)]


def address(text: str) -> str:
    """Return an address with a `/` at its end.

    Raises:
        UsageError: it is none, or has what a redirect cannot bear.
    """
    parts = urlsplit(text)
    plain = text.isascii() and text.isprintable() and not set(text) & set(' "<>\\^`{|}$%#?')
    if parts.scheme not in {"http", "https"} or not parts.netloc or not plain:
        raise UsageError(f"{shorten(text)!r} is no address of a folder; write it as https://host/path/")
    return text if text.endswith("/") else f"{text}/"


def _forms(vocabulary: Vocabulary) -> dict[str, bytes]:
    """The ontology as Turtle, JSON-LD and N-Triples."""
    small = Context.compile({"id": "@id", "type": "@type", **_used(vocabulary)})
    quads = [ox.Quad(*triple) for triple in vocabulary.triples]
    document = {"@context": small.source, "@graph": list(records(quads, small))}
    return {
        "ontology.ttl": _turtle(vocabulary.triples, vocabulary),
        "ontology.jsonld": (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode(),
        "ontology.nt": "".join(f"{triple} .\n" for triple in vocabulary.triples).encode(),
    }


def _used(vocabulary: Vocabulary) -> dict[str, str]:
    """The prefixes that a JSON-LD context of its own can have: those that end as a prefix has to."""
    return {name: iri for name, iri in sorted(vocabulary.prefixes.items()) if iri[-1:] in "/#"}


def _turtle(triples: Sequence[ox.Triple], vocabulary: Vocabulary) -> bytes:
    stream = BytesIO()
    write_turtle(triples, stream, vocabulary.context)
    return stream.getvalue()


def _shapes(project: Project, vocabulary: Vocabulary) -> bytes:
    """The shapes in one file: as they were written, unless two files could name two blank nodes alike."""
    paths = sorted((project.ontology / "shapes").glob("*.ttl"))
    texts = [path.read_text(encoding="utf-8") for path in paths]
    if not any("_:" in text for text in texts):
        return "\n".join(texts).encode()
    dataset = ox.Dataset(quad for path in paths for quad in read_quads(path, project.show(path)))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return _turtle(sorted((quad.triple for quad in dataset), key=triple_key), vocabulary)


def _people(graph: Questions, vocabulary: Vocabulary) -> dict[str, str]:
    """The names that the graph has for those who made the ontology, by their IRIs."""
    predicates = {DCTERMS + name for name in _PEOPLE}
    iris = {
        triple.object.value
        for triple in vocabulary.triples
        if triple.predicate.value in predicates and isinstance(triple.object, ox.NamedNode)
    }
    found = {}
    for iri in sorted(iris):
        rows = graph.store.query(
            f'SELECT ?name WHERE {{ <{iri}> <{RDFS}label> ?name . FILTER(LANG(?name) = "en") }} ORDER BY ?name LIMIT 1'
        )
        name = next(iter(rows), None) if isinstance(rows, Solutions) else None
        found[iri] = name[0] if name else vocabulary.context.compress(iri)
    return found
