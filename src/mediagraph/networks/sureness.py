"""How sure a ranking is: works are what was sampled, so works are drawn again, and the ranking is made anew.

The bootstrap of B. Efron (Annals of Statistics 7, 1979), over works: a work is drawn or not with all its parties. Ranks
do not follow from intervals of each hub by itself, since what matters are the differences between hubs. A hub's rank
lies between one more than the number of hubs that are surely above it and the number of those not surely below it,
where "surely" is meant for all differences of the hub at once (M. Mogstad, J. P. Romano, A. M. Shaikh and D. Wilhelm,
Inference for Ranks, Review of Economic Studies 91, 2024).
"""

from __future__ import annotations

import itertools
import math
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mediagraph.networks.projection import sides

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    import networkx as nx


@dataclass(frozen=True, slots=True)
class Sureness:
    """What another sample of works might have said of a hub.

    Attributes:
        strength: as measured.
        low: lower end of the interval of the strength, from the bootstrap's percentiles.
        high: upper end of it.
        best: best rank that the sample does not speak against.
        worst: worst rank that it does not speak against.
        top: share of the draws in which the hub is among the first `k`, ties included.
    """

    strength: float
    low: float
    high: float
    best: int
    worst: int
    top: float


def bootstrap(
    network: nx.Graph[str],
    *,
    of: Collection[str] | None = None,
    draws: int = 500,
    level: float = 0.9,
    k: int = 10,
    seed: int = 1,
) -> dict[str, Sureness]:
    """Return how sure the strength and the rank by strength of nodes are.

    Args:
        network: a projection, whose edges bear `works`.
        of: the nodes that are asked for; all by default, which takes long for thousands.
        draws: how often the works are drawn anew.
        level: of the intervals; each hub's interval of ranks covers its true rank at least so often.
        k: how many of the first count as the top.
        seed: of the random numbers; equal seeds give equal results.
    """
    rows = contributions(network)
    found: dict[str, Sureness] = {}
    # The nodes of one side are ranked among themselves; both sides see the same draws.
    for nodes in sides(network):
        measured = _totals(nodes, rows, dict.fromkeys(rows, 1))
        samples = _samples(nodes, rows, draws, random.Random(seed))  # noqa: S311 - chance, no secret
        tops = [_threshold(sample, k) for sample in samples]
        for place, node in enumerate(nodes):
            if of is not None and node not in of:
                continue
            above, below = _surely(place, measured, samples, level)
            own = [sample[place] for sample in samples]
            ordered = sorted(own)
            found[node] = Sureness(
                strength=measured[place],
                low=_quantile(ordered, (1 - level) / 2),
                high=_quantile(ordered, (1 + level) / 2),
                best=above + 1,
                worst=len(nodes) - below,
                top=sum(value >= least and value > 0 for value, least in zip(own, tops, strict=True)) / draws,
            )
    return found


def separable(one: Sureness, other: Sureness) -> bool:
    """Tell whether two hubs' intervals of ranks lie apart."""
    return one.worst < other.best or other.worst < one.best


def inseparable(order: Sequence[str], sure: Mapping[str, Sureness]) -> list[tuple[str, str]]:
    """Return the neighbours in a ranking that are not separable, so that their order may be chance.

    Args:
        order: nodes that are ranked with each other, best first; those of which nothing is known are passed over.
        sure: what is known, by node.
    """
    known = [node for node in order if node in sure]
    return [pair for pair in itertools.pairwise(known) if not separable(sure[pair[0]], sure[pair[1]])]


def contributions(network: nx.Graph[str]) -> dict[str, dict[str, float]]:
    """Return what each work adds to the strength of each node, by the network's weighting."""
    shares: Mapping[str, float] = network.graph["shares"]
    found: dict[str, dict[str, float]] = {}
    for one, other, edge in network.edges(data=True):
        for work in edge["works"]:
            of_work = found.setdefault(work, {})
            for node in (one, other):
                of_work[node] = of_work.get(node, 0.0) + shares[work]
    return dict(sorted(found.items()))


def _totals(nodes: Sequence[str], rows: Mapping[str, Mapping[str, float]], times: Mapping[str, int]) -> list[float]:
    totals = dict.fromkeys(nodes, 0.0)
    for work, count in times.items():
        for node, share in rows[work].items():
            if node in totals:
                totals[node] += count * share
    return [totals[node] for node in nodes]


def _samples(
    nodes: Sequence[str], rows: Mapping[str, Mapping[str, float]], draws: int, chance: random.Random
) -> list[list[float]]:
    """The strength of each node in each draw of works, as many as there are, with replacement."""
    works = list(rows)
    place = {node: number for number, node in enumerate(nodes)}
    indexed = [[(place[node], share) for node, share in rows[work].items() if node in place] for work in works]
    samples = []
    for _ in range(draws):
        totals = [0.0] * len(nodes)
        for of_work in chance.choices(indexed, k=len(indexed)) if indexed else ():
            for number, share in of_work:
                totals[number] += share
        samples.append(totals)
    return samples


def _surely(place: int, measured: Sequence[float], samples: Sequence[Sequence[float]], level: float) -> tuple[int, int]:
    """How many nodes are surely stronger than this one, and how many surely weaker."""
    own = measured[place]
    differences = [value - own for value in measured]
    drawn = [[value - sample[place] for value in sample] for sample in samples]
    count = len(samples)
    spreads = []
    for other in range(len(measured)):
        values = [row[other] for row in drawn]
        mean = sum(values) / count
        spreads.append(math.sqrt(sum((value - mean) ** 2 for value in values) / count))
    # The largest of the studentised differences in each draw: its quantile holds for all of them at once.
    largest = sorted(
        max(
            (abs(row[other] - differences[other]) / spread for other, spread in enumerate(spreads) if spread > 0),
            default=0.0,
        )
        for row in drawn
    )
    bound = _quantile(largest, level)
    above = sum(d > bound * spread for d, spread in zip(differences, spreads, strict=True) if spread > 0)
    below = sum(-d > bound * spread for d, spread in zip(differences, spreads, strict=True) if spread > 0)
    return above, below


def _threshold(sample: Sequence[float], k: int) -> float:
    """The strength of the k-th strongest."""
    ordered = sorted(sample, reverse=True)
    return ordered[min(k, len(ordered)) - 1] if ordered else 0.0


def _quantile(ordered: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of the values do not exceed."""
    return ordered[min(len(ordered) - 1, max(0, math.ceil(share * len(ordered)) - 1))]
