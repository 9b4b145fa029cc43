"""Paths in parts: the same whoever counts them, and nobody is left behind."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
from typing import TYPE_CHECKING, Any

import igraph
import networkx as nx
import numpy as np
import pytest

from mediagraph.networks import compiled, engines, paths
from mediagraph.networks.arrays import Arrays

if TYPE_CHECKING:
    from pathlib import Path

BOTH = ("betweenness", "closeness")
Network = tuple[int, list[tuple[int, int]], list[float]]


def chance(seed: int, nodes: int, edges: int) -> Network:
    """A network as numbers, with strengths of 1 to 4 and, where edges are few, nodes that none reaches."""
    dice = random.Random(seed)
    pairs: set[tuple[int, int]] = set()
    while len(pairs) < edges:
        one, other = dice.sample(range(nodes), 2)
        pairs.add((min(one, other), max(one, other)))
    return nodes, sorted(pairs), [1 / dice.randint(1, 4) for _ in pairs]


def made(numbers: Network) -> nx.Graph[str]:
    nodes, edges, lengths = numbers
    network: nx.Graph[str] = nx.Graph()
    network.add_nodes_from(map(str, range(nodes)))
    for (one, other), length in zip(edges, lengths, strict=True):
        network.add_edge(str(one), str(other), strength=round(1 / length), distance=length)
    return network


@pytest.fixture(scope="module")
def large() -> Network:
    return chance(1, 1100, 2800)


@pytest.fixture(scope="module")
def alone(large: Network) -> list[Any]:
    """What one process finds."""
    return paths.along_paths(*large, BOTH, processes=1)


@pytest.fixture
def drafts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where temporary folders are made."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def assert_equal(one: list[Any], other: list[Any]) -> None:
    assert len(one) == len(other)
    for mine, theirs in zip(one, other, strict=True):
        np.testing.assert_array_equal(mine, theirs)


def test_the_number_of_processes_changes_no_digit(
    large: Network, alone: list[Any], started: list[subprocess.Popen[bytes]], drafts: Path
) -> None:
    for processes in (1, 2, 3, 5):
        assert_equal(paths.along_paths(*large, BOTH, processes=processes), alone)
    assert [process.poll() for process in started] == [0] * (1 + 2 + 4)
    assert list(drafts.iterdir()) == []


def test_parts_add_up_to_what_igraph_finds_at_once(large: Network) -> None:
    nodes, edges, lengths = large
    whole = igraph.Graph(n=nodes, edges=edges)

    between, close = paths.along_paths(*large, BOTH, processes=2)

    assert between == pytest.approx(np.array(whole.betweenness(weights=lengths)), rel=1e-12)
    expected = np.array(whole.closeness(weights=lengths))
    assert np.isnan(expected).any()
    assert close == pytest.approx(expected, rel=1e-12, nan_ok=True)


@pytest.mark.parametrize("seed", range(6))
def test_parts_are_measured_as_networkx_measures_the_whole(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "_MANY", 0)
    network = made(chance(seed, 10 + 9 * seed, 12 + 10 * seed))

    for measure in (engines.betweenness, engines.closeness):
        assert measure(network, engine="igraph") == pytest.approx(measure(network, engine="networkx"), abs=1e-12)


@pytest.mark.parametrize("seed", range(6))
def test_no_edge_of_a_shortest_path_is_left_out(seed: int) -> None:
    network = made(chance(seed, 30, 150))
    distances = dict(nx.all_pairs_dijkstra_path_length(network, weight="distance"))
    arrays = Arrays.of(network)
    places = np.stack([arrays.owner, arrays.partner], axis=1)[arrays.on_paths()].tolist()

    kept = {(arrays.nodes[one], arrays.nodes[other]) for one, other in places}

    assert {(other, one) for one, other in kept} == kept
    assert kept >= {
        (one, other)
        for one, other, edge in network.to_directed().edges(data=True)
        if edge["distance"] < distances[one][other] + 1e-12
    }
    assert len(kept) < 0.9 * 2 * network.number_of_edges(), "some are"


@pytest.mark.parametrize(("way", "edge", "is_kept"), [((3, 3), 1, False), ((3, 6), 2, True), ((2, 3), 1, False)])
def test_an_edge_is_left_out_where_a_way_around_it_is_shorter(
    way: tuple[int, int], edge: int, *, is_kept: bool
) -> None:
    """Of 1/3 and 1/6 comes 1/2, if not to the last digit: then both ways count."""
    network = made((3, [(0, 1), (1, 2), (0, 2)], [1 / way[0], 1 / way[1], 1 / edge]))

    assert Arrays.of(network).on_paths().tolist() == [True, is_kept, True, True, is_kept, True]
    assert engines.betweenness(network, engine="igraph")["1"] == (0.5 if is_kept else 1)


def test_both_measures_are_those_of_each(large: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    network = made(large)
    part = network.subgraph(map(str, range(60))).copy()
    asked: list[tuple[str, ...]] = []
    along = paths.along_paths

    def noted(*args: Any) -> Any:
        asked.append(args[3])
        return along(*args)

    monkeypatch.setattr(engines, "along_paths", noted)
    for graph in (network, part):
        both = engines.betweenness_and_closeness(graph)
        assert both == (engines.betweenness(graph), engines.closeness(graph))
    assert asked == [BOTH, ("betweenness",), ("closeness",)], "only where there are many nodes, and together"


def test_few_paths_are_not_shared(started: list[subprocess.Popen[bytes]]) -> None:
    few = chance(2, 300, 900)

    assert_equal(paths.along_paths(*few, BOTH, processes=4), paths.along_paths(*few, BOTH, processes=1))
    assert started == []


def test_without_nodes_or_edges_there_are_no_paths() -> None:
    between, close = paths.along_paths(0, [], [], BOTH)
    assert len(between) == len(close) == 0

    between, close = paths.along_paths(2, [], [], BOTH)
    assert between.tolist() == [0, 0]
    assert np.isnan(close).all()


@pytest.mark.parametrize(
    "script",
    [
        "raise SystemExit(1)",
        "import sys, pathlib; pathlib.Path(sys.argv[1], sys.argv[2]).write_bytes(bytes(8 * 1100)); raise SystemExit(2)",
        "import os; os.kill(os.getpid(), 9)",
    ],
    ids=["fails", "breaks off", "is killed"],
)
def test_what_another_process_does_not_find_is_found_here(
    script: str, large: Network, alone: list[Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "other.py").write_text(script, encoding="utf-8")
    monkeypatch.setattr(compiled, "__file__", str(tmp_path / "other.py"))

    assert_equal(paths.along_paths(*large, BOTH, processes=2), alone)


def test_where_no_process_can_be_started_there_is_one(
    large: Network, alone: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")

    assert_equal(paths.along_paths(*large, BOTH, processes=2), alone)


def test_an_interruption_leaves_no_process_and_no_file(
    large: Network, started: list[subprocess.Popen[bytes]], drafts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> Any:
        assert len(started) == 2
        assert list(drafts.iterdir())
        raise KeyboardInterrupt

    monkeypatch.setattr(compiled, "vectors", interrupted)
    with pytest.raises(KeyboardInterrupt):
        paths.along_paths(*large, BOTH, processes=3)

    assert all(process.returncode is not None for process in started)
    assert list(drafts.iterdir()) == []


def test_a_process_that_nobody_waits_for_ends_after_its_first_task(large: Network, tmp_path: Path) -> None:
    nodes, edges, lengths = large
    shares = [[], [("betweenness", part) for part in range(24)]]
    job = {"nodes": nodes, "edges": edges, "lengths": lengths, "parts": 24, "shares": shares, "parent": 1}
    (tmp_path / compiled.JOB).write_text(json.dumps({**job, "core": compiled.igraph_core().__file__}), encoding="utf-8")

    done = subprocess.run([sys.executable, "-I", "-S", compiled.__file__, str(tmp_path), "1"], check=False)

    assert done.returncode == 1
    assert len(np.fromfile(tmp_path / "1")) == nodes


@pytest.mark.parametrize("first", ["core", "igraph"])
def test_the_compiled_half_is_that_of_igraph_and_loads_nothing_else(first: str) -> None:
    code = """
import sys
from mediagraph.networks.compiled import igraph_core
def core():
    alone = "igraph" not in sys.modules
    graph = igraph_core().GraphBase(3, [(0, 1), (1, 2)], False)
    assert graph.betweenness() == [0, 1, 0]
    if alone:
        assert not {"igraph", "igraph.drawing", "matplotlib"} & sys.modules.keys()
def whole():
    import igraph
    assert issubclass(igraph.Graph, igraph_core().GraphBase)
    assert igraph.Graph.Ring(4).betweenness() == [0.5] * 4
for step in (core, whole) if sys.argv[1] == "core" else (whole, core):
    step()
"""
    subprocess.run([sys.executable, "-c", code, first], check=True)


def test_where_igraph_is_missing_its_name_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "igraph._igraph")
    monkeypatch.setattr(compiled, "find_spec", lambda _: None)

    with pytest.raises(ImportError, match=r"igraph\._igraph"):
        compiled.igraph_core()
