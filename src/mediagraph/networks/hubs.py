"""The hub table: who holds a network together, by several measures, and through which kinds of cooperation."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mediagraph.networks import measures
from mediagraph.networks.communities import communities, modularity
from mediagraph.networks.engines import betweenness_and_closeness
from mediagraph.networks.projection import sides

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import networkx as nx


@dataclass(frozen=True, slots=True)
class Hub:
    """One node of a network with its measures.

    Attributes:
        rank: place in the table, from 1; nodes of equal strength, degree and PageRank share it. In a network of two
            sides each side has its own ranks.
        entity: IRI.
        label: English name where there is one.
        type: name of its class, such as Country or Channel.
        degree: number of partners.
        strength: what it shares with partners, added up over partners; in works and events, unless weighted otherwise.
        betweenness: share of the shortest paths between others that lead through it, from 0 to 1.
        closeness: how near it is to all others, in the unit of strength.
        eigenvector: centrality by that of its partners, from 0 to 1.
        pagerank: PageRank over strength; all add up to 1.
        core: number of the innermost k-core that it is in.
        constraint: Burt's constraint; low for brokers, nan without partners.
        effective_size: partners less what is redundant among them; nan without partners.
        community: number of its community, the largest being 1.
        participation: how evenly its strength is spread over communities, from 0; nan without partners.
        partners: labels of the partners, strongest first.
        works: labels of the works and events behind the edges.

    The measures are those of `mediagraph.networks.measures`, which names their sources.
    """

    rank: int
    entity: str
    label: str
    type: str
    degree: int
    strength: float
    betweenness: float
    closeness: float
    eigenvector: float
    pagerank: float
    core: int
    constraint: float
    effective_size: float
    community: int
    participation: float
    partners: Sequence[str]
    works: Sequence[str]


@dataclass(frozen=True, slots=True)
class HubTable:
    """Hubs, best first, and what was counted.

    Attributes:
        network: name of the projection.
        kinds: works or events by kind of cooperation that makes an edge.
        since: first year that counts, or None.
        until: last year that counts, or None.
        weight: name of the weighting.
        nodes: number of nodes.
        edges: number of edges.
        components: number of parts that no edge connects.
        modularity: of the communities, by Louvain with seed 1 and resolution 1.
        assortativity: correlation of the degrees at both ends of an edge.
        core: labels of the best core, all tied to each other, in a split into core and periphery.
        core_fit: correlation of the ties with those of that split.
        hubs: the rows.
    """

    network: str
    kinds: Mapping[str, int]
    since: int | None
    until: int | None
    weight: str
    nodes: int
    edges: int
    components: int
    modularity: float
    assortativity: float
    core: Sequence[str]
    core_fit: float
    hubs: Sequence[Hub]

    @property
    def counted(self) -> str:
        """What makes an edge, in words."""
        kinds = ", ".join(f"{kind} ({count})" for kind, count in self.kinds.items()) or "nothing"
        period = (f", since {self.since}" if self.since else "") + (f", until {self.until}" if self.until else "")
        weighting = f", weighted {self.weight}" if self.weight != "count" else ""
        return f"edges through {kinds}{period}{weighting}"


def hub_table(network: nx.Graph[str]) -> HubTable:
    """Return the hub table of a projection: by strength, then degree, PageRank and IRI."""
    import networkx as nx

    rank = measures.pagerank(network)
    degree = dict(network.degree())
    strength = dict(network.degree(weight="strength"))
    between, close = betweenness_and_closeness(network)
    eigen, cores = measures.eigenvector(network), measures.core_number(network)
    constraint, size = measures.constraint(network), measures.effective_size(network)
    groups = communities(network)
    spread = measures.participation(network, groups)
    # PageRank settles only up to a tolerance, so equal nodes may differ in the last digits
    ordered = sorted(network, key=lambda n: (-round(strength[n], 9), -degree[n], -round(rank[n], 9), n))
    hubs: list[Hub] = []
    side_of = {node: number for number, side in enumerate(sides(network)) for node in side}
    places: Counter[int] = Counter()
    keys: dict[tuple[float, ...], int] = {}
    for node in ordered:
        places[side_of[node]] += 1
        key = (side_of[node], round(strength[node], 9), degree[node], round(rank[node], 9))
        hubs.append(
            Hub(
                rank=keys.setdefault(key, places[side_of[node]]),
                entity=node,
                label=network.nodes[node]["label"],
                type=network.nodes[node].get("type", ""),
                degree=degree[node],
                strength=round(strength[node], 9),
                betweenness=round(between[node], 9),
                closeness=round(close[node], 9),
                eigenvector=round(eigen[node], 9),
                pagerank=round(rank[node], 9),
                core=int(cores[node]),
                constraint=round(constraint[node], 9),
                effective_size=round(size[node], 9),
                community=groups[node],
                participation=round(spread[node], 9),
                partners=_partners(network, node),
                works=_works(network, node),
            )
        )
    core, fit = measures.core_periphery(network)
    return HubTable(
        network=str(network.graph.get("name", "")),
        kinds=network.graph.get("kinds", {}),
        since=network.graph.get("since"),
        until=network.graph.get("until"),
        weight=network.graph.get("weight", "count"),
        nodes=network.number_of_nodes(),
        edges=network.number_of_edges(),
        components=nx.number_connected_components(network),
        modularity=modularity(network, groups),
        assortativity=measures.assortativity(network),
        core=sorted(network.nodes[node]["label"] for node in core),
        core_fit=fit,
        hubs=hubs,
    )


def _partners(network: nx.Graph[str], node: str) -> list[str]:
    strongest = sorted(network.adj[node].items(), key=lambda pair: (-pair[1]["strength"], pair[0]))
    return [network.nodes[other]["label"] for other, _ in strongest]


def _works(network: nx.Graph[str], node: str) -> list[str]:
    labels = network.graph.get("labels", {})
    works = {work for _, _, edge in network.edges(node, data=True) for work in edge["works"]}
    return [labels.get(work, work) for work in sorted(works)]
