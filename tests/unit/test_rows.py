"""Tables of every format give the same rows, and what cannot be read is named."""

from __future__ import annotations

import csv
import datetime
import gzip
import json
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from mediagraph.errors import DataError, Fault, FileError, MediagraphError, UnknownNameError, UsageError
from mediagraph.loaders import packed, sheets
from mediagraph.loaders.rows import read_rows
from mediagraph.loaders.table import read_table
from projects import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from mediagraph.records import Context

HEADER = ["id", "title", "year", "share"]
CELLS = [["a1", 'Red, "Silk"', "1971", "0.5"], ["a2", "红丝绸", "", "12"], ["a3", "Été", "2021", ""]]
Row = tuple[int, dict[str, str]]


def write_csv(path: Path, *, delimiter: str = ",") -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter=delimiter).writerows([HEADER, *CELLS])


def write_tsv(path: Path) -> None:
    write_csv(path, delimiter="\t")


def write_json(path: Path) -> None:
    rows = [dict(zip(HEADER, [cell or None for cell in cells], strict=True)) for cells in CELLS]
    path.write_text("\n" + "\n".join(json.dumps(row) for row in rows) + "\n", encoding="utf-8")


def write_excel(path: Path) -> None:
    numbers = [[int(c) if c.isdigit() else float(c) if c == "0.5" else c or None for c in cells] for cells in CELLS]
    workbook(path, [HEADER, *numbers])


def workbook(path: Path, rows: list[list[Any]], *, more: dict[str, list[list[Any]]] | None = None) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "Films"
    for row in rows:
        book.active.append(row)
    for name, others in (more or {}).items():
        sheet = book.create_sheet(name)
        for row in others:
            sheet.append(row)
    book.save(path)


def zipped(write: Callable[[Path], None]) -> Callable[[Path], None]:
    def inner(path: Path) -> None:
        plain = path.with_suffix("")
        write(plain)
        path.write_bytes(gzip.compress(plain.read_bytes()))
        plain.unlink()

    return inner


WRITERS: dict[str, Callable[[Path], None]] = {
    ".csv": write_csv,
    ".tsv": write_tsv,
    ".jsonl": write_json,
    ".xlsx": write_excel,
    ".csv.gz": zipped(write_csv),
    ".tsv.gz": zipped(write_tsv),
    ".jsonl.gz": zipped(write_json),
    ".XLSX": write_excel,
}


def rows_of(path: Path, **options: Any) -> tuple[list[str], list[Row], list[Fault]]:
    faults: list[Fault] = []
    header, rows = read_rows(path, path.name, faults, **options)
    return list(header), [(number, dict(row)) for number, row in rows], faults


@pytest.mark.parametrize("suffix", WRITERS)
def test_each_format_gives_the_same_rows(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"films{suffix}"
    WRITERS[suffix](path)

    header, rows, faults = rows_of(path)

    assert header == HEADER
    assert rows == [(n, dict(zip(HEADER, cells, strict=True))) for n, cells in enumerate(CELLS, start=2)]
    assert faults == []


@pytest.mark.parametrize("suffix", WRITERS)
def test_a_format_without_rows_is_an_empty_table(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"films{suffix}"
    if suffix.lower() == ".xlsx":
        workbook(path, [])
    else:
        path.write_bytes(gzip.compress(b"") if suffix.endswith(".gz") else b"")

    with pytest.raises(DataError, match=r"an empty table"):
        rows_of(path)


@pytest.mark.parametrize("suffix", [".xls", ".ods", ".parquet", ".xlsx.gz", ".gz", ""])
def test_another_format_is_refused_with_those_that_are_read(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"films{suffix}"
    path.write_bytes(b"x")

    with pytest.raises(UsageError, match=r"no table; .*use \.csv, \.tsv, \.jsonl, \.xlsx"):
        rows_of(path)


# Excel


def test_values_of_a_sheet_are_text_as_people_write_it(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    values: list[Any] = [
        datetime.date(2021, 10, 25),
        datetime.datetime(2021, 10, 25, 13, 42),  # noqa: DTZ001 - a sheet has no time zones
        datetime.time(13, 42),
        3.0,
        0.1,
        True,
        12345678901234,
        " kept ",
    ]
    names = ["day", "moment", "time", "whole", "tenth", "truth", "large", "blanks"]
    workbook(path, [names, values])

    (_, row), *rest = rows_of(path)[1]

    assert list(row.values()) == [
        "2021-10-25",
        "2021-10-25T13:42:00",
        "13:42:00",
        "3",
        "0.1",
        "true",
        "12345678901234",
        " kept ",
    ]
    assert rest == []


def test_blank_rows_are_left_out_and_the_others_keep_their_numbers(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    workbook(path, [["id", "x"], ["a", 1], [None, None], ["b"], [None, "c"]])

    assert rows_of(path)[1] == [(2, {"id": "a", "x": "1"}), (4, {"id": "b", "x": ""}), (5, {"id": "", "x": "c"})]


def test_a_cell_beyond_the_header_is_a_fault_of_its_row(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    workbook(path, [["id"], ["a", None, "stray"], ["b"]])

    _, rows, faults = rows_of(path)

    assert [number for number, _ in rows] == [3]
    assert [(fault.line, fault.reason) for fault in faults] == [(2, "3 cells where the header has 1")]


def test_cells_outside_the_size_that_a_sheet_declares_are_read(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    workbook(path, [["id", "x"], ["a", "b"]])
    rewrite(path, "xl/worksheets/sheet1.xml", lambda xml: re.sub(b'ref="A1:B2"', b'ref="A1"', xml))

    assert rows_of(path)[1] == [(2, {"id": "a", "x": "b"})]


def test_a_sheet_is_chosen_by_name_and_the_first_by_default(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    workbook(path, [["id"], ["first"]], more={"Series": [["id"], ["second"]]})

    assert rows_of(path)[1] == [(2, {"id": "first"})]
    assert rows_of(path, sheet="Series")[1] == [(2, {"id": "second"})]
    with pytest.raises(UnknownNameError, match=r"unknown sheet 'series', did you mean Series\?; t.xlsx has Films, Ser"):
        rows_of(path, sheet="series")


def test_only_workbooks_have_sheets(tmp_path: Path) -> None:
    write_csv(tmp_path / "t.csv")

    with pytest.raises(UsageError, match=r"t.csv: it has no sheets"):
        rows_of(tmp_path / "t.csv", sheet="Films")


def rewrite(path: Path, member: str, change: Callable[[bytes], bytes]) -> None:
    """Change one part of a workbook."""
    with zipfile.ZipFile(path) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    before = parts[member]
    parts[member] = change(before)
    assert parts[member] != before
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def test_an_error_in_a_cell_rejects_its_row_by_name(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    workbook(path, [["id", "minutes"], ["a", "#REF!"], ["b", 90]])
    assert b't="e"' in zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml")

    _, rows, faults = rows_of(path)

    assert rows == [(3, {"id": "b", "minutes": "90"})]
    assert [str(fault) for fault in faults] == [
        "t.xlsx:2:minutes: an error in the sheet (#REF!); mend the formula, or write the value"
    ]


def test_a_formula_counts_by_the_value_that_was_saved_with_it(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    workbook(path, [["id", "minutes"], ["a", "=45*2"], ["b", '=""']])
    sheet = "xl/worksheets/sheet1.xml"
    saved = (b"<f>45*2</f><v>90</v>", b'<c r="B3" t="str"><f>""</f><v></v>')
    rewrite(path, sheet, lambda xml: re.sub(rb"<f>45\*2</f><v ?/?>(</v>)?", saved[0], xml))
    rewrite(path, sheet, lambda xml: re.sub(rb'<c r="B3"[^>]*><f>""</f><v ?/?>(</v>)?', saved[1], xml))

    assert rows_of(path)[1:] == ([(2, {"id": "a", "minutes": "90"}), (3, {"id": "b", "minutes": ""})], [])


def test_a_formula_whose_value_was_not_saved_rejects_its_row_by_name(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    workbook(path, [["id", "minutes"], ["a", "=45*2"], ["b", 90]])

    _, rows, faults = rows_of(path)

    assert [number for number, _ in rows] == [3]
    assert [(fault.place, fault.reason) for fault in faults] == [
        ("t.xlsx:2:minutes", "a formula whose value was not saved")
    ]


def test_a_workbook_that_unpacks_to_too_much_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    workbook(path, [["id"], ["a"]])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/bomb.xml", b"0" * 200_000)
    faults: list[Fault] = []

    with pytest.raises(FileError, match=r"bomb.xml unpacks to 200000 bytes, more than 100000; split"):
        list(sheets.sheet_rows(path, "t.xlsx", faults, most=100_000))


def test_a_document_type_declaration_in_a_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    workbook(path, [["id"], ["a"]])
    dtd = b'<!-- %s --><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><worksheet' % (b"x" * 50_000)
    rewrite(path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"<worksheet", dtd, 1))

    with pytest.raises(DataError, match=r"a document type declaration in xl/worksheets/sheet1.xml"):
        rows_of(path)


def test_rows_beyond_the_last_one_of_a_sheet_end_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "t.xlsx"
    workbook(path, [["id"], ["a"], ["b"]])
    rewrite(path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b'r="3"', b'r="999999999"'))
    monkeypatch.setattr(sheets, "_MOST_ROWS", 50)

    _, rows, faults = rows_of(path)

    assert [number for number, _ in rows] == [2]
    assert [(fault.line, fault.reason) for fault in faults] == [(51, "more than 50 rows")]


BROKEN: dict[str, bytes] = {
    "text": b"id,title\na,b\n",
    "an old or encrypted workbook": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "nothing": b"",
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_what_is_no_workbook_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "t.xlsx").write_bytes(content)

    with pytest.raises(DataError, match=r"not an Excel workbook.*save it as .xlsx, without a password"):
        rows_of(tmp_path / "t.xlsx")


def test_a_workbook_cut_anywhere_gives_an_error_or_faults_and_no_traceback(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    write_excel(path)
    content = path.read_bytes()
    outcomes: set[str] = set()
    for end in range(0, len(content), 97):
        path.write_bytes(content[:end] + bytes(40))
        try:
            outcomes.add("faults" if rows_of(path)[2] else "nothing")
        except MediagraphError as error:
            outcomes.add(type(error).__name__)

    assert outcomes == {"DataError"}


def test_a_workbook_that_cannot_be_read_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    workbook(path, [["id"], ["a"]])
    rewrite(path, "[Content_Types].xml", lambda _: b"<Types/>")

    with pytest.raises(DataError) as caught:  # which holds the frames, and so the workbook
        rows_of(path)

    opened = [link.resolve() for link in Path("/proc/self/fd").iterdir()]
    assert caught.value
    assert path.resolve() not in opened


def test_a_part_of_a_workbook_that_is_not_xml_is_named(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    workbook(path, [["id"], ["a"], ["b"]])
    rewrite(path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b'<row r="3"', b'<row r="3" <'))

    _, _, faults = rows_of(path)

    assert len(faults) == 1
    assert "the sheet breaks off" in faults[0].reason


def test_a_projects_own_workbook_may_name_terms_in_its_header(tmp_path: Path, context: Context) -> None:
    workbook(tmp_path / "t.xlsx", [["id", "type", "runtime"], ["work:a", "Film", 90.0]])
    (tmp_path / "t.yaml").write_text(
        '"@context": https://w3id.org/mediagraph/context.jsonld\nid: graph:t\n"@graph": []\n', encoding="utf-8"
    )

    file = read_table(tmp_path / "t.xlsx", "t.xlsx", context)

    assert [dict(node) for node in file.records] == [{"id": "work:a", "type": "Film", "runtime": "90"}]
    assert file.faults == []


@pytest.fixture(scope="module")
def context() -> Context:
    from mediagraph.project import Project

    return Project.find(ROOT).context


# gzip


def test_a_broken_archive_is_named(tmp_path: Path) -> None:
    path = tmp_path / "t.csv.gz"
    path.write_bytes(b"id,x\na,b\n")
    with pytest.raises(FileError, match=r"t.csv.gz: cannot be unpacked: Not a gzipped file"):
        rows_of(path)

    path.write_bytes(gzip.compress(b"id,x\n" + b"a,b\n" * 1000)[:-12])
    with pytest.raises(FileError, match=r"t.csv.gz: cannot be unpacked: it ends in the middle"):
        rows_of(path)


def test_an_archive_that_unpacks_to_too_much_is_refused_where_it_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "t.csv.gz"
    path.write_bytes(gzip.compress(b"id,x\n" + b"a,b\n" * 1_000_000))
    with packed.opened(path, path.name, most=1_000_000) as stream, pytest.raises(FileError, match=r"more than 1000000"):
        stream.read()
    assert path.stat().st_size < 10_000

    (tmp_path / "t.jsonl.gz").write_bytes(gzip.compress(b'{"id":"' + b"a" * 2_000_000 + b'"}\n'))
    monkeypatch.setattr(packed.opened, "__kwdefaults__", {"most": packed.MOST_BYTES, "longest": 1_000_000})
    with pytest.raises(FileError, match=r"unpacks to a line of more than 1000000 bytes"):
        rows_of(tmp_path / "t.jsonl.gz")


def test_a_byte_that_is_no_utf8_is_found_in_what_was_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "t.csv.gz"
    path.write_bytes(gzip.compress("id,x\na,b\nc,é\n".encode("latin-1")))

    with pytest.raises(DataError, match=r"t\.csv\.gz:3: not UTF-8 \(byte 0xe9\)"):
        rows_of(path)


def test_a_missing_table_is_a_file_error(tmp_path: Path) -> None:
    for suffix in WRITERS:
        with pytest.raises(FileError, match=r"cannot be read: No such file"):
            rows_of(tmp_path / f"missing{suffix}")


def test_half_a_character_is_named(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    path.write_text('{"a": "\\ud83d\\ude00"}\n{"a": "\\ud800"}\n{"a": "fine"}\n', encoding="utf-8")
    faults: list[Fault] = []

    _, rows = read_rows(path, "t.jsonl", faults)

    assert [row["a"] for _, row in rows] == ["\U0001f600", "fine"]
    assert [(fault.line, fault.reason) for fault in faults] == [(2, "half a character (a lone surrogate) in it")]
