"""A network as arrays: each edge from both of its ends, those of a node together (compressed sparse rows)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    import networkx as nx
    from numpy.typing import NDArray

    Reals = NDArray[np.float64]
    Whole = NDArray[np.int64]


def added_up(places: Whole, values: Reals, count: int) -> Reals:
    """Return for each of `count` places the sum of the values that are at it."""
    found: Any = np.bincount(places, weights=values, minlength=count)
    sums: Reals = found
    return sums


@dataclass(frozen=True)
class Arrays:
    """The edges of a network, as numbers.

    Attributes:
        nodes: in the order of the network; arrays speak of them by their place in it.
        owner: the node that an edge is seen from, rising.
        partner: the node at its other end, rising within an owner.
        strength: of the edge.
        starts: where the edges of each node begin; one number more than there are nodes.
        sums: the strength of each node, with all its partners together.
    """

    nodes: list[str]
    owner: Whole
    partner: Whole
    strength: Reals
    starts: Whole
    sums: Reals

    @classmethod
    def of(cls, network: nx.Graph[str]) -> Arrays:
        """Return the arrays of a network whose edges bear `strength`."""
        nodes = list(network)
        place = {node: number for number, node in enumerate(nodes)}
        edges = [(place[a], place[b], data["strength"]) for a, b, data in network.edges(data=True)]
        one = np.fromiter((edge[0] for edge in edges), np.int64, len(edges))
        other = np.fromiter((edge[1] for edge in edges), np.int64, len(edges))
        weight = np.fromiter((edge[2] for edge in edges), np.float64, len(edges))
        owner, partner = np.concatenate([one, other]), np.concatenate([other, one])
        order = np.lexsort((partner, owner))
        owner, partner, strength = owner[order], partner[order], np.concatenate([weight, weight])[order]
        starts = np.searchsorted(owner, np.arange(len(nodes) + 1))
        sums = added_up(owner, strength, len(nodes))
        return cls(nodes, owner, partner, strength, starts, sums)

    def values(self, found: NDArray[Any]) -> dict[str, float]:
        """Return what was found of each node, by node."""
        return dict(zip(self.nodes, found.tolist(), strict=True))

    def times(self, vector: Reals) -> Reals:
        """Return the product of the matrix of strengths with a vector over the nodes."""
        return added_up(self.owner, self.strength * vector[self.partner], len(self.nodes))

    def on_paths(self) -> NDArray[np.bool_]:
        """Tell which edges, as long as the inverse of their strength, no way over one other node is shorter than.

        No shortest path leads over the others, so that without them there are the same, to be found sooner.
        """
        length = 1 / self.strength
        found = np.ones(len(length), np.bool_)
        for triads in self.triads():
            steps = length[triads.own]
            way = steps[triads.first] + steps[triads.second]
            # Ways that differ in the last digits only are equally long.
            found[triads.edges] &= way * (1 + 1e-9) >= length[triads.edges]
        return found

    def triads(self) -> Iterator[Triads]:
        """Yield what each node with partners has of ties among these, in the order of the nodes."""
        place = np.full(len(self.nodes), -1)
        counts = np.diff(self.starts)
        for node in np.flatnonzero(counts).tolist():
            own = slice(self.starts[node], self.starts[node + 1])
            partners = self.partner[own]
            place[partners] = np.arange(len(partners))
            # The edges of all partners, one partner's after the other's.
            lengths = counts[partners]
            offsets = np.repeat(self.starts[partners] - np.concatenate([[0], np.cumsum(lengths)[:-1]]), lengths)
            edges = offsets + np.arange(len(offsets))
            second = place[self.partner[edges]]
            kept = second >= 0
            yield Triads(node, own, edges[kept], np.repeat(np.arange(len(partners)), lengths)[kept], second[kept])
            place[partners] = -1


@dataclass(frozen=True)
class Triads:
    """The ties among the partners of a node.

    Attributes:
        node: whose partners they are.
        own: its edges.
        edges: those between two of its partners, from both ends.
        first: which of the partners such an edge is seen from, by its place among them.
        second: which is at the other end.
    """

    node: int
    own: slice
    edges: Whole
    first: Whole
    second: Whole
