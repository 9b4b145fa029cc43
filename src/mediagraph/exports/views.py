"""The graph in terms of schema.org: what the CONSTRUCT queries below `ontology/views/schema/` make of it."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import pyoxigraph as ox

from mediagraph import sparql
from mediagraph.catalogue import Catalogue
from mediagraph.errors import HeaderError
from mediagraph.exports.kinds import Kinds
from mediagraph.exports.subjects import subjects
from mediagraph.exports.writers import TurtleWriter
from mediagraph.store import EmbeddedStore, Triples
from mediagraph.store.embedded import evaluate
from mediagraph.store.sorting import in_blocks, sorted_blocks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from mediagraph.catalogue import StoredQuery
    from mediagraph.questions import Questions
    from mediagraph.store import Answer

_PLACE = "views/schema"
_GRAPH = "https://schema.org/"
_RUN = 8 << 20  # bytes of lines that are sorted at once: beside them are the graph, and what it evaluates


def view_queries(graph: Questions) -> list[StoredQuery]:
    """Return the queries of the view, by name; none where the project has no such folder.

    Raises:
        HeaderError: one breaks the form, or is no CONSTRUCT.
    """
    found = list(Catalogue(graph.project.ontology / _PLACE, f"ontology/{_PLACE}"))
    for query in found:
        if sparql.form(query.text) != "CONSTRUCT":
            raise HeaderError(f"{query.file}:1: a view is a CONSTRUCT")
    return found


def write_view(graph: Questions, quads: Path, target: Path, folder: Path, tell: Callable[[str], None]) -> None:
    """Write the view as Turtle: the subjects that have a class in it.

    Args:
        graph: what is exported.
        quads: its statements, as N-Quads.
        target: file to write.
        folder: takes what does not fit into memory; it has to be there.
        tell: takes what is being done.

    Raises:
        OSError: a folder cannot be written.
        QueryError: a query cannot be evaluated, or makes blank nodes.
    """
    ask = _asked(graph, quads, folder, tell)
    lines = sorted_blocks(in_blocks(_lines(view_queries(graph), ask, tell)), folder, run=_RUN)
    writer = TurtleWriter(target, folder / "view", graph.project.context, Kinds([]))
    for subject in subjects(chain.from_iterable(lines)):
        if subject.types:
            writer.add(subject)
    writer.finish()


def _asked(graph: Questions, quads: Path, folder: Path, tell: Callable[[str], None]) -> Callable[[str], Answer]:
    """What answers the queries: the graph itself, which does not change, or a copy of what was read of an endpoint."""
    if isinstance(graph.store, EmbeddedStore):
        return graph.sparql
    tell("copying")
    copy = ox.Store(str(folder / "copy"))
    copy.bulk_load(path=str(quads), format=ox.RdfFormat.N_QUADS)
    return lambda text: evaluate(copy, text, use_default_graph_as_union=True)


def _lines(queries: list[StoredQuery], ask: Callable[[str], Answer], tell: Callable[[str], None]) -> Iterator[bytes]:
    for query in queries:
        tell(f"viewing {query.name}")
        answer = ask(query.text)
        for triple in answer if isinstance(answer, Triples) else ():
            if isinstance(triple.subject, ox.BlankNode) or isinstance(triple.object, ox.BlankNode):
                raise HeaderError(f"{query.file}: it makes blank nodes; mint an IRI")
            yield f"{triple} <{_GRAPH}> .\n".encode()
