"""What the export is written from: sorted lines, subjects, and tokens of terms."""

from __future__ import annotations

import hashlib
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

import mediagraph as mg
from exportfiles import ROOT, unpacked
from mediagraph.exports import subjects as subjects_
from mediagraph.exports.subjects import read_subjects, subjects
from mediagraph.exports.terms import iri, token, value
from mediagraph.records import RDF_TYPE, XSD
from mediagraph.store import Generations, sorting
from mediagraph.store.sorting import sorted_blocks

if TYPE_CHECKING:
    from mediagraph.building import Build

FILES = ("mediagraph.nq.gz", "mediagraph.ttl")


@pytest.fixture(scope="module")
def exported(built: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export")
    with mg.open(built.store, project=ROOT) as graph:
        graph.export(folder, only=["nquads", "turtle"])
    return folder


# Sorting


def test_lines_are_sorted_by_code_point_and_kept_once_whatever_the_runs(tmp_path: Path) -> None:
    lines = [f"{number * 7919 % 1000:x}\U0001f600é\uffee{number % 3}\n".encode() for number in range(3000)]
    expected = sorted({line.decode() for line in lines})

    for many, run in ((1, 1), (7, 100), (100, 10_000), (100, 1 << 30)):
        blocks = (lines[start : start + many] for start in range(0, len(lines), many))
        found = [line.decode() for block in sorted_blocks(blocks, tmp_path, run=run) for line in block]
        assert found == expected
        assert list(tmp_path.iterdir()) == []


def test_runs_that_are_read_piece_by_piece_are_merged_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sorting, "BLOCK", 50)
    lines = [f"{number * 7919 % 1000:03}\n".encode() for number in range(3000)]

    blocks = list(sorted_blocks(iter([lines[:1200], lines[1200:], lines[:5]]), tmp_path, run=1))

    assert len(blocks) > 10
    assert [line for block in blocks for line in block] == sorted(set(lines))


# Where the statements come from


def test_a_build_leaves_its_statements_sorted_as_its_database_has_them(built: Build) -> None:
    generation = Generations(Path(built.store)).current()
    with mg.open(built.store, project=ROOT) as graph:
        held = sorted(f"{quad} .\n".encode() for quad in graph.store.quads())

    text = generation.statements.read_bytes()

    assert text.splitlines(keepends=True) == held
    assert hashlib.sha256(text).hexdigest() == generation.manifest.statements
    assert not generation.records.exists()


@pytest.mark.parametrize("what", ["gone", "broken", "another order", "twice"])
def test_the_bytes_are_the_same_whatever_the_lines_beside_the_database_are(
    what: str, built: Build, exported: Path, tmp_path: Path
) -> None:
    shutil.copytree(built.store, tmp_path / "store")
    statements = Generations(tmp_path / "store").current().statements
    lines = statements.read_bytes().splitlines(keepends=True)
    changed = {"broken": lines[1:], "another order": lines[::-1], "twice": [*lines, *lines[:9]]}
    statements.unlink()
    if what in changed:
        statements.write_bytes(b"".join(changed[what]))

    with mg.open(tmp_path / "store", project=ROOT) as graph:
        graph.export(tmp_path / "again", only=["nquads", "turtle"])

    for name in FILES:
        assert (tmp_path / "again" / name).read_bytes() == (exported / name).read_bytes()


def test_lines_whose_numbers_the_database_writes_otherwise_are_not_taken(built: Build, tmp_path: Path) -> None:
    shutil.copytree(built.store, tmp_path / "store")
    statements = Generations(tmp_path / "store").current().statements
    text = statements.read_bytes()
    number = re.search(rb'"([1-9][0-9]*)"\^\^<[^>]*#integer>', text)
    assert number
    statements.write_bytes(text[: number.start() + 1] + b"0" + text[number.start() + 1 :])

    with mg.open(tmp_path / "store", project=ROOT) as graph:
        graph.export(tmp_path / "again", only=["nquads"])

    assert b'"0' + number[0][1:] not in unpacked(tmp_path / "again" / "mediagraph.nq.gz")


# Tokens


@pytest.mark.parametrize(
    "literal",
    [
        *map(
            ox.Literal,
            ["", '"', "\\", '\\"', "a\nb\r\t\b\f", "\\n \\u0041", "\x00\x07\x7f", "\ufffe", "😀", "a> b@c^^<d>"],
        ),
        ox.Literal('"@en', language="zh-hans"),
        ox.Literal('"^^<x>', datatype=ox.NamedNode("https://a.example/t#")),
        ox.Literal("1", datatype=ox.NamedNode(XSD + "integer")),
    ],
    ids=repr,
)
def test_a_token_means_its_term(literal: ox.Literal) -> None:
    meant = value(token(literal))

    assert meant == (literal.value, literal.datatype.value, literal.language or "")


def test_a_token_of_an_iri_has_no_datatype() -> None:
    assert value(token(ox.NamedNode("https://a.example/é#"))) == ("https://a.example/é#", "", "")


def test_properties_have_classes_first_and_then_the_order_of_their_iris() -> None:
    names = ["https://a.example/p", "https://a.example/p!", "https://a.example/p#x", RDF_TYPE]
    lines = sorted(
        f"<a:s> <{name}> {value} <a:{graph}> .\n".encode()
        for name in names
        for graph in "gh"
        for value in ("<a:b>", '"a b"', '"a b"@en')
    )

    (subject,) = subjects(lines)

    assert [iri(one) for one in subject.properties] == [RDF_TYPE, *names[:3]]
    assert list(subject.properties.values()) == [[b'"a b"', b'"a b"@en', b"<a:b>"]] * 4
    assert [len(of_one) for of_one in subject.graphs.values()] == [4, 4]
    assert subject.types == ("a:b",)


# Subjects


def test_lines_are_taken_apart_whatever_their_objects_have_in_them() -> None:
    objects = ["<a:o>", "_:b", '""', '"a"', '"a b"', r'"\" <a:x> <a:g> ."', r'"\\"', r'"a> \" b"@en', '"a b"^^<a:t>']
    lines = sorted(f"<a:s> <a:p> {one} <a:g> .\n".encode() for one in objects)

    (subject,) = subjects(lines)

    assert sorted(one.decode() for one in subject.properties[b"<a:p>"]) == sorted(objects)
    assert {(row[0], row[1], row[3]) for row in subject.rows} == {(b"<a:s>", b"<a:p>", b"<a:g>")}


@pytest.mark.parametrize(
    "line", [b'<a:s> <a:p> "o" .\n', b"<a:s> <a:p> <a:o> .\n", b"\n", b"<a:s> <a:p> <a:o> <a:g>\n"]
)
def test_a_line_that_is_in_no_graph_is_never_passed_over(line: bytes) -> None:
    whole = b"<a:s> <a:p> <a:o> <a:g> .\n"

    with pytest.raises(ValueError, match="no statement of a named graph"):
        list(subjects([whole, line, whole]))


def test_subjects_are_whole_wherever_the_file_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [f"<a:{number // 7:03}> <a:p> <a:{number}> <a:g> .\n".encode() for number in range(1000)]
    (tmp_path / "lines").write_bytes(b"".join(lines))
    expected = [(one.node, one.rows) for one in subjects(lines)]

    for size in (1, 26, 27, 100, 1 << 20):
        monkeypatch.setattr(subjects_, "BLOCK", size)
        assert [(one.node, one.rows) for one in read_subjects(tmp_path / "lines")] == expected
