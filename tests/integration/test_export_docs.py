"""What the documentation of the export shows, runs."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

import mediagraph as mg
from exportfiles import ROOT
from mediagraph.exports import FORMATS
from servers import OXIGRAPH, need

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    from mediagraph.building import Build

TEXT = (ROOT / "docs" / "exports.md").read_text(encoding="utf-8")
SHELL = [
    line for block in re.findall(r"^```sh\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL) for line in block.splitlines()
]
PYTHON = re.findall(r"^```python\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
PROGRAMS: dict[str, tuple[str | Path, str]] = {
    "oxigraph": (OXIGRAPH, "the package oxigraph"),
    "rapper": ("rapper", "rapper (Debian: raptor2-utils)"),
}


@pytest.fixture(scope="module")
def folder(built: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("export")
    with mg.open(built.store, project=ROOT) as graph:
        graph.export(made)
    return made


@pytest.mark.parametrize("line", [line for line in SHELL if line.startswith("mediagraph export")])
def test_each_export_runs(
    line: str, built: Build, cli: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    result = cli(*shlex.split(line)[1:], "--store", built.store)

    assert (result.exit_code, result.stderr) == (0, "")
    assert all((tmp_path / name).is_file() for name in result.stdout.split())


@pytest.mark.parametrize("line", [line for line in SHELL if not line.startswith("mediagraph")])
def test_each_command_of_the_shell_runs(line: str, folder: Path, tmp_path: Path) -> None:
    program = line.split(maxsplit=1)[0]
    if program in PROGRAMS:
        line = line.replace(program, shlex.quote(need(*PROGRAMS[program])), 1)
    copy = shutil.copytree(folder, tmp_path / "export")

    done = subprocess.run(["bash", "-ec", line], cwd=copy, capture_output=True, text=True, check=False, timeout=60)

    assert done.returncode == 0, done.stderr
    assert done.stdout or program in PROGRAMS


def test_the_two_numbers_are_one(folder: Path) -> None:
    shown = [
        subprocess.run(["bash", "-ec", line], cwd=folder, capture_output=True, text=True, check=True, timeout=60).stdout
        for line in SHELL
        if line.startswith(("gzip", "grep"))
    ]

    first, second = (set(re.findall(r"\b[0-9a-f]{64}\b", text)) for text in shown)
    assert first == second
    assert len(first) == 1


def test_one_graph_is_loaded_into_another_store(
    folder: Path, cli: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Into a project that has the countries, and not that article."""
    (line,) = [line for line in SHELL if line.startswith("mediagraph load")]
    project = tmp_path / "project"
    for name in ("ontology", "data", "queries"):
        shutil.copytree(ROOT / name, project / name)
    shutil.rmtree(project / "data" / "articles")
    for path in (project / "data" / "tables").iterdir():
        if "countr" not in path.name:
            path.unlink()
    for path in (project / "data").glob("judgements.*"):
        path.unlink()
    store = ("--project", project, "--store", tmp_path / "store")
    assert cli("build", *store).exit_code == 0
    monkeypatch.chdir(folder)

    result = cli(*shlex.split(line)[1:], *store)

    assert result.exit_code == 0, result.stderr
    assert "89 added" in result.stdout
    assert "rejected" not in result.stdout
    with mg.open(tmp_path / "store", project=project) as graph:
        assert bool(graph.sparql("ASK { GRAPH graph:kazakhstan-2024 { work:win-win a ?class } }"))


def test_the_examples_in_python_run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    names: dict[str, Any] = {}

    for block in PYTHON:
        exec(compile(block, "docs/exports.md", "exec"), names)  # noqa: S102 - our own text

    assert len(names["merge"]) > 1000
    assert len(names["graphs"]) > 5
    assert {"country:BE", "work:red-silk"} <= {record["id"] for record in names["records"]}
    assert {"Series", "Film"} <= set(names["works"]["type"])
    assert {"co-producer"} <= set(names["parties"]["role"])
    assert names["by_country"].sum() == len(names["origins"]) > 0


def test_each_form_and_each_file_is_in_the_table(folder: Path) -> None:
    shown = set(re.findall(r"^\| `([^`]+)`(?:, `[^`]+`)* \| (?:`(\w+)`|always) \|", TEXT, re.MULTILINE))

    assert {form for _, form in shown} - {""} == set(FORMATS)
    assert {file for file, _ in shown} - {"csv/*.csv"} == {path.name for path in folder.iterdir()} - {"csv"}


def test_the_tables_that_it_names_are_there(folder: Path) -> None:
    section = TEXT.partition("## Tables")[2].partition("\n## ")[0]
    told = set(re.findall(r"`([a-z]+(?:-[a-z]+)*)`", section)) - {"id", "type", "name", "earliest", "latest"}

    assert {name for name in told if not (folder / "csv" / f"{name}.csv").is_file()} == set()
    assert len(told) > 10
