"""Blocs of a network: how much is shared within them, how much across, and who works across."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mediagraph.errors import ParameterError
from mediagraph.networks.measures import ei_index

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    import networkx as nx


@dataclass(frozen=True, slots=True)
class Bloc:
    """A bloc and its ties.

    Attributes:
        name: what it is called.
        members: IRI and name of its nodes, the strongest first.
        within: strength between its members.
        between: strength between them and members of other blocs.
        ei: E-I index of these ties; nan where there are none.
    """

    name: str
    members: Sequence[tuple[str, str]]
    within: float
    between: float
    ei: float


@dataclass(frozen=True, slots=True)
class Blocs:
    """The blocs of a network.

    Attributes:
        chosen: whether the reader named them; else they are the communities.
        ei: E-I index of all ties between members of blocs.
        rows: the blocs.
        of_nodes: E-I index of each member's own ties.
    """

    chosen: bool
    ei: float
    rows: Sequence[Bloc]
    of_nodes: Mapping[str, float]


def blocs(
    network: nx.Graph[str],
    order: Sequence[str],
    communities: Mapping[str, int],
    chosen: Mapping[str, Collection[str]] | None = None,
) -> Blocs:
    """Return the blocs of a network, and the E-I index of the whole, of each bloc and of each node.

    Args:
        network: edges bear `strength`.
        order: its nodes, the strongest first.
        communities: number of each node's community, which is its bloc where none are chosen.
        chosen: nodes by name of the bloc; what is in none of them counts in no index.

    Raises:
        ParameterError: a node stands in two blocs.
    """
    of: dict[str, str] = {}
    if chosen:
        for name, members in chosen.items():
            for node in members:
                if of.setdefault(node, name) != name:
                    label = network.nodes[node]["label"] if node in network else node
                    raise ParameterError(f"{label} stands in two blocs, {of[node]} and {name}; name it in one")
        of = {node: name for node, name in of.items() if node in network}
    else:
        of = {node: f"Community {number}" for node, number in communities.items()}
    part = network.subgraph(of).copy() if chosen else network
    names = list(chosen) if chosen else sorted(set(of.values()), key=lambda name: int(name.rpartition(" ")[2]))
    members_of: dict[str, list[str]] = {name: [] for name in names}
    for node in order:
        if node in of:
            members_of[of[node]].append(node)
    return Blocs(
        chosen=bool(chosen),
        ei=ei_index(part, of.__getitem__),
        rows=[_bloc(part, name, members, of) for name, members in members_of.items()],
        of_nodes={node: _own_index(part.adj[node], of, of[node]) for node in of},
    )


def _own_index(partners: Mapping[str, Mapping[str, Any]], of: Mapping[str, str], own: str) -> float:
    """The E-I index of a node's own ties."""
    within = between = 0.0
    for other, edge in partners.items():
        if of[other] == own:
            within += edge["strength"]
        else:
            between += edge["strength"]
    return (between - within) / (between + within) if between + within else math.nan


def _bloc(network: nx.Graph[str], name: str, members: Sequence[str], of: Mapping[str, str]) -> Bloc:
    own = _ties(network, members)
    within = between = 0.0
    for one, other, edge in own.edges(data=True):
        if of[one] == of[other]:
            within += edge["strength"]
        else:
            between += edge["strength"]
    named = [(node, network.nodes[node]["label"]) for node in members]
    return Bloc(name, named, within, between, ei_index(own, of.__getitem__))


def _ties(network: nx.Graph[str], nodes: Sequence[str]) -> nx.Graph[str]:
    """The network of the ties of some nodes only."""
    import networkx as nx

    found: nx.Graph[str] = nx.Graph()
    found.add_edges_from(network.edges(nodes, data=True))
    return found
