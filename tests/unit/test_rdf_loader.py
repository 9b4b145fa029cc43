"""RDF files in our own terms become the records that give the same triples again; nothing is fetched or lost."""

from __future__ import annotations

import gzip
import json
import random
import socket
import sqlite3
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest

import mediagraph as mg
from exportfiles import read
from mediagraph.errors import DataError, FileError, MediagraphError, UsageError
from mediagraph.exports import export
from mediagraph.loaders.rdffile import SUFFIXES
from mediagraph.loaders.triples import Triples
from projects import ROOT
from rdf_jobs import PROJECT, load

if TYPE_CHECKING:
    from pathlib import Path

    from mediagraph.building import Build
    from rdf_jobs import Loaded

MG = "https://w3id.org/mediagraph/ontology#"
ID = "https://w3id.org/mediagraph/id/"
NAMED_GRAPH = ox.NamedNode(MG + "namedGraph")
SOURCE = ox.NamedNode(ID + "source/films")
PREFIXES = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PROJECT.context.prefixes.items())
FILM = """
work:a a mg:Film ; rdfs:label "A"@en, "甲"@zh-Hans ; mg:genre <https://w3id.org/mediagraph/scheme/genre/drama> ;
  mg:countryOfOrigin country:BE, country:FR ; mg:runtime 90 ; mg:imdb "tt0000001" ; mg:date "1971"^^edtf:EDTF ;
  mg:participation <https://w3id.org/mediagraph/id/source/films#a-director> ; mg:wikidata wd:Q1 .
<https://w3id.org/mediagraph/id/source/films#a-director> a mg:Participation ; mg:agent person:b ;
  mg:role <https://w3id.org/mediagraph/scheme/role/director> .
"""
FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".trig": ox.RdfFormat.TRIG,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".xml": ox.RdfFormat.RDF_XML,
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".json": ox.RdfFormat.JSON_LD,
}


def turtle(text: str) -> set[ox.Triple]:
    return {quad.triple for quad in ox.parse(PREFIXES + text, ox.RdfFormat.TURTLE)}


def told(loaded: Loaded) -> set[ox.Triple]:
    """The triples, but for those of the source itself and the bounds of dates."""
    return {
        triple
        for triple in loaded.triples
        if triple.subject != SOURCE and triple.predicate.value not in {MG + "earliest", MG + "latest"}
    }


def wrong(tmp_path: Path, text: str) -> list[str]:
    """What is rejected of Turtle with our prefixes."""
    path = tmp_path / "t.ttl"
    path.write_text(PREFIXES + text, encoding="utf-8")
    found = load(path)
    assert found.refused == []
    return found.faults


# The fixed point


@pytest.fixture(scope="module")
def exported(built: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export")
    with mg.open(built.store, project=ROOT) as graph:
        export(graph, folder)
    return folder


@pytest.mark.parametrize("name", ["mediagraph.ttl", "mediagraph.nq.gz", "mediagraph.jsonld"])
def test_an_export_gives_its_own_triples_again(exported: Path, name: str) -> None:
    stated = name.endswith(".ttl")  # the merge does not tell what rules derived
    quads = read(exported / ("mediagraph.ttl" if stated else "mediagraph.nq.gz"))
    expected = {quad.triple for quad in quads if "graph/rule-" not in str(quad.graph_name)}

    found = load(exported / name)
    ours = {triple for triple in found.triples if triple.subject != SOURCE}

    assert (found.faults, found.refused) == ([], [])
    assert {triple for triple in ours if triple.predicate != NAMED_GRAPH} == {
        triple for triple in expected if triple.predicate != NAMED_GRAPH
    }
    moved = {triple.subject: triple.object for triple in ours if triple.predicate == NAMED_GRAPH}
    assert moved.keys() == {triple.subject for triple in expected if triple.predicate == NAMED_GRAPH}
    assert set(moved.values()) == {ox.NamedNode(ID + "graph/films")}
    assert len(moved) == 7


def test_one_graph_of_an_export_gives_the_very_quads_again(exported: Path) -> None:
    graph = ox.NamedNode(ID + "graph/kazakhstan-2024")
    expected = {quad for quad in read(exported / "mediagraph.nq.gz") if quad.graph_name == graph}

    found = load(exported / "mediagraph.nq.gz", source="kazakhstan-2024", graph="graph:kazakhstan-2024")

    assert (set(found.quads), found.faults) == (expected, [])
    assert found.nodes[0]["id"] == "source:kazakhstan-2024"


def test_what_rules_derive_and_the_ontology_are_left_out_and_named(exported: Path) -> None:
    found = load(exported / "mediagraph.nq.gz")

    left_out = next(note for note in found.notes if note.startswith("graphs left out: "))
    assert "graph:rule-organisation-partnerships (" in left_out
    assert not any("graph/rule-" in str(quad) for quad in found.quads)


@pytest.mark.parametrize("suffix", FORMATS)
def test_each_format_gives_the_same_triples(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"t{suffix}"
    content = ox.serialize(turtle(FILM), format=FORMATS[suffix]) or b""
    if FORMATS[suffix] is ox.RdfFormat.JSON_LD:  # the serialiser writes no context, and needs none
        content = json.dumps({"@context": {}, "@graph": json.loads(content)}).encode()
    path.write_bytes(content)

    found = load(path)

    assert (told(found), found.faults, found.refused) == (turtle(FILM), [], [])


@pytest.mark.parametrize("suffix", [".ttl", ".nt", ".nq", ".trig", ".rdf"])
def test_a_compressed_file_gives_the_same_triples(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"t{suffix}.gz"
    path.write_bytes(gzip.compress(ox.serialize(turtle(FILM), format=FORMATS[suffix]) or b""))

    assert told(load(path)) == turtle(FILM)


def test_every_format_is_in_the_documentation() -> None:
    text = (ROOT / "docs" / "loaders" / "rdf.md").read_text(encoding="utf-8")

    assert [suffix for suffix in SUFFIXES if f"`{suffix}`" not in text] == []


def test_records_in_json_ld_are_read_by_the_context_of_the_graph(tmp_path: Path) -> None:
    record = {"id": "work:a", "type": "Film", "name": {"en": "A"}, "genre": "drama", "countryOfOrigin": "country:BE"}
    path = tmp_path / "t.jsonld"
    path.write_text(json.dumps({"@context": "https://w3id.org/mediagraph/context.jsonld", "@graph": [record]}))

    assert [dict(node) for node in load(path).nodes[1:]] == [record]


def test_a_subject_spread_over_the_file_is_one_record_in_any_order_of_lines(tmp_path: Path) -> None:
    lines = (ox.serialize(turtle(FILM), format=ox.RdfFormat.N_TRIPLES) or b"").splitlines(keepends=True)
    path = tmp_path / "t.nt"
    for seed in range(5):
        random.Random(seed).shuffle(lines)
        path.write_bytes(b"# a remark\n\n" + b"".join(lines) + lines[0])
        found = load(path)

        assert (told(found), found.faults) == (turtle(FILM), [])
        assert sorted(node["id"] for node in found.nodes) == ["source:films", "source:films#a-director", "work:a"]


def test_what_several_graphs_say_of_a_subject_is_one_record(tmp_path: Path) -> None:
    path = tmp_path / "t.trig"
    path.write_text(PREFIXES + 'graph:x { work:a a mg:Film } graph:y { work:a a mg:Film ; rdfs:label "A"@en }')

    assert [dict(node) for node in load(path).nodes[1:]] == [{"id": "work:a", "type": "Film", "name": {"en": "A"}}]


def test_bounds_that_follow_from_the_date_are_left_to_the_writer(tmp_path: Path) -> None:
    path = tmp_path / "t.ttl"
    text = 'work:a a mg:Film ; mg:date "1971-10"^^edtf:EDTF ; mg:earliest "1971-10-01"^^xsd:date ; '
    text += 'mg:latest "{}"^^xsd:date .'
    path.write_text(PREFIXES + text.format("1971-10-31"), encoding="utf-8")
    found = load(path)

    assert dict(found.nodes[1]) == {"id": "work:a", "type": "Film", "date": "1971-10"}
    assert {triple for triple in found.triples if triple.subject != SOURCE} == turtle(text.format("1971-10-31"))
    assert wrong(tmp_path, text.format("1971-10-30")) == [
        "t.ttl:1:work:a date: latest is 1971-10-30, which does not follow from the date (1971-10); leave the bounds out"
    ]


# The description of the source


def test_a_source_is_described_by_the_options(tmp_path: Path) -> None:
    path = tmp_path / "t.ttl"
    path.write_text(PREFIXES + FILM, encoding="utf-8")
    licence, address = "https://example.org/terms", "https://example.org/dump.ttl"

    first = load(path, name="Films", licence=licence, address=address, retrieved="2026-03-14").nodes[0]

    assert dict(first) == {
        "id": "source:films",
        "type": "Dataset",
        "namedGraph": "graph:films",
        "name": {"en": "Films"},
        "licence": licence,
        "address": address,
        "retrieved": "2026-03-14",
    }
    assert load(path).nodes[0]["name"] == {"en": "t.ttl"}


def test_a_file_that_describes_the_source_itself_goes_before_the_options(tmp_path: Path) -> None:
    path = tmp_path / "t.ttl"
    own = 'source:films a mg:Dataset ; rdfs:label "Own"@en ; mg:namedGraph graph:elsewhere .'
    path.write_text(PREFIXES + FILM + own, encoding="utf-8")

    found = load(path, name="Given")

    assert [dict(node) for node in found.nodes if node["id"] == "source:films"] == [
        {"id": "source:films", "type": "Dataset", "name": {"en": "Own"}, "namedGraph": "graph:films"}
    ]
    assert found.nodes[0]["id"] == "source:films"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            {"graph": "graph:absent"},
            r"no graph https://w3id.org/mediagraph/id/graph/absent; it has none that has a name",
        ),
        ({"graph": "no name"}, "--graph 'no name': write a CURIE such as graph:films"),
        ({"address": "example.org"}, "--address 'example.org': write it in full"),
        ({"retrieved": "yesterday"}, "--retrieved 'yesterday': write a day such as 2026-03-14"),
        ({"name": ["A", "B"]}, "--name was given 2 times"),
    ],
)
def test_options_that_cannot_be_carried_out_are_named(tmp_path: Path, options: dict[str, Any], said: str) -> None:
    path = tmp_path / "t.ttl"
    path.write_text(PREFIXES + FILM, encoding="utf-8")

    with pytest.raises(UsageError, match=said):
        load(path, **options)


# What is rejected

FAULTS: dict[str, tuple[str, str]] = {
    "an unknown property": (
        "work:a a mg:Film ; mg:runtme 90 .",
        "work:a mg:runtme: unknown property 'runtme', did you mean runtime or ",
    ),
    "an unknown class": ("work:a a mg:Flim .", "work:a type: unknown class 'Flim', did you mean Film? (mg:Flim)"),
    "a class that is text": ('work:a a "Film" .', "work:a type: unknown class 'Film'"),
    "another datatype": (
        'work:a a mg:Film ; mg:runtime "90" .',
        'work:a runtime: a literal of string, not of integer (90); write "…"^^<http://www.w3.org/2001/XMLSchema#integer>',
    ),
    "a date of another datatype": (
        'work:a a mg:Film ; mg:date "1971"^^xsd:gYear .',
        "work:a date: a literal of gYear, not of http://id.loc.gov/datatypes/edtf/EDTF (1971)",
    ),
    "text without a language": (
        'work:a a mg:Film ; rdfs:label "A" .',
        'work:a name: text without a language (A); write "…"@en, or "…"@und; name is text',
    ),
    "a language where none belongs": (
        'work:a a mg:Film ; mg:imdb "tt0000001"@en .',
        "work:a imdb: text in a language where none belongs (tt0000001)",
    ),
    "text with a direction": (
        'work:a a mg:Film ; rdfs:label "A"@ar--rtl .',
        "work:a name: text with a direction of writing (A)",
    ),
    "text where a link belongs": (
        'work:a a mg:Film ; mg:countryOfOrigin "Belgium" .',
        "work:a countryOfOrigin: text where a link belongs (Belgium); write the IRI of a node",
    ),
    "a link where a value belongs": (
        "work:a a mg:Film ; mg:runtime work:b .",
        "work:a runtime: a link where a value belongs (work:b); write a literal of integer",
    ),
    "a blank node that is linked to": (
        "work:a a mg:Film ; mg:participation [ a mg:Participation ] .",
        "work:a participation: a link to a node without an IRI",
    ),
    "a blank node that stands alone": (
        '[] a mg:Film ; rdfs:label "A"@en .',
        "a blank node type: a node without an IRI",
    ),
    "an IRI of elsewhere": (
        "<https://example.org/a> a mg:Film .",
        "https://example.org/a: an IRI that is not of this graph; write an IRI of the graph, such as",
    ),
    "a relative IRI": ("<a> a mg:Film .", "https://no-address.invalid/a: an IRI that is not of this graph"),
    "a triple as a value": (
        "work:a a mg:Film ; mg:about <<( work:b mg:about work:c )>> .",
        "work:a about: a triple as a value",
    ),
    "several dates": (
        'work:a a mg:Film ; mg:date "1971"^^edtf:EDTF, "1972"^^edtf:EDTF .',
        "work:a date: several dates",
    ),
}


@pytest.mark.parametrize(("text", "said"), FAULTS.values(), ids=FAULTS)
def test_a_subject_that_cannot_be_read_is_rejected_by_name(tmp_path: Path, text: str, said: str) -> None:
    faults = wrong(tmp_path, text)

    assert len(faults) == 1
    assert faults[0].startswith(f"t.ttl:1:{said}")


def test_a_subject_at_fault_is_left_out_whole_and_the_others_are_read(tmp_path: Path) -> None:
    path = tmp_path / "t.ttl"
    path.write_text(PREFIXES + FILM + 'work:b a mg:Film ; rdfs:label "B"@en ; mg:runtime "x" ; mg:imdb 1 .')

    found = load(path)

    assert told(found) == turtle(FILM)
    assert [fault.split(": ")[0] for fault in found.faults] == ["t.ttl:3:work:b runtime", "t.ttl:3:work:b imdb"]


def test_a_fault_in_lines_has_its_own_line_and_its_subject_that_of_the_first(tmp_path: Path) -> None:
    film, name = f"<{ID}work/a>", "<http://www.w3.org/2000/01/rdf-schema#label>"
    path = tmp_path / "t.nt"
    path.write_text(
        f'\n{film} {name} "A"@en .\n{film} <{MG}runtime> "x" .\n{film} {name} .\n{film} <{MG}runtme> "1" .\n'
    )

    found = load(path)

    assert [fault.split(" (")[0] for fault in found.faults] == [
        "t.nt:4: not N-Triples: The object of a triple must be an IRI, a blank node or a literal",
        "t.nt:3:work:a runtime: a literal of string, not of integer",
        "t.nt:5:work:a mg:runtme: unknown property 'runtme', did you mean runtime or unit or name?",
    ]


def test_what_the_writer_refuses_has_the_place_of_its_subject(tmp_path: Path) -> None:
    lines = tmp_path / "t.nq"
    lines.write_text(f'\n<{ID}work/a> <{MG}runtime> "x"^^<http://www.w3.org/2001/XMLSchema#integer> .\n')
    other = tmp_path / "t.ttl"
    other.write_text(PREFIXES + 'work:b a mg:Film . work:a mg:date "soon"^^edtf:EDTF .')

    assert load(lines).refused == ["t.nq:2:work:a runtime: not a whole number (x); write digits only"]
    assert load(other).refused[0].startswith("t.ttl:2:work:a date: not an EDTF date")
    assert [node["id"] for node in load(other, refused=[2]).nodes[1:]] == ["work:b"]
    assert load(lines, refused=[2]).nodes[1:] == []


JSON_FAULTS: dict[str, tuple[Any, str]] = {
    "an unknown key": (
        {"id": "work:a", "type": "Film", "nmae": {"en": "A"}},
        "unknown property 'nmae', did you mean name",
    ),
    "an unknown class": ({"id": "work:a", "type": "Flim"}, "unknown class 'Flim', did you mean Film?"),
    "text without a language": ({"id": "work:a", "name": "A"}, "work:a name: text without a language (A)"),
    "another datatype": ({"id": "work:a", "imdb": 1}, "work:a imdb: a literal of integer, not of string (1)"),
}


@pytest.mark.parametrize(("record", "said"), JSON_FAULTS.values(), ids=JSON_FAULTS)
def test_json_ld_that_a_processor_would_drop_in_silence_is_rejected_by_name(
    tmp_path: Path, record: dict[str, Any], said: str
) -> None:
    path = tmp_path / "t.jsonld"
    path.write_text(json.dumps({"@context": "https://w3id.org/mediagraph/context.jsonld", **record}))

    found = load(path)

    assert said in found.faults[0]
    assert found.nodes[1:] == []


WHOLE: dict[str, tuple[str, str, str]] = {
    "syntax": (".ttl", "<a> <b> .\n", r"t.ttl:1:\d+: not Turtle: .+"),
    "RDF/XML": (".rdf", "<rdf:RDF", "t.rdf.*: not RDF/XML: .+"),
    "a DTD": (".rdf", '<!DOCTYPE r [<!ENTITY a "aa">]><r>&a;</r>', "a document type declaration, which may multiply"),
    "a DTD written small": (".rdf", '<r><!doctype r [<!ENTITY a "aa">]>&a;</r>', "a document type declaration"),
    "no JSON": (".jsonld", '{"@context": {},\n "a": }', "t.jsonld:2:7: not JSON: Expecting value"),
    "no number": (".jsonld", '{"@context": {}, "a": NaN}', "no number of JSON"),
    "a key twice": (".jsonld", '{"@context": {}, "a": 1, "a": 2}', "a key twice in one object"),
    "no context": (".jsonld", '{"@id": "http://x/"}', "JSON-LD without a context, so that its keys mean nothing"),
    "another context": (
        ".jsonld",
        '{"@graph": [{"@context": ["http://127.0.0.1:9/c"]}]}',
        r"t.jsonld:@graph/0/@context: a context that is not known here; nothing is fetched \(http://127",
    ),
    "an import": (".jsonld", '{"@context": {"@import": "http://127.0.0.1:9/c"}}', "an imported context; nothing is"),
    "a context of a term": (
        ".jsonld",
        '{"@context": {"a": {"@id": "http://x/a", "@context": "c.jsonld"}}}',
        "t.jsonld:@context/a: a context that is not known here",
    ),
    "a blank in an IRI": (
        ".jsonld",
        '{"@context": {}, "@id": "http://x/a b"}',
        r"t.jsonld:@id: no IRI, nor a part of one \(http://x/a b\)",
    ),
    "a blank in a link": (
        ".jsonld",
        '{"@context": "https://w3id.org/mediagraph/context.jsonld", "id": "work:a", "genre": "co production"}',
        "t.jsonld:genre: no IRI",
    ),
    "a language": (
        ".jsonld",
        '{"@context": {}, "n": {"@value": "a", "@language": "?"}}',
        "n/@language: not a language",
    ),
    "a key with a blank": (".jsonld", '{"@context": {}, "a b": 1}', "a key that cannot be a property"),
    "depth": (".jsonld", "[" * 100_000, "nested too deeply to be read"),
    "another encoding": (".jsonld", "\xff", "not UTF-8"),
}


@pytest.mark.parametrize(("suffix", "text", "said"), WHOLE.values(), ids=WHOLE)
def test_a_file_that_cannot_be_read_at_all_is_refused(tmp_path: Path, suffix: str, text: str, said: str) -> None:
    path = tmp_path / f"t{suffix}"
    path.write_text(text, encoding="latin-1" if "\xff" in text else "utf-8")

    with pytest.raises(DataError, match=said):
        load(path)


def test_another_format_or_none_is_refused(tmp_path: Path) -> None:
    for name in ("t.n3", "t", "t.gz", "t.csv"):
        (tmp_path / name).write_text("x")
        with pytest.raises(UsageError, match=r"is no RDF format; use \.ttl, "):
            load(tmp_path / name)
    with pytest.raises(FileError, match=r"missing.ttl: cannot be read"):
        load(tmp_path / "missing.ttl")
    (tmp_path / "t.jsonld.gz").write_text("x")
    with pytest.raises(UsageError, match="unpack it first"):
        load(tmp_path / "t.jsonld.gz")


def test_nothing_is_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    texts = {
        ".ttl": "@base <http://127.0.0.1:9/> . <a> <http://www.w3.org/2002/07/owl#imports> <b> .",
        ".jsonld": '{"@context": "http://127.0.0.1:9/context"}',
        ".rdf": '<!DOCTYPE r SYSTEM "http://127.0.0.1:9/x.dtd"><r/>',
        ".html": '<script src="http://127.0.0.1:9/x" type="application/ld+json">{"@context": "http://[::1]/"}</script>',
    }
    for suffix, text in texts.items():
        path = tmp_path / f"t{suffix}"
        path.write_text(text)
        try:
            assert load(path).faults != []
        except MediagraphError as error:
            assert isinstance(error, DataError)  # noqa: PT017 - one of the two, by format


# Triples on disk


def test_triples_are_grouped_in_the_order_in_which_the_file_begins_to_speak_of_their_subjects(tmp_path: Path) -> None:
    def quad(subject: str, text: str) -> ox.Quad:
        return ox.Quad(ox.NamedNode(f"http://x/{subject}"), ox.NamedNode("http://x/p"), ox.Literal(text))

    statements = [(2, quad("b", "1")), (5, quad("a", "2")), (7, quad("b", "3")), (9, quad("b", "1"))]
    with Triples(tmp_path / "triples", statements) as found:
        subjects = list(found.subjects())
        again = found.subject("http://x/b")

    assert [(one.name, one.number, one.line) for one in subjects] == [("http://x/b", 1, 2), ("http://x/a", 2, 5)]
    assert [[(stated.line, stated.value.text) for stated in one.stated] for one in subjects] == [
        [(2, "1"), (7, "3")],
        [(5, "2")],
    ]
    assert again == subjects[0]


def test_a_fault_while_reading_closes_the_file_of_triples(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[sqlite3.Connection] = []
    connect = sqlite3.connect

    def noted(*words: Any, **options: Any) -> sqlite3.Connection:
        opened.append(connect(*words, **options))
        return opened[0]

    monkeypatch.setattr("mediagraph.loaders.triples.sqlite3.connect", noted)
    path = tmp_path / "t.ttl"
    path.write_text("<a> <b>")

    with pytest.raises(DataError):
        load(path)
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        opened[0].execute("SELECT 1")
