"""The view in terms of schema.org: only terms that exist there, and a reader of schema.org finds the graph in it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest
import rdflib

import mediagraph as mg
from exportfiles import ROOT, read
from mediagraph.errors import HeaderError, UsageError
from mediagraph.store import Solutions
from rdf_jobs import load

if TYPE_CHECKING:
    from pathlib import Path

    from mediagraph.building import Build
    from mediagraph.graph import Graph

SCHEMA = "https://schema.org/"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
ID = "https://w3id.org/mediagraph/id/"


@pytest.fixture(scope="module")
def view(shipped: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The view of all that is shipped."""
    folder = tmp_path_factory.mktemp("export")
    with mg.open(shipped.store, project=ROOT) as graph:
        graph.export(folder, only=["schema"])
    return folder / "schema.ttl"


@pytest.fixture(scope="module")
def everything(shipped: Build) -> Graph:
    return mg.open(shipped.store, project=ROOT)


def test_all_its_terms_are_of_schema_org(view: Path) -> None:
    quads = read(view)
    types = {quad.object.value for quad in quads if quad.predicate.value == RDF_TYPE}  # type: ignore[union-attr]
    properties = {quad.predicate.value for quad in quads} - {RDF_TYPE}

    assert all(term.startswith(SCHEMA) for term in types | properties)
    assert [term for term in types | properties if rdflib.URIRef(term) not in rdflib.SDO] == []
    assert {SCHEMA + name for name in ("Movie", "TVSeries", "Organization", "Country", "Person", "Event")} <= types
    named = {SCHEMA + name for name in ("countryOfOrigin", "director", "productionCompany", "sameAs")}
    assert named <= properties


def test_every_subject_has_a_class_and_nothing_is_told_of_statements(view: Path) -> None:
    quads = read(view)
    typed = {quad.subject for quad in quads if quad.predicate.value == RDF_TYPE}

    assert {quad.subject for quad in quads} == typed
    assert not any("/occasion/" in str(subject) for subject in typed)


def test_the_numbers_are_those_of_the_graph(view: Path, everything: Graph) -> None:
    found = Counter(quad.object.value for quad in read(view) if quad.predicate.value == RDF_TYPE)  # type: ignore[union-attr]
    counted = "SELECT ?c (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s a ?c } GROUP BY ?c"
    ours = {row.c.rpartition("#")[2]: row.n for row in answered(everything, counted)}

    for theirs, name in (("Movie", "Film"), ("Person", "Person"), ("Country", "Country"), ("Festival", "Festival")):
        assert found[SCHEMA + theirs] == ours[name] > 10
    assert found[SCHEMA + "Organization"] == ours["Organisation"] + ours["OrganisationalUnit"]


def test_a_reader_of_schema_org_finds_the_films_in_it(view: Path, everything: Graph) -> None:
    """Our own loader reads it as any page: titles, origins, languages, running times, directors, identifiers."""
    loaded = load(view)
    films = {node["imdb"]: node for node in loaded.of("Film") if "imdb" in node}
    people = {node["id"]: next(iter(node["name"].values())) for node in loaded.of("Person")}

    assert (loaded.faults, loaded.refused) == ([], [])
    expected = {
        row.imdb: (row.names, row.origins, row.languages, row.runtime, row.directors)
        for row in answered(everything, FILMS)
    }
    assert films.keys() == expected.keys()
    for imdb, node in films.items():
        directors = [part["agent"] for part in listed(node.get("participation")) if part["role"] == "director"]
        found = (
            joined(node["name"].values()),
            joined(one.removeprefix("country:") for one in listed(node.get("countryOfOrigin"))),
            joined(listed(node.get("language"))),
            str(node.get("runtime", "")),
            joined(people[one] for one in directors),
        )
        assert found == tuple(joined(str(part).split("\t")) for part in expected[imdb])
    assert len(films) > 1800


FILMS = """
SELECT ?imdb ?names ?origins ?languages ?runtime ?directors WHERE {
  ?film a mg:Film ; mg:imdb ?imdb .
  { SELECT ?film (GROUP_CONCAT(STR(?name); SEPARATOR="\\t") AS ?names) WHERE { ?film a mg:Film ; rdfs:label ?name }
    GROUP BY ?film }
  OPTIONAL { { SELECT ?film (GROUP_CONCAT(STRAFTER(STR(?c), "country/"); SEPARATOR="\\t") AS ?o)
    WHERE { ?film mg:countryOfOrigin ?c } GROUP BY ?film } }
  OPTIONAL { { SELECT ?film (GROUP_CONCAT(?l; SEPARATOR="\\t") AS ?s) WHERE { ?film mg:language ?l } GROUP BY ?film } }
  OPTIONAL { ?film mg:runtime ?minutes }
  OPTIONAL { { SELECT ?film (GROUP_CONCAT(STR(?n); SEPARATOR="\\t") AS ?d) WHERE {
    ?film mg:participation ?p . ?p mg:role roles:director ; mg:agent ?a . ?a rdfs:label ?n } GROUP BY ?film } }
  BIND(COALESCE(?o, "") AS ?origins)
  BIND(COALESCE(?s, "") AS ?languages)
  BIND(COALESCE(STR(?minutes), "") AS ?runtime)
  BIND(COALESCE(?d, "") AS ?directors)
}
"""


def answered(graph: Graph, text: str) -> Solutions:
    answer = graph.sparql(text)
    assert isinstance(answer, Solutions)
    return answer


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def joined(texts: object) -> str:
    """Texts in one order, with the blanks and the case of tags that a page's reader leaves."""
    return "|".join(sorted(" ".join(str(text).split()) for text in texts))  # type: ignore[attr-defined]


def test_a_co_production_has_the_companies_that_made_it(built: Build, tmp_path: Path) -> None:
    with mg.open(built.store, project=ROOT) as graph:
        graph.export(tmp_path, only=["schema"])

    made = {
        (str(quad.subject), str(quad.object))
        for quad in read(tmp_path / "schema.ttl")
        if quad.predicate.value == SCHEMA + "productionCompany"
    }

    centre = "cmg-film-drama-documentary-programming-center"
    assert (f"<{ID}work/in-their-eyes>", f"<{ID}organisation/{centre}>") in made


def test_dates_have_the_datatype_of_their_precision(view: Path) -> None:
    found = {
        quad.object.datatype.value.rpartition("#")[2]: quad.object.value
        for quad in read(view)
        if quad.predicate.value in {SCHEMA + "startDate", SCHEMA + "endDate", SCHEMA + "datePublished"}
        and isinstance(quad.object, ox.Literal)
    }

    lengths = {"gYear": 4, "gYearMonth": 7, "date": 10}
    assert {"gYear", "date"} <= found.keys() <= lengths.keys()
    assert all(len(value) == lengths[datatype] for datatype, value in found.items())


@pytest.mark.parametrize("declared", ["PREFIX mg: <https://w3id.org/mediagraph/ontology#>\n", ""], ids=["all", "one"])
def test_a_view_of_ones_own_is_a_file(declared: str, copy: Path, built: Build, tmp_path: Path) -> None:
    text = (
        f"#+ summary: Codes\n{declared}PREFIX schema: <https://schema.org/>\n"
        "CONSTRUCT { ?c schema:termCode ?code . } WHERE { ?c mg:alpha3 ?code . }\n"
    )
    (copy / "ontology" / "views" / "schema" / "codes.rq").write_text(text, encoding="utf-8")

    with mg.open(built.store, project=copy) as graph:
        graph.export(tmp_path, only=["schema"])

    codes = [quad for quad in read(tmp_path / "schema.ttl") if quad.predicate.value == SCHEMA + "termCode"]
    assert len(codes) == 280


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("SELECT ?s WHERE { ?s a ?c }", "columns are missing"),
        ("ASK { ?s a ?c }", "a view is a CONSTRUCT"),
        ("CONSTRUCT { ?s a [] } WHERE { ?s a ?c }", "blank nodes"),
    ],
)
def test_what_is_no_view_is_told(text: str, said: str, copy: Path, built: Build, tmp_path: Path) -> None:
    (copy / "ontology" / "views" / "schema" / "bad.rq").write_text(f"#+ summary: Bad\n{text}\n", encoding="utf-8")

    with (
        mg.open(built.store, project=copy) as graph,
        pytest.raises(HeaderError, match=rf"ontology/views/schema/bad\.rq.*{said}"),
    ):
        graph.export(tmp_path)

    assert not (tmp_path / "schema.ttl").exists()


def test_a_project_without_views_has_none_and_says_so_when_asked(copy: Path, built: Build, tmp_path: Path) -> None:
    for path in (copy / "ontology" / "views" / "schema").iterdir():
        path.unlink()

    with mg.open(built.store, project=copy) as graph:
        names = {path.name for path in graph.export(tmp_path)}
        with pytest.raises(UsageError, match="no queries that make a view"):
            graph.export(tmp_path, only=["schema"])

    assert "schema.ttl" not in names
    assert "mediagraph.ttl" in names
