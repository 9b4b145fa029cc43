"""Results: read once, typed, streamed, written whole or not at all, shown without hiding anything."""

from __future__ import annotations

import csv
import datetime
import io
import json
import re
import tracemalloc
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mediagraph.errors import EndpointError, FileError, QueryError, UsageError
from mediagraph.store.answers import Answer, Solutions, Triples, Truth, answer, to_text
from mediagraph.store.frames import data_frame
from projects import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from click.testing import Result

    from mediagraph.building import Build
    from mediagraph.graph import Graph

XSD = "http://www.w3.org/2001/XMLSchema#"
PREFIXES = f"PREFIX xsd: <{XSD}> PREFIX edtf: <http://id.loc.gov/datatypes/edtf/> PREFIX e: <http://e/> "
DEAD = "SERVICE <http://127.0.0.1:9/> { ?s ?p ?o }"


def ask(query: str) -> Answer:
    return answer(ox.Store().query(PREFIXES + query))


def select(*terms: str) -> Solutions:
    rows = " ".join(f"({number} {term})" for number, term in enumerate(terms))
    result = ask(f"SELECT ?v {{ VALUES (?n ?v) {{ {rows} }} }} ORDER BY ?n")
    assert isinstance(result, Solutions)
    return result


class Made:
    """Solutions that are made one by one, as an endpoint sends them; some fail on the way."""

    variables = (ox.Variable("v"), ox.Variable("w"))

    def __init__(self, count: int, failure: Exception | None = None, term: Callable[[int], Any] | None = None) -> None:
        self._count, self._failure, self.made = count, failure, 0
        self._term = term or ox.Literal

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        for number in range(self._count):
            self.made += 1
            yield self._term(number), ox.Literal("x" * 50)
        if self._failure:
            raise self._failure


def made(count: int, failure: Exception | None = None, term: Callable[[int], Any] | None = None) -> Solutions:
    return Solutions(Made(count, failure, term))  # type: ignore[arg-type]


# Read once


READINGS: dict[str, Callable[[Any], Any]] = {
    "list": list,
    "df": lambda rows: rows.df(),
    "to_csv": lambda rows: rows.to_csv(),
    "to_json": lambda rows: rows.to_json(),
    "tsv": lambda rows: to_text(rows, "tsv"),
    "terms": lambda rows: list(rows.terms()),
}


@pytest.mark.parametrize("second", READINGS)
@pytest.mark.parametrize("first", READINGS)
def test_a_second_reading_is_refused_and_never_empty(first: str, second: str) -> None:
    rows = select("1", "2")
    READINGS[first](rows)

    with pytest.raises(UsageError, match=r"read already.*ask again"):
        READINGS[second](rows)


def test_a_reading_after_a_part_is_refused_too() -> None:
    rows = select("1", "2", "3")
    next(iter(rows))

    with pytest.raises(UsageError, match="read already"):
        rows.df()


@pytest.mark.parametrize("reading", [list, lambda triples: triples.df(), lambda triples: triples.graph()])
def test_triples_are_read_once_too(reading: Callable[[Any], Any]) -> None:
    triples = ask("CONSTRUCT { e:a e:p 1 } {}")
    assert len(reading(triples)) == 1

    with pytest.raises(UsageError, match="triples of this answer were read already"):
        reading(triples)


def test_rows_are_not_made_before_they_are_wanted() -> None:
    source = Made(1000)

    rows = iter(Solutions(source))  # type: ignore[arg-type]
    next(rows)

    assert source.made == 1


def test_a_refused_writing_leaves_the_rows_to_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    rows = select("1")

    with pytest.raises(UsageError, match="cannot be written as xlsx"):
        rows.write(io.BytesIO(), "xlsx")
    with pytest.raises(UsageError, match=r"pyarrow: pip install 'mediagraph\[notebook\]'"):
        rows.to_parquet(tmp_path / "rows.parquet")
    with pytest.raises(FileError, match="cannot be written"):
        rows.to_csv(tmp_path / "none" / "rows.csv")

    assert [row.v for row in rows] == [1]
    assert list(tmp_path.iterdir()) == []


# Types


@pytest.mark.parametrize(
    ("terms", "dtype", "values"),
    [
        (['"2021-10-25"^^xsd:date', "UNDEF"], "datetime64[s]", ["2021-10-25", None]),
        (['"2021-10-25T13:42:00"^^xsd:dateTime'], "datetime64[us]", ["2021-10-25T13:42:00"]),
        (
            ['"2021-10-25T13:42:00"^^xsd:dateTime', '"2021-10-26"^^xsd:date'],
            "datetime64[us]",
            ["2021-10-25T13:42:00", "2021-10-26"],
        ),
        (
            ['"2021-10-25T13:42:00+02:00"^^xsd:dateTime', "UNDEF"],
            "datetime64[us, UTC]",
            ["2021-10-25T11:42:00+00:00", None],
        ),
    ],
)
def test_moments_become_datetimes(terms: list[str], dtype: str, values: list[str | None]) -> None:
    import pandas as pd

    series = select(*terms).df()["v"]

    assert str(series.dtype) == dtype
    assert [None if pd.isna(value) else value for value in series] == [
        value and pd.Timestamp(value) for value in values
    ]


@pytest.mark.parametrize(
    ("terms", "values"),
    [
        (['"2021-10-25"^^xsd:date', '"2021-10"^^edtf:EDTF'], ["2021-10-25", "2021-10"]),
        (['"2021-10-25"^^xsd:date', '"2021"^^xsd:gYear'], ["2021-10-25", "2021"]),
        (['"2021-10-25"^^xsd:date', '"-0044-03-15"^^xsd:date'], ["2021-10-25", "-0044-03-15"]),
        (['"2021-10-25"^^xsd:date', '"soon"'], ["2021-10-25", "soon"]),
        (["e:a", '"text"@en'], ["http://e/a", "text"]),
    ],
)
def test_dates_of_which_one_is_partial_and_text_are_strings_as_written(terms: list[str], values: list[str]) -> None:
    series = select(*terms).df()["v"]

    assert str(series.dtype) == "string"
    assert series.tolist() == values


@pytest.mark.parametrize("terms", [["1", '"one"'], ["true", "1"], ['"2021-10-25"^^xsd:date', "1"]])
def test_mixed_columns_stay_objects(terms: list[str]) -> None:
    assert str(select(*terms).df()["v"].dtype) == "object"


def test_a_column_of_other_dtypes_does_not_disturb_its_neighbours() -> None:
    rows = ask('SELECT * { VALUES (?a ?b ?c) { (1 "x" UNDEF) (UNDEF "y" UNDEF) } }')
    assert isinstance(rows, Solutions)

    assert {name: str(dtype) for name, dtype in rows.df().dtypes.items()} == {
        "a": "Int64",
        "b": "string",
        "c": "object",
    }


def test_a_frame_says_where_it_comes_from(graph: Graph) -> None:
    frame = graph.query("works/releases", country="BE").df()

    assert frame.attrs["query"] == "works/releases"
    assert frame.attrs["parameters"] == {"country": "BE"}
    assert frame.attrs["sparql"] == graph.bound("works/releases", country="BE")
    assert frame.attrs["store"] == graph.store.name
    assert frame.attrs["graph_version"] == graph.store.version


@pytest.mark.parametrize("query", ["ASK { ?film a mg:Film }", "CONSTRUCT { ?f a mg:Film } WHERE { ?f a mg:Film }"])
def test_frames_of_other_forms_say_it_too(query: str, graph: Graph) -> None:
    attributes = graph.sparql(query).df().attrs

    assert list(attributes) == ["sparql", "store", "graph_version", "asked"]
    assert query in attributes["sparql"]


# Text


TERMS = st.one_of(
    st.text(max_size=8),
    st.sampled_from(['"', "a,b", "two\r\nlines", "\t", "\\", "'", "=1+1", "", "\u2028", "🎬", "\r"]),
).map(lambda text: ox.Literal(text.encode("utf-8", "ignore").decode())) | st.sampled_from(
    [
        None,
        ox.NamedNode("http://e/a,b"),
        ox.BlankNode("b0"),
        ox.Literal(-3),
        ox.Literal("01", datatype=ox.NamedNode(XSD + "integer")),
        ox.Literal("1.50", datatype=ox.NamedNode(XSD + "decimal")),
        ox.Literal("1", datatype=ox.NamedNode(XSD + "decimal")),
        ox.Literal("1e6", datatype=ox.NamedNode(XSD + "double")),
        ox.Literal("INF", datatype=ox.NamedNode(XSD + "double")),
        ox.Literal("many", datatype=ox.NamedNode(XSD + "integer")),
        ox.Literal(True),
        ox.Literal("2021", datatype=ox.NamedNode("http://id.loc.gov/datatypes/edtf/EDTF")),
        ox.Literal('a "word"\t', language="zh-hans"),
        ox.Triple(ox.NamedNode("http://e/s"), ox.NamedNode("http://e/p"), ox.Literal('a "b"\n')),
    ]
)


class Given:
    def __init__(self, rows: list[tuple[Any, ...]]) -> None:
        self.rows, self.variables = rows, [ox.Variable("v"), ox.Variable("w")]

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return iter(self.rows)


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(st.lists(st.tuples(TERMS, TERMS), max_size=5))
def test_every_term_comes_back_from_tsv_and_json_and_every_text_from_csv(rows: list[tuple[Any, ...]]) -> None:
    def solutions() -> Solutions:
        return Solutions(Given(rows))  # type: ignore[arg-type]

    for format_, standard in (("tsv", ox.QueryResultsFormat.TSV), ("json", ox.QueryResultsFormat.JSON)):
        read: Any = ox.parse_query_results(to_text(solutions(), format_).encode(), standard)
        assert [(row["v"], row["w"]) for row in read] == rows

    text = solutions().to_csv()
    assert text is not None
    read_rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert read_rows[0] == ["v", "w"]
    for written, row in zip(read_rows[1:], rows, strict=True):
        for cell, term in zip(written, row, strict=True):
            if isinstance(term, ox.Literal | ox.NamedNode):
                assert cell == term.value


@pytest.mark.parametrize("term", ["1", "01", "1.50", "true", '"x"', '"x"@en', "e:a", '"2021-10-25"^^xsd:date', "UNDEF"])
def test_the_forms_are_those_that_oxigraph_writes(term: str) -> None:
    query = f"{PREFIXES} SELECT ?v ?w {{ VALUES (?v ?w) {{ ({term} 2) }} }}"

    for format_, standard in (("csv", ox.QueryResultsFormat.CSV), ("tsv", ox.QueryResultsFormat.TSV)):
        native: Any = ox.Store().query(query)
        assert to_text(answer(ox.Store().query(query)), format_).encode() == native.serialize(format=standard)
    native = ox.Store().query(query)
    assert json.loads(to_text(answer(ox.Store().query(query)), "json")) == json.loads(
        native.serialize(format=ox.QueryResultsFormat.JSON)
    )


def test_an_empty_text_alone_is_a_row_for_every_reader(tmp_path: Path) -> None:
    import pandas as pd

    select('"a"', '""', '"b"').to_csv(tmp_path / "rows.csv")

    assert pd.read_csv(tmp_path / "rows.csv", keep_default_na=False)["v"].tolist() == ["a", "", "b"]


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d"])
def test_a_spreadsheet_safe_file_has_no_cell_that_is_a_formula(begin: str) -> None:
    text = f'{begin}HYPERLINK("http://e/")'
    term = str(ox.Literal(text))

    safe, faithful = (select(term, "e:a").to_csv(spreadsheet_safe=safe) for safe in (True, False))

    assert safe is not None
    assert faithful is not None
    assert list(csv.reader(io.StringIO(safe, newline="")))[1] == [f"'{text}"]
    assert list(csv.reader(io.StringIO(faithful, newline="")))[1] == [text]


@pytest.mark.parametrize(
    ("term", "cell"),
    [
        ("-3", "-3"),
        ("-1.5e3", "-1500"),
        ('"-3"', "'-3"),
        ('"-3+cmd"^^xsd:integer', "'-3+cmd"),
        ('"a=b"', "a=b"),
        ("e:a", "http://e/a"),
        ('""', ""),
    ],
)
def test_a_spreadsheet_safe_file_changes_nothing_else(term: str, cell: str) -> None:
    text = select(term).to_csv(spreadsheet_safe=True)

    assert text is not None
    assert list(csv.reader(io.StringIO(text, newline="")))[1] == [cell]


def test_a_target_may_be_a_path_or_a_stream_of_text_or_of_bytes(tmp_path: Path) -> None:
    terms = ['"文"', '"b"']
    expected = select(*terms).to_csv()
    text, raw = io.StringIO(newline=""), io.BytesIO()

    for target in (str(tmp_path / "one.csv"), tmp_path / "two.csv", text, raw):
        assert select(*terms).to_csv(target) is None

    assert expected == "v\r\n文\r\nb\r\n"
    assert text.getvalue() == raw.getvalue().decode() == expected
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes() == expected.encode()


@pytest.mark.parametrize("failure", [EndpointError("the endpoint went away"), OSError("disk"), RuntimeError("no")])
@pytest.mark.parametrize("form", ["csv", "json", "parquet"])
def test_a_file_stays_as_it_was_when_the_evaluation_fails_on_the_way(
    form: str, failure: Exception, tmp_path: Path
) -> None:
    file = tmp_path / "rows"
    file.write_text("former", encoding="utf-8")

    with pytest.raises((QueryError, EndpointError)):
        getattr(made(5000, failure), f"to_{form}")(file)

    assert file.read_text("utf-8") == "former"
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("form", ["csv", "tsv", "json"])
def test_memory_does_not_grow_with_the_rows(form: str) -> None:
    class Nowhere(io.RawIOBase):
        size = 0

        def write(self, content: Any) -> int:
            self.size += len(content)
            return len(content)

    def peak(count: int) -> tuple[int, int]:
        target: Any = Nowhere()
        tracemalloc.start()
        made(count).write(target, form)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most, target.size

    few, many = peak(5_000), peak(20_000)

    assert many[1] > 1_000_000
    assert many[0] < few[0] * 1.5 + 100_000 < many[1]


# Parquet


def test_parquet_gives_back_types_values_and_provenance(tmp_path: Path) -> None:
    import pandas as pd

    rows = ask(
        "SELECT * { VALUES (?i ?f ?b ?d ?t ?m ?n) {"
        ' (1 1.5 true "2021-10-25"^^xsd:date "a" 1 UNDEF) (UNDEF 2 UNDEF UNDEF UNDEF "one" UNDEF) } }'
    )
    assert isinstance(rows, Solutions)
    rows.attributes.update(query="q", parameters={"from": datetime.date(2021, 1, 1)})

    rows.to_parquet(tmp_path / "rows.parquet")
    read = pd.read_parquet(tmp_path / "rows.parquet")

    dtypes = {name: str(dtype) for name, dtype in read.dtypes.items()}
    assert dtypes.pop("d").startswith("datetime64")
    assert dtypes == {"i": "Int64", "f": "Float64", "b": "boolean", "t": "string", "m": "string", "n": "string"}
    assert read["d"][0] == pd.Timestamp("2021-10-25")
    assert read["m"].tolist() == ["1", "one"]
    assert read["n"].isna().all()
    assert read.attrs == {"query": "q", "parameters": {"from": "2021-01-01"}}
    assert list(tmp_path.iterdir()) == [tmp_path / "rows.parquet"]


def test_the_type_of_a_long_column_is_that_of_all_its_rows(tmp_path: Path) -> None:
    import pandas as pd

    last = 10_500

    made(last + 1, term=lambda n: ox.Literal("last") if n == last else ox.Literal(n)).to_parquet(tmp_path / "rows")
    read = pd.read_parquet(tmp_path / "rows")

    assert str(read["v"].dtype) == "string"
    assert read["v"].tolist() == [*map(str, range(last)), "last"]


def test_parquet_of_no_rows_has_its_columns(tmp_path: Path) -> None:
    import pandas as pd

    made(0).to_parquet(tmp_path / "rows")

    assert list(pd.read_parquet(tmp_path / "rows").columns) == ["v", "w"]


# HTML


class Table(HTMLParser):
    """The tags of a page, the attributes of each, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[dict[str, str | None]] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.append(dict(attrs))

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize(
    ("count", "shown", "said"),
    [
        (0, 0, "0 rows"),
        (1, 1, "1 row"),
        (100, 100, "100 rows"),
        (101, 100, "The first 100 rows, and 1 more"),
        (10_000, 100, "and 9,900 more"),
        (10_002, 100, "and more than 9,900 more"),
    ],
)
def test_a_table_says_how_many_rows_it_does_not_show_and_takes_none_away(count: int, shown: int, said: str) -> None:
    rows = made(count)

    html = [rows._repr_html_(), rows._repr_html_()]

    assert html[0] == html[1]
    assert Table(html[0]).tags.count("tr") == shown + 1
    assert Table(html[0]).text.rstrip().endswith(said)
    assert len(list(rows)) == count
    assert "read already" in rows._repr_html_()
    assert "read already" in repr(rows)


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "&lt;b&gt;", "' onclick='x"]
)
def test_everything_in_a_table_is_escaped(text: str) -> None:
    rows = select(str(ox.Literal(text)), str(ox.Literal(text, language="en")), "e:a")
    rows.names = lambda iris: dict.fromkeys(iris, text)
    rows.compress = lambda _: text

    table = Table(rows._repr_html_())

    assert set(table.tags) == {"table", "thead", "tbody", "tr", "th", "td", "span", "a", "p"}
    assert table.text.count(text) == 3
    assert {name for attributes in table.attributes for name in attributes} == {"class", "lang", "href", "title"}


@pytest.mark.parametrize("iri", ["javascript:alert(1)", "data:text/html,x", "urn:x:y"])
def test_only_addresses_of_the_web_are_links(iri: str) -> None:
    table = Table(select(f"<{iri}>", "<https://e/a>")._repr_html_())

    assert [attributes["href"] for attributes in table.attributes if "href" in attributes] == ["https://e/a"]
    assert iri in table.text


def test_entities_are_links_with_their_names(graph: Graph) -> None:
    rows = graph.sparql("SELECT ?c { VALUES ?c { country:BE } }")
    assert isinstance(rows, Solutions)

    html = rows._repr_html_()

    assert '<a href="https://w3id.org/mediagraph/id/country/BE" title="Belgium">country:BE</a>' in html


def test_a_table_is_shown_without_names_where_they_cannot_be_had() -> None:
    def gone(_: Any) -> Any:
        raise EndpointError("gone")

    rows = select("e:a")
    rows.names = gone

    assert "http://e/a" in rows._repr_html_()


def test_triples_and_truth_values_are_shown_too() -> None:
    triples, truth = ask("CONSTRUCT { e:a e:p 1 } {}"), ask("ASK {}")
    assert isinstance(triples, Triples)
    assert isinstance(truth, Truth)

    assert Table(triples._repr_html_()).tags.count("td") == 3
    assert len(list(triples)) == 1
    assert "read already" in triples._repr_html_()
    assert (bool(truth), str(truth), repr(truth), truth._repr_html_()) == (True, "yes", "Truth(True)", "<p>yes</p>")


# Command line


@pytest.fixture
def run(built: Build, cli: Callable[..., Result]) -> Callable[..., Result]:
    return lambda *words, stdin=None: cli(*words, "--store", built.store, "--project", ROOT, stdin=stdin)


FORMULA = 'SELECT ?v { VALUES ?v { "=1+1" } }'


def test_the_command_line_writes_spreadsheet_safe_csv(run: Callable[..., Result]) -> None:
    safe = run("sparql", "-", "--format", "csv", "--spreadsheet-safe", stdin=FORMULA)
    faithful = run("sparql", "-", "--format", "csv", stdin=FORMULA)

    assert (safe.stdout_bytes, faithful.stdout_bytes) == (b"v\r\n'=1+1\r\n", b"v\r\n=1+1\r\n")


def test_the_command_line_writes_parquet_to_a_file(run: Callable[..., Result], tmp_path: Path) -> None:
    import pandas as pd

    result = run("query", "works/releases", "country=BE", "--format", "parquet", "-o", tmp_path / "rows.parquet")

    assert (result.exit_code, result.output) == (0, "")
    assert pd.read_parquet(tmp_path / "rows.parquet").attrs["query"] == "works/releases"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--format", "parquet"], "name a file with -o"),
        (["--format", "json", "--spreadsheet-safe"], "--spreadsheet-safe is for --format csv"),
    ],
)
def test_what_does_not_go_together_is_misuse(words: list[str], said: str, run: Callable[..., Result]) -> None:
    result = run("sparql", "-", *words, stdin=FORMULA)

    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr


def test_a_query_that_fails_on_the_way_prints_nothing_and_leaves_the_file(
    run: Callable[..., Result], tmp_path: Path
) -> None:
    file = tmp_path / "rows.csv"
    file.write_text("former", encoding="utf-8")

    printed = run("sparql", "-", "--format", "csv", stdin=f"SELECT ?s {{ {DEAD} }}")
    written = run("sparql", "-", "--format", "csv", "-o", file, stdin=f"SELECT ?s {{ {DEAD} }}")

    assert (printed.exit_code, printed.stdout, written.exit_code) == (2, "", 2)
    assert file.read_text("utf-8") == "former"
    assert list(tmp_path.iterdir()) == [file]


# Document


def test_the_example_of_the_document_runs(
    built: Build, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MEDIAGRAPH_STORE", built.store)
    monkeypatch.setenv("MEDIAGRAPH_PROJECT", str(ROOT))
    example = re.search(r"```python\n(.*?)```", (ROOT / "docs" / "results.md").read_text("utf-8"), re.DOTALL)
    assert example
    names: dict[str, Any] = {}

    exec(compile(example[1], "docs/results.md", "exec"), names)  # noqa: S102 - our own text

    assert names["text"].encode() == names["file"].getvalue()
    assert len(names["releases"]) == len(list(csv.DictReader(io.StringIO(names["text"], newline=""))))
    assert names["known"]
    assert len(names["films"]) > 0
    assert built.manifest.digest in capsys.readouterr().out


def test_the_table_of_types_is_true() -> None:
    document = (ROOT / "docs" / "results.md").read_text("utf-8")
    terms = {
        "whole numbers of 64 bits": ["1"],
        "numbers, some of them decimal or double": ["1", "1.5"],
        "truth values": ["true"],
        "days (`xsd:date`)": ['"2021-10-25"^^xsd:date'],
        "moments without a zone, days among them": [
            '"2021-10-25"^^xsd:date',
            '"2021-10-25T00:00:00"^^xsd:dateTime',
        ],
        "moments with a zone": ['"2021-10-25T00:00:00Z"^^xsd:dateTime'],
        "text, IRIs, dates of which one or more are partial (EDTF)": ['"a"', "e:a", '"2021"^^edtf:EDTF'],
        "no value at all": ["UNDEF"],
        "anything else: numbers among text, whole numbers beyond 64 bits": ["1", '"one"'],
    }
    said = dict(re.findall(r"^\| ([^|]+?) \| `([^`]+)`", document, re.MULTILINE))

    assert {values: str(select(*given).df()["v"].dtype) for values, given in terms.items()} == said
    huge = ox.Literal(str(2**64), datatype=ox.NamedNode(XSD + "integer"))
    assert str(data_frame(["v"], [(huge,)], {})["v"].dtype) == "object"
