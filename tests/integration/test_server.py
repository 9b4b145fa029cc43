"""What the server answers: SPARQL, stored queries, documents about entities, search, descriptions."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import httpx
import pandas as pd
import pyoxigraph as ox
import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, POST, TURTLE, XML, SPARQLWrapper

import mediagraph as mg
from projects import ROOT
from serving import Served, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mediagraph.building import Build
    from mediagraph.graph import Graph

SELECT = "SELECT ?film ?name WHERE { ?film a mg:Film ; rdfs:label ?name } ORDER BY ?film ?name"
CONSTRUCT = "CONSTRUCT { ?s a mg:Film } WHERE { ?s a mg:Film }"


@pytest.fixture(scope="module")
def served(built: Build, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(built.store, tmp_path_factory.mktemp("served"), "--per-client", 50) as server:
        yield server


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("*/*", "application/sparql-results+json"),
        ("application/json", "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv; charset=utf-8; header=present"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        ("text/turtle, text/csv;q=0.5", "text/csv; charset=utf-8; header=present"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html; charset=utf-8"),
    ],
)
def test_rows_come_in_the_format_that_is_accepted(served: Served, accept: str, media: str) -> None:
    answer = served.ask(SELECT, accept)
    assert (answer.status_code, answer.headers["content-type"]) == (200, media)


@pytest.mark.parametrize("format_", ["json", "xml", "tsv"])
def test_another_reader_gets_the_rows_that_the_graph_has(served: Served, graph: Graph, format_: str) -> None:
    parsers = {"json": ox.QueryResultsFormat.JSON, "xml": ox.QueryResultsFormat.XML, "tsv": ox.QueryResultsFormat.TSV}
    body = served.client.get("/sparql", params={"query": SELECT, "format": format_}).content
    parsed = ox.parse_query_results(body, format=parsers[format_])
    assert isinstance(parsed, ox.QuerySolutions)
    own = graph.sparql(SELECT)
    assert isinstance(own, mg.store.Solutions)
    assert [(row["film"], row["name"]) for row in parsed] == [tuple(row) for row in own.terms()]


@pytest.mark.parametrize(
    ("media", "format_"),
    [
        ("text/turtle", ox.RdfFormat.TURTLE),
        ("application/n-triples", ox.RdfFormat.N_TRIPLES),
        ("application/ld+json", ox.RdfFormat.JSON_LD),
        ("application/rdf+xml", ox.RdfFormat.RDF_XML),
        ("application/trig", ox.RdfFormat.TRIG),
        ("application/n-quads", ox.RdfFormat.N_QUADS),
    ],
)
def test_triples_come_in_every_format(served: Served, graph: Graph, media: str, format_: ox.RdfFormat) -> None:
    answer = served.ask(CONSTRUCT, media)
    assert answer.headers["content-type"].partition(";")[0] == media
    assert {quad.triple for quad in ox.parse(answer.content, format=format_)} == set(graph.sparql(CONSTRUCT))


def test_what_cannot_be_given_is_refused_with_what_can(served: Served) -> None:
    problem = served.ask(SELECT, "image/png")
    assert (problem.status_code, problem.headers["content-type"]) == (406, "application/problem+json")
    assert "csv" in problem.json()["offered"]
    assert served.ask(CONSTRUCT, "text/csv").status_code == 406


def test_a_query_may_restrict_the_data_set(served: Served) -> None:
    graphs = json.loads(served.ask("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g").text)
    name = graphs["results"]["bindings"][0]["g"]["value"]
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    whole, part = (
        int(served.client.get("/sparql", params={"query": count, "format": "csv", **more}).text.split()[1])
        for more in ({}, {"default-graph-uri": name})
    )
    assert 0 < part < whole


def test_mistakes_come_back_with_their_place(served: Served) -> None:
    problem = served.ask("SELECT ?film\nWHERE { ?film a mg:Film , }").json()
    assert (problem["status"], problem["line"], problem["column"]) == (400, 2, 25)
    assert problem["type"] == "/about/problems#query-refused"
    assert served.get(problem["type"]).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "more", "status"),
    [
        ("POST", "/sparql", {"data": {"update": "CLEAR ALL"}}, 403),
        ("POST", "/sparql", {"content": "CLEAR ALL", "headers": {"content-type": "application/sparql-update"}}, 403),
        ("POST", "/sparql", {"data": {"query": "CLEAR ALL"}}, 400),
        ("POST", "/sparql", {"data": {"query": "LOAD <http://127.0.0.1:9/>"}}, 400),
        ("PUT", "/sparql", {"content": "x"}, 405),
        ("DELETE", "/id/country/BE", {}, 405),
        ("POST", "/sparql", {"content": "ASK {}", "headers": {"content-type": "text/plain"}}, 415),
        ("GET", "/sparql?query=ASK{}&query=ASK{}", {}, 400),
        ("GET", "/nothing", {}, 404),
        ("GET", "/queries/nothing", {}, 404),
        ("GET", "/queries/relations/timeline.csv?contry=BE", {}, 400),
        ("GET", "/queries/relations/timeline.csv?country=Belgum", {}, 400),
        ("GET", "/id/country/QQ.ttl", {}, 404),
        ("GET", "/dossier/BE/BE", {}, 400),
        ("GET", "/calendar?from=yesterday", {}, 400),
        ("GET", "/report/?since=soon", {}, 400),
        ("GET", "/static/../app.py", {}, 404),
        ("GET", "/static/%2e%2e%2fapp.py", {}, 404),
    ],
)
def test_refusals_are_problem_documents(
    served: Served, method: str, path: str, more: dict[str, object], status: int
) -> None:
    answer = served.client.request(method, path, **more)  # type: ignore[arg-type]
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert problem["detail"]
    assert "Traceback" not in answer.text


def test_a_browser_gets_refusals_as_pages(served: Served) -> None:
    answer = served.get("/queries/nothing", "text/html")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "unknown stored query" in answer.text


def test_every_stored_query_answers_as_the_library_does(served: Served, graph: Graph) -> None:
    for query in graph.queries:
        answer = served.get(f"/queries/{query.name}", "text/csv, text/turtle;q=0.9")
        assert answer.status_code == 200, (query.name, answer.text)
        own = graph.query(query.name)
        if isinstance(own, mg.store.Solutions):
            assert answer.text == own.to_csv(), query.name
        else:
            triples = {quad.triple for quad in ox.parse(answer.content, format=ox.RdfFormat.TURTLE)}
            assert triples == set(own), query.name


def test_parameters_are_those_of_the_library(served: Served, graph: Graph) -> None:
    answer = served.get("/queries/relations/timeline.csv", params={"country": ["Belgique", "中国"]})
    assert answer.text == graph.rows("relations/timeline", country=["BE", "CN"]).to_csv()


def test_csv_can_be_made_safe_for_spreadsheets(served: Served) -> None:
    query = "SELECT ?x { VALUES ?x { '=1+1' } }"
    assert served.client.get("/sparql", params={"query": query, "format": "csv"}).text == "x\r\n=1+1\r\n"
    safe = served.client.get("/sparql", params={"query": query, "format": "csv", "safe": "1"})
    assert safe.text == "x\r\n'=1+1\r\n"


@pytest.mark.parametrize(
    ("accept", "suffix"),
    [
        ("text/html,*/*;q=0.1", "html"),
        ("text/turtle", "ttl"),
        ("application/ld+json", "jsonld"),
        ("application/n-triples", "nt"),
        ("*/*", "html"),
    ],
)
def test_an_entity_leads_to_a_document_about_it(served: Served, accept: str, suffix: str) -> None:
    answer = served.get("/id/country/BE", accept)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/id/country/BE.{suffix}")
    document = served.get(answer.headers["location"], accept)
    assert document.status_code == 200
    assert document.headers["link"] == '<https://w3id.org/mediagraph/id/country/BE>; rel="describes"'


def test_documents_about_an_entity_say_what_the_graph_says(served: Served, graph: Graph) -> None:
    iri = "https://w3id.org/mediagraph/id/country/BE"
    said = set(graph.sparql(f"CONSTRUCT {{ <{iri}> ?p ?o }} WHERE {{ <{iri}> ?p ?o }}"))
    formats = {"ttl": ox.RdfFormat.TURTLE, "nt": ox.RdfFormat.N_TRIPLES, "jsonld": ox.RdfFormat.JSON_LD}
    for suffix, format_ in formats.items():
        triples = {quad.triple for quad in ox.parse(served.get(f"/id/country/BE.{suffix}").content, format=format_)}
        assert said <= triples, suffix


@pytest.mark.parametrize("text", ["Belgium", "belgi", "Бельгия", "比利时", "Belgum"])
def test_names_are_found_in_any_script(served: Served, text: str) -> None:
    hits = served.get("/search.json", params={"q": text}).json()
    assert "https://w3id.org/mediagraph/id/country/BE" in [hit["iri"] for hit in hits[:5]]


def test_an_answer_that_the_visitor_has_is_not_sent_again(served: Served) -> None:
    first = served.get("/queries/works/releases.csv")
    again = served.get("/queries/works/releases.csv", headers={"If-None-Match": first.headers["etag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    other = served.get("/queries/works/releases.json")
    assert other.headers["etag"] != first.headers["etag"]


def test_head_says_what_get_would(served: Served) -> None:
    got, head = served.get("/queries/works/releases.csv"), served.client.head("/queries/works/releases.csv")
    assert head.content == b""
    assert head.headers["etag"] == got.headers["etag"]


def test_pages_of_other_origins_may_ask(served: Served) -> None:
    asked = served.client.post("/sparql", data={"query": "ASK {}"}, headers={"Origin": "https://example.org"})
    assert asked.headers["access-control-allow-origin"] == "*"
    wanted = {"Origin": "https://example.org", "Access-Control-Request-Method": "POST"}
    assert served.client.options("/sparql", headers=wanted).headers["access-control-allow-methods"]


def test_every_page_has_a_strict_policy_and_nothing_from_elsewhere(served: Served) -> None:
    for path in ("/", "/sparql", "/queries", "/queries/works/releases", "/search?q=a", "/about", "/docs", "/dossier"):
        answer = served.get(path, "text/html")
        assert answer.status_code == 200, path
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        for word in ('src="http', "src='http", 'rel="stylesheet" href="http', "<style", "onclick="):
            assert word not in answer.text, (path, word)


def test_reports_dossiers_and_calendars_are_made_on_demand(served: Served) -> None:
    report = served.get("/report/")
    assert "Partnership hubs" in report.text or "partnership hubs" in report.text
    assert served.get("/report/hubs-countries.csv").text.startswith("rank")
    assert "Belgium" in served.get("/dossier/CN/BE", "text/html").text
    assert [name for _, name in served.get("/dossier/CN/BE.json").json()["countries"]] == ["China", "Belgium"]
    assert served.get("/calendar.ics", params={"from": "2021-01-01", "to": "2021-12-31"}).text.startswith("BEGIN:VCAL")
    form = served.get("/dossier", params={"one": "China", "other": "Côte d'Ivoire"})
    assert (form.status_code, form.headers["location"]) == (303, "/dossier/China/C%C3%B4te%20d%27Ivoire")


def test_the_service_describes_itself(served: Served) -> None:
    described = rdflib.Graph().parse(data=served.get("/sparql", "text/turtle").text, format="turtle")
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    assert list(described.objects(None, sd.endpoint)) == [rdflib.URIRef(f"{served.url}/sparql")]
    names = {str(name) for name in described.objects(None, sd.name)}
    rows = json.loads(served.ask("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }").text)["results"]["bindings"]
    assert {row["g"]["value"] for row in rows} == names
    assert served.get("/.well-known/void").headers["location"] == "/dataset.ttl"
    void = rdflib.Graph().parse(data=served.get("/dataset.ttl").text, format="turtle")
    assert next(void.subjects(rdflib.RDF.type, rdflib.URIRef("http://rdfs.org/ns/void#Dataset")), None)


def test_the_interface_is_described_and_keeps_its_word(served: Served, graph: Graph) -> None:
    from openapi_spec_validator import validate

    document = served.get("/openapi.json").json()
    validate(document)
    assert document["servers"] == [{"url": served.url}]
    for query in graph.queries:
        operation = document["paths"][f"/queries/{query.name}"]["get"]
        names = {parameter["name"] for parameter in operation["parameters"]}
        assert names == {*query.parameters, "format", "safe"}, query.name


def test_programs_of_others_can_ask(served: Served, graph: Graph) -> None:
    wrapper = SPARQLWrapper(f"{served.url}/sparql")
    for form in (JSON, XML, CSV):
        wrapper.setQuery("PREFIX mg: <https://w3id.org/mediagraph/ontology#> SELECT ?f { ?f a mg:Film }")
        wrapper.setReturnFormat(form)
        assert wrapper.query().convert()
    wrapper.setMethod(POST)
    wrapper.setReturnFormat(TURTLE)
    wrapper.setQuery("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 5")
    triples = wrapper.query().convert()
    assert isinstance(triples, bytes)
    assert len(list(ox.parse(triples, format=ox.RdfFormat.TURTLE))) == 5
    store = SPARQLStore(f"{served.url}/sparql")
    films = rdflib.Graph(store).query("SELECT ?f { ?f a <https://w3id.org/mediagraph/ontology#Film> }")
    assert len(list(films)) == len({row[0] for row in graph.sparql("SELECT ?f { ?f a mg:Film }")})
    frame = pd.read_csv(f"{served.url}/queries/co-productions/country-pairs.csv")
    assert list(frame.columns) == ["a", "b", "works"]
    with mg.open(f"{served.url}/sparql", project=ROOT) as remote:
        assert remote.rows("works/releases").to_csv() == graph.rows("works/releases").to_csv()


def test_a_long_answer_is_compressed_for_those_who_can_read_it(served: Served) -> None:
    answer = served.client.get("/queries/works/releases.csv", headers={"Accept-Encoding": "gzip"})
    assert answer.headers.get("content-encoding") == "gzip"


def test_rows_can_be_taken_as_parquet(served: Served, graph: Graph) -> None:
    content = served.get("/queries/co-productions/country-pairs.parquet").content
    own = graph.query("co-productions/country-pairs").df()
    pd.testing.assert_frame_equal(pd.read_parquet(io.BytesIO(content)), own, check_dtype=False, check_column_type=False)


def test_a_request_that_is_too_long_is_refused(served: Served) -> None:
    answer = httpx.post(
        f"{served.url}/sparql", content=b"x" * 400_000, headers={"content-type": "application/sparql-query"}
    )
    assert answer.status_code == 413
    assert answer.json()["limit"] == "body_kilobytes"
