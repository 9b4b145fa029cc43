"""Communities: groups of nodes that share more with each other than with the rest."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from mediagraph.errors import UnknownNameError
from mediagraph.networks.compiled import igraph_core
from mediagraph.networks.engines import ties

if TYPE_CHECKING:
    import networkx as nx

METHODS = ("louvain", "leiden")


def communities(
    network: nx.Graph[str], *, method: str = "louvain", seed: int = 1, resolution: float = 1.0
) -> dict[str, int]:
    """Return the community of each node, numbered from 1 by size, the largest first.

    Both methods seek high modularity over strength (M. E. J. Newman, Physical Review E 70, 2004), and both follow
    chance, so that the seed is part of the result: V. D. Blondel et al., Journal of Statistical Mechanics, 2008
    (Louvain, by networkx); V. A. Traag, L. Waltman and N. J. van Eck, Scientific Reports 9, 2019 (Leiden, by igraph).

    Args:
        network: edges bear `strength`.
        method: `louvain` or `leiden`.
        seed: of the random numbers.
        resolution: above 1 for more and smaller communities (J. Reichardt and S. Bornholdt, 2006).

    Raises:
        UnknownNameError: there is no such method.
    """
    if method not in METHODS:
        raise UnknownNameError("method", method, METHODS, hint=f"there are {', '.join(METHODS)}")
    # Both walk over nodes and edges in their order: a fixed one makes the seed decide alone.
    import networkx as nx

    ordered: nx.Graph[str] = nx.Graph()
    ordered.add_nodes_from(sorted(network))
    ordered.add_weighted_edges_from(sorted((min(a, b), max(a, b), weight) for a, b, weight in ties(network)))
    if not ordered.number_of_edges():
        groups: list[set[str]] = [{node} for node in ordered]
    elif method == "louvain":
        groups = nx.community.louvain_communities(ordered, weight="weight", resolution=resolution, seed=seed)
    else:
        groups = _leiden(ordered, seed, resolution)
    groups.sort(key=lambda group: (-len(group), min(group)))
    return {node: number for number, group in enumerate(groups, start=1) for node in group}


def modularity(network: nx.Graph[str], found: dict[str, int], *, resolution: float = 1.0) -> float:
    """Return the modularity of a division over strength, at most 1; nan without edges."""
    import networkx as nx

    if not network.number_of_edges():
        return float("nan")
    groups = [{node for node in found if found[node] == number} for number in sorted(set(found.values()))]
    return float(nx.community.modularity(network, groups, weight="strength", resolution=resolution))


def _leiden(network: nx.Graph[str], seed: int, resolution: float) -> list[set[str]]:
    igraph = igraph_core()
    nodes = list(network)
    place = {node: number for number, node in enumerate(nodes)}
    graph = igraph.GraphBase(len(nodes), [(place[one], place[other]) for one, other in network.edges()], False)
    weights = [edge["weight"] for _, _, edge in network.edges(data=True)]
    igraph.set_random_number_generator(random.Random(seed))  # noqa: S311 - chance, no secret
    try:
        # Scaled by the strength of all edges, the resolution is that of modularity.
        numbers, _ = graph.community_leiden(
            edge_weights=weights, resolution=resolution, normalize_resolution=True, n_iterations=-1
        )
    finally:
        igraph.set_random_number_generator(random)
    groups: list[set[str]] = [set() for _ in range(max(numbers) + 1)]
    for node, number in zip(nodes, numbers, strict=True):
        groups[number].add(node)
    return groups
