"""Targets: queries, their headers and parameters, requests to the server, answers of endpoints."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pyoxigraph as ox
from starlette.requests import Request

from fuzz.records import context
from fuzz.target import ROOT, TREE, Target
from mediagraph import guard, sparql
from mediagraph.catalogue import Catalogue, parse
from mediagraph.errors import QueryError
from mediagraph.parameters import Binder
from mediagraph.server import formats
from mediagraph.server.problems import Problem
from mediagraph.server.protocol import read_job
from mediagraph.store.answers import answer
from mediagraph.store.embedded import evaluate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mediagraph.store.answers import Answer

ENTITY = "https://w3id.org/mediagraph/id/country/BE"
ANSWERS = {
    "?concept": f"SELECT ?concept {{ VALUES ?concept {{ <{ENTITY}> }} }}",
    "?class": f"SELECT ?class ?current {{ VALUES (?class ?current) {{ (<http://e/C> <{ENTITY}>) }} }}",
    "?rank": f"SELECT ?entity ?rank {{ VALUES (?entity ?rank) {{ (<{ENTITY}> 1) }} }}",
    "?name": 'SELECT ?name { VALUES ?name { "Belgium" } }',
    "": f"SELECT ?entity {{ VALUES ?entity {{ <{ENTITY}> }} }}",
}
QUERIES = [
    """PREFIX mg: <https://w3id.org/mediagraph/ontology#>
SELECT ?film (COUNT(?x) AS ?n) WHERE { ?film a mg:Film ; mg:name ?x . FILTER(?n < 5 && LANG(?x) = 'en')
OPTIONAL { ?film mg:date ?d } } GROUP BY ?film ORDER BY ?film LIMIT 5""",
    "SELECT * { { ?s ?p ?o } UNION { GRAPH ?g { ?s <http://e/p>/^<http://e/q>* ?o } } MINUS { ?s a <http://e/C#x> } }",
    """SELECT ?a { VALUES (?a ?b) { (1 'x'@en) (UNDEF <http://e/'>) } FILTER(?a<5 || ?b>'#') # c
 SERVICE <http://127.0.0.1:9/> {} }""",
    "CONSTRUCT { ?s ?p \"\"\"a'b\"\"\" } { ?s ?p ?o FILTER NOT EXISTS { ?o ?p [] } BIND(CONCAT(?o, '''x''') AS ?y) }",
    "ASK { ?s ex:a\\'b ?o . VALUES ?o { true 1.5 } }",
]
_METHODS = ("GET", "POST", "HEAD", "PUT", "")
_SELECT = "SELECT ?s { ?s ?p ?o }"
REQUESTS = [
    {
        "method": "GET",
        "query": urlencode({"query": _SELECT, "default-graph-uri": "http://e/g"}),
        "headers": {},
        "body": "",
    },
    {
        "method": "POST",
        "query": "format=json",
        "headers": {"content-type": "application/x-www-form-urlencoded; charset=UTF-8", "accept": "text/csv"},
        "body": urlencode({"query": _SELECT, "named-graph-uri": "http://e/h"}),
    },
    {"method": "POST", "query": "safe=1", "headers": {"content-type": "application/sparql-query"}, "body": _SELECT},
    {"method": "POST", "query": "", "headers": {"content-type": "application/sparql-update"}, "body": "CLEAR ALL"},
]
ACCEPTED = [
    "text/html, application/xhtml+xml;q=0.9, */*;q=0.1",
    "application/sparql-results+json;q=1.0, text/csv; header=present; q=0.5",
    'text/*;q=0.3, text/turtle, application/ld+json;profile="a,b";q=0',
]


class Seen:
    """A store that answers the look-ups of names."""

    name = version = "seen"

    def query(self, text: str) -> Answer:
        """Answer by the columns that are asked for."""
        known = next(key for key in ANSWERS if key in text.partition("{")[0])
        return answer(ox.Store().query(ANSWERS[known]))

    def quads(self) -> Any:
        """Not asked here."""
        raise NotImplementedError

    def close(self) -> None:
        """Not asked here."""
        raise NotImplementedError


@cache
def _catalogue() -> Catalogue:
    return Catalogue(ROOT / "queries")


@cache
def _binder() -> Binder:
    return Binder(_catalogue(), context(), Seen())


def _header(data: bytes) -> None:
    query = parse(data.decode("utf-8", "replace"), "name", "queries/name.rq")
    query.bind({})
    query.bind(dict.fromkeys(query.parameters, '"x"'))


def _stored() -> list[str]:
    names = ("relations/timeline", "anniversaries/falling", "networks/countries", "checks/dangling-link-violation")
    return [_catalogue()[name].text for name in names]


def _tree(data: bytes) -> Any:
    """What an input says, or nothing where it is no JSON, which is not what is tried here."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def _parameters(data: bytes) -> None:
    given = _tree(data)
    if not isinstance(given, dict) or not isinstance(given.get("values"), dict):
        return
    known = _catalogue()
    query = known[str(given.get("query"))]
    guard.refuse(_binder().bind(query, given["values"]))


def _values() -> list[Any]:
    made = []
    for query in _catalogue():
        if query.parameters:
            samples = {"integer": 10, "date": "2021-10-25", "concept": "co-production"}
            values = {name: samples.get(one.type, "Belgium") for name, one in query.parameters.items()}
            made.append({"query": query.name, "values": values})
    return made


def _guard(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    for way in (sparql.form, sparql.values_blocks, sparql.selected):
        way(text)
    sparql.replace_values(text, {"a": None, "o": "1"})
    guard.refuse(text)


def _query(data: bytes) -> None:
    """What the guard lets pass is read by the engine, which neither ends the process nor asks a machine."""
    text = data.decode("utf-8", "replace")
    guard.refuse(text)
    try:
        evaluate(ox.Store(), text)
    except QueryError as error:
        if isinstance(error.__cause__, OSError):
            raise AssertionError(  # noqa: TRY004 - what was found is no wrong type
                "the engine asked another machine"
            ) from error
        raise


def _accept(data: bytes) -> None:
    text = data.decode("latin-1")
    for offered in (formats.ROWS, formats.GRAPHS, formats.ENTITIES, formats.JSON):
        found = formats.chosen(text, offered, next(iter(offered)))
        if found is not None and found not in offered:
            raise AssertionError(f"{found} was not offered")
    formats.named(text)


def _request(data: bytes) -> None:
    given = _tree(data)
    if not isinstance(given, dict):
        return
    headers = given.get("headers")
    pairs = headers.items() if isinstance(headers, dict) else ()
    body = _bytes(given.get("body"))
    scope = {
        "type": "http",
        "method": given.get("method") if given.get("method") in _METHODS else "POST",
        "path": "/sparql",
        "scheme": "http",
        "server": ("127.0.0.1", 80),
        "query_string": _bytes(given.get("query")),
        "headers": [(str(name).lower().encode("latin-1", "replace"), _bytes(value)) for name, value in pairs],
    }
    parts = [
        {"type": "http.request", "body": body[:9], "more_body": True},
        {"type": "http.request", "body": body[9:], "more_body": False},
    ]

    async def receive() -> Any:
        return parts.pop(0)

    job = read_job(Request(scope, receive), 10_000)
    try:
        job.send(None)
    except StopIteration:
        return
    raise AssertionError("it waits for something else than the request")


def _bytes(value: Any) -> bytes:
    return (value if isinstance(value, str) else json.dumps(value)).encode("utf-8", "replace")


def _rows(data: bytes) -> None:
    for format_ in (ox.QueryResultsFormat.JSON, ox.QueryResultsFormat.XML, ox.QueryResultsFormat.TSV):
        try:
            found = answer(ox.parse_query_results(data, format_))
            if hasattr(found, "terms"):
                list(found.terms())
        except (SyntaxError, ValueError):
            continue


def _results() -> Sequence[str]:
    rows = [{"a": {"type": "literal", "value": "x", "xml:lang": "en"}}, {"b": {"type": "bnode", "value": "c"}}]
    xml = (
        '<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="a"/></head>'
        '<results><result><binding name="a"><literal xml:lang="en">x</literal></binding></result></results></sparql>'
    )
    return [
        json.dumps({"head": {"vars": ["a", "b"]}, "results": {"bindings": rows}}),
        '{"head": {}, "boolean": true}',
        xml,
        '?a\t?b\n"x"@en\t<http://e/>\n',
    ]


TARGETS = (
    Target(
        "header",
        _header,
        _stored,
        pieces=("#+ params:\n", "#+   a: {type: date}\n", "#+ columns:\n", "#+ summary: x\n"),
    ),
    Target("parameters", _parameters, _values, TREE),
    Target(
        "guard", _guard, lambda: [*QUERIES, *_stored()], pieces=("SERVICE", "service<x>{}", "\\'", "a:b#'''\n", "1.")
    ),
    Target(
        "query", _query, lambda: QUERIES, pieces=("SERVICE<http://127.0.0.1:9/>{}", "\\'", "a:b#'''\n", "1.", "true")
    ),
    Target("accept", _accept, lambda: ACCEPTED, pieces=(",", ";", "q=", "q=1e-9", "/*", "text/", "*/html")),
    Target("request", _request, lambda: REQUESTS, TREE, allowed=(Problem,)),
    Target("results", _rows, _results),
)
