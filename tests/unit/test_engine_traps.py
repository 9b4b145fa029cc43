"""Wrong answers of the engines, as they are, and the proof that what we ask and keep does not meet them.

A trap that an engine has mended fails its test here: then the trap, its rule in `lint` and its line in
`conformance/expected` can go.
"""

from __future__ import annotations

import contextlib
import datetime
import gzip
import io
import itertools
import subprocess
import sys
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib.compare import to_canonical_graph

import mediagraph as mg
from mediagraph import sparql
from mediagraph.canonical import canonical
from mediagraph.catalogue import Catalogue
from mediagraph.draft import ONTOLOGY_GRAPH, Draft
from mediagraph.guard import refuse
from mediagraph.judging import judge_files, judge_store, ontology_files, read_shapes
from mediagraph.lint import lint
from mediagraph.prefixes import declared
from mediagraph.records import Node, RecordFile, Writer
from mediagraph.records.context import Kind
from mediagraph.rules import read_rules
from mediagraph.shapes import read_quads
from mediagraph.store import EmbeddedStore, Generations
from projects import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    from mediagraph.building import Build
    from mediagraph.graph import Graph
    from mediagraph.project import Project

XSD = "http://www.w3.org/2001/XMLSchema#"
SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")
TWO_GRAPHS = """\
<urn:a> <urn:p> "1" <urn:g1> .
<urn:a> <urn:q> <urn:g1> <urn:g1> .
<urn:b> <urn:p> "2" <urn:g1> .
<urn:b> <urn:q> <urn:g2> <urn:g1> .
<urn:c> <urn:p> "3" <urn:g2> .
"""
RING = "<urn:a> <urn:q> <urn:b> . <urn:b> <urn:q> <urn:c> . <urn:c> <urn:q> <urn:a> ."

Rows = list[tuple[str | None, ...]]


@dataclass(frozen=True)
class Trap:
    """A question that an engine answers wrongly.

    Attributes:
        query: the question.
        wrong: what the engine answers, sorted.
        right: what SPARQL 1.1 says.
        rule: of lint, which refuses it; empty where another test shows that ours do not meet it.
        way: a question of the same meaning that the engine answers rightly.
    """

    query: str
    wrong: Rows
    right: Rows
    rule: str
    way: str


OXIGRAPH = {
    "a sub-SELECT inside GRAPH ?g": Trap(
        "SELECT ?g ?n { GRAPH ?g { SELECT (COUNT(*) AS ?n) { ?s <urn:p> ?o } } } ORDER BY ?g",
        [(None, "3")],
        [("urn:g1", "2"), ("urn:g2", "1")],
        "graph-braces",
        "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s <urn:p> ?o } } GROUP BY ?g ORDER BY ?g",
    ),
    "VALUES inside GRAPH ?g": Trap(
        'SELECT ?g ?v { GRAPH ?g { VALUES ?v { "x" } } } ORDER BY ?g',
        [(None, "x")],
        [("urn:g1", "x"), ("urn:g2", "x")],
        "graph-braces",
        'SELECT ?g ?v { VALUES ?v { "x" } GRAPH ?g { } } ORDER BY ?g',
    ),
    "MINUS inside GRAPH ?g": Trap(
        "SELECT ?g ?s { GRAPH ?g { ?s <urn:p> ?o MINUS { ?x <urn:p> ?y } } } ORDER BY ?g",
        [],
        [("urn:g1", "urn:a"), ("urn:g1", "urn:b"), ("urn:g2", "urn:c")],
        "graph-braces",
        "SELECT ?g ?s { GRAPH ?g { ?s <urn:p> ?o } MINUS { ?x <urn:nothing> ?y } } ORDER BY ?g",
    ),
    "OPTIONAL over ?g inside GRAPH ?g": Trap(
        "SELECT ?g ?s { GRAPH ?g { ?s <urn:p> ?o OPTIONAL { ?s <urn:q> ?g } } } ORDER BY ?g",
        [("urn:g1", "urn:a"), ("urn:g1", "urn:b"), ("urn:g2", "urn:c")],
        [("urn:g1", "urn:a"), ("urn:g2", "urn:c")],
        "graph-braces",
        "SELECT ?g ?s { GRAPH ?g { ?s <urn:p> ?o } FILTER(?s != <urn:b>) } ORDER BY ?g",
    ),
    "a path of no or more steps from a constant": Trap(
        "SELECT ?x { <urn:absent> <urn:q>* ?x } ORDER BY ?x",
        [],
        [("urn:absent",)],
        "constant-path",
        "SELECT ?x { { BIND(<urn:absent> AS ?x) } UNION { <urn:absent> <urn:q>+ ?x } } ORDER BY ?x",
    ),
    "a path of no or one step from a constant": Trap(
        "SELECT ?x { <urn:absent> <urn:q>? ?x } ORDER BY ?x",
        [],
        [("urn:absent",)],
        "constant-path",
        "SELECT ?x { { BIND(<urn:absent> AS ?x) } UNION { <urn:absent> <urn:q> ?x } } ORDER BY ?x",
    ),
    "a path of no or more steps to a constant": Trap(
        "SELECT ?x { ?x <urn:q>* <urn:absent> } ORDER BY ?x",
        [],
        [("urn:absent",)],
        "",
        "SELECT ?x { { BIND(<urn:absent> AS ?x) } UNION { ?x <urn:q>+ <urn:absent> } } ORDER BY ?x",
    ),
    "texts of one language joined": Trap(
        'SELECT ?t { { SELECT (GROUP_CONCAT(?v) AS ?t) { VALUES ?v { "1"@en } } } FILTER(LANG(?t) = "") } ORDER BY ?t',
        [],
        [("1",)],
        "group-concat",
        'SELECT ?t { { SELECT (GROUP_CONCAT(STR(?v)) AS ?t) { VALUES ?v { "1"@en } } } FILTER(LANG(?t) = "") }'
        " ORDER BY ?t",
    ),
    "blank nodes by text": Trap(
        'SELECT (COUNT(DISTINCT ?b) AS ?n) { { SELECT (BNODE("x") AS ?b) { ?s <urn:p> ?o } } } ORDER BY ?n',
        [("1",)],
        [("3",)],
        "unsteady",
        "SELECT (COUNT(DISTINCT ?s) AS ?n) { GRAPH ?g { ?s <urn:p> ?o } } ORDER BY ?n",
    ),
}


def asked(query: str, data: str = TWO_GRAPHS) -> Rows:
    """What Oxigraph answers, sorted, over graphs whose merge is the default graph."""
    store = ox.Store()
    store.load(data, format=ox.RdfFormat.N_QUADS)
    found = store.query(query, use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    places = range(len(found.variables))
    rows = [tuple(None if row[place] is None else row[place].value for place in places) for row in found]
    return sorted(rows, key=str)


# Oxigraph


@pytest.mark.parametrize("name", OXIGRAPH)
def test_oxigraph_still_answers_wrongly(name: str) -> None:
    trap = OXIGRAPH[name]

    assert asked(trap.query) == trap.wrong != trap.right


@pytest.mark.parametrize("name", OXIGRAPH)
def test_another_way_to_ask_the_same_is_answered_rightly_and_lint_takes_it(name: str) -> None:
    trap = OXIGRAPH[name]

    assert asked(trap.way) == trap.right
    assert lint(trap.way) == []


@pytest.mark.parametrize("name", [name for name, trap in OXIGRAPH.items() if trap.rule])
def test_lint_refuses_what_oxigraph_answers_wrongly(name: str) -> None:
    assert OXIGRAPH[name].rule in {smell.rule for smell in lint(OXIGRAPH[name].query)}


def test_oxigraph_still_gives_the_columns_of_a_star_by_the_alphabet_and_lint_refuses_the_star() -> None:
    query = "SELECT * { ?z <urn:p> ?a } ORDER BY ?z"
    found = ox.Store().query(query)

    assert isinstance(found, ox.QuerySolutions)
    assert [variable.value for variable in found.variables] == ["a", "z"]
    assert [smell.rule for smell in lint(query)] == ["select-star"]


def test_oxigraph_still_dies_of_nested_braces_and_the_guard_refuses_them() -> None:
    query = f"ASK {'{ ' * 6000}{'} ' * 6000}"
    code = "import sys, pyoxigraph; pyoxigraph.Store().query(sys.stdin.read())"
    done = subprocess.run([sys.executable, "-c", code], input=query, text=True, capture_output=True, check=False)

    assert done.returncode < 0, "it ends by itself now"
    with pytest.raises(mg.QueryError, match="brackets are open"):
        refuse(query)


E_ = "PREFIX e: <http://e/> "
WHEREVER = {
    "behind a group": "SELECT ?o { ?a e:p ?b OPTIONAL { ?b e:p ?c } e:a e:q* ?o } ORDER BY ?o",
    "behind a filter": "SELECT ?o { ?a e:p ?b FILTER(?b > 1) e:a e:q* ?o } ORDER BY ?o",
    "behind an exists": "SELECT ?o { FILTER EXISTS { ?a e:p ?b } e:a e:q* ?o } ORDER BY ?o",
    "behind a dot at the end of a name": "SELECT ?o { ?a e:p e:b. e:a e:q* ?o } ORDER BY ?o",
    "in a list of predicates": "SELECT ?o { e:a e:p ?x ; e:q? ?o } ORDER BY ?o",
    "in brackets": "SELECT ?o { e:a (e:p/e:q)* ?o } ORDER BY ?o",
    "the other way round": "SELECT ?o { e:a ^e:q* ?o } ORDER BY ?o",
    "from a literal": 'SELECT ?o { "a" e:q* ?o } ORDER BY ?o',
    "from an IRI in full": "SELECT ?o { <http://e/a> e:q* ?o } ORDER BY ?o",
    "in a named graph": "SELECT ?o { GRAPH ?g { e:a e:q* ?o } } ORDER BY ?o",
}


@pytest.mark.parametrize("name", WHEREVER)
def test_lint_finds_a_path_from_a_constant_wherever_it_stands(name: str) -> None:
    assert "constant-path" in {smell.rule for smell in lint(E_ + WHEREVER[name])}


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?o { VALUES (?s ?t) { (e:a 1) } ?s e:q* ?o } ORDER BY ?o",
        "SELECT ?o { GRAPH e:g { ?s e:q* ?o } } ORDER BY ?o",
        "SELECT ?o { BIND(e:a AS ?x) FILTER(?x IN (e:a, e:b)) ?x e:q* ?o } ORDER BY ?o",
        "SELECT ?o { e:a e:p ?o . ?o e:q* ?x } GROUP BY ?o HAVING (COUNT(?x) * 2 > 1) ORDER BY (?o * 2)",
        "SELECT ?o { e:a a ?o ; e:p 1.5 , e:d . ?o e:q* ?x } ORDER BY ?o LIMIT 10",
        "SELECT ?o { _:b e:q* ?o } ORDER BY ?o",
    ],
)
def test_lint_takes_paths_from_variables(query: str) -> None:
    assert lint(E_ + query) == []


@pytest.mark.parametrize(
    "word", ["MINUS { ?x e:p ?y }", "OPTIONAL { ?x e:p ?g }", "VALUES ?x { 1 }", "{ SELECT ?s { ?s ?p ?o } }"]
)
@pytest.mark.parametrize("around", ["GRAPH ?g { ?s ?p ?o %s }", "graph $g{ { ?s ?p ?o } UNION { ?s ?p ?o %s } }"])
def test_lint_finds_clauses_in_the_braces_of_a_graph_however_deep(word: str, around: str) -> None:
    assert "graph-braces" in {smell.rule for smell in lint(f"{E_}SELECT ?s {{ {around % word} }} ORDER BY ?s")}


# What we ask


@pytest.mark.parametrize("folder", ["queries", "ontology/rules", "ontology/views"])
def test_no_query_rule_or_view_that_is_shipped_meets_a_trap(folder: str) -> None:
    texts = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / folder).rglob("*.rq")}

    assert len(texts) >= 8
    assert {name: lint(text) for name, text in texts.items() if lint(text)} == {}


def test_no_query_meets_a_trap_once_its_parameters_are_bound() -> None:
    for query in Catalogue(ROOT / "queries"):
        some = dict.fromkeys(query.parameters, "<urn:some>")
        for text in (query.bind({}), query.bind(some)):
            assert [smell for smell in lint(text) if smell.wrong] == [], query.name


def test_nothing_that_reaches_the_engine_meets_a_trap(
    graph: Graph, built: Build, cli: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Shapes as the compiler writes them, checks, networks, reports and exports: every text is looked at."""
    texts: set[str] = set()
    ask = EmbeddedStore.query

    def noting(self: EmbeddedStore, text: str, **options: Any) -> Any:
        texts.add(text)
        return ask(self, text, **options)

    monkeypatch.setattr(EmbeddedStore, "query", noting)
    judge_store(graph.project, graph.store)
    graph.export(tmp_path / "export")
    for network in ("countries", "organisations", "people"):
        graph.hubs(network)
    from mediagraph.reports import Choice, write_report

    write_report(graph, tmp_path / "report", Choice())
    for words in (["site", "-o", tmp_path / "site"], ["dossier", "CN", "KZ", "-o", tmp_path / "dossier"], ["info"]):
        assert cli(*words, "--store", built.store).exit_code == 0

    assert len(texts) > 100
    assert {text: found for text in texts if (found := [smell.reason for smell in lint(text) if smell.wrong])} == {}


def test_every_path_to_a_constant_leads_to_a_term_of_the_ontology_which_every_store_has(project: Project) -> None:
    stated = {str(quad.subject)[1:-1] for path in ontology_files(project) for quad in read_quads(path, path.name)}
    constants = set()
    rules = read_rules(ROOT / "ontology" / "rules")
    for query in (*Catalogue(ROOT / "queries"), *rules):
        stream = list(sparql.tokens(query.text))
        for mark, after in itertools.pairwise(stream):
            behind_path = (mark.says("*") or mark.says("?")) and query.text[mark.start - 1] not in "( "
            if behind_path and after.kind == "name" and ":" in after.text:
                constants.add(project.context.expand(after.text.rstrip(".")))

    assert len(constants) > 3
    assert constants - stated == set()


# rdflib, the second judge


RDFLIB: dict[str, tuple[str, list[Any], list[Any]]] = {
    "a variable of the same name in a sub-SELECT": (
        "SELECT ?s ?x { ?s <urn:q> <urn:b> { SELECT ?x { ?s <urn:q> ?x } } }",
        ["urn:a urn:b"],
        ["urn:a urn:a", "urn:a urn:b", "urn:a urn:c"],
    ),
    "two sub-SELECTs in one that counts, in an OPTIONAL": (
        (
            "SELECT ?s ?c { ?s <urn:q> <urn:b> OPTIONAL { SELECT ?s (COUNT(?n) AS ?c) "
            "{ { SELECT ?n ?e { ?n <urn:q> ?e } } { SELECT ?s ?e { ?s <urn:q> ?e } } } GROUP BY ?s } }"
        ),
        ["urn:a 1", "urn:a 1", "urn:a 1"],
        ["urn:a 1"],
    ),
    "repeated paths in paths": (
        "SELECT ?x { <urn:a> ((<urn:q>)*)* ?x }",
        ["urn:a", "urn:a", "urn:b", "urn:c"],
        ["urn:a", "urn:b", "urn:c"],
    ),
    "a path of length zero from VALUES": ("SELECT ?x { VALUES ?s { <urn:z> } ?s <urn:q>? ?x }", ["urn:z"], []),
    "a cast of a decimal": (f"SELECT (<{XSD}integer>(1.7) AS ?x) {{}}", [], ["1"]),
    "no time zone": (f'SELECT (TIMEZONE("2020-01-01T00:00:00Z"^^<{XSD}dateTime>) AS ?x) {{}}', ["P0D"], ["PT0S"]),
    "a replacement that ignores case": ('SELECT (REPLACE("bB", "b", "z", "i") AS ?x) {}', ["zB"], ["zz"]),
    "a variable outside of the group": (
        "SELECT ?x { ?s <urn:q> ?x } GROUP BY ?s",
        ["urn:a", "urn:b", "urn:c"],
        ["refused"],
    ),
}


@pytest.mark.parametrize("name", RDFLIB)
def test_rdflib_still_answers_wrongly_what_oxigraph_answers_rightly(name: str) -> None:
    query, wrong, right = RDFLIB[name]
    graph = rdflib.Graph().parse(data=RING, format="turtle")
    by_rdflib = sorted(" ".join(map(str, row)) for row in graph.query(query))  # type: ignore[arg-type]
    try:
        by_oxigraph = [" ".join(map(str, row)) for row in asked(query, RING.replace(" .", " .\n"))]
    except SyntaxError:
        by_oxigraph = ["refused"]

    assert (by_rdflib, by_oxigraph) == (wrong, right)


def test_no_query_in_the_shapes_meets_a_trap_of_rdflib(project: Project) -> None:
    """Their text goes to rdflib, by way of pySHACL, where the compiler hands them over."""
    shapes = read_shapes(project)
    texts = [str(text) for name in ("select", "ask", "construct") for text in shapes.objects(None, SH[name])]
    words = ("VALUES", "TIMEZONE", "TZ", "REPLACE", "STRDT", "INTEGER", "SERVICE", "FROM")

    assert len(texts) >= 3
    for text in texts:
        stream = list(sparql.tokens(text))
        assert [token.text for token in stream for word in words if token.says(word)] == []
        assert sum(token.says("SELECT") for token in stream) <= 1
        assert [smell for smell in lint(text) if smell.wrong] == []
        ox.Store().query(declared(text, project.context.prefixes))  # which refuses what rdflib takes wrongly


def test_rdflib_still_names_blank_nodes_by_a_way_of_its_own_and_ours_is_the_standard() -> None:
    jsonld = pytest.importorskip("pyld").jsonld
    text = '_:x <urn:p> _:y .\n_:y <urn:p> _:x .\n_:y <urn:q> "1" .\n'
    graph = rdflib.Graph().parse(data=text, format="nt")
    theirs = sorted(to_canonical_graph(graph).serialize(format="nt").splitlines(keepends=True))
    standard = jsonld.normalize(
        text, {"algorithm": "URDNA2015", "inputFormat": "application/n-quads", "format": "application/n-quads"}
    )

    assert "".join(theirs) != standard
    assert canonical(ox.parse(text, format=ox.RdfFormat.N_QUADS)).decode() == standard


def test_rdflib_still_reads_what_is_no_rdf_and_our_reader_refuses_it(tmp_path: Path) -> None:
    text = "<urn:a> <urn:p> <urn:b|c> .\n"
    path = tmp_path / "bad.nt"
    path.write_text(text, encoding="utf-8")

    assert len(rdflib.Graph().parse(data=text, format="nt")) == 1
    with pytest.raises(mg.MediagraphError, match=r"bad\.nt:1"):
        list(read_quads(path, "bad.nt"))


# Literals that stores rewrite

REWRITTEN = {
    ("01", "integer"): ("1", "integer"),
    ("+1", "integer"): ("1", "integer"),
    ("7", "int"): ("7", "integer"),
    ("7", "long"): ("7", "integer"),
    ("5", "nonNegativeInteger"): ("5", "integer"),
    ("-3", "negativeInteger"): ("-3", "integer"),
    ("1.10", "decimal"): ("1.1", "decimal"),
    ("1.0", "decimal"): ("1", "decimal"),
    ("1.0E6", "double"): ("1000000", "double"),
    ("1", "boolean"): ("true", "boolean"),
    ("24:00:00", "time"): ("00:00:00", "time"),
    ("2020-05-01T00:00:00.000Z", "dateTime"): ("2020-05-01T00:00:00Z", "dateTime"),
    ("P14M", "yearMonthDuration"): ("P1Y2M", "yearMonthDuration"),
}
KEPT = [
    ("7", "integer"),
    ("-0.5", "decimal"),
    ("2020-05-01", "date"),
    ("2020-05-01Z", "date"),
    ("2020", "gYear"),
    ("a ", "string"),
]


def stored(literal: ox.Literal) -> ox.Literal:
    """A literal as a store gives it back."""
    store = ox.Store()
    store.add(ox.Quad(ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), literal))
    (quad,) = store
    assert isinstance(quad.object, ox.Literal)
    return quad.object


def typed(text: str, name: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(XSD + name))


@pytest.mark.parametrize("given_", REWRITTEN, ids=" ".join)
def test_the_store_still_rewrites_literals(given_: tuple[str, str]) -> None:
    assert stored(typed(*given_)) == typed(*REWRITTEN[given_]) != typed(*given_)


def test_the_store_still_writes_languages_small_and_takes_equal_numbers_for_one() -> None:
    store = ox.Store()
    store.load(f'<urn:s> <urn:p> "01"^^<{XSD}integer>, 1 .', format=ox.RdfFormat.TURTLE)

    assert stored(ox.Literal("x", language="en-GB")) == ox.Literal("x", language="en-gb")
    assert len(store) == 1


@pytest.mark.parametrize("given_", KEPT, ids=" ".join)
def test_the_store_keeps_what_we_write(given_: tuple[str, str]) -> None:
    assert stored(typed(*given_)) == typed(*given_)


def test_rdflib_still_rewrites_literals_and_our_terms_do_not() -> None:
    from mediagraph.store.frames import rdflib_term

    given_ = ox.Literal("01", datatype=ox.NamedNode(XSD + "integer"))
    (read,) = rdflib.Graph().parse(data=f"<urn:s> <urn:p> {given_} .", format="nt").objects()

    assert str(read) == "1"
    assert str(rdflib_term(given_)) == "01"


def test_the_context_has_only_datatypes_that_stores_keep(project: Project) -> None:
    names = {term.datatype for term in project.context.terms.values() if term.kind is Kind.LITERAL}

    assert names == {
        *(XSD + name for name in ("string", "integer", "decimal", "date")),
        "http://id.loc.gov/datatypes/edtf/EDTF",
    }


WRITTEN = st.one_of(
    st.tuples(st.just("size"), st.one_of(st.integers(), st.from_regex(r"[+-]?[0-9]{1,40}", fullmatch=True))),
    st.tuples(
        st.just("value"),
        st.one_of(
            st.integers(),
            st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20).map(
                lambda d: f"{d:f}"
            ),
            st.from_regex(r"[+-]?([0-9]{1,30}(\.[0-9]{0,30})?|\.[0-9]{1,30})", fullmatch=True),
        ),
    ),
    st.tuples(st.just("retrieved"), st.dates().map(datetime.date.isoformat)),
    st.tuples(st.just("asOf"), st.dates().map(lambda day: day.isoformat()[:7])),
    st.tuples(st.just("imdb"), st.text(st.characters(codec="utf-8"), min_size=1).filter(str.strip)),
    st.tuples(
        st.just("name"),
        st.dictionaries(
            st.sampled_from(["en", "en-GB", "zh-Hans", "sr-Latn-RS", "KK"]),
            st.text(st.characters(codec="utf-8"), min_size=1).filter(str.strip),
            min_size=1,
        ),
    ),
)


@settings(max_examples=400, deadline=None)
@given(WRITTEN)
def test_whatever_the_writer_writes_the_store_gives_back_unchanged(project: Project, entry: tuple[str, Any]) -> None:
    key, value = entry
    file = RecordFile("x.yaml", "graph:x", iter([Node({"id": "work:x", key: value}, line=1)]), {}, [])
    quads = list(ox.parse("".join(Writer(project.context, file).lines()), format=ox.RdfFormat.N_QUADS))

    assert not file.faults
    assert quads
    assert all(stored(quad.object) == quad.object for quad in quads if isinstance(quad.object, ox.Literal))


@pytest.mark.parametrize(
    ("text", "number"), [("007", "7"), ("+5", "5"), ("1.10", "1.1"), ("1.0", "1"), (".5", "0.5"), ("-0.0", "0")]
)
def test_numbers_are_written_in_the_one_way_that_stores_keep(text: str, number: str, project: Project) -> None:
    key = "value" if "." in text else "size"
    file = RecordFile("x.yaml", "graph:x", iter([Node({"id": "work:x", key: text}, line=1)]), {}, [])
    (quad,) = ox.parse("".join(Writer(project.context, file).lines()), format=ox.RdfFormat.N_QUADS)

    assert isinstance(quad.object, ox.Literal)
    assert quad.object.value == number
    assert Decimal(text) == Decimal(number)


def borne_by(project: Project) -> dict[str, set[str]]:
    """The classes, by property, for which a shape says what the property's values are; Film where any may bear it."""
    shapes = read_shapes(project)
    found: dict[str, set[str]] = {}
    for shape, path in shapes.subject_objects(SH.path):
        targets = [shape, *shapes.subjects(SH.property, shape)]
        classes = {str(name) for target in targets for name in shapes.objects(target, SH.targetClass)}
        if any((target, SH.targetSubjectsOf, path) in shapes for target in targets):
            classes.add(project.context.classes["Film"])
        found.setdefault(str(path), set()).update(classes)
    return found


def test_a_shape_refuses_every_datatype_but_the_one_that_a_property_has(project: Project, tmp_path: Path) -> None:
    bad = {
        "int": "7",
        "nonNegativeInteger": "7",
        "double": "1.0E6",
        "boolean": "1",
        "dateTime": "2020-05-01T00:00:00Z",
        "token": "a",
    }
    by_property = borne_by(project)
    lines, expected = [], set()
    for term in project.context.terms.values():
        if term.kind not in {Kind.LITERAL, Kind.TEXT}:
            continue
        assert by_property.get(term.iri), f"no shape speaks of {term.name}"
        for class_ in by_property[term.iri]:
            for name, text in bad.items():
                subject = f"urn:{term.name}:{class_.rpartition('#')[2]}:{name}"
                lines.append(f"<{subject}> a <{class_}> ; <{term.iri}> {typed(text, name)} .\n")
                expected.add((subject, term.iri))
    file = tmp_path / "bad.ttl"
    file.write_text("".join(lines), encoding="utf-8")

    findings, _ = judge_files(project, [file])

    refused = {(finding.focus, finding.path) for finding in findings if finding.severity == "Violation"}
    assert expected - refused == set()


def test_the_shipped_graph_has_only_literals_that_stores_keep(project: Project, tmp_path: Path) -> None:
    """What the records say, the ontology among them, is what the store holds: nothing was rewritten or lost."""
    with Generations(tmp_path).building() as generation:
        draft = Draft(project, generation)
        said = set(draft.quads())
        rows = draft.query("SELECT ?s ?p ?o ?g { GRAPH ?g { ?s ?p ?o } }")
        held = {ox.Quad(*row) for row in rows.terms()}  # type: ignore[union-attr]
        draft.close()

    assert said == held
    assert len(held) > 100_000


def test_the_shipped_graph_comes_back_unchanged_from_its_export(shipped: Build, tmp_path: Path) -> None:
    """Load, export, load: a fixed point."""
    with mg.open(shipped.store, project=ROOT) as opened:
        files = opened.export(tmp_path, only=["nquads"])
        held = {quad for quad in opened.store.quads() if quad.graph_name != ox.NamedNode(ONTOLOGY_GRAPH)}
    (file,) = (path for path in files if ".nq" in path.name)
    text = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
    again = ox.Store()
    again.bulk_load(text, format=ox.RdfFormat.N_QUADS)

    assert len(held) > 100_000
    assert set(again) == held


# What people see of it


def test_literals_that_break_their_datatype_are_findings_and_nothing_else_is_said(
    cli: Callable[..., Result], tmp_path: Path
) -> None:
    file = tmp_path / "bad.ttl"
    file.write_text(
        f"<urn:x> a <https://w3id.org/mediagraph/ontology#Film> ; "
        f'<https://w3id.org/mediagraph/ontology#runtime> "long"^^<{XSD}integer>, "so-so"^^<{XSD}boolean> .',
        encoding="utf-8",
    )
    told = io.StringIO()
    with contextlib.redirect_stderr(told):
        result = cli("validate", file, "--report", tmp_path / "report.ttl")

    assert (result.exit_code, result.stderr, told.getvalue()) == (1, "", "")
    assert "Give the running time in whole minutes" in result.stdout
