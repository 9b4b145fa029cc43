"""Reading RDF files, pySHACL as the judge of last resort, and the checks that are stored queries.

pySHACL judges a real rdflib graph: over an Oxigraph-backed one it reports violations that are none.
"""

from __future__ import annotations

import contextlib
import io
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from mediagraph.errors import FileError, HeaderError, MediagraphError, did_you_mean, nearest
from mediagraph.findings import Finding
from mediagraph.loaders.rdffile import Guarded
from mediagraph.store import Solutions
from mediagraph.store.frames import rdflib_term

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from concurrent.futures import Executor
    from pathlib import Path

    import rdflib

    from mediagraph.catalogue import Catalogue, StoredQuery
    from mediagraph.store import Store

FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".trig": ox.RdfFormat.TRIG,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".jsonld": ox.RdfFormat.JSON_LD,
}

_ELSEWHERE = "its context lies elsewhere, and nothing is fetched; write the context into the document"


def read_quads(path: Path, shown: str, *, apart: bool = False) -> Iterator[ox.Quad]:
    """Yield the quads of an RDF file, read strictly; nothing that it names is fetched.

    Args:
        path: the file.
        shown: its name in errors.
        apart: whether its blank nodes get names that no other file's have.

    Raises:
        FileError: it cannot be read, or its suffix says no RDF format.
        HeaderError: its syntax is wrong; the message names the line.
        DataError: it is RDF/XML with a document type declaration.
    """
    format_ = FORMATS.get(path.suffix)
    if format_ is None:
        raise FileError(f"{shown}: no RDF format; use {', '.join(FORMATS)}")
    try:
        with path.open("rb") as stream:
            source: Any = Guarded(stream, shown) if format_ is ox.RdfFormat.RDF_XML else stream
            yield from ox.parse(source, format_, base_iri=path.resolve().as_uri(), rename_blank_nodes=apart)
    except SyntaxError as error:
        place = f"{shown}:{error.lineno}:{error.offset}" if error.lineno else shown
        if "LoadDocumentCallback" in error.msg:
            raise HeaderError(f"{place}: {_ELSEWHERE}") from error
        raise HeaderError(f"{place}: {error.msg}") from error
    except OSError as error:
        raise FileError(f"{shown}: cannot be read: {error}") from error


def to_rdflib(quads: Iterable[ox.Quad]) -> rdflib.Graph:
    """Return the merge of `quads`, whatever their graphs, as an rdflib graph."""
    from mediagraph.store.frames import graph_of_prepared_queries

    graph = graph_of_prepared_queries()
    cached: dict[Any, Any] = {}

    def term(value: Any) -> Any:
        known = cached.get(value)
        if known is None:
            known = cached[value] = rdflib_term(value)
        return known

    for quad in quads:
        graph.add((term(quad.subject), term(quad.predicate), term(quad.object)))
    return graph


def judge(data: rdflib.Graph, shapes: rdflib.Graph) -> tuple[list[Finding], rdflib.Graph]:
    """Return what pySHACL finds of `shapes` on `data`, and the validation report as a graph.

    Raises:
        MediagraphError: pySHACL could not carry the validation out; that is never a "conforms".
    """
    import pyshacl

    from mediagraph.shacl.report import findings_of

    try:
        with contextlib.redirect_stderr(io.StringIO()):
            _, report, text = pyshacl.validate(
                data, shacl_graph=shapes, inference="none", do_owl_imports=False, inplace=True, advanced=False
            )
    except Exception as error:  # pySHACL has no one root of its errors
        raise MediagraphError(f"the shapes cannot be applied: {type(error).__name__}: {error}") from error
    if not hasattr(report, "subjects"):
        raise MediagraphError(f"the shapes cannot be applied: {text}")
    return findings_of(report), report


def check(catalogue: Catalogue, store: Store, pool: Executor) -> Iterator[Finding]:
    """Ask the stored queries below `checks/` in a pool, and return a finding for each of their rows.

    A check's first column is the node at fault; columns called `path` and `value` say where and what. The queries are
    asked from now on; who iterates waits for them.
    """
    queries = [catalogue[name] for name in catalogue.names() if name.startswith("checks/")]
    found = pool.map(lambda query: _rows(query, store), queries)
    return (
        Finding(
            place="",
            severity="Violation",
            focus=row["focus"],
            path=row.get("path", ""),
            value=row.get("value", ""),
            message=query.summary,
            shape=query.name,
            constraint="check",
        )
        for query, rows in zip(queries, found, strict=True)
        for row in rows
    )


def _rows(query: StoredQuery, store: Store) -> list[dict[str, str]]:
    """The rows of a check by column; the first column also as `focus`."""
    rows = store.query(query.text)
    if not isinstance(rows, Solutions):
        raise HeaderError(f"{query.file}:1: a check is a SELECT")
    return [
        {name: str(value or "") for name, value in zip(rows.columns, row, strict=True)} | {"focus": str(row[0])}
        for row in rows
    ]


def with_suggestions(findings: Sequence[Finding], known: Iterable[str]) -> list[Finding]:
    """Return findings whose value is a link to nothing with the nearest IRIs that do exist in their messages."""
    from dataclasses import replace

    names: list[str] | None = None
    mended: list[Finding] = []
    for finding in findings:
        if finding.shape.endswith("dangling-link-violation") and finding.value:
            names = list(known) if names is None else names
            stem = finding.value.rpartition("/")[0] + "/"
            near = nearest(finding.value, (name for name in names if name.startswith(stem)))
            finding = replace(finding, message=finding.message + did_you_mean(near))  # noqa: PLW2901
        mended.append(finding)
    return mended
