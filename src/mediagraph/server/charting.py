"""Charts of answers: bars for things with a number, lines for numbers over time, where an answer has such a shape.

All places are in per cent of the picture, so that a chart fits any width without a script and its letters keep their
size. The numbers stand in the table as well, which says the same to those who do not see the picture.
"""

from __future__ import annotations

import datetime
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mediagraph.store.terms import TermLike

    Row = Sequence[TermLike | None]

_XSD = "http://www.w3.org/2001/XMLSchema#"
_NUMBERS = {
    _XSD + name
    for name in ("integer", "decimal", "double", "float", "int", "long", "nonNegativeInteger", "positiveInteger")
}
_TIME = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?:T.*)?Z?")
_YEAR_NAME = re.compile(r"(^|_)year$|Year$|^decade$")
# numbers that are names or places, and no amounts
_NO_AMOUNT = re.compile(
    r"^(lat|long|lon|latitude|longitude|id|code|rank|page|row|line|paragraph|number)$", re.IGNORECASE
)
_MOST_BARS, _MOST_LINES, _MOST_NAMED = 25, 4, 6
_LONGEST, _LARGEST = 60, 1e15


@dataclass(frozen=True, slots=True)
class Bar:
    """A row as a bar: its length is in per cent of the longest."""

    label: str
    length: float
    text: str


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars for the first rows.

    Attributes:
        number: the column that they show.
        of: the columns that name them.
        bars: from the top down.
        count: rows of the answer as far as it is shown.
        more: whether the answer has rows beyond these.
    """

    number: str
    of: str
    bars: Sequence[Bar]
    count: int
    more: bool
    kind: str = "bars"


@dataclass(frozen=True, slots=True)
class Dot:
    """A value of a line, in per cent from the left and from the top."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A column, or the rows of a name, over time; `style` numbers its colour and dashes."""

    label: str
    style: int
    dots: Sequence[Dot]

    @property
    def points(self) -> str:
        """The dots as SVG has them, in a picture of 100 by 100."""
        return " ".join(f"{dot.x:g},{dot.y:g}" for dot in self.dots)


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines over time.

    Attributes:
        number: what they show.
        of: the column of the time.
        lines: each with its label.
        levels: round values, each with its height in per cent from the top.
        times: some times, each with its place and what of its text stands there: start, middle or end.
        summary: what the picture says, in words.
    """

    number: str
    of: str
    lines: Sequence[Line]
    levels: Sequence[tuple[float, str]]
    times: Sequence[tuple[float, str, str]]
    summary: str
    kind: str = "lines"


def chart_of(
    columns: Sequence[str], rows: Sequence[Row], names: Mapping[str, str], *, more: bool = False
) -> Bars | Lines | None:
    """Return the chart that suits an answer, or None where none does.

    Args:
        columns: of the answer.
        rows: that are shown.
        names: of entities, by IRI.
        more: whether the answer has further rows.
    """
    if len(rows) < 2:
        return None
    cells = list(zip(*rows, strict=True))
    times = [place for place, column in enumerate(columns) if _is_time(column, cells[place])]
    numbers = [
        place
        for place, column in enumerate(columns)
        if place not in times and not _NO_AMOUNT.match(column) and _is_number(cells[place])
    ]
    if not numbers:
        return None
    others = [place for place in range(len(columns)) if place not in (*times, *numbers) and _is_name(cells[place])]
    # what has no name is better told apart by what has one
    labels = [place for place in others if _has_names(cells[place], names)] or others
    if times and not more:
        found = _lines(columns, rows, names, times[0], numbers, labels)
        if found is not None:
            return found
    return _bars(columns, rows, names, numbers, labels or times[:1], more=more)


def _is_number(cells: Sequence[TermLike | None]) -> bool:
    """Whether all are numbers of a size that can be drawn."""
    return all(
        isinstance(term, ox.Literal) and term.datatype.value in _NUMBERS and abs(_value(term)) < _LARGEST
        for term in cells
    )


def _value(term: TermLike | None) -> float:
    try:
        return float(term.value) if isinstance(term, ox.Literal) else math.nan
    except ValueError:
        return math.nan


def _is_time(column: str, cells: Sequence[TermLike | None]) -> bool:
    """Whether all are years, months or days; plain numbers are years where the column is called so."""
    for term in cells:
        if not isinstance(term, ox.Literal) or _when(term) is None:
            return False
        if term.datatype.value in _NUMBERS and not _YEAR_NAME.search(column):
            return False
    return True


def _when(term: TermLike | None) -> float | None:
    """Return a time as a year and its fraction."""
    found = _TIME.fullmatch(term.value) if isinstance(term, ox.Literal) else None
    if found is None:
        return None
    year, month, day = int(found[1]), int(found[2] or 1), int(found[3] or 1)
    try:
        date = datetime.date(year, month, day)
    except ValueError:
        return None
    return year + (date - datetime.date(year, 1, 1)).days / 366


def _is_name(cells: Sequence[TermLike | None]) -> bool:
    return any(term is not None for term in cells) and not all(
        isinstance(term, ox.Literal) and term.datatype.value in _NUMBERS for term in cells if term is not None
    )


def _has_names(cells: Sequence[TermLike | None], names: Mapping[str, str]) -> bool:
    return not any(isinstance(term, ox.NamedNode) and term.value not in names for term in cells)


def _text(term: TermLike | None, names: Mapping[str, str]) -> str:
    if term is None:
        return ""
    if isinstance(term, ox.NamedNode):
        return names.get(term.value) or re.split(r"[/#]", term.value.rstrip("/#"))[-1] or term.value
    return term.value if isinstance(term, ox.Literal) else str(term)


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _LONGEST else f"{plain[: _LONGEST - 1].rstrip()}…"


def _plain(value: float) -> str:
    return f"{value:,.0f}" if value == round(value) else f"{value:,.4g}"


def _bars(
    columns: Sequence[str],
    rows: Sequence[Row],
    names: Mapping[str, str],
    numbers: Sequence[int],
    labels: Sequence[int],
    *,
    more: bool,
) -> Bars | None:
    """Bars of the first number; each row has a name of its own and no value is below nothing."""
    number = next((place for place in numbers if _can_be_bars([_value(row[place]) for row in rows])), None)
    if number is None or not labels:
        return None
    values = [_value(row[number]) for row in rows]
    texts = [[_text(row[place], names) for row in rows] for place in labels]
    named = _naming(texts)
    if named is None:
        return None
    titles = [_short(" / ".join(dict.fromkeys(texts[at][row] for at in named))) for row in range(len(rows))]
    most = max(values[:_MOST_BARS]) or 1
    bars = [
        Bar(title, round(100 * value / most, 2), _plain(value))
        for title, value in zip(titles[:_MOST_BARS], values, strict=False)
    ]
    of = ", ".join(columns[labels[at]] for at in named)
    return Bars(columns[number], of, bars, len(rows), more or len(rows) > len(bars))


def _can_be_bars(values: Sequence[float]) -> bool:
    """Whether no value is below nothing, and they are not all alike."""
    return min(values) >= 0 and min(values) < max(values)


def _naming(texts: Sequence[Sequence[str]]) -> list[int] | None:
    """The fewest first columns of text that together tell the rows apart."""
    for count in range(1, min(len(texts), 3) + 1):
        chosen = texts[:count]
        told = [tuple(texts_of) for texts_of in zip(*chosen, strict=True)]
        if len(set(told)) == len(told) and all(any(one) for one in told):
            return list(range(count))
    return None


def _lines(
    columns: Sequence[str],
    rows: Sequence[Row],
    names: Mapping[str, str],
    time: int,
    numbers: Sequence[int],
    labels: Sequence[int],
) -> Lines | None:
    """Lines of the numbers, or of one number for each of a few names; each has one value at a time."""
    series: dict[str, list[tuple[float, float, str]]] = {}
    shown = numbers[:1] if labels else numbers[:_MOST_LINES]
    if not labels:
        for place in shown:
            series[columns[place]] = [(_when(row[time]) or 0, _value(row[place]), _text(row[time], {})) for row in rows]
    elif len(labels) == 1:
        for row in rows:
            point = (_when(row[time]) or 0, _value(row[numbers[0]]), _text(row[time], {}))
            series.setdefault(_short(_text(row[labels[0]], names)), []).append(point)
        if len(series) > _MOST_NAMED:
            return None
    points = [point for of in series.values() for point in of]
    if not points or any(len(of) < 2 or len({when for when, *_ in of}) < len(of) for of in series.values()):
        return None
    first, last = min(point[0] for point in points), max(point[0] for point in points)
    low, high = min(0.0, *(value for _, value, _ in points)), max(0.0, *(value for _, value, _ in points))
    if first == last or low == high:
        return None
    step = _round_step(high - low)
    low, high = step * math.floor(low / step), step * math.ceil(high / step)

    def across(when: float) -> float:
        return round(100 * (when - first) / (last - first), 2)

    def down(value: float) -> float:
        return round(100 * (high - value) / (high - low), 2)

    lines = [
        Line(
            label,
            style,
            [Dot(across(when), down(value), f"{text}: {_plain(value)}") for when, value, text in sorted(of)],
        )
        for style, (label, of) in enumerate(series.items())
    ]
    levels = [(down(low + place * step), _plain(low + place * step)) for place in range(round((high - low) / step) + 1)]
    number = ", ".join(columns[place] for place in shown)
    return Lines(number, columns[time], lines, levels, _ticks(first, last, points), _summary(series))


def _round_step(span: float) -> float:
    """A round number (1, 2 or 5 of some power of ten) that divides a span into two to five parts."""
    power = 10.0 ** math.floor(math.log10(span))
    return next(step * power for step in (0.2, 0.5, 1.0, 2.0) if span / (step * power) <= 5)


def _ticks(first: float, last: float, points: Sequence[tuple[float, float, str]]) -> list[tuple[float, str, str]]:
    """The first time, the last, and full years between that are apart enough for a telephone."""
    texts = {when: text[:10] for when, _, text in points}
    found = [(0.0, texts[first], "start")]
    if last - first >= 3:
        step = max(1, math.ceil(_round_step(last - first)))
        for year in range(math.ceil(first / step) * step, math.floor(last) + 1, step):
            place = round(100 * (year - first) / (last - first), 2)
            if 18 <= place <= 82:
                found.append((place, str(year), "middle"))
    return [*found, (100.0, texts[last], "end")]


def _summary(series: Mapping[str, Sequence[tuple[float, float, str]]]) -> str:
    told = []
    for label, points in series.items():
        ordered = sorted(points)
        highest = max(ordered, key=lambda point: point[1])
        told.append(
            f"{label}: from {_plain(ordered[0][1])} in {ordered[0][2]} "
            f"to {_plain(ordered[-1][1])} in {ordered[-1][2]}, highest {_plain(highest[1])} in {highest[2]}"
        )
    return "; ".join(told)
