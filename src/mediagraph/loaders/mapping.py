"""Mappings: small YAML files that say how the rows of any table become records.

    source:                                 # what the table is, for `mediagraph load table`
      name: {en: Films of a festival}
      licence: https://creativecommons.org/publicdomain/zero/1.0/
    sheet: Films                            # of a workbook; else its first sheet
    columns:
      country: {lookup: country}            # a name in any language, or a code
      directors: {split: ", "}              # several values in a cell
      kind: {values: {re-established: resumed}, strict: true}
      owner: {spellings: {ARD: [A.R.D., Das Erste]}}    # the same, many to one
    ignore: [comment]                       # columns that are left out on purpose
    records:
      - id: "work:{imdb}"                   # a template a node; {row} is the number of the row, {source} the slug
        type: Film
        name: {en: "{title}"}
        countryOfOrigin: "{country}"
        when: {kind: [film, series]}        # only for such rows; {directors: {values: several}} asks for their number
        participation:
          - each: directors                 # a node for each value of the column
            id: "film:{imdb}-{directors|slug}"
            role: director
      - id: "relation:{pair}"
        type: DiplomaticRelation
        once: true                          # the same node may follow from several rows

Text that holds a column of several values gives a value for each. `{column|slug}` makes a value fit for an id. A key
whose placeholders are empty is left out, and so is a node without an id.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mediagraph.errors import DataError, Fault, did_you_mean, nearest, shorten
from mediagraph.loaders.mappingcheck import mapping_faults
from mediagraph.loaders.templates import ROW, SOURCE, Template
from mediagraph.loaders.text import read_text
from mediagraph.loaders.yamlld import parse_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from mediagraph.loaders.job import Gazetteer
    from mediagraph.records import Node


@dataclass(frozen=True, slots=True)
class Column:
    """How the cells of a column are read.

    Attributes:
        split: what separates several values in a cell; empty where a cell has one.
        values: replacements, by value; spellings are added to them.
        strict: whether a value without a replacement is rejected.
        lookup: name of the gazetteer in which values are looked up; empty for none.
    """

    split: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    strict: bool = False
    lookup: str = ""


@dataclass(frozen=True, slots=True)
class TableMapping:
    """A mapping file, read and checked.

    Attributes:
        columns: how cells are read, by column; a column that is not named is read as it is.
        ignored: columns left out on purpose.
        templates: the nodes of a row.
        source: what the table is, in terms of the context; empty where a file beside the table says it.
        sheet: of a workbook; empty for its first one.
    """

    columns: Mapping[str, Column]
    ignored: frozenset[str]
    templates: Sequence[Template]
    source: Mapping[str, Any] = field(default_factory=dict)
    sheet: str = ""

    def used(self) -> set[str]:
        """Return the columns that templates and conditions speak of."""
        return {column for template in self.templates for column in template.columns()} - {ROW, SOURCE}


def read_mapping(path: Path, shown: str) -> TableMapping:
    """Read the mapping at `path`.

    Raises:
        FileError: it cannot be read.
        DataError: it is no mapping; the message names the line.
    """
    document = parse_yaml(read_text(path, shown), shown)
    if faults := list(mapping_faults(document, shown)):
        raise DataError(faults)
    columns = {
        name: Column(
            str(given.get("split") or ""),
            _replacements(given),
            given.get("strict") is True,
            str(given.get("lookup") or ""),
        )
        for name, given in (document.get("columns") or {}).items()
    }
    return TableMapping(
        columns,
        frozenset(_strings(document.get("ignore") or ())),
        [Template(given) for given in document["records"]],
        document.get("source") or {},
        str(document.get("sheet") or ""),
    )


def _replacements(given: Node) -> dict[str, str]:
    """What cells are replaced by: `values`, from one to one, and `spellings`, from many to one."""
    values = {str(key): str(value) for key, value in (given.get("values") or {}).items()}
    for meant, spellings in (given.get("spellings") or {}).items():
        values |= dict.fromkeys(_strings(spellings), str(meant))
    return values


def map_rows(
    rows: Iterable[tuple[int, Mapping[str, str]]],
    mapping: TableMapping,
    gazetteers: Mapping[str, Gazetteer],
    shown: str,
    faults: list[Fault],
    *,
    source: str = "",
    refused: frozenset[int] = frozenset(),
) -> Iterator[Node]:
    """Yield the records of `rows`; a row with a value that cannot be read is rejected whole, with a fault for each.

    Args:
        rows: cells by column, with the number of the row.
        mapping: what becomes of them.
        gazetteers: by the names that the mapping uses.
        shown: name of the table in faults.
        faults: takes what is rejected.
        source: slug that `{source}` stands for.
        refused: rows to pass over.
    """
    once: set[str] = set()
    for number, row in rows:
        if number not in refused:
            yield from map_row(number, row, mapping, gazetteers, shown, faults, source=source, once=once)


def map_row(
    number: int,
    row: Mapping[str, str],
    mapping: TableMapping,
    gazetteers: Mapping[str, Gazetteer],
    shown: str,
    faults: list[Fault],
    *,
    source: str,
    once: set[str],
) -> Iterator[Node]:
    """Yield the records of one row, as `map_rows` does.

    Args:
        number: of the row.
        row: its cells by column.
        mapping: what becomes of them.
        gazetteers: by the names that the mapping uses.
        shown: name of the table in faults.
        faults: takes what is rejected.
        source: slug that `{source}` stands for.
        once: the ids that rows before this one gave to nodes that are written once; those of this row are added.
    """
    found: list[Fault] = []
    cells: dict[str, list[str]] = {}
    for name, cell in row.items():
        values = values_of(cell, mapping.columns.get(name), gazetteers, (shown, number, name), found)
        cells[name] = list(dict.fromkeys(values))  # a value that is written twice in a cell is said once
    cells |= {ROW: [str(number)], SOURCE: [source]}  # also where the table has columns of these names
    if found:
        faults += found
        return
    for template in mapping.templates:
        for node in template.nodes(cells, number):
            if template.once and node["id"] in once:
                continue
            if template.once:
                once.add(node["id"])
            yield node


def values_of(
    cell: str,
    column: Column | None,
    gazetteers: Mapping[str, Gazetteer],
    place: tuple[str, int, str],
    faults: list[Fault],
) -> Iterator[str]:
    """Yield the values of a cell, with a fault for each that cannot be read."""
    column = column or Column()
    parts = cell.split(column.split) if column.split else [cell]
    for part in (text.strip() for text in parts):
        if not part:
            continue
        value = column.values.get(part)
        if value is None and column.strict:
            near = did_you_mean(nearest(part, column.values))
            accepted = f"one of {', '.join(column.values)}"
            faults.append(Fault(*place, shorten(part), f"a value that the mapping does not know{near}", accepted))
            continue
        value = part if value is None else value
        if column.lookup and ":" not in value:
            known, near_names = gazetteers[column.lookup].find(value)
            if not known:
                reason = f"no {column.lookup} is called so{did_you_mean(near_names)}"
                accepted = "a code, a name in any language, or a spelling added to the mapping's values"
                faults.append(Fault(*place, shorten(value), reason, accepted))
                continue
            value = known
        yield value


def _strings(value: Any) -> list[str]:
    return [str(item) for item in (value if isinstance(value, list | tuple) else [value])]
