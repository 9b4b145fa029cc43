"""Answers: rows, triples and truth values, as Python values, data frames, graphs and files."""

from __future__ import annotations

import csv
import datetime
import io
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest

from mediagraph.errors import QueryError, UsageError
from mediagraph.store.answers import Answer, Solutions, Triples, Truth, answer, to_text
from mediagraph.store.terms import python_value

if TYPE_CHECKING:
    from collections.abc import Sequence

XSD = "http://www.w3.org/2001/XMLSchema#"
PREFIXES = f"PREFIX xsd: <{XSD}> PREFIX edtf: <http://id.loc.gov/datatypes/edtf/> PREFIX e: <http://e/> "


def ask(query: str, data: str = "") -> Answer:
    store = ox.Store()
    store.load((PREFIXES.replace("PREFIX", "@prefix").replace("> ", "> .\n") + data).encode(), ox.RdfFormat.TURTLE)
    return answer(store.query(PREFIXES + query))


def select(*terms: str) -> Solutions:
    """One column `v` with the given terms, in their order."""
    rows = " ".join(f"({number} {term})" for number, term in enumerate(terms))
    result = ask(f"SELECT ?v {{ VALUES (?n ?v) {{ {rows} }} }} ORDER BY ?n")
    assert isinstance(result, Solutions)
    return result


def column(*terms: str) -> tuple[str, list[Any]]:
    """Dtype of the data frame's column, and its values, None for what is missing."""
    series = select(*terms).df()["v"]
    return str(series.dtype), [None if missing else value for value, missing in zip(series, series.isna(), strict=True)]


@pytest.mark.parametrize(
    ("term", "value"),
    [
        ("e:red-silk", "http://e/red-silk"),
        ('"text"', "text"),
        ('"текст"@ru', "текст"),
        ("42", 42),
        ("170141183460469231731687303715884105728", 2**127),
        ("1.50", Decimal("1.5")),
        ("2.5e0", 2.5),
        ('"2.5"^^xsd:float', 2.5),
        ("true", True),
        ('"0"^^xsd:boolean', False),
        ('"2021-10-25"^^xsd:date', datetime.date(2021, 10, 25)),
        ('"2021-10-25T13:42:00Z"^^xsd:dateTime', datetime.datetime(2021, 10, 25, 13, 42, tzinfo=datetime.UTC)),
        ('"2021-10"^^edtf:EDTF', "2021-10"),
        ('"-0044-03-15"^^xsd:date', "-0044-03-15"),
        ('"many"^^xsd:integer', "many"),
        ("UNDEF", None),
    ],
)
def test_a_row_gives_the_python_value_of_each_term(term: str, value: object) -> None:
    (row,) = select(term)

    assert value == row.v
    assert type(value) is type(row.v)


def test_rows_are_named_tuples_in_the_order_of_the_query() -> None:
    rows = ask("SELECT ?b ?a { VALUES (?a ?b) { (2 20) (1 10) } } ORDER BY ?a")
    assert isinstance(rows, Solutions)

    assert list(rows.columns) == ["b", "a"]
    assert [(row.a, row.b) for row in rows] == [(1, 10), (2, 20)]


def test_a_column_whose_name_is_a_word_of_python_is_read_by_place() -> None:
    (row,) = ask("SELECT ?class { VALUES ?class { 7 } }")

    assert row[0] == 7


@pytest.mark.parametrize(
    ("terms", "dtype", "values"),
    [
        (["1", "UNDEF", "-3"], "Int64", [1, None, -3]),
        (["9223372036854775807"], "Int64", [2**63 - 1]),
        (["1.5", "UNDEF"], "Float64", [1.5, None]),
        (["1.5", "2", "3e0"], "Float64", [1.5, 2.0, 3.0]),
        (["true", "UNDEF", "false"], "boolean", [True, None, False]),
        (['"a"', "UNDEF"], "string", ["a", None]),
        (["e:a"], "string", ["http://e/a"]),
        (["UNDEF"], "object", [None]),
        (["1", '"one"'], "object", [1, "one"]),
        (["true", "1"], "object", [True, 1]),
        (['"many"^^xsd:integer', "1"], "object", ["many", 1]),
        (['"much"^^xsd:decimal'], "string", ["much"]),
        (['"2021"^^edtf:EDTF', '"2021-10"^^edtf:EDTF'], "string", ["2021", "2021-10"]),
        (['"2021-10-25Z"^^xsd:date'], "string", ["2021-10-25Z"]),
    ],
)
def test_a_column_of_a_data_frame_is_typed_by_what_stands_in_it(
    terms: Sequence[str], dtype: str, values: Sequence[object]
) -> None:
    assert column(*terms) == (dtype, values)


def test_integers_beyond_64_bits_stay_exact() -> None:
    huge = 10**30

    series = data_frame_of([str(huge), "1"])["v"]

    assert series.dtype == "object"
    assert series.tolist() == [huge, 1]


def data_frame_of(numbers: Sequence[str]) -> Any:
    """A frame of integers that no store has touched: Oxigraph's own are of 64 bits."""
    from mediagraph.store.frames import data_frame

    datatype = ox.NamedNode(XSD + "integer")
    return data_frame(["v"], [(ox.Literal(number, datatype=datatype),) for number in numbers], {})


def test_days_become_dates_that_pandas_can_compare() -> None:
    series = select('"2021-10-25"^^xsd:date', "UNDEF", '"1971-10-25"^^xsd:date').df()["v"]

    assert str(series.dtype).startswith("datetime64")
    assert series.min().date() == datetime.date(1971, 10, 25)
    assert series.isna().tolist() == [False, True, False]


def test_days_of_any_century_fit_into_a_data_frame() -> None:
    series = select('"0987-01-01"^^xsd:date', '"9999-12-31"^^xsd:date').df()["v"]

    assert [(day.year, day.month, day.day) for day in series] == [(987, 1, 1), (9999, 12, 31)]


def test_an_answer_without_rows_has_its_columns() -> None:
    rows = ask("SELECT ?film ?name { ?film e:name ?name }")

    frame = rows.df()

    assert list(frame.columns) == ["film", "name"]
    assert len(frame) == 0


def test_a_data_frame_says_what_it_answers() -> None:
    rows = ask("SELECT ?v { VALUES ?v { 1 } }")
    assert isinstance(rows, Solutions)
    rows.attributes["query"] = "works/releases"

    assert rows.df().attrs == {"query": "works/releases"}


def test_triples_make_an_rdflib_graph_with_literals_as_they_are() -> None:
    import rdflib

    literals = [
        ox.Literal("01", datatype=ox.NamedNode(XSD + "integer")),
        ox.Literal("1.10", datatype=ox.NamedNode(XSD + "decimal")),
        ox.Literal("红绸", language="zh-hans"),
        ox.Literal('a "quoted"\nline'),
    ]
    made = Triples(iter([ox.Triple(ox.NamedNode("http://e/s"), ox.NamedNode("http://e/p"), lit) for lit in literals]))

    graph = made.graph()

    objects = [term for term in graph.objects() if isinstance(term, rdflib.Literal)]
    found = {(str(term), term.language, term.datatype and str(term.datatype)) for term in objects}
    assert found == {
        ("01", None, XSD + "integer"),
        ("1.10", None, XSD + "decimal"),
        ("红绸", "zh-hans", None),
        ('a "quoted"\nline', None, None),
    }
    assert (rdflib.URIRef("http://e/s"), rdflib.URIRef("http://e/p"), rdflib.Literal('a "quoted"\nline')) in graph


def test_a_construct_gives_a_graph_and_a_frame_of_its_triples() -> None:
    data = 'e:a e:p e:b ; e:name "A"@en .'

    graph = ask("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", data).graph()
    frame = ask("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", data).df()

    assert len(graph) == 2
    assert list(frame.columns) == ["subject", "predicate", "object"]
    assert {"http://e/b", "A"} == set(frame["object"])


@pytest.mark.parametrize(("query", "value"), [("ASK { e:a ?p ?o }", True), ("ASK { e:b ?p ?o }", False)])
def test_an_ask_gives_a_truth_value_in_every_form(query: str, *, value: bool) -> None:
    data = "e:a e:p 1 ."

    truth = ask(query, data)

    assert isinstance(truth, Truth)
    assert value == bool(truth)
    assert [(value,)] == list(truth)
    assert [value] == truth.df()["answer"].tolist()
    assert value == json.loads(to_text(truth, "json"))["boolean"]
    assert str(value).lower() == to_text(truth, "csv").strip()


AWKWARD = ['say "hi", twice', "two\nlines", "a\tb", "", "'", "{}\\", "=1+1", "中国 🎬"]


def awkward_rows() -> Solutions:
    return select(*(str(ox.Literal(text)) for text in AWKWARD))


def test_csv_gives_back_every_text() -> None:
    read = list(csv.reader(io.StringIO(to_text(awkward_rows(), "csv"), newline="")))

    assert [["v"], *([text] for text in AWKWARD)] == [row or [""] for row in read]


def test_tsv_gives_back_every_text() -> None:
    read = ox.parse_query_results(to_text(awkward_rows(), "tsv").encode(), ox.QueryResultsFormat.TSV)

    assert isinstance(read, ox.QuerySolutions)
    assert [ox.Literal(text) for text in AWKWARD] == [row["v"] for row in read]


def test_json_gives_back_every_text() -> None:
    content = json.loads(to_text(awkward_rows(), "json"))

    assert content["head"]["vars"] == ["v"]
    assert [{"type": "literal", "value": text} for text in AWKWARD] == [
        row["v"] for row in content["results"]["bindings"]
    ]


def test_turtle_is_sorted_and_reads_back_as_the_same_triples() -> None:
    data = 'e:b e:p "x" . e:a e:p "two\\nlines"@en , 1.50 .'
    answers = [ask("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", data) for _ in range(2)]
    stream = io.BytesIO()
    assert isinstance(answers[0], Triples)

    answers[0].write(stream, "turtle", {"e": "http://e/"})

    read = {quad.triple for quad in ox.parse(stream.getvalue(), ox.RdfFormat.TURTLE)}
    assert set(answers[1]) == read
    assert len(read) == 3
    assert stream.getvalue().index(b"e:a") < stream.getvalue().index(b"e:b")


@pytest.mark.parametrize(
    ("query", "format_", "accepted"),
    [
        ("SELECT ?v { VALUES ?v { 1 } }", "turtle", "csv, tsv, json"),
        ("SELECT ?v { VALUES ?v { 1 } }", "xlsx", "csv, tsv, json"),
        ("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", "csv", "turtle"),
        ("ASK { ?s ?p ?o }", "turtle", "json"),
    ],
)
def test_a_form_that_does_not_suit_the_answer_is_refused_with_those_that_do(
    query: str, format_: str, accepted: str
) -> None:
    with pytest.raises(UsageError, match=f"cannot be written as {format_}.*{accepted}"):
        to_text(ask(query), format_)


@pytest.mark.parametrize("query", ["SELECT ?v { VALUES ?v { 1 } }", "ASK { ?s ?p ?o }"])
def test_rows_and_truth_values_are_no_graph(query: str) -> None:
    with pytest.raises(UsageError, match="CONSTRUCT or DESCRIBE"):
        ask(query).graph()


def test_a_triple_term_is_refused_by_rdflib_and_readable_as_a_row() -> None:
    quoted = ox.Triple(ox.NamedNode("http://e/s"), ox.NamedNode("http://e/p"), ox.Literal("o"))
    triple = ox.Triple(ox.NamedNode("http://e/x"), ox.NamedNode("http://e/says"), quoted)

    frame = Triples(iter([triple])).df()

    assert '<http://e/s> <http://e/p> "o"' in frame["object"][0]
    with pytest.raises(UsageError, match="triple terms"):
        Triples(iter([triple])).graph()


DEAD = "{ SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"


@pytest.mark.parametrize("query", [f"SELECT ?s {DEAD}", f"CONSTRUCT {{ ?s ?p ?o }} {DEAD}"])
def test_an_error_on_the_way_is_an_error_of_the_query(query: str) -> None:
    with pytest.raises(QueryError, match="cannot be evaluated"):
        list(ask(query))


def test_an_error_on_the_way_leaves_nothing_half_written() -> None:
    stream = io.BytesIO()
    rows = ask(f"SELECT ?s {DEAD}")
    assert isinstance(rows, Solutions)

    with pytest.raises(QueryError, match="cannot be evaluated"):
        rows.write(stream, "csv")

    assert stream.getvalue() == b""


def test_without_pandas_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pandas", None)

    with pytest.raises(UsageError, match=r"mediagraph\[notebook\]"):
        select("1").df()


@pytest.mark.parametrize(
    ("term", "value"),
    [
        ('"7"^^xsd:int', 7),
        ('"7"^^xsd:nonNegativeInteger', 7),
        ('"1_000"^^xsd:integer', "1_000"),
        ('"\uff11\uff12"^^xsd:integer', "\uff11\uff12"),  # digits of another width
        ('"1e3"^^xsd:decimal', "1e3"),
        ('"NaN"^^xsd:decimal', "NaN"),
        ('"yes"^^xsd:boolean', "yes"),
    ],
)
def test_a_number_is_what_its_datatype_says_and_ill_typed_values_stay_text(term: str, value: object) -> None:
    datatype = ox.NamedNode(XSD + term.partition("^^xsd:")[2])

    assert value == python_value(ox.Literal(term.split('"')[1], datatype=datatype))
