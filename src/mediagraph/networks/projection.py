"""Projections: stored queries below `networks/` give narrow rows, which become a networkx graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from mediagraph.errors import HeaderError, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import networkx as nx

    from mediagraph.questions import Questions

_FOLDER = "networks/"
_COLUMNS = ("source", "target", "kind", "work", "year")


def names(graph: Questions) -> list[str]:
    """Return the names of the networks that the project offers."""
    return [name.removeprefix(_FOLDER) for name in graph.queries.names() if name.startswith(_FOLDER)]


def project(
    graph: Questions, name: str, *, kinds: Sequence[str] | None = None, since: int | None = None
) -> nx.Graph[str]:
    """Return the network called `name`; see `mediagraph.graph.Graph.network`.

    Raises:
        UnknownNameError: there is no such network.
        ParameterError: there is no such kind of cooperation.
        HeaderError: the query does not give the columns of a network.
    """
    import networkx as nx

    known = names(graph)
    if name not in known:
        raise UnknownNameError("network", name, known, hint=f"there are {', '.join(known)}")
    query = graph.queries[_FOLDER + name]
    if tuple(query.columns) != _COLUMNS:
        raise HeaderError(f"{query.file}:1: a network gives the columns {', '.join(_COLUMNS)}")
    chosen = {"kind": list(kinds) if kinds else None, "since": since}
    rows = graph.rows(query.name, **{key: value for key, value in chosen.items() if value is not None})
    network: nx.Graph[str] = nx.Graph(name=name, since=since)
    counted: dict[str, set[str]] = {}
    for source, target, kind, work, _year in rows:
        slug = str(kind).rsplit("/", 1)[-1].rsplit("#", 1)[-1]
        counted.setdefault(slug, set()).add(work)
        if not network.has_edge(source, target):
            network.add_edge(source, target, works=set(), kinds=set())
        network.edges[source, target]["works"].add(work)
        network.edges[source, target]["kinds"].add(slug)
    for _, _, edge in network.edges(data=True):
        edge["works"], edge["kinds"] = sorted(edge["works"]), sorted(edge["kinds"])
        edge["strength"] = len(edge["works"])
        edge["distance"] = 1 / edge["strength"]
    network.graph["kinds"] = {kind: len(works) for kind, works in sorted(counted.items())}
    network.graph["version"] = graph.store.version
    named = sorted({*network, *(work for works in counted.values() for work in works)})
    network.graph["labels"] = _labels(graph, named)
    for node in network:
        network.nodes[node]["label"] = network.graph["labels"][node]
    return network


def _labels(graph: Questions, entities: Sequence[str]) -> dict[str, str]:
    """A name for each entity: a statement that makes an edge, having none, goes by its CURIE."""
    labels = {entity: graph.project.context.compress(entity) for entity in entities}
    if entities:
        nodes = [ox.NamedNode(entity) for entity in entities]
        labels.update({row.entity: row.label for row in graph.rows("entities/labels", entity=nodes)})
    return labels
