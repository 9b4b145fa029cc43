"""Each limit of what is read is told on one page, and reached here or where the page says, with a lower value."""

from __future__ import annotations

import ast
import asyncio
import http.server
import importlib
import re
import threading
from typing import TYPE_CHECKING, Any

import pytest

from mediagraph import guard
from mediagraph.errors import DataError, EndpointError, FileError, QueryError
from mediagraph.loaders import packed, rdf, rows, text, yamlld
from mediagraph.loaders.wikidata import endpoint as wikidata
from mediagraph.records import Node, RecordFile, Writer, bounds
from mediagraph.server import frames, protocol
from mediagraph.server.problems import Problem
from projects import ROOT
from rdf_jobs import PROJECT, load

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAGE = (ROOT / "docs" / "limits.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| .+? \| `([\w.]+)` \| (.+?) \| .+? \| `(\w+)` \|$", re.MULTILINE)
LISTED = {name: (default, test) for name, default, test in ROW.findall(PAGE)}
SCALES = {"KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30}
NAMED = re.compile(r"_?(MOST|LONGEST|LARGEST|DEEPEST)(_\w+)?")
READERS = (
    "loaders",
    "records",
    "drafting/modelling",
    "guard.py",
    "sparql.py",
    "server/protocol.py",
    "server/frames.py",
)
# They shorten what is shown, choose between two ways, or are waited for.
NO_LIMITS = {
    "drafting.modelling.client._LONGEST_PAUSE",
    "drafting.modelling.endpoint._LONGEST_NAME",
    "drafting.modelling.endpoint._LONGEST_RULE",
    "loaders.rowcode._DEEPEST",
    "loaders.rowcode._MOST_VALUES",
    "loaders.rdf._MOST_SHOWN",
    "loaders.schemaorg.rows._MOST_NOTED",
    "loaders.table._MOST_HELPED",
    "loaders.schemaorg.values._MOST_IN_SLUG",
    "loaders.wikidata.desk._MOST_NOTES",
    "loaders.wikidata.endpoint._LONGEST_GET",
    "loaders.wikidata.endpoint._LONGEST_WAIT",
}


def constants() -> Iterator[str]:
    """The constants of the readers that are called like limits."""
    package = ROOT / "src" / "mediagraph"
    for part in READERS:
        place = package / part
        for path in [place] if place.is_file() else sorted(place.rglob("*.py")):
            module = ".".join(path.relative_to(package).with_suffix("").parts)
            for statement in ast.parse(path.read_text(encoding="utf-8")).body:
                names = [one.id for one in getattr(statement, "targets", []) if isinstance(one, ast.Name)]
                yield from (f"{module}.{name}" for name in names if NAMED.fullmatch(name))


def test_every_limit_is_on_the_page_and_everything_on_the_page_is_a_limit() -> None:
    assert set(constants()) - NO_LIMITS == set(LISTED)
    assert len(LISTED) > 15


@pytest.mark.parametrize("name", LISTED)
def test_the_page_tells_the_default_that_the_code_has(name: str) -> None:
    number, _, scale = LISTED[name][0].replace(",", "").partition(" ")
    module, _, constant = name.rpartition(".")

    found = getattr(importlib.import_module(f"mediagraph.{module}"), constant)

    assert int(number) * SCALES.get(scale, 1) == found


def test_the_tests_that_the_page_names_exist() -> None:
    there = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    assert [test for _, test in LISTED.values() if f"def {test}(" not in there] == []


def test_a_file_that_is_read_whole_is_refused_when_it_is_too_large(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("x" * 11, encoding="utf-8")
    with pytest.raises(FileError, match=r"a\.yaml: larger than 10 bytes; split it"):
        text.read_text(path, "a.yaml", most=10)
    assert text.read_text(path, "a.yaml", most=11) == "x" * 11


@pytest.mark.parametrize("name", ["t.csv", "t.jsonl"])
def test_a_line_without_an_end_is_refused(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / name
    path.write_text('{"id":"' + "a" * 300_000 + '"}\n', encoding="utf-8")
    monkeypatch.setattr(packed.opened, "__kwdefaults__", {"most": packed.MOST_BYTES, "longest": 100_000})
    with pytest.raises(FileError, match=rf"{name}: has a line of more than 100000 bytes"):
        list(rows.read_rows(path, name, [])[1])


def test_a_cell_that_is_too_long_is_named(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    faults: list[Any] = []
    for length, wrong in ((rows.MOST_IN_A_CELL, 0), (rows.MOST_IN_A_CELL + 1, 1)):
        path.write_text(f"id,x\na,{'b' * length}\n", encoding="utf-8")
        read = list(rows.read_rows(path, "t.csv", faults)[1])
        assert (len(read), len(faults)) == (1 - wrong, wrong)
    assert (faults[0].line, faults[0].ends) == (2, True)
    assert "field larger than field limit" in faults[0].reason


def test_yaml_that_nests_too_deeply_is_refused_at_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yamlld, "_MOST_NESTED", 3)
    assert yamlld.parse_yaml("a: [[[1]]]".replace("[[[1]]]", "[[1]]"), "x.yaml") == {"a": [[1]]}
    with pytest.raises(DataError, match=r"x\.yaml:2:7: nested more than 3 deep"):
        yamlld.parse_yaml("b: 1\na: [[[1]]]", "x.yaml")


@pytest.mark.parametrize("mark", ["[", "{a: ", "- ", "? "])
def test_yaml_that_would_end_the_process_is_refused(mark: str) -> None:
    with pytest.raises(DataError, match=r"x\.yaml:1:\d+: nested more than 50 deep is not accepted here; flatten it"):
        yamlld.parse_yaml(mark * 100_000, "x.yaml")


def test_a_number_of_too_many_digits_is_refused_at_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yamlld, "_MOST_DIGITS", 5)
    assert yamlld.parse_yaml("a: 12345", "x.yaml") == {"a": 12345}
    with pytest.raises(DataError, match=r"x\.yaml:1:4: a number of more than 5 digits"):
        yamlld.parse_yaml("a: 123456", "x.yaml")


def test_a_date_is_not_longer_than_dates_are() -> None:
    with pytest.raises(ValueError, match="more than 200 characters"):
        bounds("2021-10-25/" * 30)
    node = Node({"id": "work:a", "type": "Film", "date": "[" + "2021, " * 50 + "2022]"}, line=7)
    file = RecordFile("x.yaml", "graph:x", [node])
    assert [line for line in Writer(PROJECT.context, file).lines() if "date" in line] == []
    assert file.faults[0].line == 7


TRIPLES = "".join(
    f'<https://w3id.org/mediagraph/id/work/{n}> <https://schema.org/name> "{"x" * n}"@en .\n' for n in range(1, 21)
)


def test_a_file_of_too_many_statements_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "films.nt"
    path.write_text(TRIPLES, encoding="utf-8")
    monkeypatch.setattr(rdf, "MOST_STATEMENTS", 20)
    load(path)
    monkeypatch.setattr(rdf, "MOST_STATEMENTS", 19)
    with pytest.raises(FileError, match=r"films\.nt: more than 19 statements; split it"):
        load(path)


def test_a_literal_that_is_too_long_is_rejected_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "films.nt"
    path.write_text(TRIPLES, encoding="utf-8")
    monkeypatch.setattr(rdf, "LONGEST_LITERAL", 19)
    told = [fault for fault in load(path).faults if "a text of 20 characters, more than 19" in fault]
    assert len(told) == 1
    assert told[0].startswith("films.nt:20:https://schema.org/name: ")


def test_an_answer_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    class Talker(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", "300")
            self.end_headers()
            self.wfile.write(b" " * 300)

        do_POST = do_GET  # noqa: N815 - the name that the library calls

        def log_message(self, *_: object) -> None:
            pass

    monkeypatch.setattr(wikidata, "_LARGEST", 200)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with http.server.HTTPServer(("127.0.0.1", 0), Talker) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        one = wikidata.PoliteEndpoint(f"http://127.0.0.1:{server.server_port}/", delay=0, tell=lambda _: None)
        with pytest.raises(EndpointError, match="an answer of more than 200 bytes; ask for a smaller --page"):
            one.ask("SELECT * {}")
        server.shutdown()


CHAINS = {
    "additions": ("ASK { FILTER(1", "+1", ") }"),
    "conditions": ("ASK { FILTER(?a", " || ?a", ") }"),
    "negations": ("ASK { FILTER(", "!", "true) }"),
    "unions": ("ASK { {}", " UNION {}", " }"),
    "optionals": ("ASK {", " OPTIONAL { ?s ?p ?o }", " }"),
    "differences": ("ASK {", " MINUS {}", " }"),
    "paths": ("ASK { ?s <x:p>", "/<x:p>", " ?o }"),
    "predicates": ("ASK { ?s ?p ?o", "; ?p ?o", " }"),
}


@pytest.mark.parametrize("kind", CHAINS)
def test_a_chain_that_would_end_the_process_is_refused(kind: str) -> None:
    begin, link, end = CHAINS[kind]
    guard.refuse(begin + link * 100 + end)
    with pytest.raises(QueryError, match="more than 4,000 words, names and marks; give long lists as VALUES"):
        guard.refuse(begin + link * 5_000 + end)
    with pytest.raises(QueryError, match="more than 50 words"):
        guard.refuse(begin + link * 100 + end, most_terminals=50)


@pytest.mark.parametrize(
    ("head", "row"),
    [("VALUES ?a", '<http://e/a> "x"@en 1 true -1.5 '), ("VALUES (?a ?b)", '(<http://e/#a> "b"^^<x:t>) ')],
)
def test_lists_in_values_may_be_long(head: str, row: str) -> None:
    guard.refuse(f"SELECT * {{ {head} {{ {row * 5_000} }} }}")


def test_a_request_of_too_many_parameters_is_refused() -> None:
    many = "&".join(f"a{n}=1" for n in range(protocol.MOST_PARAMETERS))
    assert len(protocol.decoded(many)) == protocol.MOST_PARAMETERS
    with pytest.raises(Problem, match="more than 200 parameters"):
        protocol.decoded(many + "&a=1")


def test_a_message_that_is_too_long_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    async def received(content: bytes) -> tuple[bytes, bytes]:
        stream = asyncio.StreamReader()
        stream.feed_data(frames.pack(frames.PIECE, content))
        stream.feed_eof()
        return await frames.receive(stream)

    monkeypatch.setattr(frames, "_LONGEST", 10)
    assert asyncio.run(received(b"x" * 10)) == (frames.PIECE, b"x" * 10)
    with pytest.raises(ValueError, match="a frame of 11 bytes"):
        asyncio.run(received(b"x" * 11))
