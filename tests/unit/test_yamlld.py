"""YAML is read as YAML 1.2 has it, with places, and without what invites mistakes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mediagraph.errors import DataError
from mediagraph.loaders import parse_yaml, read_yaml

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("NO", "NO"),
        ("yes", "yes"),
        ("2021-10-25", "2021-10-25"),
        ("13:42", "13:42"),
        ("0o17", 15),
        ("017", 17),
        ("1_000", "1_000"),
        ("1e3", 1000.0),
        ("true", True),
        ("~", None),
        ('"7"', "7"),
    ],
)
def test_scalars_are_those_of_the_core_schema(text: str, value: object) -> None:
    assert parse_yaml(f"a: {text}", "x.yaml")["a"] == value


def test_nodes_know_the_lines_of_their_keys() -> None:
    document = parse_yaml("a: 1\nb:\n  - c: 2\n    d: 3\n", "x.yaml")

    assert document.place("b") == (2, "1")
    assert document["b"][0].line == 3
    assert document["b"][0].place("d") == (4, "5")


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("a: 1\na: 2\n", "x.yaml:2:1", "a second time"),
        ("a: &x 1\nb: [*x, *x]\nc: &y [1]\nd: *y\n", "x.yaml:3:4", "an alias"),
        ("a: !!python/object:os.system x\n", "x.yaml:1:4", "the tag"),
        ("? [1]\n: 2\n", "x.yaml:1:3", "a key that is not text"),
        ("a: [1\nb: 2\n", "x.yaml:2", "not YAML"),
        ("a: '\x01'\n", "x.yaml", "not YAML"),
        ("a: " + "[" * 60 + "]" * 60, "x.yaml:1", "deep"),
        ("a: " + "9" * 5000, "x.yaml:1:4", "more than 40 digits"),
    ],
)
def test_what_is_refused_is_named_with_its_place(text: str, place: str, said: str) -> None:
    with pytest.raises(DataError) as caught:
        parse_yaml(text, "x.yaml")

    assert str(caught.value).startswith(place)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- 1", "not a mapping"),
        ("id: graph:x\n'@graph': []", "the context is missing"),
        ("'@context': https://example.org/c\nid: graph:x\n'@graph': []", "nothing is fetched"),
        ("'@context': https://w3id.org/mediagraph/context.jsonld\n'@graph': []", "no named graph"),
        ("'@context': https://w3id.org/mediagraph/context.jsonld\nid: graph:x", "no records"),
        ("'@context': https://w3id.org/mediagraph/context.jsonld\nid: graph:x\n'@graph': [5]\n", "not a node"),
        ("'@context': [https://w3id.org/mediagraph/context.jsonld, {a: b}]\nid: graph:x\n'@graph': []", "not a prefix"),
        ("'@context': https://w3id.org/mediagraph/context.jsonld\nid: graph:x\n'@graph': []\nx: 1", "unknown key"),
    ],
)
def test_a_file_of_another_form_is_refused(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(text, encoding="utf-8")

    try:
        told = str([fault.reason + fault.accepted for fault in read_yaml(path, "x.yaml").faults])
    except DataError as error:
        told = str(error)

    assert said in told


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    text = "'@context': https://w3id.org/mediagraph/context.jsonld\nid: graph:x\n'@graph': []"
    path.write_text(text, encoding="utf-8-sig")

    assert read_yaml(path, "x.yaml").faults == []
