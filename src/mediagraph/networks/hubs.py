"""The hub table: who holds a network together, by four measures, and through which kinds of cooperation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mediagraph.networks.measures import pagerank

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import networkx as nx


@dataclass(frozen=True, slots=True)
class Hub:
    """One node of a network with its measures.

    Attributes:
        rank: place in the table, from 1; nodes of equal strength, degree and PageRank share it.
        entity: IRI.
        label: English name where there is one.
        degree: number of partners.
        strength: works and events shared with partners, added up over partners.
        betweenness: share of the shortest paths between others that lead through the node, where an edge is
            as long as 1/strength; from 0 to 1 (L. C. Freeman, Sociometry 40, 1977; U. Brandes, Journal of
            Mathematical Sociology 25, 2001).
        pagerank: PageRank over strength, adding up to 1.
        partners: labels of the partners, strongest first.
        works: labels of the works and events behind the edges.
    """

    rank: int
    entity: str
    label: str
    degree: int
    strength: int
    betweenness: float
    pagerank: float
    partners: Sequence[str]
    works: Sequence[str]


@dataclass(frozen=True, slots=True)
class HubTable:
    """Hubs, best first, and what was counted.

    Attributes:
        network: name of the projection.
        kinds: works or events by kind of cooperation that makes an edge.
        since: first year that counts, or None.
        nodes: number of nodes.
        edges: number of edges.
        components: number of parts that no edge connects.
        hubs: the rows.
    """

    network: str
    kinds: Mapping[str, int]
    since: int | None
    nodes: int
    edges: int
    components: int
    hubs: Sequence[Hub]

    @property
    def counted(self) -> str:
        """What makes an edge, in words."""
        kinds = ", ".join(f"{kind} ({count})" for kind, count in self.kinds.items()) or "nothing"
        return f"edges through {kinds}" + (f", since {self.since}" if self.since else "")


def hub_table(network: nx.Graph[str]) -> HubTable:
    """Return the hub table of a projection: by strength, then degree, PageRank and IRI."""
    import networkx as nx

    between = nx.betweenness_centrality(network, weight="distance")
    rank = pagerank(network)
    degree = dict(network.degree())
    strength = {node: int(value) for node, value in network.degree(weight="strength")}
    # PageRank settles only up to a tolerance, so equal nodes may differ in the last digits
    ordered = sorted(network, key=lambda n: (-strength[n], -degree[n], -round(rank[n], 9), n))
    hubs: list[Hub] = []
    keys: dict[tuple[float, ...], int] = {}
    for place, node in enumerate(ordered, start=1):
        key = (strength[node], degree[node], round(rank[node], 9))
        hubs.append(
            Hub(
                rank=keys.setdefault(key, place),
                entity=node,
                label=network.nodes[node]["label"],
                degree=degree[node],
                strength=strength[node],
                betweenness=round(between[node], 9),
                pagerank=round(rank[node], 9),
                partners=_partners(network, node),
                works=_works(network, node),
            )
        )
    return HubTable(
        network=str(network.graph.get("name", "")),
        kinds=network.graph.get("kinds", {}),
        since=network.graph.get("since"),
        nodes=network.number_of_nodes(),
        edges=network.number_of_edges(),
        components=nx.number_connected_components(network),
        hubs=hubs,
    )


def _partners(network: nx.Graph[str], node: str) -> list[str]:
    strongest = sorted(network.adj[node].items(), key=lambda pair: (-pair[1]["strength"], pair[0]))
    return [network.nodes[other]["label"] for other, _ in strongest]


def _works(network: nx.Graph[str], node: str) -> list[str]:
    labels = network.graph.get("labels", {})
    works = {work for _, _, edge in network.edges(node, data=True) for work in edge["works"]}
    return [labels.get(work, work) for work in sorted(works)]
