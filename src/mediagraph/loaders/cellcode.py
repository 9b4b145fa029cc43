"""What compiled mappings do with cells and values: read them, and refuse what the writer would look at twice."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mediagraph.loaders.mapping import Column, values_of
from mediagraph.loaders.rowcode import IrregularError, Memo
from mediagraph.loaders.templates import ROW, SOURCE
from mediagraph.records import quote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from mediagraph.errors import Fault
    from mediagraph.loaders.job import Gazetteer
    from mediagraph.loaders.mapping import TableMapping
    from mediagraph.loaders.rowcode import Code

# What an IRI cannot hold (RFC 3987, section 2.2, and the pattern of the context); nor "/" at its beginning, which
# could make "//" of a CURIE's colon, and with it an IRI of the CURIE.
_UNFIT = re.compile(r'\A/|[\x00-\x20<>"{}|^`\\]')


@dataclass(frozen=True, slots=True)
class Cell:
    """What is known of a column at a place of the code.

    Attributes:
        name: of the variable that holds its value: text; text or None; or, where there may be many, a tuple.
        sure: whether there is exactly one value.
        many: whether there may be several.
    """

    name: str
    sure: bool = False
    many: bool = False


def read_cells(code: Code, mapping: TableMapping, gazetteers: Mapping[str, Gazetteer], source: str) -> dict[str, Cell]:
    """Write the code that reads the cells of `row`, and return what is known of the columns then.

    Those are read that templates speak of, and those that can be at fault.

    Args:
        code: of the function.
        mapping: how cells are read.
        gazetteers: by the names that the mapping uses.
        source: slug that `{source}` stands for.
    """
    known: dict[str, Cell] = {}
    faulty = {name for name, column in mapping.columns.items() if column.strict or column.lookup}
    for name in sorted(mapping.used() | faulty):
        column = mapping.columns.get(name) or Column()
        cell = f'row.get({code.constant(name)}, "")'
        variable = code.name("c")
        if column.split:
            code.line(f"{variable} = {code.given('m', _splitter(column, gazetteers))}({cell})")
        elif column.values or column.strict or column.lookup:
            code.line(f"{variable} = {code.given('m', Memo(_reader(column, gazetteers)))}[{cell}.strip()]")
        else:
            code.line(f"{variable} = {cell}.strip() or None")
        known[name] = Cell(variable, many=bool(column.split))
    # Both hide columns of these names.
    return known | {ROW: Cell("n", sure=True), SOURCE: Cell(code.constant(source), sure=True)}


def _reader(column: Column, gazetteers: Mapping[str, Gazetteer]) -> Callable[[str], str | None]:
    """What reads one value without blanks around it; None where there is nothing to read."""
    alone = replace(column, split="")

    def read(part: str) -> str | None:
        faults: list[Fault] = []
        value = next(values_of(part, alone, gazetteers, ("", 0, ""), faults), None)
        if faults:
            raise IrregularError
        return value

    return read


def _splitter(column: Column, gazetteers: Mapping[str, Gazetteer]) -> Callable[[str], tuple[str, ...]]:
    """What reads several values; one that is written twice in a cell is said once."""
    separator = column.split

    def parts(cell: str) -> Iterator[str]:
        return filter(None, map(str.strip, cell.split(separator)))

    if not (column.values or column.strict or column.lookup):
        return lambda cell: tuple(dict.fromkeys(parts(cell)))
    values = Memo(_reader(column, gazetteers))
    return lambda cell: tuple(dict.fromkeys([values[part] for part in parts(cell)]))


def quoted(text: str) -> str:
    """Return `text` as an N-Quads string.

    Raises:
        IrregularError: it is blank.
    """
    if not text.strip():
        raise IrregularError
    return quote(text)


def fit(text: str) -> str:
    """Return `text` if it can stand in an IRI behind the colon of its scheme or prefix.

    Raises:
        IrregularError: it cannot.
    """
    if not text or _UNFIT.search(text):
        raise IrregularError
    return text
