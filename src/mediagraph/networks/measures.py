"""Measures of a network's nodes and edges, each with its definition, unit and source.

Edges bear `strength` (how much two partners share; more is closer) and `distance` (1/strength; less is closer). What
walks along paths takes `distance`, what follows ties takes `strength`; never the one for the other. networkx is the
definition; where it wants a large library or is slow, the same values are computed here, and tests compare the two.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from mediagraph.networks.arrays import Arrays
from mediagraph.networks.engines import betweenness, closeness, ties

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    import networkx as nx

    Values = dict[str, float]

__all__ = [
    "assortativity",
    "backbone",
    "betweenness",
    "closeness",
    "constraint",
    "core_number",
    "core_periphery",
    "degree",
    "effective_size",
    "ei_index",
    "eigenvector",
    "pagerank",
    "participation",
    "strength",
]


def degree(network: nx.Graph[str]) -> Values:
    """Return the number of partners of each node."""
    return {node: float(count) for node, count in network.degree()}


def strength(network: nx.Graph[str]) -> Values:
    """Return the sum of the strengths of each node's edges, in the unit of the projection's weighting.

    A. Barrat, M. Barthelemy, R. Pastor-Satorras and A. Vespignani, PNAS 101, 2004, equation 2.
    """
    return {node: float(total) for node, total in network.degree(weight="strength")}


def eigenvector(network: nx.Graph[str]) -> Values:
    """Return the eigenvector centrality of each node over strength: high for partners of the high; of length 1.

    P. Bonacich, American Journal of Sociology 92, 1987. The leading eigenvector of the matrix of strengths, of which
    only the component with the largest eigenvalue has a part that is not 0.

    Raises:
        ArithmeticError: the values did not settle.
    """
    if not network.number_of_edges():
        return dict.fromkeys(network, 0.0)
    arrays = Arrays.of(network)
    # Strengths scaled to at most 1 have the same eigenvectors, and settle in fewer rounds.
    most = arrays.strength.max()
    vector = np.full(len(arrays.nodes), 1 / math.sqrt(len(arrays.nodes)))
    for _ in range(20_000):
        # With the vector itself added, as networkx does, a network of two sides settles too.
        fresh = vector + arrays.times(vector) / most
        fresh /= np.linalg.norm(fresh)
        change = np.abs(fresh - vector).sum()
        vector = fresh
        if change < len(vector) * 1e-13:
            return arrays.values(np.where(vector > 1e-12, vector, 0.0))
    raise ArithmeticError("the eigenvector did not settle within 20000 iterations")


def pagerank(network: nx.Graph[str], *, damping: float = 0.85, tolerance: float = 1e-12, rounds: int = 1000) -> Values:
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
    arrays = Arrays.of(network)
    alone = arrays.sums == 0
    shares = damping / np.where(alone, 1.0, arrays.sums)
    rank = np.full(count, 1 / count)
    for _ in range(rounds):
        fresh = (1 - damping + damping * rank[alone].sum()) / count + arrays.times(rank * shares)
        change = np.abs(fresh - rank).sum()
        rank = fresh
        if change < count * tolerance:
            return arrays.values(rank)
    raise ArithmeticError(f"PageRank did not settle within {rounds} iterations")


def core_number(network: nx.Graph[str]) -> Values:
    """Return for each node the largest k such that it is in the k-core, where all have k partners or more.

    S. B. Seidman, Social Networks 5, 1983; V. Batagelj and M. Zaversnik, arXiv:cs/0310049, 2003.
    """
    import networkx as nx

    return {node: float(core) for node, core in nx.core_number(network).items()}


def core_periphery(network: nx.Graph[str]) -> tuple[frozenset[str], float]:
    """Return the core of the best split into a core, tied to all of itself, and a periphery without ties of its own.

    The split by S. Z. W. Lip, arXiv:1102.5511, 2011, of the model of S. P. Borgatti and M. G. Everett, Social Networks
    21, 1999: nodes by falling degree are put into the core as long as that lowers the number of pairs that are
    unlike the ideal.

    Returns:
        The core, and the correlation of the ties with those of the ideal, from -1 to 1; nan where it is undefined.
    """
    ordered = sorted(network, key=lambda node: (-network.degree(node), node))
    cost = float(network.number_of_edges())
    best, size = cost, 0
    for place, node in enumerate(ordered):
        cost += place - network.degree(node)
        if cost < best:
            best, size = cost, place + 1
    core = frozenset(ordered[:size])
    return core, _correlation_with_ideal(network, core)


def _correlation_with_ideal(network: nx.Graph[str], core: Collection[str]) -> float:
    """Pearson's correlation, over all pairs, of being tied with being both in the core (or not both out of it)."""
    count, within = network.number_of_nodes(), len(core)
    pairs = count * (count - 1) // 2
    outside = (count - within) * (count - within - 1) // 2
    ideal, tied = pairs - outside, network.number_of_edges()
    both = sum(1 for one, other in network.edges() if one in core or other in core)
    spread = math.sqrt(tied * (pairs - tied)) * math.sqrt(ideal * (pairs - ideal))
    return (pairs * both - tied * ideal) / spread if spread else math.nan


def constraint(network: nx.Graph[str]) -> Values:
    """Return Burt's constraint of each node: how far its partners are partners of each other; nan without partners.

    R. S. Burt, Structural Holes, 1992, equation 2.4, over strength. Low values are those of brokers, who stand between
    partners that do not work with each other.
    """
    arrays = Arrays.of(network)
    shares = arrays.strength / arrays.sums[arrays.owner]
    found = np.full(len(arrays.nodes), math.nan)
    for triads in arrays.triads():
        own = shares[triads.own]
        indirect = np.bincount(triads.second, weights=own[triads.first] * shares[triads.edges], minlength=len(own))
        found[triads.node] = ((own + indirect) ** 2).sum()
    return arrays.values(found)


def effective_size(network: nx.Graph[str]) -> Values:
    """Return Burt's effective size of each node: its partners less what is redundant among them; nan without.

    R. S. Burt, Structural Holes, 1992, equation 2.2, over strength. A node whose partners do not know each other has
    as large an effective size as a degree.
    """
    arrays = Arrays.of(network)
    shares = arrays.strength / arrays.sums[arrays.owner]
    most = np.zeros(len(arrays.nodes))
    np.maximum.at(most, arrays.owner, arrays.strength)
    marginal = arrays.strength / most[arrays.owner]
    found = np.full(len(arrays.nodes), math.nan)
    for triads in arrays.triads():
        own = shares[triads.own]
        found[triads.node] = len(own) - (own[triads.second] * marginal[triads.edges]).sum()
    return arrays.values(found)


def participation(network: nx.Graph[str], communities: Mapping[str, int]) -> Values:
    """Return how evenly each node's strength is spread over communities: 0 for one, near 1 for many; nan without.

    R. Guimera and L. A. N. Amaral, Nature 433, 2005, over strength.
    """
    found: Values = {}
    for node, partners in network.adj.items():
        total = sum(edge["strength"] for edge in partners.values())
        by_community: dict[int, float] = {}
        for other, edge in partners.items():
            by_community[communities[other]] = by_community.get(communities[other], 0.0) + edge["strength"]
        found[node] = 1 - sum((part / total) ** 2 for part in by_community.values()) if total else math.nan
    return found


def ei_index(network: nx.Graph[str], bloc: Callable[[str], object]) -> float:
    """Return the E-I index: from -1, where all strength is within blocs, to 1, where it is all between them.

    D. Krackhardt and R. N. Stern, Social Psychology Quarterly 51, 1988, over strength; nan without edges.

    Args:
        network: edges bear `strength`.
        bloc: gives the bloc of a node.
    """
    external = internal = 0.0
    for one, other, weight in ties(network):
        if bloc(one) == bloc(other):
            internal += weight
        else:
            external += weight
    return (external - internal) / (external + internal) if external + internal else math.nan


def assortativity(network: nx.Graph[str]) -> float:
    """Return the correlation of the degrees at both ends of an edge: above 0 where hubs work with hubs.

    M. E. J. Newman, Physical Review Letters 89, 2002; nan where all degrees are equal or there is no edge.
    """
    ends = [(network.degree(one), network.degree(other)) for one, other in network.edges()]
    both = [*ends, *((other, one) for one, other in ends)]
    if not both:
        return math.nan
    mean = sum(one for one, _ in both) / len(both)
    spread = sum((one - mean) ** 2 for one, _ in both)
    return sum((one - mean) * (other - mean) for one, other in both) / spread if spread else math.nan


def backbone(network: nx.Graph[str], *, alpha: float = 0.05) -> nx.Graph[str]:
    """Return the edges that are stronger than chance at one of their ends; for pictures only, never for measures.

    The disparity filter of M. A. Serrano, M. Boguna and A. Vespignani, PNAS 106, 2009, equation 2. An edge between two
    nodes of one partner each says nothing of chance and is kept.

    Args:
        network: edges bear `strength`.
        alpha: the level of significance.
    """
    sums = strength(network)
    kept = []
    for one, other, weight in ties(network):
        chances = [
            (1 - weight / sums[node]) ** (count - 1) for node in (one, other) if (count := network.degree(node)) > 1
        ]
        if not chances or min(chances) < alpha:
            kept.append((one, other))
    return network.edge_subgraph(kept).copy()
