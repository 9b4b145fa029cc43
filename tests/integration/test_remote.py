"""Remote endpoints: the same answers as the embedded store, from two real servers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import mediagraph as mg
import servers
from exportfiles import contents
from mediagraph.reports import write_report
from mediagraph.store import RemoteStore, Solutions, Triples

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from click.testing import Result

    from mediagraph.building import Build
    from mediagraph.graph import Graph
    from mediagraph.store import Answer
    from servers import Server

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The endpoints of these tests are on this machine, whatever the environment says of proxies."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")


@pytest.fixture(scope="module")
def exported(built: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export")
    with mg.open(built.store, project=ROOT) as graph:
        graph.export(folder)
    return folder


@pytest.fixture(params=["oxigraph", "virtuoso"])
def server(request: pytest.FixtureRequest) -> Server:
    found: Server = request.getfixturevalue(f"{request.param}_server")
    return found


@pytest.fixture
def remote(server: Server) -> Iterator[Graph]:
    with mg.open(server.query, project=ROOT) as graph:
        yield graph


def values(answer: Answer) -> list[Any]:
    """The first column."""
    assert isinstance(answer, Solutions)
    return [row[0] for row in answer]


@pytest.mark.parametrize("network", ["countries", "organisations", "people"])
def test_hubs_are_the_same_there(network: str, remote: Graph, graph: Graph) -> None:
    there = remote.hubs(network)

    assert there == graph.hubs(network)
    assert there.nodes > 0


def test_the_export_is_the_same_there_byte_by_byte(remote: Graph, exported: Path, tmp_path: Path) -> None:
    remote.export(tmp_path)

    assert contents(tmp_path) == contents(exported)


def test_the_report_is_the_same_there(remote: Graph, graph: Graph, tmp_path: Path) -> None:
    there, here = tmp_path / "there", tmp_path / "here"

    write_report(remote, there)
    write_report(graph, here)

    assert {path.name: _text(path, remote) for path in there.iterdir()} == {
        path.name: _text(path, graph) for path in here.iterdir()
    }


def _text(path: Path, graph: Graph) -> str:
    """What a report says, wherever its graph lies."""
    return path.read_text(encoding="utf-8").replace(graph.store.name, "STORE")


def test_judging_finds_the_same_there(server: Server, built: Build, cli: Callable[..., Result]) -> None:
    words = ("validate", "--project", ROOT, "--format", "json", "--store")

    there, here = cli(*words, server.query), cli(*words, built.store)

    assert (there.exit_code, there.stderr) == (here.exit_code, here.stderr) == (0, "")
    assert _findings(there.stdout) == _findings(here.stdout)


def _findings(text: str) -> list[dict[str, Any]]:
    """Findings without their places, which only the store that was built from the files knows."""
    found = json.loads(text)
    rows = found if isinstance(found, list) else found["findings"]
    return sorted(({**row, "place": ""} for row in rows), key=str)


def test_triples_and_truth_come_back(remote: Graph, graph: Graph) -> None:
    construct = "CONSTRUCT { ?s ?p ?o } WHERE { VALUES ?s { work:red-silk } ?s ?p ?o }"

    here, there = graph.sparql(construct), remote.sparql(construct)

    assert isinstance(there, Triples)
    assert set(there) == set(here)
    assert bool(remote.sparql("ASK { work:red-silk a mg:Film }")) is True
    assert bool(remote.sparql("ASK { work:red-silk a mg:Series }")) is False


def test_a_statement_of_two_sources_counts_once(remote: Graph, graph: Graph) -> None:
    count = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
    stated = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }"

    assert values(remote.sparql(count)) == values(graph.sparql(count))
    assert values(graph.sparql(count)) < values(graph.sparql(stated))


def test_the_version_is_that_of_the_build(remote: Graph, built: Build) -> None:
    assert remote.store.version == built.manifest.digest
    assert remote.rows("works/releases").df().attrs["graph_version"] == built.manifest.digest


def test_a_comment_that_names_another_form_misleads_nobody(remote: Graph) -> None:
    rows = remote.sparql("# CONSTRUCT { ?s ?p ?o } WHERE\nSELECT ?s WHERE { VALUES ?s { 'ASK' } }")

    assert values(rows) == ["ASK"]


def test_a_long_query_is_answered(remote: Graph) -> None:
    rows = remote.sparql("SELECT ?s WHERE { VALUES ?s { 1 } }" + " # " + "long " * 1000)

    assert values(rows) == [1]


def test_a_query_may_name_its_own_dataset(remote: Graph) -> None:
    rows = remote.sparql("SELECT DISTINCT ?x FROM <https://w3id.org/mediagraph/ontology> WHERE { ?x a ?class }")

    found = values(rows)
    assert "https://w3id.org/mediagraph/ontology#Film" in found
    assert "https://w3id.org/mediagraph/id/work/red-silk" not in found


def test_the_command_line_asks_an_endpoint(
    server: Server, built: Build, cli: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("query", "works/releases", "--format", "csv", "--project", ROOT)

    there, here = cli(*words, "--store", server.query), cli(*words, "--store", built.store)
    monkeypatch.setenv("MEDIAGRAPH_STORE", server.query)
    by_environment = cli(*words)

    assert there.exit_code == 0
    assert there.stdout_bytes == here.stdout_bytes == by_environment.stdout_bytes


def test_info_shows_the_address_and_the_version(server: Server, built: Build, cli: Callable[..., Result]) -> None:
    result = cli("info", "--store", server.query, "--project", ROOT)

    assert result.exit_code == 0
    assert f"store: {server.query}\nversion: {built.manifest.digest}\n" in result.stdout


def test_a_syntax_error_is_an_error_of_the_query_in_the_endpoints_words(remote: Graph, server: Server) -> None:
    words = {"oxigraph": r"error at 1:\d+: expected", "virtuoso": r"SPARQL compiler, line \d+: syntax error"}

    with pytest.raises(mg.QueryError, match=r"127\.0\.0\.1.*" + words[server.name]) as caught:
        remote.sparql("SELECT ?x WHERE { ?x a ")

    assert caught.value.exit_code == 2
    assert "\n" not in str(caught.value)


def test_credentials_that_are_wrong_are_told_and_not_shown(
    virtuoso_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEDIAGRAPH_ENDPOINT_USER", "dba")
    monkeypatch.setenv("MEDIAGRAPH_ENDPOINT_PASSWORD", "open sesame")

    with pytest.raises(mg.EndpointError, match=r"401 .*does not take the credentials") as caught:
        RemoteStore(virtuoso_server.update).query("ASK { ?s ?p ?o }")

    assert "sesame" not in str(caught.value)


def test_an_answer_that_virtuoso_cuts_is_an_error(tmp_path: Path) -> None:
    with servers.virtuoso(tmp_path, rows=100) as server:
        servers.update(
            server, "INSERT DATA { GRAPH <urn:g> { " + "".join(f"<urn:{n}> <urn:p> {n} ." for n in range(150)) + " } }"
        )
        store = RemoteStore(server.query)
        text = "SELECT ?s WHERE { GRAPH <urn:g> { ?s ?p ?o } } ORDER BY ?s"

        with pytest.raises(mg.EndpointError, match=r"gives 100 rows at most.*OFFSET"):
            store.query(text)
        page = store.query(f"{text} LIMIT 100 OFFSET 100")

        assert len(list(page)) == 50
        assert len(list(store.query(f"{text} LIMIT 100"))) == 100


def test_what_virtuoso_finds_in_the_time_it_has_is_not_taken_for_all(virtuoso_server: Server) -> None:
    store = RemoteStore(f"{virtuoso_server.query}?timeout=1000")  # milliseconds; at least a second, it says

    with pytest.raises(mg.EndpointError, match=r"S1TAT|ran out of time"):
        list(store.query("SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"))
