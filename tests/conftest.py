"""What the tests share: the shipped graph, built once; copies of the project; the command line in process."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result

import mediagraph as mg
from mediagraph.building import Build, build
from mediagraph.cli import main
from mediagraph.project import Project
from projects import ROOT, copied, without_the_corpus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from mediagraph.graph import Graph


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test depends on where the caller keeps a store or a project, nor on how endpoints are asked there."""
    for name in ("STORE", "PROJECT", "TIMEOUT", "ENDPOINT_USER", "ENDPOINT_PASSWORD", "ENDPOINT_TOKEN"):
        monkeypatch.delenv(f"MEDIAGRAPH_{name}", raising=False)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """The processes that a test starts."""
    found: list[subprocess.Popen[bytes]] = []
    start = subprocess.Popen

    def noted(*args: Any, **options: Any) -> subprocess.Popen[bytes]:
        found.append(start(*args, **options))
        return found[-1]

    monkeypatch.setattr(subprocess, "Popen", noted)
    return found


@pytest.fixture(scope="session")
def project() -> Project:
    return Project.find(ROOT)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The articles and the countries, built and judged."""
    small = Project.find(copied(tmp_path_factory.mktemp("small")))
    return build(small, tmp_path_factory.mktemp("store"))


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """All tables that are shipped, with the first articles, built and judged: what is counted in it stays as it is."""
    project = Project.find(without_the_corpus(tmp_path_factory.mktemp("tables")))
    return build(project, tmp_path_factory.mktemp("shipped"))


@pytest.fixture(scope="session")
def everything(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Build:
    """All that is shipped, built and judged."""
    return build(project, tmp_path_factory.mktemp("everything"))


@pytest.fixture
def graph(built: Build) -> Iterator[Graph]:
    """The graph of the articles and the countries, open for questions."""
    with mg.open(built.store, project=ROOT) as opened:
        yield opened


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the project's three folders without the large tables, to be spoilt."""
    return copied(tmp_path / "project")


@pytest.fixture
def small(copy: Path) -> Path:
    """A copy without the tables of countries, for tests that build often; it has links to nothing."""
    shutil.rmtree(copy / "data" / "tables")
    return copy


@pytest.fixture
def cli() -> Callable[..., Result]:
    """Run `mediagraph` with the given words, in process."""

    def run(*words: str | Path, stdin: str | None = None) -> Result:
        return CliRunner().invoke(main, [str(word) for word in words], input=stdin)

    return run
