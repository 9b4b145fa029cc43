"""The folder of an export: what is chosen, what stays, and what a failure leaves."""

from __future__ import annotations

import fcntl
import os
import resource
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import mediagraph as mg
from exportfiles import RDF, ROOT, contents
from mediagraph.exports import FORMATS, export
from mediagraph.exports import files as module

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from click.testing import Result

    from mediagraph.building import Build
    from mediagraph.graph import Graph

KILLED = """
import os, signal, sys
from pathlib import Path
import mediagraph as mg
from mediagraph.exports import export
store, project, folder, stage = sys.argv[1:]
def tell(what):
    if what.startswith(stage):
        os.kill(os.getpid(), signal.SIGKILL)
with mg.open(store, project=project) as graph:
    export(graph, Path(folder), tell=tell)
"""


@pytest.fixture(scope="module")
def exported(built: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export")
    with mg.open(built.store, project=ROOT) as graph:
        graph.export(folder)
    return folder


def test_the_files_are_these(exported: Path) -> None:
    found = contents(exported)

    assert {name for name in found if "/" not in name} == {*RDF, "mediagraph.sha256"}
    assert {"csv/csv-metadata.json", "csv/countries.csv", "csv/works.csv"} <= found.keys()
    assert not (exported / ".export").exists()


def test_the_files_that_are_named_are_those_that_are_there(graph: Graph, tmp_path: Path) -> None:
    files = graph.export(tmp_path)

    assert sorted(str(path.relative_to(tmp_path)) for path in files) == sorted(contents(tmp_path))


def test_an_export_over_another_takes_its_place_and_leaves_the_rest(
    exported: Path, graph: Graph, tmp_path: Path
) -> None:
    (tmp_path / "mediagraph.ttl").write_text("former", encoding="utf-8")
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")

    graph.export(tmp_path)

    assert contents(tmp_path) == {**contents(exported), "mine.txt": b"mine"}


@pytest.mark.parametrize("only", FORMATS)
def test_each_form_can_be_had_alone_with_the_same_bytes(
    only: str, exported: Path, graph: Graph, tmp_path: Path
) -> None:
    graph.export(tmp_path, only=[only])

    found, whole = contents(tmp_path), contents(exported)
    beside = {"dataset.ttl", "mediagraph.sha256"}
    assert found.keys() - beside == {name for name in whole if name.split("/")[0] == FORMATS[only]}
    assert all(found[name] == whole[name] for name in found.keys() - beside)


def test_what_is_not_made_again_is_removed_so_that_all_files_are_of_one_graph(graph: Graph, tmp_path: Path) -> None:
    graph.export(tmp_path)
    (tmp_path / "csv" / "mine.csv").write_text("mine", encoding="utf-8")

    graph.export(tmp_path, only=["turtle"])

    assert contents(tmp_path).keys() == {"csv/mine.csv", "dataset.ttl", "mediagraph.sha256", "mediagraph.ttl"}


def test_only_names_that_an_export_makes_are_removed(graph: Graph, tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("mine", encoding="utf-8")
    folder = tmp_path / "export"
    folder.mkdir()
    digest = "0" * 64
    names = ["../outside.txt", str(outside), "csv/../../outside.txt", "other/x.csv", ".hidden", "\x00"]
    lines = "".join(f"{digest}  {name}\n" for name in names)
    (folder / "mediagraph.sha256").write_text(lines, encoding="utf-8")

    graph.export(folder, only=["turtle"])

    assert outside.read_text("utf-8") == "mine"


# Failures


@pytest.mark.parametrize("stage", ["sorting", "writing", "packing", "viewing"])
def test_a_killed_export_leaves_no_half_file(
    stage: str, built: Build, exported: Path, tmp_path: Path, environment: Mapping[str, str]
) -> None:
    command = [sys.executable, "-c", KILLED, built.store, str(ROOT), str(tmp_path / "new"), stage]

    done = subprocess.run(command, env=environment, check=False, timeout=60)

    assert done.returncode == -signal.SIGKILL
    assert [path.name for path in (tmp_path / "new").iterdir()] == [".export"]
    with mg.open(built.store, project=ROOT) as graph:
        graph.export(tmp_path / "new")
    assert contents(tmp_path / "new") == contents(exported)


def test_an_export_that_fails_leaves_the_former_one(
    exported: Path, graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph.export(tmp_path)

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "write_view", fail)
    with pytest.raises(mg.FileError, match="cannot be written: No space left on device"):
        graph.export(tmp_path)

    assert contents(tmp_path) == contents(exported)


def test_a_disk_that_is_full_is_told(built: Build, tmp_path: Path, environment: Mapping[str, str]) -> None:
    def limited() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    command = [sys.executable, "-m", "mediagraph", "export", "-o", str(tmp_path / "out"), "--store", built.store]

    done = subprocess.run(
        [*command, "--project", str(ROOT)],
        env=environment,
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
        preexec_fn=limited,
    )

    assert done.returncode == 3
    assert "cannot be written: File too large" in done.stderr
    assert "Traceback" not in done.stderr
    assert contents(tmp_path / "out") == {}


def test_a_folder_that_another_process_writes_is_told(graph: Graph, tmp_path: Path) -> None:
    handle = os.open(tmp_path, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        with pytest.raises(mg.FileError, match="another process is exporting to it"):
            graph.export(tmp_path)
    finally:
        os.close(handle)

    assert list(tmp_path.iterdir()) == []
    assert graph.export(tmp_path, only=["ontology"])


def test_a_folder_that_cannot_be_written_is_told(graph: Graph, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")

    with pytest.raises(mg.FileError, match="cannot be written"):
        graph.export(tmp_path / "file" / "below")


# The command


def test_the_command_writes_what_is_chosen_and_names_it(
    built: Build, cli: Callable[..., Result], tmp_path: Path
) -> None:
    words = ("--only", "turtle", "--only", "csv", "--base", "https://data.example/x/")

    result = cli("export", "-o", tmp_path / "out", "--store", built.store, *words)

    assert (result.exit_code, result.stderr) == (0, "")
    assert sorted(result.stdout.split()) == sorted(str(tmp_path / "out" / name) for name in contents(tmp_path / "out"))
    assert "<https://data.example/x/mediagraph.ttl>" in (tmp_path / "out" / "dataset.ttl").read_text("utf-8")


@pytest.mark.parametrize("base", ["data.example", "ftp://data.example/", "https://a b/", 'https://a.example/"<x>'])
def test_a_base_that_is_no_address_is_told(base: str, built: Build, cli: Callable[..., Result], tmp_path: Path) -> None:
    result = cli("export", "-o", tmp_path / "out", "--store", built.store, "--base", base)

    assert result.exit_code == 2
    assert "--base" in result.stderr
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "out").exists()


def test_a_form_that_does_not_exist_is_told_with_the_nearest(graph: Graph, tmp_path: Path) -> None:
    with pytest.raises(mg.UsageError, match="did you mean turtle"):
        graph.export(tmp_path, only=["turtel"])


def test_the_command_offers_the_forms_that_there_are(cli: Callable[..., Result]) -> None:
    from mediagraph.cli.make import export as command

    (choice,) = (one.type for one in command.params if one.name == "only")
    assert list(choice.choices) == list(FORMATS)  # type: ignore[attr-defined]
    assert "--only" in cli("export", "--help").stdout


def test_progress_is_told_by_what_is_done(graph: Graph, tmp_path: Path) -> None:
    said: list[str] = []

    export(graph, tmp_path, tell=said.append)

    assert said[:2] == ["sorting", "writing: 0 statements"]
    assert "packing" in said
    assert said[-1].startswith("viewing ")
