"""Publishing to real servers: the same graph there, only what changed is sent, and nothing of others is touched."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest

import mediagraph as mg
import servers
from mediagraph.judging import judge_store
from mediagraph.project import Project
from mediagraph.publishing import publish
from mediagraph.store import RemoteStore
from mediagraph.store.embedded import evaluate
from mediagraph.store.remote.publication import MERGE, NOTE, STAGE
from mediagraph.store.remote.writers import GraphStore, Update

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from click.testing import Result

    from mediagraph.building import Build
    from mediagraph.publishing import Published
    from mediagraph.store import Answer
    from servers import Server

ROOT = Path(__file__).resolve().parents[2]
ENDPOINTS = ["oxigraph", "oxigraph with a union", "virtuoso"]
WAYS = ["graph store", "update"]
GRAPHS = "https://w3id.org/mediagraph/id/graph/"


class Memory:
    """A store of quads, with their merge as default graph."""

    def __init__(self, quads: Sequence[ox.Quad]) -> None:
        self._quads = quads
        self._store = ox.Store()
        self._store.extend([*quads, *(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)])

    name = "memory"
    version = ""

    def query(self, text: str) -> Answer:
        return evaluate(self._store, text)

    def quads(self) -> Iterator[ox.Quad]:
        return iter(self._quads)

    def close(self) -> None:
        pass


def quads(graph: str, *values: str) -> list[ox.Quad]:
    """A statement for each value; that of the first is the same in every graph."""
    subject, predicate = ox.NamedNode("http://e/s"), ox.NamedNode("http://e/p")
    name = ox.NamedNode(GRAPHS + graph)
    return [ox.Quad(subject, predicate, ox.Literal(value, language="en"), name) for value in values]


SOURCE = Memory(
    [*quads("a", "same", "1", 'quoted "q" \\ back', "line\nend"), *quads("b", "same", "比利时 😀 é"), *quads("c", "x")]
)


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")


@pytest.fixture(scope="module")
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with servers.virtuoso(tmp_path_factory.mktemp("publish")) as server:
        yield server


@pytest.fixture(params=ENDPOINTS)
def server(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """An endpoint that holds nothing of ours."""
    if request.param == "virtuoso":
        found: Server = request.getfixturevalue("virtuoso")
        for name in [NOTE, MERGE, STAGE, "urn:others", *(row for row in graphs_of(found) if row.startswith(GRAPHS))]:
            servers.update(found, f"DROP SILENT GRAPH <{name}>")
        for key, value in found.environment.items():
            monkeypatch.setenv(key, value)
        yield found
    else:
        folder = tmp_path / "server"
        folder.mkdir()
        with servers.oxigraph(folder, *(["--union-default-graph"] if "union" in request.param else [])) as found:
            yield found


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest, server: Server) -> dict[str, Any]:
    return {"graph_store": server.graph_store} if request.param == "graph store" else {"update": server.update}


def graphs_of(server: Server) -> list[str]:
    store = RemoteStore(server.query)
    return [str(row[0]) for row in store._ask("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }", [])]


def sent(made: Published) -> list[str]:
    return [name.removeprefix(GRAPHS) for name in made.sent]


def statements(store: Any) -> set[str]:
    return {str(quad) for quad in store.quads()}


def merged(store: Any) -> list[Any]:
    return sorted(row[0] for row in store.query("SELECT ?o WHERE { <http://e/s> <http://e/p> ?o }"))


def test_what_is_published_is_there_and_merged_as_a_set(server: Server, way: dict[str, Any]) -> None:
    made = publish(SOURCE, RemoteStore(server.query), **way)

    there = RemoteStore(server.query)
    assert statements(there) == statements(SOURCE)
    assert merged(there) == merged(SOURCE)
    assert merged(SOURCE).count("same") == 1
    assert there.version == made.version != ""
    assert (sent(made), made.statements) == (["a", "b", "c"], 7)
    assert STAGE not in graphs_of(server)


def test_what_is_there_already_is_not_sent_again(server: Server, way: dict[str, Any]) -> None:
    publish(SOURCE, RemoteStore(server.query), **way)

    again = publish(SOURCE, RemoteStore(server.query), **way)

    assert (sent(again), len(again.kept)) == ([], 3)


def test_only_what_changed_is_sent_and_what_is_no_more_is_removed(server: Server, way: dict[str, Any]) -> None:
    publish(SOURCE, RemoteStore(server.query), **way)
    later = Memory([*quads("a", "same", "1", 'quoted "q" \\ back', "line\nend"), *quads("b", "2"), *quads("d", "y")])

    made = publish(later, RemoteStore(server.query), **way)

    there = RemoteStore(server.query)
    assert (sent(made), made.removed) == (["b", "d"], [GRAPHS + "c"])
    assert statements(there) == statements(later)
    assert merged(there) == merged(later)


def test_what_others_took_away_is_sent_again(server: Server, way: dict[str, Any]) -> None:
    publish(SOURCE, RemoteStore(server.query), **way)
    servers.update(server, f"DROP SILENT GRAPH <{GRAPHS}b>")

    made = publish(SOURCE, RemoteStore(server.query), **way)

    assert sent(made) == ["b"]
    assert statements(RemoteStore(server.query)) == statements(SOURCE)


def test_an_interrupted_publication_goes_on_where_it_stopped(
    server: Server, way: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(Memory(quads("a", "old")), RemoteStore(server.query), **way)
    writer: Any = GraphStore if "graph_store" in way else Update
    put = writer.put

    def fail(self: Any, graph: str, file: Path) -> None:
        if graph == GRAPHS + "c":
            raise mg.EndpointError("the power went out")
        put(self, graph, file)

    with monkeypatch.context() as patch:
        patch.setattr(writer, "put", fail)
        with pytest.raises(mg.EndpointError, match="power"):
            publish(SOURCE, RemoteStore(server.query), **way)
    meanwhile = RemoteStore(server.query)
    assert meanwhile.version == ""

    made = publish(SOURCE, RemoteStore(server.query), **way)

    there = RemoteStore(server.query)
    assert sent(made) == ["c"]
    assert (statements(there), merged(there)) == (statements(SOURCE), merged(SOURCE))


def test_what_others_have_there_is_neither_touched_nor_seen(server: Server, way: dict[str, Any]) -> None:
    others = 'INSERT DATA { GRAPH <urn:others> { <http://e/s> <http://e/p> "theirs" } }'
    servers.update(server, others)
    if server.name == "oxigraph":
        servers.update(server, 'INSERT DATA { <http://e/s> <http://e/p> "by default" }')

    made = publish(SOURCE, RemoteStore(server.query), **way)

    there = RemoteStore(server.query)
    assert made.default == "merged"
    assert (statements(there), merged(there)) == (statements(SOURCE), merged(SOURCE))
    assert there.count("urn:others") == 1
    if server.name == "oxigraph":
        found = there._ask('ASK { <http://e/s> <http://e/p> "by default" }', [])
        assert found


def test_a_default_graph_of_its_own_gets_the_merge(tmp_path: Path) -> None:
    with servers.oxigraph(tmp_path) as server:
        made = publish(SOURCE, RemoteStore(server.query), graph_store=server.graph_store)

        there = RemoteStore(server.query)
        assert made.default == "own"
        assert there.count() == 6
        assert there.publication.dataset() == []


def test_a_union_that_is_a_set_is_used_as_it_is(tmp_path: Path) -> None:
    with servers.oxigraph(tmp_path, "--union-default-graph") as server:
        alone = Memory([*quads("a", "1", "2"), *quads("b", "3")])
        made = publish(alone, RemoteStore(server.query), graph_store=server.graph_store)

        assert made.default == "shared"
        assert MERGE not in graphs_of(server)
        later = publish(SOURCE, RemoteStore(server.query), graph_store=server.graph_store)
        assert later.default == "merged"


def test_a_build_of_many_batches_arrives_whole(built: Build, tmp_path: Path) -> None:
    with servers.oxigraph(tmp_path) as server, mg.open(built.store, project=ROOT) as graph:
        told: list[str] = []
        made = publish(graph.store, RemoteStore(server.query), update=server.update, progress=told.append)

        assert made.version == built.manifest.digest
        assert statements(RemoteStore(server.query)) == statements(graph.store)
        assert any(line.startswith("graph 1 of ") for line in told)


@pytest.mark.parametrize("server", ["virtuoso"], indirect=True)
def test_judges_find_there_what_they_find_here(built: Build, server: Server) -> None:
    project = Project.find(ROOT)
    with mg.open(built.store, project=ROOT) as graph:
        bad = ox.NamedNode("https://w3id.org/mediagraph/id/organisation/nameless")
        kind = ox.NamedNode("https://w3id.org/mediagraph/ontology#Broadcaster")
        type_ = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
        part = ox.NamedNode("https://w3id.org/mediagraph/id/relation/unproven")
        here = Memory(
            [
                *graph.store.quads(),
                ox.Quad(bad, type_, kind, ox.NamedNode(GRAPHS + "bad")),
                ox.Quad(
                    part,
                    type_,
                    ox.NamedNode("https://w3id.org/mediagraph/ontology#RelationChange"),
                    ox.NamedNode(GRAPHS + "bad"),
                ),
            ]
        )
    publish(here, RemoteStore(server.query), graph_store=server.graph_store)

    found, _ = judge_store(project, here)
    there, _ = judge_store(project, RemoteStore(server.query))

    assert there == found
    assert {str(bad), str(part)} <= {f"<{finding.focus}>" for finding in found}


# Errors


def test_without_an_address_to_write_to_it_says_so(cli: Callable[..., Result], built: Build) -> None:
    result = cli("publish", "http://127.0.0.1:9/query", "--store", built.store, "--project", ROOT)

    assert result.exit_code == 2
    assert "--graph-store URL (Graph Store Protocol) or --update-url URL" in result.stderr


@pytest.mark.parametrize("words", [("there",), ("http://h/q", "--store", "http://h/q", "--update-url", "http://h/u")])
def test_a_publication_that_makes_no_sense_is_refused(words: tuple[str, ...], cli: Callable[..., Result]) -> None:
    result = cli("publish", *words, "--project", ROOT)

    assert result.exit_code == 2
    assert "Traceback" not in result.stderr


def test_a_node_without_a_name_is_refused(tmp_path: Path) -> None:
    node, predicate = ox.BlankNode("n"), ox.NamedNode("http://e/p")
    with servers.oxigraph(tmp_path) as server, pytest.raises(mg.UsageError, match="graph http://e/g: a node of it"):
        publish(
            Memory([ox.Quad(node, predicate, node, ox.NamedNode("http://e/g"))]),
            RemoteStore(server.query),
            graph_store=server.graph_store,
        )


@pytest.mark.parametrize("way_", WAYS)
def test_a_refusal_names_the_graph_and_not_the_password(
    way_: str, virtuoso: Server, cli: Callable[..., Result], built: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEDIAGRAPH_ENDPOINT_USER", "dba")
    monkeypatch.setenv("MEDIAGRAPH_ENDPOINT_PASSWORD", "open-sesame")
    where = ["--graph-store", virtuoso.graph_store] if way_ == "graph store" else ["--update-url", virtuoso.update]

    result = cli("publish", virtuoso.query, *where, "--store", built.store, "--project", ROOT)

    assert result.exit_code == 3
    assert result.stderr.startswith(f"mediagraph: graph {NOTE}: ")
    assert "401" in result.stderr
    assert "sesame" not in result.stderr


def test_an_endpoint_that_keeps_less_than_it_is_sent_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put = GraphStore.put

    def half(self: GraphStore, graph: str, file: Path) -> None:
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        file.write_text("".join(lines[: max(len(lines) // 2, 1)]), encoding="utf-8")
        put(self, graph, file)

    monkeypatch.setattr(GraphStore, "put", half)
    with (
        servers.oxigraph(tmp_path) as server,
        pytest.raises(mg.EndpointError, match=r"graph \S+/a: 4 statements were sent, and 2 are there"),
    ):
        publish(SOURCE, RemoteStore(server.query), graph_store=server.graph_store)


def test_the_command_line_publishes_and_asks(server: Server, built: Build, cli: Callable[..., Result]) -> None:
    words = ("--store", built.store, "--project", ROOT)

    made = cli("publish", server.query, "--graph-store", server.graph_store, *words)
    again = cli("publish", server.query, "--update-url", server.update, *words)
    there = cli("query", "works/releases", "--format", "csv", "--store", server.query, "--project", ROOT)
    here = cli("query", "works/releases", "--format", "csv", *words)

    assert (made.exit_code, made.stderr) == (0, "")
    assert f"sent {GRAPHS}country-codes\n" in made.stdout
    assert f"{server.query}: {built.manifest.quads} statements in {len(built.manifest.graphs)} graphs" in made.stdout
    assert f"0 sent, {len(built.manifest.graphs)} there already, 0 removed" in again.stdout
    assert there.stdout_bytes == here.stdout_bytes
