"""RDF files asked like a store: held in memory, each graph where its file puts it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from mediagraph.guard import refuse
from mediagraph.shapes import read_quads
from mediagraph.store.embedded import evaluate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from mediagraph.project import Project
    from mediagraph.store import Answer


class DataFiles:
    """RDF files as one data set; a store in all but the disk.

    Triples of all files are the default graph, quads stand in their own graphs. Blank nodes of different files are
    different, whatever they are called (RDF 1.1 Semantics, section 4.1). Numbers, truth values and language tags are
    answered in Oxigraph's one way of writing them.
    """

    version = ""

    def __init__(
        self, project: Project, data: Sequence[Path], named: Sequence[Path] = (), *, merged: bool = False
    ) -> None:
        """Read the files.

        Args:
            project: says how files are called in messages.
            data: files whose triples make the default graph.
            named: files whose triples stand in a graph of their own, named by the address of the file.
            merged: whether the default graph is the merge of all graphs, as it is in a store.

        Raises:
            FileError: a file cannot be read, or is of no RDF format.
            HeaderError: the syntax of a file is wrong.
            DataError: it is RDF/XML with a document type declaration.
        """
        self._merged = merged
        self.name = ", ".join(project.show(path) for path in [*data, *named])
        self._store = ox.Store()
        for path in data:
            self._store.bulk_extend(_apart(read_quads(path, project.show(path))))
        for path in named:
            graph = ox.NamedNode(path.resolve().as_uri())
            self._store.add_graph(graph)
            self._store.bulk_extend(_in(graph, _apart(read_quads(path, project.show(path)))))

    def query(self, text: str, *, base: str | None = None) -> Answer:
        """Answer a SPARQL query.

        Args:
            text: the query.
            base: what relative IRIs are resolved against; without it they are refused.

        Raises:
            QueryError: it does not parse, cannot be evaluated, or must not be: it reaches out, or nests too deeply.
        """
        refuse(text)
        return evaluate(self._store, text, base_iri=base, use_default_graph_as_union=self._merged)

    def quads(self) -> Iterator[ox.Quad]:
        """Yield the quads of all graphs."""
        return iter(self._store)

    def close(self) -> None:
        """Do nothing: memory is freed by itself."""


def _apart(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """Give the blank nodes of one file names that no other file has."""
    own: dict[str, ox.BlankNode] = {}

    def renamed(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | ox.DefaultGraph) -> object:
        if isinstance(term, ox.BlankNode):
            return own.setdefault(term.value, ox.BlankNode())
        if isinstance(term, ox.Triple):
            return ox.Triple(renamed(term.subject), term.predicate, renamed(term.object))  # type: ignore[arg-type]
        return term

    for quad in quads:
        yield ox.Quad(
            renamed(quad.subject),  # type: ignore[arg-type]
            quad.predicate,
            renamed(quad.object),  # type: ignore[arg-type]
            renamed(quad.graph_name),  # type: ignore[arg-type]
        )


def _in(graph: ox.NamedNode, quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """Move triples into a graph; quads stay in theirs."""
    for quad in quads:
        alone = isinstance(quad.graph_name, ox.DefaultGraph)
        yield ox.Quad(quad.subject, quad.predicate, quad.object, graph if alone else quad.graph_name)
