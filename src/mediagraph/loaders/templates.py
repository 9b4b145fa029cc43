"""Templates: what the nodes of a row look like, parsed once and filled for each row."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

from mediagraph.records import Node

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    Cells = Mapping[str, Sequence[str]]

ROW, SOURCE = "row", "source"
SLUG = "|slug"
NUMBERS: Mapping[str, Callable[[int], bool]] = {
    "none": lambda count: count == 0,
    "one": lambda count: count == 1,
    "several": lambda count: count > 1,
}
_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
_SPECIAL = ("when", "each", "once")


@dataclass(frozen=True, slots=True)
class Condition:
    """On which rows a node is written.

    Attributes:
        column: whose values are looked at.
        wanted: one of them must be there; empty where only their number matters.
        number: `none`, `one` or `several` values; empty where it does not matter.
    """

    column: str
    wanted: frozenset[str]
    number: str = ""

    def holds(self, cells: Cells) -> bool:
        """Tell whether a row with these cells is meant."""
        values = cells.get(self.column, ())
        if self.number:
            return NUMBERS[self.number](len(values))
        return not self.wanted.isdisjoint(values)


class Text:
    """A text with placeholders; with a column of several values it gives a text for each.

    Attributes:
        names: what stands in the placeholders, each once: columns, some with `|slug` behind them.
        parts: the texts between the placeholders, and for each of these the number of its name.
        columns: the column of each name.
    """

    __slots__ = ("columns", "names", "parts")

    def __init__(self, text: str) -> None:
        parts = _PLACEHOLDER.split(text)
        self.names = list(dict.fromkeys(parts[1::2]))
        self.parts = [self.names.index(part) if place % 2 else part for place, part in enumerate(parts)]
        self.columns = [name.partition("|")[0] for name in self.names]

    def fill(self, cells: Cells) -> list[str]:
        """Return the texts for a row: none where a column is empty."""
        choices = []
        for name, column in zip(self.names, self.columns, strict=True):
            values = cells.get(column, ())
            choices.append([slug(value) for value in values] if name.endswith(SLUG) else values)
        return [
            "".join(part if isinstance(part, str) else chosen[part] for part in self.parts)
            for chosen in product(*choices)
        ]


class Template:
    """A node to be, parsed from a mapping."""

    def __init__(self, given: Node) -> None:
        """Parse a node of the mapping; its conditions are known to be well-formed."""
        self.once = given.get("once") is True
        self.each: str = given.get("each") or ""
        self.conditions = [_condition(column, value) for column, value in (given.get("when") or {}).items()]
        self.fillers = {key: _parsed(value) for key, value in given.items() if key not in _SPECIAL}
        self.named = "id" in given

    def columns(self) -> Iterator[str]:
        """Yield the columns that the template speaks of."""
        if self.each:
            yield self.each
        yield from (condition.column for condition in self.conditions)
        for filler in self.fillers.values():
            yield from _columns(filler)

    def nodes(self, cells: Cells, number: int) -> Iterator[Node]:
        """Yield the nodes for a row: none, one, or one for each value of a column."""
        if any(not condition.holds(cells) for condition in self.conditions):
            return
        rows = ({**cells, self.each: (value,)} for value in cells.get(self.each, ())) if self.each else (cells,)
        for row in rows:
            filled = {key: _filled(filler, row, number) for key, filler in self.fillers.items()}
            items = {key: value for key, value in filled.items() if value is not None}
            if items and not (self.named and not isinstance(items.get("id"), str)):
                yield RowNode(items, self, line=number)


class RowNode(Node):
    """A record that was made of a row: the place of a key is the column that it was filled from."""

    __slots__ = ("_template",)

    def __init__(self, items: Mapping[str, Any], template: Template, *, line: int) -> None:
        super().__init__(items, line=line)
        self._template = template

    def place(self, key: str) -> tuple[int, str]:
        """Return the row and the first column that `key` was filled from."""
        columns = _columns(self._template.fillers.get(key))
        return self.line, next((name for name in columns if name not in {ROW, SOURCE}), key)


def _condition(column: str, value: Any) -> Condition:
    if isinstance(value, dict):
        return Condition(column, frozenset(), str(value["values"]))
    return Condition(column, frozenset(str(item) for item in (value if isinstance(value, list) else [value])))


def _parsed(value: Any) -> Any:
    if isinstance(value, Node):
        return Template(value)
    if isinstance(value, list):
        return [_parsed(item) for item in value]
    return Text(value) if isinstance(value, str) and "{" in value else value


def _columns(filler: Any) -> Iterator[str]:
    if isinstance(filler, Text):
        yield from filler.columns
    elif isinstance(filler, Template):
        yield from filler.columns()
    elif isinstance(filler, list):
        for item in filler:
            yield from _columns(item)


def _filled(filler: Any, cells: Cells, number: int) -> Any:
    """The value of a key for a row; None where there is nothing to say."""
    if isinstance(filler, Text):
        values: list[Any] = list(filler.fill(cells))
    elif isinstance(filler, Template):
        values = list(filler.nodes(cells, number))
    elif isinstance(filler, list):
        found = (_filled(item, cells, number) for item in filler)
        values = [one for item in found if item is not None for one in (item if isinstance(item, list) else [item])]
        return values or None
    else:
        return filler
    return values if len(values) > 1 else values[0] if values else None


def slug(text: str) -> str:
    """Return `text` as a part of an id: lower case, Latin letters without accents, hyphens for the rest.

    >>> slug("Agnès Varda & JR")
    'agnes-varda-jr'
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", "-", bare).strip("-")
