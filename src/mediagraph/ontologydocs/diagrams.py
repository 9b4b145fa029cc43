"""Diagrams as plain SVG: the tree of classes, how its branches hang together, and the properties of each module.

Each is laid out by counting, without chance, needs no script, no font and no network, and bears a text that says the
same. What is a class, a scheme or a datatype is told by the outline, not by colour alone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mediagraph.ontologydocs.vocabulary import Term, Vocabulary

_ROW = 30  # from one line of boxes to the next
_HEIGHT = 22  # of a box
_LETTER = 6.7  # mean width of a letter of 12 px, somewhat generous
_COLUMNS = 3
_STROKES = {"class": "#0072b2", "scheme": "#00875a", "datatype": "#7f7f7f"}
_DASHES = {"class": "", "scheme": "6 3", "datatype": "2 3"}


@dataclass(frozen=True, slots=True)
class Diagram:
    """A picture.

    Attributes:
        name: of its file, without the suffix.
        title: what it shows.
        statements: the same in sentences.
        width: in pixels.
        height: in pixels.
        body: the marks inside the SVG; links are written with `{page}` before their `#`.
    """

    name: str
    title: str
    statements: Sequence[str]
    width: int
    height: int
    body: str

    def svg(self, page: str = "") -> Markup:
        """Return the SVG; its links lead to places on `page`, by default the one that it stands in."""
        head = Markup(
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" width="{w}" height="{h}" role="img"'
            ' aria-labelledby="{name}-title {name}-desc" font-family="system-ui, sans-serif" font-size="12"'
            ' color-scheme="light dark" fill="currentColor">\n<title id="{name}-title">{title}</title>\n'
            '<desc id="{name}-desc">{desc}</desc>\n'
            '<defs><marker id="{name}-arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7"'
            ' orient="auto-start-reverse"><path d="M0 0L8 4L0 8z" fill="#7f7f7f"/></marker></defs>\n'
        ).format(
            w=self.width, h=self.height, name=f"diagram-{self.name}", title=self.title, desc=" ".join(self.statements)
        )
        return head + Markup(self.body.replace("{page}", escape(page))) + Markup("</svg>\n")  # noqa: S704 - made below


def diagrams(vocabulary: Vocabulary) -> list[Diagram]:
    """Return the tree of classes, the overview, and a diagram for each module that has properties."""
    modules = sorted({term.module for term in vocabulary.properties})
    return [tree(vocabulary), overview(vocabulary), *(module(vocabulary, name) for name in modules)]


def tree(vocabulary: Vocabulary) -> Diagram:
    """Return the classes, each below what it is a kind of, in columns of about the same length."""
    branches = [_branch(vocabulary, root, 0) for root in vocabulary.classes if not root.above]
    total = sum(map(len, branches))
    columns: list[list[list[tuple[Term, int]]]] = [[] for _ in range(_COLUMNS)]
    for branch in sorted(branches, key=lambda branch: (-len(branch), branch[0][0].label)):
        min(columns, key=lambda column: sum(map(len, column))).append(branch)
    marks: list[Markup] = []
    statements: list[str] = []
    width, lowest = 250, 0
    for place, column in enumerate(columns):
        row = 0
        for branch in sorted(column, key=lambda branch: branch[0][0].label):
            last: dict[int, int] = {}
            for term, depth in branch:
                x, y = 10 + place * (width + 10) + depth * 24, 10 + row * _ROW
                if depth:
                    top = 10 + last[depth - 1] * _ROW + _HEIGHT
                    path = f"M{x - 14} {top}V{y + _HEIGHT / 2:g}H{x}"
                    marks.append(Markup('<path d="{}" fill="none" stroke="#7f7f7f"/>\n').format(path))
                marks.append(_box(vocabulary, term.iri, x, y))
                if depth:
                    statements.append(f"{_capital(term.label)} is a kind of {_names(vocabulary, term.above)}.")
                last[depth] = row
                row += 1
        lowest = max(lowest, row)
    return Diagram(
        name="classes",
        title=f"The {total} classes, each below what it is a kind of",
        statements=statements,
        width=_COLUMNS * (width + 10) + 10,
        height=20 + lowest * _ROW,
        body="".join(marks),
    )


def overview(vocabulary: Vocabulary) -> Diagram:
    """Return the classes at the top on a ring, with an arrow where a property leads from one to another."""
    roots = [term for term in vocabulary.classes if not term.above]
    links: dict[tuple[str, str], list[str]] = {}
    for term in vocabulary.properties:
        domains, ranges = _tops(vocabulary, term.domains), _tops(vocabulary, term.ranges)
        # Where both ends are of many kinds, a work is part of a work and an event of an event, not each of each.
        many = len(domains) > 1 and len(ranges) > 1
        for one, other in ((one, other) for one in domains for other in ranges if one == other or not many):
            links.setdefault((one, other), []).append(term.label)
    width, height = 860, 560
    places = {}
    for number, root in enumerate(roots):
        angle = math.tau * number / len(roots) - math.pi / 2
        places[root.iri] = (
            width / 2 + (width / 2 - 90) * math.cos(angle),
            height / 2 + (height / 2 - 40) * math.sin(angle),
        )
    marks: list[Markup] = []
    statements: list[str] = []
    for (one, other), names in sorted(links.items()):
        if one not in places or other not in places:
            continue
        text = f"{_capital(vocabulary.name(one))} to {vocabulary.name(other)}: {', '.join(sorted(names))}."
        statements.append(text)
        if one != other:
            path = _bow(places[one], places[other], (width / 2, height / 2), _width(vocabulary.name(other)))
            marks.append(
                Markup(
                    '<path d="{}" fill="none" stroke="#7f7f7f" stroke-width="1.2"'
                    ' marker-end="url(#diagram-overview-arrow)">'
                    "<title>{}</title></path>\n"
                ).format(path, text)
            )
    for iri, (x, y) in places.items():
        marks.append(_box(vocabulary, iri, x - _width(vocabulary.name(iri)) / 2, y - _HEIGHT / 2))
    title = "How the classes at the top hang together"
    return Diagram("overview", title, statements, width, height, "".join(marks))


def module(vocabulary: Vocabulary, name: str) -> Diagram:
    """Return the properties of a module, a line each, between the classes that have them and what they lead to."""
    terms = [term for term in vocabulary.properties if term.module == name]
    terms.sort(key=lambda term: (vocabulary.name(term.domains[0]) if term.domains else "~", term.kind, term.label))
    rows = {term.iri: number for number, term in enumerate(terms)}
    left = _beside(vocabulary, [(iri, rows[term.iri]) for term in terms for iri in term.domains], len(terms))
    right = _beside(vocabulary, [(iri, rows[term.iri]) for term in terms for iri in term.ranges], len(terms))
    lines = max(len(terms), *(row + 1 for row in (*left.values(), *right.values())))
    wide = [max((_width(vocabulary.name(iri)) for iri in each), default=60) for each in (left, rows, right)]
    starts = (10, 10 + wide[0] + 110, 10 + wide[0] + 110 + wide[1] + 110)
    shift = (lines - len(terms)) * _ROW / 2
    marks: list[Markup] = []
    statements = []
    for term in terms:
        y = 10 + shift + rows[term.iri] * _ROW + _HEIGHT / 2
        own = _width(term.label)
        x = starts[1] + (wide[1] - own) / 2
        for iri in term.domains:
            start = (starts[0] + _width(vocabulary.name(iri)), 10 + left[iri] * _ROW + _HEIGHT / 2)
            marks.append(_line(start, (x, y), ""))
        for iri in term.ranges:
            end = (starts[2], 10 + right[iri] * _ROW + _HEIGHT / 2)
            marks.append(_line((x + own, y), end, f' marker-end="url(#diagram-{name}-arrow)"'))
        marks.append(
            Markup('<a href="{{page}}#{}"><text x="{:g}" y="{:g}" text-anchor="middle">{}</text></a>\n').format(
                term.anchor, x + own / 2, y + 4, term.label
            )
        )
        ends = [_names(vocabulary, iris) or "anything" for iris in (term.domains, term.ranges)]
        statements.append(f"“{term.label}” leads from {ends[0]} to {ends[1]}.")
    marks += [_box(vocabulary, iri, starts[0], 10 + row * _ROW) for iri, row in left.items()]
    marks += [_box(vocabulary, iri, starts[2], 10 + row * _ROW) for iri, row in right.items()]
    return Diagram(
        name=name,
        title=f"Module {name}: its properties, who has them, and what they lead to",
        statements=statements,
        width=math.ceil(starts[2] + wide[2] + 10),
        height=math.ceil(20 + lines * _ROW),
        body="".join(marks),
    )


def _beside(vocabulary: Vocabulary, uses: Sequence[tuple[str, int]], lines: int) -> dict[str, int]:
    """A row for each of those that are used, near the mean of the rows of their users, none on another's."""
    rows: dict[str, list[int]] = {}
    for iri, row in uses:
        rows.setdefault(iri, []).append(row)
    wanted = sorted(rows, key=lambda iri: (sum(rows[iri]) / len(rows[iri]), vocabulary.name(iri)))
    found: dict[str, int] = {}
    at = -1
    for place, iri in enumerate(wanted):
        at = max(at + 1, round(sum(rows[iri]) / len(rows[iri])))
        # those that follow need a row each, so none may drift below the end while there is room above
        at = max(place, min(at, lines - (len(wanted) - place)))
        found[iri] = at
    return found


def _branch(vocabulary: Vocabulary, term: Term, depth: int) -> list[tuple[Term, int]]:
    found = [(term, depth)]
    for below in sorted(vocabulary.below(term.iri), key=lambda each: each.label):
        found += _branch(vocabulary, below, depth + 1)
    return found


def _tops(vocabulary: Vocabulary, iris: Sequence[str]) -> list[str]:
    """The classes at the top of those above `iris`."""
    known = [vocabulary.closure(iri)[-1] for iri in iris if iri in vocabulary.terms]
    return sorted(dict.fromkeys(known))


def _box(vocabulary: Vocabulary, iri: str, x: float, y: float) -> Markup:
    name, anchor = vocabulary.name(iri), vocabulary.anchors.get(iri)
    kind = "class" if iri in vocabulary.terms else "scheme" if anchor else "datatype"
    drawn = Markup(
        '<rect x="{:g}" y="{:g}" width="{:g}" height="{}" rx="4" style="fill:Canvas" stroke="{}" stroke-width="1.5"'
        ' stroke-dasharray="{}"/><text x="{:g}" y="{:g}" text-anchor="middle">{}</text>'
    ).format(x, y, _width(name), _HEIGHT, _STROKES[kind], _DASHES[kind] or "none", x + _width(name) / 2, y + 15, name)
    return Markup('<a href="{{page}}#{}">{}</a>\n').format(anchor, drawn) if anchor else drawn + Markup("\n")


def _line(start: tuple[float, float], end: tuple[float, float], more: str) -> Markup:
    middle = (start[0] + end[0]) / 2
    path = f"M{start[0]:g} {start[1]:g}C{middle:g} {start[1]:g} {middle:g} {end[1]:g} {end[0]:g} {end[1]:g}"
    return Markup('<path d="{}" fill="none" stroke="#7f7f7f"{}/>\n').format(path, Markup(more))  # noqa: S704 - ours


def _bow(start: tuple[float, float], end: tuple[float, float], centre: tuple[float, float], width: float) -> str:
    """A curve towards the centre, which ends at the border of a box of `width`."""
    bend = tuple(0.5 * (one + other) / 2 + 0.5 * middle for one, other, middle in zip(start, end, centre, strict=True))
    dx, dy = bend[0] - end[0], bend[1] - end[1]
    reach = min(width / 2 / abs(dx) if dx else math.inf, _HEIGHT / 2 / abs(dy) if dy else math.inf)
    tip = (end[0] + dx * reach, end[1] + dy * reach)
    return f"M{start[0]:.1f} {start[1]:.1f}Q{bend[0]:.1f} {bend[1]:.1f} {tip[0]:.1f} {tip[1]:.1f}"


def _width(name: str) -> float:
    return round(len(name) * _LETTER + 18, 1)


def _names(vocabulary: Vocabulary, iris: Sequence[str]) -> str:
    names = [vocabulary.name(iri) for iri in iris]
    return " or ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
