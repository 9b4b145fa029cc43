"""The compiled shapes and pySHACL find the same: on what is shipped, on data broken at random, on an endpoint.

Two things are left alone when data are broken, since there pySHACL departs from SPARQL, whose operators SHACL takes:
it orders literals that cannot be compared (or fails), and takes them to be unequal. So days stay days, and ordinals
whole numbers.
"""

from __future__ import annotations

import random
from collections import Counter
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
import rdflib

import mediagraph as mg
from held import Held
from mediagraph import shacl
from mediagraph.building import Build, build
from mediagraph.judging import judge_by_shapes, read_shapes
from mediagraph.project import Project
from mediagraph.shapes import judge, to_rdflib
from mediagraph.store import RemoteStore
from projects import ROOT, copied

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import servers
    from mediagraph.findings import Finding

MG = "https://w3id.org/mediagraph/ontology#"
ID = "https://w3id.org/mediagraph/id/"
XSD = "http://www.w3.org/2001/XMLSchema#"
RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
DAYS = [ox.Literal(day, datatype=ox.NamedNode(XSD + "date")) for day in ("1890-01-01", "1999-12-31", "2031-06-15")]
NUMBERS = [ox.Literal(number, datatype=ox.NamedNode(XSD + "integer")) for number in ("-5", "0", "7", "1984")]
LITERALS = [
    ox.Literal("x"),
    ox.Literal(" padded "),
    ox.Literal(""),
    ox.Literal("Salut", language="fr"),
    ox.Literal("Hello", language="en"),
    ox.Literal("2024-02-30", datatype=ox.NamedNode(XSD + "date")),
    ox.Literal("abc", datatype=ox.NamedNode(XSD + "integer")),
    ox.Literal("1.5", datatype=ox.NamedNode(XSD + "decimal")),
    ox.Literal("true", datatype=ox.NamedNode(XSD + "boolean")),
    ox.Literal("not a date", datatype=ox.NamedNode("http://id.loc.gov/datatypes/edtf/EDTF")),
    ox.Literal("1999-24", datatype=ox.NamedNode("http://id.loc.gov/datatypes/edtf/EDTF")),
    *DAYS,
    *NUMBERS,
]
COMPARED = {MG + "earliest": DAYS, MG + "latest": DAYS, MG + "ordinal": NUMBERS}


def broken(quads: Sequence[ox.Quad], seed: int, times: int) -> list[ox.Quad]:
    """Return `quads` with some dropped, added and altered, at random; what the ontology says stays."""
    chance = random.Random(seed)
    said = [quad for quad in quads if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(ID)]
    kept = [quad for quad in quads if quad not in set(said)]
    subjects = sorted({quad.subject for quad in said}, key=str)
    classes = sorted({quad.object for quad in said if quad.predicate == RDF_TYPE}, key=str)
    predicates = sorted({quad.predicate for quad in said if quad.predicate.value not in COMPARED}, key=str)

    def literal(quad: ox.Quad) -> ox.Literal:
        return chance.choice(COMPARED.get(quad.predicate.value, LITERALS))

    def without(quad: ox.Quad) -> list[ox.Quad]:  # noqa: ARG001 - as the others
        return []

    def other_literal(quad: ox.Quad) -> list[ox.Quad]:
        return [ox.Quad(quad.subject, quad.predicate, literal(quad))]

    def another_literal(quad: ox.Quad) -> list[ox.Quad]:
        return [quad, *other_literal(quad)]

    def other_link(quad: ox.Quad) -> list[ox.Quad]:
        if quad.predicate.value in COMPARED:
            return other_literal(quad)
        return [ox.Quad(quad.subject, quad.predicate, chance.choice(subjects))]

    def blank(quad: ox.Quad) -> list[ox.Quad]:
        if quad.predicate.value in COMPARED:
            return []
        return [ox.Quad(quad.subject, quad.predicate, ox.BlankNode(f"b{chance.randrange(5)}"))]

    def other_property(quad: ox.Quad) -> list[ox.Quad]:
        return [ox.Quad(quad.subject, chance.choice(predicates), quad.object)]

    def other_subject(quad: ox.Quad) -> list[ox.Quad]:
        return [quad, ox.Quad(chance.choice(subjects), quad.predicate, quad.object)]

    def untyped_subject(quad: ox.Quad) -> list[ox.Quad]:
        return [quad, ox.Quad(ox.NamedNode(f"{ID}work/{chance.randrange(99)}"), quad.predicate, quad.object)]

    def another_class(quad: ox.Quad) -> list[ox.Quad]:
        return [quad, ox.Quad(quad.subject, RDF_TYPE, chance.choice(classes))]

    ways: list[Callable[[ox.Quad], list[ox.Quad]]] = [
        without,
        other_literal,
        another_literal,
        other_link,
        blank,
        other_property,
        other_subject,
        untyped_subject,
        another_class,
    ]
    chosen = set(chance.sample(range(len(said)), times))
    for place, quad in enumerate(said):
        kept += chance.choice(ways)(quad) if place in chosen else [quad]
    return kept


def counted(findings: Sequence[Finding]) -> Counter[Finding]:
    return Counter(findings)


@pytest.fixture(scope="module")
def shapes(project: Project) -> rdflib.Graph:
    return read_shapes(project)


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> list[ox.Quad]:
    """The ontology and the articles alone, in a stable order; whether they conform does not matter here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("mediagraph.building.judge_store", lambda *_, **__: ([], None))
        folder = copied(tmp_path_factory.mktemp("articles"))
        for table in (folder / "data" / "tables").iterdir():
            table.unlink()
        made = build(Project.find(folder), tmp_path_factory.mktemp("articles-store"))
    with mg.open(made.store, project=ROOT) as graph:
        return sorted(set(graph.store.quads()), key=str)


def test_every_shape_of_the_project_is_compiled(built: Build, shapes: rdflib.Graph) -> None:
    """pySHACL, which is slow, has nothing left to judge."""
    with mg.open(built.store, project=ROOT) as graph:
        _, handed_over = shacl.run(shapes, graph.store)

    assert handed_over == {}


@pytest.mark.parametrize("seed", range(1, 9))
def test_both_judges_find_the_same_faults_in_broken_data(
    seed: int, articles: list[ox.Quad], shapes: rdflib.Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    if seed % 2:  # ask as if the data were large
        monkeypatch.setattr("mediagraph.shacl.constraints.FEW", -1)
        monkeypatch.setattr("mediagraph.shacl.embedded.FEW", -1)
        monkeypatch.setattr("mediagraph.shacl.focus._DEARER", 10**9)
    store = Held(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in broken(articles, seed, 400))

    found, _ = judge_by_shapes(store, shapes, reporting=False)

    reference, _ = judge(to_rdflib(store.quads()), shapes)
    assert counted(found) == counted(reference)
    kinds = {(finding.shape, finding.constraint) for finding in found}
    assert len(kinds) > 90


def test_both_judges_find_the_same_in_the_articles_and_countries(built: Build, shapes: rdflib.Graph) -> None:
    with mg.open(built.store, project=ROOT) as graph:
        found, report = judge_by_shapes(graph.store, shapes)
        reference, expected = judge(to_rdflib(graph.store.quads()), shapes)

    assert counted(found) == counted(reference)
    assert len(report) == len(expected)


def test_both_judges_find_the_same_in_all_that_is_shipped(shipped: Build, shapes: rdflib.Graph) -> None:
    """But for the constraints in SPARQL, over which pySHACL would take as long again."""
    in_sparql = set(shapes.subjects(rdflib.URIRef("http://www.w3.org/ns/shacl#sparql")))
    chosen = shacl.only(shapes, dict.fromkeys(set(shapes.subjects()) - in_sparql, ""))

    with mg.open(shipped.store, project=ROOT) as graph:
        found, _ = judge_by_shapes(graph.store, chosen, reporting=False)
        reference, _ = judge(to_rdflib(graph.store.quads()), chosen)

    assert counted(found) == counted(reference)


@pytest.mark.parametrize("sets", [False, True])
@pytest.mark.parametrize("engine", ["oxigraph_server", "virtuoso_server"])
def test_an_endpoint_judges_what_it_holds(
    engine: str,
    sets: bool,  # noqa: FBT001
    built: Build,
    shapes: rdflib.Graph,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Beside the project's shapes, one that finds much; as it is asked, and as it would be if it held more."""
    if sets:
        monkeypatch.setattr("mediagraph.shacl.constraints.FEW", -1)
        monkeypatch.setattr("mediagraph.shacl.focus._DEARER", 10**9)
    server: servers.Server = request.getfixturevalue(engine)
    strict = shapes + to_rdflib(
        ox.parse(
            f"""
            @prefix sh: <http://www.w3.org/ns/shacl#> . @prefix mg: <{MG}> . @prefix : <http://e/> .
            :strict sh:targetClass mg:Country ; sh:property [ sh:path mg:alpha2 ; sh:pattern "^[A-M]" ],
              [ sh:path mg:alpha3 ; sh:not [ sh:minLength 3 ] ], [ sh:path mg:memberOf ; sh:minCount 1 ] .
            """.encode(),
            format=ox.RdfFormat.TURTLE,
        )
    )
    with mg.open(built.store, project=ROOT) as graph:
        here, _ = judge_by_shapes(graph.store, strict)

    there, report = judge_by_shapes(RemoteStore(server.query), strict)

    assert len(here) > 500
    assert counted(there) == counted(here)
    assert len(report) > 7 * len(here)
