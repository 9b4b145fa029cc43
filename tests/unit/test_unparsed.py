"""Queries that do not parse: the error says what is wrong and where."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from mediagraph.errors import QueryError
from mediagraph.store.embedded import evaluate
from mediagraph.store.unparsed import place_in, unparsed

if TYPE_CHECKING:
    from mediagraph.graph import Graph


def refused(text: str) -> QueryError:
    with pytest.raises(QueryError) as caught:
        evaluate(ox.Store(), text)
    return caught.value


@pytest.mark.parametrize(
    ("text", "reason", "place"),
    [
        ("SELCT ?x {}", "what begins with SELCT cannot be read, did you mean SELECT?", (1, 1)),
        ("SELECT ?x WHRE { ?x a ?c }", "what begins with WHRE cannot be read, did you mean WHERE?", (1, 11)),
        ("SELECT ?x {\n  ?x a ?c ?d .\n}", "what begins with ?d cannot be read", (2, 11)),
        ("SELECT ?x {\n\t?x a ?c .\n\tFILTER(?c > )\n}", "what begins with FILTER cannot be read", (3, 2)),
        ("SELECT ?x {\n  'é' ?p '中文' .\n  ?x a 'open\n}", "what begins with ?x cannot be read", (3, 3)),
        ("SELECT ?x {\n  ?x a ?c .", "it ends too early", (2, 12)),
        ("", "it ends too early", (1, 1)),
        ("SELECT ?x {\n  ?x a foo:Bar }", "the prefix foo: is not declared", (2, 8)),
        ("PREFIX e: <http://e/>\nASK { e:a e:b f:c }", "the prefix f: is not declared", (2, 15)),
        ("ASK { ?x <a> 1 }", "the IRI <a> is relative; write it whole", (1, 10)),
        ("ASK { BIND(1 AS ?x) BIND(2 AS ?x) }", "something before this place is not allowed", None),
        ("ASK {}\n# a group\nSELECT ?x", "what begins with SELECT cannot be read", (3, 1)),
    ],
)
def test_the_error_says_what_is_wrong_and_where(text: str, reason: str, place: tuple[int, int] | None) -> None:
    error = refused(text)

    assert error.message.startswith(f"the query does not parse: {reason}")
    if place:
        assert place == (error.line, error.column)
        assert str(error).endswith(f" (line {place[0]}, column {place[1]})")


def test_a_variable_outside_of_its_group_is_named_at_the_select() -> None:
    error = refused("# count\nSELECT ?x (COUNT(?y) AS ?n) { ?x a ?y }")

    assert "not in GROUP BY" in error.message
    assert (error.line, error.column) == (2, 1)


def test_what_rdflib_would_take_long_for_has_the_place_that_oxigraph_gives() -> None:
    text = "ASK { FILTER(" + "(" * 40 + "1 2" + ")" * 40 + ") }"

    assert refused(text).line == 1


def test_words_of_a_parser_that_are_not_known_are_given_as_they_are() -> None:
    error = unparsed(SyntaxError("something new"), "ASK")

    assert (str(error), error.line) == ("the query does not parse: something new", 0)


@pytest.mark.parametrize(
    ("message", "place"),
    [
        ('Parse error: Encountered " "}" "} "" at line 4, column 30.', (4, 30)),
        ("Line 2, column 7: Unresolved prefixed name: foo:bar", (2, 7)),
        ("http://127.0.0.1/query: error at 1:64: expected OPTIONAL", (1, 64)),
        ("Virtuoso 37000 Error SP030: SPARQL compiler, line 3: syntax error at '}' before '.'", (3, 0)),
        ("out of memory", (0, 0)),
    ],
)
def test_the_place_that_an_endpoint_names_is_found(message: str, place: tuple[int, int]) -> None:
    assert place == place_in(message)


@pytest.mark.parametrize("text", ["ASK { ?film a mg:Film . ?film mgg:x 1 }", "ASK { ?film a mg:Film . \n mgg:x ?p 1 }"])
def test_places_are_those_of_the_query_as_it_was_asked(text: str, graph: Graph) -> None:
    with pytest.raises(QueryError, match=r"prefix mgg: is not declared, did you mean mg\?") as caught:
        graph.sparql(text)

    line = text.split("\n")[caught.value.line - 1]
    assert line[caught.value.column - 1 :].startswith("mgg:x")
