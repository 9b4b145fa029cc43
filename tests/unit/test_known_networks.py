"""Networks whose measures others have printed: the karate club, the Davis women and their events, Les Miserables.

What has no printed value has one that follows from a theorem or from the paper's own counts.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

import networkx as nx
import pytest

from mediagraph.networks import communities, measures, modularity, sides
from mediagraph.networks.projection import Row, of_rows

if TYPE_CHECKING:
    from collections.abc import Iterable

# S. P. Borgatti and D. S. Halgin, Analyzing Affiliation Networks, The SAGE Handbook of Social Network Analysis, 2011:
# degree, closeness and betweenness, each as a share of the most that a node of its side can have.
DAVIS = {
    "E8": (0.78, 0.85, 0.24),
    "E9": (0.67, 0.79, 0.23),
    "E7": (0.56, 0.73, 0.13),
    "Nora Fayette": (0.57, 0.80, 0.11),
    "Evelyn Jefferson": (0.57, 0.80, 0.10),
    "Theresa Anderson": (0.57, 0.80, 0.09),
    "E6": (0.44, 0.69, 0.07),
    "Sylvia Avondale": (0.50, 0.77, 0.07),
    "Laura Mandeville": (0.50, 0.73, 0.05),
    "Brenda Rogers": (0.50, 0.73, 0.05),
    "Katherina Rogers": (0.43, 0.73, 0.05),
    "E5": (0.44, 0.59, 0.04),
    "Helen Lloyd": (0.36, 0.73, 0.04),
    "E3": (0.33, 0.56, 0.02),
    "Ruth DeSand": (0.29, 0.71, 0.02),
    "Verne Sanderson": (0.29, 0.71, 0.02),
    "E12": (0.33, 0.56, 0.02),
    "Myra Liddel": (0.29, 0.69, 0.02),
    "E11": (0.22, 0.54, 0.02),
    "Eleanor Nye": (0.29, 0.67, 0.01),
    "Frances Anderson": (0.29, 0.67, 0.01),
    "Pearl Oglethorpe": (0.21, 0.67, 0.01),
    "E4": (0.22, 0.54, 0.01),
    "Charlotte McDowd": (0.29, 0.60, 0.01),
    "E10": (0.28, 0.55, 0.01),
    "Olivia Carleton": (0.14, 0.59, 0.01),
    "Flora Price": (0.14, 0.59, 0.01),
    "E2": (0.17, 0.52, 0.00),
    "E1": (0.17, 0.52, 0.00),
    "Dorothy Murchison": (0.14, 0.65, 0.00),
    "E13": (0.17, 0.52, 0.00),
    "E14": (0.17, 0.52, 0.00),
}


def network(edges: Iterable[tuple[str, str, float]]) -> nx.Graph[str]:
    """A network by weighted pairs, each strength that of so many works."""
    rows = [
        Row(one, other, "tie", f"{one}, {other}, {number}", None)
        for one, other, strength in edges
        for number in range(int(strength))
    ]
    return of_rows(rows)


@pytest.fixture(scope="module")
def karate() -> nx.Graph[str]:
    """W. W. Zachary, Journal of Anthropological Research 33, 1977; 1 is the instructor and 34 the administrator."""
    return network((str(one + 1), str(other + 1), 1) for one, other in nx.karate_club_graph().edges())


@pytest.fixture(scope="module")
def davis() -> nx.Graph[str]:
    """A. Davis, B. B. Gardner and M. R. Gardner, Deep South, 1941: 18 women and the 14 events that they came to."""
    graph = nx.davis_southern_women_graph()
    rows = [
        Row(woman, event, "came", f"{woman} at {event}", None) for woman in graph.graph["top"] for event in graph[woman]
    ]
    return of_rows(rows, bipartite=True)


@pytest.fixture(scope="module")
def miserables() -> nx.Graph[str]:
    """D. E. Knuth, The Stanford GraphBase, 1993: in how many chapters characters meet."""
    return network(nx.les_miserables_graph().edges(data="weight"))


def strength_in_quadratic_form(graph: nx.Graph[str]) -> float:
    """What the eigenvector makes of the matrix of strengths: its largest eigenvalue."""
    value = measures.eigenvector(graph)
    assert sum(one**2 for one in value.values()) == pytest.approx(1)
    return math.fsum(2 * value[one] * value[other] * edge["strength"] for one, other, edge in graph.edges(data=True))


def test_the_karate_club_as_the_konect_collection_has_it(karate: nx.Graph[str]) -> None:
    """J. Kunegis, KONECT, WWW 2013 Companion, page ucidata-zachary: size, degrees, assortativity, spectral norm."""
    degrees = measures.degree(karate).values()

    assert (karate.number_of_nodes(), karate.number_of_edges()) == (34, 78)
    assert max(degrees) == 17
    assert sum(degrees) / 34 == pytest.approx(4.58824, abs=5e-6)
    assert measures.assortativity(karate) == pytest.approx(-0.475613, abs=5e-7)
    assert strength_in_quadratic_form(karate) == pytest.approx(6.72570, abs=5e-6)


def test_the_factions_of_the_karate_club(karate: nx.Graph[str]) -> None:
    """Zachary's own factions have 11 ties across, of 78."""
    faction = {str(node + 1): club for node, club in nx.karate_club_graph().nodes(data="club")}

    assert measures.ei_index(karate, faction.__getitem__) == pytest.approx((11 - 67) / 78)
    blocs = {node: 1 + (club == "Officer") for node, club in faction.items()}
    spread = measures.participation(karate, blocs)
    across = {node: sum(faction[other] != faction[node] for other in karate[node]) for node in karate}
    for node, count in across.items():
        share = count / karate.degree(node)
        assert spread[node] == pytest.approx(2 * share * (1 - share))


def test_pagerank_without_jumps_is_the_share_of_strength(karate: nx.Graph[str], miserables: nx.Graph[str]) -> None:
    """As it must be where edges have no direction (V. Grolmusz, Information Processing Letters 115, 2015)."""
    for graph in (karate, miserables):
        strength = measures.strength(graph)
        expected = {node: value / sum(strength.values()) for node, value in strength.items()}
        assert measures.pagerank(graph, damping=1, tolerance=1e-14) == pytest.approx(expected, abs=1e-9)


def test_the_best_divisions_of_the_karate_club_and_of_les_miserables(
    karate: nx.Graph[str], miserables: nx.Graph[str]
) -> None:
    """0.420 and 0.560, weights aside: G. Agarwal and D. Kempe, European Physical Journal B 66, 2008, table 1."""
    plain = network((one, other, 1) for one, other in miserables.edges())

    for graph, best in ((karate, 0.420), (plain, 0.560)):
        found = max(modularity(graph, communities(graph, method="leiden", seed=seed)) for seed in range(10))
        assert found == pytest.approx(best, abs=5e-4)


def test_weights_of_les_miserables(miserables: nx.Graph[str]) -> None:
    """Knuth's data: 77 characters meet in 254 pairs, 820 times; Valjean meets 36 others, 158 times."""
    strength = measures.strength(miserables)

    assert (miserables.number_of_nodes(), miserables.number_of_edges()) == (77, 254)
    assert sum(strength.values()) == 2 * 820
    assert (measures.degree(miserables)["Valjean"], strength["Valjean"]) == (36, 158)
    assert sorted(strength, key=lambda node: -strength[node])[:4] == ["Valjean", "Marius", "Enjolras", "Courfeyrac"]
    assert miserables.edges["Valjean", "Cosette"]["strength"] == 31
    assert miserables.edges["Valjean", "Cosette"]["distance"] == pytest.approx(1 / 31)


def test_the_davis_women_and_their_events_as_printed(davis: nx.Graph[str]) -> None:
    women, events = sides(davis)
    degree, close, between = measures.degree(davis), measures.closeness(davis), measures.betweenness(davis)
    assert (len(women), len(events)) == (18, 14)

    for node, (share, near, most) in DAVIS.items():
        own, other = (18, 14) if node in women else (14, 18)
        assert degree[node] / other == pytest.approx(share, abs=0.0101)
        # Printed as the least that all distances can add up to, 1 to the other side and 2 to the own, over the sum.
        assert close[node] * (other + 2 * (own - 1)) / 31 == pytest.approx(near, abs=0.0101)
        assert between[node] == pytest.approx(most, abs=0.0101)
    assert set(DAVIS) == set(davis)


@pytest.mark.parametrize("engine", ["networkx", "igraph"])
def test_betweenness_of_two_sides_is_that_of_networkx(engine: str, davis: nx.Graph[str]) -> None:
    expected = nx.bipartite.betweenness_centrality(davis, sides(davis)[0])

    assert measures.betweenness(davis, engine=engine) == pytest.approx(expected, abs=1e-9)


def test_the_largest_eigenvalue_of_two_sides_is_that_of_their_projection(davis: nx.Graph[str]) -> None:
    """Its square is that of the matrix of events in common (K. Faust, Social Networks 19, 1997)."""
    women = sides(davis)[0]
    together = nx.to_numpy_array(nx.bipartite.weighted_projected_graph(davis, women), nodelist=women, weight="weight")
    for place, woman in enumerate(women):
        together[place, place] = davis.degree(woman)

    import numpy as np

    assert strength_in_quadratic_form(davis) ** 2 == pytest.approx(float(np.linalg.eigvalsh(together)[-1]))


def test_nobody_is_redundant_between_two_sides(davis: nx.Graph[str]) -> None:
    """Partners are never partners of each other, so that effective size is degree, and constraint 1/degree."""
    degree = measures.degree(davis)

    assert measures.effective_size(davis) == pytest.approx(degree)
    assert measures.constraint(davis) == pytest.approx({node: 1 / count for node, count in degree.items()})


def test_the_cores_of_the_karate_club(karate: nx.Graph[str]) -> None:
    """Ten members are in the 4-core; each has four ties within it, and no other set of members is so tied."""
    cores = measures.core_number(karate)
    inner = {node for node, core in cores.items() if core == 4}

    assert Counter(cores.values()) == {4: 10, 3: 12, 2: 11, 1: 1}
    assert min(len(inner & set(karate[node])) for node in inner) == 4
    left = set(karate)
    while loose := {node for node in left if len(left & set(karate[node])) < 4}:
        left -= loose
    assert left == inner


def test_the_example_of_structural_holes() -> None:
    """S. P. Borgatti, Connections 20, 1997, Structural Holes: Unpacking Burt's Redundancy Measures."""
    pairs = ["AB", "AF", "AG", "AE", "EG", "FG", "BG", "BD", "DG", "GC"]
    graph = network((pair[0], pair[1], 1) for pair in pairs)
    size, constraint = measures.effective_size(graph), measures.constraint(graph)

    assert (round(size["G"], 2), size["A"], size["C"]) == (4.67, 2.5, 1)
    assert {node: round(constraint[node], 3) for node in "GAC"} == {"G": 0.400, "A": 0.595, "C": 1.0}


def test_a_core_and_its_periphery_as_in_the_model() -> None:
    """S. P. Borgatti and M. G. Everett, Social Networks 21, 1999: in the ideal pattern the correlation is 1."""
    core, rest = "1234", "567890"
    ideal = network([*((a, b, 1) for a in core for b in core if a < b), *((a, b, 1) for a in core for b in rest)])
    found, fit = measures.core_periphery(ideal)

    assert found == frozenset(core)
    assert fit == pytest.approx(1)


def test_the_backbone_of_les_miserables_keeps_what_the_filter_says(miserables: nx.Graph[str]) -> None:
    """M. A. Serrano, M. Boguna and A. Vespignani, PNAS 106, 2009, equation 2, by its integral."""
    alpha = 0.05
    kept = {frozenset(edge) for edge in measures.backbone(miserables, alpha=alpha).edges()}
    strength, degree = measures.strength(miserables), measures.degree(miserables)

    def chance(node: str, weight: float) -> float:
        """The integral of (k-1)(1-x)^(k-2) from the share on, by Simpson's rule."""
        count, start, steps = degree[node], weight / strength[node], 2000
        if count < 2:
            return math.inf
        step = (1 - start) / steps
        values: list[float] = [
            (count - 1) * (1 - min(1.0, start + place * step)) ** (count - 2) for place in range(steps + 1)
        ]
        return step / 3 * (values[0] + values[-1] + 4 * sum(values[1:-1:2]) + 2 * sum(values[2:-1:2]))

    expected = {
        frozenset((one, other))
        for one, other, edge in miserables.edges(data=True)
        if min(chance(one, edge["strength"]), chance(other, edge["strength"])) < alpha
    }

    assert kept == expected
    assert 0 < len(kept) < 254
