"""Measures: PageRank as networkx has it, betweenness over distance, ranks and ties."""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING

import networkx as nx
import pytest

from mediagraph.networks import hub_table, pagerank

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mediagraph.networks import Hub


def network(edges: Iterable[tuple[str, str, int]], *, alone: Iterable[str] = ()) -> nx.Graph[str]:
    """A network as the projections make it; the works of an edge are numbered."""
    made: nx.Graph[str] = nx.Graph(name="toy")
    for one, other, strength in edges:
        works = [f"{one}-{other}-{number}" for number in range(strength)]
        made.add_edge(one, other, strength=strength, distance=1 / strength, works=works, kinds=["co-production"])
    made.add_nodes_from(alone)
    for node in made:
        made.nodes[node]["label"] = node.upper()
    return made


def seeded(seed: int) -> nx.Graph[str]:
    """A random network, sparse enough to have several components and nodes without edges."""
    dice = random.Random(seed)
    names = [f"n{number:02d}" for number in range(dice.randint(2, 60))]
    pairs = [(one, other) for one in names for other in names if one < other]
    chosen = dice.sample(pairs, dice.randint(0, min(len(pairs), len(names) * 2)))
    return network(((one, other, dice.randint(1, 9)) for one, other in chosen), alone=names)


def classic(name: str) -> nx.Graph[str]:
    graph = {"karate": nx.karate_club_graph, "miserables": nx.les_miserables_graph}[name]()
    return network((str(one), str(other), int(weight)) for one, other, weight in graph.edges(data="weight"))


def strengths(graph: nx.Graph[str]) -> list[tuple[str, str, int]]:
    return [(one, other, edge["strength"]) for one, other, edge in graph.edges(data=True)]


def by_entity(graph: nx.Graph[str]) -> dict[str, Hub]:
    return {hub.entity: hub for hub in hub_table(graph).hubs}


def assert_same_pagerank(graph: nx.Graph[str]) -> None:
    pytest.importorskip("scipy", reason="networkx' own PageRank needs scipy")
    expected = nx.pagerank(graph, weight="strength", tol=1e-15, max_iter=10_000)

    actual = pagerank(graph)

    assert expected == pytest.approx(actual, abs=1e-9, rel=0)
    assert sum(actual.values()) == pytest.approx(1)


@pytest.mark.parametrize("seed", range(12))
def test_pagerank_is_that_of_networkx_on_random_networks(seed: int) -> None:
    assert_same_pagerank(seeded(seed))


@pytest.mark.parametrize("name", ["karate", "miserables"])
def test_pagerank_is_that_of_networkx_on_classic_networks(name: str) -> None:
    assert_same_pagerank(classic(name))


def test_pagerank_is_that_of_networkx_with_nodes_without_edges() -> None:
    assert_same_pagerank(network([("a", "b", 3), ("b", "c", 1)], alone=["x", "y"]))


def test_the_random_networks_do_contain_nodes_without_edges() -> None:
    assert any(nx.number_of_isolates(seeded(seed)) for seed in range(12))


def test_pagerank_depends_on_strength() -> None:
    rank = pagerank(network([("a", "b", 9), ("a", "c", 1)]))

    assert rank["b"] > rank["c"]


def test_pagerank_of_nothing_is_nothing() -> None:
    assert pagerank(nx.Graph()) == {}


def test_pagerank_that_does_not_settle_is_an_error() -> None:
    with pytest.raises(ArithmeticError, match="2 iterations"):
        pagerank(network([("a", "b", 9), ("a", "c", 1)]), rounds=2)


def test_betweenness_takes_a_strong_tie_as_short() -> None:
    """Between s and t there are two ways: through a strong partner, and through a weak one."""
    toy = network([("s", "strong", 10), ("strong", "t", 10), ("s", "weak", 1), ("weak", "t", 1)])

    hubs = by_entity(toy)
    naive = nx.betweenness_centrality(toy, weight="strength")

    assert hubs["strong"].betweenness == pytest.approx(1 / 3)
    assert hubs["weak"].betweenness == 0
    assert naive["weak"] > naive["strong"], "the toy must tell the two readings apart"


@pytest.mark.parametrize("name", ["karate", "miserables"])
def test_betweenness_is_that_of_networkx_over_distance(name: str) -> None:
    graph = classic(name)
    distances: nx.Graph[str] = nx.Graph()
    # In whole numbers, so that paths of equal length are equally long to the last digit.
    whole = math.lcm(*(strength for _, _, strength in strengths(graph)))
    distances.add_weighted_edges_from((one, other, whole // strength) for one, other, strength in strengths(graph))
    expected = nx.betweenness_centrality(distances, weight="weight")

    assert expected == pytest.approx({hub.entity: hub.betweenness for hub in hub_table(graph).hubs}, abs=1e-8)


def test_degree_counts_partners_and_strength_what_is_shared_with_them() -> None:
    hub = by_entity(network([("a", "b", 3), ("a", "c", 1)]))["a"]

    assert (hub.degree, hub.strength) == (2, 4)


def test_hubs_come_by_strength_then_degree() -> None:
    toy = network([("a", "b", 4), ("c", "d", 2), ("c", "e", 2), ("f", "g", 1)])

    ranks = [(hub.rank, hub.entity) for hub in hub_table(toy).hubs]

    assert ranks == [(1, "c"), (2, "a"), (2, "b"), (4, "d"), (4, "e"), (6, "f"), (6, "g")]


def test_equal_nodes_share_a_rank_and_stand_by_iri() -> None:
    ring = network([("d", "a", 2), ("a", "c", 2), ("c", "b", 2), ("b", "d", 2)])

    assert [(hub.rank, hub.entity) for hub in hub_table(ring).hubs] == [(1, "a"), (1, "b"), (1, "c"), (1, "d")]


@pytest.mark.parametrize("seed", range(5))
def test_the_table_does_not_depend_on_the_order_of_the_edges(seed: int) -> None:
    graph = seeded(seed)
    edges = strengths(graph)
    random.Random(seed).shuffle(edges)
    nodes = list(graph)
    other_way = network(edges, alone=reversed(nodes))

    columns = ("rank", "entity", "degree", "strength", "betweenness", "pagerank", "partners")
    tables = [[[getattr(hub, name) for name in columns] for hub in hub_table(g).hubs] for g in (graph, other_way)]

    assert tables[0] == tables[1]


def test_partners_come_strongest_first_and_works_by_name() -> None:
    toy = network([("a", "b", 1), ("a", "c", 3)])
    toy.graph["labels"] = {"a-b-0": "Work B"}

    hub = by_entity(toy)["a"]

    assert hub.label == "A"
    assert hub.partners == ["C", "B"]
    assert hub.works == ["Work B", "a-c-0", "a-c-1", "a-c-2"]


def test_the_table_says_how_large_the_network_is() -> None:
    table = hub_table(network([("a", "b", 1), ("c", "d", 1)], alone=["e"]))

    assert (table.nodes, table.edges, table.components) == (5, 2, 3)


def test_a_network_without_nodes_has_an_empty_table() -> None:
    table = hub_table(nx.Graph(name="none"))

    assert (table.nodes, table.edges, table.components, list(table.hubs)) == (0, 0, 0, [])
    assert table.counted == "edges through nothing"
