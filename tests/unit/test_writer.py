"""The writer, line by line: what each kind of value becomes, where each subject lies, and what each refusal says."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import pytest

from mediagraph.errors import FileError, HeaderError, MediagraphError
from mediagraph.records import (
    CONTEXT_IRI,
    EDTF,
    RDF_TYPE,
    XSD,
    Context,
    Kind,
    Node,
    RecordFile,
    RefusedError,
    Term,
    Writer,
    WrittenRow,
    bounds,
    complete,
    quote,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CONTEXT = Context.compile(
    {
        "@version": 1.1,
        "e": "http://e/",
        "xsd": XSD,
        "Film": "e:Film",
        "Person": "e:Person",
        "id": "@id",
        "name": {"@id": "e:name", "@container": "@language"},
        "by": {"@id": "e:by", "@type": "@id"},
        "made": {"@reverse": "e:by"},
        "role": {"@id": "e:role", "@type": "@vocab", "@context": {"@vocab": "http://e/role/"}},
        "code": {"@id": "e:code"},
        "count": {"@id": "e:count", "@type": "xsd:integer"},
        "size": {"@id": "e:size", "@type": "xsd:decimal"},
        "day": {"@id": "e:day", "@type": "xsd:date"},
        "date": {"@id": "e:date", "@type": EDTF},
        "earliest": {"@id": "e:earliest", "@type": "xsd:date"},
        "latest": {"@id": "e:latest", "@type": "xsd:date"},
        "odd": {"@id": "e:odd", "@type": "xsd:gYear"},
    }
)


def file(*records: dict[str, Any], graph: str = "e:g", **prefixes: str) -> RecordFile:
    return RecordFile("films.yaml", graph, [Node(record) for record in records], prefixes)


def lines(*records: dict[str, Any]) -> list[str]:
    """The lines without the graph; nothing may be at fault."""
    given = file(*records)
    text = "".join(Writer(CONTEXT, given).lines())
    assert [str(fault) for fault in given.faults] == []
    assert all(line.endswith(" <http://e/g> .") for line in text.splitlines())
    return [line.removesuffix(" <http://e/g> .") for line in text.splitlines()]


def told(record: dict[str, Any]) -> list[tuple[int, str, str, str, str]]:
    """What is said of the faults of a record."""
    given = file(record)
    list(Writer(CONTEXT, given).lines())
    assert {fault.file for fault in given.faults} == {"films.yaml"}
    return [(one.line, one.column, one.value, one.reason, one.accepted) for one in given.faults]


def test_names_of_the_standards() -> None:
    assert CONTEXT_IRI == "https://w3id.org/mediagraph/context.jsonld"
    assert RDF_TYPE == "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
    assert XSD == "http://www.w3.org/2001/XMLSchema#"
    assert EDTF == "http://id.loc.gov/datatypes/edtf/EDTF"
    assert Term("a", "http://e/a", Kind.LINK).scheme == ""
    assert [kind.value for kind in Kind] == ["link", "concept", "text by language", "literal"]


def test_the_context_knows_prefixes_classes_and_terms() -> None:
    assert CONTEXT.prefixes == {"e": "http://e/", "xsd": XSD}
    assert CONTEXT.classes == {"Film": "http://e/Film", "Person": "http://e/Person"}
    assert CONTEXT.terms == {
        "name": Term("name", "http://e/name", Kind.TEXT),
        "by": Term("by", "http://e/by", Kind.LINK),
        "made": Term("made", "http://e/by", Kind.LINK, reverse=True),
        "role": Term("role", "http://e/role", Kind.CONCEPT, scheme="http://e/role/"),
        "code": Term("code", "http://e/code", Kind.LITERAL, datatype=XSD + "string"),
        "count": Term("count", "http://e/count", Kind.LITERAL, datatype=XSD + "integer"),
        "size": Term("size", "http://e/size", Kind.LITERAL, datatype=XSD + "decimal"),
        "day": Term("day", "http://e/day", Kind.LITERAL, datatype=XSD + "date"),
        "date": Term("date", "http://e/date", Kind.LITERAL, datatype=EDTF),
        "earliest": Term("earliest", "http://e/earliest", Kind.LITERAL, datatype=XSD + "date"),
        "latest": Term("latest", "http://e/latest", Kind.LITERAL, datatype=XSD + "date"),
        "odd": Term("odd", "http://e/odd", Kind.LITERAL, datatype=XSD + "gYear"),
    }
    assert CONTEXT.by_iri["http://e/by"] == "by"
    assert CONTEXT.by_iri["http://e/Film"] == "Film"
    assert len(CONTEXT.by_iri) == len(CONTEXT.classes) + len(CONTEXT.terms) - 1


@pytest.mark.parametrize("end", "/#:?[]@")
def test_a_simple_term_that_ends_in_a_delimiter_is_a_prefix(end: str) -> None:
    assert Context.compile({"p": f"http://e/x{end}"}).prefixes == {"p": f"http://e/x{end}"}
    assert Context.compile({"p": "http://e/x"}).prefixes == {}


@pytest.mark.parametrize(
    ("name", "iri"),
    [
        ("e:x", "http://e/x"),
        ("e:", "http://e/"),
        ("e:a:b", "http://e/a:b"),
        ("http://e/x", "http://e/x"),
        ("other://host", "other://host"),
        ("mailto:a@e.example", "mailto:a@e.example"),
        ("URN:isbn:1", "URN:isbn:1"),
    ],
)
def test_names_are_expanded(name: str, iri: str) -> None:
    assert CONTEXT.expand(name) == iri


@pytest.mark.parametrize(
    ("iri", "name"),
    [
        ("http://e/x", "e:x"),
        ("http://e/x/y.z-1", "e:x/y.z-1"),
        ("http://e/a_b", "e:a_b"),
        ("http://e/", "http://e/"),
        ("http://e/-x", "http://e/-x"),
        ("http://e/x.", "http://e/x."),
        ("http://e/x/", "http://e/x/"),
        ("http://e/é", "http://e/é"),
        ("http://f/x", "http://f/x"),
    ],
)
def test_iris_are_compressed_where_that_can_be_read_back(iri: str, name: str) -> None:
    assert CONTEXT.compress(iri) == name


def test_the_longest_prefix_wins() -> None:
    more = CONTEXT.with_prefixes({"r": "http://e/role/", "a": "http://e/r"})

    assert more.compress("http://e/role/host") == "r:host"
    assert more.expand("r:host") == "http://e/role/host"
    assert CONTEXT.with_prefixes({}) is CONTEXT
    assert (more.classes, more.terms, more.by_iri) == (CONTEXT.classes, CONTEXT.terms, CONTEXT.by_iri)
    assert more.source == CONTEXT.source


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "cannot read the context: "),
        ("{", "the context is not JSON: "),
        ("{}", "not a JSON-LD context that records can use ('@context')"),
        ('{"@context": []}', "not a JSON-LD context that records can use ("),
        ('{"@context": {"a": {"@type": "@id"}}}', "not a JSON-LD context that records can use ('@id')"),
    ],
)
def test_a_context_that_cannot_be_used_is_named(content: str | None, said: str, tmp_path: Path) -> None:
    path = tmp_path / "context.jsonld"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(FileError if content is None else HeaderError) as error:
        Context.read(path)
    assert str(error.value).startswith(f"{path}: {said}")


def test_each_kind_of_value_has_its_form() -> None:
    record = {
        "id": "e:f",
        "type": ["Film", "Person"],
        "name": {"en": ["One", "Uno"], "zh-Hans": "一"},
        "by": ["e:p", {"id": "e:q", "type": "Person"}, {"id": "e:r"}],
        "made": ["e:s", "e:t"],
        "role": ["host", "e:guest"],
        "code": 'a "b"\\',
        "count": [7, "+08", "-1"],
        "size": [3, "1.50", "-0.0", ".5", "2.", "10"],
        "day": "2021-10-25",
        "date": "2021-02",
    }

    assert lines(record) == [
        f"<http://e/f> <{RDF_TYPE}> <http://e/Film>",
        f"<http://e/f> <{RDF_TYPE}> <http://e/Person>",
        '<http://e/f> <http://e/name> "One"@en',
        '<http://e/f> <http://e/name> "Uno"@en',
        '<http://e/f> <http://e/name> "一"@zh-hans',
        "<http://e/f> <http://e/by> <http://e/p>",
        "<http://e/f> <http://e/by> <http://e/q>",
        f"<http://e/q> <{RDF_TYPE}> <http://e/Person>",
        "<http://e/f> <http://e/by> <http://e/r>",
        "<http://e/s> <http://e/by> <http://e/f>",
        "<http://e/t> <http://e/by> <http://e/f>",
        "<http://e/f> <http://e/role> <http://e/role/host>",
        "<http://e/f> <http://e/role> <http://e/guest>",
        '<http://e/f> <http://e/code> "a \\"b\\"\\\\"',
        f'<http://e/f> <http://e/count> "7"^^<{XSD}integer>',
        f'<http://e/f> <http://e/count> "8"^^<{XSD}integer>',
        f'<http://e/f> <http://e/count> "-1"^^<{XSD}integer>',
        f'<http://e/f> <http://e/size> "3"^^<{XSD}decimal>',
        f'<http://e/f> <http://e/size> "1.5"^^<{XSD}decimal>',
        f'<http://e/f> <http://e/size> "0"^^<{XSD}decimal>',
        f'<http://e/f> <http://e/size> "0.5"^^<{XSD}decimal>',
        f'<http://e/f> <http://e/size> "2"^^<{XSD}decimal>',
        f'<http://e/f> <http://e/size> "10"^^<{XSD}decimal>',
        f'<http://e/f> <http://e/day> "2021-10-25"^^<{XSD}date>',
        f'<http://e/f> <http://e/date> "2021-02"^^<{EDTF}>',
        f'<http://e/f> <http://e/earliest> "2021-02-01"^^<{XSD}date>',
        f'<http://e/f> <http://e/latest> "2021-02-28"^^<{XSD}date>',
    ]


def test_a_year_may_be_a_number() -> None:
    assert lines({"id": "e:f", "date": 1999}) == [
        f'<http://e/f> <http://e/date> "1999"^^<{EDTF}>',
        f'<http://e/f> <http://e/earliest> "1999-01-01"^^<{XSD}date>',
        f'<http://e/f> <http://e/latest> "1999-12-31"^^<{XSD}date>',
    ]


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("plain é 文", '"plain é 文"'),
        ("\n\r\t\b\f", '"\\n\\r\\t\\b\\f"'),
        ('"\\', '"\\"\\\\"'),
        ("\x00\x1f\x7f", '"\\u0000\\u001F\\u007F"'),
        ("\x80\u2028", '"\x80\u2028"'),
    ],
)
def test_text_is_quoted(text: str, quoted: str) -> None:
    assert quote(text) == quoted


_LINK = "write the CURIE of an entity, such as country:BE"
_DATE = 'write it in quotes: "2021-10-25", "2021-10", "2021" or "1924-04-07/1924-04-09"'
_NUMBER = 'write a whole number, or a decimal in quotes such as "1.5"'


@pytest.mark.parametrize(
    ("key", "value", "shown", "reason", "accepted"),
    [
        ("type", "Flim", "Flim", "unknown class, did you mean Film?", "classes are listed in ontology/modules"),
        ("type", 7, "7", "unknown class", "classes are listed in ontology/modules"),
        ("nam", "x", "nam", "unknown term, did you mean name?", "terms are listed in ontology/context.jsonld"),
        ("by", 7, "7", "a link must be text", _LINK),
        ("by", "x", "x", "neither a CURIE nor an IRI", _LINK),
        ("by", [["e:p"]], "['e:p']", "a link must be text", _LINK),
        ("made", "x", "x", "neither a CURIE nor an IRI", _LINK),
        ("made", None, "", "a link must be text", _LINK),
        ("role", "No Slug", "No Slug", "not the slug of a concept", "concepts are listed in ontology/schemes"),
        ("role", 7, "7", "not the slug of a concept", "concepts are listed in ontology/schemes"),
        ("name", "x", "x", "text without a language", 'write name: {en: "…"}'),
        ("code", 7, "7", "not text", "write text in quotes"),
        ("code", "  ", "  ", "not text", "write text in quotes"),
        ("count", True, "True", "not a whole number", "write digits only"),
        ("count", "1.0", "1.0", "not a whole number", "write digits only"),
        ("count", 1.5, "1.5", "not a whole number", "write digits only"),
        ("size", True, "True", "not a decimal number", _NUMBER),
        ("size", "1e5", "1e5", "not a decimal number", _NUMBER),
        ("size", ".", ".", "not a decimal number", _NUMBER),
        ("day", "2021-02-30", "2021-02-30", "not a day of the calendar", "write it as YYYY-MM-DD, in quotes"),
        ("day", "20210225", "20210225", "not a day of the calendar", "write it as YYYY-MM-DD, in quotes"),
        ("day", 7, "7", "not a day of the calendar", "write it as YYYY-MM-DD, in quotes"),
        ("date", "soon", "soon", "not an EDTF date: soon", _DATE),
        ("date", True, "True", "not an EDTF date", _DATE),
        ("date", "2022/2021", "2022/2021", "the interval ends before it begins", _DATE),
        ("odd", "1999", "1999", f"the context gives odd a datatype that is not supported: {XSD}gYear", ""),
    ],
)
def test_a_refusal_says_what_and_what_instead(key: str, value: Any, shown: str, reason: str, accepted: str) -> None:
    assert told({"id": "e:f", key: value}) == [(0, key, shown, reason, accepted)]


@pytest.mark.parametrize(
    ("names", "reason", "accepted"),
    [
        ({"English": "x"}, "not a language tag: English", "write a BCP 47 tag such as zh-Hans"),
        ({7: "x"}, "not a language tag: 7", "write a BCP 47 tag such as zh-Hans"),
        ({"en": " "}, "the text in en is  ", "write text in quotes"),
        ({"en": 7}, "the text in en is 7", "write text in quotes"),
        ({"en": ["x", ""]}, "the text in en is ", "write text in quotes"),
    ],
)
def test_a_refused_text_says_why(names: dict[Any, Any], reason: str, accepted: str) -> None:
    ((_, column, _, said, instead),) = told({"id": "e:f", "name": names})

    assert (column, said, instead) == ("name", reason, accepted)


def test_an_unknown_prefix_is_named() -> None:
    ((_, column, value, reason, accepted),) = told({"id": "e:f", "by": "ex:p"})

    assert (column, value, accepted) == ("by", "ex:p", "")
    assert "unknown prefix 'ex'" in reason


def test_what_is_at_fault_is_left_out_and_the_rest_written() -> None:
    given = file(
        {"id": "e:f", "code": "x", "count": "many", "by": ["e:p", "x", "e:q"], "date": "soon", "day": "2021-01-01"}
    )

    text = "".join(Writer(CONTEXT, given).lines())

    assert text.splitlines() == [
        '<http://e/f> <http://e/code> "x" <http://e/g> .',
        "<http://e/f> <http://e/by> <http://e/p> <http://e/g> .",
        "<http://e/f> <http://e/by> <http://e/q> <http://e/g> .",
        f'<http://e/f> <http://e/day> "2021-01-01"^^<{XSD}date> <http://e/g> .',
    ]
    assert [fault.column for fault in given.faults] == ["date", "count", "by"]


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ({"code": "x"}, "a node without an id"),
        ({"id": None, "code": "x"}, "a node without an id"),
        ({"id": "x", "code": "x"}, "an id that is neither a CURIE nor an IRI"),
        ({"id": 7, "code": "x"}, "an id that is neither a CURIE nor an IRI"),
        ({"id": "ex:f", "code": "x"}, "an id that is neither a CURIE nor an IRI"),
    ],
)
def test_a_record_without_an_id_is_left_out_whole(record: dict[str, Any], reason: str) -> None:
    given = file(record)

    assert "".join(Writer(CONTEXT, given).lines()) == ""
    assert [(one.column, one.reason, one.accepted) for one in given.faults] == [
        ("id", reason, "give it an id such as work:red-silk")
    ]


def test_a_nested_node_without_an_id_is_no_link() -> None:
    given = file({"id": "e:f", "by": [{"code": "x"}, {"id": "e:q"}]})

    assert "".join(Writer(CONTEXT, given).lines()) == "<http://e/f> <http://e/by> <http://e/q> <http://e/g> .\n"
    assert [one.reason for one in given.faults] == ["a node without an id"]


def test_an_id_is_used_once_and_the_place_of_the_first_is_told() -> None:
    marks = {"id": (3, 5), "code": (4, 5)}
    given = RecordFile(
        "films.yaml",
        "e:g",
        [
            Node({"id": "e:f", "code": "x"}, line=3, marks=marks),
            Node({"id": "e:f", "code": "y"}, line=9, marks={"id": (9, 7)}),
            Node({"id": "e:h"}),
            Node({"id": "e:h"}),
        ],
    )
    origins = io.StringIO()

    text = "".join(Writer(CONTEXT, given, origins).lines())

    assert text == '<http://e/f> <http://e/code> "x" <http://e/g> .\n'
    assert [(one.line, one.column, one.value, one.reason, one.accepted) for one in given.faults] == [
        (9, "7", "e:f", "duplicate id, first used in line 3", "give each node an id of its own"),
        (0, "id", "e:h", "duplicate id", "give each node an id of its own"),
    ]
    assert origins.getvalue() == 'http://e/f\tfilms.yaml\t3\t{"id":3,"code":4}\nhttp://e/h\tfilms.yaml\t0\t\n'


def test_a_place_is_line_and_column_or_row_and_header() -> None:
    text = Node({"id": "e:f"}, line=3, marks={"code": (4, 5)})

    assert text.place("code") == (4, "5")
    assert text.place("other") == (3, "")
    assert Node({}, line=7).place("code") == (7, "code")
    assert (Node({}).line, Node({}).marks) == (0, None)


def test_the_prefixes_of_a_file_count_in_it() -> None:
    given = file({"id": "f:x", "by": "f:y"}, graph="f:g", f="http://f/")

    assert list(Writer(CONTEXT, given).lines()) == ["<http://f/x> <http://e/by> <http://f/y> <http://f/g> .\n"]


def test_a_graph_that_is_no_iri_is_refused() -> None:
    with pytest.raises(MediagraphError, match=r"^films\.yaml: the named graph 'g' is no IRI$"):
        Writer(CONTEXT, file(graph="g"))


def test_the_terms_of_a_value_can_be_asked_for() -> None:
    writer = Writer(CONTEXT, file())

    assert writer.objects(CONTEXT.terms["by"], "e:p") == ["<http://e/p>"]
    assert writer.objects(CONTEXT.terms["name"], {"en": ["a", "b"]}) == ['"a"@en', '"b"@en']
    with pytest.raises(RefusedError, match=r"^not text$") as refused:
        writer.objects(CONTEXT.terms["code"], 1)
    assert (refused.value.reason, refused.value.accepted) == ("not text", "write text in quotes")
    assert RefusedError("why").accepted == ""


@pytest.fixture
def row() -> Callable[..., WrittenRow]:
    def make(*subjects: str, line: int = 5) -> WrittenRow:
        text = "".join(f'<{subject}> <http://e/code> "quick" <http://e/g> .\n' for subject in subjects)
        nodes = [Node({"id": subject, "code": "slow"}, line=line) for subject in subjects]
        return WrittenRow(line, text, subjects, lambda: iter(nodes))

    return make


def test_a_written_row_is_taken_as_it_is(row: Callable[..., WrittenRow]) -> None:
    origins = io.StringIO()
    given = RecordFile("rows.csv", "e:g", [])
    rows: list[Node | WrittenRow] = [
        row("http://e/a", "http://e/b"),
        Node({"id": "e:n", "code": "x"}, line=5),
        row("http://e/c", line=6),
    ]

    text = "".join(Writer(CONTEXT, given, origins).texts(rows))

    assert text.count("quick") == 3
    assert "slow" not in text
    assert text.splitlines()[2] == '<http://e/n> <http://e/code> "x" <http://e/g> .'
    places = [("a", 5), ("b", 5), ("n", 5), ("c", 6)]
    assert origins.getvalue() == "".join(f"http://e/{name}\trows.csv\t{line}\t\n" for name, line in places)


@pytest.mark.parametrize("subjects", [("http://e/a", "http://e/a"), ("http://e/b", "http://e/taken")])
def test_a_written_row_with_a_taken_subject_is_written_node_by_node(
    subjects: tuple[str, ...], row: Callable[..., WrittenRow]
) -> None:
    given = RecordFile("rows.csv", "e:g", [])
    rows = [row("http://e/taken", line=2), row(*subjects), row("http://e/z", line=8)]

    text = "".join(Writer(CONTEXT, given).texts(rows))

    assert text.count("quick") == 2
    assert text.count("slow") == 1
    assert [(one.line, one.reason) for one in given.faults] == [
        (5, f"duplicate id, first used in line {5 if subjects[0] == subjects[1] else 2}")
    ]


@pytest.mark.parametrize(
    ("date", "added"),
    [
        ("1999-05-06", {"earliest": "1999-05-06", "latest": "1999-05-06"}),
        ("1993/..", {"earliest": "1993-01-01"}),
        ("../1993", {"latest": "1993-12-31"}),
        ("XXXX-09", {}),
        (1999, {"earliest": "1999-01-01", "latest": "1999-12-31"}),
    ],
)
def test_a_date_is_completed_by_its_bounds(date: Any, added: dict[str, str]) -> None:
    node = Node({"id": "e:f", "date": date}, line=4, marks={"date": (5, 6)})

    found = complete(node)

    assert isinstance(found, Node)
    assert found == {"id": "e:f", "date": date, **added}
    assert (found.line, found.marks) == (4, {"date": (5, 6)})
    assert complete(dict(node)) == dict(found)
    assert not isinstance(complete(dict(node)), Node)


def test_what_cannot_be_completed_says_why() -> None:
    for node, said in (
        ({"date": "2021", "earliest": "2021-01-01"}, "^earliest and latest follow from the date$"),
        ({"date": "2021", "latest": "2021-01-01"}, "^earliest and latest follow from the date$"),
        ({"date": True}, "^not an EDTF date$"),
        ({"date": ["2021"]}, "^not an EDTF date$"),
        ({"date": "2022/2021"}, "^the interval ends before it begins$"),
    ):
        with pytest.raises(ValueError, match=said):
            complete(node)
    same = {"id": "e:f", "code": "x"}
    assert complete(same) is same
    assert complete({"date": "2021-01-01/2021-01-01"})["latest"] == "2021-01-01"


def test_a_long_date_is_refused_before_anything_parses_it() -> None:
    with pytest.raises(ValueError, match=r"^not an EDTF date: it has more than 200 characters$"):
        bounds("1" * 201)
    with pytest.raises(ValueError, match=f"^not an EDTF date: {'1' * 200}$"):
        bounds("1" * 200)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("-0044-03-15", None, None),
        ("0001", "0001-01-01", "0001-12-31"),
        ("9999-12-31", "9999-12-31", "9999-12-31"),
        ("0044/-0043", "0044-01-01", None),
        ("0000/2000", None, "2000-12-31"),
        ("2000/0000", "2000-01-01", None),
        ("Y-17E7", None, None),
        ("1999/1998", "1999-01-01", "1998-12-31"),
        ("2000-02/2000-02", "2000-02-01", "2000-02-29"),
        ("XXXX-09-07", None, None),
    ],
)
def test_years_beyond_the_calendar_bound_nothing(text: str, first: str | None, last: str | None) -> None:
    assert tuple(day and day.isoformat() for day in bounds(text)) == (first, last)


def test_the_library_that_reads_dates_prints_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match="not an EDTF date"):
        bounds("[1999..")
    assert capsys.readouterr().out == ""


def test_records_of_a_file_have_faults_and_prefixes_of_their_own() -> None:
    one, other = RecordFile("a", "e:g", []), RecordFile("b", "e:g", [])

    assert (one.prefixes, one.faults) == ({}, [])
    assert one.faults is not other.faults
    assert json.loads(json.dumps(Node({"a": 1}))) == {"a": 1}
