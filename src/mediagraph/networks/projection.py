"""Projections: stored queries below `networks/` give narrow rows, which become a networkx graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from mediagraph.errors import UnknownNameError
from mediagraph.networks.choosing import choose, classes, labels, names
from mediagraph.networks.rows import NO_YEAR, Row, Rows, bounds, distinct, first_and_last, unique

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import networkx as nx

    from mediagraph.networks.rows import Numbers
    from mediagraph.questions import Questions

__all__ = ["WEIGHTS", "Row", "names", "of_rows", "project", "sides"]

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


def project(
    graph: Questions,
    name: str,
    *,
    kinds: Sequence[str] | None = None,
    since: int | None = None,
    until: int | None = None,
    weight: str = "count",
    answer: Callable[[], Iterable[Sequence[Any]]] | None = None,
) -> nx.Graph[str]:
    """Return the network called `name`; see `mediagraph.graph.Graph.network`.

    Args:
        graph: to ask.
        name: of the network.
        kinds: of cooperation.
        since: first year.
        until: last year.
        weight: name of a weighting.
        answer: gives the rows of `choosing.question` where it was asked before.

    Raises:
        UnknownNameError: there is no such network, or weighting.
        ParameterError: there is no such kind of cooperation, or no such kind in this network.
        HeaderError: the query does not give the columns of a network.
    """
    if weight not in WEIGHTS:
        raise UnknownNameError("weighting", weight, WEIGHTS, hint=f"there are {', '.join(WEIGHTS)}")
    chosen = choose(graph, name, kinds=kinds, since=since, until=until, answer=answer)
    network = of_rows(chosen.rows, weight=weight, bipartite=chosen.bipartite)
    network.graph.update(name=name, since=since, until=until, version=graph.store.version)
    network.graph["labels"] = named = labels(graph, sorted({*network, *network.graph["parties"]}), chosen.table)
    types = classes(graph, sorted(network), chosen.table)
    for node in network:
        network.nodes[node].update(label=named[node], type=types.get(node, ""))
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

    kept = rows if isinstance(rows, Rows) else Rows.of(rows)
    network: nx.Graph[str] = nx.Graph(weight=weight, bipartite=bipartite, rows=kept)
    # In the order in which rows first name them: some measures depend on it.
    network.add_nodes_from(kept.nodes[node] for node in dict.fromkeys(_ends(kept).tolist()))
    if bipartite:
        for side, column in enumerate((kept.source, kept.target)):
            for node in unique(column).tolist():
                network.nodes[kept.nodes[node]]["bipartite"] = side
    kinds, kind = kept.slugs()
    in_kind, _ = distinct(kind, kept.work)
    network.graph["kinds"] = dict(zip(kinds, np.bincount(in_kind, minlength=len(kinds)).tolist(), strict=True))
    network.graph["parties"], network.graph["shares"] = _parties(kept, weight, bipartite=bipartite)
    years = kept.year_of_works()
    dated = np.flatnonzero(years != NO_YEAR)
    network.graph["years"] = {kept.works[work]: years[work].item() for work in dated.tolist()}
    _add_edges(network, kept, years, kinds, kind)
    return network


def _ends(rows: Rows) -> Numbers:
    """The source and the target of each row, row by row."""
    return np.stack([rows.source, rows.target], axis=1).ravel()


def _parties(rows: Rows, weight: str, *, bipartite: bool) -> tuple[dict[str, int], dict[str, float]]:
    """The number of parties of each work, and what it adds to the strength of each of its pairs."""
    count = len(rows.works)
    both = np.concatenate([rows.work, rows.work]), np.concatenate([rows.source, rows.target])
    columns = (both, (rows.work, rows.source), (rows.work, rows.target))
    of_all, of_one, of_other = (
        np.bincount(distinct(work, node)[0], minlength=count).tolist() for work, node in columns
    )
    share = WEIGHTS[weight]
    parties: dict[str, int] = {}
    shares: dict[str, float] = {}
    for work, n, one, other in zip(rows.works, of_all, of_one, of_other, strict=True):
        if n:
            parties[work] = n
            shares[work] = share(n, one * other if bipartite else n * (n - 1) // 2)
    return parties, shares


def _add_edges(network: nx.Graph[str], rows: Rows, years: Numbers, kinds: Sequence[str], kind: Numbers) -> None:
    """Add the pairs in the order in which rows first name them, with what is behind each."""
    pairs = rows.pairs()
    count = len(pairs.first)
    in_pair, work = distinct(pairs.pair, rows.work)
    of_pair, through = distinct(pairs.pair, kind)
    begins, begins_kind = bounds(in_pair, count).tolist(), bounds(of_pair, count).tolist()
    works = [rows.works[place] for place in work.tolist()]
    through_names = [kinds[place] for place in through.tolist()]
    first, last = first_and_last(in_pair, years[work], count)
    shares = network.graph["shares"]
    sources, targets = rows.source[pairs.first].tolist(), rows.target[pairs.first].tolist()
    for pair in np.argsort(pairs.first).tolist():
        shared = works[begins[pair] : begins[pair + 1]]
        strength = sum(shares[each] for each in shared)
        network.add_edge(
            rows.nodes[sources[pair]],
            rows.nodes[targets[pair]],
            works=shared,
            kinds=through_names[begins_kind[pair] : begins_kind[pair + 1]],
            strength=strength,
            distance=1 / strength,
            first=first[pair],
            last=last[pair],
        )


def sides(network: nx.Graph[str]) -> list[list[str]]:
    """Return the nodes that are compared with each other, sorted: all, or each side of a network of two."""
    if not network.graph.get("bipartite"):
        return [sorted(network)]
    return [sorted(node for node in network if network.nodes[node]["bipartite"] == side) for side in (0, 1)]
