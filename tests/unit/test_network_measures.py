"""Measures beside networkx's definitions, published values of known networks, and cases worked out by hand."""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING

import networkx as nx
import pytest

from mediagraph.errors import UnknownNameError
from mediagraph.networks import communities, measures, modularity
from mediagraph.networks.projection import Row, of_rows

if TYPE_CHECKING:
    from collections.abc import Iterable

WHOLE = math.lcm(*range(1, 32))


def network(edges: Iterable[tuple[str, str, float]], *, alone: Iterable[str] = ()) -> nx.Graph[str]:
    made: nx.Graph[str] = nx.Graph()
    for one, other, strength in edges:
        # Whole numbers, which all strengths up to 31 divide, make equal lengths of paths equal exactly.
        made.add_edge(one, other, strength=strength, distance=1 / strength, whole=WHOLE // int(strength))
    made.add_nodes_from(alone)
    return made


def karate() -> nx.Graph[str]:
    """W. W. Zachary's club of 34 members; 1 is the instructor and 34 the administrator, as in the paper."""
    return network((str(one + 1), str(other + 1), 1.0) for one, other in nx.karate_club_graph().edges())


def miserables() -> nx.Graph[str]:
    return network((one, other, float(count)) for one, other, count in nx.les_miserables_graph().edges(data="weight"))


def chance(seed: int) -> nx.Graph[str]:
    dice = random.Random(seed)
    names = [f"n{number:02d}" for number in range(dice.randint(3, 40))]
    pairs = [(one, other) for one in names for other in names if one < other]
    chosen = dice.sample(pairs, dice.randint(1, min(len(pairs), 3 * len(names))))
    return network(((one, other, float(dice.randint(1, 9))) for one, other in chosen), alone=names)


NETWORKS = {"karate": karate(), "miserables": miserables(), **{f"seed {seed}": chance(seed) for seed in range(8)}}


@pytest.mark.parametrize("graph", NETWORKS.values(), ids=NETWORKS)
def test_measures_are_those_of_networkx(graph: nx.Graph[str]) -> None:
    # networkx' sparse-matrix short cut for weighted effective sizes departs from its own definition, by nodes.
    expected = {
        "constraint": nx.constraint(graph, nodes=list(graph), weight="strength"),
        "effective_size": nx.effective_size(graph, nodes=list(graph), weight="strength"),
        "core_number": nx.core_number(graph),
        "closeness": nx.closeness_centrality(graph, distance="distance"),
        "betweenness": nx.betweenness_centrality(graph, weight="whole"),
        "pagerank": nx.pagerank(graph, weight="strength", tol=1e-15, max_iter=10_000),
    }
    for name, values in expected.items():
        assert getattr(measures, name)(graph) == pytest.approx(values, abs=1e-9, nan_ok=True), name


@pytest.mark.parametrize("graph", NETWORKS.values(), ids=NETWORKS)
def test_both_engines_give_the_same_paths(graph: nx.Graph[str]) -> None:
    for measure in (measures.betweenness, measures.closeness):
        assert measure(graph, engine="igraph") == pytest.approx(measure(graph, engine="networkx"), abs=1e-9)


@pytest.mark.parametrize("name", ["karate", "miserables"])
def test_eigenvectors_are_those_of_linear_algebra(name: str) -> None:
    graph = NETWORKS[name]

    assert measures.eigenvector(graph) == pytest.approx(nx.eigenvector_centrality_numpy(graph, "strength"), abs=1e-9)


@pytest.mark.parametrize("graph", NETWORKS.values(), ids=NETWORKS)
def test_assortativity_is_that_of_networkx(graph: nx.Graph[str]) -> None:
    assert measures.assortativity(graph) == pytest.approx(nx.degree_assortativity_coefficient(graph), nan_ok=True)


def test_published_values_of_the_karate_club() -> None:
    """Newman 2002 gives no r for it; these are of the textbooks that print the club's measures."""
    graph = karate()
    between = measures.betweenness(graph)

    assert (graph.number_of_nodes(), graph.number_of_edges()) == (34, 78)
    assert between["1"] == pytest.approx(0.4376, abs=5e-5)
    assert between["34"] == pytest.approx(0.3041, abs=5e-5)
    assert measures.closeness(graph)["1"] == pytest.approx(0.5690, abs=5e-5)
    assert measures.degree(graph)["34"] == 17
    assert measures.assortativity(graph) == pytest.approx(-0.4756, abs=5e-5)
    assert max(measures.core_number(graph).values()) == 4


def test_published_modularity_of_the_karate_club() -> None:
    """The best division that is known, into four, has 0.4198 (Brandes et al., IEEE TKDE 20, 2008)."""
    graph = karate()
    best = max(modularity(graph, communities(graph, seed=seed)) for seed in range(20))

    assert best == pytest.approx(0.4198, abs=5e-5)


def test_leiden_finds_the_best_division_too_and_a_seed_decides() -> None:
    graph = karate()
    found = communities(graph, method="leiden", seed=3)

    assert modularity(graph, found) == pytest.approx(0.4198, abs=5e-5)
    assert found == communities(graph, method="leiden", seed=3)


def test_the_davis_women_as_a_bipartite_case() -> None:
    """Davis, Gardner and Gardner 1941: Evelyn and Laura met at six events, and no event joined all."""
    davis = nx.davis_southern_women_graph()
    women = set(davis.graph["top"])
    rows = [
        Row(min(one, other), max(one, other), "met", event, None)
        for event in davis.graph["bottom"]
        for one in davis[event]
        for other in davis[event]
        if one < other
    ]
    counted, newman, fractional = (of_rows(rows, weight=weight) for weight in ("count", "newman", "fractional"))

    assert set(counted) == women
    assert counted.edges["Evelyn Jefferson", "Laura Mandeville"]["strength"] == 6
    expected = nx.bipartite.collaboration_weighted_projected_graph(davis, women)
    for one, other, edge in expected.edges(data=True):
        assert newman.edges[one, other]["strength"] == pytest.approx(edge["weight"])
    assert sum(edge["strength"] for _, _, edge in fractional.edges(data=True)) == pytest.approx(14), "one an event"
    assert dict(newman.degree(weight="strength")) == pytest.approx(dict(davis.degree(women)))


def test_a_star_by_hand() -> None:
    star = network([("hub", "a", 1.0), ("hub", "b", 1.0), ("hub", "c", 1.0)], alone=["far"])

    assert measures.constraint(star)["hub"] == pytest.approx(1 / 3)
    assert measures.constraint(star)["a"] == 1
    assert math.isnan(measures.constraint(star)["far"])
    assert measures.effective_size(star)["hub"] == 3
    assert measures.assortativity(star) == pytest.approx(-1)
    star.remove_node("far")
    core, fit = measures.core_periphery(star)
    assert core == {"hub"}
    assert fit == pytest.approx(1)


def test_participation_and_the_e_i_index_by_hand() -> None:
    graph = network([("a", "b", 1.0), ("a", "c", 1.0), ("c", "d", 2.0)], alone=["e"])
    groups = {"a": 1, "b": 1, "c": 2, "d": 2, "e": 3}

    assert measures.participation(graph, groups)["a"] == pytest.approx(0.5)
    assert measures.participation(graph, groups)["d"] == 0
    assert math.isnan(measures.participation(graph, groups)["e"])
    assert measures.ei_index(graph, lambda node: groups[node]) == pytest.approx((1 - 3) / 4)


def test_the_backbone_keeps_what_is_stronger_than_chance_and_ties_of_two_strangers() -> None:
    hub = [("hub", f"n{number}", 1.0) for number in range(9)]
    graph = network([*hub, ("hub", "friend", 50.0), ("x", "y", 1.0)])
    kept = {frozenset(edge) for edge in measures.backbone(graph).edges()}

    assert kept == {frozenset({"hub", "friend"}), frozenset({"x", "y"})}
    assert (1 - 50 / 59) ** 9 < 0.05 < (1 - 1 / 59) ** 9


def test_an_ideal_core_is_found() -> None:
    core = [(f"c{one}", f"c{other}", 1.0) for one in range(5) for other in range(one)]
    graph = network([*core, *((f"p{number}", f"c{number % 5}", 1.0) for number in range(10))])

    assert measures.core_periphery(graph)[0] == frozenset(f"c{number}" for number in range(5))


def test_communities_do_not_depend_on_the_order_of_nodes() -> None:
    graph = miserables()
    other = network(reversed([(a, b, edge["strength"]) for a, b, edge in graph.edges(data=True)]))

    assert communities(graph, seed=4) == communities(other, seed=4)


def test_an_unknown_method_is_named() -> None:
    with pytest.raises(UnknownNameError, match="did you mean louvain"):
        communities(karate(), method="louvian")


def test_nothing_has_no_measures() -> None:
    empty: nx.Graph[str] = nx.Graph()

    assert measures.eigenvector(empty) == measures.constraint(empty) == {}
    assert communities(empty) == {}
    assert math.isnan(measures.assortativity(empty))
    assert math.isnan(measures.ei_index(empty, str))
