"""Blocs and the places of a drawing: known answers, and names that do not lie upon each other."""

from __future__ import annotations

import itertools
import math

import networkx as nx
import pytest

from mediagraph.errors import ParameterError
from mediagraph.reports.blocs import blocs
from mediagraph.reports.layout import HEIGHT, WIDTH, places


def network() -> nx.Graph[str]:
    """Two pairs, a and b, c and d, each tied by 3, and one tie of 2 between; e is tied to d alone."""
    found: nx.Graph[str] = nx.Graph()
    for one, other, strength in (("a", "b", 3), ("c", "d", 3), ("b", "c", 2), ("d", "e", 9)):
        found.add_edge(one, other, strength=strength)
    for node in found:
        found.nodes[node]["label"] = node.upper()
    return found


def test_only_ties_between_members_of_the_named_blocs_count() -> None:
    found = blocs(network(), list("edcba"), {}, {"left": ["a", "b"], "right": ["c", "d"]})

    assert found.ei == pytest.approx((2 - 6) / 8)
    assert [(row.name, row.within, row.between) for row in found.rows] == [("left", 3, 2), ("right", 3, 2)]
    assert [row.ei for row in found.rows] == pytest.approx([-0.2, -0.2])
    assert found.rows[1].members == [("d", "D"), ("c", "C")]
    assert found.of_nodes == pytest.approx({"a": -1, "b": -0.2, "c": -0.2, "d": -1})


def test_communities_are_the_blocs_where_none_are_named() -> None:
    found = blocs(network(), list("edcba"), {"a": 2, "b": 2, "c": 1, "d": 1, "e": 1})

    assert [row.name for row in found.rows] == ["Community 1", "Community 2"]
    assert found.ei == pytest.approx((2 - 15) / 17)


def test_a_bloc_without_ties_has_no_index() -> None:
    found = blocs(network(), list("edcba"), {}, {"far": ["a"], "away": ["e"]})

    assert math.isnan(found.ei)
    assert all(math.isnan(row.ei) for row in found.rows)


def test_nobody_stands_in_two_blocs() -> None:
    with pytest.raises(ParameterError, match="A stands in two blocs, left and right"):
        blocs(network(), list("edcba"), {}, {"left": ["a", "b"], "right": ["a", "c"]})


@pytest.mark.parametrize("edges", [[(0, other) for other in range(1, 40)], [(n, n + 1) for n in range(0, 40, 2)]])
def test_no_node_of_a_drawing_lies_upon_another_or_outside(edges: list[tuple[int, int]]) -> None:
    radii = [30.0] + [8.0] * 40

    found = places(41, edges, radii)

    assert all(0 < x < WIDTH and 0 < y < HEIGHT for x, y in found)
    for (one, first), (other, second) in itertools.combinations(enumerate(found), 2):
        assert math.dist(first, second) > radii[one] + radii[other]
    assert places(41, edges, radii) == found
