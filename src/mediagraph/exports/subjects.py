"""The statements of a graph, subject by subject: what every form of the export is written from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING

import pyoxigraph as ox

from mediagraph.exports.turtle import triple_key
from mediagraph.records import RDF_TYPE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path


@dataclass(frozen=True)
class Subject:
    """One subject.

    Attributes:
        node: its IRI.
        graphs: its statements by the name of their graph, each list sorted with classes first.
    """

    node: ox.NamedNode
    graphs: Mapping[str, Sequence[ox.Triple]]

    @cached_property
    def triples(self) -> Sequence[ox.Triple]:
        """Its statements, each once, whichever graphs they are in."""
        if len(self.graphs) == 1:
            return next(iter(self.graphs.values()))
        return sorted({triple for group in self.graphs.values() for triple in group}, key=triple_key)

    @cached_property
    def types(self) -> tuple[str, ...]:
        """IRIs of its classes, sorted."""
        found = (triple.object for triple in self.triples if triple.predicate.value == RDF_TYPE)
        return tuple(sorted(one.value for one in found if isinstance(one, ox.NamedNode)))


def read_subjects(path: Path) -> Iterator[Subject]:
    """Yield the subjects of an N-Quads file whose lines are sorted."""
    return subjects(ox.parse(path=str(path), format=ox.RdfFormat.N_QUADS))


def subjects(quads: Iterable[ox.Quad]) -> Iterator[Subject]:
    """Yield the subjects of quads that stand together by subject."""
    for node, group in groupby(quads, key=lambda quad: quad.subject):
        graphs: dict[str, list[ox.Triple]] = {}
        for quad in group:
            graphs.setdefault(getattr(quad.graph_name, "value", ""), []).append(quad.triple)
        for triples in graphs.values():
            triples.sort(key=triple_key)
        yield Subject(node, graphs)
