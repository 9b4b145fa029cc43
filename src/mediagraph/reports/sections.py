"""What the report on partnership hubs shows of one network: hubs and how sure, partners, works, change, a drawing."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mediagraph.networks import Sureness, bootstrap, hub_table, periods, project, turn
from mediagraph.networks.measures import strength
from mediagraph.reports.drawing import Bar, Dot, Line, Tie, bars, drawn, lines

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import networkx as nx

    from mediagraph.networks import Hub, HubTable
    from mediagraph.questions import Questions

_SURE, _CHARTED, _LINED, _MATRIX = 25, 15, 8, 20


@dataclass(frozen=True, slots=True)
class Choice:
    """What the reader of the report chose.

    Attributes:
        kinds: of cooperation that make an edge; all where empty.
        since: first year that counts, or None.
        until: last year that counts, or None.
        weight: name of the weighting.
        draws: of the bootstrap.
        level: of its intervals.
        window: years of a period.
    """

    kinds: Sequence[str] = ()
    since: int | None = None
    until: int | None = None
    weight: str = "count"
    draws: int = 300
    level: float = 0.9
    window: int = 10


@dataclass(frozen=True, slots=True)
class Partner:
    """A partner of a hub, with the works behind the partnership."""

    entity: str
    label: str
    strength: float
    kinds: Sequence[str]
    works: Sequence[str]


@dataclass(frozen=True, slots=True)
class Row:
    """A hub with what is known of it."""

    hub: Hub
    sure: Sureness | None
    partners: Sequence[Partner]


@dataclass(frozen=True, slots=True)
class Change:
    """Two neighbouring periods compared, in words."""

    before: str
    after: str
    rose: Sequence[tuple[str, float, float]]
    fell: Sequence[tuple[str, float, float]]
    new: Sequence[str]
    ended: Sequence[str]


@dataclass(frozen=True, slots=True)
class Section:
    """A network of the report."""

    name: str
    network: nx.Graph[str]
    table: HubTable
    rows: Sequence[Row]
    bars: Sequence[Bar]
    dots: Sequence[Dot]
    ties: Sequence[Tie]
    spans: Sequence[str] = field(default_factory=list)
    lines: Sequence[Line] = field(default_factory=list)
    change: Change | None = None
    matrix: Sequence[tuple[str, Sequence[float]]] = field(default_factory=list)
    undated: int = 0

    @property
    def inseparable(self) -> Sequence[tuple[str, str]]:
        """Neighbours in the table whose intervals of ranks overlap, so that their order may be chance."""
        known = [(row.hub.label, row.sure) for row in self.rows if row.sure]
        pairs = itertools.pairwise(known)
        return [
            (one, other)
            for (one, first), (other, second) in pairs
            if first and second and first.best <= second.worst and second.best <= first.worst
        ]


def section(graph: Questions, name: str, choice: Choice) -> Section:
    """Return what the report shows of the network called `name`."""
    by_kind = "kind" in graph.queries[f"networks/{name}"].parameters  # people are not linked by cooperation
    network = project(
        graph,
        name,
        kinds=choice.kinds if by_kind and choice.kinds else None,
        since=choice.since,
        until=choice.until,
        weight=choice.weight,
    )
    table = hub_table(network)
    first = {hub.entity for hub in table.hubs[:_SURE]}
    sure = bootstrap(network, of=first, draws=choice.draws, level=choice.level)
    communities = {hub.entity: hub.community for hub in table.hubs}
    dots, ties = drawn(network, communities)
    spans, over_time, change = _over_time(network, table, choice)
    years = network.graph["years"]
    works = {work for _, _, edge in network.edges(data=True) for work in edge["works"]}
    charted = [(hub, sure[hub.entity]) for hub in table.hubs[:_CHARTED]]
    return Section(
        name=name,
        network=network,
        table=table,
        rows=[Row(hub, sure.get(hub.entity), _partners(network, hub.entity)) for hub in table.hubs],
        bars=bars([(hub.label, one.strength, one.low, one.high) for hub, one in charted]),
        dots=dots,
        ties=ties,
        spans=spans,
        lines=over_time,
        change=change,
        matrix=_matrix(network, table) if name == "countries" else [],
        undated=len(works - years.keys()),
    )


def anchor(iri: str) -> str:
    """Return an IRI as the name of a place within the page."""
    return re.sub(r"[^A-Za-z0-9]+", "-", iri.partition("/id/")[2] or iri).strip("-")


def _partners(network: nx.Graph[str], node: str) -> list[Partner]:
    found = [
        Partner(other, network.nodes[other]["label"], edge["strength"], edge["kinds"], edge["works"])
        for other, edge in network.adj[node].items()
    ]
    return sorted(found, key=lambda partner: (-partner.strength, partner.label, partner.entity))


def _over_time(network: nx.Graph[str], table: HubTable, choice: Choice) -> tuple[list[str], list[Line], Change | None]:
    parts = periods(network, width=choice.window, step=choice.window)
    if len(parts) < 2:
        return [], [], None
    spans = [f"{part.since}-{part.until}" for part in parts]
    by_part = [strength(part.network) for part in parts]
    hubs = table.hubs[:_LINED]
    values: Mapping[str, Sequence[float]] = {hub.label: [one.get(hub.entity, 0.0) for one in by_part] for hub in hubs}
    return spans, lines(spans, values), _change(network, parts[-2:])


def _change(network: nx.Graph[str], parts: Sequence[object]) -> Change:
    from mediagraph.networks.change import Period

    before, after = parts
    assert isinstance(before, Period)  # noqa: S101 - what `periods` gives
    assert isinstance(after, Period)  # noqa: S101
    found = turn(network, before, after)
    label = {node: network.nodes[node]["label"] for node in network}
    moved = [(label[m.entity], m.strength_before, m.strength_after) for m in found.moves]
    return Change(
        before=f"{before.since}-{before.until}",
        after=f"{after.since}-{after.until}",
        rose=[move for move in moved if move[2] > move[1]][:10],
        fell=[move for move in reversed(moved) if move[2] < move[1]][:10],
        new=[f"{label[one]} - {label[other]}" for one, other in found.new],
        ended=[f"{label[one]} - {label[other]}" for one, other in found.ended],
    )


def _matrix(network: nx.Graph[str], table: HubTable) -> list[tuple[str, list[float]]]:
    """The strengths between the first hubs, row by row; 0 for none."""
    first = [hub.entity for hub in table.hubs[:_MATRIX]]
    return [
        (
            network.nodes[one]["label"],
            [network.edges[one, other]["strength"] if network.has_edge(one, other) else 0 for other in first],
        )
        for one in first
    ]
