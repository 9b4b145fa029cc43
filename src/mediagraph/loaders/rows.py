"""Rows of tables, whatever the file: CSV, TSV, JSON lines, Excel; cells are text, rows are numbered from the header."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from mediagraph.errors import DataError, Fault, FileError, UsageError, shorten
from mediagraph.loaders.packed import is_packed, opened, suffix
from mediagraph.loaders.sheets import sheet_rows
from mediagraph.loaders.text import lines_of, undecodable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

_HALF = re.compile(r"\\u[dD][89abAB]|\\u[dD][c-fC-F]")
NumberedRow = tuple[int, "Mapping[str, str]"]
SUFFIXES = (".csv", ".tsv", ".jsonl", ".xlsx")
EXCEL = ".xlsx"
MOST_IN_A_CELL = csv.field_size_limit()  # characters of a cell of CSV or TSV; Python's own limit
_DELIMITERS = {".csv": ",", ".tsv": "\t"}


def read_rows(
    path: Path, shown: str, faults: list[Fault], *, sheet: str = ""
) -> tuple[Sequence[str], Iterator[NumberedRow]]:
    """Return the columns of the table at `path`, and its rows with their numbers, the header's being 1.

    JSON lines have no header: their columns are the keys of the first object, and their rows are lines.

    Args:
        path: the table; its suffix says the format, and `.gz` after it that it is compressed.
        shown: its name in faults.
        faults: takes rows that cannot be read.
        sheet: of a workbook; the first one, unless given.

    Raises:
        FileError: it cannot be read.
        DataError: its header is at fault.
        UsageError: no reader for such files.
    """
    kind = suffix(path)
    if sheet and kind != EXCEL:
        raise UsageError(f"{shown}: it has no sheets; leave out the sheet {sheet!r}")
    if kind == ".jsonl":
        return _objects(path, shown, faults)
    rows = cells_of(path, shown, faults, sheet=sheet)
    header = next(rows, (1, []))[1]
    if faults:  # not even the header could be read
        raise DataError(faults)
    _check(header, shown)
    return header, _named(rows, header, shown, faults)


def cells_of(path: Path, shown: str, faults: list[Fault], *, sheet: str = "") -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a table with a header with their numbers; what cannot be read ends it with a fault.

    Raises:
        FileError: it cannot be read.
        DataError: it is no workbook.
        UsageError: no reader for such files.
    """
    kind = suffix(path)
    if kind == EXCEL and not is_packed(path):
        yield from sheet_rows(path, shown, faults, sheet)
    elif kind in _DELIMITERS:
        yield from _separated(path, shown, faults, _DELIMITERS[kind])
    else:
        old = kind in {".xls", ".xlsb", ".ods"}
        raise UsageError(f"{shown}: no table; {'save it as .xlsx, or ' if old else ''}use {', '.join(SUFFIXES)}")


def _separated(path: Path, shown: str, faults: list[Fault], delimiter: str) -> Iterator[tuple[int, list[str]]]:
    row = 0
    try:
        with io.TextIOWrapper(opened(path, shown), encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream, strict=True, delimiter=delimiter)
            for row, cells in enumerate(reader, start=1):
                yield row, cells
    except OSError as error:
        raise FileError(f"{shown}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        faults.append(undecodable(path, shown, error))
    except csv.Error as error:
        faults.append(Fault(shown, row + 1, "", "", f"not CSV: {error}", "quote cells as RFC 4180 says", ends=True))


def _check(header: Sequence[str], shown: str) -> None:
    if not header:
        raise DataError([Fault(shown, 1, "", "", "an empty table", "write a header")])
    twice = sorted(name for name, count in Counter(header).items() if count > 1)
    if twice:
        raise DataError([Fault(shown, 1, name, name, "a column twice", "rename one of them") for name in twice])


def _named(
    rows: Iterator[tuple[int, list[str]]], header: Sequence[str], shown: str, faults: list[Fault]
) -> Iterator[NumberedRow]:
    for number, cells in rows:
        if not cells:
            continue  # a blank line, often the last
        if len(cells) != len(header):
            reason = f"{len(cells)} cells where the header has {len(header)}"
            faults.append(Fault(shown, number, "", shorten(",".join(cells)), reason, "check quotes and separators"))
            continue
        yield number, dict(zip(header, cells, strict=True))


def _objects(path: Path, shown: str, faults: list[Fault]) -> tuple[Sequence[str], Iterator[NumberedRow]]:
    rows = _parsed(path, shown, faults)
    first = next(rows, None)
    if first is None:
        raise DataError([Fault(shown, 1, "", "", "an empty table", "write an object a line"), *faults])

    def all_rows() -> Iterator[NumberedRow]:
        yield first
        yield from rows

    return list(first[1]), all_rows()


def _parsed(path: Path, shown: str, faults: list[Fault]) -> Iterator[NumberedRow]:
    for number, line in lines_of(path, shown, faults):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            faults.append(Fault(shown, number, "", shorten(line), f"not JSON: {error}", "write an object a line"))
            continue
        if not isinstance(value, dict):
            faults.append(Fault(shown, number, "", shorten(line), "not an object", "write an object a line"))
            continue
        if _HALF.search(line) and _is_half(value):
            reason = "half a character (a lone surrogate) in it"
            faults.append(Fault(shown, number, "", shorten(line), reason, "write both halves, or the character itself"))
            continue
        yield number, {str(key): _text(item) for key, item in value.items()}


def _is_half(value: Any) -> bool:
    """Tell whether a value has text that no encoding can hold."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return True
    return False


def _text(value: Any) -> str:
    """The text of a cell: nothing for null, JSON for lists and objects."""
    if value is None:
        return ""
    if isinstance(value, bool | list | dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value)
