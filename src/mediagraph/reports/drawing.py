"""Pictures as plain SVG: bars with intervals, lines over time, a network laid out; each readable without a script."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mediagraph.networks.measures import backbone, strength

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import networkx as nx

# Colours that people with any kind of colour blindness tell apart (M. Okabe and K. Ito, 2008), then grey.
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7f7f7f")


@dataclass(frozen=True, slots=True)
class Bar:
    """A hub in the chart: lengths are in percent of the width."""

    label: str
    value: float
    start: float
    low: float
    high: float
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A hub over time: points as SVG has them."""

    label: str
    colour: str
    points: str
    dots: Sequence[tuple[float, float, str]]
    end: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Dot:
    """A node of the drawn network."""

    entity: str
    label: str
    x: float
    y: float
    radius: float
    colour: str
    community: int
    title: str
    shown: bool


@dataclass(frozen=True, slots=True)
class Tie:
    """An edge of the drawn network."""

    source: int
    target: int
    x1: float
    y1: float
    x2: float
    y2: float
    width: float
    title: str


def bars(rows: Sequence[tuple[str, float, float, float]]) -> list[Bar]:
    """Return bars for (label, value, low, high), as long as the longest interval allows."""
    most = max((high for _, _, _, high in rows), default=1.0) or 1.0
    return [
        Bar(label, 100 * value / most, 0.0, 100 * low / most, 100 * high / most, f"{value:g} ({low:g} to {high:g})")
        for label, value, low, high in rows
    ]


def lines(
    spans: Sequence[str], values: Mapping[str, Sequence[float]], *, width: int = 640, height: int = 240
) -> list[Line]:
    """Return a line for each label over the spans, from 0 at the bottom."""
    most = max((value for row in values.values() for value in row), default=1.0) or 1.0
    step = (width - 160) / max(1, len(spans) - 1)
    found = []
    for number, (label, row) in enumerate(values.items()):
        places = [(30 + place * step, height - 30 - (height - 50) * value / most) for place, value in enumerate(row)]
        dots = [
            (round(x, 1), round(y, 1), f"{label}, {span}: {value:g}")
            for (x, y), span, value in zip(places, spans, row, strict=True)
        ]
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        found.append(Line(label, COLOURS[number % len(COLOURS)], points, dots, (places[-1][0] + 6, places[-1][1] + 4)))
    return _apart(found)


def _apart(found: list[Line]) -> list[Line]:
    """Move the labels at the ends of lines, where they would lie on each other."""
    moved: list[Line] = []
    last = -math.inf
    for line in sorted(found, key=lambda line: line.end[1]):
        y = max(line.end[1], last + 13)
        last = y
        moved.append(Line(line.label, line.colour, line.points, line.dots, (round(line.end[0], 1), round(y, 1))))
    return moved


def drawn(
    network: nx.Graph[str], communities: Mapping[str, int], *, most: int = 60, labelled: int = 25, size: int = 1000
) -> tuple[list[Dot], list[Tie]]:
    """Return the network's strongest nodes and the backbone among them, laid out by force.

    T. Kamada and S. Kawai, Information Processing Letters 31, 1989, by igraph. The picture shows what the eye can take
    in; measures are always of the whole network.

    Args:
        network: a projection.
        communities: number of each node's community, which gives its colour.
        most: how many nodes are drawn.
        labelled: how many of them bear their name at once.
        size: of the square, in its own units.
    """
    import igraph

    sums = strength(network)
    nodes = sorted(network, key=lambda node: (-sums[node], node))[:most]
    part = network.subgraph(nodes)
    spine = backbone(part, alpha=0.3) if part.number_of_edges() > 2 * len(nodes) else part
    strongest = _strongest_ties(part)
    edges = sorted({(min(a, b), max(a, b)) for a, b in [*spine.edges(), *strongest]})
    place = {node: number for number, node in enumerate(nodes)}
    graph = igraph.Graph(n=len(nodes), edges=[(place[a], place[b]) for a, b in edges])
    # From a circle in the order of strength the layout settles without chance: no random start is needed.
    start = [[math.cos(math.tau * n / len(nodes)), math.sin(math.tau * n / len(nodes))] for n in range(len(nodes))]
    layout = graph.layout_kamada_kawai(seed=start, maxiter=5000) if nodes else []
    spots = _fitted([(point[0], point[1]) for point in layout], size)
    top = max(sums.values(), default=1.0)
    dots = [
        Dot(
            entity=node,
            label=part.nodes[node]["label"],
            x=spots[number][0],
            y=spots[number][1],
            radius=round(5 + 22 * math.sqrt(sums[node] / top), 1),
            colour=COLOURS[min(communities.get(node, 1), len(COLOURS)) - 1],
            community=communities.get(node, 1),
            title=f"{part.nodes[node]['label']}: strength {sums[node]:g}, {network.degree(node)} partners",
            shown=number < labelled,
        )
        for number, node in enumerate(nodes)
    ]
    heaviest = max((part.edges[edge]["strength"] for edge in edges), default=1.0)
    return dots, [_tie(part, edge, place, spots, heaviest) for edge in edges]


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
    works = [labels.get(work, work) for work in bears["works"]]
    more = f" and {len(works) - 8} more" if len(works) > 8 else ""
    names = " and ".join(network.nodes[node]["label"] for node in edge)
    (x1, y1), (x2, y2) = spots[place[one]], spots[place[other]]
    return Tie(
        source=place[one],
        target=place[other],
        x1=x1,
        y1=y1,
        x2=x2,
        y2=y2,
        width=round(1 + 9 * math.sqrt(bears["strength"] / heaviest), 1),
        title=f"{names}: strength {bears['strength']:g}; {'; '.join(works[:8])}{more}",
    )


def _fitted(points: Sequence[tuple[float, float]], size: int) -> list[tuple[float, float]]:
    """Points moved and stretched into a square with a margin."""
    if not points:
        return []
    xs, ys = [point[0] for point in points], [point[1] for point in points]
    span = max(max(xs) - min(xs), max(ys) - min(ys)) or 1.0
    margin = size * 0.07
    scale = (size - 2 * margin) / span
    return [
        (round(margin + (x - min(xs)) * scale, 1), round(margin + (y - min(ys)) * scale, 1))
        for x, y in zip(xs, ys, strict=True)
    ]
