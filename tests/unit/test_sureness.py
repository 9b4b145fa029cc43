"""The bootstrap: deterministic, honest about ties, and as often right as it says."""

from __future__ import annotations

import random
from itertools import combinations

from mediagraph.networks.projection import Row, of_rows
from mediagraph.networks.sureness import bootstrap, inseparable, separable


def rows(works: list[list[str]]) -> list[Row]:
    return [
        Row(min(pair), max(pair), "co-production", f"work {number:03d}", None)
        for number, parties in enumerate(works)
        for pair in combinations(sorted(parties), 2)
    ]


def drawn(dice: random.Random, count: int) -> list[list[str]]:
    """Works of two or three parties; party a is the likeliest, then b, and so on; e and f are as likely."""
    names, weights = "abcdef", [10, 7, 5, 3, 2, 2]
    works: list[list[str]] = []
    while len(works) < count:
        parties = set(dice.choices(names, weights, k=dice.choice((2, 3))))
        if len(parties) > 1:
            works.append(sorted(parties))
    return works


def test_equal_seeds_give_equal_results_and_others_do_not() -> None:
    network = of_rows(rows(drawn(random.Random(1), 60)))

    assert bootstrap(network, draws=50, seed=7) == bootstrap(network, draws=50, seed=7)
    assert bootstrap(network, draws=50, seed=7) != bootstrap(network, draws=50, seed=8)


def test_a_clear_leader_is_surely_first_and_equals_are_not_separable() -> None:
    works = [["lead", f"n{number % 4}"] for number in range(80)] + [["n0", "n1"], ["n2", "n3"]]
    sure = bootstrap(of_rows(rows(works)), draws=300, k=1)

    assert (sure["lead"].best, sure["lead"].worst, sure["lead"].top) == (1, 1, 1.0)
    assert not separable(sure["n0"], sure["n1"])
    assert separable(sure["lead"], sure["n0"])
    assert sure["n0"].best == 2
    assert sure["n0"].worst == 5
    assert sure["lead"].low <= sure["lead"].strength <= sure["lead"].high


def test_strength_follows_the_weighting() -> None:
    network = of_rows(rows([["a", "b", "c"], ["a", "b"]]), weight="newman")
    sure = bootstrap(network, draws=20)

    assert {node: round(one.strength, 9) for node, one in sure.items()} == {"a": 2, "b": 2, "c": 1}


def test_only_the_nodes_asked_for_are_given() -> None:
    network = of_rows(rows(drawn(random.Random(1), 30)))
    whole, part = bootstrap(network, draws=40), bootstrap(network, of={"a"}, draws=40)

    assert part == {"a": whole["a"]}


def test_an_empty_network_has_nothing_to_be_sure_of() -> None:
    assert bootstrap(of_rows([])) == {}


def test_intervals_of_ranks_cover_the_true_rank_as_often_as_they_say() -> None:
    """By simulation: the true ranks are those of a very large sample; equal parties may have either rank."""
    dice = random.Random(20)
    large = of_rows(rows(drawn(random.Random(99), 20_000)))
    strength = dict(large.degree(weight="strength"))
    order = sorted(strength, key=lambda node: -strength[node])
    true = {node: {order.index(node) + 1} for node in order} | {"e": {5, 6}, "f": {5, 6}}
    trials, hits, widths = 120, dict.fromkeys("abcdef", 0), 0
    for _ in range(trials):
        sure = bootstrap(of_rows(rows(drawn(dice, 150))), draws=150, level=0.9, seed=dice.randrange(10**6))
        for node, one in sure.items():
            hits[node] += any(one.best <= rank <= one.worst for rank in true[node])
            widths += one.worst - one.best

    assert min(hits.values()) >= 0.9 * trials - 2 * (0.09 * trials) ** 0.5, hits
    assert widths / (trials * 6) < 3, "intervals that say nothing are always right"


def test_intervals_of_strength_cover_the_true_strength_about_as_often_as_they_say() -> None:
    """Neither seldomer nor oftener: an interval that is always right is as wrong as one that rarely is."""
    dice = random.Random(21)
    large = of_rows(rows(drawn(random.Random(98), 20_000)))
    true = {node: strength * 150 / 20_000 for node, strength in large.degree(weight="strength")}
    trials, hits = 200, 0
    for _ in range(trials):
        sure = bootstrap(of_rows(rows(drawn(dice, 150))), of=set("ace"), draws=200, seed=dice.randrange(10**6))
        hits += sum(sure[node].low <= true[node] <= sure[node].high for node in "ace")

    assert 0.86 <= hits / (3 * trials) <= 0.94


def test_more_works_tell_more_hubs_apart() -> None:
    """With many works the ranks of unequal parties are certain, and only the equals stay open."""
    few, many = (bootstrap(of_rows(rows(drawn(random.Random(22), count))), draws=150) for count in (60, 3000))

    assert {node: (one.best, one.worst) for node, one in many.items()} == {
        "a": (1, 1),
        "b": (2, 2),
        "c": (3, 3),
        "d": (4, 4),
        "e": (5, 6),
        "f": (5, 6),
    }
    assert sum(one.worst - one.best for one in few.values()) > 2


def test_two_sides_are_ranked_each_by_itself() -> None:
    pairs = [("outlet 1", "country x", 40), ("outlet 2", "country x", 5), ("outlet 1", "country y", 4)]
    told = [
        Row(outlet, country, "release", f"{outlet}, {country}, {number}", None)
        for outlet, country, count in pairs
        for number in range(count)
    ]
    sure = bootstrap(of_rows(told, bipartite=True), draws=200, k=1)

    assert {node: (one.best, one.worst) for node, one in sure.items()} == {
        "outlet 1": (1, 1),
        "outlet 2": (2, 2),
        "country x": (1, 1),
        "country y": (2, 2),
    }
    assert (sure["outlet 1"].top, sure["country x"].top, sure["country y"].top) == (1.0, 1.0, 0.0)


def test_neighbours_that_may_be_in_either_order_are_named() -> None:
    works = [["lead", f"n{number % 4}"] for number in range(80)] + [["n0", "n1"], ["n2", "n3"]]
    sure = bootstrap(of_rows(rows(works)), draws=300, k=1)

    assert inseparable(["lead", "n0", "n1"], sure) == [("n0", "n1")]
    assert inseparable(["lead", "unknown", "n0"], sure) == []
