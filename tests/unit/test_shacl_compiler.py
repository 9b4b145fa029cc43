"""Every constraint, judged by queries and by pySHACL: the same findings, and the same report."""

from __future__ import annotations

import warnings
from collections import Counter
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import isomorphic

import held
from mediagraph import shacl
from mediagraph.errors import MediagraphError, QueryError, UsageError
from mediagraph.judging import judge_by_shapes, judge_files
from mediagraph.shacl.compiler import compile_shapes
from mediagraph.shacl.contents import Contents, read_contents
from mediagraph.shacl.model import ShapesGraph
from mediagraph.shapes import judge, read_quads, to_rdflib
from mediagraph.store.embedded import side_by_side

if TYPE_CHECKING:
    from pathlib import Path

    from mediagraph.project import Project
    from mediagraph.store import Answer

PREFIXES = """
@prefix : <http://e/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
DATA = """
:Film rdfs:subClassOf :Work .
:Short rdfs:subClassOf :Film .
:a a :Film ; :name "One"@en, "Un"@fr, "Uno"@en ; :year 1999 ; :next :b ; :by :p, :q ; :from "2020-01-01"^^xsd:date ;
  :to "2019-01-01"^^xsd:date .
:b a :Short ; :name "two" ; :year "abc"^^xsd:integer ; :next :c ; :by :p ; :same :p ; :odd "x" .
:c a :Work ; :year 2050, 2051 ; :next :a ; :by "nobody" ; :same :q ; :code "AB-12", "ab-12", "none" .
:d a :Film, :Short ; :by [ a :Person ] ; :year 12.5 .
:p a :Person ; :knows :q .
:q a :Person, :Critic .
:lonely :name "Nobody"@en .
"""
TARGET = "sh:targetClass :Work ;"
SHAPES = {
    "class": f"{TARGET} sh:property [ sh:path :by ; sh:class :Person, :Critic ]",
    "class that nothing has": f"{TARGET} sh:property [ sh:path :by ; sh:class :Robot ]",
    "datatype": f"{TARGET} sh:property [ sh:path :year ; sh:datatype xsd:integer ]",
    "datatype of languages": f"{TARGET} sh:property [ sh:path :name ; sh:datatype rdf:langString ]",
    "nodeKind": f"{TARGET} sh:property [ sh:path :by ; sh:nodeKind sh:IRI ]",
    "nodeKind of several": f"{TARGET} sh:property [ sh:path :by ; sh:nodeKind sh:BlankNodeOrLiteral ]",
    "minCount": f"{TARGET} sh:property [ sh:path :name ; sh:minCount 1 ]",
    "minCount of several": f"{TARGET} sh:property [ sh:path :by ; sh:minCount 2 ]",
    "maxCount": f"{TARGET} sh:property [ sh:path :year ; sh:maxCount 1 ]",
    "maxCount of none": f"{TARGET} sh:property [ sh:path :name ; sh:maxCount 0 ]",
    "range": f"{TARGET} sh:property [ sh:path :year ; sh:minInclusive 1999 ; sh:maxExclusive 2051 ]",
    "range, the other ends": f"{TARGET} sh:property [ sh:path :year ; sh:minExclusive 1999 ; sh:maxInclusive 2050 ]",
    "length": f"{TARGET} sh:property [ sh:path :name ; sh:minLength 3 ; sh:maxLength 3 ]",
    "length of an IRI": f"{TARGET} sh:maxLength 9",
    "pattern": f'{TARGET} sh:property [ sh:path :code ; sh:pattern "^[A-Z]{{2}}-[0-9]+$" ]',
    "pattern with flags": f'{TARGET} sh:property [ sh:path :code ; sh:pattern "^[A-Z]{{2}}-" ; sh:flags "i" ]',
    "pattern of an IRI": f'{TARGET} sh:pattern "[abc]$"',
    "languageIn": f'{TARGET} sh:property [ sh:path :name ; sh:languageIn ( "en" "de" ) ]',
    "uniqueLang": f"{TARGET} sh:property [ sh:path :name ; sh:uniqueLang true ]",
    "equals": f"{TARGET} sh:property [ sh:path :by ; sh:equals :same ]",
    "equals along a path": f"{TARGET} sh:property [ sh:path ( :next :by ) ; sh:equals :same ]",
    "disjoint": f"{TARGET} sh:property [ sh:path :by ; sh:disjoint :same ]",
    "lessThan": f"{TARGET} sh:property [ sh:path :from ; sh:lessThan :to ]",
    "lessThanOrEquals": f"{TARGET} sh:property [ sh:path :from ; sh:lessThanOrEquals :to ]",
    "in": f'{TARGET} sh:property [ sh:path :by ; sh:in ( :p "nobody" ) ]',
    "hasValue": f"{TARGET} sh:property [ sh:path :by ; sh:hasValue :p ]",
    "hasValue at the end of a path": f"{TARGET} sh:property [ sh:path ( :by [ sh:oneOrMorePath :knows ] ) ; "
    "sh:hasValue :q ]",
    "hasValue of the node": "sh:targetNode :a, :b ; sh:hasValue :a",
    "closed": f"{TARGET} sh:closed true ; sh:ignoredProperties ( rdf:type :name ) ; "
    "sh:property [ sh:path :year ], [ sh:path :next ]",
    "node": f"{TARGET} sh:property [ sh:path :by ; sh:node [ sh:class :Person ; sh:property "
    "[ sh:path :knows ; sh:minCount 1 ] ] ]",
    "not": f"{TARGET} sh:property [ sh:path :by ; sh:not [ sh:class :Critic ] ]",
    "and": f"{TARGET} sh:and ( [ sh:property [ sh:path :name ; sh:minCount 1 ] ] [ sh:class :Film ] )",
    "or": f"{TARGET} sh:or ( [ sh:property [ sh:path :name ; sh:minCount 2 ] ] [ sh:path :odd ; sh:minCount 1 ] )",
    "xone": f"{TARGET} sh:xone ( [ sh:class :Short ] [ sh:path :name ; sh:minCount 1 ] [ sh:class :Film ] )",
    "qualified": f"{TARGET} sh:property [ sh:path :by ; sh:qualifiedValueShape [ sh:class :Critic ] ; "
    "sh:qualifiedMinCount 1 ; sh:qualifiedMaxCount 1 ]",
    "qualified, several": f"{TARGET} sh:property [ sh:path :by ; sh:qualifiedValueShape [ sh:class :Person ] ; "
    "sh:qualifiedMinCount 2 ]",
    "qualified and disjoint": f"{TARGET} sh:property [ sh:path :by ; sh:qualifiedValueShape [ sh:class :Critic ] ; "
    "sh:qualifiedMinCount 1 ; sh:qualifiedValueShapesDisjoint true ], [ sh:path :by ; sh:qualifiedValueShape "
    "[ sh:class :Person ] ; sh:qualifiedMinCount 1 ; sh:qualifiedValueShapesDisjoint true ]",
    "property within property": f"{TARGET} sh:property [ sh:path :next ; sh:property [ sh:path :by ; sh:maxCount 1 ; "
    "sh:class :Person ] ]",
    "comparisons within": f"{TARGET} sh:not [ sh:property [ sh:path :by ; sh:disjoint :same ], "
    "[ sh:path :by ; sh:equals :by ], [ sh:path :from ; sh:lessThan :to ], [ sh:path :name ; sh:uniqueLang true ] ]",
    "counts within": f"{TARGET} sh:not [ sh:property [ sh:path :name ; sh:minCount 1 ; sh:maxCount 2 ], "
    "[ sh:path :by ; sh:qualifiedValueShape [ sh:class :Person ] ; sh:qualifiedMinCount 1 ; sh:qualifiedMaxCount 1 ] ]",
    "several within": f"{TARGET} sh:or ( [ sh:path ( :next :by ) ; sh:minCount 2 ] "
    "[ sh:path [ sh:alternativePath ( :by :same ) ] ; sh:minCount 3 ] "
    "[ sh:path :by ; sh:qualifiedValueShape [ sh:or ( [ sh:class :Critic ] [ sh:nodeKind sh:Literal ] ) ] ; "
    "sh:qualifiedMinCount 2 ] [ sh:path :odd ; sh:maxCount 0 ] )",
    "some of several within": f"{TARGET} sh:not [ sh:not [ sh:path :by ; sh:minCount 2 ; sh:maxCount 2 ] ; "
    "sh:or ( [ sh:class :Short ] [ sh:path :odd ; sh:minCount 1 ] [ sh:path :code ; sh:minCount 2 ] ) ]",
    "closed within": f"{TARGET} sh:not [ sh:closed true ; sh:ignoredProperties ( rdf:type :name :year :next :by ) ]",
    "deactivated": f"{TARGET} sh:deactivated true ; sh:property [ sh:path :name ; sh:minCount 9 ]",
    "deactivated within": f"{TARGET} sh:not [ sh:deactivated true ; sh:class :Film ]",
    "severity": f"{TARGET} sh:property [ sh:path :name ; sh:minCount 1 ; sh:severity sh:Warning ]",
    "targetNode": "sh:targetNode :a, :nowhere, 5 ; sh:class :Film",
    "targetNode without a way": "sh:targetNode :a, :nowhere ; sh:property [ sh:path [ sh:zeroOrMorePath :next ] ; "
    "sh:class :Film ; sh:minCount 2 ]",
    "targetSubjectsOf": "sh:targetSubjectsOf :name ; sh:property [ sh:path :year ; sh:minCount 1 ]",
    "targetSubjectsOf itself": "sh:targetSubjectsOf :name ; sh:property [ sh:path :name ; sh:datatype xsd:string ]",
    "targetObjectsOf": "sh:targetObjectsOf :by ; sh:nodeKind sh:IRI ; sh:property [ sh:path :knows ; sh:minCount 1 ]",
    "several targets": "sh:targetClass :Person ; sh:targetObjectsOf :by ; sh:targetNode :lonely ; sh:class :Critic",
    "inverse path": "sh:targetClass :Person ; sh:property [ sh:path [ sh:inversePath :by ] ; sh:maxCount 1 ]",
    "alternative path": f"{TARGET} sh:property [ sh:path [ sh:alternativePath ( :by :same ) ] ; sh:maxCount 1 ; "
    "sh:class :Critic ]",
    "path of a path": f"{TARGET} sh:property [ sh:path ( [ sh:zeroOrOnePath :next ] :year ) ; sh:maxInclusive 2000 ]",
    "several messages": f'{TARGET} sh:property [ sh:path :odd ; sh:maxCount 0 ; sh:message "None."@en, "Rien."@fr ]',
}


class Held(held.Held):
    """Data in memory, asked like a store."""

    def __init__(self, turtle: str) -> None:
        super().__init__(ox.parse((PREFIXES + turtle).encode(), format=ox.RdfFormat.TURTLE))


def shapes_graph(turtle: str) -> rdflib.Graph:
    return to_rdflib(ox.parse((PREFIXES + turtle).encode(), format=ox.RdfFormat.TURTLE))


def handed_over(shapes: rdflib.Graph, data: str = DATA) -> dict[str, str]:
    _, left = shacl.run(shapes, Held(data))
    return {str(node): reason for node, reason in left.items()}


@pytest.fixture(params=["looked up", "as sets"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Ask as if the data were small, and as if they were large."""
    if request.param == "as sets":
        for module in ("constraints", "embedded"):
            monkeypatch.setattr(f"mediagraph.shacl.{module}.FEW", -1)
        monkeypatch.setattr("mediagraph.shacl.focus._DEARER", 10**9)
    return str(request.param)


def messages_left_out(report: rdflib.Graph) -> rdflib.Graph:
    """Where a shape has no message, each judge has its own words; and only pySHACL gives details of sh:node."""
    kept = rdflib.Graph()
    sh = "http://www.w3.org/ns/shacl#"
    details = {
        inner
        for detail in report.objects(None, rdflib.URIRef(sh + "detail"))
        for inner in {detail, *report.objects(detail)}
        if isinstance(inner, rdflib.BNode)
        and (detail, rdflib.RDF.type, rdflib.URIRef(sh + "ValidationResult")) in report
    }
    heads = set(report.objects(None, rdflib.URIRef(sh + "result")))
    for subject, predicate, value in report:
        nested = subject in details and subject not in heads
        if str(predicate) not in {sh + "resultMessage", sh + "detail"} and not nested:
            kept.add((subject, predicate, value))
    return kept


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.usefixtures("way")
def test_both_judges_find_the_same(name: str) -> None:
    shapes = shapes_graph(f':shape a sh:NodeShape ; sh:message "Mend it."@en ; {SHAPES[name]} .')
    data = Held(DATA)

    found, _ = judge_by_shapes(data, shapes)

    assert handed_over(shapes) == {}
    reference, _ = judge(to_rdflib(data.quads()), shapes)
    without_words = [
        Counter((f.severity, f.focus, f.path, f.value, f.shape, f.constraint) for f in each)
        for each in (found, reference)
    ]
    assert without_words[0] == without_words[1]
    assert bool(found) is ("deactivated" not in name or "within" in name)


@pytest.mark.parametrize("name", [name for name in SHAPES if name not in {"node", "nodeKind", "nodeKind of several"}])
def test_both_reports_have_the_same_form(name: str) -> None:
    """Nodes of the data that are blank aside, which pySHACL describes in its report."""
    shapes = shapes_graph(f':shape a sh:NodeShape ; sh:message "Mend it."@en ; {SHAPES[name]} .')
    data = Held(DATA.replace("[ a :Person ]", ":r"))

    _, report = judge_by_shapes(data, shapes)

    _, reference = judge(to_rdflib(data.quads()), shapes)
    assert isomorphic(messages_left_out(report), messages_left_out(reference))


def test_findings_say_what_the_shape_says() -> None:
    shapes = shapes_graph(f":shape {SHAPES['several messages']} .")

    (finding,) = judge_by_shapes(Held(DATA), shapes)[0]

    assert finding.message == "None. Rien."
    assert (finding.focus, finding.path, finding.value) == ("http://e/b", "http://e/odd", "")
    assert (finding.severity, finding.constraint) == ("Violation", "MaxCountConstraintComponent")


def test_a_shape_without_a_message_says_what_must_hold() -> None:
    shapes = shapes_graph(":shape sh:targetNode :lonely ; sh:class :Film ; sh:in ( :a :b ) .")

    messages = {finding.message for finding in judge_by_shapes(Held(DATA), shapes)[0]}

    assert messages == {"It must be an instance of http://e/Film.", "It must be one of http://e/a, http://e/b."}


def test_a_node_that_two_shapes_lead_to_is_judged_for_each() -> None:
    """The values of a property are judged once for each node that has them (SHACL, section 4.7.2)."""
    shapes = shapes_graph(
        ":shape sh:targetClass :Work ; sh:property [ sh:path :by ; sh:property [ sh:path :x ; sh:minCount 1 ] ] ."
    )
    data = Held(DATA)

    found, _ = judge_by_shapes(data, shapes)

    assert Counter(f.focus for f in found)["http://e/p"] == 2
    assert len(found) == len(judge(to_rdflib(data.quads()), shapes)[0])


# Constraints in SPARQL

SPARQL = """
:shape sh:targetClass :Film ; sh:message "Shape of {{$this}}." ; sh:sparql :constraint .
:constraint sh:message "{{$this}} and {{?value}}, {{?more}}; {{?missing}} stays." ; sh:prefixes : ;
  sh:select \"\"\"{query}\"\"\" .
: sh:declare [ sh:prefix "e" ; sh:namespace "http://e/"^^xsd:anyURI ] .
"""
COVERED = {
    "patterns": "SELECT $this ?value ?more WHERE { $this e:by ?value ; e:next ?more }",
    "a filter": "SELECT $this ?value WHERE { $this e:next ?value "
    "FILTER(?value != $this && NOT EXISTS { $this e:odd ?o }) }",
    "a union": "SELECT DISTINCT $this ?value WHERE { { $this e:by ?value } UNION { ?value e:next $this } }",
    "an optional pattern": "SELECT $this ?value WHERE { $this a e:Film OPTIONAL { $this e:odd ?value } }",
    "groups": "SELECT $this (COUNT(?v) AS ?more) WHERE { $this e:by ?v } GROUP BY $this HAVING(COUNT(?v) > 1)",
    "a binding first": "SELECT $this ?value WHERE { BIND($this AS ?value) ?x e:next $this }",
    "$this unused": "SELECT $this ?value WHERE { ?value a e:Critic }",
    "a path in the result": "SELECT $this ?path ?value WHERE { $this ?path ?value . ?value a e:Critic }",
    "comments and names that look like words": "SELECT $this WHERE { $this e:values|e:next ?x # } {\n }",
}
LEFT = {
    "VALUES": "SELECT $this WHERE { $this e:next ?x VALUES ?x { e:b } }",
    "MINUS": "SELECT $this WHERE { $this e:next ?x MINUS { ?x e:next e:a } }",
    "a subquery": "SELECT $this WHERE { $this e:next ?x { SELECT $this WHERE { $this e:by ?y } } }",
    "a filter in a group of its own": "SELECT $this WHERE { ?x e:next ?y { FILTER(bound($this)) } }",
    "an aggregate over all": "SELECT $this (COUNT(?x) AS ?n) WHERE { $this e:next ?x }",
    "a limit": "SELECT $this ?value WHERE { $this e:by ?value } ORDER BY ?value LIMIT 1",
    "$this not given": "SELECT ?value WHERE { $this e:by ?value }",
    "an assignment": "SELECT $this WHERE { ?x e:next ?y BIND(?y AS ?this) }",
    "another prefix": "SELECT $this WHERE { $this owl:x|f:y ?x }",
}


@pytest.mark.parametrize("name", COVERED)
@pytest.mark.usefixtures("way")
def test_constraints_in_sparql_are_asked_for_all_nodes_at_once(name: str) -> None:
    shapes = shapes_graph(SPARQL.format(query=COVERED[name]))
    data = Held(DATA.replace("[ a :Person ]", ":r"))

    found, report = judge_by_shapes(data, shapes)

    assert handed_over(shapes) == {}
    reference, expected = judge(to_rdflib(data.quads()), shapes)
    assert found
    assert found == reference
    assert isomorphic(report, expected)


@pytest.mark.parametrize("name", LEFT)
def test_a_constraint_where_joining_is_not_binding_is_left_to_pyshacl(name: str) -> None:
    shapes = shapes_graph(SPARQL.format(query=LEFT[name]))

    assert list(handed_over(shapes)) == ["http://e/shape"]


def test_the_path_of_the_shape_is_put_in() -> None:
    shapes = shapes_graph(
        ":shape a sh:PropertyShape ; sh:targetClass :Film ; sh:path ( :next :by ) ; sh:sparql [ "
        'sh:message "m" ; sh:select "SELECT $this ?value WHERE { $this $PATH ?value }" ] .'
    )
    data = Held(DATA)

    found, _ = judge_by_shapes(data, shapes)

    assert found == judge(to_rdflib(data.quads()), shapes)[0]
    assert {finding.value for finding in found} >= {"http://e/p", "nobody"}


def test_a_query_that_does_not_parse_is_an_error_that_names_its_shape() -> None:
    shapes = shapes_graph(SPARQL.format(query="SELECT $this WHERE { $this e:by ?x ?y ?z ?w }"))

    with pytest.raises(QueryError, match="shape http://e/shape cannot be judged"):
        judge_by_shapes(Held(DATA), shapes)


# What is handed over, and what is refused


def test_what_is_handed_over_is_judged_and_told_with_the_rest() -> None:
    shapes = shapes_graph(
        ":plain sh:targetClass :Film ; sh:property [ sh:path :by ; sh:class :Critic ] ."
        ":loop sh:targetClass :Film ; sh:property [ sh:path :next ; sh:node :loop ; sh:class :Film ] ."
    )
    data = Held(DATA.replace("[ a :Person ]", ":r"))

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pySHACL says that the shape refers to itself
        found, report = judge_by_shapes(data, shapes)
        reference, _ = judge(to_rdflib(data.quads()), shapes)

    assert handed_over(shapes) == {"http://e/loop": "it refers to itself"}
    assert Counter((f.focus, f.value, f.constraint) for f in found) == Counter(
        (f.focus, f.value, f.constraint) for f in reference
    )
    assert len(list(report.objects(None, rdflib.URIRef("http://www.w3.org/ns/shacl#result")))) == len(found)
    assert (
        len(list(report.subjects(rdflib.RDF.type, rdflib.URIRef("http://www.w3.org/ns/shacl#ValidationReport")))) == 1
    )


def test_a_pattern_that_the_store_cannot_read_is_handed_over() -> None:
    """The store would find every value at fault, or none."""
    shapes = shapes_graph(':shape sh:targetSubjectsOf :code ; sh:property [ sh:path :code ; sh:pattern "^(?!none)" ] .')
    data = Held(DATA)

    found, _ = judge_by_shapes(data, shapes)

    assert "cannot read the pattern" in handed_over(shapes)["http://e/shape"]
    assert [finding.value for finding in found] == ["none"]


def test_a_component_of_ones_own_is_handed_over() -> None:
    shapes = shapes_graph(
        ":component a sh:ConstraintComponent ; sh:parameter [ sh:path :most ] ; sh:validator [ "
        'a sh:SPARQLAskValidator ; sh:ask "ASK { FILTER(STRLEN(STR($value)) < $most) }" ] .'
        ":shape sh:targetClass :Film ; :most 5 ."
    )

    assert "constraint component" in handed_over(shapes)["http://e/shape"]
    assert len(judge_by_shapes(Held(DATA), shapes)[0]) == 3


def test_an_ill_formed_shape_is_pyshacls_to_refuse() -> None:
    shapes = shapes_graph(
        ":shape a sh:PropertyShape ; sh:targetClass :Film . :fine sh:targetClass :Film ; sh:class :Work ."
    )

    with pytest.raises(MediagraphError, match="cannot be applied"):
        judge_by_shapes(Held(DATA), shapes)


@pytest.mark.parametrize("feature", ["sh:target [ a sh:SPARQLTarget ]", "sh:expression [ sh:path :x ]", "sh:js [ ]"])
def test_a_feature_that_no_judge_has_is_refused_rather_than_passed_over(feature: str) -> None:
    with pytest.raises(UsageError, match="Advanced Features"):
        judge_by_shapes(Held(DATA), shapes_graph(f":shape a sh:NodeShape ; {feature} ."))


def test_a_store_that_fails_is_an_error_and_never_conforms() -> None:
    class Failing(Held):
        def query(self, text: str) -> Answer:
            if "<http://e/year>" in text and "COUNT" not in text:
                raise QueryError("out of memory")
            return super().query(text)

    shapes = shapes_graph(f":shape {SHAPES['datatype']} .")

    with pytest.raises(QueryError, match="out of memory"):
        judge_by_shapes(Failing(DATA), shapes)


def test_a_store_that_answers_yes_or_no_is_an_error() -> None:
    class Odd(Held):
        def query(self, text: str) -> Answer:  # noqa: ARG002 - whatever it is asked
            return super().query("ASK { ?s ?p ?o }")

    with pytest.raises(MediagraphError, match="not answered with rows"):
        judge_by_shapes(Odd(DATA), shapes_graph(f":shape {SHAPES['class']} ."))


def test_classes_without_names_are_followed() -> None:
    """A blank node cannot be named in a query, but its instances are instances all the same."""
    data = Held("_:c rdfs:subClassOf :Work . :x a _:c . :y a :Work ; :by :x . :z a :Other . :y :by :z .")
    shapes = shapes_graph(
        ":shape sh:targetClass :Work ; sh:property [ sh:path :by ; sh:class :Work ; sh:minCount 1 ] ."
    )

    found, _ = judge_by_shapes(data, shapes)

    assert {(f.focus, f.value) for f in found} == {("http://e/x", ""), ("http://e/y", "http://e/z")}


def test_a_class_that_is_a_shape_is_its_own_target() -> None:
    shapes = shapes_graph(":Film a owl:Class, sh:NodeShape ; sh:property [ sh:path :odd ; sh:minCount 1 ] .")

    found, _ = judge_by_shapes(Held(DATA), shapes)

    assert {finding.focus for finding in found} == {"http://e/a", "http://e/d"}


def test_what_has_most_nodes_is_asked_first() -> None:
    """So that two who share the work end at about the same time."""
    graph = ShapesGraph(
        shapes_graph(
            ":A sh:targetClass :Person ; sh:class :Critic . :B sh:targetClass :Work ; sh:class :Film ."
            ":C sh:targetSubjectsOf :knows ; sh:class :Critic ."
        )
    )

    with side_by_side() as pool:
        compiled = compile_shapes(graph, read_contents(Held(DATA), graph.graph, pool))

    assert [str(node) for node in compiled.checks] == ["http://e/B", "http://e/A", "http://e/C"]


def test_sets_are_read_where_looking_up_takes_longer() -> None:
    """A property that occurs on all nodes is not read for the sake of a few."""
    contents = Contents(nodes={"http://e/A": 300}, occurrences={"http://e/p": 1_000, "http://e/q": 90_000})
    shape = ":s sh:targetClass :A ; sh:property [ sh:path {path} ; sh:minCount 1 ] ."

    def query(path: str) -> str:
        checks = compile_shapes(ShapesGraph(shapes_graph(shape.format(path=path))), contents).checks
        return next(iter(checks.values()))[0].query

    assert "MINUS" in query(":p")
    assert "NOT EXISTS" in query(":q")
    assert "NOT EXISTS" in query(":unheard-of")


def test_progress_is_told_shape_by_shape() -> None:
    told: list[str] = []
    shapes = shapes_graph(f":one {SHAPES['class']} . :two {SHAPES['in']} .")

    judge_by_shapes(Held(DATA), shapes, progress=told.append)

    assert told == ["judging by shapes: 1 of 2", "judging by shapes: 2 of 2"]


def test_no_report_is_made_unless_it_is_wanted() -> None:
    found, report = judge_by_shapes(Held(DATA), shapes_graph(f":shape {SHAPES['class']} ."), reporting=False)

    assert found
    assert len(report) == 0


@pytest.mark.parametrize(
    ("value", "shape"),
    [
        ('"1"^^xsd:int', "sh:datatype xsd:int"),
        ("01", 'sh:pattern "^01$"'),
        ('"Hello"@en-GB', 'sh:hasValue "Hello"@en-GB'),
        ('"1"^^xsd:boolean', 'sh:pattern "^1$"'),
    ],
)
def test_files_whose_literals_a_store_would_rewrite_are_judged_as_they_are(
    value: str, shape: str, tmp_path: Path, project: Project
) -> None:
    file = tmp_path / "data.ttl"
    file.write_text(f"{PREFIXES} :a :p {value} .", encoding="utf-8")
    shapes = shapes_graph(f":shape sh:targetNode :a ; sh:property [ sh:path :p ; {shape} ] .")

    found, report = judge_files(project, [file], shapes=shapes)

    assert found == []
    assert (None, rdflib.URIRef("http://www.w3.org/ns/shacl#conforms"), rdflib.Literal(True)) in report
    assert judge(to_rdflib(read_quads(file, "data.ttl")), shapes)[0] == []
