"""Kills at random moments of build, load, publish and serve: the last good graph is there, whole, with what was told.

The tests kill a few times, from a fixed seed. `make crash` kills as often as MEDIAGRAPH_CRASHES says in all, from
the seed MEDIAGRAPH_CRASH_SEED, and writes what came of it to `build/crash.json`.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pyoxigraph as ox
import pytest

import mediagraph as mg
import servers
from mediagraph.building import build
from mediagraph.loading import load
from mediagraph.project import Project
from mediagraph.publishing import publish
from mediagraph.store import RemoteStore
from mediagraph.store.remote.publication import OURS
from serving import serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

ROOT = Path(__file__).resolve().parents[2]
MOMENTS = int(os.environ.get("MEDIAGRAPH_CRASHES", "12"))
SEED = int(os.environ.get("MEDIAGRAPH_CRASH_SEED", "20260"))
CITIES = 150
SIDES = ("left", "right")
MAPPING = """\
source: {name: {en: Towns}}
records:
  - {id: "place:{town|slug}", type: City, name: {en: "{town}"}, evidence: "source:towns"}
"""
NAMES = "SELECT ?name { ?city a mg:City ; rdfs:label ?name }"


@dataclass
class Tally:
    """What came of the kills of one verb.

    Attributes:
        killed: processes that a kill ended.
        late: kills that came when the process had ended.
        kept: kills after which the former graph was there.
        renewed: kills after which the new one was there.
        told: of these, those where the process had told so before.
        lost: what was told and is not there; the test fails with the first.
    """

    killed: int = 0
    late: int = 0
    kept: int = 0
    renewed: int = 0
    told: int = 0
    lost: int = 0
    of: Counter[str] = field(default_factory=Counter)


TALLIES: dict[str, Tally] = {}


@pytest.fixture(scope="module", autouse=True)
def figures() -> Iterator[None]:
    """Write the figures where all moments were asked for."""
    yield
    if "MEDIAGRAPH_CRASHES" in os.environ:
        path = ROOT / "build" / "crash.json"
        path.parent.mkdir(exist_ok=True)
        shown = {verb: {**vars(tally), "of": dict(tally.of)} for verb, tally in TALLIES.items()}
        path.write_text(json.dumps({"seed": SEED, "moments": MOMENTS, **shown}, indent=2) + "\n", encoding="utf-8")


@pytest.fixture(scope="module")
def places(make: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """Two toy projects, which differ in every name."""
    folder = tmp_path_factory.mktemp("places")
    return {side: make(folder / side, (f"{side} {n}" for n in range(CITIES))) for side in SIDES}


def digest(quads: Iterable[ox.Quad]) -> str:
    """The digest of quads, as the manifest has it."""
    numbers = (int(hashlib.sha256(f"{quad} .\n".encode()).hexdigest(), 16) for quad in quads)
    return f"{sum(numbers) % 2**256:064x}"


def held(project: Path, store: Path) -> str:
    """The digest of what the published graph holds; it answers, and holds what its manifest says."""
    with mg.open(store, project=project) as graph:
        assert len(list(graph.sparql(NAMES))) >= CITIES
        found = digest(graph.store.quads())
        assert found == graph.store.version
    return found


def start(environment: Mapping[str, str], *words: str | Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "mediagraph", *map(str, words)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment)


def killed_at(moment: float, process: subprocess.Popen[bytes], victim: Callable[[], int] | None = None) -> str:
    """Kill the process, or another, after so many seconds; return `killed`, `done` or `failed`, as it ended."""
    try:
        output = process.communicate(timeout=moment)[0]
    except subprocess.TimeoutExpired:
        os.kill(victim() if victim else process.pid, signal.SIGKILL)
        output = process.communicate(timeout=120)[0]
    assert b"Traceback" not in output, output.decode()
    if process.returncode == -signal.SIGKILL:
        return "killed"
    return "failed" if process.returncode else "done"


def kill_often(
    verb: str, share: int, seconds: float, attempt: Callable[[float, random.Random], tuple[str, str, str, str]]
) -> None:
    """Attempt until `share` kills have hit; each returns how it ended, and the former, the new and the found graph."""
    tally = TALLIES.setdefault(verb, Tally())
    dice = random.Random(f"{SEED} {verb}")
    for _ in range(4 * share + 8):
        if tally.killed == share:
            break
        moment = dice.triangular(0.1, 1.1, 0.9) * seconds  # most of them late, when there is something to break
        ended, former, new, found = attempt(moment, dice)
        tally.of[ended] += 1
        tally.late += ended == "done"
        tally.killed += ended != "done"
        tally.kept += found == former
        tally.renewed += found == new
        tally.told += ended == "done"
        tally.lost += found not in ({new} if ended == "done" else {former, new})
        assert not tally.lost, f"{verb} after {moment:.3f} s: {ended}; {found} is neither {former} nor {new}"
    assert tally.killed == share


def share(number: int) -> int:
    """The kills of one of the four verbs."""
    return MOMENTS // 4 + (number < MOMENTS % 4)


def measured(run: Callable[[], Any]) -> float:
    begin = time.monotonic()
    run()
    return time.monotonic() - begin


@pytest.fixture(scope="module")
def published(places: Mapping[str, Path], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Mapping[str, str]]:
    """A store with the left graph, and the digests of both."""
    store = tmp_path_factory.mktemp("published")
    digests = {side: build(Project.find(places[side]), store).manifest.digest for side in reversed(SIDES)}
    return store, digests


@pytest.fixture
def store(published: tuple[Path, Mapping[str, str]], tmp_path: Path) -> Path:
    return shutil.copytree(published[0], tmp_path / "store")


@pytest.fixture
def digests(published: tuple[Path, Mapping[str, str]]) -> Mapping[str, str]:
    return published[1]


def other(side: str) -> str:
    return SIDES[side == "left"]


def test_builds_killed_one_after_another_with_none_that_succeeds_between(
    places: Mapping[str, Path], store: Path, digests: Mapping[str, str], environment: dict[str, str]
) -> None:
    words = {side: ("build", "--project", places[side], "--store", store) for side in SIDES}
    seconds = measured(lambda: start(environment, *words["left"]).communicate())
    by_digest = {digests[side]: side for side in SIDES}
    state = ["left"]

    def attempt(moment: float, _: random.Random) -> tuple[str, str, str, str]:
        former, new = state[0], other(state[0])
        ended = killed_at(moment, start(environment, *words[new]))
        found = held(places[former], store)
        state[0] = by_digest.get(found, former)
        return ended, digests[former], digests[new], found

    kill_often("build", share(0), seconds, attempt)


def test_loads_killed_leave_the_source_as_it_was_or_as_it_is_told(
    places: Mapping[str, Path], store: Path, tmp_path: Path, environment: dict[str, str]
) -> None:
    project = Project.find(places["left"])
    mapping = tmp_path / "towns.mapping.yaml"
    mapping.write_text(MAPPING, encoding="utf-8")
    tables, known = {}, {}
    for side in SIDES:
        tables[side] = tmp_path / f"{side}.csv"
        tables[side].write_text("town\n" + "".join(f"{side} town {n}\n" for n in range(CITIES)), encoding="utf-8")
        load(project, store, "table", tables[side], source="towns", options={"mapping": [str(mapping)]})
        known[held(project.root, store)] = side
    words = {
        side: (
            *("load", "table", tables[side], "--mapping", mapping, "--source", "towns"),
            *("--project", project.root, "--store", store),
        )
        for side in SIDES
    }
    by_side = {side: version for version, side in known.items()}
    assert len(by_side) == 2
    seconds = measured(lambda: start(environment, *words["left"]).communicate())
    state = ["left"]
    assert held(project.root, store) == by_side["left"]

    def attempt(moment: float, _: random.Random) -> tuple[str, str, str, str]:
        former, new = state[0], other(state[0])
        ended = killed_at(moment, start(environment, *words[new]))
        found = held(project.root, store)
        state[0] = known.get(found, former)
        return ended, by_side[former], by_side[new], found

    kill_often("load", share(1), seconds, attempt)


def there(server: servers.Server) -> tuple[str, str]:
    """What an endpoint says that it holds, and the digest of what it does hold."""
    endpoint = RemoteStore(server.query)
    note = endpoint.look()
    answer = httpx.get(server.graph_store, headers={"Accept": "application/n-quads"}, trust_env=False)
    quads = ox.parse(answer.content, ox.RdfFormat.N_QUADS)
    named = (quad for quad in quads if isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name.value not in OURS)
    return note.version, digest(named)


def test_publications_killed_at_either_end_never_call_a_part_the_whole(
    places: Mapping[str, Path],
    store: Path,
    tmp_path: Path,
    environment: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A killed publication leaves a note that no whole graph is there; the next one completes it."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    stores = {"left": store, "right": tmp_path / "right"}
    build(Project.find(places["right"]), stores["right"])
    folder = tmp_path / "endpoint"
    folder.mkdir()
    versions = {}
    with ExitStack() as stack:
        running = [stack.enter_context(servers.oxigraph(folder))]

        def words(side: str) -> list[str | Path]:
            to = running[0]
            here: list[str | Path] = ["--store", stores[side], "--project", places[side]]
            return ["publish", to.query, "--graph-store", to.graph_store, *here]

        def publish_whole(side: str) -> None:
            with mg.open(stores[side], project=places[side]) as graph:
                publish(graph.store, RemoteStore(running[0].query), graph_store=running[0].graph_store)

        for side in SIDES:
            publish_whole(side)
            said, found = there(running[0])
            assert said == found
            versions[side] = said
        seconds = measured(lambda: start(environment, *words("left")).communicate())
        state = ["left"]
        assert there(running[0]) == (versions["left"], versions["left"])

        def attempt(moment: float, dice: random.Random) -> tuple[str, str, str, str]:
            former, new = state[0], other(state[0])
            ended_server: list[int] = []

            def server() -> int:
                ended_server.append(running[0].process)
                return running[0].process

            ended = killed_at(moment, start(environment, *words(new)), server if dice.random() < 0.4 else None)
            if ended_server:
                stack.close()
                running[0] = stack.enter_context(servers.oxigraph(folder))
            said, found = there(running[0])
            if said:
                assert said == found, "the note calls a part the whole"
            elif ended != "done":
                TALLIES["publish"].of["completed by another"] += 1  # the note says that none is whole
                publish_whole(former)
                said, found = there(running[0])
                assert said == found == versions[former]
            state[0] = {version: side for side, version in versions.items()}[said]
            return ended, versions[former], versions[new], found

        kill_often("publish", share(2), seconds, attempt)


def test_a_server_whose_store_is_rebuilt_serves_whole_graphs_whoever_is_killed(
    places: Mapping[str, Path], store: Path, tmp_path: Path, digests: Mapping[str, str], environment: dict[str, str]
) -> None:
    words = {side: ("build", "--project", places[side], "--store", store) for side in SIDES}
    seconds = measured(lambda: start(environment, *words["left"]).communicate()) * 1.3
    state = ["left"]
    with ExitStack() as stack:
        running = [stack.enter_context(serving(store, tmp_path, "--queries", 1, "--pages", 1))]

        def served() -> str:
            """The graph that is served, which answers with the names of one side, all of them."""
            answer = running[0].ask(f"PREFIX mg: <https://w3id.org/mediagraph/ontology#> {NAMES}", "text/csv")
            assert answer.status_code == 200, answer.text
            version = answer.headers["graph-version"].strip('"')
            side = next(side for side in SIDES if digests[side] == version)
            assert sum(line.startswith(side) for line in answer.text.splitlines()) == CITIES
            return version

        def attempt(moment: float, dice: random.Random) -> tuple[str, str, str, str]:
            former, new = state[0], other(state[0])
            who = dice.choice(["builder", "builder", "worker", "server"])
            process = start(environment, *words[new])
            shot: list[int] = []

            def server() -> int:
                shot.append(running[0].process.pid)
                return shot[0]

            victim = {"worker": lambda: dice.choice(running[0].workers()), "server": server}
            ended = killed_at(moment, process, victim.get(who))
            if shot:
                running[0].process.wait(timeout=60)  # which takes it a moment, that a builder may end in
                stack.close()
                running[0] = stack.enter_context(serving(store, tmp_path, "--queries", 1, "--pages", 1))
            found = held(places[former], store)
            if process.returncode == 0:
                assert found == digests[new]
            state[0] = next(side for side in SIDES if digests[side] == found)
            assert served() in digests.values()
            for _ in range(300):  # the new graph is served as soon as it is seen
                if served() == found:
                    break
                time.sleep(0.1)
            assert served() == found
            hit = ended == "killed" or (who != "builder" and process.returncode == 0)
            return "killed" if hit else ended, digests[former], digests[new], found

        kill_often("serve", share(3), seconds, attempt)
