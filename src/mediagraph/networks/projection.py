"""Projections: stored queries below `networks/` give narrow rows, which become a networkx graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from mediagraph.errors import HeaderError, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import networkx as nx

    from mediagraph.questions import Questions

_FOLDER = "networks/"
_COLUMNS = ("source", "target", "kind", "work", "year")

# What a work with n parties adds to the strength of each pair of them.
WEIGHTS: Mapping[str, Callable[[int], float]] = {
    # The number of works: large works count as often as they have pairs.
    "count": lambda _: 1,
    # 1/(n-1): each party gives 1 to all its partners together (M. E. J. Newman, Physical Review E 64, 016132, 2001).
    "newman": lambda n: 1 / (n - 1),
    # 2/(n(n-1)): each work gives 1 to all its pairs together (A. Perianes-Rodriguez, L. Waltman and N. J. van Eck,
    # Journal of Informetrics 10, 2016, on ways to count fractionally).
    "fractional": lambda n: 2 / (n * (n - 1)),
}


class Row(NamedTuple):
    """One row of a projection: two parties of a work, through one kind of cooperation, in a year where one is known."""

    source: str
    target: str
    kind: str
    work: str
    year: int | None


def names(graph: Questions) -> list[str]:
    """Return the names of the networks that the project offers."""
    return [name.removeprefix(_FOLDER) for name in graph.queries.names() if name.startswith(_FOLDER)]


def project(
    graph: Questions,
    name: str,
    *,
    kinds: Sequence[str] | None = None,
    since: int | None = None,
    until: int | None = None,
    weight: str = "count",
) -> nx.Graph[str]:
    """Return the network called `name`; see `mediagraph.graph.Graph.network`.

    Raises:
        UnknownNameError: there is no such network, or weighting.
        ParameterError: there is no such kind of cooperation.
        HeaderError: the query does not give the columns of a network.
    """
    known = names(graph)
    if name not in known:
        raise UnknownNameError("network", name, known, hint=f"there are {', '.join(known)}")
    if weight not in WEIGHTS:
        raise UnknownNameError("weighting", weight, WEIGHTS, hint=f"there are {', '.join(WEIGHTS)}")
    query = graph.queries[_FOLDER + name]
    if tuple(query.columns) != _COLUMNS:
        raise HeaderError(f"{query.file}:1: a network gives the columns {', '.join(_COLUMNS)}")
    chosen = {"kind": list(kinds) if kinds else None, "since": since}
    given = {key: value for key, value in chosen.items() if value is not None}
    rows = [Row(*row) for row in graph.rows(query.name, **given)]
    if until is not None:
        rows = [row for row in rows if row.year is not None and row.year <= until]
    network = of_rows(rows, weight=weight)
    network.graph.update(name=name, since=since, until=until, version=graph.store.version)
    works = {work for _, _, edge in network.edges(data=True) for work in edge["works"]}
    network.graph["labels"] = _labels(graph, sorted({*network, *works}))
    for node in network:
        network.nodes[node]["label"] = network.graph["labels"][node]
    return network


def of_rows(rows: Iterable[Row], *, weight: str = "count") -> nx.Graph[str]:
    """Return the network that rows make: an edge for each pair, with the works behind it.

    Args:
        rows: of a projection.
        weight: name of a weighting, which says what a work adds to the strength of each of its pairs.
    """
    import networkx as nx

    network: nx.Graph[str] = nx.Graph(weight=weight)
    by_kind: dict[str, set[str]] = {}
    parties: dict[str, set[str]] = {}
    years: dict[str, int] = {}
    for row in rows:
        kind = row.kind.rsplit("/", 1)[-1].rsplit("#", 1)[-1]
        by_kind.setdefault(kind, set()).add(row.work)
        parties.setdefault(row.work, set()).update((row.source, row.target))
        if row.year is not None:
            years[row.work] = row.year
        if not network.has_edge(row.source, row.target):
            network.add_edge(row.source, row.target, works=set(), kinds=set())
        network.edges[row.source, row.target]["works"].add(row.work)
        network.edges[row.source, row.target]["kinds"].add(kind)
    share = WEIGHTS[weight]
    for _, _, edge in network.edges(data=True):
        edge["works"], edge["kinds"] = sorted(edge["works"]), sorted(edge["kinds"])
        edge["strength"] = sum(share(len(parties[work])) for work in edge["works"])
        edge["distance"] = 1 / edge["strength"]
        dated = [years[work] for work in edge["works"] if work in years]
        edge["first"], edge["last"] = (min(dated), max(dated)) if dated else (None, None)
    network.graph["kinds"] = {kind: len(works) for kind, works in sorted(by_kind.items())}
    network.graph["parties"] = {work: len(of_work) for work, of_work in sorted(parties.items())}
    network.graph["years"] = dict(sorted(years.items()))
    return network


def _labels(graph: Questions, entities: Sequence[str]) -> dict[str, str]:
    """A name for each entity: a statement that makes an edge, having none, goes by its CURIE."""
    labels = {entity: graph.project.context.compress(entity) for entity in entities}
    if entities:
        nodes = [ox.NamedNode(entity) for entity in entities]
        labels.update({row.entity: row.label for row in graph.rows("entities/labels", entity=nodes)})
    return labels
