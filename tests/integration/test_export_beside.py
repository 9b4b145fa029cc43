"""An export by two processes: the same files whoever writes them, errors as ever, and nobody left behind."""

from __future__ import annotations

import copy
import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import mediagraph as mg
from exportfiles import ROOT, contents
from mediagraph.exports import FORMATS, beside, export, files
from mediagraph.exports.kinds import Kinds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mediagraph.building import Build
    from mediagraph.graph import Graph

LARGE = 1 << 30
# A process beside that tells that it began, and never ends by itself.
STUCK = (
    "import os, time; from mediagraph.exports import beside;"
    " beside.write_forms = lambda *_, **__: (open('began', 'w').close(), time.sleep(600)); beside.main()"
)
KILLED = """
import os, signal, sys, time
from pathlib import Path
import mediagraph as mg
from mediagraph.exports import beside, export
store, project, folder, stuck = sys.argv[1:]
beside._MANY, beside.usable_processors, beside._START = 0, lambda: 2, stuck
def tell(what):
    if what.startswith("viewing"):
        while not Path(folder, ".export", "began").exists():
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGKILL)
with mg.open(store, project=project) as graph:
    export(graph, Path(folder), tell=tell)
"""


@pytest.fixture(scope="module")
def alone(built: Build, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    """What one process writes."""
    folder = tmp_path_factory.mktemp("export")
    with mg.open(built.store, project=ROOT) as graph, pytest.MonkeyPatch.context() as patched:
        patched.setattr(beside, "usable_processors", lambda: 1)
        graph.export(folder)
    return contents(folder)


@pytest.fixture(autouse=True)
def _for_any_graph(started: list[subprocess.Popen[bytes]], monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001
    """A process is started however small the graph, and noted."""
    monkeypatch.setattr(beside, "_MANY", 0)
    monkeypatch.setattr(beside, "usable_processors", lambda: 2)


@pytest.fixture
def refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is written here that was to be written beside."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("written here")

    monkeypatch.setattr(beside, "write_forms", refuse)


# Who writes what


def test_the_forms_are_dealt_into_two_shares() -> None:
    here, there = beside.dealt(list(FORMATS), LARGE)

    assert sorted([*here, *there]) == sorted(FORMATS)
    assert {"schema", "ontology"} <= set(here)
    assert {"csv", "jsonld"} <= set(there)


@pytest.mark.parametrize("form", FORMATS)
def test_one_form_is_written_here(form: str) -> None:
    assert beside.dealt([form], LARGE) == ([form], [])


def test_where_there_is_little_to_write_or_one_processor_all_is_written_here(monkeypatch: pytest.MonkeyPatch) -> None:
    assert beside.dealt(list(FORMATS), LARGE, processors=1) == (list(FORMATS), [])
    monkeypatch.setattr(beside, "_MANY", LARGE + 1)
    assert beside.dealt(list(FORMATS), LARGE, processors=2) == (list(FORMATS), [])


# The same files


@pytest.mark.usefixtures("refused")
def test_two_processes_write_the_same_bytes(
    alone: Mapping[str, bytes], graph: Graph, tmp_path: Path, started: list[subprocess.Popen[bytes]]
) -> None:
    said: list[str] = []

    written = export(graph, tmp_path, tell=said.append)

    assert [process.returncode for process in started] == [0]
    assert contents(tmp_path) == alone
    assert sorted(str(path.relative_to(tmp_path)) for path in written) == sorted(alone)
    assert said[-1] == f"writing: {', '.join(FORMATS[form] for form in beside.dealt(list(FORMATS), LARGE)[1])}"


@pytest.mark.parametrize(
    "script",
    [
        "raise SystemExit(1)",
        "import pathlib; pathlib.Path('mediagraph.jsonld').touch(); pathlib.Path('csv').mkdir(); 1 / 0",
        "import os; os.kill(os.getpid(), 9)",
    ],
    ids=["fails", "breaks off", "is killed"],
)
def test_what_the_other_process_does_not_write_is_written_here(
    script: str,
    alone: Mapping[str, bytes],
    graph: Graph,
    tmp_path: Path,
    started: list[subprocess.Popen[bytes]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(beside, "_START", script)

    graph.export(tmp_path)

    assert [process.returncode == 0 for process in started] == [False]
    assert contents(tmp_path) == alone


@pytest.mark.usefixtures("started")
def test_where_no_process_can_be_started_all_is_written_here(
    alone: Mapping[str, bytes], graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")

    graph.export(tmp_path)

    assert contents(tmp_path) == alone


def test_classes_are_handed_over_with_what_stands_above_them() -> None:
    import pyoxigraph as ox

    above = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#subClassOf")
    low, high = (ox.NamedNode(f"https://a.example/{name}") for name in ("low", "high"))
    kinds = copy.copy(Kinds([ox.Triple(low, above, high)]))

    assert kinds.ordered((high.value, low.value)) == (low.value, high.value)


# Failures


@pytest.mark.parametrize("error", [KeyboardInterrupt(), OSError(28, "No space left on device")], ids=["stop", "full"])
def test_a_failure_here_ends_the_other_process(
    error: BaseException,
    graph: Graph,
    tmp_path: Path,
    started: list[subprocess.Popen[bytes]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(beside, "_START", STUCK)
    monkeypatch.setattr(files, "write_view", fail)
    with pytest.raises((KeyboardInterrupt, mg.FileError)):
        graph.export(tmp_path)

    assert [process.returncode for process in started] == [-signal.SIGKILL]
    assert list(tmp_path.iterdir()) == []


def test_a_failure_that_both_meet_is_told(
    graph: Graph, tmp_path: Path, started: list[subprocess.Popen[bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def blocked(*_: object) -> None:
        (tmp_path / ".export" / "csv").write_text("in the way", encoding="utf-8")
        (tmp_path / ".export" / "work" / "again").write_text("in the way", encoding="utf-8")

    monkeypatch.setattr(beside, "_START", "raise SystemExit(1)")
    monkeypatch.setattr(files, "write_view", blocked)
    with pytest.raises(mg.FileError, match="cannot be written: File exists"):
        graph.export(tmp_path)

    assert len(started) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="the end of a process that is no child is seen on Linux only")
def test_the_other_process_does_not_outlive_one_that_is_killed(
    built: Build, tmp_path: Path, environment: Mapping[str, str]
) -> None:
    command = [sys.executable, "-c", KILLED, built.store, str(ROOT), str(tmp_path), STUCK]

    with subprocess.Popen(command, env=environment) as process:
        other = _child(process.pid)
        handle = os.pidfd_open(other)
        try:
            assert process.wait(60) == -signal.SIGKILL
            assert select.select([handle], [], [], 60)[0] == [handle]
        finally:
            os.close(handle)


def _child(parent: int) -> int:
    """Wait for the first process that `parent` starts."""
    path = Path(f"/proc/{parent}/task/{parent}/children")
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if found := path.read_text("ascii").split():
            return int(found[0])
        time.sleep(0.01)
    raise AssertionError("it starts none")
