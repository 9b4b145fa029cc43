"""Records and N-Triples of an export, written straight from tokens."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest

from mediagraph.exports import terms
from mediagraph.exports.jsonld import Records, record
from mediagraph.exports.terms import Kept, token
from mediagraph.exports.writers import write_ntriples
from mediagraph.records import Context
from mediagraph.store import sorting

if TYPE_CHECKING:
    from pathlib import Path

XSD = "http://www.w3.org/2001/XMLSchema#"
TERMS = Context.compile(
    {
        "@version": 1.1,
        "id": "@id",
        "type": "@type",
        "ex": "https://a.example/",
        "deep": "https://a.example/deep/",
        "xsd": XSD,
        "Work": "ex:Work",
        "code": {"@id": "ex:code"},
        "number": {"@id": "ex:number", "@type": "xsd:integer"},
        "day": {"@id": "ex:day", "@type": "xsd:date"},
        "name": {"@id": "ex:name", "@container": "@language"},
        "near": {"@id": "ex:near", "@type": "@id"},
    }
)


def said(name: str, *values: ox.Literal | ox.NamedNode) -> dict[str, Any]:
    """The record of something of which one property is stated, but for its id."""
    property_ = token(ox.NamedNode(f"https://a.example/{name}"))
    text = Records(TERMS).text(b"<https://a.example/it>", [(property_, [token(value) for value in values])])
    found: dict[str, Any] = json.loads(text)
    assert text.decode() == json.dumps(found, ensure_ascii=False), "as the library of Python writes it"
    assert found.pop("id") == "ex:it"
    return found


def literal(text: str, datatype: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(XSD + datatype))


@pytest.mark.parametrize(
    "text",
    ["", "plain", 'a "quote"', "a\\b", "a\nb\tc\rd\be\f", "\x00\x1f", "\x7f", "\u2028", "\N{SNOWMAN} \U0001d11e"],
)
def test_a_text_is_the_same_in_json(text: str) -> None:
    assert said("code", ox.Literal(text)) == {"code": text}
    assert said("name", ox.Literal(text, language="en")) == {"name": {"en": text}}
    assert said("other", ox.Literal(text)) == {"ex:other": {"@value": text}}


@pytest.mark.parametrize(("text", "number"), [("7", 7), ("007", 7), ("+7", 7), ("-0", 0), ("-12", -12)])
def test_whole_numbers_are_numbers(text: str, number: int) -> None:
    assert said("number", literal(text, "integer")) == {"number": number}


def test_several_values_are_a_list_by_language_where_they_have_one() -> None:
    values = [ox.Literal("b", language="de"), ox.Literal("a", language="en"), ox.Literal("c", language="de")]

    assert said("name", *values) == {"name": {"de": ["b", "c"], "en": "a"}}
    assert said("code", ox.Literal("b"), ox.Literal("a")) == {"code": ["b", "a"]}


def test_values_of_another_kind_are_written_out_beside_the_others() -> None:
    near = ox.NamedNode("https://a.example/deep/x")

    assert said("near", near, ox.Literal("x")) == {"near": "deep:x", "ex:near": {"@value": "x"}}
    assert said("day", near, literal("2020-01-01", "date")) == {"ex:day": {"id": "deep:x"}, "day": "2020-01-01"}
    assert said("day", literal("2020", "gYear")) == {"ex:day": {"@value": "2020", "@type": XSD + "gYear"}}
    assert said("code", ox.Literal("x", language="en")) == {"ex:code": {"@value": "x", "@language": "en"}}
    assert said("name", ox.Literal("x"), literal("1", "integer")) == {
        "ex:name": [{"@value": "x"}, {"@value": "1", "@type": XSD + "integer"}]
    }


@pytest.mark.parametrize(
    ("iri", "name"),
    [
        ("https://a.example/x", "ex:x"),
        ("https://a.example/deep/x", "deep:x"),
        ("https://a.example/other/x#y", "ex:other/x#y"),
        ("https://a.example/x.", "https://a.example/x."),
        ("https://a.example/-x", "https://a.example/-x"),
        ("https://a.example/é/x", "https://a.example/é/x"),
        ("https://a.example/", "https://a.example/"),
        ("https://b.example/x", "https://b.example/x"),
        ("urn:x:y", "urn:x:y"),
    ],
)
def test_names_are_shortened_as_the_context_shortens_them(iri: str, name: str) -> None:
    assert TERMS.compress(iri) == name
    assert said("near", ox.NamedNode(iri)) == {"near": name}


def test_a_record_takes_statements_in_any_order() -> None:
    it, near, code = (ox.NamedNode(f"https://a.example/{name}") for name in ("it", "near", "code"))
    class_ = ox.Triple(it, ox.NamedNode(terms.TYPE.decode()[1:-1]), ox.NamedNode("https://a.example/Work"))
    statements = [ox.Triple(it, near, it), class_, ox.Triple(it, code, ox.Literal("x")), ox.Triple(it, near, code)]

    assert record(it, statements, TERMS) == {"id": "ex:it", "near": ["ex:it", "ex:code"], "type": "Work", "code": "x"}


def test_what_is_kept_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terms, "MOST_KEPT", 3)
    made: list[int] = []

    def doubled(number: int) -> int:
        made.append(number)
        return 2 * number

    kept = Kept(doubled)

    assert [kept[number] for number in (1, 1, 2, 3, 4, 4, 1)] == [2, 2, 4, 6, 8, 8, 2]
    assert made == [1, 2, 3, 4, 1]
    assert len(kept) == 2


@pytest.mark.parametrize("block", [1, 1 << 18])
def test_what_several_graphs_state_is_one_triple(block: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sorting, "BLOCK", block)
    triples = ['<s:1> <p:1> "a <g:1> ." ', "<s:1> <p:1> <o:1> ", '<s:2> <p:1> "a" ', '<s:2> <p:1> "a"@en ']
    lines = [f"{triple}<g:{graph}> .\n" for triple in triples for graph in range(3)]
    assert lines == sorted(lines)
    (tmp_path / "quads").write_text("".join(lines), encoding="utf-8")

    write_ntriples(tmp_path / "quads", tmp_path / "packed")

    assert gzip.decompress((tmp_path / "packed").read_bytes()).decode() == "".join(f"{one}.\n" for one in triples)
