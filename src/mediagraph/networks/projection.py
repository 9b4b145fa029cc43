"""Projections: stored queries below `networks/` give narrow rows, which become a networkx graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mediagraph.errors import HeaderError, ParameterError, UnknownNameError, did_you_mean, nearest, shorten

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import networkx as nx

    from mediagraph.questions import Questions

_FOLDER = "networks/"
_COLUMNS = ("source", "target", "kind", "work", "year")
# A network whose query bears this tag has two sides: sources and targets.
_BIPARTITE = "bipartite"

# What a work with n parties and p pairs of them adds to the strength of each pair. Where everyone is paired with
# everyone, p is n(n-1)/2; in a network of two sides it is the product of the numbers on both.
WEIGHTS: Mapping[str, Callable[[int, int], float]] = {
    # The number of works: large works count as often as they have pairs.
    "count": lambda _n, _p: 1,
    # 1/(n-1): each party gives 1 to all its partners together (M. E. J. Newman, Physical Review E 64, 016132, 2001).
    # Of two sides, one of a and one of b parties, it is the mean of what both would give, 1/a and 1/b.
    "newman": lambda n, p: n / (2 * p),
    # 2/(n(n-1)): each work gives 1 to all its pairs together (A. Perianes-Rodriguez, L. Waltman and N. J. van Eck,
    # Journal of Informetrics 10, 2016, on ways to count fractionally).
    "fractional": lambda _n, p: 1 / p,
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
        ParameterError: there is no such kind of cooperation, or no such kind in this network.
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
    asked = "kind" in query.parameters
    chosen = {"kind": list(kinds) if kinds and asked else None, "since": since}
    given = {key: value for key, value in chosen.items() if value is not None}
    rows = [Row(*row) for row in graph.rows(query.name, **given)]
    if kinds and not asked:
        rows = _of_kinds(graph, name, rows, kinds)
    if until is not None:
        rows = [row for row in rows if row.year is not None and row.year <= until]
    network = of_rows(rows, weight=weight, bipartite=_BIPARTITE in query.tags)
    network.graph.update(name=name, since=since, until=until, version=graph.store.version)
    works = {work for _, _, edge in network.edges(data=True) for work in edge["works"]}
    network.graph["labels"] = _labels(graph, sorted({*network, *works}))
    types = _types(graph, sorted(network))
    for node in network:
        network.nodes[node].update(label=network.graph["labels"][node], type=types.get(node, ""))
    return network


def of_rows(rows: Iterable[Row], *, weight: str = "count", bipartite: bool = False) -> nx.Graph[str]:
    """Return the network that rows make: an edge for each pair, with the works behind it.

    Args:
        rows: of a projection.
        weight: name of a weighting, which says what a work adds to the strength of each of its pairs.
        bipartite: whether sources and targets are two sides; nodes then bear `bipartite`, 0 for sources and 1 for
            targets, as networkx has it.
    """
    import networkx as nx

    kept = list(rows)
    network: nx.Graph[str] = nx.Graph(weight=weight, bipartite=bipartite, rows=kept)
    by_kind: dict[str, set[str]] = {}
    sides: dict[str, tuple[set[str], set[str]]] = {}
    years: dict[str, int] = {}
    for row in kept:
        kind = _slug(row.kind)
        by_kind.setdefault(kind, set()).add(row.work)
        for side, party in zip(sides.setdefault(row.work, (set(), set())), (row.source, row.target), strict=True):
            side.add(party)
        if row.year is not None:
            years[row.work] = row.year
        if not network.has_edge(row.source, row.target):
            network.add_edge(row.source, row.target, works=set(), kinds=set())
        network.edges[row.source, row.target]["works"].add(row.work)
        network.edges[row.source, row.target]["kinds"].add(kind)
        if bipartite:
            network.nodes[row.source]["bipartite"], network.nodes[row.target]["bipartite"] = 0, 1
    parties = {work: len(one | other) for work, (one, other) in sorted(sides.items())}
    share = WEIGHTS[weight]
    shares = {
        work: share(count, len(sides[work][0]) * len(sides[work][1]) if bipartite else count * (count - 1) // 2)
        for work, count in parties.items()
    }
    for _, _, edge in network.edges(data=True):
        edge["works"], edge["kinds"] = sorted(edge["works"]), sorted(edge["kinds"])
        edge["strength"] = sum(shares[work] for work in edge["works"])
        edge["distance"] = 1 / edge["strength"]
        dated = [years[work] for work in edge["works"] if work in years]
        edge["first"], edge["last"] = (min(dated), max(dated)) if dated else (None, None)
    network.graph["kinds"] = {kind: len(works) for kind, works in sorted(by_kind.items())}
    network.graph["parties"] = parties
    network.graph["shares"] = shares
    network.graph["years"] = dict(sorted(years.items()))
    return network


def sides(network: nx.Graph[str]) -> list[list[str]]:
    """Return the nodes that are compared with each other, sorted: all, or each side of a network of two."""
    if not network.graph.get("bipartite"):
        return [sorted(network)]
    return [sorted(node for node in network if network.nodes[node]["bipartite"] == side) for side in (0, 1)]


def _slug(iri: str) -> str:
    return iri.rsplit("/", 1)[-1].rsplit("#", 1)[-1]


def _of_kinds(graph: Questions, name: str, rows: Sequence[Row], kinds: Sequence[str]) -> list[Row]:
    """The rows of some kinds, of a network whose query does not take them."""
    wanted = {_slug(kind.rpartition(":")[2]) for kind in kinds}
    if wanted - {_slug(row.kind) for row in rows}:
        known = {_slug(row.kind) for row in graph.rows(_FOLDER + name)}
        for kind in sorted(wanted - known):
            near = did_you_mean(nearest(kind, known)) or f"; there are {', '.join(sorted(known)) or 'none'}"
            raise ParameterError(f"kind: no edge of the network {name} is through {shorten(kind)!r}{near}")
    return [row for row in rows if _slug(row.kind) in wanted]


def _labels(graph: Questions, entities: Sequence[str]) -> dict[str, str]:
    """A name for each entity: a statement that makes an edge, having none, goes by its CURIE."""
    labels = {entity: graph.project.context.compress(entity) for entity in entities}
    labels.update({row.entity: row.label for row in graph.rows_of("entities/labels", "entity", entities)})
    return labels


def _types(graph: Questions, entities: Sequence[str]) -> dict[str, str]:
    """The class of each entity, by its name: Country, Organisation, Channel."""
    return {row.entity: _slug(row.type) for row in graph.rows_of("entities/classes", "entity", entities)}
