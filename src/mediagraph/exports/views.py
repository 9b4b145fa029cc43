"""The graph in terms of schema.org: what the CONSTRUCT queries below `ontology/views/schema/` make of it."""

from __future__ import annotations

from contextlib import closing
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

import pyoxigraph as ox

from mediagraph import sparql
from mediagraph.catalogue import Catalogue
from mediagraph.errors import HeaderError
from mediagraph.exports.kinds import Kinds
from mediagraph.exports.subjects import subjects
from mediagraph.exports.writers import TurtleWriter
from mediagraph.prefixes import declared
from mediagraph.store import EmbeddedStore
from mediagraph.store.bulk import add_quads
from mediagraph.store.constructing import construct
from mediagraph.store.sorting import Sorter

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from mediagraph.catalogue import StoredQuery
    from mediagraph.questions import Questions

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
        FileError: likewise.
        QueryError: a query cannot be evaluated.
        HeaderError: a query makes blank nodes.
    """
    make = _maker(graph, quads, folder, tell)
    with closing(Sorter(folder, run=_RUN)) as sorter:
        for query in view_queries(graph):
            tell(f"viewing {query.name}")
            # The engine escapes what else would be the end of a line.
            text = declared(query.text, graph.project.context.prefixes)
            make(text, query.file, _GRAPH, lambda lines: sorter.add(lines.splitlines(keepends=True)))
        writer = TurtleWriter(target, folder / "view", graph.project.context, Kinds([]))
        for subject in subjects(chain.from_iterable(sorter.blocks())):
            if subject.types:
                writer.add(subject)
    writer.finish()


def _maker(graph: Questions, quads: Path, folder: Path, tell: Callable[[str], None]) -> Callable[..., None]:
    """What evaluates queries: the graph itself, which does not change, or a copy of what was read of an endpoint."""
    if isinstance(graph.store, EmbeddedStore):
        return graph.store.construct
    tell("copying")
    copy = ox.Store(str(folder / "copy"))
    add_quads(copy, quads, merged=True)
    return partial(construct, copy)
