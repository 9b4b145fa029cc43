"""How the server starts, goes on and ends: new builds, killed workers, signals, logs, figures."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

import mediagraph as mg
from mediagraph.building import build
from mediagraph.project import Project
from projects import ROOT
from serving import serving, until

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

    from mediagraph.building import Build

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


@pytest.fixture
def store(built: Build, tmp_path: Path) -> Path:
    """A store of its own."""
    return shutil.copytree(built.store, tmp_path / "store")


def test_a_new_build_is_picked_up_without_a_failed_request(copy: Path, store: Path, tmp_path: Path) -> None:
    with serving(store, tmp_path, "--queries", 2, "--pages", 2) as server:
        versions: set[str] = set()
        failed: list[str] = []
        stop = threading.Event()

        def visit(number: int) -> None:
            count = 0
            while not stop.is_set():
                count += 1
                for answer in (
                    server.get(f"/queries/anniversaries/falling.csv?every={count}"),
                    server.client.get("/sparql", params={"query": f"{COUNT} # {number} {count}", "format": "csv"}),
                    server.get(f"/search.json?q=visit{number}x{count}"),
                ):
                    if answer.status_code != 200:
                        failed.append(f"{answer.status_code} {answer.text[:200]}")
                    versions.add(answer.headers["graph-version"])

        with ThreadPoolExecutor(3) as crowd:
            visits = [crowd.submit(visit, number) for number in range(3)]
            before = mg.open(store).store.version
            for _ in range(3):
                article = next((copy / "data" / "articles").glob("*.yaml"), None)
                if article is not None:
                    article.unlink()
                build(Project.find(copy), store)
                now = mg.open(store).store.version
                until(lambda now=now: server.get("/health").json()["graph_version"] == now)
            stop.set()
            for one in visits:
                one.result()
        assert failed == []
        assert {before, now} <= versions
        assert before != now
        assert server.process.poll() is None


def test_a_build_that_fails_leaves_the_served_graph(store: Path, tmp_path: Path) -> None:
    with serving(store, tmp_path, "--queries", 1, "--pages", 1) as server:
        before = server.get("/health").json()["graph_version"]
        (store / "current").write_text("999999\n", encoding="utf-8")
        time.sleep(2.5)
        assert server.get("/health").json()["graph_version"] == before
        assert server.ask("ASK {}").status_code == 200
        assert any(line["event"] == "build" and line["level"] == "error" for line in server.lines())


def test_killed_workers_are_replaced_and_nobody_else_notices(store: Path, tmp_path: Path) -> None:
    with serving(store, tmp_path, "--queries", 2, "--pages", 2) as server:
        for turn in range(3):
            for worker in server.workers():
                os.kill(worker, signal.SIGKILL)
            until(lambda: all(lane["alive"] == lane["of"] for lane in server.get("/health").json()["workers"].values()))
            until(lambda turn=turn: server.ask(f"ASK {{}} # {turn}").status_code == 200)
            until(lambda turn=turn: server.get(f"/search.json?q=a{turn}").status_code == 200)


def test_a_worker_that_dies_before_it_begins_is_not_laid_at_the_visitors_door(store: Path, tmp_path: Path) -> None:
    with serving(store, tmp_path, "--queries", 1, "--pages", 1) as server, ThreadPoolExecutor(2) as crowd:
        for worker in server.workers():
            os.kill(worker, signal.SIGSTOP)  # it takes the job no more, but it cannot be seen yet
        asked = crowd.submit(server.ask, "ASK {} # as if the system were short of memory")
        searched = crowd.submit(server.get, "/search.json?q=begun")
        time.sleep(0.5)
        for worker in server.workers():
            os.kill(worker, signal.SIGKILL)
        assert (asked.result().status_code, searched.result().status_code) == (200, 200)


def test_the_end_is_graceful_and_leaves_no_process(store: Path, tmp_path: Path) -> None:
    with (
        serving(store, tmp_path, "--queries", 1, "--pages", 1, "--seconds", 3) as server,
        ThreadPoolExecutor(1) as crowd,
    ):
        workers = server.workers()
        assert len(workers) == 2
        begun = crowd.submit(server.ask, "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
        time.sleep(0.5)
        assert server.end() == 0
        assert begun.result().status_code == 503, "a query that had begun gets its answer, here the refusal"
        until(lambda: not any(Path(f"/proc/{worker}").exists() for worker in workers), 10)
        assert server.lines()[-1]["event"] == "stopped"


def test_workers_do_not_outlive_a_server_that_is_killed(store: Path, tmp_path: Path) -> None:
    with serving(store, tmp_path, "--queries", 1, "--pages", 1) as server:
        workers = server.workers()
        server.process.kill()
        server.process.wait()
        until(lambda: not any(_runs(worker) for worker in workers), 10)


def _runs(process: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except OSError:
        return False


def test_every_request_has_a_line_in_the_log_and_counts(store: Path, tmp_path: Path) -> None:
    with serving(store, tmp_path, "--queries", 1, "--pages", 1) as server:
        server.get("/queries/works/releases.csv")
        server.ask("SELECT oops")
        lines = [line for line in server.lines() if line["event"] == "request"]
        assert [(line["route"], line["status"]) for line in lines] == [("query", 200), ("sparql", 400)]
        assert lines[0]["path"] == "/queries/works/releases.csv"
        assert lines[1]["problem"] == "query-refused"
        assert lines[0]["ms"] >= 0
        text = server.get("/metrics").text
        assert 'mediagraph_requests_total{method="GET",route="query",status="200"} 1.0' in text
        assert 'mediagraph_problems_total{kind="query-refused"} 1.0' in text
        assert 'mediagraph_workers_alive{lane="queries"} 1.0' in text


def test_a_port_that_is_taken_is_named(store: Path, tmp_path: Path, cli: Callable[..., Result]) -> None:
    with serving(store, tmp_path, "--queries", 1, "--pages", 1) as server:
        port = server.url.rpartition(":")[2]
        result = cli("serve", "--store", store, "--port", port)
        assert result.exit_code == 3
        assert f"127.0.0.1:{port}: cannot be listened at" in result.output


def test_where_there_is_no_graph_the_way_to_one_is_told(tmp_path: Path, cli: Callable[..., Result]) -> None:
    result = cli("serve", "--store", tmp_path / "nothing")
    assert result.exit_code == 3
    assert "mediagraph build" in result.output
    assert cli("serve", "--store", "http://127.0.0.1:9/sparql").exit_code == 2
    assert cli("serve", "--seconds", "soon").exit_code == 2


def test_a_sealed_process_can_open_no_socket_and_still_reads_files() -> None:
    code = (
        "import socket\n"
        "from mediagraph.server.sealing import seal\n"
        "how = seal()\n"
        "open('/etc/passwd').close()\n"
        "import pyoxigraph as ox\n"
        "try:\n"
        "    list(ox.Store().query('SELECT * { SERVICE <http://127.0.0.1:9999/> { ?s ?p ?o } }'))\n"
        "except OSError as error:\n"
        "    print(how, error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    how, _, error = done.stdout.partition(" ")
    assert how in {"seccomp", "namespace"}
    assert ("Permission denied" if how == "seccomp" else "unreachable") in error


def test_relative_names_are_resolved_against_the_service(built: Build) -> None:
    with mg.open(built.store, project=ROOT) as graph:
        triples = graph.sparql("CONSTRUCT { <a> <b> <#c> } WHERE {}", base="http://127.0.0.1/sparql")
        assert [triple.object for triple in triples] == [ox.NamedNode("http://127.0.0.1/sparql#c")]  # type: ignore[union-attr]
