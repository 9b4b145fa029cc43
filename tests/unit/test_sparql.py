"""The tokeniser finds forms, projections and VALUES blocks, and is not fooled by text, IRIs and comments."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediagraph import sparql
from mediagraph.prefixes import declared
from mediagraph.sparql import unordered

TEXT = st.text(st.characters(exclude_categories=["Cs"]))


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("SELECT ?s WHERE { ?s ?p ?o }", "SELECT"),
        ("# ASK\nPREFIX ask: <http://e/ASK> DESCRIBE ask:x", "DESCRIBE"),
        ("construct where { ?s ?p 'SELECT' }", "CONSTRUCT"),
        ("INSERT DATA { <a:a> <a:b> 'x' }", ""),
        ("", ""),
    ],
)
def test_forms(query: str, form: str) -> None:
    assert sparql.form(query) == form


@pytest.mark.parametrize(
    ("query", "columns"),
    [
        ("SELECT ?a ?b WHERE {}", ["a", "b"]),
        ("SELECT DISTINCT ?a (COUNT(DISTINCT ?x) AS ?n) { ?a ?b ?x }", ["a", "n"]),
        ("SELECT (STR(?x) AS ?y) (1 AS ?z) WHERE { SELECT ?q {} }", ["y", "z"]),
        ("SELECT * WHERE {}", []),
        ("ASK { ?s ?p ?o }", []),
    ],
)
def test_projections(query: str, columns: list[str]) -> None:
    assert sparql.selected(query) == columns


def test_values_are_replaced_wherever_they_stand_and_only_there() -> None:
    query = """SELECT ?a { # VALUES ?a { 0 }
      VALUES ?a { 1 } ?a <http://e/VALUES{> "VALUES ?a { 2 }" . { VALUES ?a { "}" } }
      VALUES ?b { 3 } VALUES (?a) { (4) } }"""

    replaced = sparql.replace_values(query, {"a": "9", "b": None})

    assert replaced == query.replace("{ 1 }", "{ 9 }").replace('{ "}" }', "{ 9 }").replace("VALUES ?b { 3 }", "")


@given(TEXT)
def test_a_bound_value_is_one_value_whatever_it_holds(text: str) -> None:
    """The engine itself reads it back: one row, the same text."""
    query = 'SELECT ?t WHERE { VALUES ?t { "default" } }'

    answer = ox.Store().query(sparql.replace_values(query, {"t": str(ox.Literal(text))}))

    assert isinstance(answer, ox.QuerySolutions)
    assert [row[0] for row in answer] == [ox.Literal(text)]


@given(TEXT)
def test_any_text_can_be_tokenised(text: str) -> None:
    for token in sparql.tokens(text):
        assert text[token.start : token.end] == token.text


@given(TEXT)
def test_a_string_is_one_token(text: str) -> None:
    literal = str(ox.Literal(text))

    found = [token.text for token in sparql.tokens(f"SELECT ?x {{ ?x ?p {literal} }}") if token.kind == "text"]

    assert found == [literal]


def test_forgotten_prefixes_are_declared_in_the_first_line() -> None:
    query = "SELECT ?s {\n ?s a mg:Film ; rdfs:label 'wd:x' }"

    given_ = declared(query, {"mg": "http://mg/", "rdfs": "http://rdfs/", "wd": "http://wd/"})

    assert given_ == f"PREFIX mg: <http://mg/> PREFIX rdfs: <http://rdfs/> {query}"
    assert declared(given_, {"mg": "http://other/"}) == given_


def test_a_text_that_was_read_before_takes_the_prefixes_that_are_given_now() -> None:
    query = "ASK { ?s a mg:Film }"

    found = [declared(query, {"mg": namespace}) for namespace in ("http://one/", "http://other/")]

    assert found == [f"PREFIX mg: <{namespace}> {query}" for namespace in ("http://one/", "http://other/")]


@pytest.mark.parametrize("times", [1, 3000])
def test_a_text_that_was_read_before_gets_the_values_that_are_given_now(times: int) -> None:
    query = "SELECT ?a { VALUES ?a { 1 } }" + " # long" * times

    found = [sparql.replace_values(query, {"a": data}) for data in ("2", "3", None)]

    assert [text.partition(" #")[0] for text in found] == [
        "SELECT ?a { VALUES ?a { 2 } }",
        "SELECT ?a { VALUES ?a { 3 } }",
        "SELECT ?a {  }",
    ]


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("SELECT ?b ?a WHERE { ?a ?b ?c . }\nORDER BY ?a ?b", ["a", "b"]),
        ("SELECT ?a WHERE { ?a ?b ?c . }\n  ORDER BY ?a  \n\n", ["a"]),
        ("SELECT ?a WHERE { ?a ?b ?c . }", []),
        ("SELECT ?a WHERE { ?a ?b ?c . } # and\n# ORDER BY ?a", []),
        ("SELECT ?a WHERE { ?a ?b ?c . }\nORDER BY ?a\nLIMIT 2", []),
        ("SELECT ?a WHERE { ?a ?b ?c . }\nORDER BY DESC(?a)", []),
        ("SELECT ?a WHERE { ?a ?b ?c . }\nORDER BY ?a DESC(?b)", []),
        ("SELECT ?a WHERE { { SELECT ?a WHERE { ?a ?b ?c . }\nORDER BY ?a } }", []),
    ],
)
def test_only_a_last_line_that_orders_by_variables_is_taken_off(text: str, order: list[str]) -> None:
    rest, found = unordered(text)

    assert found == order
    assert rest == (text.partition("\n")[0] if order else text)
