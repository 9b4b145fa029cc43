"""Tables: CSV whose header names terms of the context, and a YAML-LD file beside it that says their source.

A column is `term`, or `term@language` for text by language; several values in a cell are separated by ` | `.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

from mediagraph.errors import DataError, Fault, FileError, did_you_mean, nearest, shorten
from mediagraph.loaders.yamlld import read_yaml
from mediagraph.records import Kind, Node, RecordFile

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from mediagraph.records import Context

SEPARATOR = " | "


def read_table(path: Path, shown: str, context: Context) -> RecordFile:
    """Read the table at `path`, and its source from the YAML-LD file of the same name.

    Args:
        path: the CSV file, UTF-8, with a header.
        shown: its name in faults.
        context: knows the terms that the header may name.

    Raises:
        FileError: one of the two files cannot be read.
        DataError: the description or the header is at fault.
    """
    beside = path.with_suffix(".yaml")
    if not beside.exists():
        raise FileError(f"{shown}: a table needs {beside.name} beside it, which says its source and licence")
    description = read_yaml(beside, str(shown).removesuffix(path.suffix) + ".yaml")
    faults: list[Fault] = []
    rows = _rows(path, shown, faults)
    header = next(rows, (1, []))[1]
    columns = _columns(header, shown, context)
    records = _records(rows, columns, header, shown, faults)
    return RecordFile(shown, description.graph, records, description.prefixes, faults)


def _rows(path: Path, shown: str, faults: list[Fault]) -> Iterator[tuple[int, list[str]]]:
    """Yield rows with their numbers; what cannot be decoded or parsed ends the table with a fault."""
    row = 0
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream, strict=True)
            for row, cells in enumerate(reader, start=1):
                yield row, cells
    except OSError as error:
        raise FileError(f"{shown}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        bad = f"byte 0x{error.object[error.start]:02x}"
        faults.append(Fault(shown, _line_of_bad_byte(path), "", bad, "not UTF-8", "save the file as UTF-8"))
    except csv.Error as error:
        faults.append(Fault(shown, row + 1, "", "", f"not CSV: {error}", "quote cells as RFC 4180 says"))


def _line_of_bad_byte(path: Path) -> int:
    """The decoder reads ahead in blocks, so the line is looked for once more."""
    with path.open("rb") as stream:
        for number, line in enumerate(stream, start=1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                return number
    return 0


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
            near = did_you_mean(nearest(key, context.terms))
            faults.append(Fault(shown, 1, name, name, f"unknown term{near}", "a header names terms of the context"))
        elif bool(at) != (term is not None and term.kind is Kind.TEXT):
            accepted = f"{key}@en" if not at else key
            faults.append(Fault(shown, 1, name, name, "a language where none belongs, or none", f"write {accepted}"))
        columns.append((key, language))
    hint = f"separate values in a cell by {SEPARATOR!r}"
    twice = sorted({name for name in header if list(header).count(name) > 1})
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
