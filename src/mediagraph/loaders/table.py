"""Tables, each with a YAML-LD file beside it that says its source.

Either the header of a CSV file names terms of the context: a column is `term`, or `term@language` for text by language,
and several values in a cell are separated by ` | `. Or a mapping lies beside the table (`NAME.mapping.yaml`), and says
how its rows become records.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from mediagraph.errors import DataError, Fault, FileError, did_you_mean, nearest, shorten
from mediagraph.loaders.mapping import map_rows, read_mapping
from mediagraph.loaders.rows import cells_of, read_rows
from mediagraph.loaders.yamlld import read_yaml
from mediagraph.records import Kind, Node, RecordFile

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from mediagraph.loaders.job import Gazetteer
    from mediagraph.loaders.mapping import TableMapping
    from mediagraph.records import Context

SEPARATOR = " | "
MAPPING_SUFFIX = ".mapping.yaml"
_MOST_HELPED = 50  # unknown columns for which a near term is sought, which takes a while each


def read_table(
    path: Path, shown: str, context: Context, gazetteers: Mapping[str, Gazetteer] | None = None
) -> RecordFile:
    """Read the table at `path`, and its source from the YAML-LD file of the same name.

    Args:
        path: the CSV file, UTF-8, with a header.
        shown: its name in faults.
        context: knows the terms that the header may name.
        gazetteers: in which a mapping may look values up, by name.

    Raises:
        FileError: one of the two files cannot be read.
        DataError: the description or the header is at fault.
    """
    beside = path.with_suffix(".yaml")
    if not beside.exists():
        raise FileError(f"{shown}: a table needs {beside.name} beside it, which says its source and licence")
    description = read_yaml(beside, str(shown).removesuffix(path.suffix) + ".yaml")
    faults: list[Fault] = []
    mapping = path.with_suffix(MAPPING_SUFFIX)
    if mapping.exists():
        nodes = _mapped(path, shown, mapping, gazetteers or {}, faults)
        return RecordFile(shown, description.graph, nodes, description.prefixes, faults)
    rows = cells_of(path, shown, faults)
    header = next(rows, (1, []))[1]
    if faults:  # not even the header could be read
        raise DataError(faults)
    columns = _columns(header, shown, context)
    records = _records(rows, columns, header, shown, faults)
    return RecordFile(shown, description.graph, records, description.prefixes, faults)


def _mapped(
    path: Path, shown: str, mapping: Path, gazetteers: Mapping[str, Gazetteer], faults: list[Fault]
) -> Iterator[Node]:
    """The records of a table whose columns are no terms, by the mapping beside it."""
    read = read_mapping(mapping, shown.removesuffix(path.suffix) + MAPPING_SUFFIX)
    header, rows = read_rows(path, shown, faults, sheet=read.sheet)
    loose = [name for name in header if name not in read.used() | read.ignored]
    absent = sorted(read.used() - set(header))
    if loose or absent:
        raise DataError(
            [
                *(Fault(shown, 1, c, c, "a column that the mapping neither uses nor ignores") for c in loose),
                *(Fault(shown, 1, c, c, "no such column, though the mapping speaks of it") for c in absent),
            ]
        )
    check_lookups(read, gazetteers, shown)
    return map_rows(rows, read, gazetteers, shown, faults, source=path.stem)


def check_lookups(mapping: TableMapping, gazetteers: Mapping[str, Gazetteer], shown: str) -> None:
    """Make sure that what a mapping looks values up in exists.

    Raises:
        DataError: it does not.
    """
    unknown = {column.lookup for column in mapping.columns.values() if column.lookup} - set(gazetteers)
    if unknown:
        accepted = f"there is {', '.join(gazetteers) or 'none'}"
        raise DataError([Fault(shown, 1, "", name, "a lookup that does not exist", accepted) for name in unknown])


Column = tuple[str, str]  # term and language


def _columns(header: Sequence[str], shown: str, context: Context) -> list[Column]:
    faults: list[Fault] = []
    columns: list[Column] = []
    if not header:
        raise DataError([Fault(shown, 1, "", "", "an empty table", "write a header that names terms")])
    for name in header:
        key, at, language = name.partition("@")
        term = context.terms.get(key)
        if term is None and key not in {"id", "type"}:
            near = did_you_mean(nearest(key, context.terms)) if len(faults) < _MOST_HELPED else ""
            faults.append(Fault(shown, 1, name, name, f"unknown term{near}", "a header names terms of the context"))
        elif bool(at) != (term is not None and term.kind is Kind.TEXT):
            accepted = f"{key}@en" if not at else key
            faults.append(Fault(shown, 1, name, name, "a language where none belongs, or none", f"write {accepted}"))
        columns.append((key, language))
    hint = f"separate values in a cell by {SEPARATOR!r}"
    twice = sorted(name for name, count in Counter(header).items() if count > 1)
    faults += [Fault(shown, 1, name, name, "a column twice", hint) for name in twice]
    if "id" not in header:
        faults.append(Fault(shown, 1, "id", "", "no column id", "give each row an id such as country:BE"))
    if faults:
        raise DataError(faults)
    return columns


def _records(
    rows: Iterator[tuple[int, list[str]]],
    columns: Sequence[Column],
    header: Sequence[str],
    shown: str,
    faults: list[Fault],
) -> Iterator[Node]:
    for number, cells in rows:
        if not cells:
            continue  # a blank line, often the last
        if len(cells) != len(columns):
            reason = f"{len(cells)} cells where the header has {len(columns)}"
            faults.append(Fault(shown, number, "", shorten(",".join(cells)), reason, "check quotes and commas"))
            continue
        items: dict[str, Any] = {}
        for (key, language), name, cell in zip(columns, header, cells, strict=True):
            if not cell:
                continue
            values = cell.split(SEPARATOR)
            if any(value != value.strip() or not value for value in values):
                faults.append(Fault(shown, number, name, shorten(cell), "a stray blank or an empty value"))
                continue
            if language:
                items.setdefault(key, {})[language] = values
            else:
                items[key] = values if len(values) > 1 else values[0]
        yield Node(items, line=number)
