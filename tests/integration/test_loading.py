"""Loading: good rows in, bad rows named, nothing doubled, nothing half done."""

from __future__ import annotations

import csv
import os
import re
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

import mediagraph as mg
from mediagraph import loading
from mediagraph.building import build
from mediagraph.errors import DataError, FindingsError, MediagraphError
from mediagraph.loaders import registry
from mediagraph.loaders.job import Job, Loader
from mediagraph.project import Project
from mediagraph.records import Node
from mediagraph.store import Generations
from mediagraph.store.sources import loaded
from projects import ROOT, copied

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from click.testing import Result

    from mediagraph.loading import Load

MAPPING = """
source:
  name: {en: Films of a test}
  licence: https://creativecommons.org/publicdomain/zero/1.0/
columns:
  countries: {split: ", ", lookup: country, spellings: {BE: [Belgum, Belgiun]}}
  directors: {split: ", "}
records:
  - id: "source:{source}#row-{row}"
    type: Row
    number: "{row}"
    passageOf: "source:{source}"
  - id: "work:imdb-{imdb}"
    type: Film
    name: {en: "{title}"}
    imdb: "{imdb}"
    countryOfOrigin: "{countries}"
    runtime: "{minutes}"
    evidence: "source:{source}#row-{row}"
    participation:
      - each: directors
        id: "source:{source}#{imdb}-{directors|slug}"
        type: Participation
        role: director
        agent: "person:{source}-{directors|slug}"
        evidence: "source:{source}#row-{row}"
  - each: directors
    once: true
    id: "person:{source}-{directors|slug}"
    type: Person
    name: {und: "{directors}"}
    evidence: "source:{source}#row-{row}"
"""
GOOD = (
    "imdb,title,countries,minutes,directors\n"
    'tt0900001,One,"Belgium, Китай",90,Ann Example\n'
    'tt0900002,Two,"France, 中国",100,"Ann Example, Bob Example"\n'
    "tt0900003,Three,Belgum,,Bob Example\n"
)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A table of three films, and its mapping beside it."""
    (tmp_path / "films.mapping.yaml").write_text(MAPPING, encoding="utf-8")
    path = tmp_path / "films.csv"
    path.write_text(GOOD, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return Project.find(copied(tmp_path_factory.mktemp("base") / "project"))


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def run(base: Project, store: Path) -> Callable[..., Load]:
    """Load a file as the source `films`."""

    def call(path: Path | None, name: str = "table", **options: object) -> Load:
        return loading.load(base, store, name, path, source="films", **options)  # type: ignore[arg-type]

    return call


def titles(base: Project, store: Path) -> list[str]:
    with mg.open(store, project=base.root) as graph:
        return list(
            graph.sparql(
                "SELECT ?title { GRAPH graph:films { ?film a mg:Film ; rdfs:label ?title } } ORDER BY ?title"
            ).df()["title"]
        )


def digest(store: Path) -> str:
    return Generations(store).current().manifest.digest


def test_a_table_is_loaded_beside_the_projects_own_records(
    base: Project, store: Path, table: Path, run: Callable[..., Load]
) -> None:
    done = run(table)

    assert (done.note.rows, done.rejects, done.table) == (3, [], None)
    assert titles(base, store) == ["One", "Three", "Two"]
    with mg.open(store, project=base.root) as graph:
        pairs = {(row.a, row.b): row.works for row in graph.rows("co-productions/country-pairs")}
        evidence = graph.sparql(
            "ASK { work:imdb-tt0900003 mg:evidence <https://w3id.org/mediagraph/id/source/films#row-4> }"
        )
    assert {("BE", "CN"), ("CN", "FR")} <= set(pairs)
    assert bool(evidence)


def test_loading_the_same_file_again_changes_nothing(store: Path, table: Path, run: Callable[..., Load]) -> None:
    run(table)
    before = (store / "current").read_text(), digest(store)
    again = run(table)

    assert (again.build, bool(again.change)) == (None, False)
    assert ((store / "current").read_text(), digest(store)) == before


def test_a_corrected_file_replaces_the_source_as_a_whole(
    base: Project, store: Path, table: Path, run: Callable[..., Load]
) -> None:
    run(table)
    lines = GOOD.splitlines()
    table.write_text("\n".join([lines[0], lines[1].replace(",90,", ",91,"), lines[3], "tt0900004,Four,FR,80,\n"]))
    done = run(table)
    names = [name.rpartition("/")[2] for name in done.change.added]

    assert titles(base, store) == ["Four", "One", "Three"]
    assert "imdb-tt0900004" in names
    assert [name for name in done.change.removed if "work/" in name] == [
        "https://w3id.org/mediagraph/id/work/imdb-tt0900002"
    ]
    assert "https://w3id.org/mediagraph/id/work/imdb-tt0900001" in done.change.changed


def test_going_back_to_the_first_file_gives_the_first_graph(store: Path, table: Path, run: Callable[..., Load]) -> None:
    run(table)
    first = digest(store)
    table.write_text(GOOD.replace("Two", "Zwei"), encoding="utf-8")
    run(table)
    assert digest(store) != first
    table.write_text(GOOD, encoding="utf-8")
    run(table)

    assert digest(store) == first


BAD = {
    "an unknown country": ("tt0900009,Bad,Belgim,90,", "countries", "did you mean Belgium"),
    "a number that is none": ("tt0900009,Bad,FR,ninety,", "minutes", "not a whole number"),
    "a number that the shapes refuse": ("tt0900009,Bad,FR,-5,", "runtime", "at least 1"),
    "an id that is there": ("tt0900001,Bad,FR,90,", "imdb", "duplicate id, first used in line 2"),
    "an id that the shapes refuse": ("900009,Bad,FR,90,", "imdb", "tt and at least seven digits"),
    "a cell too many": ("tt0900009,Bad,FR,90,,", "", "6 cells where the header has 5"),
}


@pytest.mark.parametrize(("row", "column", "reason"), BAD.values(), ids=BAD)
def test_a_bad_row_is_rejected_by_name_and_the_rest_loads(
    base: Project, store: Path, table: Path, run: Callable[..., Load], row: str, column: str, reason: str
) -> None:
    table.write_text(GOOD + row + "\n", encoding="utf-8")
    done = run(table)

    assert titles(base, store) == ["One", "Three", "Two"]
    assert (done.note.rows, done.note.rejected) == (4, 1)
    assert {(fault.line, fault.column) for fault in done.rejects} == {(5, column)}
    assert reason in done.rejects[0].reason
    assert done.table is not None
    with done.table.open(encoding="utf-8") as stream:
        assert [(one["row"], one["column"]) for one in csv.DictReader(stream)] == [("5", column)]


@pytest.mark.parametrize(("row", "column", "reason"), BAD.values(), ids=BAD)
def test_when_strict_any_reject_leaves_the_store_as_it_was(
    store: Path, table: Path, run: Callable[..., Load], row: str, column: str, reason: str
) -> None:
    run(table)
    before = (store / "current").read_text(), digest(store)
    table.write_text(GOOD + row + "\n", encoding="utf-8")

    with pytest.raises(DataError, match=":5") as caught:
        run(table, strict=True)
    assert (column, reason in str(caught.value)) == (caught.value.faults[0].column, True)
    assert ((store / "current").read_text(), digest(store)) == before


def test_what_good_rows_share_with_a_bad_one_is_not_lost(
    base: Project, store: Path, table: Path, run: Callable[..., Load]
) -> None:
    header, first, *rest = GOOD.splitlines()
    table.write_text("\n".join([header, first.replace("90,", "ninety,"), *rest]), encoding="utf-8")
    done = run(table)

    assert [fault.line for fault in done.rejects] == [2]
    with mg.open(store, project=base.root) as graph:
        people = graph.sparql("SELECT ?name { GRAPH graph:films { ?p a mg:Person ; rdfs:label ?name } } ORDER BY ?name")
        assert list(people.df()["name"]) == ["Ann Example", "Bob Example"]


def test_a_loaded_source_stays_through_builds_until_it_is_unloaded(
    base: Project, store: Path, table: Path, run: Callable[..., Load], cli: Callable[..., Result]
) -> None:
    bare = build(base, store).manifest.digest
    run(table)
    filled = digest(store)
    build(base, store)
    assert digest(store) == filled

    result = cli("unload", "films", "--store", store, "--project", base.root)
    assert (result.exit_code, digest(store)) == (0, bare)
    result = cli("unload", "films", "--store", store, "--project", base.root)
    assert (result.exit_code, "loaded are: none" in result.stderr) == (2, True)


@pytest.mark.parametrize("tail", [b'tt0900008,"open,FR,9,\n', b"tt0900008,\xff,FR,9,\n"], ids=["quote", "byte"])
def test_a_file_that_breaks_off_replaces_nothing(
    store: Path, table: Path, run: Callable[..., Load], tail: bytes
) -> None:
    run(table)
    before = digest(store)
    table.write_bytes(GOOD.encode() + tail + b"tt0900009,Lost,FR,9,\n")

    with pytest.raises(DataError, match=r"films\.csv:5"):
        run(table)
    assert digest(store) == before


def test_columns_that_are_not_read_are_reported(table: Path, run: Callable[..., Load]) -> None:
    lines = GOOD.splitlines()
    table.write_text("\n".join([lines[0] + ",colour", *(line + ",red" for line in lines[1:])]), encoding="utf-8")

    assert run(table).notes == ["columns not read: colour (use them in the mapping, or list them under ignore)"]


def test_a_column_that_the_mapping_speaks_of_and_the_table_lacks_is_named(
    table: Path, run: Callable[..., Load]
) -> None:
    table.write_text(GOOD.replace("title", "titel"), encoding="utf-8")

    with pytest.raises(DataError, match=r"films\.csv:1:title: no such column.*did you mean titel"):
        run(table)


def test_the_projects_own_sources_cannot_be_replaced(base: Project, store: Path, table: Path) -> None:
    with pytest.raises(mg.UsageError, match="the project's own"):
        loading.load(base, store, "table", table, source="countries")


def test_violations_that_no_row_accounts_for_leave_the_store_as_it_was(
    base: Project, store: Path, monkeypatch: pytest.MonkeyPatch, run: Callable[..., Load]
) -> None:
    build(base, store)
    before = digest(store)

    def records(job: Job) -> Iterator[Node]:
        yield job.dataset(name="A source without rows", licence="no-address")

    monkeypatch.setattr(loading, "get_loader", lambda _: Loader(records, "for a test", file="optional"))
    with pytest.raises((FindingsError, DataError)):
        run(None, "bare")
    assert digest(store) == before


def test_of_two_sources_that_contradict_the_new_one_gives_way(base: Project, store: Path, table: Path) -> None:
    mapping = MAPPING.replace('    runtime: "{minutes}"', '    date: "{minutes}"')
    for name, year in (("first", "1990"), ("second", "1991")):
        (table.parent / f"{name}.mapping.yaml").write_text(mapping, encoding="utf-8")
        rows = GOOD.replace(",90,", f",{year},").replace(",100,", ",2001,").replace("tt0900003", f"tt090001{len(name)}")
        (table.parent / f"{name}.csv").write_text(rows, encoding="utf-8")
    loading.load(base, store, "table", table.parent / "first.csv", source="first")
    done = loading.load(base, store, "table", table.parent / "second.csv", source="second")

    assert {fault.line for fault in done.rejects} == {2}
    assert done.build is not None


def test_a_loader_that_does_not_describe_its_source_first_is_told_so(
    monkeypatch: pytest.MonkeyPatch, run: Callable[..., Load]
) -> None:
    loader = Loader(lambda _: iter([Node({"id": "work:x", "type": "Film"})]), "for a test", file="optional")
    monkeypatch.setattr(loading, "get_loader", lambda _: loader)

    with pytest.raises(MediagraphError, match="did not begin with the description of source:films"):
        run(None, "bare")


def test_a_broken_plug_in_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from importlib.metadata import EntryPoint

    points = {
        name: EntryPoint(name, value, registry.GROUP) for name, value in (("gone", "no_such:X"), ("odd", "os:name"))
    }
    monkeypatch.setattr(registry, "_points", lambda: points)

    with pytest.raises(MediagraphError, match=r"'gone'.*cannot be imported"):
        registry.get_loader("gone")
    with pytest.raises(MediagraphError, match=r"'odd'.*is no"):
        registry.get_loader("odd")


def test_converted_records_outlast_an_interruption(
    table: Path, run: Callable[..., Load], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    with monkeypatch.context() as patch:
        patch.setattr(loading, "judge_store", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            run(table)
    done = run(table, progress=told.append)

    assert any("converted before" in text for text in told)
    assert done.note.rows == 3


def test_a_killed_load_leaves_the_former_graph_and_can_be_run_again(
    base: Project, store: Path, table: Path, run: Callable[..., Load]
) -> None:
    build(base, store)
    before = digest(store)
    command = [sys.executable, "-m", "mediagraph", "load", "table", str(table)]
    where = ["--project", str(base.root), "--store", str(store)]
    for wait in (0.3, 0.8, 1.2, 1.6, 2.0):
        process = subprocess.Popen([*command, *where], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        time.sleep(wait)
        if process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)
        process.wait()
        now = [source.name for source in loaded(Generations(store).current())]
        assert (digest(store) == before) is (now == []), "either the former graph or the new one, whole"
    run(table)

    assert titles(base, store) == ["One", "Three", "Two"]


def test_the_mapping_of_the_documentation_loads_its_table(
    base: Project, store: Path, tmp_path: Path, run: Callable[..., Load]
) -> None:
    text = (ROOT / "docs" / "loaders" / "table.md").read_text(encoding="utf-8")
    blocks = dict(re.findall(r"^```(yaml|csv)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL))
    (tmp_path / "films.mapping.yaml").write_text(blocks["yaml"], encoding="utf-8")
    (tmp_path / "films.csv").write_text(blocks["csv"], encoding="utf-8")
    done = run(tmp_path / "films.csv")

    assert (done.rejects, done.notes) == ([], [])
    with mg.open(store, project=base.root) as graph:
        rows = graph.sparql(
            "SELECT ?type ?country { GRAPH graph:films { ?work a ?type ; mg:countryOfOrigin ?country } }"
        ).df()
    found = sorted(zip(rows["type"].str.rpartition("#")[2], rows["country"].str.rpartition("/")[2], strict=True))
    assert found == [("Film", "BE"), ("Film", "CN"), ("Series", "BE"), ("Series", "FR")]


def test_the_command_says_what_it_did(base: Project, store: Path, table: Path, cli: Callable[..., Result]) -> None:
    table.write_text(GOOD + "tt0900009,Bad,Belgim,90,\n", encoding="utf-8")
    result = cli("load", "table", table, "--store", store, "--project", base.root)

    assert result.exit_code == 0
    assert "films: 4 rows, 1 rejected" in result.stdout
    assert "+ 13 added" in result.stdout
    assert "films.csv:5:countries: no country is called so, did you mean Belgium" in result.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["tabel", "x.csv"], "unknown loader 'tabel', did you mean table?"),
        (["table"], "Missing argument 'FILE'"),
        (["table", "missing.csv"], "missing.csv: no such file"),
        (["table", "films.csv", "--source", "My Films"], "such as 'my-films'"),
        (["table", "films.csv", "--store", "http://127.0.0.1:9/sparql"], "publish it to an endpoint"),
    ],
)
def test_misuse_is_told(
    table: Path, monkeypatch: pytest.MonkeyPatch, cli: Callable[..., Result], words: list[str], said: str
) -> None:
    monkeypatch.chdir(table.parent)
    result = cli("load", *words)

    assert result.exit_code in {2, 3}
    assert said in result.stderr
