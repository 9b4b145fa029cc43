"""A toy project that builds in half a second, and `mediagraph` in a process of its own."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import mediagraph as mg
import servers
from mediagraph.publishing import publish
from mediagraph.store import RemoteStore
from mediagraph.store.remote.access import Credentials

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from mediagraph.building import Build

ROOT = Path(__file__).resolve().parents[2]
SOURCE = """\
"@context": https://w3id.org/mediagraph/context.jsonld
id: graph:toy
"@graph":
  - id: source:toy
    type: Dataset
    namedGraph: graph:toy
    name: {en: Toy}
"""


def make_toy(root: Path, names: Iterable[str]) -> Path:
    """A project with the shipped ontology, rules, queries and checks, no shapes, and a city for each name."""
    for name in ("ontology", "queries"):
        shutil.copytree(ROOT / name, root / name)
    shutil.rmtree(root / "ontology" / "shapes")
    write_cities(root, names)
    return root


def write_cities(root: Path, names: Iterable[str], *, evidence: str = "source:toy") -> None:
    """Replace the records of a toy project."""
    tables = root / "data" / "tables"
    tables.mkdir(parents=True, exist_ok=True)
    (tables / "toy.yaml").write_text(SOURCE, encoding="utf-8")
    with (tables / "toy.csv").open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream, lineterminator="\n")
        rows.writerow(["id", "type", "name@en", "evidence"])
        rows.writerows([f"place:toy-{number}", "City", name, evidence] for number, name in enumerate(names))


@pytest.fixture(scope="session")
def make() -> Callable[..., Path]:
    """Make a toy project with a city for each name."""
    return make_toy


@pytest.fixture
def toy(tmp_path: Path) -> Path:
    """A toy project of three cities."""
    return make_toy(tmp_path / "toy", ["Alpha", "Beta", "Gamma"])


@pytest.fixture(scope="session")
def toys(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """Two toy projects of 1000 cities, which differ in every name; not to be changed."""
    folder = tmp_path_factory.mktemp("toys")
    return {side: make_toy(folder / side, (f"{side} {n}" for n in range(1000))) for side in ("left", "right")}


@pytest.fixture
def cities() -> Callable[..., None]:
    """Replace the records of a toy project."""
    return write_cities


@pytest.fixture(scope="session")
def environment() -> dict[str, str]:
    """The environment of a process that knows of no store, no project and no terminal."""
    left_out = ("MEDIAGRAPH_", "COV_", "PYTHONUNBUFFERED")
    return {key: value for key, value in os.environ.items() if not key.startswith(left_out)}


@pytest.fixture
def run(environment: dict[str, str]) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run `mediagraph` with the given words in a process of its own."""

    def run(*words: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "mediagraph", *map(str, words)]
        settings: dict[str, Any] = {"env": environment, "stdin": subprocess.DEVNULL, "timeout": 120, **options}
        if "input" in settings:
            del settings["stdin"]
        return subprocess.run(command, check=False, capture_output=True, text=True, **settings)

    return run


@pytest.fixture(scope="session")
def oxigraph_server(built: Build, tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.Server]:
    """Oxigraph's own server, to which the graph of the articles and the countries was published."""
    with servers.oxigraph(tmp_path_factory.mktemp("oxigraph")) as server:
        _published(built, server)
        yield server


@pytest.fixture(scope="session")
def virtuoso_server(built: Build, tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.Server]:
    """Virtuoso, to which the same was published."""
    with servers.virtuoso(tmp_path_factory.mktemp("virtuoso")) as server:
        _published(built, server)
        yield server


def _published(built: Build, server: servers.Server) -> None:
    user = server.environment.get("MEDIAGRAPH_ENDPOINT_USER", "")
    known = Credentials(user, server.environment.get("MEDIAGRAPH_ENDPOINT_PASSWORD", ""))
    with pytest.MonkeyPatch.context() as patch, mg.open(built.store, project=ROOT) as graph:
        patch.setenv("no_proxy", "127.0.0.1")
        publish(graph.store, RemoteStore(server.query, credentials=known), graph_store=server.graph_store)
