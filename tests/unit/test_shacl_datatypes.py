"""Well-formed literals are told from ill-formed ones by their text, as SPARQL expressions in the store."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
import rdflib

from mediagraph.shacl.datatypes import is_not_of
from mediagraph.shacl.terms import RDF, XSD

KEPT = {"integer", "decimal", "double", "boolean", "date", "dateTime", "time"}


def refused(value: ox.NamedNode | ox.Literal, datatype: str) -> bool:
    answer = ox.Store().query(f"SELECT ({is_not_of('?v', datatype)} AS ?wrong) WHERE {{ VALUES ?v {{ {value} }} }}")
    assert isinstance(answer, ox.QuerySolutions)
    (row,) = answer
    wrong = row["wrong"]
    assert isinstance(wrong, ox.Literal)
    return wrong.value == "true"


def refused_by_rdflib(value: ox.Literal, datatype: str) -> bool:
    """The same in an engine that keeps datatypes below xsd:integer apart, as Oxigraph does not."""
    query = f"SELECT ({is_not_of('?v', datatype)} AS ?wrong) WHERE {{ VALUES ?v {{ {value} }} }}"
    (row,) = rdflib.Graph().query(query)
    return str(row[0]) == "true"  # type: ignore[index]


def literal(text: str, name: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(XSD + name))


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("integer", ["0", "-7", "+12", "99999999999999999999"], ["", "1.0", "abc", "1e3"]),
        ("nonNegativeInteger", ["0", "-0", "5"], ["-1", "x"]),
        ("positiveInteger", ["1", "+20"], ["0", "-1"]),
        ("negativeInteger", ["-1", "-20"], ["0", "-0", "1"]),
        ("nonPositiveInteger", ["0", "-1"], ["1"]),
        ("byte", ["127", "-128"], ["128", "-129", "c"]),
        ("unsignedByte", ["255", "0"], ["256", "-1"]),
        ("unsignedLong", ["18446744073709551615"], ["18446744073709551616"]),
        ("decimal", ["1", "1.", ".5", "-0.25"], ["1e3", ".", "INF"]),
        ("double", ["1", "1e3", "-.5E-2", "INF", "NaN"], ["e3", ""]),
        ("boolean", ["true", "false", "0", "1"], ["TRUE", "yes", ""]),
        (
            "date",
            ["2024-02-29", "2000-02-29", "1999-12-31", "2024-01-01Z", "2024-01-01+14:00", "-0044-03-15", "12024-06-30"],
            ["2023-02-29", "1900-02-29", "2024-02-30", "2024-04-31", "2024-13-01", "24-01-01", "2024-1-1", "2024-01"],
        ),
        (
            "dateTime",
            ["2024-02-29T12:00:00", "2024-01-01T24:00:00", "2024-01-01T23:59:59.5Z"],
            ["2024-02-30T12:00:00", "2024-01-01", "2024-01-01T25:00:00", "2024-01-01T12:00"],
        ),
        ("time", ["12:30:00", "24:00:00"], ["12:30", "24:00:01", "12:60:00"]),
    ],
)
def test_lexical_forms(name: str, good: list[str], bad: list[str]) -> None:
    judge = refused if name in KEPT else refused_by_rdflib

    assert [text for text in good if judge(literal(text, name), XSD + name)] == []
    assert [text for text in bad if not judge(literal(text, name), XSD + name)] == []


def test_any_text_is_a_string_and_a_literal_of_a_datatype_that_sparql_does_not_know() -> None:
    unknown = "http://e/datatype"

    assert not refused(ox.Literal("anything"), XSD + "string")
    assert not refused(ox.Literal("anything", datatype=ox.NamedNode(unknown)), unknown)


def test_a_language_makes_a_language_string_and_nothing_else_does() -> None:
    assert not refused(ox.Literal("Salut", language="fr"), RDF + "langString")
    assert refused(ox.Literal("Salut"), RDF + "langString")
    assert refused(ox.Literal("Salut", language="fr"), XSD + "string")
    assert refused(ox.NamedNode("http://e/a"), RDF + "langString")


def test_a_node_that_is_no_literal_or_of_another_datatype_is_refused() -> None:
    assert refused(ox.NamedNode("http://e/1"), XSD + "integer")
    assert refused(literal("1", "decimal"), XSD + "integer")
