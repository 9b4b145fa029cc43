"""Change between periods, and clustering around anniversaries, by hand and by simulation."""

from __future__ import annotations

import random

import pytest

from mediagraph.errors import UsageError
from mediagraph.networks.change import periods, turn, within
from mediagraph.networks.occasions import clustering, distance
from mediagraph.networks.projection import Row, of_rows

ROWS = [
    Row("a", "b", "co-production", "w1", 1990),
    Row("a", "b", "co-production", "w2", 2001),
    Row("a", "c", "co-production", "w3", 1992),
    Row("b", "c", "co-production", "w4", 2003),
    Row("b", "d", "co-production", "w5", 2005),
    Row("c", "d", "co-production", "w6", None),
]


def test_a_part_has_only_the_works_of_its_years() -> None:
    part = within(of_rows(ROWS), 1990, 1999)

    assert {(one, other): edge["works"] for one, other, edge in part.edges(data=True)} == {
        ("a", "b"): ["w1"],
        ("a", "c"): ["w3"],
    }


def test_the_last_window_ends_with_the_last_year() -> None:
    spans = [(period.since, period.until) for period in periods(of_rows(ROWS), width=10, step=10)]

    assert spans == [(1986, 1995), (1996, 2005)]
    assert [(p.since, p.until) for p in periods(of_rows(ROWS), width=5, step=10, until=2004)] == [
        (1990, 1994),
        (2000, 2004),
    ]
    assert periods(of_rows([ROWS[-1]])) == []
    with pytest.raises(UsageError, match="at least one year"):
        periods(of_rows(ROWS), width=0)


def test_who_rose_and_fell_and_what_began_and_ended() -> None:
    network = of_rows(ROWS)
    before, after = periods(network)
    found = turn(network, before, after)

    assert [(move.entity, move.strength_after - move.strength_before) for move in found.moves] == [
        ("b", 2),
        ("d", 1),
        ("c", 0),
        ("a", -1),
    ]
    assert {move.entity: (move.before, move.after) for move in found.moves} == {
        "b": (2, 1),
        "d": (None, 2),
        "c": (2, 2),
        "a": (1, 2),
    }
    assert (found.new, found.ended) == ([("b", "c"), ("b", "d")], [("a", "c")])


def test_a_pair_that_paused_is_neither_new_nor_ended() -> None:
    rows = [Row("a", "b", "k", "w1", 1970), Row("a", "b", "k", "w2", 2000), Row("c", "d", "k", "w3", 1985)]
    network = of_rows(rows)
    before, after = periods(network, width=11, step=10)[-2:]
    found = turn(network, before, after)

    assert (found.new, found.ended) == ([], [("c", "d")])


def test_the_distance_goes_both_ways() -> None:
    assert [distance(year, 2000, 10) for year in range(2001, 2012)] == [1, 2, 3, 4, 5, 4, 3, 2, 1, 0, 1]


def test_works_on_anniversaries_are_found_to_cluster() -> None:
    since = {("a", f"c{number}"): 1960 + number for number in range(20)}
    years = {pair: [start + 20, start + 25, start + 27] for pair, start in since.items()}
    found = clustering(since, years)

    assert found.share == pytest.approx(2 / 3)
    assert found.expected == pytest.approx(0.2, abs=0.03)
    assert found.p < 0.001
    assert found.at_distance == {0: 40, 1: 0, 2: 20}


def test_without_a_connection_the_p_value_is_as_often_small_as_it_says() -> None:
    dice = random.Random(5)
    small = 0
    for trial in range(150):
        since = {("a", f"c{number}"): dice.randint(1950, 1980) for number in range(15)}
        # Works of a pair bunch together, which must not be taken for anniversaries.
        years = {pair: [dice.randint(1990, 1994)] * dice.randint(1, 6) for pair in since}
        small += clustering(since, years, draws=199, seed=trial).p <= 0.1

    assert small <= 150 * 0.1 + 2 * (150 * 0.09) ** 0.5


def test_works_before_the_relations_are_left_out_and_equal_seeds_agree() -> None:
    since, years = {("a", "b"): 2000}, {("a", "b"): [1990, 2000, 2005], ("x", "y"): [2001]}
    found = clustering(since, years, seed=3)

    assert (found.pairs, found.works, found.share) == (1, 1, 1.0)
    assert found == clustering(since, years, seed=3)
    assert clustering({}, {}).p == 1


def test_a_span_that_holds_every_year_is_refused() -> None:
    with pytest.raises(UsageError, match="all years are within 2"):
        clustering({}, {}, every=5, near=2)


def test_a_part_forgets_kinds_and_years_of_other_works() -> None:
    rows = [Row("a", "b", "scheme/co-production", "w1", 1990), Row("a", "b", "scheme/co-hosting", "w2", 2001)]
    part = within(of_rows(rows), 1990, 1999)

    assert part.edges["a", "b"]["kinds"] == ["co-production"]
    assert (part.edges["a", "b"]["first"], part.edges["a", "b"]["last"]) == (1990, 1990)
    assert part.graph["kinds"] == {"co-production": 1}


def test_a_period_has_all_measures() -> None:
    network = of_rows(ROWS)
    for node in network:
        network.nodes[node]["label"] = node.upper()
    last = periods(network)[-1].hubs()

    assert (last.hubs[0].label, last.hubs[0].strength, last.hubs[0].betweenness) == ("B", 3, 1)
    assert (last.since, last.until) == (1996, 2005)


def test_ranks_of_two_sides_are_apart() -> None:
    rows = [Row("outlet", "x", "broadcast", f"w{number}", 2000) for number in range(3)]
    rows += [Row("outlet", "y", "broadcast", "w9", 2001), Row("other", "y", "broadcast", "w8", 2001)]
    (period,) = periods(of_rows(rows, bipartite=True))

    assert period.ranks == {"outlet": 1, "other": 2, "x": 1, "y": 2}
