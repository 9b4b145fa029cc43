"""Crashes: a build that is killed at any moment leaves the former graph, or the new one, whole."""

from __future__ import annotations

import hashlib
import random
import shutil
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

import mediagraph as mg
from mediagraph.building import build
from mediagraph.project import Project
from mediagraph.store import Generations

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

KILLS = 14
CITIES = 1000
SEED = 20210
# Kills itself at the first use that Python makes of a file whose name ends in the given text.
SUICIDE = """
import os, signal, sys
event_wanted, _, end = sys.argv[1].partition(":")
def watch(event, arguments):
    if event == event_wanted and str(arguments[0]).endswith(end):
        os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(watch)
from mediagraph.cli import main
main(sys.argv[2:])
"""


def words(project: Path, store: Path) -> list[str]:
    return ["build", "--project", str(project), "--store", str(store)]


def start(project: Path, store: Path, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "mediagraph", *words(project, store)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment)


def kill_after(seconds: float, process: subprocess.Popen[bytes]) -> bool:
    """Kill `process` after so many seconds; tell whether that ended it."""
    time.sleep(seconds)
    process.kill()
    process.communicate()
    return process.returncode == -signal.SIGKILL


def publish(project: Path, store: Path) -> str:
    return build(Project.find(project), store).manifest.digest


def held(project: Path, store: Path) -> str:
    """The digest of what the published database holds, after asking it for its cities."""
    with mg.open(store, project=project) as graph:
        rows = list(graph.sparql("SELECT ?city WHERE { ?city a mg:City ; rdfs:label ?name }"))
        numbers = [int(hashlib.sha256(f"{quad} .\n".encode()).hexdigest(), 16) for quad in graph.store.quads()]
        told = graph.store.version
    assert len(rows) == CITIES
    assert told == f"{sum(numbers) % 2**256:064x}"
    return told


@pytest.fixture(scope="module")
def duration(toys: Mapping[str, Path], tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]) -> float:
    """Seconds that a whole build takes in a process of its own."""
    store = tmp_path_factory.mktemp("measured")
    begin = time.monotonic()
    process = start(toys["left"], store, environment)
    output = process.communicate()[0]
    assert process.returncode == 0, output.decode()
    return time.monotonic() - begin


@pytest.fixture(scope="module")
def published(toys: Mapping[str, Path], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Mapping[str, str]]:
    """A store where the right graph was published, then the left one; and the digests of the two."""
    store = tmp_path_factory.mktemp("published")
    digests = {side: publish(toys[side], store) for side in ("right", "left")}
    return store, digests


@pytest.fixture
def store(published: tuple[Path, Mapping[str, str]], tmp_path: Path) -> Path:
    return shutil.copytree(published[0], tmp_path / "store")


@pytest.fixture
def digests(published: tuple[Path, Mapping[str, str]]) -> Mapping[str, str]:
    return published[1]


def test_killing_a_build_at_any_moment_leaves_a_whole_graph_and_the_next_build_succeeds(
    toys: Mapping[str, Path],
    store: Path,
    digests: Mapping[str, str],
    duration: float,
    environment: dict[str, str],
) -> None:
    """The graph that is being built is always unlike the published one, so that a mixture would be seen."""
    former, other = "left", "right"
    dice = random.Random(SEED)
    killed = 0

    for attempt in range(3 * KILLS):  # some come too late, when the build has ended
        moment = duration * (attempt % KILLS + dice.random()) / KILLS
        was_killed = kill_after(moment, start(toys[other], store, environment))
        found = held(toys[former], store)

        assert found in ({digests[former], digests[other]} if was_killed else {digests[other]}), f"after {moment:.3f} s"
        assert publish(toys[other], store) == held(toys[other], store) == digests[other]
        former, other = other, former
        killed += was_killed
        if killed == KILLS:
            break

    assert killed >= 12
    assert len(list((store / "generations").iterdir())) == 2


@pytest.mark.parametrize("part", [0.5, 0.75, 0.95])
def test_killing_the_very_first_build_leaves_no_graph_or_a_whole_one(
    part: float,
    toys: Mapping[str, Path],
    tmp_path: Path,
    digests: Mapping[str, str],
    duration: float,
    environment: dict[str, str],
) -> None:
    store = tmp_path / "first"

    kill_after(duration * part, start(toys["left"], store, environment))

    try:
        found = held(toys["left"], store)
    except mg.StoreError as error:
        assert "no graph here yet" in str(error)  # noqa: PT017 - either is right
    else:
        assert found == digests["left"]
    assert publish(toys["left"], store) == held(toys["left"], store) == digests["left"]
    assert len(list((store / "generations").iterdir())) <= 2


@pytest.mark.parametrize(
    ("moment", "side"),
    [
        ("fcntl.flock:", "left"),
        ("os.mkdir:/000003", "left"),
        ("open:/records.nq", "left"),
        ("open:/statements.nq", "left"),
        ("os.remove:/records.nq", "left"),
        ("open:/rules/marks.rq", "left"),
        ("open:/000003/manifest.json", "left"),
        ("open:/000003/database", "left"),
        ("open:/current.new", "left"),
        ("os.rename:/current.new", "left"),
        ("shutil.rmtree:/000001", "right"),
        ("os.remove:manifest.json", "right"),
    ],
)
def test_killing_a_build_before_a_step_of_the_publication(
    moment: str,
    side: str,
    toys: Mapping[str, Path],
    store: Path,
    digests: Mapping[str, str],
    environment: dict[str, str],
) -> None:
    command = [sys.executable, "-c", SUICIDE, moment, *words(toys["right"], store)]

    done = subprocess.run(command, check=False, capture_output=True, env=environment)
    found = held(toys["left"], store)

    assert done.returncode == -signal.SIGKILL, "the moment must exist"
    assert found == digests[side]
    assert publish(toys["left"], store) == held(toys["left"], store) == digests["left"]
    assert Generations(store).current().path.name in {path.name for path in (store / "generations").iterdir()}
    assert len(list((store / "generations").iterdir())) == 2
