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

import numpy as np

from mediagraph.networks.arrays import added_up
from mediagraph.networks.projection import sides

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    import networkx as nx
    from numpy.typing import NDArray

    Reals = NDArray[np.float64]
    Whole = NDArray[np.int64]

_BLOCK = 4096  # nodes that one is compared with at once: memory for so many, in all draws
_NOISE = 1e-9  # what differs by less in all draws does not vary


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
    nodes = sorted(network)
    work, node, share = _contributions(network, nodes)
    works = int(work.max(initial=-1)) + 1
    measured = _rounded(added_up(node, share, len(nodes)))
    samples = np.zeros((len(nodes), draws))
    for draw, times in enumerate(_drawn(works, draws, seed)):
        samples[:, draw] = added_up(node, times[work] * share, len(nodes))
    samples = _rounded(samples)
    found: dict[str, Sureness] = {}
    place = {name: number for number, name in enumerate(nodes)}
    # The nodes of one side are ranked among themselves; both sides see the same draws.
    for side in sides(network):
        rows = np.fromiter((place[name] for name in side), np.int64, len(side))
        compared = _Compared(measured[rows], samples[rows])
        tops = compared.thresholds(k)
        for number, name in enumerate(side):
            if of is not None and name not in of:
                continue
            above, below = compared.surely(number, level)
            own = compared.samples[number]
            ordered = np.sort(own)
            found[name] = Sureness(
                strength=float(compared.measured[number]),
                low=float(_quantile(ordered, (1 - level) / 2)),
                high=float(_quantile(ordered, (1 + level) / 2)),
                best=above + 1,
                worst=len(side) - below,
                top=int(((own >= tops) & (own > 0)).sum()) / draws,
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


class _Compared:
    """Nodes that are ranked with each other: their strengths, and a row each of those in every draw."""

    def __init__(self, measured: Reals, samples: Reals) -> None:
        self.measured, self.samples = measured, samples
        self.away = samples - measured[:, None]

    def thresholds(self, k: int) -> Reals:
        """Return the strength of the k-th strongest in each draw."""
        count, draws = self.samples.shape
        if not count:
            return np.zeros(draws)
        place = count - min(k, count)
        found: Reals = np.partition(self.samples, place, axis=0)[place]
        return found

    def surely(self, node: int, level: float) -> tuple[int, int]:
        """Return how many nodes are surely stronger than this one, and how many surely weaker."""
        differences = self.measured - self.measured[node]
        spreads = np.zeros(len(differences))
        # The largest of the studentised differences in each draw: its quantile holds for all of them at once.
        largest = np.zeros(self.samples.shape[1])
        for begin in range(0, len(differences), _BLOCK):
            block = slice(begin, begin + _BLOCK)
            away = self.away[block] - self.away[node]
            squares = np.einsum("ij,ij->i", away, away) / len(largest) - away.mean(axis=1) ** 2
            spreads[block] = spread = np.sqrt(np.maximum(squares, 0.0))
            varies = spread > _NOISE
            away *= np.divide(1.0, spread, out=np.zeros(len(spread)), where=varies)[:, None]
            np.maximum(largest, np.abs(away, out=away).max(axis=0, initial=0.0), out=largest)
        bound = _quantile(np.sort(largest), level) * spreads
        varies = spreads > _NOISE
        return int((differences > bound)[varies].sum()), int((-differences > bound)[varies].sum())


def _contributions(network: nx.Graph[str], nodes: Sequence[str]) -> tuple[Whole, Whole, Reals]:
    """What works add to the strength of nodes: numbers of the work and the node, and how much.

    Works are numbered in the order of their names, so that equal networks are drawn from alike.
    """
    shares: Mapping[str, float] = network.graph["shares"]
    place = {node: number for number, node in enumerate(nodes)}
    counted = sorted({work for _, _, edge in network.edges(data=True) for work in edge["works"]})
    number = {work: one for one, work in enumerate(counted)}
    works, found = [], []
    for one, other, edge in network.edges(data=True):
        for work in edge["works"]:
            works += [number[work], number[work]]
            found += [place[one], place[other]]
    # A work adds to a node once, whatever the number of its pairs there.
    both, place_of = np.unique(np.array(works, np.int64) * len(nodes) + np.array(found, np.int64), return_inverse=True)
    share = np.fromiter((shares[name] for name in counted), np.float64, len(counted))
    work = both // max(len(nodes), 1)
    return work, both - work * len(nodes), np.bincount(place_of, minlength=len(both)) * share[work]


def _drawn(works: int, draws: int, seed: int) -> Iterator[Whole]:
    """Yield how often each work is in a draw of as many as there are, with replacement: as `random.choices` draws."""
    _, state, _ = random.Random(seed).getstate()  # noqa: S311 - chance, no secret
    chance = np.random.RandomState()
    chance.set_state(("MT19937", np.array(state[:-1], np.uint32), int(state[-1]), 0, 0.0))
    for _ in range(draws):
        yield np.bincount((chance.random_sample(works) * works).astype(np.int64), minlength=works)


def _rounded(values: Reals) -> Reals:
    """Sums of shares, which may differ in their last digits by the order of the works, as equal numbers."""
    return np.round(values, 9)


def _quantile(ordered: Reals, share: float) -> float:
    """The smallest value that at least `share` of the values do not exceed."""
    return float(ordered[min(len(ordered) - 1, max(0, math.ceil(share * len(ordered)) - 1))])
