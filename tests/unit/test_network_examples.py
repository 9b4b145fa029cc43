"""One small network, worked through to every number that is told of it; and how a question becomes a network."""

from __future__ import annotations

import math
import sys
from dataclasses import asdict
from types import SimpleNamespace
from typing import Any

import networkx as nx
import pytest

from mediagraph.errors import HeaderError, ParameterError, UnknownNameError, UsageError
from mediagraph.networks import engines, hub_table, measures, project
from mediagraph.networks.change import Move, Turn, periods, turn, within
from mediagraph.networks.communities import communities, modularity
from mediagraph.networks.occasions import Clustering, clustering, distance
from mediagraph.networks.projection import Row, names, of_rows, sides
from mediagraph.networks.sureness import Sureness, bootstrap, inseparable, separable

# Three parties made w1, two of them w2 as well; b, d and e form a second triangle, one of whose works has no year.
ROWS = [
    Row("a", "b", "k/co-production", "w1", 1990),
    Row("a", "c", "k/co-production", "w1", 1990),
    Row("b", "c", "k/co-production", "w1", 1990),
    Row("a", "b", "x#screening", "w2", 1995),
    Row("b", "d", "x#screening", "w3", None),
    Row("d", "e", "k/co-production", "w4", 2000),
    Row("e", "b", "k/co-production", "w5", 2001),
]
THIRD = 1 / 3


def made(weight: str = "count") -> nx.Graph[str]:
    network = of_rows(ROWS, weight=weight)
    for node in network:
        network.nodes[node].update(label=node.upper(), type="T")
    network.graph["labels"] = {"w1": "One"}
    return network


@pytest.mark.parametrize(
    ("weight", "strengths", "shares"),
    [
        ("count", [2, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1]),
        ("newman", [1.5, 0.5, 0.5, 1, 1, 1], [0.5, 1, 1, 1, 1]),
        ("fractional", [1 + THIRD, THIRD, THIRD, 1, 1, 1], [THIRD, 1, 1, 1, 1]),
    ],
)
def test_edges_bear_all_that_their_works_say(weight: str, strengths: list[float], shares: list[float]) -> None:
    network = made(weight)
    first = ("works", "kinds", "first", "last")

    found = {(one, other): edge for one, other, edge in network.edges(data=True)}
    assert {pair: tuple(edge[key] for key in first) for pair, edge in found.items()} == {
        ("a", "b"): (["w1", "w2"], ["co-production", "screening"], 1990, 1995),
        ("a", "c"): (["w1"], ["co-production"], 1990, 1990),
        ("b", "c"): (["w1"], ["co-production"], 1990, 1990),
        ("b", "d"): (["w3"], ["screening"], None, None),
        ("b", "e"): (["w5"], ["co-production"], 2001, 2001),
        ("d", "e"): (["w4"], ["co-production"], 2000, 2000),
    }
    assert [edge["strength"] for edge in found.values()] == pytest.approx(strengths)
    assert [edge["distance"] for edge in found.values()] == pytest.approx([1 / value for value in strengths])
    assert network.graph["shares"] == pytest.approx(dict(zip(("w1", "w2", "w3", "w4", "w5"), shares, strict=True)))
    assert {key: value for key, value in network.graph.items() if key not in {"rows", "shares", "labels"}} == {
        "weight": weight,
        "bipartite": False,
        "kinds": {"co-production": 3, "screening": 2},
        "parties": {"w1": 3, "w2": 2, "w3": 2, "w4": 2, "w5": 2},
        "years": {"w1": 1990, "w2": 1995, "w4": 2000, "w5": 2001},
    }
    assert list(network.graph["rows"]) == ROWS


def test_each_row_of_the_hub_table() -> None:
    table = hub_table(made())

    keys = ("entity", "rank", "label", "type", "degree", "strength", "core", "community", "partners", "works")
    assert [tuple(asdict(hub)[key] for key in keys) for hub in table.hubs] == [
        ("b", 1, "B", "T", 4, 5, 2, 1, ["A", "C", "D", "E"], ["One", "w2", "w3", "w5"]),
        ("a", 2, "A", "T", 2, 3, 2, 1, ["B", "C"], ["One", "w2"]),
        ("d", 3, "D", "T", 2, 2, 2, 2, ["B", "E"], ["w3", "w4"]),
        ("e", 3, "E", "T", 2, 2, 2, 2, ["B", "D"], ["w4", "w5"]),
        ("c", 5, "C", "T", 2, 2, 2, 1, ["A", "B"], ["One"]),
    ]
    values = ("betweenness", "closeness", "eigenvector", "pagerank", "constraint", "effective_size", "participation")
    assert [tuple(asdict(hub)[key] for key in values) for hub in table.hubs] == [
        (0.666666667, 1.142857143, 0.640368044, 0.339970921, 0.541111111, 3.1, 0.48),
        (0.0, 0.888888889, 0.524503618, 0.20794279, 0.912222222, 1.166666667, 0.0),
        (0.0, 0.727272727, 0.298202025, 0.152687055, 0.9225, 1.25, 0.5),
        (0.0, 0.727272727, 0.298202025, 0.152687055, 0.9225, 1.25, 0.5),
        (0.0, 0.666666667, 0.370102457, 0.14671218, 1.184444444, 1.0, 0.0),
    ]


def test_what_the_hub_table_says_of_the_whole() -> None:
    network = made("newman")
    network.graph.update(name="n", since=1990, until=2001)
    network.add_node("alone", label="ALONE")

    table = hub_table(network)

    assert (table.network, table.since, table.until, table.weight) == ("n", 1990, 2001, "newman")
    assert (table.nodes, table.edges, table.components) == (6, 6, 2)
    assert table.counted == "edges through co-production (3), screening (2), since 1990, until 2001, weighted newman"
    last = table.hubs[-1]
    assert (last.rank, last.type, last.degree, last.community, last.partners) == (6, "", 0, 3, [])
    assert all(math.isnan(value) for value in (last.constraint, last.effective_size, last.participation))
    plain = hub_table(made())
    assert (plain.network, plain.since, plain.until, plain.weight) == ("", None, None, "count")
    assert plain.counted == "edges through co-production (3), screening (2)"
    assert (plain.modularity, plain.assortativity) == pytest.approx((6 / 49, -0.5))
    assert plain.core == ["A", "B"]
    assert plain.core_fit == pytest.approx(0.356348322)
    nothing = hub_table(of_rows([]))
    assert (nothing.counted, nothing.nodes, nothing.components) == ("edges through nothing", 0, 0)
    assert math.isnan(nothing.modularity)


def test_numbers_of_the_table_have_nine_digits() -> None:
    strengths = {hub.entity: hub.strength for hub in hub_table(made("fractional")).hubs}

    assert strengths == {"b": 3.666666667, "d": 2.0, "e": 2.0, "a": 1.666666667, "c": 0.666666667}


def test_each_method_of_communities_is_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    # The function hides the module of its name.
    module = sys.modules[communities.__module__]
    monkeypatch.setattr(module, "_leiden", lambda *_: [{"e"}, {"a", "b"}, {"c", "d"}])

    assert communities(made(), method="leiden") == {"a": 1, "b": 1, "c": 2, "d": 2, "e": 3}
    assert communities(made(), method="louvain") == {"a": 1, "b": 1, "c": 1, "d": 2, "e": 2}


def test_other_measures_of_it() -> None:
    network = made()

    assert {frozenset(pair) for pair in measures.backbone(network, alpha=0.3).edges()} == {frozenset("ab")}
    assert measures.backbone(network, alpha=0.3).edges["a", "b"]["strength"] == 2
    assert measures.core_periphery(network)[0] == {"a", "b"}
    assert measures.ei_index(network, lambda node: node < "c") == pytest.approx(1 / 7)
    spread = measures.participation(network, {"a": 1, "b": 1, "c": 2, "d": 3, "e": 3})
    assert spread == pytest.approx({"a": 4 / 9, "b": 0.64, "c": 0.0, "d": 0.5, "e": 0.5})
    assert measures.degree(network) == {"a": 2.0, "b": 4.0, "c": 2.0, "d": 2.0, "e": 2.0}
    assert measures.strength(network) == {"a": 3.0, "b": 5.0, "c": 2.0, "d": 2.0, "e": 2.0}
    assert communities(network) == communities(network, method="leiden") == {"a": 1, "b": 1, "c": 1, "d": 2, "e": 2}
    assert modularity(network, communities(network), resolution=2.0) == pytest.approx(-23 / 49)


@pytest.mark.parametrize(("count", "engine"), [(199, "networkx"), (200, "igraph")])
def test_the_engine_is_chosen_by_size(count: int, engine: str) -> None:
    assert engines._chosen("", nx.path_graph(count)) == engine
    assert engines._chosen("other", nx.path_graph(count)) == "other"


@pytest.mark.parametrize("engine", ["networkx", "igraph"])
def test_paths_of_two_sides_and_of_parts_that_nothing_connects(engine: str) -> None:
    rows = [Row("o1", "c1", "k", "w1", 1), Row("o1", "c2", "k", "w2", 1), Row("o2", "c2", "k", "w2", 1)]
    network = of_rows([*rows, Row("o3", "c3", "k", "w3", 1)], bipartite=True)

    assert sides(network) == [["o1", "o2", "o3"], ["c1", "c2", "c3"]]
    between = measures.betweenness(network, engine=engine)
    assert between == pytest.approx({"o1": 0.25, "c1": 0.0, "c2": 0.25, "o2": 0.0, "o3": 0.0, "c3": 0.0})
    close = measures.closeness(network, engine=engine)
    assert close == pytest.approx(nx.closeness_centrality(network, distance="distance"))
    assert measures.closeness(of_rows([]), engine=engine) == {}
    single: nx.Graph[str] = nx.Graph()
    single.add_node("x")
    assert measures.closeness(single, engine=engine) == {"x": 0.0}
    assert measures.betweenness(single, engine=engine) == {"x": 0.0}
    assert measures.eigenvector(single) == {"x": 0.0}
    single.graph["bipartite"], single.nodes["x"]["bipartite"] = True, 0
    assert engines._most_paths(single) == {"x": 0.0}


def test_the_engine_that_is_named_is_the_one_that_works(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> object:
        raise AssertionError("the other engine was asked")

    monkeypatch.setattr(engines, "along_paths", never)
    for measure in (measures.closeness, measures.betweenness):
        assert measure(made(), engine="networkx")
        with pytest.raises(AssertionError, match="the other engine was asked"):
            measure(made(), engine="igraph")


def test_sureness_of_each() -> None:
    network = made()

    assert bootstrap(network, draws=50, k=2, seed=3) == {
        "a": Sureness(strength=3.0, low=0.0, high=6.0, best=1, worst=5, top=0.62),
        "b": Sureness(strength=5.0, low=3.0, high=7.0, best=1, worst=4, top=0.98),
        "c": Sureness(strength=2.0, low=0.0, high=4.0, best=2, worst=5, top=0.16),
        "d": Sureness(strength=2.0, low=0.0, high=3.0, best=1, worst=5, top=0.3),
        "e": Sureness(strength=2.0, low=0.0, high=4.0, best=1, worst=5, top=0.34),
    }
    # Among the first five is nobody who has nothing in that draw.
    tops = {node: one.top for node, one in bootstrap(network, draws=50, k=5, seed=3).items()}
    assert tops == {"a": 0.9, "b": 1.0, "c": 0.6, "d": 0.9, "e": 0.92}
    assert bootstrap(network, of=["b"]) == {"b": bootstrap(network, draws=500, level=0.9, k=10, seed=1)["b"]}


def test_intervals_of_ranks_that_touch_are_not_apart() -> None:
    first, second, third = (Sureness(1, 1, 1, best, worst, 1) for best, worst in ((1, 2), (2, 3), (3, 4)))

    assert separable(first, third)
    assert separable(third, first)
    assert not separable(first, second)
    assert inseparable(["a", "x", "b", "c"], {"a": first, "b": third, "c": second}) == [("b", "c")]


@pytest.mark.parametrize(
    ("every", "near", "at", "share", "expected", "p"),
    [
        (5, 0, {0: 3, 1: 2, 2: 1}, 0.5, 0.1875, 16 / 201),
        (10, 1, {0: 1, 1: 1, 2: 1, 3: 0, 4: 1, 5: 2}, THIRD, 0.298333333, 129 / 201),
    ],
)
def test_works_around_anniversaries(
    every: int, near: int, at: dict[int, int], share: float, expected: float, p: float
) -> None:
    since = {("a", "b"): 1971, ("a", "c"): 1980, ("b", "c"): 1990}
    years = {("a", "b"): [1971, 1976, 1977, 1981, 1990], ("a", "c"): [1985, 1979, 1988], ("x", "y"): [2000]}

    found = clustering(since, years, every=every, near=near, draws=200, seed=4)

    assert (found.share, found.expected, found.p) == pytest.approx((share, expected, p))
    assert found == Clustering(every, near, 2, 6, at, found.share, found.expected, found.p, draws=200, seed=4)
    assert clustering({}, {}).share == clustering({}, {}).expected == 0.0
    assert (clustering({}, {}).draws, clustering({}, {}).seed, clustering({}, {}).every) == (2000, 1, 5)


@pytest.mark.parametrize(("every", "near"), [(1, 0), (5, 2), (5, -1), (4, 2), (3, 1)])
def test_a_span_that_tells_nothing_is_refused(every: int, near: int) -> None:
    with pytest.raises(
        UsageError, match=rf"^with anniversaries each {every} years, all years are within {near} of one"
    ):
        clustering({}, {}, every=every, near=near)
    assert clustering({}, {}, every=2).near == 0
    assert distance(1973, 1971, 5) == distance(1974, 1971, 5) == 2


def test_periods_and_what_turned_between_them() -> None:
    network = made()
    network.graph["name"] = "n"

    found = periods(network, width=5, step=5)

    assert [(one.since, one.until, one.ranks) for one in found] == [
        (1987, 1991, {"a": 1, "b": 1, "c": 1}),
        (1992, 1996, {"a": 1, "b": 1}),
        (1997, 2001, {"e": 1, "b": 2, "d": 2}),
    ]
    assert found[0].network.graph["name"] == "n"
    assert (found[0].network.graph["since"], found[0].network.graph["until"]) == (1987, 1991)
    assert found[0].network.nodes["a"] == {"label": "A", "type": "T"}
    assert found[0].hubs().nodes == 3
    assert turn(network, found[0], found[-1]) == Turn(
        before=(1987, 1991),
        after=(1997, 2001),
        moves=[
            Move("e", None, 1, 0.0, 2.0),
            Move("d", None, 2, 0.0, 1.0),
            Move("b", 1, 2, 2.0, 1.0),
            Move("a", 1, None, 2.0, 0.0),
            Move("c", 1, None, 2.0, 0.0),
        ],
        new=[("b", "e"), ("d", "e")],
        ended=[("a", "b"), ("a", "c"), ("b", "c")],
    )
    assert turn(network, found[1], found[2]).ended == [("a", "b"), ("a", "c"), ("b", "c")]
    assert turn(network, found[0], found[1]).new == []
    assert turn(network, found[0], found[1]).ended == [("a", "c"), ("b", "c")]


def test_windows_overlap_and_end_where_asked() -> None:
    network = made()

    found = periods(network, width=6, step=4, until=1999)

    assert [(one.since, one.until) for one in found] == [(1986, 1991), (1990, 1995), (1994, 1999)]
    assert [(one.since, one.until) for one in periods(network)] == [(1982, 1991), (1992, 2001)]
    assert periods(of_rows([])) == []
    assert [one.until for one in periods(network, width=1, step=11)] == [1990, 2001]
    for width, step in ((0, 1), (1, 0)):
        with pytest.raises(UsageError, match=r"^a window has at least one year, and moves by at least one$"):
            periods(network, width=width, step=step)
    assert sorted(within(network, 1995, 2000).edges()) == [("a", "b"), ("d", "e")]
    assert sorted(within(network, 1996, 1999).edges()) == []


class Asked:
    """What answers as a graph does, and keeps what it was asked."""

    def __init__(self, *, parameters: tuple[str, ...] = ("kind", "since"), tags: tuple[str, ...] = ()) -> None:
        self.asked: list[Any] = []
        columns = dict.fromkeys(("source", "target", "kind", "work", "year"), "x")
        one = SimpleNamespace(
            name="networks/n", file="queries/networks/n.rq", columns=columns, parameters=parameters, tags=tags
        )
        wrong = SimpleNamespace(**{**vars(one), "columns": {"source": "x"}, "file": "queries/networks/wrong.rq"})
        self.queries = Stored({"networks/n": one, "networks/wrong": wrong, "works/other": one})
        self.store = SimpleNamespace(version="v1")
        self.project = SimpleNamespace(context=SimpleNamespace(compress=lambda iri: f"e:{iri}"))

    def rows(self, name: str, **given: Any) -> list[Row]:
        self.asked.append((name, given))
        return ROWS

    def rows_of(self, name: str, parameter: str, entities: list[str], *, ordered: bool) -> list[Any]:
        assert not ordered  # they are looked up by name
        self.asked.append((name, parameter, entities))
        if name == "entities/labels":
            return [SimpleNamespace(entity=entity, label=entity.upper()) for entity in entities if entity != "c"]
        return [SimpleNamespace(entity=entity, type=f"http://e/o#T{entity}") for entity in entities if entity != "e"]


class Stored(dict[str, Any]):
    def names(self) -> list[str]:
        return list(self)


def test_a_question_becomes_a_network() -> None:
    graph: Any = Asked()

    network = project(graph, "n", kinds=["co-production"], since=1980, until=1995, weight="newman")

    assert names(graph) == ["n", "wrong"]
    assert graph.asked == [
        ("networks/n", {"kind": ["co-production"], "since": 1980}),
        ("entities/labels", "entity", ["a", "b", "c", "w1", "w2"]),
        ("entities/classes", "entity", ["a", "b", "c"]),
    ]
    assert {node: network.nodes[node] for node in network} == {
        "a": {"label": "A", "type": "Ta"},
        "b": {"label": "B", "type": "Tb"},
        "c": {"label": "e:c", "type": "Tc"},
    }
    told = network.graph
    assert (told["name"], told["since"], told["until"], told["version"]) == ("n", 1980, 1995, "v1")
    assert told["labels"] == {"a": "A", "b": "B", "c": "e:c", "w1": "W1", "w2": "W2"}
    assert (told["weight"], told["bipartite"]) == ("newman", False)
    assert set(told["years"].values()) == {1990, 1995}


def test_nothing_chosen_is_nothing_asked_for() -> None:
    graph: Any = Asked(tags=("bipartite",))

    network = project(graph, "n")

    assert graph.asked[0] == ("networks/n", {})
    assert network.number_of_edges() == 6
    assert network.graph["bipartite"] is True
    assert network.nodes["e"]["type"] == ""
    assert network.graph["weight"] == "count"


def test_kinds_are_chosen_here_where_the_question_does_not_take_them() -> None:
    graph: Any = Asked(parameters=("since",))

    network = project(graph, "n", kinds=["cooperations:screening"])

    assert graph.asked[0] == ("networks/n", {})
    assert sorted(network.edges()) == [("a", "b"), ("b", "d")]
    with pytest.raises(ParameterError, match=r"^kind: no edge of the network n is through 'screning', did you mean"):
        project(graph, "n", kinds=["screning"])
    with pytest.raises(ParameterError, match=r"is through 'x'; there are co-production, screening$"):
        project(graph, "n", kinds=["x"])


@pytest.mark.parametrize(
    ("name", "weight", "error", "said"),
    [
        ("m", "count", UnknownNameError, "there are n, wrong"),
        ("n", "heavy", UnknownNameError, "there are count, newman, fractional"),
        (
            "wrong",
            "count",
            HeaderError,
            r"^queries/networks/wrong\.rq:1: a network gives the columns source, target, kind, work, year$",
        ),
    ],
)
def test_what_cannot_become_a_network_is_named(name: str, weight: str, error: type[Exception], said: str) -> None:
    graph: Any = Asked()

    with pytest.raises(error, match=said):
        project(graph, name, weight=weight)
