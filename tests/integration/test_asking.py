"""How an endpoint is asked: limits on waiting, repetition, credentials, streams, and errors that say what happened."""

from __future__ import annotations

import base64
import subprocess
import sys
import time
from email.utils import formatdate
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest

import mediagraph as mg
import servers
from endpoints import EMPTY, Endpoint, Reply, rows
from mediagraph.graph import Graph
from mediagraph.project import Project
from mediagraph.store import RemoteStore, Solutions, Triples, Truth
from mediagraph.store.remote.publication import Publication
from mediagraph.store.remote.waiting import Budget

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from click.testing import Result

ROOT = Path(__file__).resolve().parents[2]
SELECT = "SELECT ?x WHERE { ?x ?p ?o }"
CONSTRUCT = "CONSTRUCT WHERE { ?x ?p ?o }"
USER, PASSWORD, TOKEN = (f"MEDIAGRAPH_ENDPOINT_{name}" for name in ("USER", "PASSWORD", "TOKEN"))
SECRET = "open sesame"  # noqa: S105


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The endpoints of these tests are on this machine, whatever the environment says of proxies."""
    monkeypatch.setenv("no_proxy", "127.0.0.1,localhost")


@pytest.fixture
def scripted() -> Iterator[Endpoint]:
    endpoint = Endpoint()
    yield endpoint
    endpoint.close()


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses before a request is sent again; none is really made."""
    made: list[float] = []
    monkeypatch.setattr(Budget, "pause", lambda _, seconds: made.append(seconds))
    return made


def asking(address: str, **options: Any) -> RemoteStore:
    """A store that does not ask first what was published."""
    store = RemoteStore(address, **options)
    store.publication = Publication()
    return store


def values(answer: object) -> list[Any]:
    assert isinstance(answer, Solutions)
    return [row[0] for row in answer]


# Requests


@pytest.mark.parametrize(("letter", "length"), [("a", 1000), ("я", 200), ("中", 150)])
def test_a_query_is_posted_where_its_address_would_be_too_long(letter: str, length: int, scripted: Endpoint) -> None:
    scripted.replies = [Reply()]

    values(asking(scripted.address).query(f"{SELECT} # {letter * length}"))
    values(asking(scripted.address).query(f"{SELECT} # {letter * length * 3}"))

    assert [asked.method for asked in scripted.asked] == ["GET", "POST"]
    assert scripted.asked[1].parameters["query"] == [f"{SELECT} # {letter * length * 3}"]


def test_what_stands_in_the_address_is_sent_and_not_shown(scripted: Endpoint) -> None:
    scripted.replies = [Reply(status=500, body=b"broken")]
    store = asking(f"{scripted.address}?infer=false&key=k1")

    with pytest.raises(mg.EndpointError) as caught:
        store.query(SELECT)

    assert scripted.asked[0].parameters == {"infer": ["false"], "key": ["k1"], "query": [SELECT]}
    assert "k1" not in f"{caught.value}{store.name}"


@pytest.mark.parametrize("text", ["", "INSERT DATA { <http://e/s> <http://e/p> 1 }", "what is this"])
def test_what_is_no_query_is_not_sent(text: str, scripted: Endpoint) -> None:
    with pytest.raises(mg.QueryError, match="no SELECT, ASK, CONSTRUCT or DESCRIBE"):
        asking(scripted.address).query(text)

    assert scripted.asked == []


def test_an_endpoint_that_knows_no_publication_is_asked_as_it_is(scripted: Endpoint) -> None:
    for reply in (Reply(), Reply(status=500, body=b"GRAPH is not supported"), Reply(status=403)):
        scripted.asked.clear()
        scripted.replies = [reply, Reply(rows(7))]

        assert values(RemoteStore(scripted.address).query(SELECT)) == ["7"]
        assert list(scripted.asked[1].parameters) == ["query"]


def test_an_address_as_a_path_is_told(tmp_path: Path) -> None:
    with pytest.raises(mg.UsageError, match="two slashes"):
        mg.open(Path("http://127.0.0.1/query"), project=ROOT)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("address", ["http://", "https:///sparql", "http://host/a b", "http://host/ü", "http://h/\n"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(mg.UsageError, match="not an address"):
        RemoteStore(address)


# Waiting


def test_an_endpoint_that_never_answers_is_left_after_the_time_out(scripted: Endpoint) -> None:
    begin = time.monotonic()

    with pytest.raises(mg.EndpointError, match=r"no answer.*within 0\.5 s.*--timeout SECONDS or MEDIAGRAPH_TIMEOUT"):
        asking(scripted.address, timeout=0.5).query(SELECT)

    assert time.monotonic() - begin < 10
    assert len(scripted.asked) == 1


def drops(content: bytes) -> Iterator[bytes]:
    """Bytes that come one by one, each before a socket would think that nothing comes."""
    for place in range(len(content)):
        time.sleep(0.05)
        yield content[place : place + 1]


def test_an_endpoint_that_drips_is_left_after_the_time_out(scripted: Endpoint) -> None:
    scripted.replies = [Reply(drops(rows(*range(1000))), framing="chunks")]
    begin = time.monotonic()

    with pytest.raises(mg.EndpointError, match=r"not the whole of it, within 1 s"):
        values(asking(scripted.address, timeout=1).query(SELECT))

    assert time.monotonic() - begin < 10


def test_an_endpoint_that_drips_its_headers_is_left_after_the_time_out() -> None:
    code = """if True:
        import socket, time
        server = socket.create_server(("127.0.0.1", 0))
        print(server.getsockname()[1], flush=True)
        peer, _ = server.accept()
        peer.recv(65536)
        for byte in b"HTTP/1.1 200 OK\\r\\n" + b"X: y\\r\\n" * 1000:
            peer.sendall(bytes([byte]))
            time.sleep(0.05)
    """
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as server:
        try:
            assert server.stdout is not None
            address = f"http://127.0.0.1:{int(server.stdout.readline())}/query"
            begin = time.monotonic()
            with pytest.raises(mg.EndpointError, match="within 1 s"):
                asking(address, timeout=1).query(SELECT)
            assert time.monotonic() - begin < 10
        finally:
            server.kill()


def test_the_time_that_a_reader_takes_is_not_the_endpoints(scripted: Endpoint) -> None:
    scripted.replies = [Reply([rows(*range(100_000))], framing="chunks")]

    answer = iter(asking(scripted.address, timeout=1).query(SELECT))
    next(answer)
    time.sleep(1.5)

    assert sum(1 for _ in answer) == 99_999


@pytest.mark.parametrize("text", ["0", "-1", "soon", "nan", "1e9"])
def test_a_time_out_that_is_none_is_refused(
    text: str, monkeypatch: pytest.MonkeyPatch, cli: Callable[..., Result]
) -> None:
    monkeypatch.setenv("MEDIAGRAPH_TIMEOUT", text)
    result = cli("info", "--store", "http://127.0.0.1:9/query", "--project", ROOT)

    assert result.exit_code == 2
    assert "give seconds, such as 300" in result.stderr


def test_the_command_line_goes_before_the_environment(
    scripted: Endpoint, monkeypatch: pytest.MonkeyPatch, cli: Callable[..., Result]
) -> None:
    monkeypatch.setenv("MEDIAGRAPH_TIMEOUT", "60")
    result = cli("info", "--store", scripted.address, "--project", ROOT, "--timeout", "0.5")

    assert result.exit_code == 3
    assert "within 0.5 s" in result.stderr


# Repetition


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_an_endpoint_that_is_busy_is_asked_again(status: int, scripted: Endpoint, pauses: list[float]) -> None:
    scripted.replies = [Reply(status=status), Reply(status=status), Reply(rows(1))]

    assert values(asking(scripted.address).query(SELECT)) == ["1"]
    assert pauses == [0.5, 1.0]


def test_an_endpoint_that_stays_busy_is_given_up(scripted: Endpoint, pauses: list[float]) -> None:
    scripted.replies = [Reply(status=503, body=b"so many people", kind="text/plain")]

    with pytest.raises(mg.EndpointError, match="503 Service Unavailable: so many people"):
        asking(scripted.address, tries=2).query(SELECT)

    assert (len(scripted.asked), len(pauses)) == (2, 1)


def test_an_endpoint_is_left_alone_for_as_long_as_it_asks(scripted: Endpoint, pauses: list[float]) -> None:
    soon = formatdate(time.time() + 20, usegmt=True)
    scripted.replies = [
        Reply(status=429, headers={"Retry-After": "7"}),
        Reply(status=503, headers={"Retry-After": soon}),
        Reply(rows(1)),
    ]

    values(asking(scripted.address).query(SELECT))

    assert pauses[0] == 7
    assert 15 < pauses[1] <= 20


@pytest.mark.parametrize("when", ["3600", "Fri, 31 Dec 2999 23:59:59 GMT"])
def test_an_endpoint_that_asks_for_too_long_a_pause_is_given_up_at_once(
    when: str, scripted: Endpoint, pauses: list[float]
) -> None:
    scripted.replies = [Reply(status=503, headers={"Retry-After": when})]

    with pytest.raises(mg.EndpointError, match=r"asks to come back in [\d.e+]+ s, and 60 s is how long we wait"):
        asking(scripted.address).query(SELECT)

    assert (len(scripted.asked), pauses) == (1, [])


def test_a_pause_that_cannot_be_understood_is_ours(scripted: Endpoint, pauses: list[float]) -> None:
    scripted.replies = [Reply(status=503, headers={"Retry-After": "tomorrow"}), Reply(rows(1))]

    values(asking(scripted.address).query(SELECT))

    assert pauses == [0.5]


@pytest.mark.parametrize("status", [401, 403, 404, 405, 414, 500])
def test_a_refusal_is_not_asked_again(status: int, scripted: Endpoint) -> None:
    scripted.replies = [Reply(status=status, body=b"go away", kind="text/plain"), Reply()]

    with pytest.raises(mg.EndpointError, match=f"{status} .*: go away"):
        asking(scripted.address).query(SELECT)

    assert len(scripted.asked) == 1


def test_a_dead_port_is_an_error_of_the_endpoint(cli: Callable[..., Result]) -> None:
    address = f"http://127.0.0.1:{servers.free_port()}/query"

    with pytest.raises(mg.EndpointError, match=r"no answer .* is the address right"):
        asking(address, tries=1).query(SELECT)
    result = cli("query", "works/releases", "--store", address, "--project", ROOT)

    assert result.exit_code == 3
    assert result.stderr.startswith(f"mediagraph: {address}: no answer")
    assert "Traceback" not in result.stderr


# Credentials


def basic(user: str = "me") -> str:
    return "Basic " + base64.b64encode(f"{user}:{SECRET}".encode()).decode()


def test_name_and_password_are_given_when_they_are_asked_for(
    scripted: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(USER, "me")
    monkeypatch.setenv(PASSWORD, SECRET)
    scripted.replies = [Reply(status=401, headers={"WWW-Authenticate": 'Basic realm="here"'}), Reply(rows(1))]
    store = asking(scripted.address)

    values(store.query(SELECT))
    values(store.query(SELECT))

    assert [asked.headers.get("Authorization") for asked in scripted.asked] == [None, basic(), basic()]


def test_digest_is_preferred_to_the_open_password(scripted: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(USER, "me")
    monkeypatch.setenv(PASSWORD, SECRET)
    challenge = {"WWW-Authenticate": 'Digest realm="here", nonce="n", qop="auth", algorithm="MD5"'}
    scripted.replies = [Reply(status=401, headers=challenge), Reply(rows(1))]

    values(asking(scripted.address).query(SELECT))

    said = scripted.asked[1].headers["Authorization"]
    assert said.startswith('Digest username="me", realm="here"')
    assert SECRET not in said


def test_a_token_is_given_at_once(scripted: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TOKEN, "t0ken")
    scripted.replies = [Reply(rows(1))]

    values(asking(scripted.address).query(SELECT))

    assert scripted.asked[0].headers["Authorization"] == "Bearer t0ken"


@pytest.mark.parametrize(
    "challenge", ['Basic realm="x"', "Negotiate abc", 'Digest realm="x", nonce="n", algorithm="X"']
)
def test_credentials_that_are_not_taken_are_told_and_not_shown(
    challenge: str, scripted: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(USER, "me")
    monkeypatch.setenv(PASSWORD, SECRET)
    body = f"no, {SECRET} is wrong".encode()
    scripted.replies = [Reply(status=401, body=body, kind="text/plain", headers={"WWW-Authenticate": challenge})]

    with pytest.raises(mg.EndpointError) as caught:
        asking(scripted.address).query(SELECT)

    assert SECRET not in str(caught.value)
    assert len(scripted.asked) <= 2


def test_who_has_no_credentials_is_told_how_to_give_them(scripted: Endpoint) -> None:
    scripted.replies = [Reply(status=401)]

    with pytest.raises(mg.EndpointError, match=f"401 .*give credentials by {USER} and {PASSWORD}, or by {TOKEN}"):
        asking(scripted.address).query(SELECT)


@pytest.mark.parametrize(
    "environment", [{USER: "me"}, {PASSWORD: "x"}, {USER: "me", PASSWORD: "x", TOKEN: "t"}, {TOKEN: "a\nb"}]
)
def test_credentials_that_make_no_sense_are_refused(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    with pytest.raises(mg.UsageError, match="MEDIAGRAPH_ENDPOINT_"):
        RemoteStore("http://127.0.0.1/query")


def test_a_password_in_an_address_is_refused_and_not_shown() -> None:
    with pytest.raises(mg.UsageError, match=rf"put name and password into {USER}") as caught:
        RemoteStore(f"https://me:{SECRET.replace(' ', '')}@127.0.0.1/query")

    assert "sesame" not in str(caught.value)


def test_neither_query_nor_credentials_go_to_another_host(scripted: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TOKEN, "t0ken")
    other = Endpoint()
    try:
        other.replies = [Reply(rows(1))]
        place = f"http://localhost:{other.port}/sparql?key=1"
        scripted.replies = [Reply(status=302, headers={"Location": place})]
        with pytest.raises(mg.EndpointError, match=rf"sends its askers on to http://localhost:{other.port}/sparql; if"):
            asking(scripted.address).query(SELECT)
        assert other.asked == []
    finally:
        other.close()


@pytest.mark.parametrize("place", ["ftp://127.0.0.1/x", "file:///etc/passwd", "http://127.0.0.1:0x/", "//[/"])
def test_a_strange_redirection_is_an_error_of_the_endpoint(place: str, scripted: Endpoint) -> None:
    scripted.replies = [Reply(status=302, headers={"Location": place})]

    with pytest.raises(mg.EndpointError):
        asking(scripted.address).query(SELECT)


@pytest.mark.parametrize(("status", "method"), [(301, "POST"), (307, "POST"), (308, "POST"), (303, "GET")])
def test_a_redirection_on_the_same_host_is_followed_with_all_there_is(
    status: int, method: str, scripted: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(TOKEN, "t0ken")
    scripted.replies = [Reply(status=status, headers={"Location": "/elsewhere"}), Reply(rows(1))]

    values(asking(scripted.address).query(f"{SELECT} # {'long ' * 1000}"))

    asked = scripted.asked[1]
    assert (asked.method, asked.path) == (method, "/elsewhere")
    assert asked.headers["Authorization"] == "Bearer t0ken"
    assert ("query" in asked.parameters) is (method == "POST")


def test_redirections_in_a_circle_end(scripted: Endpoint) -> None:
    scripted.replies = [Reply(status=302, headers={"Location": "/query"})]

    with pytest.raises(mg.EndpointError, match="302"):
        asking(scripted.address).query(SELECT)


# Streams


def test_rows_are_read_before_the_last_one_is_sent(scripted: Endpoint) -> None:
    def slowly() -> Iterator[bytes]:
        whole = rows(*range(10_000))
        yield whole[:100_000]
        assert scripted.release.wait(30)
        yield whole[100_000:]

    scripted.replies = [Reply(slowly(), framing="chunks")]

    answer: Iterator[Any] = iter(asking(scripted.address, timeout=20).query(SELECT))
    first = next(answer)
    scripted.release.set()

    assert first.x == "0"
    assert sum(1 for _ in answer) == 9_999


def test_a_large_answer_needs_no_more_memory_than_a_small_one(scripted: Endpoint) -> None:
    code = f"""if True:
        from mediagraph.store import RemoteStore
        print(sum(1 for _ in RemoteStore({scripted.address!r}).query({SELECT!r}).terms()))
        print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
    """
    sizes = {}
    for count in (10, 400_000):
        body = rows(*range(count))
        scripted.asked.clear()
        scripted.replies = [Reply(), Reply([body[n : n + 65536] for n in range(0, len(body), 65536)], framing="chunks")]
        done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
        found, size = map(int, done.stdout.split())
        sizes[count] = size
        assert found == count

    assert len(body) > 15_000_000
    assert sizes[400_000] - sizes[10] < 5_000  # kilobytes


@pytest.mark.parametrize("framing", ["short", "broken"])
def test_rows_that_break_off_are_an_error_and_no_short_answer(framing: str, scripted: Endpoint) -> None:
    scripted.replies = [Reply(rows(*range(50_000))[:-10_000], framing=framing)]

    with pytest.raises(mg.EndpointError, match="broke off; what came of it is not used"):
        values(asking(scripted.address).query(SELECT))
    with pytest.raises(mg.EndpointError, match="broke off"):
        asking(scripted.address).query(SELECT).df()


@pytest.mark.parametrize("framing", ["none", "length"])
def test_rows_without_their_end_are_an_error(framing: str, scripted: Endpoint) -> None:
    scripted.replies = [Reply(rows(*range(50_000))[:-2], framing=framing)]

    with pytest.raises(mg.EndpointError, match="the answer cannot be read"):
        values(asking(scripted.address).query(SELECT))


@pytest.mark.parametrize("framing", ["short", "broken"])
def test_triples_that_break_off_after_a_line_are_an_error(framing: str, scripted: Endpoint) -> None:
    line = b"<http://e/s> <http://e/p> <http://e/o> .\n"
    scripted.replies = [Reply(line * 1000, kind="application/n-triples", framing=framing)]

    answer = asking(scripted.address).query(CONSTRUCT)
    assert isinstance(answer, Triples)
    with pytest.raises(mg.EndpointError, match="broke off"):
        list(answer)


def test_triples_whose_end_cannot_be_told_are_refused(scripted: Endpoint) -> None:
    scripted.replies = [Reply(b"", kind="application/n-triples", framing="none")]

    with pytest.raises(mg.EndpointError, match=r"does not say where its answer ends.*SELECT instead"):
        asking(scripted.address).query(CONSTRUCT)


def test_an_answer_that_breaks_off_before_its_rows_is_asked_for_again(scripted: Endpoint, pauses: list[float]) -> None:
    scripted.replies = [Reply(b'{"head":', framing="short"), Reply(rows(1))]

    assert values(asking(scripted.address).query(SELECT)) == ["1"]
    assert len(pauses) == 1


# Answers that engines give otherwise


@pytest.mark.parametrize("body", [b"", b"{}", b'{"head":{"vars":["x"]},"results":{"bindings":[{'])
def test_an_answer_that_cannot_be_read_is_an_error_of_the_endpoint(body: bytes, scripted: Endpoint) -> None:
    scripted.replies = [Reply(body)]

    with pytest.raises(mg.EndpointError, match="the answer cannot be read"):
        values(asking(scripted.address).query(SELECT))


@pytest.mark.parametrize("text", [SELECT, CONSTRUCT])
def test_a_web_page_is_told_from_an_answer(text: str, scripted: Endpoint) -> None:
    scripted.replies = [Reply(b"<html>welcome</html>", kind="text/html")]

    with pytest.raises(mg.EndpointError, match="a web page, is the address that of the query service"):
        list(asking(scripted.address).query(text))


def test_an_error_in_a_web_page_is_shown_as_text(scripted: Endpoint) -> None:
    page = b"<html><style>h1 {}</style><body><h1>Sorry</h1>\n<p>no &lt;such&gt; thing</p></body></html>"
    scripted.replies = [Reply(page, status=500, kind="text/html")]

    with pytest.raises(mg.EndpointError, match=r"500 Internal Server Error: Sorry no <such> thing$"):
        asking(scripted.address).query(SELECT)


def test_a_bad_request_is_an_error_of_the_query(scripted: Endpoint) -> None:
    scripted.replies = [Reply(b"line 7: no such thing", status=400, kind="text/plain")]

    with pytest.raises(mg.QueryError, match="line 7: no such thing"):
        asking(scripted.address).query(SELECT)


def test_an_error_that_follows_on_half_an_answer_is_found(scripted: Endpoint) -> None:
    said = b"Virtuoso S1T00 Error SR171: Transaction timed out\n\nSPARQL query:\nSELECT"
    scripted.replies = [Reply(rows(*range(100_000))[:-9] + said, status=500, kind="text/plain")]

    with pytest.raises(mg.EndpointError, match=r": Virtuoso S1T00 Error SR171: Transaction timed out$"):
        asking(scripted.address).query(SELECT)


def test_a_part_of_the_rows_is_not_taken_for_all(scripted: Endpoint) -> None:
    scripted.replies = [Reply(rows(1, 2), headers={"X-SQL-State": "S1TAT"})]

    with pytest.raises(mg.EndpointError, match="a part of the answer"):
        asking(scripted.address).query(SELECT)


@pytest.mark.parametrize(
    ("text", "count", "whole"),
    [
        (SELECT, 3, False),
        (SELECT, 2, True),
        (f"{SELECT} LIMIT 3", 3, True),
        (f"{SELECT} LIMIT 4", 3, False),
        ("SELECT ?x WHERE { { SELECT ?x WHERE { ?x ?p 1 } LIMIT 3 } }", 3, False),
    ],
)
def test_rows_up_to_the_endpoints_limit_are_all_only_where_no_more_were_asked_for(
    text: str,
    count: int,
    whole: bool,  # noqa: FBT001
    scripted: Endpoint,
) -> None:
    scripted.replies = [Reply(rows(*range(count)), headers={"X-SPARQL-MaxRows": "3"})]

    if whole:
        assert len(values(asking(scripted.address).query(text))) == count
    else:
        with pytest.raises(mg.EndpointError, match="gives 3 rows at most"):
            asking(scripted.address).query(text)


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b'{"head":{},"boolean":true}', True),
        (b'{"head":{},"boolean":false}', False),
        (rows(1), True),
        (rows(), False),
    ],
)
def test_truth_is_read_from_rows_too(body: bytes, value: bool, scripted: Endpoint) -> None:  # noqa: FBT001
    scripted.replies = [Reply(body)]

    answer = asking(scripted.address).query("ASK { ?s ?p ?o }")

    assert isinstance(answer, Truth)
    assert bool(answer) is value


def test_names_of_nameless_nodes_may_be_odd(scripted: Endpoint) -> None:
    cell = b'{"x":{"type": "bnode", "value": "nodeID://b%d"}}'
    text = b'{"x":{"type":"literal","value":"\\"type\\": \\"bnode\\", \\"value\\": \\"nodeID://b1"}}'
    body = b'{"head":{"vars":["x"]},"results":{"bindings":['
    body += b",".join([*(cell % n for n in range(5000)), text]) + b"]}}"
    scripted.replies = [Reply([body[n : n + 1000] for n in range(0, len(body), 1000)], framing="chunks")]

    found = values(asking(scripted.address).query(SELECT))

    assert found[:2] == ["b0", "b1"]
    assert len(found) == 5001
    assert found[-1] == '"type": "bnode", "value": "nodeID://b1'


def test_results_in_xml_are_read(scripted: Endpoint) -> None:
    body = b"""<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="x"/></head>
        <results><result><binding name="x"><uri>http://e/a</uri></binding></result></results></sparql>"""
    scripted.replies = [Reply(body, kind="application/sparql-results+xml; charset=utf-8")]

    assert values(asking(scripted.address).query(SELECT)) == ["http://e/a"]


def test_triples_in_turtle_are_read(scripted: Endpoint) -> None:
    scripted.replies = [Reply(b"@prefix e: <http://e/> . e:a e:b e:c, 1 .", kind="text/turtle")]

    assert len(list(asking(scripted.address).query(CONSTRUCT))) == 2


def test_rows_are_written_in_every_form(scripted: Endpoint, cli: Callable[..., Result]) -> None:
    scripted.replies = [Reply(EMPTY), Reply(rows(1, 2))]

    result = cli("sparql", "-", "--store", scripted.address, "--project", ROOT, "--format", "csv", stdin=SELECT)

    assert result.stdout.split() == ["x", "1", "2"]


def test_rows_that_break_off_are_not_written(scripted: Endpoint, cli: Callable[..., Result], tmp_path: Path) -> None:
    scripted.replies = [Reply(EMPTY), Reply(rows(*range(50_000))[:-9000], framing="short")]
    words = ("sparql", "-", "--store", scripted.address, "--project", ROOT)

    for form in ("csv", "json", "table"):
        scripted.asked.clear()
        result = cli(*words, "--format", form, "-o", tmp_path / form, stdin=SELECT)
        assert (result.exit_code, list(tmp_path.iterdir())) == (3, [])
        assert "broke off" in result.stderr


def test_a_graph_over_an_endpoint_is_opened_without_asking() -> None:
    with Graph(Project.find(ROOT), asking("http://127.0.0.1:9/query")) as graph:
        assert graph.store.name == "http://127.0.0.1:9/query"


def test_many_entities_are_asked_for_in_portions(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mediagraph.questions._AT_ONCE", 7)
    countries = sorted(str(row[0]) for row in graph.sparql("SELECT ?c { ?c a mg:Country }"))
    assert len(countries) > 50
    whole = sorted(tuple(row) for row in graph.rows("entities/labels", entity=[ox.NamedNode(c) for c in countries]))
    assert sorted(tuple(row) for row in graph.rows_of("entities/labels", "entity", countries)) == whole
    assert list(graph.rows_of("entities/labels", "entity", [])) == []
