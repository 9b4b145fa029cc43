"""SPARQL 1.1 Protocol and Service Description, through `mediagraph serve`.

The manifest writes each exchange in the W3C's vocabulary of HTTP; the service description has three rules in words.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from conformance.commands import PASSED, PROJECT, Outcome
from conformance.facts import MF, Case, cases, quads_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

TITLE = "SPARQL 1.1 Protocol and Service Description"
FOLDER = Path("rdf-tests") / "sparql" / "sparql11"
_HT, _CNT = "http://www.w3.org/2011/http#", "http://www.w3.org/2011/content#"
_UT = "http://www.w3.org/2009/sparql/tests/test-update#"
_RDFS_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
_SD = "http://www.w3.org/ns/sparql-service-description#"
_ROWS = ("application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/tab-separated-values")
_GRAPHS = ("text/turtle", "application/rdf+xml", "application/n-triples", "application/ld+json", "application/trig")
_FORMATS = {"boolean": _ROWS, "tabular": _ROWS, "RDF": _GRAPHS}
_URL = "MEDIAGRAPH_CONFORMANCE_URL"


def all_cases(suites: Path) -> Iterator[Case]:
    """Yield the cases of both chapters."""
    root = suites / FOLDER
    for chapter in ("protocol", "service-description", "graph-store-protocol"):
        yield from cases(root / chapter / "manifest.ttl", root)


@contextmanager
def around(suites: Path) -> Iterator[None]:
    """Serve the graphs that the cases name while they are carried out."""
    from mediagraph.store import Generations, Manifest

    with tempfile.TemporaryDirectory(prefix="mediagraph-") as folder:
        quads = list(_graphs(suites))
        generations = Generations(Path(folder) / "store")
        with generations.building() as generation:
            store = ox.Store(str(generation.database))
            store.bulk_extend([*quads, *(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)])
            store.flush()
            del store
            generations.publish(generation, Manifest("0" * 64, len(quads), {}, str(PROJECT), "0"))
        command = [sys.executable, "-m", "mediagraph", "serve", "--port", "0", "--per-client", "100"]
        command += ["--store", str(Path(folder) / "store"), "--project", str(PROJECT)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
            try:
                assert server.stdout is not None  # noqa: S101 - it is a pipe
                first = server.stdout.readline().split()
                if first[:1] != ["serving"]:
                    raise RuntimeError("the server does not start")
                os.environ[_URL] = first[1] + "sparql"
                yield
            finally:
                os.environ.pop(_URL, None)
                server.terminate()


def _graphs(suites: Path) -> Iterator[ox.Quad]:
    for case in all_cases(suites):
        for node in case.facts.values(case.node, _UT + "graphData"):
            path, name = case.facts.path(node, _UT + "graph"), case.facts.value(node, _RDFS_LABEL)
            assert path is not None  # noqa: S101 - the form of manifests
            assert name is not None  # noqa: S101
            for quad in quads_of(path):
                yield ox.Quad(quad.subject, quad.predicate, quad.object, ox.NamedNode(name.value))


def judge(case: Case, suites: Path) -> Outcome:  # noqa: ARG001 - the signature of all suites
    """Carry out a case."""
    import httpx

    if case.name.startswith("graph-store-protocol/"):
        return Outcome("skipped", "Graph Store Protocol: the server only reads; graphs are had as pages and by queries")
    with httpx.Client(timeout=20, trust_env=False, follow_redirects=True) as client:
        if case.kind == "ServiceDescriptionTest":
            return _described(case, client)
        return _exchanged(case, client)


def _exchanged(case: Case, client: httpx.Client) -> Outcome:
    facts = case.facts
    requests = case.get(_HT + "requests") or facts.value(case.get(MF + "action"), _HT + "requests")
    for node in facts.items(requests):
        answer = client.send(_request(case, node, client))
        wanted = facts.value(node, _HT + "resp")
        allowed = {status.value[-3:] for status in facts.values(wanted, MF + "expectedStatus")}
        status = str(answer.status_code)
        if not any(status == one or (one.endswith("xx") and status[0] == one[0]) for one in allowed):
            kind = "refused" if status[0] == "4" else "differs"
            return Outcome(kind, f"status {status}, not {' or '.join(sorted(allowed))}")
        media = answer.headers.get("content-type", "").partition(";")[0]
        format_ = facts.value(wanted, MF + "expectedFormat")
        if format_ is not None and media not in _FORMATS[format_.value]:
            return Outcome("differs", f"{media} for {format_.value}")
        truth = facts.value(wanted, MF + "expectedBoolean")
        if truth is not None and answer.json()["boolean"] is not (truth.value in {"true", "1"}):
            return Outcome("differs", f"not {truth.value}")
    return PASSED


def _request(case: Case, node: object, client: httpx.Client) -> httpx.Request:
    """Return a request of the manifest; its path is that of our endpoint, and it asks for JSON where it may be rows."""
    facts = case.facts
    headers = {"accept": "application/sparql-results+json, text/turtle;q=0.9, */*;q=0.5"}
    for header in facts.items(facts.value(node, _HT + "headers")):
        name, value = facts.value(header, _HT + "fieldName"), facts.value(header, _HT + "fieldValue")
        if name is not None and value is not None:
            headers[name.value.lower()] = value.value
    body = facts.value(node, _HT + "body")
    content = b""
    if body is not None:
        chars, encoding = facts.value(body, _CNT + "chars"), facts.value(body, _CNT + "characterEncoding")
        content = (chars.value if chars else "").encode(encoding.value if encoding else "utf-8")
    method, path = facts.value(node, _HT + "methodName"), facts.value(node, _HT + "absolutePath")
    assert method is not None  # noqa: S101 - the form of manifests
    assert path is not None  # noqa: S101
    behind = path.value.removeprefix("/sparql").removeprefix("/")
    return client.build_request(method.value, os.environ[_URL] + behind, headers=headers, content=content)


def _described(case: Case, client: httpx.Client) -> Outcome:
    """Judge the service description: it is RDF, names this endpoint, and has the terms of section 4 of its standard."""
    url = os.environ[_URL]
    answer = client.get(url, headers={"accept": "text/turtle"})
    if answer.status_code != 200 or not answer.headers["content-type"].startswith("text/turtle"):
        return Outcome("differs", f"status {answer.status_code}, {answer.headers.get('content-type')}")
    triples = [quad.triple for quad in ox.parse(answer.content, format=ox.RdfFormat.TURTLE, base_iri=url)]
    services = {t.subject for t in triples if t.predicate.value == _SD + "endpoint" and t.object == ox.NamedNode(url)}
    if case.name.endswith("has-endpoint-triple"):
        return PASSED if services else Outcome("differs", "no sd:endpoint with this address")
    if case.name.endswith("conforms-to-schema"):
        typed = {t.subject for t in triples if t.object == ox.NamedNode(_SD + "Service")}
        return (
            PASSED if services and services <= typed else Outcome("differs", "what has the endpoint is no sd:Service")
        )
    return PASSED if triples else Outcome("differs", "no triples")
