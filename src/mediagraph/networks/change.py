"""Change: the same network in periods, who rose and who fell, which partnerships are new and which ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mediagraph.errors import UsageError
from mediagraph.networks.hubs import HubTable, hub_table
from mediagraph.networks.measures import strength
from mediagraph.networks.projection import of_rows, sides
from mediagraph.networks.rows import NO_YEAR

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import networkx as nx


@dataclass(frozen=True, slots=True)
class Period:
    """A span of years and what the network was in it.

    Attributes:
        since: first year.
        until: last year.
        network: only with the works of these years.
        ranks: rank of each node by strength, from 1; equal ones share the best of their ranks.
    """

    since: int
    until: int
    network: nx.Graph[str]
    ranks: dict[str, int]

    def hubs(self) -> HubTable:
        """Return the hub table of the period, with all measures."""
        return hub_table(self.network)


@dataclass(frozen=True, slots=True)
class Move:
    """How a node moved between two periods; a rank is None where it had no partner."""

    entity: str
    before: int | None
    after: int | None
    strength_before: float
    strength_after: float


@dataclass(frozen=True, slots=True)
class Turn:
    """What changed from one period to the next.

    Attributes:
        before: the earlier period's years.
        after: the later one's.
        moves: nodes by the change of their strength, the largest gain first.
        new: pairs that worked together in the later period and in no year before it.
        ended: pairs that worked together before and in no year of the later period.
    """

    before: tuple[int, int]
    after: tuple[int, int]
    moves: Sequence[Move]
    new: Sequence[tuple[str, str]]
    ended: Sequence[tuple[str, str]]


def within(network: nx.Graph[str], since: int, until: int) -> nx.Graph[str]:
    """Return the network with only the works of some years, weighted as before; works without a year are left out.

    Args:
        network: a projection, whose attributes `rows` and `years` say what it was made of, and the year of each work.
        since: first year.
        until: last year.
    """
    known = network.graph
    rows = known["rows"]
    years = rows.year_of_works()[rows.work]
    part = of_rows(
        rows.where((years != NO_YEAR) & (since <= years) & (years <= until)),
        weight=known["weight"],
        bipartite=known["bipartite"],
    )
    part.graph.update({key: value for key, value in known.items() if key not in part.graph}, since=since, until=until)
    for node in part:
        part.nodes[node].update(network.nodes[node])
    return part


def periods(network: nx.Graph[str], *, width: int = 10, step: int = 10, until: int | None = None) -> list[Period]:
    """Return the network in windows of `width` years, the last of which ends with the last year known.

    Args:
        network: a projection.
        width: years of a window.
        step: years from one window to the next; less than `width` for windows that overlap.
        until: last year of the last window; by default the last year of any work.

    Raises:
        UsageError: a width or a step below one year.
    """
    if width < 1 or step < 1:
        raise UsageError("a window has at least one year, and moves by at least one")
    years = sorted(set(network.graph.get("years", {}).values()))
    if not years:
        return []
    last = years[-1] if until is None else until
    ends = list(range(last, years[0] - 1, -step))
    return [_period(network, end - width + 1, end) for end in reversed(ends)]


def turn(network: nx.Graph[str], before: Period, after: Period) -> Turn:
    """Return what changed from one period to another.

    New and ended partnerships are told by all years known, not by the two periods alone: a pair that paused is neither
    new when it works together again, nor ended as long as it does.
    """
    old, now = strength(before.network), strength(after.network)
    moves = [
        Move(node, before.ranks.get(node), after.ranks.get(node), old.get(node, 0.0), now.get(node, 0.0))
        for node in old.keys() | now.keys()
    ]
    moves.sort(key=lambda move: (move.strength_before - move.strength_after, move.entity))
    new, ended = [], []
    for one, other, years in _pairs(network):
        pair = (min(one, other), max(one, other))
        in_after = any(after.since <= year <= after.until for year in years)
        if in_after and min(years) >= after.since:
            new.append(pair)
        elif not in_after and max(years) < after.since:
            ended.append(pair)
    return Turn((before.since, before.until), (after.since, after.until), moves, sorted(new), sorted(ended))


def _period(network: nx.Graph[str], since: int, until: int) -> Period:
    part = within(network, since, until)
    # What adds up to the same may differ in the last digits.
    values = {node: round(value, 9) for node, value in strength(part).items()}
    ranks = {}
    for side in sides(part):
        ordered = sorted((values[node] for node in side), reverse=True)
        ranks.update({node: ordered.index(values[node]) + 1 for node in side})
    return Period(since, until, part, ranks)


def _pairs(network: nx.Graph[str]) -> Iterator[tuple[str, str, list[int]]]:
    """The pairs with the years of their works, as far as any is known."""
    years = network.graph.get("years", {})
    for one, other, edge in network.edges(data=True):
        found = [years[work] for work in edge["works"] if work in years]
        if found:
            yield one, other, found
