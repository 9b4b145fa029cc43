"""A judgement after a change, together with what is carried from the one before, is the full judgement."""

from __future__ import annotations

import random
from collections import Counter
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from held import Held
from mediagraph import shacl
from mediagraph.errors import MediagraphError
from mediagraph.judging import judge_by_shapes
from mediagraph.rejudging import judge_change_by_shapes
from mediagraph.shapes import to_rdflib

if TYPE_CHECKING:
    import rdflib

    from mediagraph.rejudging import Rejudged

PREFIXES = """
@prefix : <http://e/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:prefixes sh:declare [ sh:prefix "e" ; sh:namespace "http://e/" ] .
"""
E = "http://e/"
TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
SUBCLASS = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#subClassOf")
NODES = [ox.NamedNode(f"{E}n{number}") for number in range(6)]
CLASSES = [ox.NamedNode(f"{E}{name}") for name in "ABC"]
PROPERTIES = [ox.NamedNode(f"{E}{name}") for name in "pqr"]
LITERALS = [
    ox.Literal("x"),
    ox.Literal("n1"),
    ox.Literal("x", language="en"),
    ox.Literal("y", language="en"),
    ox.Literal("5", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")),
    ox.Literal("5"),
]


def shapes_graph(turtle: str) -> rdflib.Graph:
    return to_rdflib(ox.parse((PREFIXES + turtle).encode(), format=ox.RdfFormat.TURTLE))


def quads(turtle: str) -> set[ox.Quad]:
    return set(ox.parse((PREFIXES + turtle).encode(), format=ox.RdfFormat.TURTLE))


def steps() -> st.SearchStrategy[str]:
    """Property paths, as shapes write them."""
    step = st.sampled_from([":p", ":q", ":r"])

    def longer(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        kinds = ("inversePath", "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath")
        return st.one_of(
            st.tuples(st.sampled_from(kinds), inner).map(lambda said: f"[ sh:{said[0]} {said[1]} ]"),
            st.tuples(inner, inner).map(lambda two: f"( {two[0]} {two[1]} )"),
            st.tuples(inner, inner).map(lambda two: f"[ sh:alternativePath ( {two[0]} {two[1]} ) ]"),
        )

    return st.recursive(step, longer, max_leaves=3)


PATHS = steps()
OF_VALUES = st.sampled_from(
    [
        "sh:class :A",
        "sh:class :B , :C",
        "sh:nodeKind sh:IRI",
        "sh:datatype xsd:string",
        "sh:in ( :n1 :n2 5 )",
        "sh:hasValue :n1",
        "sh:equals :q",
        "sh:disjoint :q",
        'sh:pattern "[135]"',
    ]
)
OF_PATHS = st.sampled_from(
    [
        "sh:minCount 1",
        "sh:minCount 2",
        "sh:maxCount 0",
        "sh:maxCount 1",
        "sh:uniqueLang true",
        "sh:lessThan :r",
        "sh:lessThanOrEquals :r",
    ]
)
QUERIES = st.sampled_from(
    [
        "SELECT $this ?value WHERE { $this e:p ?value . ?value (e:q|e:r)+ $this }",
        "SELECT $this ?value WHERE { $this e:p/^e:q ?value FILTER NOT EXISTS { ?value e:r ?x . ?x a e:A } }",
        "SELECT $this ?value WHERE { $this e:p ?x ; e:q ?value, ?y . OPTIONAL { ?x e:r ?z } FILTER(!BOUND(?z)) }",
        "SELECT $this ?value WHERE { { $this e:p ?value } UNION { ?value e:q ?x . ?x e:r $this } }",
        "SELECT $this (COUNT(?x) AS ?value) WHERE { $this e:p ?y . ?x e:p ?y } GROUP BY $this HAVING(COUNT(?x) > 1)",
        "SELECT $this ?value WHERE { $this ?property ?value . ?value a e:B }",
        "SELECT $this ?value WHERE { $this e:p 5 . ?value a e:B }",
    ]
)


def bodies() -> st.SearchStrategy[str]:
    """What a shape asks, shapes within it included."""
    plain = st.one_of(
        OF_VALUES,
        st.tuples(PATHS, OF_VALUES).map(lambda said: f"sh:property [ sh:path {said[0]} ; {said[1]} ]"),
        st.tuples(PATHS, OF_PATHS).map(lambda said: f"sh:property [ sh:path {said[0]} ; {said[1]} ]"),
        st.just("sh:closed true ; sh:ignoredProperties ( rdf:type ) ; sh:property [ sh:path :p ]"),
    )

    def outer(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        return st.one_of(
            st.tuples(st.sampled_from(["node", "not"]), inner).map(lambda said: f"sh:{said[0]} [ {said[1]} ]"),
            st.tuples(st.sampled_from(["and", "or", "xone"]), inner, inner).map(
                lambda said: f"sh:{said[0]} ( [ {said[1]} ] [ {said[2]} ] )"
            ),
            st.tuples(PATHS, inner).map(lambda said: f"sh:property [ sh:path {said[0]} ; sh:node [ {said[1]} ] ]"),
            st.tuples(PATHS, inner).map(
                lambda said: (
                    f"sh:property [ sh:path {said[0]} ; sh:qualifiedValueShape [ {said[1]} ] ; "
                    "sh:qualifiedMinCount 1 ; sh:qualifiedMaxCount 1 ]"
                )
            ),
            st.tuples(PATHS, PATHS, OF_PATHS).map(
                lambda said: f"sh:property [ sh:path {said[0]} ; sh:property [ sh:path {said[1]} ; {said[2]} ] ]"
            ),
        )

    return st.recursive(plain, outer, max_leaves=3)


TARGETS = st.sampled_from(
    [
        "sh:targetClass :A",
        "sh:targetClass :B",
        "sh:targetSubjectsOf :p",
        "sh:targetObjectsOf :q",
        "sh:targetNode :n1 , :n2 , 5",
        "sh:targetClass :C ; sh:targetSubjectsOf :r",
    ]
)
SHARED = ":shared sh:path :p ; sh:maxCount 1 ; sh:class :A ."
CONSTRAINTS = st.one_of(
    bodies(),
    st.just("sh:property :shared"),
    QUERIES.map(lambda query: f'sh:sparql [ sh:message "m" ; sh:prefixes :prefixes ; sh:select "{query}" ]'),
)
SHAPES = st.lists(st.tuples(TARGETS, CONSTRAINTS), min_size=1, max_size=3).map(
    lambda all_: SHARED + "".join(f":s{place} {target} ; {body} .\n" for place, (target, body) in enumerate(all_))
)
BLANK = ox.BlankNode("b")


def statements(chance: random.Random, count: int, *, blank: bool = False) -> set[ox.Quad]:
    """Return some statements at random, a tenth of them of classes."""
    nodes: list[ox.NamedNode | ox.BlankNode] = [*NODES, *([BLANK] if blank else [])]

    def one() -> ox.Quad:
        kind = chance.randrange(10)
        if kind == 0:
            return ox.Quad(chance.choice(CLASSES), SUBCLASS, chance.choice(CLASSES))
        if kind < 3:
            return ox.Quad(chance.choice(nodes), TYPE, chance.choice(CLASSES))
        end = chance.choice(nodes) if kind < 8 else chance.choice(LITERALS)
        return ox.Quad(chance.choice(nodes), chance.choice(PROPERTIES), end)

    return {one() for _ in range(count)}


def both_ways(
    shapes: rdflib.Graph, before: set[ox.Quad], after: set[ox.Quad], change: shacl.Change
) -> tuple[Rejudged, Counter[object], Counter[object]]:
    """Judge in part and carry the rest; judge as a whole."""
    try:
        former, _ = judge_by_shapes(Held(before), shapes, reporting=False)
        full, _ = judge_by_shapes(Held(after), shapes, reporting=False)
    except (
        MediagraphError
    ):  # pySHACL, which is handed some shapes over, does not compare blank nodes: nothing to compare
        reject()
    judged = judge_change_by_shapes(Held(after), shapes, change)
    return judged, Counter(judged.carrying(former)), Counter(full)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("blank", [False, True])
@pytest.mark.parametrize("told", ["statements", "nodes"])
def test_whatever_changes_nothing_is_missed(told: str, *, blank: bool) -> None:
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(SHAPES, st.integers(0, 10**6), st.integers(0, 3), st.integers(0, 3))
    def check(turtle: str, seed: int, going: int, coming: int) -> None:
        chance = random.Random(seed)
        held = statements(chance, 30, blank=blank)
        gone = set(chance.sample(sorted(held, key=str), going))
        come = statements(chance, coming, blank=blank) - held
        changed = gone | come
        if told == "statements":
            change = shacl.Change.of(changed)
        else:
            ends = [quad.subject for quad in changed] + [quad.object for quad in gone]
            change = shacl.Change.of(nodes=[end.value for end in ends if isinstance(end, ox.NamedNode)])
            if any(isinstance(end, ox.BlankNode) for end in ends):
                change = shacl.Change.of(changed)  # a list of IRIs cannot name them

        _, carried, full = both_ways(shapes_graph(turtle), held, (held - gone) | come, change)

        assert carried == full

    check()


# What is found, and what is not looked at

DATA = """
:A rdfs:subClassOf :B .
:n1 a :A ; :p :n2 . :n2 a :C ; :q :n3 . :n3 a :B ; :r "x" . :n4 a :A ; :p :n5 .
"""
IS_B = ":s sh:targetClass :B ; sh:property [ sh:path :p ; sh:class :C ] ; sh:nodeKind sh:BlankNode ."


def judged(turtle: str, before: str, after: str) -> Rejudged:
    """Judge after a change; what is carried has to be right, too."""
    old, new = quads(before), quads(after)
    found, carried, full = both_ways(shapes_graph(turtle), old, new, shacl.Change.of(old ^ new))
    assert carried == full
    return found


def test_nodes_that_lead_nowhere_near_the_change_are_not_judged() -> None:
    found = judged(IS_B, DATA, DATA.replace(":n2 a :C ; ", ":n2 "))

    assert set().union(*found.touched.nodes.values()) == {f"{E}n1"}
    assert {finding.focus for finding in found.findings} == {f"{E}n1"}
    assert found.touched.count == 1


def test_a_change_of_the_classes_reaches_their_instances() -> None:
    found = judged(IS_B, DATA, DATA.replace(":A rdfs:subClassOf :B .", ""))

    assert set().union(*found.touched.nodes.values()) == {f"{E}n1", f"{E}n4"}
    assert found.findings == []


def test_a_class_that_goes_together_with_who_was_of_it() -> None:
    """Neither change tells of the node by itself: its class lies below no other now, and it is of no class."""
    after = DATA.replace(":A rdfs:subClassOf :B .", "").replace(":n4 a :A ; ", ":n4 ")

    assert f"{E}n4" in set().union(*judged(IS_B, DATA, after).touched.nodes.values())


@pytest.mark.parametrize(
    ("turtle", "before", "after", "reason"),
    [
        (IS_B, DATA, DATA + "[] a :A .", "a node without a name"),
        (IS_B, DATA, DATA + "_:c rdfs:subClassOf :B .", "a class has no name"),
        (":s sh:targetObjectsOf :r ; sh:nodeKind sh:IRI .", DATA, DATA + ':n1 :r "y" .', "a literal that is judged"),
        (
            ":s sh:targetClass :A ; sh:property [ sh:path :p ; sh:node :s ] .",
            DATA,
            DATA + ":n1 :q :n2 .",
            "it refers to itself",
        ),
        (
            ':s sh:targetClass :A ; sh:property [ sh:path :p ; sh:pattern "^(?!http)" ] .',
            DATA,
            DATA + ":n1 :p :n1 .",
            "cannot read the pattern",
        ),
    ],
)
@pytest.mark.filterwarnings("ignore")
def test_where_a_change_has_no_bounds_all_is_judged_and_it_is_said(
    turtle: str, before: str, after: str, reason: str
) -> None:
    assert any(reason in said for said in judged(turtle, before, after).touched.whole.values())


QUERY = ':s sh:targetClass :A ; sh:sparql [ sh:message "m" ; sh:prefixes :prefixes ; sh:select "{query}" ] .'


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("SELECT $this ?value WHERE { $this e:p ?x . ?value a e:C }", "do not hang together"),
        ("SELECT $this WHERE { $this e:p ?x FILTER(NOW() > ?x) }", "changes by itself"),
        ("SELECT $this WHERE { $this e:p [ e:q ?x ] }", "blank nodes or lists"),
        ("SELECT $this WHERE { $this e:p ?x } GROUP BY $this HAVING(EXISTS { ?y a e:C })", "outside of its WHERE"),
        ("SELECT $this WHERE { $this !e:p ?x }", "cannot be read"),
        ("SELECT $this ?value WHERE { $this e:p ?value } ORDER BY ?value LIMIT 1", "for all nodes at once"),
        ("SELECT $this ?y WHERE { { $this e:p ?x } UNION { $this e:q ?y } ?x e:q ?z }", "do not hang together"),
    ],
)
def test_queries_that_may_depend_on_anything_are_asked_as_a_whole(query: str, reason: str) -> None:
    found = judged(QUERY.format(query=query), DATA, DATA + ":n1 :p :n3 .")

    assert any(reason in said for said in found.touched.whole.values())


def test_a_query_is_followed_through_what_its_patterns_say() -> None:
    query = (
        "SELECT $this ?value WHERE { $this e:p ?x ; a ?kind . ?x e:q/e:r|^e:p ?value . "
        "FILTER NOT EXISTS { ?x (e:p|e:r)* 'x'@en, '5'^^e:none, -5 ; } BIND(STR(?x) AS ?y) "
        "FILTER EXISTS { ?x a e:C } OPTIONAL { ?value ^e:r ?other . FILTER(?other = e:n1 && (?x != 'y')) } }"
    )

    found = judged(QUERY.format(query=query), DATA, DATA.replace(':r "x"', ':r "y"'))

    assert found.touched.whole == {}
    assert {finding.value for finding in found.findings} >= {"y"}
    assert set().union(*found.touched.nodes.values()) == {f"{E}n1"}


def test_shapes_that_share_a_shape_are_judged_in_the_same_way() -> None:
    """Their findings look the same, so the former ones could not be told apart."""
    turtle = (
        ":p1 sh:path :p ; sh:class :C . :s1 sh:targetClass :A ; sh:property :p1 . "
        ':s2 sh:targetClass :B ; sh:property :p1 ; sh:sparql [ sh:message "m" ; sh:prefixes :prefixes ; '
        'sh:select "SELECT $this WHERE { $this a ?any . ?x a e:C }" ] .'
    )

    found = judged(turtle, DATA, DATA + ":n4 :q :n4 .")

    assert found.touched.whole[f"{E}s1"] == f"it shares shapes with {E}s2"
    assert {f"{E}s1", f"{E}s2", f"{E}p1"} == set(found.touched.whole)


def test_a_list_of_nodes_says_less_than_the_statements() -> None:
    """A literal that went is not in the list, so who leads to it is not known."""
    turtle = ":s sh:targetClass :B ; sh:property [ sh:path ( :r [ sh:inversePath :r ] ) ; sh:maxCount 1 ] ."
    before, after = quads(DATA + ':n4 :r "x" .'), quads(DATA)

    found, carried, full = both_ways(shapes_graph(turtle), before, after, shacl.Change.of(nodes=[f"{E}n4"]))

    assert carried == full
    assert "does not tell of literals" in found.touched.whole[f"{E}s"]


def test_many_nodes_are_asked_for_in_portions_and_too_many_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mediagraph.shacl.affected.PORTION", 2)
    many = DATA + "".join(f":m{number} a :A ; :p :n{number} ." for number in range(9))

    assert len({finding.focus for finding in judged(IS_B, DATA, many).findings}) == 9

    monkeypatch.setattr("mediagraph.shacl.affected.MOST", 5)
    monkeypatch.setattr("mediagraph.shacl.partial.MOST", 5)

    assert "more than 5 nodes" in judged(IS_B, DATA, many).touched.whole[f"{E}s"]


def test_the_report_has_the_same_findings() -> None:
    shapes, old, new = shapes_graph(IS_B), quads(DATA), quads(DATA + ":n4 :p :n1 .")

    found = judge_change_by_shapes(Held(new), shapes, shacl.Change.of(old ^ new), reporting=True)

    assert shacl.findings_of(found.report) == found.findings
    assert len(found.findings) > 1
