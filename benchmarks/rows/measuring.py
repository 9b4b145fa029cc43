"""Networks: the hub table of organisations, beside plain networkx and C engines; and the bootstrap of countries."""

from __future__ import annotations

import math
import warnings
from typing import TYPE_CHECKING, Any

from benchmarks.row import LARGE, AbsentError, Answer, Place, Row, Target, Work

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from benchmarks.measuring import Clock

_NETWORK = "organisations"
_SHOWN = 200  # hubs whose values are compared one by one; of all others the sums are
_DRAWS = 1000
_EXACT = 1 << 53  # the last whole number up to which a float has all
_PLAIN = 10_000  # productions that plain networkx is measured at: it takes minutes there, and grows with the square
_FEW = 10  # rebuilds that are waited for where one takes long, and that answers are compared of


def _hubs(nodes: Sequence[str], strength: Sequence[float], values: Mapping[str, Sequence[float]]) -> Answer:
    """Return the values of the strongest nodes, and the sums of all."""
    order = sorted(range(len(nodes)), key=lambda place: (-round(strength[place], 6), nodes[place]))[:_SHOWN]
    answer: Answer = {"nodes": len(nodes), "strongest": [nodes[place] for place in order]}
    for name, of_all in values.items():
        answer[name] = [_defined(of_all[place]) for place in order]
        # Sums of values that were rounded differ by the number of them.
        answer[f"{name}, mean"] = sum(value for value in of_all if not math.isnan(value)) / max(len(nodes), 1)
    return answer


def _defined(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _ours(place: Place, clock: Clock) -> Answer:
    import mediagraph as mg

    with clock.running(), mg.open(place.data.store, project=place.data.project) as graph:
        found = graph.hubs(_NETWORK)
    names = ["degree", "strength", "betweenness", "closeness", "eigenvector", "pagerank", "core", "constraint"]
    values = {name: [float(getattr(hub, name)) for hub in found.hubs] for name in [*names, "effective_size"]}
    return _hubs([hub.entity for hub in found.hubs], values["strength"], values)


def _networkx(place: Place, clock: Clock) -> Answer:
    """Do the same with networkx alone, from the rows that the bare engine gives."""
    if place.data.counts["size"] > _PLAIN:
        raise AbsentError(f"measured up to {_PLAIN:,} only")
    with clock.running():
        import pyoxigraph as ox

        solutions: Any = ox.Store.read_only(str(place.data.database)).query(place.data.queries[f"networks/{_NETWORK}"])
        works: dict[tuple[str, str], set[str]] = {}
        for row in solutions:
            works.setdefault((row["source"].value, row["target"].value), set()).add(row["work"].value)
        nodes, values = plain({pair: float(len(of_pair)) for pair, of_pair in works.items()})
    return _hubs(nodes, values["strength"], values)


def plain(strengths: Mapping[tuple[str, str], float]) -> tuple[list[str], dict[str, list[float]]]:
    """Return the nodes of a network and their measures, as networkx has them."""
    import networkx as nx

    network: nx.Graph[str] = nx.Graph()
    for (one, other), strength in strengths.items():
        network.add_edge(one, other, strength=strength, distance=1 / strength)
    # Equally long paths are found only where lengths are whole numbers.
    common = math.lcm(*(int(strength) for strength in strengths.values()))
    for _, _, edge in network.edges(data=True):
        edge["whole"] = common // int(edge["strength"])
    found: dict[str, Any] = {
        "degree": dict(network.degree()),
        "strength": dict(network.degree(weight="strength")),
        "betweenness": nx.betweenness_centrality(network, weight="whole"),
        "closeness": nx.closeness_centrality(network, distance="distance"),
        "eigenvector": nx.eigenvector_centrality(network, max_iter=20_000, tol=1e-13, weight="strength"),
        "pagerank": nx.pagerank(network, weight="strength", tol=1e-12, max_iter=1000),
        "core": nx.core_number(network),
        "constraint": nx.constraint(network, weight="strength"),
        "effective_size": nx.effective_size(network, nodes=list(network), weight="strength"),
    }
    nx.community.louvain_communities(network, weight="strength", seed=1)
    nx.degree_assortativity_coefficient(network)
    return list(network), {name: [float(of_node[node]) for node in network] for name, of_node in found.items()}


def _igraph(place: Place, clock: Clock) -> Answer:
    import igraph

    arrays = place.data.edges
    warnings.simplefilter("ignore", RuntimeWarning)  # that nodes beyond the largest component have no eigenvector
    with clock.running():
        graph = igraph.Graph(n=len(arrays["nodes"]), edges=arrays["pairs"])
        weights, distances = arrays["strengths"], [1 / strength for strength in arrays["strengths"]]
        count = len(arrays["nodes"])
        reached = [0] * count
        for component in graph.connected_components():
            for node in component:
                reached[node] = len(component) - 1
        near = graph.closeness(weights=distances)
        vector = graph.eigenvector_centrality(weights=weights, scale=False)
        length = math.sqrt(sum(value * value for value in vector))
        pairs = (count - 1) * (count - 2) / 2
        values = {
            "degree": graph.degree(),
            "strength": graph.strength(weights=weights),
            "betweenness": [value / pairs if pairs else 0.0 for value in graph.betweenness(weights=distances)],
            "closeness": [value * others / (count - 1) for value, others in zip(near, reached, strict=True)],
            "eigenvector": [abs(value) / length for value in vector],
            "pagerank": graph.pagerank(weights=weights),
            "core": graph.coreness(),
            "constraint": graph.constraint(weights=weights),
        }
        graph.community_multilevel(weights=weights)
        graph.assortativity_degree(directed=False)
    del values["eigenvector"], values["pagerank"]  # to some digits less than the others
    return _hubs(arrays["nodes"], values["strength"], values)


def _networkit(place: Place, clock: Clock) -> Answer:
    import networkit as nk

    arrays = place.data.edges
    with clock.running():
        count = len(arrays["nodes"])
        common = math.lcm(*(int(strength) for strength in arrays["strengths"]))
        near, strong = nk.Graph(count, weighted=True), nk.Graph(count, weighted=True)
        for (one, other), strength in zip(arrays["pairs"], arrays["strengths"], strict=True):
            near.addEdge(one, other, common // int(strength))
            strong.addEdge(one, other, strength)
        pairs = (count - 1) * (count - 2) / 2
        between = nk.centrality.Betweenness(near, normalized=False).run().scores()
        variant = nk.centrality.ClosenessVariant.GENERALIZED
        close = nk.centrality.Closeness(near, True, variant).run().scores()
        nk.centrality.EigenvectorCentrality(strong, tol=1e-9).run()
        nk.centrality.PageRank(strong, tol=1e-12).run()
        values = {
            "degree": [strong.degree(node) for node in range(count)],
            "strength": [strong.weightedDegree(node) for node in range(count)],
            # It counts each pair both ways.
            "betweenness": [value / 2 / pairs if pairs else 0.0 for value in between],
            "closeness": [value * common for value in close],
            "core": nk.centrality.CoreDecomposition(strong).run().scores(),
        }
        nk.community.PLM(strong).run()
    if common > _EXACT:
        del values["betweenness"]  # lengths were rounded, so that equally long paths are not found there
    return _hubs(arrays["nodes"], values["strength"], values)


def _shares(place: Place) -> tuple[Any, dict[str, list[tuple[str, str, float]]]]:
    """The network of countries, and what each work adds to the strength of each pair."""
    import mediagraph as mg

    with mg.open(place.data.store, project=place.data.project) as graph:
        network = graph.network("countries")
    found: dict[str, list[tuple[str, str, float]]] = {}
    for one, other, edge in network.edges(data=True):
        for work in edge["works"]:
            found.setdefault(work, []).append((one, other, network.graph["shares"][work]))
    return network, dict(sorted(found.items()))


def _bootstrap(place: Place, clock: Clock) -> Answer:
    from mediagraph.networks import bootstrap

    network, _ = _shares(place)
    with clock.running():
        bootstrap(network, draws=_DRAWS)
    few = bootstrap(network, draws=_FEW)
    return {node: [few[node].strength, few[node].low, few[node].high, few[node].top] for node in sorted(few)}


def _bootstrap_plain(place: Place, clock: Clock) -> Answer:
    """Rebuild the network and its table by strength of works drawn anew, a few times."""
    import random

    import networkx as nx

    network, shares = _shares(place)
    chance = random.Random(1)
    works, samples = list(shares), []
    with clock.running():
        for _ in range(_FEW):
            rebuilt: nx.Graph[str] = nx.Graph()
            rebuilt.add_nodes_from(network)
            for work in chance.choices(works, k=len(works)) if works else ():
                for one, other, share in shares[work]:
                    before = rebuilt.get_edge_data(one, other, {"strength": 0.0})["strength"]
                    rebuilt.add_edge(one, other, strength=before + share)
            strength = dict(rebuilt.degree(weight="strength"))
            samples.append((strength, sorted(strength, key=lambda node: (-strength[node], node))))
    clock.times, clock.scaled = _DRAWS / _FEW, f"{_FEW} of {_DRAWS} rebuilds"
    answer: Answer = {}
    for node in sorted(network):
        drawn = sorted(strength[node] for strength, _ in samples)
        low, high = (drawn[max(0, math.ceil(share * _FEW) - 1)] for share in ((1 - 0.9) / 2, (1 + 0.9) / 2))
        least = [strength[order[min(10, len(order)) - 1]] for strength, order in samples]
        top = sum(
            strength[node] >= bound and strength[node] > 0 for (strength, _), bound in zip(samples, least, strict=True)
        )
        answer[node] = [float(network.degree(node, weight="strength")), low, high, top / _FEW]
    return answer


HUBS = Row(
    "hubs",
    "store to network to hub table",
    [
        Work("mediagraph", _ours),
        Work("networkx, plain", _networkx, repeats=1),
        Work("igraph, ready-made arrays", _igraph, needs=["igraph"]),
        Work("networkit, ready-made arrays", _networkit, needs=["networkit"], apart=True),
    ],
    [
        Target("mediagraph", "networkx, plain", "faster", 20, since=_PLAIN),
        Target("mediagraph", "igraph, ready-made arrays", "within", 1.5, since=LARGE),
        Target("mediagraph", "networkit, ready-made arrays", "within", 1.5, since=LARGE),
    ],
    notes="Organisations; betweenness exact. Ours goes through the shortest paths of a large network in as many "
    "processes as there are processors, and its memory is that of all; igraph uses one processor, networkit "
    "what it takes by itself. Both C engines begin from arrays and read nothing, and lack what they do not have: "
    "igraph the effective size, networkit constraint and effective size too. Plain networkx is measured up to "
    f"{_PLAIN:,} productions, and what is said of it holds there: it grows with the square of the network, so nothing "
    "is scaled beyond. Values of the first hubs agree to 1e-9.",
)
BOOTSTRAP = Row(
    "bootstrap",
    "1,000 bootstrap rebuilds of the hub table of countries",
    [Work("mediagraph", _bootstrap), Work("networkx, plain", _bootstrap_plain, repeats=1)],
    [Target("mediagraph", "networkx, plain", "faster", 100, since=LARGE)],
    notes="Both begin from the network; networkx rebuilds it ten times, which is scaled. Strengths, ranks, intervals.",
)
