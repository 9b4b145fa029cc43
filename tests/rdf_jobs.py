"""One call of the loader `rdf`, and what the writer makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from mediagraph.loaders import ProjectCountries, discover
from mediagraph.loaders.concepts import Concepts
from mediagraph.loaders.job import Job
from mediagraph.loaders.rdf import RDF
from mediagraph.project import Project
from mediagraph.records import Node, RecordFile, Writer
from projects import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

PROJECT = Project.find(ROOT)
COUNTRIES = ProjectCountries(discover(PROJECT.data), PROJECT.context)
GENRES = Concepts(PROJECT.ontology / "schemes" / "genre.ttl")


@dataclass(frozen=True)
class Loaded:
    """What a call gave.

    Attributes:
        nodes: the records, in their order.
        quads: what the writer made of them.
        faults: what the loader rejected, as text.
        refused: what the writer refused, as text.
        notes: what the loader said at the end.
    """

    nodes: list[Node]
    quads: list[ox.Quad]
    faults: list[str]
    refused: list[str]
    notes: list[str]

    @property
    def triples(self) -> set[ox.Triple]:
        return {quad.triple for quad in self.quads}

    def of(self, *types: str) -> list[dict[str, Any]]:
        """Return the records of these types, without what tells where they come from."""
        return [plain(node) for node in self.nodes if node.get("type") in types]

    def by_id(self, id_: str) -> dict[str, Any]:
        """Return the record with this id."""
        return next(plain(node) for node in self.nodes if node["id"] == id_)


def plain(node: Any) -> Any:
    """Return a record, and those in it, without type and evidence."""
    if isinstance(node, list):
        return [plain(item) for item in node]
    if not isinstance(node, Node):
        return node
    return {key: plain(value) for key, value in node.items() if key not in {"type", "evidence"}}


def load(path: Path, *, source: str = "films", refused: Iterable[int] = (), **options: Any) -> Loaded:
    """Load the file at `path`."""
    given = {key: [value] if isinstance(value, str) else value for key, value in options.items()}
    context = PROJECT.context
    job = Job(path, path.name, source, context, COUNTRIES, given, frozenset(refused), concepts={"genre": GENRES})
    nodes = list(RDF.records(job))
    file = RecordFile(path.name, f"graph:{source}", nodes)
    text = "".join(Writer(context, file).lines())
    quads = list(ox.parse(text, ox.RdfFormat.N_QUADS))
    return Loaded(nodes, quads, [str(fault) for fault in job.faults], [str(fault) for fault in file.faults], job.notes)
