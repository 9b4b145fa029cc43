"""SHACL paths become SPARQL paths without ways of no steps."""

from __future__ import annotations

import pytest
import rdflib

from mediagraph.shacl.paths import read_list, read_path, steps
from mediagraph.shacl.report import path_text
from mediagraph.shacl.terms import NotCovered

PREFIXES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix : <http://e/> .
"""


def described(turtle: str) -> tuple[rdflib.Graph, rdflib.term.Node]:
    graph = rdflib.Graph().parse(data=f"{PREFIXES} :shape sh:path {turtle} .", format="turtle")
    node = graph.value(rdflib.URIRef("http://e/shape"), rdflib.URIRef("http://www.w3.org/ns/shacl#path"))
    assert node is not None
    return graph, node


@pytest.mark.parametrize(
    ("turtle", "text", "without", "itself"),
    [
        (":p", "<http://e/p>", "<http://e/p>", False),
        ("[ sh:inversePath :p ]", "^<http://e/p>", "^<http://e/p>", False),
        ("( :p :q )", "<http://e/p>/<http://e/q>", "<http://e/p>/<http://e/q>", False),
        ("[ sh:alternativePath ( :p :q ) ]", "<http://e/p>|<http://e/q>", "<http://e/p>|<http://e/q>", False),
        ("[ sh:zeroOrMorePath :p ]", "<http://e/p>*", "<http://e/p>+", True),
        ("[ sh:oneOrMorePath :p ]", "<http://e/p>+", "<http://e/p>+", False),
        ("[ sh:zeroOrOnePath :p ]", "<http://e/p>?", "<http://e/p>", True),
        (
            "( :p [ sh:zeroOrMorePath :q ] )",
            "<http://e/p>/(<http://e/q>*)",
            "(<http://e/p>/(<http://e/q>+))|<http://e/p>",
            False,
        ),
        (
            "( [ sh:zeroOrOnePath :p ] [ sh:zeroOrMorePath :q ] )",
            "(<http://e/p>?)/(<http://e/q>*)",
            "(<http://e/p>/(<http://e/q>+))|<http://e/p>|(<http://e/q>+)",
            True,
        ),
        (
            "[ sh:inversePath ( :p :q ) ]",
            "^(<http://e/p>/<http://e/q>)",
            "(^<http://e/q>)/(^<http://e/p>)",
            False,
        ),
        ("[ sh:oneOrMorePath [ sh:zeroOrOnePath :p ] ]", "(<http://e/p>?)+", "<http://e/p>+", True),
    ],
)
def test_a_path_is_read_and_its_way_of_no_steps_split_off(turtle: str, text: str, without: str, itself: bool) -> None:  # noqa: FBT001
    path = read_path(*described(turtle))

    assert str(path) == text
    assert str(steps(path)) == without
    assert path.reaches_itself is itself


@pytest.mark.parametrize(
    "turtle",
    [
        '"text"',
        "( :p )",
        "[ sh:alternativePath ( :p ) ]",
        "[ sh:inversePath :p ; sh:zeroOrMorePath :q ]",
        "[ :odd :p ]",
    ],
)
def test_an_ill_formed_path_is_not_covered(turtle: str) -> None:
    with pytest.raises(NotCovered):
        read_path(*described(turtle))


def test_a_list_that_runs_in_a_circle_is_not_covered() -> None:
    graph = rdflib.Graph().parse(data=PREFIXES + ":a rdf:first :x ; rdf:rest :a .", format="turtle")

    with pytest.raises(NotCovered, match="list"):
        read_list(graph, rdflib.URIRef("http://e/a"))


@pytest.mark.parametrize(
    ("turtle", "text"),
    [
        (":p", "http://e/p"),
        ("[ sh:inversePath :p ]", "^http://e/p"),
        ("( :p [ sh:inversePath :q ] )", "<http://e/p>/(^<http://e/q>)"),
    ],
)
def test_a_finding_shows_a_property_by_its_iri_and_a_longer_path_as_sparql_writes_it(turtle: str, text: str) -> None:
    assert path_text(*described(turtle)) == text
