"""Remote endpoints: the same answers as the embedded store, and errors that say what happened."""

from __future__ import annotations

import contextlib
import http.server
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import mediagraph as mg
from mediagraph.catalogue import Catalogue
from mediagraph.draft import ONTOLOGY_GRAPH
from mediagraph.graph import Graph
from mediagraph.project import Project
from mediagraph.store import RemoteStore, Solutions, Triples

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from click.testing import Result

    from mediagraph.building import Build
    from mediagraph.store import Answer

ROOT = Path(__file__).resolve().parents[2]
OXIGRAPH = Path(sys.executable).with_name("oxigraph")
QUERIES = Catalogue(ROOT / "queries").names()
EMPTY = b'{"head":{"vars":["x"]},"results":{"bindings":[]}}'
Reply = tuple[int, bytes]


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The endpoints of these tests are on this machine, whatever the environment says of proxies."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@pytest.fixture(scope="module")
def exported(built: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export")
    with mg.open(built.store, project=ROOT) as graph:
        graph.export(folder)
    return folder


@pytest.fixture(scope="module")
def endpoint(exported: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of Oxigraph's own server, which holds the exported quads and the ontology."""
    if not OXIGRAPH.exists():
        pytest.skip("the package oxigraph, which brings the server, is not installed")
    database = str(tmp_path_factory.mktemp("server") / "database")
    load = [str(OXIGRAPH), "load", "--location", database, "--file"]
    subprocess.run([*load, str(exported / "mediagraph.nq")], check=True, capture_output=True)
    ontology = [str(exported / "ontology.ttl"), "--graph", ONTOLOGY_GRAPH]
    subprocess.run([*load, *ontology], check=True, capture_output=True)
    port = free_port()
    serve = [str(OXIGRAPH), "serve-read-only", "--location", database, "--union-default-graph"]
    serve += ["--bind", f"127.0.0.1:{port}"]
    with subprocess.Popen(serve, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            wait_for(port, server)
            yield f"http://127.0.0.1:{port}/query"
        finally:
            server.terminate()


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        assert server.poll() is None, "the server ended"
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    pytest.fail("the server does not answer")


@pytest.fixture
def remote(endpoint: str) -> Iterator[Graph]:
    with mg.open(endpoint, project=ROOT) as graph:
        yield graph


class Endpoint:
    """An endpoint that gives the replies of a list, the last one for ever, and counts what it was asked."""

    def __init__(self) -> None:
        self.replies: list[Reply] = []
        self.asked: list[tuple[str, str]] = []
        self.release = threading.Event()
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                outer.asked.append((self.command, body or self.path))
                place = min(len(outer.asked), len(outer.replies)) - 1
                if place < 0:
                    outer.release.wait(60)  # says nothing at all
                    return
                status, content = outer.replies[place]
                self.send_response(status)
                self.send_header("Content-Type", "application/sparql-results+json")
                self.send_header("Content-Length", str(len(content.replace(b"<cut>", b"longer"))))
                self.end_headers()
                self.wfile.write(content.replace(b"<cut>", b""))

            do_GET = do_POST = answer  # noqa: N815 - http.server's names

            def log_message(self, *_: Any) -> None:
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}/query"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def close(self) -> None:
        self.release.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def scripted() -> Iterator[Endpoint]:
    endpoint = Endpoint()
    yield endpoint
    endpoint.close()


def asking(address: str, **options: int) -> Graph:
    return Graph(Project.find(ROOT), RemoteStore(address, **options))


def values(answer: Answer) -> list[Any]:
    """The first column."""
    assert isinstance(answer, Solutions)
    return [row[0] for row in answer]


SELECT = "SELECT ?x WHERE { ?x ?p ?o }"


# The same answers


@pytest.mark.parametrize("name", QUERIES)
def test_a_stored_query_gives_the_same_rows_as_the_embedded_store(name: str, remote: Graph, graph: Graph) -> None:
    text = graph.queries[name].text

    here, there = graph.sparql(text), remote.sparql(text)

    assert isinstance(here, Solutions)
    assert isinstance(there, Solutions)
    assert there.columns == here.columns
    assert list(there.terms()) == list(here.terms())


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("relations/timeline", {"country": "Бельгия"}),
        ("works/releases", {"country": ["CN", "RU"], "status": "happened"}),
        ("entities/find", {"text": '"quoted" & <marked> + 100 %', "class": None}),
        ("entities/find", {"text": "кино", "class": "mg:Agent"}),
    ],
)
def test_parameters_mean_the_same_there(name: str, parameters: dict[str, Any], remote: Graph, graph: Graph) -> None:
    assert list(remote.query(name, **parameters)) == list(graph.query(name, **parameters))


@pytest.mark.parametrize("network", ["countries", "organisations", "people"])
def test_hubs_are_the_same_there(network: str, remote: Graph, graph: Graph) -> None:
    there = remote.hubs(network)

    assert there == graph.hubs(network)
    assert there.nodes > 0


def test_the_export_is_the_same_there_byte_by_byte(remote: Graph, exported: Path, tmp_path: Path) -> None:
    files = remote.export(tmp_path)

    assert {path.name: path.read_bytes() for path in files} == {
        path.name: path.read_bytes() for path in exported.iterdir()
    }


def test_triples_and_truth_come_back(remote: Graph, graph: Graph) -> None:
    construct = "CONSTRUCT { ?s ?p ?o } WHERE { VALUES ?s { work:red-silk } ?s ?p ?o }"

    here, there = graph.sparql(construct), remote.sparql(construct)

    assert isinstance(there, Triples)
    assert set(there) == set(here)
    assert bool(remote.sparql("ASK { work:red-silk a mg:Film }")) is True
    assert bool(remote.sparql("ASK { work:red-silk a mg:Series }")) is False


def test_a_comment_that_names_another_form_misleads_nobody(remote: Graph) -> None:
    rows = remote.sparql("# CONSTRUCT { ?s ?p ?o } WHERE\nSELECT ?s WHERE { VALUES ?s { 'ASK' } }")

    assert values(rows) == ["ASK"]


def test_a_query_too_long_for_an_address_is_posted(remote: Graph, scripted: Endpoint) -> None:
    long = SELECT + " # " + "long " * 10_000
    scripted.replies = [(200, EMPTY)]

    list(asking(scripted.address).sparql(long))
    list(asking(scripted.address).sparql(SELECT))
    rows = remote.sparql("SELECT ?s WHERE { VALUES ?s { 1 } }" + " # " + "long " * 10_000)

    assert [method for method, _ in scripted.asked] == ["POST", "GET"]
    assert values(rows) == [1]


def test_the_command_line_asks_an_endpoint(endpoint: str, built: Build, cli: Callable[..., Result]) -> None:
    words = ("query", "works/releases", "--format", "csv", "--project", ROOT)

    there, here = cli(*words, "--store", endpoint), cli(*words, "--store", built.store)

    assert there.exit_code == 0
    assert there.stdout_bytes == here.stdout_bytes


def test_info_shows_the_address(endpoint: str, cli: Callable[..., Result]) -> None:
    result = cli("info", "--store", endpoint, "--project", ROOT)

    assert result.exit_code == 0
    assert f"store: {endpoint}\n" in result.stdout


# Errors


def test_a_syntax_error_is_an_error_of_the_query_in_the_endpoints_words(remote: Graph) -> None:
    with pytest.raises(mg.QueryError, match=r"127\.0\.0\.1.*error at 1:\d+: expected") as caught:
        remote.sparql("SELECT ?x WHERE { ?x a ")

    assert caught.value.exit_code == 2
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["", "INSERT DATA { <http://e/s> <http://e/p> 1 }", "what is this"])
def test_what_is_no_query_is_not_sent(text: str, scripted: Endpoint) -> None:
    with pytest.raises(mg.QueryError, match="no SELECT, ASK, CONSTRUCT or DESCRIBE"):
        asking(scripted.address).sparql(text)

    assert scripted.asked == []


def test_a_dead_port_is_an_error_of_the_endpoint(cli: Callable[..., Result]) -> None:
    address = f"http://127.0.0.1:{free_port()}/query"

    with pytest.raises(mg.EndpointError, match=r"no answer .* is the address right"):
        asking(address, tries=1).sparql(SELECT)
    result = cli("query", "works/releases", "--store", address, "--project", ROOT)

    assert result.exit_code == 3
    assert result.stderr.startswith(f"mediagraph: {address}: no answer")
    assert "Traceback" not in result.stderr


def test_an_endpoint_that_is_busy_is_asked_again(scripted: Endpoint) -> None:
    scripted.replies = [(503, b"busy"), (503, b"busy"), (200, EMPTY)]

    rows = list(asking(scripted.address).sparql(SELECT))

    assert rows == []
    assert len(scripted.asked) == 3


def test_an_endpoint_that_stays_busy_is_given_up(scripted: Endpoint) -> None:
    scripted.replies = [(503, b"busy")]

    with pytest.raises(mg.EndpointError, match="503"):
        asking(scripted.address, tries=2).sparql(SELECT)

    assert len(scripted.asked) == 2


@pytest.mark.parametrize("status", [401, 403, 404, 500])
def test_a_refusal_is_not_asked_again(status: int, scripted: Endpoint) -> None:
    scripted.replies = [(status, b"go away"), (200, EMPTY)]

    with pytest.raises(mg.EndpointError):
        asking(scripted.address).sparql(SELECT)

    assert len(scripted.asked) == 1


def test_a_bad_request_is_an_error_of_the_query(scripted: Endpoint) -> None:
    scripted.replies = [(400, b"line 7: no such thing")]

    with pytest.raises(mg.QueryError, match="line 7: no such thing"):
        asking(scripted.address).sparql(SELECT)


@pytest.mark.parametrize("body", [b"<html>welcome</html>", b"", b'{"head":{"vars":["x"]},"results":{"bindings":[{'])
def test_an_answer_that_cannot_be_read_is_an_error_of_the_endpoint(body: bytes, scripted: Endpoint) -> None:
    scripted.replies = [(200, body)]

    with pytest.raises(mg.EndpointError, match="the answer cannot be read"):
        list(asking(scripted.address).sparql(SELECT))


def test_an_answer_that_breaks_off_is_asked_for_again(scripted: Endpoint) -> None:
    scripted.replies = [(200, b'{"head":<cut>'), (200, EMPTY)]

    assert list(asking(scripted.address).sparql(SELECT)) == []
    assert len(scripted.asked) == 2


def test_an_endpoint_that_never_answers_is_left_after_the_time_out(scripted: Endpoint) -> None:
    begin = time.monotonic()

    with pytest.raises(mg.EndpointError, match="no answer"):
        asking(scripted.address, timeout=1, tries=2).sparql(SELECT)

    assert 2 <= time.monotonic() - begin < 10
    assert len(scripted.asked) == 2


def test_an_address_as_a_path_is_told(tmp_path: Path) -> None:
    with pytest.raises(mg.UsageError, match="two slashes"):
        mg.open(Path("http://127.0.0.1/query"), project=ROOT)

    assert list(tmp_path.iterdir()) == []
