"""What no query may do to the process, or ask of another machine."""

from __future__ import annotations

import http.server
import threading
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

import mediagraph as mg
from mediagraph import guard
from mediagraph.errors import QueryError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mediagraph.graph import Graph

# Each is one that the engine carries out, however the word is dressed.
REACHING = {
    "plain": "SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}",
    "silent": "SELECT * {{ SERVICE SILENT <{url}> {{ ?s ?p ?o }} }}",
    "small letters": "SELECT * {{ service <{url}> {{ ?s ?p ?o }} }}",
    "a variable": "SELECT * {{ VALUES ?u {{ <{url}> }} SERVICE ?u {{ ?s ?p ?o }} }}",
    "a prefixed name": "PREFIX u: <{url}> SELECT * {{ SERVICE u: {{ ?s ?p ?o }} }}",
    "comments between": "SELECT * {{ SERVICE#c\n#d\nSILENT#e\n<{url}> {{ ?s ?p ?o }} }}",
    "no blanks": "SELECT*{{SERVICE<{url}>{{?s?p?o}}}}",
    "a subquery": "SELECT * {{ {{ SELECT ?s {{ SERVICE <{url}> {{ ?s ?p ?o }} }} }} }}",
    "exists": "ASK {{ FILTER EXISTS {{ SERVICE <{url}> {{ ?s ?p ?o }} }} }}",
    "an escaped IRI before": "SELECT * {{ BIND(<http://e/\\u0041'> AS ?x) SERVICE <{url}> {{ ?s ?p '' }} }}",
    "a comparison that looks like an IRI": (
        "SELECT * {{ VALUES ?a {{ 'a' }} FILTER(?a<'x>' ) SERVICE <{url}> {{ ?s ?p ?o }} FILTER(?a != 'y') }}"
    ),
    "a comment that looks like an IRI": (
        "SELECT * {{ VALUES (?a ?b) {{ (1 2) }} FILTER(?a<?b).SERVICE#>\n<{url}> {{ ?s ?p ?o }} }}"
    ),
}

HARMLESS = {
    "in a text": "SELECT ?s {{ ?s ?p 'SERVICE <{url}>' }}",
    "in a comment": "# SERVICE <{url}>\nSELECT ?s {{ ?s ?p ?o }}",
    "in an IRI": "SELECT ?s {{ ?s <{url}/SERVICE> ?o }}",
    "in a variable": "SELECT ?service {{ ?service ?p ?o }}",
    "in a prefix": "PREFIX service: <{url}/> SELECT ?s {{ ?s service:p ?o }}",
}


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """A server that notes who calls."""
    calls: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            calls.append(self.path)
            self.send_error(500)

        do_POST = do_GET  # noqa: N815 - the name that the library calls

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/x", calls
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("query", REACHING.values(), ids=REACHING)
def test_a_query_cannot_send_a_request(graph: Graph, listener: tuple[str, list[str]], query: str) -> None:
    url, calls = listener
    with pytest.raises(QueryError, match="SERVICE asks another machine"):
        list(graph.sparql(query.format(url=url)))
    assert calls == []


@pytest.mark.parametrize("query", [q for name, q in REACHING.items() if name != "a variable"])
def test_the_engine_by_itself_would_send_one(listener: tuple[str, list[str]], query: str) -> None:
    url, calls = listener
    store = ox.Store()
    store.add(ox.Quad(ox.NamedNode("http://e/s"), ox.NamedNode("http://e/p"), ox.Literal("x")))
    result = None
    try:
        result = store.query(query.format(url=url))
        if not isinstance(result, ox.QueryBoolean):
            list(result)
    except (OSError, RuntimeError):
        pass
    assert calls, "an example that reaches out by no means proves nothing"


@pytest.mark.parametrize("query", HARMLESS.values(), ids=HARMLESS)
def test_the_word_elsewhere_is_no_matter(graph: Graph, query: str) -> None:
    list(graph.sparql(query.format(url="http://127.0.0.1:9")))


def test_the_place_is_that_of_the_word(graph: Graph) -> None:
    with pytest.raises(QueryError) as caught:
        graph.sparql("SELECT ?film\nWHERE {\n  ?film a mg:Film .\n  SERVICE <http://e/> { }\n}")
    assert (caught.value.line, caught.value.column) == (4, 3)


@pytest.mark.parametrize("bracket", ["{}", "()", "[]"])
def test_what_would_end_the_process_is_refused(graph: Graph, bracket: str) -> None:
    deep = 50_000
    with pytest.raises(QueryError, match="200 brackets are open at once"):
        graph.sparql("SELECT * " + bracket[0] * deep + bracket[1] * deep)


def test_a_query_may_be_as_deep_as_people_write(graph: Graph) -> None:
    nested = "{" * 60 + " ?s a mg:Film " + "}" * 60
    assert list(graph.sparql(f"SELECT ?s WHERE {nested}"))


def test_a_query_has_a_greatest_length() -> None:
    guard.refuse("ASK {}" + " " * 90, longest=100)
    with pytest.raises(QueryError, match=r"106 characters; at most 100"):
        guard.refuse("ASK {}" + " " * 100, longest=100)


def test_a_remote_endpoint_gets_queries_as_they_are() -> None:
    """What an endpoint lets its callers ask of others is its own matter."""
    with mg.open("http://127.0.0.1:9/sparql") as remote, pytest.raises(mg.EndpointError):
        list(remote.sparql("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"))


def test_a_query_that_was_let_pass_is_refused_where_less_is_borne() -> None:
    query = "ASK { { { ?s ?p ?o } } }"

    guard.refuse(query)

    for _ in range(2):
        with pytest.raises(QueryError, match="more than 2 brackets"):
            guard.refuse(query, deepest=2)
    guard.refuse(query)
