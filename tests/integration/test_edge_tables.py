"""Edge tables answer as the queries that they were made of, and only in their place; counts agree with SPARQL."""

from __future__ import annotations

import json
import random
import shutil
from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest

import mediagraph as mg
import worlds
from mediagraph.building import build
from mediagraph.errors import ParameterError, UsageError
from mediagraph.graph import Graph
from mediagraph.networks import Pair
from mediagraph.networks.choosing import choose
from mediagraph.networks.tables import TABLES, keep, kept
from mediagraph.project import Project
from mediagraph.store import EmbeddedStore, Generation, Manifest
from projects import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from mediagraph.building import Build

CODES = "SELECT ?entity ?code WHERE { ?entity a mg:Country . ?entity mg:alpha2 ?code . }"
PARTNERS = """
SELECT ?one (COUNT(DISTINCT ?other) AS ?partners) (COUNT(DISTINCT ?work) AS ?works)
WHERE {
  ?partnership a mg:Partnership .
  ?partnership mg:partner ?one .
  ?partnership mg:partner ?other .
  ?partnership mg:through ?through .
  ?one a/rdfs:subClassOf* mg:Organisation .
  ?other a/rdfs:subClassOf* mg:Organisation .
  FILTER(?one != ?other)
  OPTIONAL { ?through mg:cooperationOn ?object . }
  BIND(COALESCE(?object, ?through) AS ?work)
}
GROUP BY ?one
"""


@pytest.fixture(scope="module")
def large(shipped: Build) -> Iterator[Graph]:
    with mg.open(shipped.store, project=ROOT) as graph:
        yield graph


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Make the networks ask the store, as if there were no tables."""
    return lambda: monkeypatch.setattr("mediagraph.networks.choosing.kept", lambda *_: None)


def all_of(graph: Graph, name: str, **chosen: Any) -> tuple[Any, ...]:
    """All that a network has, in its order."""
    network = graph.network(name, **chosen)
    known = {key: value for key, value in network.graph.items() if key != "rows"}
    return list(network.nodes(data=True)), list(network.adjacency()), known, list(network.graph["rows"])


CHOICES: list[dict[str, Any]] = [
    {},
    {"since": 1990},
    {"until": 1990, "weight": "newman"},
    {"since": 2000, "until": 2015},
    {"kind": "co-production"},
    {"kind": ["co-production", "content-exchange"], "since": 1995},
]


@pytest.mark.parametrize("chosen", CHOICES)
@pytest.mark.parametrize("name", ["countries", "organisations"])
def test_a_network_is_the_same_with_and_without_its_table(
    name: str, chosen: dict[str, Any], large: Graph, asked: Callable[[], None]
) -> None:
    with_table = all_of(large, name, **chosen)
    asked()

    assert with_table == all_of(large, name, **chosen)


def test_a_table_has_the_rows_of_its_query(large: Graph) -> None:
    for name in TABLES:
        table = kept(large, f"networks/{name}")

        assert table is not None
        assert [tuple(row) for row in table.rows] == [tuple(row) for row in large.rows(f"networks/{name}")]


@pytest.mark.parametrize("seed", range(len(worlds.SHARES)))
def test_rows_of_altered_worlds_are_those_of_the_query(seed: int, project: Project, tmp_path: Path) -> None:
    generation = Generation(tmp_path, tmp_path)
    store = ox.Store(str(generation.database))
    store.bulk_extend(worlds.whole()[seed].store)
    store.flush()
    del store
    manifest = asdict(Manifest("some", 0, {}, "", ""))
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    chance = random.Random(seed)
    with Graph(project, EmbeddedStore(generation)) as graph:
        keep(graph, generation.edges, lambda: "some")
        for name in TABLES:
            table = kept(graph, f"networks/{name}")
            rows = [tuple(row) for row in graph.rows(f"networks/{name}")]
            if table is None:  # a blank node has no name to keep
                continue
            assert [tuple(row) for row in table.rows] == rows
            since = chance.choice([1900, 1985, 2000, 2020])
            found = choose(graph, name, since=since)
            assert [tuple(row) for row in found.rows] == [
                tuple(row) for row in graph.rows(f"networks/{name}", since=since)
            ]


def test_an_unknown_kind_is_refused_as_without_a_table(large: Graph, asked: Callable[[], None]) -> None:
    messages = []
    for name in ("countries", "people"):
        with pytest.raises(ParameterError) as error:
            large.network(name, kind="coproduction")
        messages.append(str(error.value))
    asked()

    for name, message in zip(("countries", "people"), messages, strict=True):
        with pytest.raises(ParameterError) as error:
            large.network(name, kind="coproduction")
        assert str(error.value) == message


@pytest.fixture
def own(built: Build, tmp_path: Path) -> Iterator[Graph]:
    """A store of one's own, with its tables."""
    shutil.copytree(built.store, tmp_path / "store")
    with mg.open(tmp_path / "store", project=ROOT) as graph:
        yield graph


def table_of(graph: Graph) -> Path:
    assert isinstance(graph.store, EmbeddedStore)
    return graph.store.generation.edges / "countries.npz"


def test_without_its_file_the_store_is_asked(own: Graph) -> None:
    before = all_of(own, "countries")
    table_of(own).unlink()

    assert kept(own, "networks/countries") is None
    assert all_of(own, "countries") == before


def test_a_broken_file_is_no_error(own: Graph) -> None:
    before = all_of(own, "countries")
    whole = table_of(own).read_bytes()
    chance = random.Random(1)

    for _ in range(60):
        broken = bytearray(whole)
        if chance.random() < 0.3:
            del broken[chance.randrange(len(broken)) :]
        else:
            for _ in range(chance.choice([1, 20])):
                broken[chance.randrange(len(broken))] = chance.randrange(256)
        table_of(own).write_bytes(bytes(broken))
        assert all_of(own, "countries") == before
    for other in (b"", b"no archive", b"\x93NUMPY\x01\x00"):
        table_of(own).write_bytes(other)
        assert kept(own, "networks/countries") is None


def test_a_table_of_another_graph_is_not_believed(own: Graph) -> None:
    keep(own, table_of(own).parent, lambda: "another")

    assert kept(own, "networks/countries") is None


def test_a_changed_query_is_not_answered_from_the_table(built: Build, copy: Path) -> None:
    path = copy / "queries" / "networks" / "countries.rq"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("FILTER(STR(?source) < STR(?target))", "FILTER(STR(?source) > STR(?target))"))
    with mg.open(built.store, project=copy) as graph:
        assert kept(graph, "networks/countries") is None
        assert kept(graph, "networks/organisations") is not None
        assert all(row.source > row.target for row in graph.network("countries").graph["rows"])


def test_a_query_that_fails_keeps_no_build_from_being_published(copy: Path, tmp_path: Path) -> None:
    (copy / "queries" / "networks" / "organisations.rq").write_text("SELECT nothing", encoding="utf-8")

    made = build(Project.find(copy), tmp_path / "store")

    generation = tmp_path / "store" / "generations"
    assert made.manifest.quads
    assert [path.stem for path in generation.rglob("*.npz")] == ["countries"]


def test_pairs_are_those_of_the_edges(large: Graph) -> None:
    network = large.network("countries", since=1980)

    pairs = large.pairs("countries", since=1980)

    assert {(pair.one, pair.other): pair.works for pair in pairs} == {
        tuple(sorted((one, other))): len(edge["works"]) for one, other, edge in network.edges(data=True)
    }
    for pair in pairs:
        edge = network.edges[pair.one, pair.other]
        assert (sorted(pair.kinds), pair.first, pair.last) == (edge["kinds"], edge["first"], edge["last"])
        assert (pair.one_label, pair.other_label) == tuple(network.graph["labels"][node] for node in pair[:2])
    assert [pair.works for pair in pairs] == sorted((pair.works for pair in pairs), reverse=True)
    rows = {(row.source, row.target, row.kind.rsplit("/", 1)[-1], row.work) for row in network.graph["rows"]}
    assert {(p.one, p.other, kind): count for p in pairs for kind, count in p.kinds.items()} == Counter(
        row[:3] for row in rows
    )


def test_pairs_of_co_productions_are_those_of_the_stored_query(large: Graph) -> None:
    solutions: Any = large.sparql(CODES)
    codes = {row.entity: row.code for row in solutions}

    found: Counter[tuple[str, ...]] = Counter()
    for pair in large.pairs(kind="co-production"):
        if pair.one in codes and pair.other in codes:
            found[tuple(sorted((codes[pair.one], codes[pair.other])))] += pair.works

    assert found == {(row.a, row.b): row.works for row in large.rows("co-productions/country-pairs")}


def test_partners_are_counted_as_sparql_counts_them(large: Graph) -> None:
    solutions: Any = large.sparql(PARTNERS)

    found = large.partners()

    assert {each.entity: (each.partners, each.works) for each in found} == {
        row.one: (row.partners, row.works) for row in solutions
    }
    assert found == sorted(found, key=lambda each: (-each.partners, -each.works, each.entity))


def test_anniversaries_have_the_joint_works_of_their_pair(large: Graph) -> None:
    works = {(pair.one, pair.other): pair.works for pair in large.pairs(kind="co-production")}

    found = large.anniversaries(2026, through=2030, kind="co-production")

    assert {each.works for each in found} > {0}
    assert [each.works for each in found] == [works.get((each.one, each.other), 0) for each in found]
    gaps = [(each.ordinal, each.relation) for each in found if not each.works]
    span = {"from": "2026-01-01", "to": "2030-12-31", "kind": "co-production", "country": None}
    without = [
        (row.ordinal, row.relation)
        for country in sorted({each.one for each in found} | {each.other for each in found})
        for row in large.rows("anniversaries/without-joint-work", **{**span, "country": country})
    ]
    assert set(gaps) == set(without)


def test_counts_are_the_same_without_tables(large: Graph, asked: Callable[[], None]) -> None:
    def counts() -> list[Any]:
        return [large.pairs(), large.partners("people"), large.anniversaries(2027)]

    before = counts()
    asked()

    assert counts() == before
    assert all(isinstance(pair, Pair) for pair in before[0])


def test_a_year_of_no_calendar_is_refused(large: Graph) -> None:
    for year in (0, 10_000, 10**30):
        with pytest.raises(UsageError, match="from 1 to 9999"):
            large.anniversaries(year)
