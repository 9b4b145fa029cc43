"""Targets: files of records, tables and their mappings."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from functools import cache
from typing import TYPE_CHECKING, Any

import yaml
from openpyxl import Workbook

from fuzz.target import RAW, ROOT, TREE, Target, written
from mediagraph.loaders.job import Job
from mediagraph.loaders.mapped import TABLE
from mediagraph.loaders.mapping import map_rows, read_mapping
from mediagraph.loaders.packed import opened
from mediagraph.loaders.rows import read_rows
from mediagraph.loaders.table import read_table
from mediagraph.loaders.yamlld import read_yaml
from mediagraph.project import Project
from mediagraph.records import Node, RecordFile, Writer
from mediagraph.records.dates import bounds

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mediagraph.records import Context

SOURCE = """\
"@context": https://w3id.org/mediagraph/context.jsonld
id: graph:toy
"@graph":
  - id: source:toy
    type: Dataset
    namedGraph: graph:toy
    name: {en: Toy}
"""
RECORDS = """\
"@context": [https://w3id.org/mediagraph/context.jsonld, {toy: "https://e.example/toy/"}]
id: graph:toy
"@graph":
  - id: toy:film  # a comment
    type: [Film, Work]
    name: {en: "A \\u0041 film", zh-Hans: [片, "片 2"]}
    date: "2021-10-25/2021-11"
    countryOfOrigin: [country:BE, country:CN]
    genre: documentary
    ordinal: 50
    duration: '52.5'
    participation:
      - id: toy:film-producer
        role: producer
        agent: organisation:one
        evidence: source:toy
    editorialNote:
      en: >-
        Text that goes
        on.
"""
CSV = '''\
id,type,name@en,name@fr,date,countryOfOrigin,evidence
work:a,Film,"A ""film""",Un | Deux,2021,country:BE | country:CN,source:toy
work:b,Film,B,,1924-04-07,,source:toy
'''
COLUMNS = "title,year,directors,country,kind\n"
ROWS = COLUMNS + 'One,2021,"Ann, Bob",Belgium,re-established\n"Two\nlines",2020,Ann,CN,\n'
MAPPING = """\
source: {name: {en: Films}, licence: https://creativecommons.org/publicdomain/zero/1.0/}
columns:
  country: {lookup: country}
  directors: {split: ", "}
  kind: {values: {re-established: resumed, established: begun}, strict: true, spellings: {ended: [stopped, over]}}
ignore: [comment]
records:
  - id: "work:{title|slug}-{row}"
    type: Film
    name: {en: "{title}"}
    date: "{year}"
    countryOfOrigin: "{country}"
    when: {kind: [resumed, begun], directors: {values: several}}
    participation:
      - each: directors
        id: "work:{title|slug}-{directors|slug}"
        role: director
  - {id: "country:{country}", type: Country, once: true, evidence: "source:{source}"}
"""
SHEET = (
    '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    '<row r="1"><c r="A1" t="inlineStr"><is><t>title</t></is></c><c r="B1" t="inlineStr"><is><t>year</t></is></c></row>'
    '<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2"><f>A1+1</f><v>2021.0</v></c><c r="C2" t="e"><v>#REF!</v></c>'
    '</row><row r="3"><c r="A3" t="b"><v>1</v></c><c r="B3" s="1"><v>44494.5</v></c>'
    '<c r="D3" t="d"><v>2021-10-25</v></c></row>'
    "</sheetData></worksheet>"
)


@cache
def context() -> Context:
    """Return the terms of records."""
    return Project.find(ROOT).context


class Countries:
    """A gazetteer of two countries."""

    def find(self, name: str) -> tuple[str, Sequence[str]]:
        """Return the country called `name`, else nothing and what is near."""
        known = {"belgium": "country:BE", "be": "country:BE", "cn": "country:CN"}
        found = known.get(name.casefold(), "")
        return found, () if found else ["Belgium"]


def write_all(nodes: Iterable[Node], graph: str = "graph:toy", prefixes: Any = None) -> None:
    """Let the writer write all there is."""
    for _ in Writer(context(), RecordFile("input", graph, nodes, prefixes or {}, []), io.StringIO()).lines():
        pass


def _yaml(data: bytes) -> None:
    file = read_yaml(written("input.yaml", data), "input.yaml")
    for _ in Writer(context(), file, io.StringIO()).lines():
        pass


def _table(name: str, data: bytes) -> None:
    written(name.partition(".")[0] + ".yaml", SOURCE)
    file = read_table(written(name, data), name, context(), {"country": Countries()})
    for _ in Writer(context(), file, io.StringIO()).lines():
        pass


def _mapped(name: str, data: bytes) -> None:
    written(name.partition(".")[0] + ".mapping.yaml", MAPPING)
    _table(name, data)


def _compiled(data: bytes) -> None:
    """The loader of tables, which turns regular mappings into code."""
    path = written("table.csv", ROWS)
    given = {"mapping": [str(written("given.mapping.yaml", data))]}
    job = Job(path, "table.csv", "toy", context(), Countries(), given)
    for made in (TABLE.written or TABLE.records)(job):
        if isinstance(made, Node):
            write_all([made])


def _mapping(data: bytes) -> None:
    mapping = read_mapping(written("input.mapping.yaml", data), "input.mapping.yaml")
    row = {"title": "One", "year": "2021", "directors": "Ann, Bob", "country": "BE", "kind": "established"}
    rows = [(2, row), (3, {**row, "directors": "", "title": "\u0301"}), (4, dict.fromkeys(row, ""))]
    mapping.used()
    gazetteers = {column.lookup: Countries() for column in mapping.columns.values() if column.lookup}
    write_all(map_rows(rows, mapping, gazetteers, "input.csv", [], source="toy"))


@cache
def _workbook() -> bytes:
    book = Workbook()
    sheet = book.create_sheet("Films", 0)
    sheet.append(["title", "year"])
    sheet.append(["One", 2021])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _xlsx(data: bytes) -> None:
    if not data.startswith(b"PK"):
        made = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(_workbook())) as whole, zipfile.ZipFile(made, "w") as archive:
            for name in whole.namelist():
                archive.writestr(name, data if name.endswith("sheet1.xml") else whole.read(name))
        data = made.getvalue()
    _, rows = read_rows(written("input.xlsx", data), "input.xlsx", [])
    for _ in rows:
        pass


def _gzip(data: bytes) -> None:
    with opened(written("input.csv.gz", data), "input.csv.gz", most=1 << 20, longest=1 << 16) as stream:
        while stream.read(1 << 14):
            pass


def _packed() -> list[bytes]:
    return [gzip.compress(text, mtime=0) for text in (ROWS.encode(), b"x" * 200_000, b"a\n" * 900_000, b"")]


def _tree(text: str) -> Any:
    return yaml.safe_load(text)


def _lines() -> list[str]:
    rows = [dict(zip(COLUMNS.strip().split(","), ["One", 2021, ["Ann"], "BE", None], strict=True)) for _ in range(2)]
    return ["\n".join(json.dumps(row) for row in rows)]


def _dates(data: bytes) -> None:
    bounds(data.decode("utf-8", "replace"))


_DATES = (
    "2021-10-25",
    "2021-10",
    "1924-04-07/1924-04-09",
    "18XX",
    "2001-21",
    "../1985",
    "Y170000002",
    "1984?",
    "{1960,1961}",
)

TARGETS = (
    Target("yaml", _yaml, lambda: [RECORDS, SOURCE]),
    Target("yaml-tree", _yaml, lambda: [_tree(RECORDS), _tree(SOURCE)], TREE),
    Target("csv", lambda data: _table("plain.csv", data), lambda: [CSV], pieces=("name@en", "id", "type", "\n")),
    Target("tsv", lambda data: _table("tabs.tsv", data), lambda: [CSV.replace(",", "\t")], pieces=("\t", "\t\t")),
    Target("csv-mapped", lambda data: _mapped("mapped.csv", data), lambda: [ROWS], pieces=("Belgium", "established")),
    Target("jsonl-mapped", lambda data: _mapped("mapped.jsonl", data), _lines),
    Target("mapping", _mapping, lambda: [MAPPING]),
    Target("mapping-tree", _mapping, lambda: [_tree(MAPPING)], TREE),
    Target("mapping-code", _compiled, lambda: [MAPPING], pieces=("{title}", "{year|slug}", "'''", '\\"', "{row}")),
    Target("sheet", _xlsx, lambda: [SHEET]),
    Target("workbook", _xlsx, lambda: [_workbook()], RAW),
    Target("gzip", _gzip, _packed, RAW),
    Target("dates", _dates, lambda: _DATES, pieces=("X", "~", "%", "/", "..", "Y", "E"), allowed=(ValueError,)),
)
