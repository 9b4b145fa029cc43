"""Networks of two sides: attributes of nodes, weights, and what a hub table makes of them."""

from __future__ import annotations

from collections import Counter

import networkx as nx
import pytest

from mediagraph.networks import hub_table, sides
from mediagraph.networks.projection import Row, of_rows

# One work that two outlets brought, of three countries; and one of one outlet and one country.
ROWS = [
    *(Row(outlet, country, "release/broadcast", "big", 2001) for outlet in ("o1", "o2") for country in ("x", "y", "z")),
    Row("o1", "x", "release/stream", "small", None),
]


@pytest.mark.parametrize(
    ("weight", "big", "small"), [("count", 1, 1), ("newman", (1 / 2 + 1 / 3) / 2, 1), ("fractional", 1 / 6, 1)]
)
def test_weights_of_two_sides(weight: str, big: float, small: float) -> None:
    network = of_rows(ROWS, weight=weight, bipartite=True)

    assert network.edges["o2", "z"]["strength"] == pytest.approx(big)
    assert network.edges["o1", "x"]["strength"] == pytest.approx(big + small)
    assert network.edges["o1", "x"]["distance"] == pytest.approx(1 / (big + small))
    assert network.graph["shares"] == pytest.approx({"big": big, "small": small})


def test_each_work_gives_one_in_all_by_the_fractional_weighting_and_one_a_party_by_newmans() -> None:
    for weight, expected in (("fractional", 2), ("newman", (5 + 2) / 2)):
        total = sum(edge["strength"] for _, _, edge in of_rows(ROWS, weight=weight, bipartite=True).edges(data=True))
        assert total == pytest.approx(expected)


def test_nodes_bear_their_side_as_networkx_has_it() -> None:
    network = of_rows(ROWS, bipartite=True)

    assert nx.is_bipartite(network)
    assert nx.get_node_attributes(network, "bipartite") == {"o1": 0, "o2": 0, "x": 1, "y": 1, "z": 1}
    assert sides(network) == [["o1", "o2"], ["x", "y", "z"]]
    assert sides(of_rows(ROWS)) == [["o1", "o2", "x", "y", "z"]]


def test_each_side_has_ranks_of_its_own() -> None:
    network = of_rows(ROWS, bipartite=True)
    for node in network:
        network.nodes[node].update(label=node.upper(), type="Outlet" if node.startswith("o") else "Country")
    ranks = Counter((hub.label, hub.type, hub.rank) for hub in hub_table(network).hubs)

    assert set(ranks) == {
        ("O1", "Outlet", 1),
        ("O2", "Outlet", 2),
        ("X", "Country", 1),
        ("Y", "Country", 2),
        ("Z", "Country", 2),
    }


def test_one_side_alone_has_nothing_between_it() -> None:
    network = of_rows(ROWS[:1], bipartite=True)
    for node in network:
        network.nodes[node]["label"] = node

    assert [hub.betweenness for hub in hub_table(network).hubs] == [0, 0]
