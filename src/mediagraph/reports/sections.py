"""What the report on partnership hubs shows of one network: hubs and how sure, partners, works, change, a drawing."""

from __future__ import annotations

import bisect
import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from mediagraph.networks import Sureness, bootstrap, hub_table, periods, project, turn
from mediagraph.networks.choosing import question
from mediagraph.networks.measures import strength
from mediagraph.reports.blocs import Blocs, blocs
from mediagraph.reports.drawing import Bar, Chart, Dot, Tie, bars, chart, colour, drawn
from mediagraph.reports.marking import anchor, link

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    import networkx as nx
    from markupsafe import Markup

    from mediagraph.networks import Hub, HubTable
    from mediagraph.networks.change import Period
    from mediagraph.questions import Questions

COUNTRIES = "countries"
_SURE, _CHARTED, _LINED, _MATRIX = 25, 15, 7, 20
_SHADES = 5


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
        blocs: of countries: a name, and codes or names of its members; communities are the blocs where none are named.
    """

    kinds: Sequence[str] = ()
    since: int | None = None
    until: int | None = None
    weight: str = "count"
    draws: int = 300
    level: float = 0.9
    window: int = 10
    blocs: Sequence[tuple[str, Sequence[str]]] = ()


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


class Moved(NamedTuple):
    """A hub whose strength is another than in the period before."""

    entity: str
    label: str
    before: float
    after: float


class Pair(NamedTuple):
    """Two partners, by IRI and name."""

    one: str
    other: str
    label: str
    partner: str


class Cell(NamedTuple):
    """A pair in the matrix; `shade` is 0 for no strength, else from 1 to 5, each for a fifth of the pairs with some."""

    partner: str
    strength: float
    shade: int


class Legend(NamedTuple):
    """A colour of the drawing, and which communities have it."""

    colour: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """Two neighbouring periods compared, in words."""

    before: str
    after: str
    rose: Sequence[Moved]
    fell: Sequence[Moved]
    new: Sequence[Pair]
    ended: Sequence[Pair]


@dataclass(frozen=True, slots=True)
class Section:
    """A network of the report; `links` lead from each work to its place in the page."""

    name: str
    network: nx.Graph[str]
    table: HubTable
    rows: Sequence[Row]
    bars: Sequence[Bar]
    dots: Sequence[Dot]
    ties: Sequence[Tie]
    legend: Sequence[Legend]
    blocs: Blocs
    works: int
    undated: int
    links: Mapping[str, Markup]
    chart: Chart | None = None
    change: Change | None = None
    matrix: Sequence[tuple[str, str, Sequence[Cell]]] = field(default_factory=list)

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


def section(network: nx.Graph[str], choice: Choice, chosen: Mapping[str, Collection[str]] | None = None) -> Section:
    """Return what the report shows of a network.

    Args:
        network: as `projected` gives it.
        choice: of the reader.
        chosen: the members of blocs of its nodes, by name of the bloc.
    """
    name = str(network.graph["name"])
    table = hub_table(network)
    first = {hub.entity for hub in table.hubs[:_SURE]}
    sure = bootstrap(network, of=first, draws=choice.draws, level=choice.level)
    communities = {hub.entity: hub.community for hub in table.hubs}
    dots, ties = drawn(network, communities)
    over_time, change = _over_time(network, table, choice)
    works, labels = network.graph["parties"], network.graph["labels"]
    charted = [(hub, sure[hub.entity]) for hub in table.hubs[:_CHARTED]]
    return Section(
        name=name,
        network=network,
        table=table,
        rows=[Row(hub, sure.get(hub.entity), _partners(network, hub.entity)) for hub in table.hubs],
        bars=bars([(hub.entity, hub.label, one.strength, one.low, one.high) for hub, one in charted]),
        dots=dots,
        ties=ties,
        legend=_legend(dots),
        blocs=blocs(network, [hub.entity for hub in table.hubs], communities, chosen),
        works=len(works),
        undated=len(works.keys() - network.graph["years"].keys()),
        links={work: link(f"work-{anchor(work)}", labels.get(work, work)) for work in works},
        chart=over_time,
        change=change,
        matrix=_matrix(network, table) if name == COUNTRIES else [],
    )


def asked(graph: Questions, name: str, choice: Choice) -> tuple[str, Mapping[str, Any]] | None:
    """Return the stored query and the parameters that the store is asked for a network; None where it need not be.

    Raises:
        ParameterError: there is no such kind of cooperation.
    """
    kinds = _kinds(graph, name, choice)
    for kind in kinds or ():
        graph.term(f"networks/{name}", "kind", kind)
    return question(graph, name, kinds=kinds, since=choice.since)


def projected(graph: Questions, name: str, choice: Choice, answer: Callable[[], Any] | None = None) -> nx.Graph[str]:
    """Return the network called `name`.

    Args:
        graph: to ask.
        name: of the network.
        choice: of the reader.
        answer: gives the rows of what `asked` returns, where it was asked before.
    """
    return project(
        graph,
        name,
        kinds=_kinds(graph, name, choice),
        since=choice.since,
        until=choice.until,
        weight=choice.weight,
        answer=answer,
    )


def _kinds(graph: Questions, name: str, choice: Choice) -> Sequence[str] | None:
    """The kinds that were chosen; people are not linked by cooperation."""
    return (choice.kinds or None) if "kind" in graph.queries[f"networks/{name}"].parameters else None


def chosen_blocs(graph: Questions, choice: Choice) -> dict[str, list[str]] | None:
    """Return the members of the blocs that the reader named; these are of countries.

    Raises:
        ParameterError: no country, or several, are called so.
    """
    if not choice.blocs:
        return None
    return {bloc: [graph.entity(member, "mg:Country").value for member in members] for bloc, members in choice.blocs}


def _legend(dots: Sequence[Dot]) -> list[Legend]:
    """Which colour stands for which community, by the strongest of its drawn members."""
    members: dict[int, list[str]] = {}
    for dot in dots:
        members.setdefault(dot.community, []).append(dot.label)
    by_colour: dict[str, list[str]] = {}
    for community in sorted(members):
        few = members[community][:3]
        more = ", …" if len(members[community]) > len(few) else ""
        by_colour.setdefault(colour(community), []).append(f"{community}: {', '.join(few)}{more}")
    # Small communities share a colour, which then speaks of none of them.
    return [Legend(key, texts[0] if len(texts) == 1 else f"{len(texts)} others") for key, texts in by_colour.items()]


def _partners(network: nx.Graph[str], node: str) -> list[Partner]:
    found = [
        Partner(other, network.nodes[other]["label"], edge["strength"], edge["kinds"], edge["works"])
        for other, edge in network.adj[node].items()
    ]
    return sorted(found, key=lambda partner: (-partner.strength, partner.label, partner.entity))


def _over_time(network: nx.Graph[str], table: HubTable, choice: Choice) -> tuple[Chart | None, Change | None]:
    parts = periods(network, width=choice.window, step=choice.window)
    if len(parts) < 2:
        return None, None
    spans = [_years(part) for part in parts]
    by_part = [strength(part.network) for part in parts]
    rows = [(hub.entity, hub.label, [one.get(hub.entity, 0.0) for one in by_part]) for hub in table.hubs[:_LINED]]
    return chart(spans, rows), _change(network, parts[-2], parts[-1])


def _years(period: Period) -> str:
    return f"{period.since}-{period.until}" if period.since != period.until else str(period.since)


def _change(network: nx.Graph[str], before: Period, after: Period) -> Change:
    found = turn(network, before, after)
    label = {node: network.nodes[node]["label"] for node in network}
    moved = [Moved(m.entity, label[m.entity], m.strength_before, m.strength_after) for m in found.moves]
    return Change(
        before=_years(before),
        after=_years(after),
        rose=[move for move in moved if move.after > move.before][:10],
        fell=[move for move in reversed(moved) if move.after < move.before][:10],
        new=[Pair(one, other, label[one], label[other]) for one, other in found.new],
        ended=[Pair(one, other, label[one], label[other]) for one, other in found.ended],
    )


def _matrix(network: nx.Graph[str], table: HubTable) -> list[tuple[str, str, list[Cell]]]:
    """The strengths between the first hubs, row by row; 0 for none."""
    first = [hub.entity for hub in table.hubs[:_MATRIX]]
    known = sorted(edge["strength"] for _, _, edge in network.subgraph(first).edges(data=True))

    def cell(one: str, other: str) -> Cell:
        if not network.has_edge(one, other):
            return Cell(other, 0, 0)
        value = network.edges[one, other]["strength"]
        return Cell(other, value, 1 + bisect.bisect_left(known, value) * _SHADES // len(known))

    return [(one, network.nodes[one]["label"], [cell(one, other) for other in first]) for one in first]
