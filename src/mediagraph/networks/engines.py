"""Measures along shortest paths: as networkx defines them, by igraph where the network is large."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from mediagraph.networks.arrays import Arrays
from mediagraph.networks.paths import along_paths
from mediagraph.networks.projection import sides

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import networkx as nx

    from mediagraph.networks.paths import Vector

    Values = dict[str, float]

# Below this, networkx is as quick as handing the network over.
_LARGE = 200
# Sums of shares of works with many parties, such as 1/7 + 1/11 + 1/13, have large denominators.
_FINEST = 1_000_000


def ties(network: nx.Graph[str]) -> Iterator[tuple[str, str, float]]:
    """Yield the edges with their strength."""
    for one, other, edge in network.edges(data=True):
        yield one, other, edge["strength"]


def betweenness(network: nx.Graph[str], *, engine: str = "") -> Values:
    """Return the share of the shortest paths between others that lead through each node, from 0 to 1.

    L. C. Freeman, Sociometry 40, 1977; U. Brandes, Journal of Mathematical Sociology 25, 2001. An edge is as long as
    its `distance`, which is the inverse of its `strength`. In a network of two sides 1 is the most that a node of its
    side can have (S. P. Borgatti and M. G. Everett, Social Networks 19, 1997), since paths cannot all lead through it.

    Args:
        network: edges bear `strength` and `distance`.
        engine: `networkx` or `igraph`; by default the quicker one. The values are the same.
    """
    if _chosen(engine, network) == "igraph":
        (counted,) = _along_paths(network, "betweenness")
        return _betweenness(network, counted.tolist())
    import networkx as nx

    found: Values = nx.betweenness_centrality(_whole(network), weight="distance", normalized=False)
    return _betweenness(network, [found[node] for node in network])


def _betweenness(network: nx.Graph[str], counted: Iterable[float]) -> Values:
    """Betweenness from the number of paths through each node."""
    most = _most_paths(network)
    return {node: count / most[node] if most[node] else 0.0 for node, count in zip(network, counted, strict=True)}


def _most_paths(network: nx.Graph[str]) -> Values:
    """How many pairs of others can have their shortest path through each node."""
    count = network.number_of_nodes()
    if not network.graph.get("bipartite"):
        return dict.fromkeys(network, (count - 1) * (count - 2) / 2)
    found: Values = {}
    for nodes in sides(network):
        own, other = len(nodes), count - len(nodes)
        if not other:
            return dict.fromkeys(network, 0.0)
        # The most there is: the others of its own side hang evenly on those of the other side.
        whole, rest = divmod(own - 1, other)
        most = (
            other**2 * (whole + 1) ** 2 + other * (whole + 1) * (2 * rest - whole - 1) - rest * (2 * whole - rest + 3)
        ) / 2
        found.update(dict.fromkeys(nodes, most))
    return found


def closeness(network: nx.Graph[str], *, engine: str = "") -> Values:
    """Return how near each node is to the others: the inverse of the mean distance, scaled by how many it reaches.

    S. Wasserman and K. Faust, Social Network Analysis, 1994, section 5.2.2: the inverse of the mean distance to those
    that a node reaches, times the share of the network that it reaches. The unit is that of strength.

    Args:
        network: edges bear `strength` and `distance`.
        engine: as for `betweenness`.
    """
    if _chosen(engine, network) == "igraph":
        (near,) = _along_paths(network, "closeness")
        return _closeness(network, near.tolist())
    import networkx as nx

    return {node: float(value) for node, value in nx.closeness_centrality(network, distance="distance").items()}


def _closeness(network: nx.Graph[str], near: Iterable[float]) -> Values:
    """Closeness from that to the nodes which each reaches."""
    import networkx as nx

    others = max(network.number_of_nodes() - 1, 1)
    reached = {node: len(part) - 1 for part in nx.connected_components(network) for node in part}
    return {
        node: value * reached[node] / others if reached[node] else 0.0
        for node, value in zip(network, near, strict=True)
    }


def betweenness_and_closeness(network: nx.Graph[str]) -> tuple[Values, Values]:
    """Return both, as `betweenness` and `closeness` have them: where there are many paths, sooner than one by one."""
    if _chosen("", network) == "networkx":
        return betweenness(network), closeness(network)
    counted, near = _along_paths(network, "betweenness", "closeness")
    return _betweenness(network, counted.tolist()), _closeness(network, near.tolist())


def _chosen(engine: str, network: nx.Graph[str]) -> str:
    if engine:
        return engine
    large = network.number_of_nodes() >= _LARGE
    return "igraph" if large else "networkx"


def _whole(network: nx.Graph[str]) -> nx.Graph[str]:
    """The network with distances as whole numbers.

    networkx takes paths for equally long only where their lengths are equal to the last digit, which sums of
    fractions such as 1/3 + 1/6 and 1/2 are by luck.
    """
    import networkx as nx

    fractions = {(one, other): 1 / Fraction(weight).limit_denominator(_FINEST) for one, other, weight in ties(network)}
    common = math.lcm(*(fraction.denominator for fraction in fractions.values()))
    whole: nx.Graph[str] = nx.Graph()
    whole.add_nodes_from(network)
    whole.add_edges_from(
        (one, other, {"distance": int(fraction * common)}) for (one, other), fraction in fractions.items()
    )
    return whole


def _along_paths(network: nx.Graph[str], *measures: str) -> list[Vector]:
    arrays = Arrays.of(network)
    kept = arrays.on_paths() & (arrays.owner < arrays.partner)
    edges = np.stack([arrays.owner[kept], arrays.partner[kept]], axis=1).tolist()
    return along_paths(len(arrays.nodes), edges, (1 / arrays.strength[kept]).tolist(), measures)
