"""Measures along shortest paths: as networkx defines them, by igraph where the network is large."""

from __future__ import annotations

import math
import warnings
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from mediagraph.networks.projection import sides

if TYPE_CHECKING:
    from collections.abc import Iterator

    import networkx as nx

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
        graph, nodes = _igraph(network)
        counted: Values = dict(zip(nodes, graph.betweenness(weights="distance"), strict=True))
    else:
        import networkx as nx

        counted = nx.betweenness_centrality(_whole(network), weight="distance", normalized=False)
    most = _most_paths(network)
    return {node: float(count) / most[node] if most[node] else 0.0 for node, count in counted.items()}


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
        network: edges bear `distance`.
        engine: as for `betweenness`.
    """
    if _chosen(engine, network) == "igraph":
        graph, nodes = _igraph(network)
        count = len(nodes)
        reached = {node: len(part) - 1 for part in graph.connected_components() for node in part}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # that it looks at each component by itself
            near = graph.closeness(weights="distance")
        return {
            node: value * reached[place] / (count - 1) if reached[place] else 0.0
            for place, (node, value) in enumerate(zip(nodes, near, strict=True))
        }
    import networkx as nx

    return {node: float(value) for node, value in nx.closeness_centrality(network, distance="distance").items()}


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


def _igraph(network: nx.Graph[str]) -> tuple[Any, list[str]]:
    import igraph

    nodes = list(network)
    place = {node: number for number, node in enumerate(nodes)}
    edges = [(place[one], place[other]) for one, other in network.edges()]
    graph = igraph.Graph(n=len(nodes), edges=edges)
    graph.es["distance"] = [edge["distance"] for _, _, edge in network.edges(data=True)]
    return graph, nodes
