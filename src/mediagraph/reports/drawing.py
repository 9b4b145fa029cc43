"""Pictures as plain SVG: bars with intervals, lines over time, a network laid out; each readable without a script."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mediagraph.networks.measures import backbone, strength
from mediagraph.reports.layout import names, places

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import networkx as nx

    from mediagraph.reports.layout import Name

# Colours that people with any kind of colour blindness tell apart (M. Okabe and K. Ito, 2008), then grey.
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7f7f7f")
_LONGEST, _FIRST, _TOLD = 26, 8, 8  # letters of a label, labels on a small screen, works named on an edge


@dataclass(frozen=True, slots=True)
class Bar:
    """A hub in the chart: lengths are in percent of the width."""

    entity: str
    label: str
    value: float
    low: float
    high: float
    number: float
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A hub over time: points as SVG has them; a mark leads from the last to the label."""

    label: str
    colour: str
    points: str
    dots: Sequence[tuple[float, float, str]]
    mark: str
    end: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Chart:
    """Lines over time, with the numbers that they show.

    Attributes:
        width: of the picture.
        height: of it.
        right: where the lines end.
        spans: the periods, each with its place.
        levels: round values, each with its height in the picture.
        lines: a line for each hub.
        rows: the numbers: IRI, label and a value for each period.
    """

    width: int
    height: int
    right: int
    spans: Sequence[tuple[float, str]]
    levels: Sequence[tuple[float, float]]
    lines: Sequence[Line]
    rows: Sequence[tuple[str, str, Sequence[float]]]


@dataclass(frozen=True, slots=True)
class Dot:
    """A node of the drawn network; `name` says where its label is written."""

    entity: str
    label: str
    short: str
    x: float
    y: float
    radius: float
    colour: str
    community: int
    title: str
    name: Name
    first: bool


@dataclass(frozen=True, slots=True)
class Tie:
    """An edge of the drawn network; its title has a line for each: the pair, the strength, works."""

    source: int
    target: int
    x1: float
    y1: float
    x2: float
    y2: float
    width: float
    title: str


def bars(rows: Sequence[tuple[str, str, float, float, float]]) -> list[Bar]:
    """Return bars for (entity, label, value, low, high), as long as the longest interval allows."""
    most = max((high for *_, high in rows), default=1.0) or 1.0
    return [
        Bar(entity, label, 100 * value / most, 100 * low / most, 100 * high / most, value, f"{low:g} to {high:g}")
        for entity, label, value, low, high in rows
    ]


def chart(
    spans: Sequence[str], rows: Sequence[tuple[str, str, Sequence[float]]], *, width: int = 760, height: int = 300
) -> Chart:
    """Return a line for each of (entity, label, values) over the spans, from 0 at the bottom."""
    most = max((value for *_, row in rows for value in row), default=1.0) or 1.0
    unit = _round_step(most)
    most = unit * math.ceil(most / unit)
    left, right, top, bottom = 44, width - 150, 14, height - 34
    step = (right - left) / max(1, len(spans) - 1)
    at = [round(left + place * step, 1) for place in range(len(spans))]

    def up(value: float) -> float:
        return round(bottom - (bottom - top) * value / most, 1)

    found = []
    for number, (_, label, row) in enumerate(rows):
        places = [(x, up(value)) for x, value in zip(at, row, strict=True)]
        dots = [(x, y, f"{label}, {span}: {value:g}") for (x, y), span, value in zip(places, spans, row, strict=True)]
        points = " ".join(f"{x},{y}" for x, y in places)
        found.append(Line(label, COLOURS[number % len(COLOURS)], points, dots, "", (right + 26, places[-1][1] + 4)))
    levels = [(number * unit, up(number * unit)) for number in range(round(most / unit) + 1)]
    return Chart(width, height, right, list(zip(at, spans, strict=True)), levels, _apart(found, bottom), rows)


def _round_step(most: float) -> float:
    """A round number (1, 2 or 5 of some power of ten) that divides the values' range into two to five parts."""
    power = 10.0 ** math.floor(math.log10(most))
    return next(step * power for step in (0.2, 0.5, 1.0, 2.0) if most / (step * power) <= 5)


def _apart(found: list[Line], bottom: float) -> list[Line]:
    """Move the labels at the ends of lines where they would lie on each other; a mark leads from line to label."""
    ordered = sorted(found, key=lambda line: line.end[1])
    heights: list[float] = []
    for line in ordered:
        heights.append(max(line.end[1], heights[-1] + 16 if heights else -math.inf))
    # None falls below the axis: from the last one upwards there is room again.
    limit = bottom + 4
    for place in range(len(heights) - 1, -1, -1):
        heights[place] = min(heights[place], limit)
        limit = heights[place] - 16
    moved = []
    for line, height in zip(ordered, heights, strict=True):
        x, y = line.end[0], round(height, 1)
        last = line.points.rpartition(" ")[2]
        moved.append(Line(line.label, line.colour, line.points, line.dots, f"{last} {x - 4},{y - 4}", (x, y)))
    return moved


def drawn(network: nx.Graph[str], communities: Mapping[str, int], *, most: int = 60) -> tuple[list[Dot], list[Tie]]:
    """Return the network's strongest nodes and the backbone among them.

    The picture shows what the eye can take in; measures are always of the whole network.

    Args:
        network: a projection.
        communities: number of each node's community, which gives its colour.
        most: how many nodes are drawn.
    """
    sums = strength(network)
    nodes = sorted(network, key=lambda node: (-sums[node], node))[:most]
    part = network.subgraph(nodes).copy()  # of a copy, views are quicker
    spine = backbone(part, alpha=0.3) if part.number_of_edges() > 2 * len(nodes) else part
    strongest = _strongest_ties(part)
    edges = sorted({(min(a, b), max(a, b)) for a, b in [*spine.edges(), *strongest]})
    place = {node: number for number, node in enumerate(nodes)}
    top = max(sums.values(), default=1.0)
    # Areas are as strengths; where most are alike and large, all become smaller, so that names find room.
    sizes = [math.sqrt(sums[node] / top) for node in nodes]
    most_wide = min(24.0, 8.0 * len(sizes) / sum(sizes)) if sizes else 0.0
    radii = [round(6 + most_wide * size, 1) for size in sizes]
    spots = places(len(nodes), [(place[a], place[b]) for a, b in edges], radii)
    labels = [" ".join(network.nodes[node]["label"].split()) for node in nodes]
    short = [label if len(label) <= _LONGEST else f"{label[: _LONGEST - 1].rstrip()}…" for label in labels]
    named = names(spots, radii, short)
    dots = [
        Dot(
            entity=node,
            label=labels[number],
            short=short[number],
            x=spots[number][0],
            y=spots[number][1],
            radius=radii[number],
            colour=colour(communities.get(node, 1)),
            community=communities.get(node, 1),
            title=f"{labels[number]}: strength {sums[node]:g}, "
            f"{network.degree(node)} partner{'s' if network.degree(node) != 1 else ''}",
            name=named[number],
            first=number < _FIRST,
        )
        for number, node in enumerate(nodes)
    ]
    heaviest = max((part.edges[edge]["strength"] for edge in edges), default=1.0)
    # The strongest lie on top, and come first where a node's ties are listed.
    edges.sort(key=lambda edge: (part.edges[edge]["strength"], edge))
    return dots, [_tie(part, edge, place, spots, heaviest) for edge in edges]


def colour(community: int) -> str:
    """Return the colour of a community; those beyond the sixth share grey."""
    return COLOURS[min(community, len(COLOURS)) - 1]


def _strongest_ties(network: nx.Graph[str]) -> list[tuple[str, str]]:
    """Each node's strongest tie, so that none is drawn without one."""
    found = []
    for node, partners in network.adj.items():
        if partners:
            found.append((node, max(partners, key=lambda other: (partners[other]["strength"], other))))
    return found


def _tie(
    network: nx.Graph[str],
    edge: tuple[str, str],
    place: Mapping[str, int],
    spots: Sequence[tuple[float, float]],
    heaviest: float,
) -> Tie:
    one, other = edge
    bears = network.edges[edge]
    labels = network.graph.get("labels", {})
    works = [" ".join(labels.get(work, work).split()) for work in bears["works"]]
    more = f" and {len(works) - _TOLD} more" if len(works) > _TOLD else ""
    pair = " and ".join(" ".join(network.nodes[node]["label"].split()) for node in edge)
    (x1, y1), (x2, y2) = spots[place[one]], spots[place[other]]
    return Tie(
        source=place[one],
        target=place[other],
        x1=x1,
        y1=y1,
        x2=x2,
        y2=y2,
        width=round(1 + 9 * math.sqrt(bears["strength"] / heaviest), 1),
        title=f"{pair}\nstrength {bears['strength']:g}\n{'; '.join(works[:_TOLD])}{more}",
    )
