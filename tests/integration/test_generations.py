"""Publication: all or nothing, one writer, readers undisturbed, nothing left behind."""

from __future__ import annotations

import hashlib
import json
import resource
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import mediagraph as mg
from mediagraph.building import build
from mediagraph.project import Project
from mediagraph.store import Generations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from click.testing import Result

    from mediagraph.building import Build
    from mediagraph.graph import Graph

    Run = Callable[..., subprocess.CompletedProcess[str]]

HOLDER = """
import sys
from pathlib import Path
from mediagraph.store import Generations
with Generations(Path(sys.argv[1])).building():
    print("building", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def holder(store: Path, environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """Another process that is building `store`, until its standard input is closed."""
    command = [sys.executable, "-c", HOLDER, str(store)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "building\n"
        yield process
        process.kill()


def publish(project: Path, store: Path) -> str:
    return build(Project.find(project), store).manifest.digest


def names(graph: Graph) -> list[str]:
    query = "SELECT ?name WHERE { ?city a mg:City ; rdfs:label ?name } ORDER BY ?name"
    return [row.name for row in graph.sparql(query)]  # type: ignore[union-attr]


def held(project: Path, store: Path) -> list[str]:
    with mg.open(store, project=project) as graph:
        return names(graph)


def digest(graph: Graph) -> str:
    """The digest by its definition, over what the database holds."""
    numbers = [int(hashlib.sha256(f"{quad} .\n".encode()).hexdigest(), 16) for quad in graph.store.quads()]
    return f"{sum(numbers) % 2**256:064x}"


def files(store: Path) -> list[str]:
    return sorted(path.relative_to(store).as_posix() for path in store.rglob("*"))


def test_a_published_graph_answers_and_has_the_digest_of_its_manifest(toy: Path, store: Path) -> None:
    told = publish(toy, store)

    with mg.open(store, project=toy) as graph:
        assert names(graph) == ["Alpha", "Beta", "Gamma"]
        assert told == digest(graph) == graph.store.version


def test_the_manifest_counts_what_the_graph_holds(built: Build, graph: Graph) -> None:
    counts: dict[str, int] = {}
    for quad in graph.store.quads():
        name = str(quad.graph_name)[1:-1]
        counts[name] = counts.get(name, 0) + 1

    manifest = Generations(Path(built.store)).current().manifest

    assert manifest.graphs == counts
    assert manifest.quads == sum(counts.values())


def test_equal_records_give_equal_digests_and_others_do_not(
    toy: Path, store: Path, cities: Callable[..., None]
) -> None:
    first, again = publish(toy, store), publish(toy, store)
    cities(toy, ["Alpha", "Beta", "Delta"])

    assert first == again
    assert first != publish(toy, store)


def test_no_graph_yet_says_how_to_build_one(toy: Path, store: Path) -> None:
    with pytest.raises(mg.StoreError, match="no graph here yet; run `mediagraph build`"):
        mg.open(store, project=toy)


def test_a_file_is_not_taken_for_a_store(toy: Path, store: Path) -> None:
    store.write_text("", encoding="utf-8")

    with pytest.raises(mg.StoreError, match="not the folder of a store"):
        mg.open(store, project=toy)
    with pytest.raises(mg.FileError, match="cannot be written"):
        publish(toy, store)


def test_a_new_build_takes_the_place_of_the_former(toy: Path, store: Path, cities: Callable[..., None]) -> None:
    publish(toy, store)
    cities(toy, ["Delta"])

    publish(toy, store)

    assert held(toy, store) == ["Delta"]


def test_a_reader_answers_from_its_own_graph_while_new_ones_are_published(
    toy: Path, store: Path, cities: Callable[..., None]
) -> None:
    publish(toy, store)
    with mg.open(store, project=toy) as early:
        cities(toy, ["Delta"])
        publish(toy, store)

        assert names(early) == ["Alpha", "Beta", "Gamma"]
        assert held(toy, store) == ["Delta"]


def test_the_graph_before_the_published_one_is_kept_and_older_ones_are_not(toy: Path, store: Path) -> None:
    for _ in range(4):
        publish(toy, store)

    assert sorted(path.name for path in (store / "generations").iterdir()) == ["000003", "000004"]


def test_every_reader_sees_a_whole_graph_while_builds_publish(toys: Mapping[str, Path], store: Path) -> None:
    known = {publish(toys["left"], store)}
    stop = threading.Event()
    done: list[str] = []

    def work() -> None:
        done.extend(publish(toys[side], store) for side in ("right", "left", "right"))
        stop.set()

    builder = threading.Thread(target=work)
    builder.start()
    seen: list[tuple[str, int]] = []
    while not stop.wait(0.02) and builder.is_alive():
        with mg.open(store, project=toys["left"]) as graph:
            seen.append((digest(graph), len(names(graph))))
    builder.join()

    assert len(done) == 3
    assert {told for told, _ in seen} <= known | set(done)
    assert {count for _, count in seen} == {1000}
    assert len(seen) > 5


def assert_former_graph_stays(fail: Callable[[], object], toy: Path, store: Path) -> None:
    publish(toy, store)
    before, pointer = files(store), (store / "current").read_bytes()

    fail()

    assert files(store) == before
    assert (store / "current").read_bytes() == pointer
    assert held(toy, store) == ["Alpha", "Beta", "Gamma"]


def test_a_graph_with_violations_is_not_published(
    toy: Path, store: Path, cities: Callable[..., None], cli: Callable[..., Result]
) -> None:
    def fail() -> None:
        cities(toy, ["Delta"], evidence="source:toi")
        result = cli("build", "--project", toy, "--store", store)
        assert result.exit_code == 1
        assert "data/tables/toy.csv:2" in result.stderr
        assert "source/toy" in result.stderr.replace("\n", "")  # the nearest that exists

    assert_former_graph_stays(fail, toy, store)


def test_faulty_records_leave_the_former_graph(
    toy: Path, store: Path, cities: Callable[..., None], cli: Callable[..., Result]
) -> None:
    def fail() -> None:
        cities(toy, ["Delta"], evidence="sauce:toy")
        result = cli("build", "--project", toy, "--store", store)
        assert result.exit_code == 1
        assert "mediagraph: data/tables/toy.csv:2:evidence: unknown prefix 'sauce'" in result.stderr

    assert_former_graph_stays(fail, toy, store)


def test_a_rule_that_cannot_be_run_leaves_the_former_graph(toy: Path, store: Path, cli: Callable[..., Result]) -> None:
    def fail() -> None:
        rule = "#+ summary: Broken\nCONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o FILTER }\n"
        (toy / "ontology" / "rules" / "broken.rq").write_text(rule, encoding="utf-8")
        result = cli("build", "--project", toy, "--store", store)
        assert result.exit_code == 2
        assert "broken.rq" in result.stderr

    assert_former_graph_stays(fail, toy, store)


@pytest.mark.parametrize(
    ("limit", "most"),
    [
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_FSIZE, 100_000),
        (resource.RLIMIT_NOFILE, 60),  # enough for Python, too few for the database
    ],
)
def test_a_disk_that_takes_no_more_leaves_the_former_graph(
    limit: int, most: int, toys: Mapping[str, Path], toy: Path, store: Path, run: Run
) -> None:
    def fail() -> None:
        words = ("build", "--project", toys["left"], "--store", store)
        result = run(*words, preexec_fn=lambda: resource.setrlimit(limit, (most, most)))
        assert result.returncode == 3
        assert result.stderr.startswith(f"mediagraph: {store}")
        assert "cannot be written: " in result.stderr
        assert "None" not in result.stderr
        assert "Traceback" not in result.stderr

    assert_former_graph_stays(fail, toy, store)


def test_a_second_builder_is_sent_away_while_another_process_builds(
    toy: Path, store: Path, holder: subprocess.Popen[str], cli: Callable[..., Result]
) -> None:
    result = cli("build", "--project", toy, "--store", store)

    assert holder.poll() is None
    assert result.exit_code == 3
    assert "another process is building this store" in result.stderr
    with pytest.raises(mg.StoreError, match="another process"):
        publish(toy, store)


def test_a_builder_that_was_sent_away_does_not_sweep_what_the_other_writes(
    toy: Path, store: Path, holder: subprocess.Popen[str]
) -> None:
    before = files(store)
    assert holder.poll() is None

    with pytest.raises(mg.StoreError):
        publish(toy, store)

    assert files(store) == before
    assert "generations/000001" in before


def test_the_store_can_be_read_while_another_process_builds(
    toy: Path, store: Path, request: pytest.FixtureRequest
) -> None:
    publish(toy, store)
    request.getfixturevalue("holder")

    assert held(toy, store) == ["Alpha", "Beta", "Gamma"]


def test_the_next_builder_may_begin_once_the_other_has_ended(
    toy: Path, store: Path, holder: subprocess.Popen[str]
) -> None:
    holder.kill()
    holder.wait()

    publish(toy, store)

    assert held(toy, store) == ["Alpha", "Beta", "Gamma"]


def test_what_a_killed_build_left_is_swept_by_the_next(toy: Path, store: Path) -> None:
    publish(toy, store)
    left = store / "generations" / "000002" / "database"
    left.mkdir(parents=True)
    (left / "000007.sst").write_bytes(b"half a table")
    (store / "current.new").write_text("0000", encoding="utf-8")

    publish(toy, store)

    assert not left.with_name("000007.sst").exists()
    assert b"half a table" not in {path.read_bytes() for path in store.rglob("*.sst")}
    assert not (store / "current.new").exists()
    assert held(toy, store) == ["Alpha", "Beta", "Gamma"]


def test_what_a_killed_build_left_is_swept_even_by_a_build_that_fails(
    toy: Path, store: Path, cities: Callable[..., None]
) -> None:
    publish(toy, store)
    before = files(store)
    (store / "generations" / "000002").mkdir()
    cities(toy, ["Delta"], evidence="source:toi")

    with pytest.raises(mg.FindingsError):
        publish(toy, store)

    assert files(store) == before


def test_a_killed_build_of_a_later_number_does_not_hide_the_published_graph(toy: Path, store: Path) -> None:
    publish(toy, store)
    (store / "generations" / "000009").mkdir()

    assert held(toy, store) == ["Alpha", "Beta", "Gamma"]


@pytest.mark.parametrize("content", [b"", b"\n", b"000099\n", b"..\n", b"\xff\xfe", b"0" * 5000, b"a\0b"])
def test_a_broken_pointer_is_told_and_mended_by_a_build(content: bytes, toy: Path, store: Path) -> None:
    publish(toy, store)
    (store / "current").write_bytes(content)

    with pytest.raises(mg.StoreError, match="is gone; run `mediagraph build`"):
        mg.open(store, project=toy)

    publish(toy, store)
    assert held(toy, store) == ["Alpha", "Beta", "Gamma"]


def test_a_database_that_is_gone_is_told(toy: Path, store: Path) -> None:
    publish(toy, store)
    (Generations(store).current().database / "CURRENT").unlink()

    with pytest.raises(mg.StoreError, match=r"cannot be opened .* run `mediagraph build`"):
        mg.open(store, project=toy)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"digest": "abc"', None])
def test_a_manifest_that_cannot_be_read_is_told(content: str | None, toy: Path, store: Path) -> None:
    publish(toy, store)
    path = Generations(store).current().path / "manifest.json"
    path.write_text(content, encoding="utf-8") if content is not None else path.unlink()

    with mg.open(store, project=toy) as graph, pytest.raises(mg.StoreError, match="manifest cannot be read"):
        names(graph)


def test_a_graph_of_another_layout_is_told(toy: Path, store: Path) -> None:
    publish(toy, store)
    path = Generations(store).current().path / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | {"format": 2}), encoding="utf-8")

    with mg.open(store, project=toy) as graph, pytest.raises(mg.StoreError, match="another version of mediagraph"):
        names(graph)


def test_a_closed_graph_says_so(toy: Path, store: Path) -> None:
    publish(toy, store)
    graph = mg.open(store, project=toy)

    graph.close()
    graph.close()

    with pytest.raises(mg.StoreError, match="closed; open it again"):
        names(graph)
    with pytest.raises(mg.StoreError, match="closed"):
        list(graph.store.quads())


def test_a_reader_writes_nothing(toy: Path, store: Path) -> None:
    publish(toy, store)
    before = {path: path.stat().st_mtime_ns for path in store.rglob("*")}

    held(toy, store)

    assert {path: path.stat().st_mtime_ns for path in store.rglob("*")} == before
