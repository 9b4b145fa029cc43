"""Rows of Excel workbooks (`.xlsx`), streamed: the values that were saved, as text; nothing is computed or fetched."""

from __future__ import annotations

import datetime
import re
import warnings
import zipfile
import zlib
from collections import defaultdict
from contextlib import closing, contextmanager
from typing import IO, TYPE_CHECKING, Any
from xml.parsers import expat

from mediagraph.errors import DataError, Fault, FileError, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

MOST_BYTES = 512 * 1024**2  # of a member, unpacked
_MOST_ROWS = 1_048_576  # https://support.microsoft.com/office/excel-specifications-and-limits
_UNSAVED = re.compile(
    rb'<c (?P<before>[^>]*?)r="(?P<column>[A-Z]{1,3})(?P<row>\d{1,7})"(?P<after>[^>]*)>'
    rb"<f[^>]*(?:/>|>[^<]*</f>)(?:<v ?/>|<v></v>)?</c>"
)
_ERROR_HINT = "mend the formula, or write the value"
# What zipfile raises: for a broken archive or member, a way to pack that it has not, a password, an early end.
_UNREADABLE = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError)
_UNSAVED_HINT = "open the workbook in a spreadsheet program and save it, or write the value"


def sheet_rows(
    path: Path, shown: str, faults: list[Fault], sheet: str = "", *, most: int = MOST_BYTES
) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a sheet with their numbers in it; blank rows are left out.

    Dates are written by ISO 8601, whole numbers without a point. A row with an error such as `#REF!`, or with a
    formula whose value was not saved, is rejected by name.

    Args:
        path: the workbook.
        shown: its name in faults.
        faults: takes rows that cannot be read.
        sheet: name of the sheet; the first one, unless given.
        most: the most bytes that a member of the workbook may unpack to.

    Raises:
        FileError: it cannot be read, or unpacks to too much.
        DataError: it is no workbook.
        UnknownNameError: it has no such sheet.
    """
    import openpyxl

    unsaved = _checked(path, shown, most)
    with path.open("rb") as file:  # openpyxl leaves a file open that it opened by name and could not read
        try:
            with _quiet():
                book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
        except Exception as error:  # openpyxl has no one root of its errors
            raise _broken(shown, error) from error
        with closing(book):
            chosen = _chosen(book, shown, sheet)
            member = chosen._worksheet_path  # noqa: SLF001 - the one way from a sheet's name to its member
            yield from _rows(chosen, shown, faults, unsaved.get(member.lstrip("/"), {}))


@contextmanager
def _quiet() -> Iterator[None]:
    """Without what openpyxl tells of styles and extensions, which bear no values."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _each(rows: Iterator[Any]) -> Iterator[Any]:
    """Yield the rows of a sheet; warnings are off only while openpyxl works."""
    while True:
        with _quiet():
            row = next(rows, None)
        if row is None:
            return
        yield row


def _chosen(book: Any, shown: str, name: str) -> Any:
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    if not sheets:
        raise DataError([Fault(shown, 0, "", "", "a workbook without a sheet")])
    if name and name not in sheets:
        raise UnknownNameError("sheet", name, sheets, hint=f"{shown} has {', '.join(sheets)}")
    return sheets[name] if name else next(iter(sheets.values()))


def _rows(
    sheet: Any, shown: str, faults: list[Fault], unsaved: Mapping[int, Sequence[str]]
) -> Iterator[tuple[int, list[str]]]:
    sheet.reset_dimensions()  # programs write them wrong, and cells beyond them would be lost
    header: list[str] = []
    number = 0
    try:
        for number, cells in enumerate(_each(sheet.iter_rows()), start=1):
            if number > _MOST_ROWS:
                faults.append(
                    Fault(shown, number, "", "", f"more than {_MOST_ROWS} rows", "split the table", ends=True)
                )
                return
            texts = [_text(cell.value) for cell in cells]
            wrong = [
                *(
                    (letters, "", "a formula whose value was not saved", _UNSAVED_HINT)
                    for letters in unsaved.get(number, ())
                ),
                *(
                    (cell.column_letter, text, "an error in the sheet", _ERROR_HINT)
                    for cell, text in zip(cells, texts, strict=True)
                    if cell.data_type == "e"
                ),
            ]
            while texts and not texts[-1]:
                texts.pop()
            if wrong:
                faults += (Fault(shown, number, _column(letters, header), *said) for letters, *said in wrong)
            elif texts:
                header = header or texts
                yield number, texts + [""] * (len(header) - len(texts))
    except DataError:
        raise
    except Exception as error:  # noqa: BLE001 - openpyxl has no one root of its errors
        faults.append(
            Fault(shown, number + 1, "", "", f"the sheet breaks off: {error}", "save the workbook again", ends=True)
        )


def _column(letters: str, header: Sequence[str]) -> str:
    """The name of a column by its letters; the letters where the header has none."""
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - ord("A") + 1
    return header[place - 1] if place <= len(header) and header[place - 1] else letters


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float():
            return str(int(value)) if value.is_integer() else repr(value)
        case datetime.datetime():
            whole_day = value.time() == datetime.time()
            return value.date().isoformat() if whole_day else value.isoformat()
        case datetime.date() | datetime.time():
            return value.isoformat()
    return str(value)


def _checked(path: Path, shown: str, most: int) -> dict[str, dict[int, list[str]]]:
    """Refuse what may not be opened; return the cells of formulas without values, by member and row."""
    unsaved: dict[str, dict[int, list[str]]] = {}
    try:
        with zipfile.ZipFile(path) as archive:
            for member in archive.infolist():
                if member.file_size > most:  # zipfile reads no more than the size that a member declares
                    what = f"its part {member.filename} unpacks to {member.file_size} bytes, more than {most}"
                    raise FileError(f"{shown}: {what}; split the table")
                if not member.filename.endswith((".xml", ".rels")):
                    continue
                with archive.open(member) as stream:
                    if _declares_types(stream):
                        reason = f"a document type declaration in {member.filename}"
                        raise DataError([Fault(shown, 0, "", "", reason, "no spreadsheet program writes one")])
                if "worksheets/" in member.filename:
                    with archive.open(member) as stream:
                        unsaved[member.filename] = _unsaved(stream)
    except OSError as error:
        raise FileError(f"{shown}: cannot be read: {error.strerror or error}") from error
    except (*_UNREADABLE, expat.ExpatError) as error:
        raise _broken(shown, error) from error
    return unsaved


def _declares_types(stream: IO[bytes]) -> bool:
    """Tell whether an XML document has a DTD, from which entities could be read or multiplied."""
    found = False

    class _DoneError(Exception):
        pass

    def dtd(*_: Any) -> None:
        nonlocal found
        found = True
        raise _DoneError

    def element(*_: Any) -> None:
        raise _DoneError

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = dtd
    parser.StartElementHandler = element
    try:
        while block := stream.read(1 << 14):
            parser.Parse(block)
    except _DoneError:
        return found
    return found


def _unsaved(stream: IO[bytes]) -> dict[int, list[str]]:
    """The cells of a sheet whose formula has no saved value: they would be read as blank."""
    found: dict[int, list[str]] = defaultdict(list)
    rest = b""
    while block := stream.read(1 << 20):
        rest += block
        end = rest.rfind(b"</c>") + len(b"</c>") if b"</c>" in rest else 0
        for cell in _UNSAVED.finditer(rest, 0, end):
            if b't="str"' not in cell["before"] + cell["after"]:  # a formula that gives an empty text
                found[int(cell["row"])].append(cell["column"].decode())
        rest = rest[end:]
    return found


def _broken(shown: str, error: Exception) -> DataError:
    reason = f"not an Excel workbook: {error}" if str(error) else "not an Excel workbook"
    return DataError([Fault(shown, 0, "", "", reason, "save it as .xlsx, without a password")])
