"""Where the nodes of a drawn network and their names lie: spread over the picture, none upon another, not by chance."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mediagraph.networks.compiled import igraph_core

if TYPE_CHECKING:
    from collections.abc import Sequence

    Point = tuple[float, float]

WIDTH, HEIGHT = 1000, 720
FONT = 18
_MARGIN = 50
_LETTER, _LINE = 0.6, 1.15  # mean width of a letter and height of a line, by the size of the font
_ROUNDS = 120


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the picture."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Tell whether both share some of the picture."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


@dataclass(frozen=True, slots=True)
class Name:
    """Where a node's name is written.

    Attributes:
        x: of the text's anchor.
        y: of the text's line.
        anchor: `start`, `middle` or `end` of the text.
        free: whether nothing lies under it.
    """

    x: float
    y: float
    anchor: str
    free: bool


def places(nodes: int, edges: Sequence[tuple[int, int]], radii: Sequence[float]) -> list[Point]:
    """Return a place for each node, so that near ones are tied and none lies upon another.

    By force (T. Kamada and S. Kawai, Information Processing Letters 31, 1989, by igraph), which crowds the middle and
    throws the loosely tied far out. Therefore each keeps its direction from the middle, but its distance becomes that
    of its place in the order of distances, by which all parts of the picture are filled alike. Where the network falls
    into parts, that would mingle them, and the layout is only stretched to the picture.

    Args:
        nodes: how many there are, the strongest first.
        edges: pairs of their numbers.
        radii: of the nodes' circles.
    """
    if not nodes:
        return []
    graph = igraph_core().GraphBase(nodes, list(edges), False)
    # From a circle in the order of strength the layout settles without chance: no random start is needed.
    start = [[math.cos(math.tau * n / nodes), math.sin(math.tau * n / nodes)] for n in range(nodes)]
    layout = graph.layout_kamada_kawai(seed=start, maxiter=5000)
    points = [(point[0], point[1]) for point in layout]
    return _apart(_evened(points) if graph.is_connected() else _fitted(points), radii)


def _evened(points: Sequence[Point]) -> list[Point]:
    """Points over the whole picture, each in its direction from the middle."""
    count = len(points)
    middle = sum(x for x, _ in points) / count, sum(y for _, y in points) / count
    away = [(x - middle[0], y - middle[1]) for x, y in points]
    order = sorted(range(count), key=lambda number: (round(math.hypot(*away[number]), 6), number))
    found = [(0.0, 0.0)] * count
    for rank, number in enumerate(order):
        part = math.sqrt((rank + 0.5) / count)
        angle = math.atan2(away[number][1], away[number][0])
        found[number] = (
            WIDTH / 2 + part * math.cos(angle) * (WIDTH / 2 - _MARGIN),
            HEIGHT / 2 + part * math.sin(angle) * (HEIGHT / 2 - _MARGIN),
        )
    return found


def _fitted(points: Sequence[Point]) -> list[Point]:
    """Points stretched over the picture in both directions."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    wide, high = max(xs) - min(xs) or 1.0, max(ys) - min(ys) or 1.0
    return [
        (
            _MARGIN + (x - min(xs)) / wide * (WIDTH - 2 * _MARGIN),
            _MARGIN + (y - min(ys)) / high * (HEIGHT - 2 * _MARGIN),
        )
        for x, y in points
    ]


def _apart(points: list[Point], radii: Sequence[float]) -> list[Point]:
    """Push nodes apart that lie upon each other, or leave no room for a name between them."""
    found = list(points)
    for _ in range(_ROUNDS):
        moved = False
        for one in range(len(found)):
            for other in range(one):
                (x1, y1), (x2, y2) = found[one], found[other]
                far = math.hypot(x1 - x2, y1 - y2)
                missing = radii[one] + radii[other] + FONT * 1.3 - far
                if missing > 0.5:
                    moved = True
                    dx, dy = ((x1 - x2) / far, (y1 - y2) / far) if far else (1.0, 0.0)
                    found[one] = _inside(x1 + dx * missing / 2, y1 + dy * missing / 2)
                    found[other] = _inside(x2 - dx * missing / 2, y2 - dy * missing / 2)
        if not moved:
            break
    return [(round(x, 1), round(y, 1)) for x, y in found]


def _inside(x: float, y: float) -> Point:
    return min(max(x, _MARGIN), WIDTH - _MARGIN), min(max(y, _MARGIN), HEIGHT - _MARGIN)


def names(points: Sequence[Point], radii: Sequence[float], labels: Sequence[str]) -> list[Name]:
    """Return where each node's name is written: below, above or beside it, where there is room; the first choose first.

    Args:
        points: of the nodes, the strongest first.
        radii: of their circles.
        labels: their names as they are written.
    """
    taken = [Box(x - radius, y - radius, x + radius, y + radius) for (x, y), radius in zip(points, radii, strict=True)]
    frame = Box(0, 0, WIDTH, HEIGHT)
    found = []
    for (x, y), radius, label in zip(points, radii, labels, strict=True):
        width = len(label) * FONT * _LETTER
        height = FONT * _LINE
        choices = (
            (x, y + radius + FONT, "middle", x - width / 2),
            (x, y - radius - FONT * 0.35, "middle", x - width / 2),
            (x + radius + 5, y + FONT * 0.35, "start", x + radius + 5),
            (x - radius - 5, y + FONT * 0.35, "end", x - radius - 5 - width),
        )
        for at_x, at_y, anchor, left in choices:
            box = Box(left, at_y - height * 0.8, left + width, at_y + height * 0.2)
            if _within(box, frame) and not any(box.meets(other) for other in taken):
                taken.append(box)
                found.append(Name(round(at_x, 1), round(at_y, 1), anchor, free=True))
                break
        else:
            found.append(Name(round(x, 1), round(y - radius - FONT * 0.35, 1), "middle", free=False))
    return found


def _within(box: Box, frame: Box) -> bool:
    return box.left >= frame.left and box.right <= frame.right and box.top >= frame.top and box.bottom <= frame.bottom
