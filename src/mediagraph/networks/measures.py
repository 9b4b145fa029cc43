"""Measures that networkx gives only with the help of a large library; tests prove them equal to its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import networkx as nx


def pagerank(
    network: nx.Graph[str], *, damping: float = 0.85, tolerance: float = 1e-12, rounds: int = 1000
) -> dict[str, float]:
    """Return the PageRank of each node over edge strength; the values add up to 1.

    L. Page, S. Brin, R. Motwani and T. Winograd, The PageRank Citation Ranking, 1999. The undirected edge
    counts in both directions; a node without edges spreads its rank over all, as in `networkx.pagerank`.

    Args:
        network: edges bear `strength`.
        damping: chance to follow an edge rather than to jump anywhere.
        tolerance: largest change of a value, per node, at which the iteration ends.
        rounds: most iterations.

    Raises:
        ArithmeticError: the values did not settle in `rounds` iterations.
    """
    count = network.number_of_nodes()
    if not count:
        return {}
    strength = {node: float(network.degree(node, weight="strength")) for node in network}
    shares = {
        node: [(other, edge["strength"] / strength[node]) for other, edge in network.adj[node].items()]
        for node in network
    }
    rank = dict.fromkeys(network, 1 / count)
    for _ in range(rounds):
        loose = sum(rank[node] for node in network if not shares[node])
        fresh = dict.fromkeys(network, (1 - damping + damping * loose) / count)
        for node, links in shares.items():
            for other, share in links:
                fresh[other] += damping * rank[node] * share
        change = sum(abs(fresh[node] - rank[node]) for node in network)
        rank = fresh
        if change < count * tolerance:
            return rank
    raise ArithmeticError(f"PageRank did not settle within {rounds} iterations")
