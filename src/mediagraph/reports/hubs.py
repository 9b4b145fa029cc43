"""The report on partnership hubs: who they are, through which works, and which sources say so."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING

import pyoxigraph as ox

from mediagraph.networks import hub_table, names, project
from mediagraph.reports.pages import render, write_files
from mediagraph.reports.tables import hubs_csv

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import networkx as nx

    from mediagraph.networks import HubTable
    from mediagraph.questions import Questions


@dataclass(frozen=True, slots=True)
class Edge:
    """A partnership with the works behind it."""

    source: str
    target: str
    strength: int
    kinds: Sequence[str]
    works: Sequence[str]


@dataclass(frozen=True, slots=True)
class Section:
    """A network of the report."""

    name: str
    table: HubTable
    edges: Sequence[Edge]


def write_report(graph: Questions, folder: Path, *, kinds: Sequence[str] | None = None) -> Sequence[Path]:
    """Write `hubs.html`, `hubs.md` and a CSV table a network into `folder`, and return the files.

    Args:
        graph: what to report on.
        folder: where to write.
        kinds: of cooperation that make an edge; all by default.

    Raises:
        FileError: the folder cannot be written.
    """
    sections: list[Section] = []
    works: set[str] = set()
    for name in names(graph):
        by_kind = "kind" in graph.queries[f"networks/{name}"].parameters  # people are not linked by cooperation
        network = project(graph, name, kinds=kinds if by_kind else None)
        sections.append(Section(name, hub_table(network), _edges(network)))
        works |= {work for _, _, edge in network.edges(data=True) for work in edge["works"]}
    context = {
        "sections": sections,
        "evidence": _evidence(graph, sorted(works)),
        "coverage": list(graph.rows("sources/coverage")),
        "kinds": list(kinds or ()),
        "version": version("mediagraph"),
        "graph_version": graph.store.version,
    }
    files = {
        "hubs.html": render("hubs.html.j2", context),
        "hubs.md": render("hubs.md.j2", context),
        **{f"hubs-{section.name}.csv": hubs_csv(section.table) for section in sections},
    }
    return write_files(folder, files)


def _edges(network: nx.Graph[str]) -> list[Edge]:
    labels: Mapping[str, str] = network.graph["labels"]

    def label(node: str) -> str:
        return labels.get(node, node)

    edges: list[Edge] = []
    for one, other, edge in network.edges(data=True):
        source, target = sorted((label(one), label(other)))
        edges.append(Edge(source, target, edge["strength"], edge["kinds"], [label(work) for work in edge["works"]]))
    return sorted(edges, key=lambda edge: (-edge.strength, edge.source, edge.target))


def _evidence(graph: Questions, works: Sequence[str]) -> Mapping[str, Sequence[tuple[str, str, str]]]:
    """For each work: what is stated of it, in which source, in which paragraph."""
    if not works:
        return {}
    nodes = [ox.NamedNode(work) for work in works]
    found: dict[str, dict[tuple[str, str], list[int]]] = {}
    for label, statement, source, number in graph.rows("evidence/of-works", work=nodes):
        found.setdefault(label, {}).setdefault((statement, source), []).append(number)
    return {
        label: [
            (
                statement,
                source,
                ", ".join(str(number) for number in sorted({number for number in numbers if number is not None})),
            )
            for (statement, source), numbers in sorted(statements.items())
        ]
        for label, statements in sorted(found.items())
    }
